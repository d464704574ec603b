import { decisionsFile, unusedText, type UnusedDecisions } from '../../domain/decisions/files.ts';
import { contextValue } from '../../manifest.ts';
import { severityIcon, tooltipLines, type Row } from '../row/row.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Makes the row of a decision file that has no effect. */
export function unusedRow(unused: UnusedDecisions): Row {
  const { path, problem } = unused;
  return {
    key: `decisions:${path}`,
    kind: 'decisions',
    // A narrow view cuts the end off: where the fault is and what it is come before that the file is not used.
    label: problem?.at ? t`${decisionsFile}, line ${String(problem.at.line)}` : decisionsFile,
    description: problem ? shownText(problem.message) : t`not used: its folder is not trusted`,
    icon: severityIcon(problem ? 'error' : 'warning'),
    tooltip: tooltipLines({ File: path, Reason: shownText(unusedText(unused)) }),
    contextValue: contextValue('decisions'),
    click: 'aksIdentity.openDecisions',
    file: path,
  };
}
