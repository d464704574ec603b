/** The output of `history`: a line for each entry, as a page, as a table, or as JSON. */
import { apiHistory } from '../../api/history.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { actorWords, isTold } from '../../domain/history/actors.ts';
import { textOf } from '../../sentences/textOf.ts';
import { isWhole, unknownsOfHistory } from '../../domain/history/historyUnknowns.ts';
import type { History, HistoryEntry } from '../../domain/history/model.ts';
import {
  momentInSentence,
  neverShownTexts,
  notKnownInHistory,
  notPlacedTexts,
  sourceTexts,
  lateTexts,
} from '../../domain/history/text/footLines.ts';
import { clientText, whatText, wholeText, whoText } from '../../domain/history/text/historyLines.ts';
import { csvText, markdownCell, markdownSection, tableRow } from '../../domain/report/formats/tables.ts';
import type { Format } from '../commandLine/formats.ts';
import { sentencesOf } from './sentences.ts';
import { capitalised } from '../../sentences/words.ts';

/** Writes a history. */
export function historyText(history: History, format: Format, isLimited: boolean): string {
  if (format === 'json') return `${inertJson(apiHistory(history), 2)}\n`;
  return format === 'csv' ? historyCsv(history) : historyMarkdown(history, isLimited);
}

const headings = ['Time', 'Who', 'With', 'Kind', 'Status', 'What', 'Resource', 'Correlation ID'] as const;

/** What could not be read has lines, too, with the reason. */
function historyCsv(history: History): string {
  const lines = history.entries.map((entry) => {
    const { at, kinds, status, resourceId, correlationId = '' } = entry;
    return [at, nameOf(entry), clientText(entry), kinds.join(' '), status, wholeText(entry), resourceId, correlationId];
  });
  const reasons = [...sentencesOf(unknownsOfHistory(history)), ...notPlacedTexts(history)];
  const unread = reasons.map((reason) => ['', '', '', '', 'unknown', reason, '', '']);
  return csvText([[...headings], ...lines, ...unread]);
}

/** Programs join rows by who it was, whoever reads them. */
function nameOf(entry: HistoryEntry): string {
  return isTold(entry.by) ? textOf(actorWords(entry.by)) : whoText(entry);
}

function partsOf(entry: HistoryEntry): readonly [string, string] {
  return [whoText(entry), clientText(entry)];
}

function historyMarkdown(history: History, isLimited: boolean): string {
  const { subject, since, entries } = history;
  return [
    `# What changed around ${markdownCell(subject.name)}`,
    '',
    `Since ${momentInSentence(since)}. Times are in UTC.`,
    '',
    ...(entries.length === 0 ? [noEntries(history, isLimited)] : table(entries)),
    ...markdownSection(
      'Sources',
      sourceTexts(history).map((text) => `- ${markdownCell(text)}`),
    ),
    ...markdownSection(
      'What is not known',
      [...notKnownInHistory(history), ...neverShownTexts(subject)].map((text) => `- ${markdownCell(text)}`),
    ),
    '',
  ].join('\n');
}

function noEntries(history: History, isLimited: boolean): string {
  const what = isLimited ? 'Nothing that was asked for changed' : 'Nothing changed';
  const known = isWhole(history) ? `${what}, as far as Azure shows.` : `${what}, as far as it could be read.`;
  return [known, ...lateTexts(history, momentInSentence)].join(' ');
}

function table(entries: readonly HistoryEntry[]): readonly string[] {
  const heading = ['When', 'Who', 'With', 'What'];
  const lines = entries.map((entry) => [
    entry.at.replace('T', ' ').slice(0, 19),
    ...partsOf(entry),
    capitalised(whatText(entry)),
  ]);
  return [heading, heading.map(() => '---'), ...lines].map(tableRow);
}
