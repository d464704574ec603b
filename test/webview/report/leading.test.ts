import { expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { fingerprintOf } from '../../../src/domain/report/fingerprint.ts';
import { commandOf } from '../../../src/webview/report/leading.ts';
import type { FleetRow } from '../../../src/webview/report/rows.ts';
import { say } from '../../../src/sentences/words.ts';

const finding: Finding = {
  code: 'leftoverGrant',
  severity: 'info',
  subject: '/s',
  text: say`Old.`,
  evidence: [],
  source: '',
};
const row = { cluster: { id: '/c' }, findings: [finding] } as unknown as FleetRow;

it('a row of the report leads to its cluster, and a finding to itself among the details of its cluster', () => {
  const open = (more: object): unknown => commandOf({ kind: 'open', id: '/c', ...more }, row);
  const command = 'aksIdentity.showPanel';
  expect(open({})).toEqual({ command, target: { clusterId: '/c' } });
  expect(open({ code: 'leftoverGrant', subject: '/s' })).toEqual({
    command,
    target: { clusterId: '/c', fingerprint: fingerprintOf('/c', finding) },
  });
  expect(open({ code: 'leftoverGrant', subject: '/other' })).toEqual({ command, target: { clusterId: '/c' } });
});
