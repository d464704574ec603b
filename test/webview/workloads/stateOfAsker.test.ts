import { expect, it } from 'vitest';
import { stateOfAsker } from '../../../src/webview/workloads/askersView.ts';
import { say } from '../../../src/sentences/words.ts';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import type { AskerFinding, JudgedAsker } from '../../../src/domain/askers/model.ts';

const finding = (severity: AskerFinding['severity']): AskerFinding => ({
  code: 'gatewayAccountBroken',
  severity,
  text: say`It lacks something.`,
});
const no: JudgedAsker['works'] = { kind: 'no', code: 'gatewayAccountBroken', reason: say`It lacks something.` };
const open: JudgedAsker['works'] = {
  kind: 'unknown',
  unknown: unknownWith('untellable', 'label', say`It is unclear.`),
};

it.each([
  [no, ['error', 'warning'], 'error'],
  [no, ['warning'], 'warning'],
  [no, ['warning', 'info'], 'warning'],
  [no, [], 'error'],
  [open, ['warning'], 'unknown'],
  [{ kind: 'yes' }, ['warning'], 'ok'],
] as const)('what does not work has the sign of its worst finding: row %#', (works, severities, tone) => {
  expect(stateOfAsker({ works, findings: severities.map(finding) }).tone).toBe(tone);
});
