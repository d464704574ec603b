/** The report as a text of its own, which says for itself what it holds and what it lacks. */
import { textInTurns } from '../../async/yielding.ts';
import { reportPieces, type ReportFormat } from '../../domain/report/report.ts';
import { timeOfDay } from '../../domain/words/dateTime.ts';
import { wholeComparison } from './earlier.ts';
import { isJudged } from './rows.ts';
import { filterInWords } from './filterWords.ts';
import type { ReportModel, ReportView } from './state.ts';

/** Writes the judged clusters that pass the filter, with notes on the filter and on what was not read. */
export function exportedText(model: ReportModel, view: ReportView, format: ReportFormat, now: Date): Promise<string> {
  const rows = view.matched(model).filter(isJudged);
  const { phase, found, all, notes, unknown, look } = model;
  const filter = filterInWords(look, view.state(model).topics);
  const of = model.rows.filter(isJudged).length;
  const pieces = reportPieces(rows, format, now, {
    notes: [
      ...notes,
      ...(phase === 'reading' ? [`${(all ?? 0) - found} of ${all ?? 0} clusters were still being read.`] : []),
    ],
    filter:
      filter && `Filtered by ${filter}: ${rows.length} of ${of} clusters ${rows.length === 1 ? 'is' : 'are'} listed.`,
    subscriptionName: (id) => model.subscriptionNames.get(id.toLowerCase()),
    unknown,
    comparison: wholeComparison(model.rows, model.baseline, model.gone),
  });
  return textInTurns(pieces);
}

/** Says what a reading that ended early did not read; of the known clusters, it read only the fresh ones. */
export function notReadNotes(
  { all, readAt }: ReportModel,
  { known, fresh }: { readonly known: number; readonly fresh: number },
): readonly string[] {
  return [
    all === undefined
      ? 'No cluster was read: reading ended before the clusters were listed.'
      : `${all - fresh} of ${all} clusters were not read: reading stopped early.`,
    ...(known > fresh
      ? [
          readAt === undefined
            ? `${known - fresh} show results from an earlier read.`
            : `Changes since ${timeOfDay(readAt)} are not shown for the clusters that were not read again.`,
        ]
      : []),
  ];
}
