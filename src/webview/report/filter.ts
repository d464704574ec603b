/** Which clusters and findings of a report someone wants to see, and in which order. */
import { notJudgedTitle } from '../../domain/needs/notJudged.ts';
import { joiningFixes, type JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import { severities, type Severity } from '../../domain/findings/rule/weight.ts';
import { topicOf, type Finding } from '../../domain/findings/finding.ts';
import { bearsOnControl } from '../../domain/report/controls.ts';
import type { ReportLook } from '../../domain/words/reportLook.ts';
import type { ReportMark } from '../protocol/report.ts';
import { readQuery, type ReportQuery, type QueryKey } from '../protocol/reportQuery.ts';
import { byClusterName, worstFirst } from '../../domain/report/formats/worstFirst.ts';
import { compareNames } from '../../shape/compareNames.ts';
import { addTo } from '../../shape/distinct.ts';
import { eachInSteps, itemsInStep, passingInSteps, sortedInSteps, type Stepwise } from '../../shape/steps.ts';
import { cellOf, isClean, isJudged, type FleetRow } from './rows.ts';
import { shownText } from '../../sentences/language.ts';

/** The part of a look that decides what is seen. */
export type SeenMarks = Pick<ReportLook, 'marks' | 'text'>;

const ofFindings: readonly QueryKey[] = ['finding', 'compliance'];

/** Returns true if the filter asks for something that only findings have. */
function asksForFindings({ terms }: ReportQuery): boolean {
  return ofFindings.some((key) => terms.has(key));
}

/** Returns true if the cluster has one of the values of every term that is about clusters. */
function isOfCluster({ facets }: FleetRow, { terms }: ReportQuery): boolean {
  return Object.entries(facets).every(([key, ownFacets]) => {
    const wantedValues = terms.get(key as keyof typeof facets);
    return (
      wantedValues === undefined ||
      wantedValues.some((value) => ownFacets.some((ownValue) => ownValue.toLowerCase().includes(value)))
    );
  });
}

/** Returns the words of a filter that are not about the cluster itself, which a finding has to have. */
function wordsLeft({ searched }: FleetRow, { words }: ReportQuery): readonly string[] {
  return words.filter((word) => !searched.includes(word));
}

/** Returns true if the finding has one of the values of every term that is about findings, and the words. */
function isWanted(row: FleetRow, finding: Finding, { terms }: ReportQuery, words: readonly string[]): boolean {
  const { keys = [], title = '' } = row.searchedOf.get(finding) ?? {};
  const topics = terms.get('finding');
  const controls = terms.get('compliance');
  return (
    words.every((word) => title.includes(word) || keys.some((key) => key.includes(word))) &&
    (topics?.some((topic) => title.includes(topic) || keys.some((key) => key.startsWith(topic))) ?? true) &&
    (controls?.some((control) => bearsOnControl(finding, control)) ?? true)
  );
}

/**
 * Returns the findings of a row that pass the filter: words, terms and severity have to match the same one. Accepted ones pass
 * only if they are asked for, or were not accepted yet when the row was put in its place.
 */
function seenBy(row: FleetRow, { marks }: SeenMarks, query: ReportQuery): readonly Finding[] {
  const was = row.isRenewed ? row : (row.placed ?? row);
  if (!isOfCluster(was, query)) return [];
  const words = wordsLeft(was, query);
  const isMarked = ({ accepted, severity }: Finding): boolean =>
    accepted ? marks.includes('accepted') : marks.length === 0 || marks.includes(severity);
  const isNew = (finding: Finding): boolean =>
    marks.includes('new') && !finding.accepted && was.compared?.get(finding)?.state === 'new';
  return row.findings.filter((_, index) => {
    const earlier = was.findings[index];
    return earlier !== undefined && (isMarked(earlier) || isNew(earlier)) && isWanted(was, earlier, query, words);
  });
}

/** Returns what of a row could not be checked, if the filter lets that pass. */
function seenUnknown(row: FleetRow, { marks }: SeenMarks, query: ReportQuery): NonNullable<FleetRow['unjudged']> {
  const passes =
    !asksForFindings(query) && (marks.length === 0 || marks.includes('unknown')) && isOfCluster(row, query);
  const title = shownText(notJudgedTitle).toLowerCase();
  return passes && wordsLeft(row, query).every((word) => title.includes(word)) ? (row.unjudged ?? []) : [];
}

/** Selects the rows that the user wants to see. */
export function matchingRows(rows: readonly FleetRow[], look: SeenMarks): Stepwise<readonly FleetRow[]> {
  const { marks, text } = look;
  const query = readQuery(text);
  return passingInSteps(rows, (row) => {
    const was = placedRow(row);
    const isMeant = isMeantBy(was, query);
    if (isMeant && (marks.length === 0 || (marks.includes('none') && isClean(was)))) return true;
    if (isMeant && marks.includes('unknown') && was.counts.unknown > 0) return true;
    return seenUnknown(was, look, query).length > 0 || seenBy(was, look, query).length > 0;
  });
}

/** What the text of a filter lets through of a row, whatever severities are marked. */
export interface OfText {
  /** Accepted ones, too. */
  readonly findings: readonly Finding[];
  /** The cluster itself passes, whatever was found. */
  readonly isMeant: boolean;
  /** So does what could not be checked of it. */
  readonly isUnknown: boolean;
}

const allFindings: readonly ReportMark[] = [...severities, 'accepted'];

/** Goes through the rows with what the text of a filter lets through of each. */
export function eachOfText<T>(
  rows: readonly FleetRow[],
  text: string,
  work: (row: FleetRow, ofText: OfText) => T,
): Stepwise<readonly T[]> {
  const query = readQuery(text);
  return eachInSteps(rows, (row) => {
    const was = placedRow(row);
    const isMeant = isMeantBy(was, query);
    const isUnknown = (isMeant && was.counts.unknown > 0) || seenUnknown(was, { marks: [], text }, query).length > 0;
    return work(row, { findings: seenBy(row, { marks: allFindings, text }, query), isMeant, isUnknown });
  });
}

/** Returns true if the filter asks for the cluster itself. */
function isMeantBy(row: FleetRow, query: ReportQuery): boolean {
  return !asksForFindings(query) && isOfCluster(row, query) && wordsLeft(row, query).length === 0;
}

/** Joins the fixes of the findings that pass the filter. */
export function* fixesSeen(rows: readonly FleetRow[], look: SeenMarks): Stepwise<JoinedFixes> {
  const query = readQuery(look.text);
  return yield* joiningFixes(
    yield* eachInSteps(rows, (row) => ({ cluster: row.cluster, findings: seenBy(row, look, query) })),
  );
}

/** A finding that rows have in common, with each row that has it, and what one plan fixes of it. */
export interface FindingGroup {
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
  readonly items: readonly { readonly row: FleetRow; readonly finding: Finding }[];
  readonly clusters: number;
  readonly fixes: JoinedFixes;
}

/** Groups the findings that pass the filter by what they are about: the worst first, then those of the most rows. */
export function* findingGroups(rows: readonly FleetRow[], look: SeenMarks): Stepwise<readonly FindingGroup[]> {
  const query = readQuery(look.text);
  const byTopic = new Map<string, { readonly row: FleetRow; readonly finding: Finding }[]>();
  yield* eachInSteps(rows, (row) => {
    for (const finding of seenBy(row, look, query)) addTo(byTopic, topicOf(finding).key, { row, finding });
  });
  const groups: FindingGroup[] = [];
  for (const [key, items] of byTopic) {
    if (rows.length >= itemsInStep) yield;
    const [first] = items;
    const severity = severities.find((candidate) => items.some(({ finding }) => finding.severity === candidate));
    if (!first || !severity) continue;
    const fixes = yield* joiningFixes(items.map(({ row: { cluster }, finding }) => ({ cluster, findings: [finding] })));
    const clusters = new Set(items.map(({ row }) => row)).size;
    groups.push({ key, title: shownText(topicOf(first.finding).title), severity, items, clusters, fixes });
  }
  const rank = ({ severity }: FindingGroup): number => severities.indexOf(severity);
  return groups.sort((a, b) => rank(a) - rank(b) || b.items.length - a.items.length || compareNames(a.title, b.title));
}

/** A row whose roles could not all be checked, with those that the filter shows. */
export interface NotJudgedRow {
  readonly row: FleetRow;
  readonly unknown: NonNullable<FleetRow['unjudged']>;
}

/** Returns the rows whose roles could not all be checked as the filter shows, each with those roles. */
export function* notJudgedRows(rows: readonly FleetRow[], look: SeenMarks): Stepwise<readonly NotJudgedRow[]> {
  const query = readQuery(look.text);
  const all = yield* eachInSteps(rows, (row) => ({ row, unknown: seenUnknown(row, look, query) }));
  return all.filter(({ unknown }) => unknown.length > 0);
}

/** The row as it was when it was put in its place. */
function placedRow(row: FleetRow): FleetRow {
  return row.placed ?? row;
}

/** A row, how it was when it was put in its place, and what it is sorted by. */
interface PlacedRow {
  readonly row: FleetRow;
  readonly was: FleetRow;
  readonly text: string | number;
}

/** Sorts the rows; those that are equal come with the worst first, then by name and id. */
export function* sortedRows(
  rows: readonly FleetRow[],
  { by, descending }: Pick<ReportLook, 'by' | 'descending'>,
): Stepwise<readonly FleetRow[]> {
  const sign = descending ? -1 : 1;
  const textIn = (row: FleetRow): string | number => {
    if (by === 'findings') return '';
    return by === 'name' ? row.cluster.name : cellOf(by, row).text;
  };
  const order = (a: PlacedRow, b: PlacedRow): number =>
    by === 'findings' ? -compareSeverity(a.was, b.was) : compareCells(a.text, b.text);
  const placed = yield* eachInSteps(rows, (row): PlacedRow => {
    const was = placedRow(row);
    return { row, was, text: textIn(was) };
  });
  const sorted = yield* sortedInSteps(
    placed,
    (a, b) => sign * order(a, b) || compareSeverity(a.was, b.was) || byClusterName(a.was, b.was),
  );
  return sorted.map(({ row }) => row);
}

/** Compares numbers as such and anything else as texts. */
function compareCells(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b));
}

/** What is only listed comes last. */
function compareSeverity(a: FleetRow, b: FleetRow): number {
  return worstFirst(a, b) || Number(isJudged(b)) - Number(isJudged(a));
}
