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
    label: t`${decisionsFile} is not used`,
    description: problem
      ? `${problem.at ? t`line ${problem.at.line}, column ${problem.at.column}: ` : ''}${problem.message}`
      : t`its folder is not trusted`,
    icon: severityIcon(problem ? 'error' : 'warning'),
    tooltip: tooltipLines({ File: path, Reason: shownText(unusedText(unused)) }),
    contextValue: contextValue('decisions'),
    click: 'aksIdentity.openDecisions',
    file: path,
  };
}
