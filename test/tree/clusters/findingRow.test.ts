import { describe, expect, it } from 'vitest';
import { findingRow } from '../../../src/tree/clusters/findingRow.ts';

const fix = { kind: 'removeRole', roleAssignmentId: '/x' } as const;
const leftover = { code: 'leftoverGrant', severity: 'info', text: 'Old role.', evidence: '', source: '', fix } as const;

describe('findings on rows', () => {
  it('a finding without a fix, as of an old identity that may still be in use, is only to be looked at (A-39)', () => {
    const { fix: _, ...inUse } = { ...leftover, code: 'oldIdentityInUse' } as const;
    const waiting = findingRow('/c', inUse, {});
    expect(waiting).toMatchObject({ contextValue: 'finding:', click: 'aksIdentity.reviewLeftovers' });
    expect([waiting.label, waiting.fix]).toEqual(['Roles to review later', undefined]);
    expect(findingRow('/c', leftover, {})).toMatchObject({
      contextValue: 'finding:fixable:',
      click: 'aksIdentity.fixFinding',
      fix,
    });
  });

  it('a finding names the role that is missing, and its scope', () => {
    const missing = {
      kind: 'assignRole',
      principalId: 'p',
      role: { name: 'AcrPull' },
      scope: '/subscriptions/1/resourceGroups/rg',
    } as const;
    const row = findingRow('/c', { ...leftover, code: 'missingGrant:K-01', fix: missing }, {});
    expect([row.label, row.description]).toEqual(['Missing: AcrPull', 'on rg']);
  });

  it('a finding offers to copy the custom role if there is one', () => {
    const wide = { ...leftover, code: 'tooWideGrant', customRole: { Name: 'AKS kubelet of shop' } } as const;
    const row = findingRow('/c', wide, {});
    expect(row.contextValue).toBe('finding:fixable:customRole:');
    expect(JSON.parse(row.customRole!)).toEqual({ Name: 'AKS kubelet of shop' });
    expect(findingRow('/c', leftover, {})).not.toHaveProperty('customRole');
  });

  it('a finding names the add-on or identity that its code names, and has the title of the catalogue', () => {
    expect(findingRow('/c', { ...leftover, code: 'retiredAddon:kubeDashboard' }, {}).description).toBe('kubeDashboard');
    expect(findingRow('/c', { ...leftover, code: 'identityDeleted:controlPlane' }, {}).description).toBe(
      'control plane',
    );
    expect(findingRow('/c', leftover, {})).toMatchObject({ label: 'Unused role assignment', description: 'Old role.' });
    const unnamed = findingRow('/c', { ...leftover, code: 'missingGrant:K-01' }, {});
    expect(unnamed).toMatchObject({ label: 'A role is missing', description: 'Old role.' });
  });
});
