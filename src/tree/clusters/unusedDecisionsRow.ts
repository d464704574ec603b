import { decisionsFile, unusedText, type UnusedDecisions } from '../../domain/decisions/files.ts';
import { contextValue } from '../../manifest.ts';
import { severityIcon, tooltipLines, type Row } from '../row/row.ts';
import { textOf } from '../../sentences/textOf.ts';

/** Makes the row of a decision file that has no effect. */
export function unusedRow(unused: UnusedDecisions): Row {
  const { path, problem } = unused;
  return {
    key: `decisions:${path}`,
    kind: 'decisions',
    label: `${decisionsFile} is not used`,
    description: problem
      ? `${problem.at ? `line ${problem.at.line}, column ${problem.at.column}: ` : ''}${problem.message}`
      : 'its folder is not trusted',
    icon: severityIcon(problem ? 'error' : 'warning'),
    tooltip: tooltipLines({ File: path, Reason: textOf(unusedText(unused)) }),
    contextValue: contextValue('decisions'),
    click: 'aksIdentity.openDecisions',
    file: path,
  };
}
