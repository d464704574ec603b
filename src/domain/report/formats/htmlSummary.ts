/** What a page says first, for somebody who reads nothing else. */
import { countWithNoun, firstFew, moreOf } from '../../words/counts.ts';
import { eachInSteps, type Stepwise } from '../../../shape/steps.ts';
import { capitalised, say, type Phrase } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import { consequences } from './consequence.ts';
import { linesOf } from './htmlKinds.ts';
import { clusterLink, htmlText } from './htmlText.ts';

/** What a line of the summary names, as HTML, and what each is. */
interface SummaryLine {
  readonly title: string;
  readonly items: readonly string[];
  readonly noun?: string;
}

/** Says what may become of clusters with errors, which have only warnings, which were not fully checked, who administers them, and where they are. */
export function* summaryOfPage(rows: readonly ReportRow[]): Stepwise<readonly SummaryLine[]> {
  const lists = new Map<string, string[]>([...consequences, onlyWarnings, notChecked].map((title) => [title, []]));
  const administrators = new Set<string>();
  const others = new Set<string>();
  const subscriptions = new Set<string>();
  const unknown = { administrators: 0, others: 0 };
  yield* eachInSteps(rows, (row, index) => {
    const link = clusterLink(row, index);
    const { cluster, subscriptionName, access } = row;
    const lines = linesOf(row);
    const [worst] = lines;
    if (worst?.mark === 'error') lists.get(consequences[worst.leadsTo] ?? '')?.push(link);
    if (worst?.mark === 'warning') lists.get(onlyWarnings)?.push(link);
    if (lines.some(({ mark }) => mark === 'unknown')) lists.get(notChecked)?.push(link);
    for (const holder of access?.who?.administrators ?? []) administrators.add(textOf(holder));
    for (const holder of access?.who?.canBecomeAdmin ?? []) others.add(textOf(holder));
    if (access?.administrators === undefined) unknown.administrators++;
    if (access?.canBecomeAdmin === undefined) unknown.others++;
    subscriptions.add(subscriptionName ?? cluster.subscriptionId);
  });
  if (rows.length === 0) return [];
  const numbers = {
    'Administrators without PIM': atLeast(administrators.size, unknown.administrators),
    'Can become administrator': atLeast(others.size, unknown.others),
  };
  return [
    ...[...lists].map(([title, items]) => ({ title: capitalised(title), items, noun: 'cluster' })),
    ...Object.entries(numbers).map(([title, number]) => ({ title, items: [htmlText(textOf(number))] })),
    { title: 'Subscriptions', items: [...subscriptions].sort().map(htmlText), noun: 'subscription' },
  ].filter(({ items }) => items.length > 0);
}

/** Writes each line with the first few of what it names; the others are to unfold. */
export function* summaryList(lines: readonly SummaryLine[]): Generator<string> {
  if (lines.length > 0) yield '<ul>\n';
  for (const { title, items, noun = '' } of lines) {
    const { named, others } = firstFew(items);
    yield `<li>${title}: ${named.join(', ')}`;
    if (others.length > 0) yield ` <details><summary>and ${textOf(moreOf(others.length, noun))}</summary>`;
    for (const [index, item] of others.entries()) yield `${index === 0 ? ': ' : ', '}${item}`;
    yield others.length > 0 ? '</details></li>\n' : '</li>\n';
  }
  if (lines.length > 0) yield '</ul>\n';
}

/** A number of those who are known, where those of some clusters are not. */
function atLeast(known: number, clusters: number): Phrase {
  if (clusters === 0) return `${known}`;
  const open = say`not known of ${countWithNoun(clusters, 'cluster')}`;
  return known === 0 ? open : say`at least ${known}, ${open}`;
}

const onlyWarnings = 'only warnings';
const notChecked = 'not fully checked';
