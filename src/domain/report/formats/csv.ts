/** A report as CSV. */
import { unknownText, type Unknown } from '../../arm/unknown.ts';
import { asCommonFinding } from '../../findings/finding.ts';
import { acceptanceText } from '../../findings/rule/weight.ts';
import type { Phrase } from '../../../sentences/words.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { columns, exportedValue, type ReportRow } from '../columns.ts';
import { comparedFindings, type Comparison } from '../comparison.ts';
import { controlsText } from '../controls.ts';
import { stateCells } from '../overview.ts';
import { inPieces } from '../pieces.ts';
import { csvText } from './tables.ts';
import { notReadOf } from '../unknowns.ts';

/** What a CSV says besides its clusters. */
interface CsvOptions {
  readonly comparison: Comparison | undefined;
  readonly unknown: readonly Unknown[];
  readonly filter: string | undefined;
  readonly notes: readonly Phrase[];
}

/**
 * Writes a line for each finding, one for each cluster without findings, and one for each thing that could not be read. CSV
 * has no comments (RFC 4180), so a note is a line without a cluster and a severity.
 */
export function csvOf(
  rows: readonly ReportRow[],
  now: Date,
  { comparison, unknown, filter, notes }: CsvOptions,
): Iterable<string> {
  const places = columns.filter(({ isPlace }) => isPlace).reverse();
  const otherColumns = columns.filter(({ isPlace, isInJsonOnly }) => !isPlace && !isInJsonOnly);
  const fields = [...places, ...otherColumns].flatMap(({ field, csvField, of }) =>
    field === undefined ? [] : [{ name: csvField ?? field, of }],
  );
  const heading = [
    ...fields.map(({ name }) => name),
    'severity',
    'code',
    'text',
    'evidence',
    'source',
    'decided',
    'controls',
    ...(comparison ? ['state', 'since'] : []),
  ];
  const wholeRow = (cells: readonly string[]): readonly string[] => heading.map((_, index) => cells[index] ?? '');
  const linesOf = (row: ReportRow): readonly (readonly string[])[] => {
    const start = fields.map(({ of }) => String(exportedValue(of(row))));
    const findingRows = comparedFindings(row, now, comparison).map(({ finding, ...more }) => {
      const { severity, code, text, evidence, source } = asCommonFinding(finding);
      const decided = textOf(acceptanceText(finding) ?? '');
      return [
        ...start,
        severity,
        code,
        textOf(text),
        textOf(evidence),
        source,
        decided,
        controlsText(finding),
        ...stateCells(comparison, more),
      ];
    });
    const notRead = notReadOf(row).map((unread) => wholeRow([...start, ...notReadCells(unread)]));
    return findingRows.length + notRead.length === 0 ? [wholeRow(start)] : [...findingRows, ...notRead];
  };
  const nowhere = fields.map(() => '');
  const together = unknown.map((unread) => wholeRow([...nowhere, ...notReadCells(unread)]));
  const unreadRows = [
    ...(filter === undefined ? [] : [wholeRow([...nowhere, '', 'note:filter', filter])]),
    ...notes.map((note) => wholeRow([...nowhere, '', 'note', textOf(note)])),
  ];
  return inPieces(function* () {
    yield csvText([heading, ...unreadRows, ...together]);
    for (const row of rows) yield csvText(linesOf(row));
  });
}

/** Severity, code, text and evidence for a line about something that could not be read; no finding has that code. */
function notReadCells(unknown: Unknown): readonly string[] {
  const { cause, subject, armCode } = unknown;
  const evidence = [subject.what, subject.of, armCode].filter((part) => part !== undefined);
  return ['unknown', `notRead:${cause}`, textOf(unknownText(unknown)), evidence.join(' ')];
}
