/** Counts clusters and findings of a report by kind, and lists what its filter can ask for. */
import { findingTitle, kindOf } from '../../domain/findings/catalogue.ts';
import { topicOf } from '../../domain/findings/finding.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import { controlsOf } from '../../domain/report/controls.ts';
import { isGuid } from '../../domain/arm/resourceId.ts';
import { withoutQuotes, type QueryKey } from '../protocol/reportQuery.ts';
import type { ReportMark, ReportState, Suggestion } from '../protocol/report.ts';
import { eachOfText } from './filter.ts';
import { isClean, isJudged, type FleetRow } from './rows.ts';
import { compareNames } from '../../shape/compareNames.ts';
import { eachInSteps, sortedInSteps, type Stepwise } from '../../shape/steps.ts';
import { shownText } from '../../sentences/language.ts';

/** Counts the findings of each severity that the text of the filter lets through, and the rows without any. */
export function* countsOf(rows: readonly FleetRow[], text: string): Stepwise<Readonly<Record<ReportMark, number>>> {
  const sums = { error: 0, warning: 0, info: 0, unknown: 0, none: 0, accepted: 0, new: 0 };
  yield* eachOfText(rows, text, (row, { findings, isMeant, isUnknown }) => {
    const open = openOf(findings);
    for (const { severity } of open) sums[severity]++;
    if (isUnknown) sums.unknown++;
    if (isMeant && isClean(row)) sums.none++;
    sums.accepted += findings.length - open.length;
    sums.new += open.filter((finding) => row.compared?.get(finding)?.state === 'new').length;
  });
  return sums;
}

/** Says whether the counts have all rows in them; a row that is only listed has nothing to count yet. */
export function countedOf(rows: readonly FleetRow[]): ReportState['counted'] {
  if (rows.every(isJudged)) return 'all';
  return rows.some(isJudged) ? 'some' : 'none';
}

/** Returns what a term with this key can ask for, with the number of clusters that each lets through, in the order of names. */
export function* suggestionsFor(rows: readonly FleetRow[], key: QueryKey): Stepwise<readonly Suggestion[]> {
  const suggestions = new Map<string, Suggestion>();
  yield* eachInSteps(rows, (row) => {
    const ownValues = new Map(valuesOf(row, key).map((value) => [value.value.toLowerCase(), value]));
    for (const [id, value] of ownValues)
      suggestions.set(id, { ...value, count: (suggestions.get(id)?.count ?? 0) + 1 });
  });
  const place = ({ group = '', label = '', value }: Suggestion): string => `${group}\n${label}\n${value}`;
  return yield* sortedInSteps([...suggestions.values()], (a, b) => compareNames(place(a), place(b)));
}

type CountedValue = Omit<Suggestion, 'count'>;

function valuesOf(row: FleetRow, key: QueryKey): readonly CountedValue[] {
  const open = openOf(row.findings);
  if (key === 'finding') {
    return open.flatMap((finding) => {
      const kind = kindOf(finding.code);
      const topic = topicOf(finding);
      const wholeKind = { value: kind, label: shownText(findingTitle(kind)) };
      return topic.key === kind
        ? [wholeKind]
        : [wholeKind, { value: withoutQuotes(topic.key), label: shownText(topic.title) }];
    });
  }
  if (key === 'compliance') {
    return open.flatMap((finding) =>
      controlsOf(finding).map(({ framework, id, title }) => ({
        value: id,
        group: framework,
        // A policy is known by its title, because its id is a GUID.
        label: title === undefined ? id : isGuid(id) ? shownText(title) : `${id} ${shownText(title)}`,
      })),
    );
  }
  const ownValues = row.facets[key];
  // The first is the name; identities have several.
  const names =
    key === 'identity' ? ownValues.filter((name) => !name.includes('/') && !isGuid(name)) : ownValues.slice(0, 1);
  return names.map((value) => ({ value: withoutQuotes(value) }));
}

const mostSuggestions = 50;

/** Returns the first suggestions that have the typed text in their value or label. */
export function matchingSuggestions(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const typedText = withoutQuotes(typed).toLowerCase();
  return suggestions
    .filter(({ value, label = '', group = '' }) => `${value}\n${label}\n${group}`.toLowerCase().includes(typedText))
    .slice(0, mostSuggestions);
}
