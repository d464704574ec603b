/** The report as a text of its own, which says for itself what it holds and what it lacks. */
import { bytesInTurns, doInTurns } from '../../async/yielding.ts';
import { reportPieces } from '../../domain/report/formats/report.ts';
import { reportFormats, type ReportFormat } from '../../domain/report/reportFormats.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { timeOfDay } from '../../domain/words/dateTime.ts';
import { keptIn } from '../../sentences/language.ts';
import { say, type Words } from '../../sentences/words.ts';
import { wholeComparison } from './earlier.ts';
import { isJudged } from './rows.ts';
import { filterInWords } from './filterWords.ts';
import type { ReportModel } from './state.ts';
import type { ReportView } from './view.ts';

/** A file to save: its name, its content, and what it is. */
export interface ExportedFile {
  readonly name: string;
  /** In UTF-8. */
  readonly bytes: Promise<Uint8Array>;
  readonly format: ReportFormat;
}

/** Writes the judged clusters that pass the filter, with notes on the filter and on what was not read. */
export function exportedFile(model: ReportModel, view: ReportView, format: ReportFormat, now: Date): ExportedFile {
  const name = `aks-identity-report-${now.toISOString().slice(0, 10)}${reportFormats[format].ending}`;
  return { name, bytes: exportedBytes(model, view, format, now), format };
}

/** Puts the text together in turns, because that of many clusters takes long. */
async function exportedBytes(
  model: ReportModel,
  view: ReportView,
  format: ReportFormat,
  now: Date,
): Promise<Uint8Array> {
  const rows = (await doInTurns(view.matched(model))).filter(isJudged);
  const { phase, all, notes, unknown, look } = model;
  const comparison = await doInTurns(wholeComparison(model.rows, model.baseline, model.gone));
  const filter = filterInWords(look);
  const judgedCount = model.rows.filter(isJudged).length;
  const pieces = reportPieces(rows, format, now, {
    notes: [
      ...notes,
      ...(phase === 'reading' ? [say`${(all ?? 0) - judgedCount} of ${all ?? 0} clusters were still being read.`] : []),
    ],
    filter:
      filter &&
      keptIn(
        rows.length === 1
          ? say`Filtered by ${filter}: ${rows.length} of ${judgedCount} clusters is listed.`
          : say`Filtered by ${filter}: ${rows.length} of ${judgedCount} clusters are listed.`,
      ),
    subscriptionName: (id) => model.subscriptionNames.get(id.toLowerCase()),
    unknown,
    comparison,
    mayLackChangesSince: model.mayLackChangesSince,
    deletedSubscriptions: model.deletedSubscriptions,
    from: model.from,
  });
  return bytesInTurns(pieces);
}

/** Says what a reading that ended early did not read; of the known clusters, it read only the fresh ones. */
export function notReadNotes(
  { all, readAt }: ReportModel,
  { known, fresh }: { readonly known: number; readonly fresh: number },
): readonly Words[] {
  if (all === undefined && readAt !== undefined && known > 0)
    return [
      say`Nothing could be read again: what is shown of ${countWithNoun(known, 'cluster')} is as of ${timeOfDay(readAt)}.`,
    ];
  return [
    all === undefined
      ? say`No cluster was read: reading ended before the clusters were listed.`
      : say`${all - fresh} of ${all} clusters were not checked: reading stopped early.`,
    ...(known > fresh
      ? [
          readAt === undefined
            ? say`${known - fresh} show results from an earlier read.`
            : say`Changes since ${timeOfDay(readAt)} are not shown for the clusters that were not read again.`,
        ]
      : []),
  ];
}
