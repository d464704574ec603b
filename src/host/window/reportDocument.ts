import { window, workspace } from 'vscode';
import type { ReportFormat } from '../../domain/report/report.ts';

const languages: Readonly<Record<ReportFormat, string>> = {
  markdown: 'markdown',
  csv: 'csv',
  json: 'json',
  sarif: 'json',
  gitlab: 'json',
  html: 'html',
};

/** Opens a report as a document that is not saved yet. */
export async function openReport(content: string, format: ReportFormat): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ content, language: languages[format] }));
}
