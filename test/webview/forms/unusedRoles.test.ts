import { gap, unreadable } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { UnusedHolder } from '../../../src/domain/findings/leftovers/unusedRoles.ts';
import { drawUnusedRoles } from '../../../src/webview/forms/unusedRoles.ts';
import { cluster, clusterId, group, principal, subscription, withLists } from './formBench.ts';
import { say } from '../../../src/sentences/words.ts';

const at = new Date('2026-09-02T10:00:00Z');
const reader = {
  assignment: {
    id: `${group}/providers/Microsoft.Authorization/roleAssignments/r` as never,
    scope: group as never,
    roleDefinitionId: 'reader',
    principalId: principal,
  },
  roleName: 'Reader',
};
const policy = {
  vaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-shop` as never,
  tenantId: 't',
  objectId: principal,
  permissions: { keys: ['get'] },
};
const holder: UnusedHolder = {
  principalId: principal,
  name: 'id-old',
  replaced: {
    principalId: principal,
    name: 'id-old',
    as: 'kubelet',
    kind: 'userAssigned',
    clusterId: clusterId as never,
    at,
    by: say`Change kubelet`,
  },
  unused: { isKnown: true },
  isShared: false,
  roles: [reader],
};
const drawn = (more: Partial<UnusedHolder>, values = {}) => {
  const unusedRoles = [{ holders: [{ ...holder, ...more }], unknown: [], at }];
  return drawUnusedRoles({ cluster: cluster(), choices: withLists({ unusedRoles }), values });
};
const fact = (more: Partial<UnusedHolder>) =>
  drawn(more).sections[0]?.facts?.find(({ label }) => label === 'Access policies')?.value;

describe('the access policies of an identity whose place was taken', () => {
  it('that could not be read, or not everywhere, are shown as unknown', () => {
    expect(fact({ policies: unreadable('No vaults for you.') })).toBe('Unknown: Key vaults: No vaults for you.');
    const gaps = [gap('Contoso', 'Forbidden.', subscription)];
    expect(fact({ policies: { kind: 'found', value: [], gaps } })).toBe('Unknown: Key vaults in Contoso: Forbidden.');
    expect(fact({ policies: { kind: 'found', value: [] } })).toBeUndefined();
  });

  it('without any effect are marked so', () => {
    const described = (isIdle: object) =>
      JSON.stringify(drawn({ policies: { kind: 'found', value: [{ ...policy, ...isIdle }] } }));
    expect(described({ isIdle: true })).toContain('keys: get; no effect, because the vault decides by roles');
    expect(described({})).not.toContain('no effect');
  });

  it('can be selected alone, where the identity has no roles', () => {
    const alone: Partial<UnusedHolder> = { roles: [], policies: { kind: 'found', value: [policy] } };
    expect(drawn(alone)).toMatchObject({ changes: [], error: 'Select at least one role or access policy.' });
    expect(drawn(alone).sections.flatMap(({ fields }) => fields.map(({ label }) => label))).toEqual([
      'Access policies to remove',
    ]);
    expect(drawn(alone, { [`policies-${principal}`]: [policy.vaultId] }).changes).toEqual([
      { kind: 'removeAccessPolicy', vaultId: policy.vaultId, principalId: principal },
    ]);
    expect(drawn({}, { [`roles-${principal}`]: [] })).toMatchObject({ error: 'Select at least one role.' });
  });
});
