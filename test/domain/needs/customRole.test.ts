import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { assignment, cluster, kubeletPrincipal, subnet, subscription } from '../../support/domain/clusterFixture.ts';
import { find, onSubnet } from '../../support/domain/cases/findingCases.ts';

describe('a custom role with exactly what is needed', () => {
  it('comes with a missing grant: the actions of that need, assignable in its subscription', () => {
    const finding = find({ cluster: cluster(onSubnet) }).find(({ code }) => code === 'missingGrant:P-02');
    expect(finding!.customRole).toEqual({
      Name: expect.stringContaining('shop') as string,
      IsCustom: true,
      Description: expect.stringContaining(subnet) as string,
      Actions: [
        'Microsoft.Network/virtualNetworks/subnets/join/action',
        'Microsoft.Network/virtualNetworks/subnets/read',
      ],
      NotActions: [],
      DataActions: [],
      NotDataActions: [],
      AssignableScopes: [subscription],
    });
  });

  it('comes with a grant that is too wide: what the identity needs, each action once', () => {
    const wide = find({ cluster: cluster(onSubnet), grants: [assignment(role.owner, subscription)] });
    const { customRole } = wide.find(({ code }) => code === 'tooWideGrant')!;
    expect(customRole).toMatchObject({
      Actions: expect.arrayContaining([expect.stringContaining('subnets/join')]) as string[],
    });
    const actions = customRole!['Actions'] as string[];
    expect(new Set(actions).size).toBe(actions.length);
  });

  it('is not there where the identity needs nothing at all', () => {
    const wide = find({ cluster: cluster(), grants: [assignment(role.owner, subscription, kubeletPrincipal)] });
    expect(wide.find(({ code }) => code === 'tooWideGrant')!.customRole).toBeUndefined();
  });
});
