/** A report as it is read at a terminal: a line for each cluster, or all findings of one. */
import { inLine } from '../../domain/arm/inert.ts';
import { isNotRead, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { unjudgedRequirements } from '../../domain/needs/notJudged.ts';
import { exportedValue, pageColumns, type ReportRow } from '../../domain/report/columns.ts';
import { partsOf, toDoOf } from '../../domain/report/formats/htmlFindings.ts';
import { linesOf, type FoundLine } from '../../domain/report/formats/htmlKinds.ts';
import { markTitle } from '../../domain/report/formats/htmlTables.ts';
import { worstRowsFirst } from '../../domain/report/formats/worstFirst.ts';
import { maskGuids } from '../../domain/report/mask.ts';
import { notReadIn } from '../../domain/report/notRead.ts';
import { lagText, summaryOf, type AboutReport } from '../../domain/report/overview.ts';
import { countNotChecked, isPartlyUnknown, otherUnknownsOf } from '../../domain/report/unknowns.ts';
import { countWithNoun, fewOf } from '../../domain/words/counts.ts';
import { countOpen } from '../../domain/findings/rule/weight.ts';
import { compareText } from '../../shape/compareText.ts';
import { inOneGo } from '../../shape/steps.ts';
import { textOf, textsOf } from '../../sentences/textOf.ts';
import { joinWords, say, type Phrase } from '../../sentences/words.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { hanging, painted, tableLines, widthFor, wrapped, type Screen } from '../terminal/layout.ts';

/** What a report at a terminal is made for. */
export interface ReportAtTerminal extends Pick<Arguments, 'command' | 'from' | 'mask'> {
  readonly screen: Screen;
  /** The command line as it was typed. */
  readonly typed: readonly string[];
  readonly now: Date;
}

/** Writes clusters with what is worst of each, or all that is known of the only one that was asked for. */
export function reportAtTerminal(rows: readonly ReportRow[], about: AboutReport, asked: ReportAtTerminal): string {
  const width = widthFor(asked.screen);
  const plain = (text: Phrase): string => inLine(asked.mask ? maskGuids(textOf(text)) : textOf(text)).trim();
  const byName = [...rows].sort((a, b) => compareText(a.cluster.name, b.cluster.name));
  const parts =
    asked.command === 'diagnose'
      ? byName.map((row) => clusterLines(row, about, plain, width))
      : fleetLines(inOneGo(worstRowsFirst(rows)), about, plain, width);
  const notRead = notReadIn(rows, about.unknown ?? []).map(({ text }) => text);
  const { counts, changes, ingress } = inOneGo(summaryOf(rows, asked.now, about));
  const notes = [...(about.filter === undefined ? [] : [about.filter]), ...textsOf(about.notes ?? [])];
  const sections = [
    ...parts,
    notRead.flatMap((text) => hanging('? ', `Not read: ${plain(text)}`, width)),
    [...changes, ...ingress, ...notes].flatMap((note) => hanging('- ', plain(note), width)),
    wrapped(
      plain(
        `${rows.length === 0 && (about.unknown ?? []).length === 0 ? 'There are no clusters' : counts}.${lagText(about)}`,
      ),
      width,
    ),
    rows.length === 0 ? [] : furtherLines(asked, width),
  ];
  const filled = sections.filter(({ length }) => length > 0);
  return painted(
    filled.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])),
    asked.screen,
  );
}

type Plain = (text: Phrase) => string;

function fleetLines(
  rows: readonly ReportRow[],
  about: AboutReport,
  plain: Plain,
  width: number,
): readonly (readonly string[])[] {
  const isFine = (row: ReportRow): boolean =>
    !isPartlyUnknown(row) && linesOf(row).every(({ mark }) => mark === 'info' || mark === 'accepted');
  const fine = rows.filter(isFine);
  const heading = ['Cluster', 'Errors', 'Warnings', 'Unknown', 'Worst findings'];
  const cells = rows.flatMap((row) => (isFine(row) ? [] : [clusterCells(row, about, plain)]));
  const table =
    (width < tableWidth ? undefined : tableLines([heading, ...cells], width)) ??
    cells.flatMap((each) => narrowLines(each, width));
  const names = fine.slice(0, mostNamed).map(({ cluster }) => plain(cluster.name));
  const more = fine.length > mostNamed ? ` and ${fine.length - mostNamed} more` : '';
  const lead = `${textOf(countWithNoun(fine.length, 'cluster'))} without errors, warnings and unknowns`;
  return [
    cells.length === 0 ? [] : table,
    fine.length === 0 ? [] : hanging('\u2714 ', `${lead}: ${names.join(', ')}${more}`, width),
    unknownLines(rows, plain, width),
  ];
}

/** With less room, what was found is below the cluster. */
const tableWidth = 72;
/** So many clusters without problems are named. */
const mostNamed = 20;

