import { describe, expect, it } from 'vitest';
import type { AccessCounts } from '../../../src/domain/whoCanAct/accessCounts.ts';
import { say } from '../../../src/sentences/words.ts';
import { accessRow } from '../../../src/tree/clusters/accessRow.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { cluster, clusterId } from '../../support/domain/clusterFixture.ts';

const asking = cluster({
  aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: ['g1'] },
  disableLocalAccounts: true,
});

function below(counts?: AccessCounts): readonly (readonly (string | undefined)[])[] {
  return (accessRow(asking, counts).children as readonly Row[]).map(({ label, description }) => [label, description]);
}

describe('the row Access of a cluster', () => {
  it('says who decides and whether local accounts are on, and opens the tab (H-13)', () => {
    const row = accessRow(asking, undefined);
    expect([row.label, row.description]).toEqual(['Access', 'Azure RBAC']);
    expect(row.tooltip).toContainEqual({ label: 'Local accounts', value: 'off' });
    expect([row.click, row.opens]).toEqual(['aksIdentity.showPanel', { kind: 'cluster', clusterId, tab: 'access' }]);
    expect(accessRow(cluster({ aadProfile: null, disableLocalAccounts: false }), undefined).description).toBe(
      'local accounts on \u00b7 certificates',
    );
  });

  it('has the number of administrators once the cluster was checked, never 0 for what is not known (H-13)', () => {
    const posture = [
      ['Authorization', 'Azure RBAC'],
      ['Local accounts', 'off'],
      ['Microsoft Entra', 'on, 1 group of administrators'],
    ];
    expect(below()).toEqual(posture);
    const known = { administrators: 2, canBecomeAdmin: 3, namespaces: 0, unknown: [] };
    expect(below(known)).toEqual([...posture, ['Administrators', '2 \u00b7 3 can become one']]);
    const why = { cause: 'refused', subject: { what: 'x' }, reason: say`Not you.` } as const;
    expect(below({ unknown: [why] })).toEqual([...posture, ['Administrators', 'unknown']]);
    const rows = accessRow(asking, { unknown: [why] }).children as readonly Row[];
    expect(rows.at(-1)?.tooltip).toContainEqual({ label: 'Unknown', value: 'Not you.' });
  });
});
