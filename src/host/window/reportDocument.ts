import { window, workspace } from 'vscode';
import { reportFormats, type ReportFormat } from '../../domain/report/reportFormats.ts';

/** Opens a report as a document that is not saved yet. */
export async function openReport(content: string, format: ReportFormat): Promise<void> {
  await window.showTextDocument(
    await workspace.openTextDocument({ content, language: reportFormats[format].language }),
  );
}