function clusterCells(row: ReportRow, about: AboutReport, plain: Plain): readonly string[] {
  const lines = linesOf(row);
  const [sign = '?'] = lines[0] ? markTitle(lines[0].mark) : '?';
  const titles = new Map<string, number>();
  const grave = lines.filter(({ mark }) => mark !== 'info' && mark !== 'accepted');
  for (const line of grave.length === 0 ? lines : grave) {
    const title = plain(titleOf(row, line, about));
    titles.set(title, (titles.get(title) ?? 0) + line.count);
  }
  const worst = [...titles].map(([title, count]) => (count === 1 ? title : `${title} (${count})`));
  const more = worst.length > mostTitles ? [`${worst.length - mostTitles} more`] : [];
  const open = countNotChecked(row);
  // Where something was not checked, that nothing was found does not say that there is nothing.
  const found = (['error', 'warning'] as const).map((severity) => {
    const count = countOpen(row.findings, severity);
    return count === 0 && open > 0 ? '?' : String(count);
  });
  return [
    `${sign} ${plain(row.cluster.name)}`,
    ...found,
    String(open),
    [...worst.slice(0, mostTitles), ...more].join('; '),
  ];
}

const mostTitles = 2;

function narrowLines(
  [name = '', errors = '', warnings = '', unknown = '', worst = '']: readonly string[],
  width: number,
): readonly string[] {
  const counts = [
    ...(Number(errors) > 0 ? [countWithNoun(Number(errors), 'error')] : []),
    ...(Number(warnings) > 0 ? [countWithNoun(Number(warnings), 'warning')] : []),
    ...(unknown === '0' ? [] : [say`${unknown} unknown`]),
  ];
  return [...hanging('', `${name}: ${textsOf(counts).join(', ')}`, width), ...hanging('  ', worst, width)];
}

function titleOf(row: ReportRow, line: FoundLine, about: AboutReport): string {
  return partsOf(row, line, about)[1] ?? '';
}

/** Says what nobody could have read of which clusters, and why; what could have been is said for all together. */
function unknownLines(rows: readonly ReportRow[], plain: Plain, width: number): readonly string[] {
  const names = new Map<string, string[]>();
  for (const row of rows) {
    const isOpen = ({ unknown = [] }: { readonly unknown?: readonly Unknown[] }): boolean => !unknown.some(isNotRead);
    const findings = row.findings.filter((finding) => finding.severity === 'unknown' && isOpen(finding));
    const roles = unjudgedRequirements((row.unjudged ?? []).filter(isOpen));
    const reasons: readonly Phrase[] = [
      ...findings.map(({ text, unknown = [] }) => joinWords([text, ...unknownTexts(unknown)])),
      ...roles.map(({ title, evidence }) => say`${title}: ${evidence}`),
      ...unknownTexts(otherUnknownsOf(row).filter((unknown) => !isNotRead(unknown))),
    ];
    for (const reason of reasons.map(plain)) names.set(reason, [...(names.get(reason) ?? []), row.cluster.name]);
  }
  return [...names].flatMap(([why, clusters]) =>
    hanging('? ', plain(`${textOf(fewOf(clusters, 'cluster'))}: ${why}`), width),
  );
}

function clusterLines(row: ReportRow, about: AboutReport, plain: Plain, width: number): readonly string[] {
  const { group, subscription, region, controlPlane, kubelet } = pageColumns;
  const facts = [group, subscription, region, controlPlane, kubelet].map(
    ({ title, of }) => `${title}: ${plain(String(exportedValue(of(row))))}`,
  );
  const lines = linesOf(row);
  return [
    ...wrapped(plain(row.cluster.name), width),
    ...[...facts, `ID: ${plain(row.cluster.id)}`].flatMap((fact) => wrapped(fact, width)),
    ...(lines.length === 0 ? ['', 'No findings.'] : []),
    ...lines.flatMap((line) => {
      const [, title = '', text = '', evidence = '', , source] = partsOf(row, line, about);
      const seen = evidence === '' ? '' : `${line.mark === 'unknown' ? 'Why' : 'Evidence'}: ${evidence}`;
      const more = [text, seen, toDoOf(line, row.cluster).join(': '), source ?? ''].filter((part) => part !== '');
      const [sign = '', word = ''] = markTitle(line.mark).split(' ');
      return [
        '',
        ...hanging(`${sign} `, `${word}: ${plain(title)}`, width),
        ...more.flatMap((part) => hanging('  ', plain(part), width)),
      ];
    }),
  ];
}

/** Says how to get what is left out here. */
function furtherLines({ command, typed, from }: ReportAtTerminal, width: number): readonly string[] {
  const one = quoted(['aks-identity', 'diagnose', 'NAME', ...placeOf(from)]);
  const whole = quoted(['aks-identity', ...typed, '-o', 'report.html']);
  return [
    ...(command === 'diagnose' ? [] : hanging('One cluster:  ', one, width)),
    ...hanging('Whole report: ', `${whole} (or .md, .csv, .json)`, width),
  ];
}

function placeOf(from: Arguments['from']): readonly string[] {
  switch (from.kind) {
    case 'demo':
      return ['--demo'];
    case 'emulator':
      return ['--emulator', from.url];
    case 'files': {
      const assignments = from.assignments.flatMap((file) => ['--role-assignments', file]);
      return [...from.clusters.flatMap((file) => ['--cluster-json', file]), ...assignments];
    }
    case 'azure':
      return [];
  }
}

function quoted(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ');
}
