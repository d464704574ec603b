import { describe, expect, it } from 'vitest';
import { columns, pageColumns, type ReportRow } from '../../../src/domain/report/columns.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { say } from '../../../src/sentences/words.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';

describe('the columns of a report', () => {
  it.each(Object.entries(pageColumns))('have %s of the page in CSV and JSON, too', (_, column) => {
    expect(columns).toContain(column);
    expect(column.field).toBeTruthy();
  });

  const entra = { managed: true, enableAzureRBAC: false };
  const azure = { aadProfile: { ...entra, enableAzureRBAC: true }, disableLocalAccounts: true };
  it.each([
    ['certificates', 'certificates', {}, true, false],
    ['certificates', 'certificates', { aadProfile: null, disableLocalAccounts: null }, true, false],
    ['nobody gets in', 'nobody', { disableLocalAccounts: true }, false, false],
    ['role bindings inside', 'inside', { aadProfile: entra }, true, true],
    ['Azure RBAC', 'azure', azure, false, true],
    ['retired Entra integration', 'legacy', { aadProfile: { serverAppID: 'a' } }, true, true],
    ['nothing: Kubernetes RBAC off', 'open', { enableRBAC: false }, true, false],
  ])('say who decides in the cluster and how one gets in: %s (H-13)', (words, mode, properties, local, usesEntra) => {
    const row: ReportRow = {
      cluster: cluster({ aadProfile: null, disableLocalAccounts: null, ...properties }),
      findings: [],
    };
    const { accessMode, localAccounts, entra: entraColumn } = pageColumns;
    expect(accessMode.of(row)).toBe(words);
    expect(localAccounts.of(row)).toBe(local ? 'on' : 'off');
    expect(entraColumn.of(row)).toBe(usesEntra ? 'used' : 'not used');
    const { clusters } = JSON.parse(reportOf([row], 'json', new Date(0))) as { clusters: object[] };
    expect(clusters).toMatchObject([{ accessMode: mode, hasLocalAccounts: local, usesEntra }]);
  });

  it('count who acts, and never show as 0 what is not known (H-13)', () => {
    const why = { cause: 'refused', subject: { what: 'x' }, reason: say`Not you.` } as const;
    const rows: readonly ReportRow[] = [
      {
        cluster: cluster(),
        findings: [],
        access: { administrators: 0, canBecomeAdmin: 3, namespaces: 2, unknown: [] },
      },
      { cluster: cluster(), findings: [], access: { unknown: [why] } },
      { cluster: cluster(), findings: [] },
    ];
    const { administrators, canBecomeAdmin, namespaces } = pageColumns;
    expect(rows.map((row) => [administrators, canBecomeAdmin, namespaces].map((column) => column.of(row)))).toEqual([
      [0, 3, 2],
      ['unknown', 'unknown', 'unknown'],
      ['unknown', 'unknown', 'unknown'],
    ]);
    const { clusters } = JSON.parse(reportOf(rows, 'json', new Date(0))) as { clusters: object[] };
    const none = { administrators: null, canBecomeAdmin: null, namespacesWithRoles: null };
    expect(clusters).toMatchObject([
      { administrators: 0, canBecomeAdmin: 3, namespacesWithRoles: 2, accessUnknown: [] },
      { ...none, accessUnknown: ['Not you.'] },
      { ...none, accessUnknown: ['It was not checked.'] },
    ]);
    const [head = '', first = ''] = reportOf(rows, 'csv', new Date(0)).split('\n');
    expect(head).toContain('"administrators","canBecomeAdmin","namespacesWithRoles","accessUnknown"');
    expect(first).toContain('"0","3","2",""');
    expect(reportOf(rows, 'markdown', new Date(0))).toContain('| Administrators | Can become administrator |');
  });
});
