/** What is said of a finding that nothing known explains: that nothing does, or why that can't be known. */
import { sameGuid, subscriptionOf } from '../../arm/resourceId.ts';
import { countWithNoun } from '../../words/counts.ts';
import { toText } from '../../../sentences/textOf.ts';
import { openEntries } from '../explained.ts';
import type { Explainable } from '../explanation.ts';
import { isWhole } from '../historyUnknowns.ts';
import type { History } from '../model.ts';
import { whyUnknownValues } from '../unknownValues.ts';

/** Returns true if nothing explains a finding although everything is known that could. */
export function isUnexplained(finding: Explainable, history: History): boolean {
  return isWhole(history) && !isElsewhere(finding, history) && openEntries(finding, history.entries).length === 0;
}

/** Says that nothing that is known explains a finding, or why that can't be known; `where` says what could not be read. */
export function unexplainedText(finding: Explainable, history: History, where: string): string {
  if (isElsewhere(finding, history))
    return toText`The log of the subscription of that scope was not asked, so nothing here can explain it.`;
  const days = daysOf(history);
  const span = days === 1 ? toText`24 hours` : toText`${days} days`;
  const nothing =
    finding.missing === undefined
      ? toText`Nothing in the last ${span} explains it, as far as Azure shows.`
      : toText`No removal of a role in the last ${span} explains it, as far as Azure shows.`;
  const open = openEntries(finding, history.entries);
  const [first] = open;
  const may =
    first === undefined
      ? []
      : open.length === 1
        ? [toText`One change may, but ${whyUnknownValues(open)}.`]
        : [toText`One of ${countWithNoun(open.length, 'change')} may, but ${whyUnknownValues(open)}.`];
  return [nothing, ...may, ...(isWhole(history) ? [] : [where])].join(' ');
}

/** What was read last may reach less far than what was asked for last. */
function daysOf({ since, until }: History): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / 86_400_000);
}

/** A role that is missing in a subscription whose log was not asked may have been removed there. */
function isElsewhere({ missing }: Explainable, { sources }: History): boolean {
  const subscriptionId = missing && subscriptionOf(missing.scope);
  return subscriptionId !== undefined && !sources.some((source) => sameGuid(source.subscriptionId, subscriptionId));
}
