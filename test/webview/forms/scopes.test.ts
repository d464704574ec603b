import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { cluster, clusterId, field, form, group, optionsOf, principal, withLists } from './formBench.ts';

const guid = '11111111-1111-4111-8111-111111111111';
const reader = 'Azure Kubernetes Service RBAC Reader';
const secretsUser = 'Key Vault Secrets User';
const valuesIn = (lists: Parameters<typeof form>[3]): readonly string[] =>
  optionsOf(form('assignRole', { principal, role: reader }, cluster(), lists), 'scope').map(({ value }) => value);

describe('the list of scopes', () => {
  it("has the form's own cluster for a role of clusters, although clusters can't be listed", () => {
    expect(valuesIn(withLists({ resources: [] }, { resources: 'Clusters are hidden.' }))).toContain(clusterId);
  });

  it("has the form's own cluster once, where clusters are listed", () => {
    const own = { id: clusterId as ArmId, name: 'shop-weu', location: 'westeurope', resourceGroup: 'rg-shop' };
    expect(valuesIn(withLists({ resources: [own] })).filter((value) => value === clusterId)).toHaveLength(1);
  });

  it('has no cluster for a role that is of no use on clusters', () => {
    const drawn = form('assignRole', { principal, role: secretsUser }, cluster(), withLists({ resources: [] }));
    expect(optionsOf(drawn, 'scope').map(({ value }) => value)).not.toContain(clusterId);
  });

  it('says of everything that could not be listed', () => {
    const from = withLists({}, { resources: 'Vaults are hidden.', groups: 'Groups are hidden.' });
    const { hint } = field(form('assignRole', { principal, role: secretsUser }, cluster(), from), 'scope');
    expect(hint).toBe('Vaults are hidden. Groups are hidden.');
  });

  it.each(['roleAssignments', 'roleDefinitions', 'denyAssignments'])('takes none of the %s as a scope', (type) => {
    const scope = `${group}/providers/Microsoft.Authorization/${type}/${guid}`;
    const drawn = form('assignRole', { principal, role: secretsUser, scope }, cluster(), withLists({ resources: [] }));
    expect(field(drawn, 'scope').error).toContain('roles are assigned at resources, groups or subscriptions');
  });
});
