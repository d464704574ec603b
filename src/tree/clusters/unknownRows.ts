import { idKey } from '../../domain/arm/resourceId.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { unknownBrief, unknownShort, unknownText, type Unknown } from '../../domain/arm/unknown.ts';
import { contextValue, type Target } from '../../manifest.ts';
import { tooltipLines, unknownIcon, type Row } from '../row/row.ts';
import { withLacksOnce } from '../../domain/cluster/notInFile.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { distinctWords, say, distinctByWords } from '../../sentences/words.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

/**
 * Makes rows for needs of an identity that may or may not be met: one for each reason, because one failed read makes
 * many things unknown at once.
 */
export function unknownRows(place: string, unknown: readonly Requirement[], target: Target): readonly Row[] {
  const reasons = Map.groupBy(unknown, briefReasonOf);
  return [...reasons.values()].map((requirements, index) => unknownRow(`${place}:${index}`, requirements, target));
}

function unknownRow(place: string, requirements: readonly Requirement[], target: Target): Row {
  const [first] = requirements;
  const isSingle = first !== undefined && requirements.length === 1;
  return {
    ...target,
    key: `unknown:${idKey(place)}`,
    kind: 'unknown',
    label: isSingle ? first.role.name : shownText(countWithNoun(requirements.length, 'role')),
    description: isSingle ? t`not checked on ${scopeName(first.scope)}` : t`not checked: ${inShort(first)}`,
    icon: unknownIcon,
    tooltip: tooltipLines({
      'Not checked': shownTexts(distinctWords(requirements.map((requirement) => requirement.reason ?? noReason))).join(
        '\n',
      ),
      [isSingle ? t`Role` : t`Roles`]: requirements
        .map(({ role, scope }) => t`${role.name} on ${scopeName(scope)}`)
        .join('\n'),
    }),
    contextValue: contextValue('unknown'),
    click: 'aksIdentity.showPanel',
  };
}

const noReason = say`The reason is not known.`;

/** Why it is unknown whether someone has what is needed, in a sentence that is the same for every scope. */
function briefReasonOf({ reason = noReason, unknown: [first] = [] }: Requirement): string {
  return shownText(first === undefined ? reason : unknownBrief(first));
}

function inShort(requirement: Requirement | undefined): string {
  const [first] = requirement?.unknown ?? [];
  return shownText(first === undefined ? shownText(noReason) : unknownShort(first));
}

/** Makes a row for each thing that is unknown, with the reason, and one for all that an opened file lacks. */
export function notReadRows(place: string, unknown: readonly Unknown[], target: Target): readonly Row[] {
  return distinctByWords(withLacksOnce(unknown), unknownText).map((cause, index) => ({
    ...target,
    key: `unknown:${idKey(place)}:unread:${index}`,
    kind: 'unknown',
    ...(cause.lacks === undefined
      ? { label: t`Not checked`, description: shownText(unknownBrief(cause)) }
      : { label: t`Not in the file`, description: cause.lacks.join(', ') }),
    icon: unknownIcon,
    tooltip: tooltipLines({ 'Not checked': shownText(unknownText(cause)) }),
    contextValue: contextValue('unknown'),
    click: 'aksIdentity.showPanel',
  }));
}

/** Makes the row of what was left out of a subscription because it takes a request for each thing; a click asks for it all. */
export function notAskedRows(subscriptionId: string, unknown: readonly Unknown[]): readonly Row[] {
  if (unknown.length === 0) return [];
  return [
    {
      subscriptionId,
      key: `notAsked:${subscriptionId.toLowerCase()}`,
      kind: 'notAsked',
      label: t`Not everything was checked`,
      description: unknown.map((cause) => shownText(unknownShort(cause))).join(', '),
      icon: unknownIcon,
      tooltip: tooltipLines({
        'Not checked': shownTexts(unknown.map(unknownText)).join('\n'),
        Click: t`check all of it, one request for each`,
      }),
      contextValue: contextValue('notAsked'),
      click: 'aksIdentity.checkAll',
    },
  ];
}
