/** Who may hold a role assignment where Azure does not tell: groups, service principals, and what else uses an identity. */
import { inWords } from '../../../support/domain/unknowns.ts';
import { unknownTexts } from '../../../../src/domain/arm/unknown.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import { otherUsersOf } from '../../../../src/domain/plan/grants/otherUsers.ts';
import { usersOf, type Users } from '../../../../src/domain/plan/grants/roleUsers.ts';
import { cp, onSubnet, registry, subnet } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  group,
  guid,
  identity,
  identityId,
  nodeGroup,
  registryId,
  subnetId,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const shop = cluster(systemAssigned, { ...onSubnet, identityProfile: defaultKubelet });
const old = cluster(undefined, onSubnet);
const named = (of: JsonObject, name: string): JsonObject => ({
  ...of,
  id: clusterId.replace(/shop-weu$/, name),
  name,
  properties: { ...(of['properties'] as JsonObject), nodeResourceGroup: `MC_${name}` },
});
const managementGroup = '/providers/Microsoft.Management/managementGroups/contoso';
const to = (principalType: string | undefined, one: RoleAssignment): RoleAssignment => {
  const { principalType: _, ...rest } = one;
  return principalType === undefined ? rest : { ...rest, principalType };
};
const pull = assigned('AcrPull', registryId, guid(99));

function users(gone: RoleAssignment, clusters: readonly JsonObject[], world: Partial<World> = {}): Users {
  const resources = [...clusters, registry, subnet];
  const facts = worldFacts({ resources, assignments: [gone], ...world });
  return usersOf([{ assignment: gone, via: {} }], clusters.map(clusterOf), facts);
}
const held = (found: Users): readonly string[] =>
  found.users.flatMap(({ cluster: { name }, holdings }) => holdings.map(({ principalId }) => `${name} ${principalId}`));
const doubts = (found: Users): readonly string[] => textsOf(unknownTexts(found.doubts.map((doubt) => doubt.unknown)));
const perhaps = (name: string): string =>
  `${name} uses a service principal, and Azure doesn't show whether it is the one that holds this.`;

describe('an assignment of which Azure does not tell to what it is', () => {
  const untyped = to(undefined, pull);
  /** With another one that pulls, so that nothing tells which is the cluster's. */
  const amongTwo = (gone: RoleAssignment): Users =>
    users(gone, [old], { assignments: [gone, assigned('AcrPull', registryId, guid(98))] });

  it('may be to a group that identities of clusters are in', () => {
    expect(held(users(untyped, [shop], { members: { [guid(99)]: [guid(60)] } }))).toEqual([`shop-weu ${guid(60)}`]);
    expect(users(untyped, [shop])).toEqual({ users: [], doubts: [] });
  });

  it('may be that of a service principal', () => {
    expect(doubts(amongTwo(untyped))).toContain(perhaps('shop-weu'));
  });

  it('to a user is neither, even if a cluster has an unknown service principal', () => {
    expect(amongTwo(to('User', pull))).toEqual({ users: [], doubts: [] });
    expect(doubts(amongTwo(to('ServicePrincipal', pull)))).toEqual([perhaps('shop-weu')]);
  });
});

describe('an assignment to a group', () => {
  const toGroup = to('Group', pull);
  const hidden = {
    unknown: "It is assigned to a group, and whether the service principal of old-weu is in it isn't known.",
    clusterId: clusterId.replace('shop-weu', 'old-weu'),
  };

  it('is in doubt for each cluster with an unknown service principal, whoever else is in it', () => {
    const found = users(toGroup, [shop, named(old, 'old-weu')], { members: { [guid(99)]: [guid(60)] } });
    expect(held(found)).toEqual([`shop-weu ${guid(60)}`]);
    expect(inWords(found.doubts)).toEqual([hidden]);
  });

  it('is not in doubt for a cluster with another principal that is certainly in it', () => {
    const addonProfiles = { azurepolicy: { enabled: true, identity: { objectId: guid(80), clientId: guid(81) } } };
    const withAddon = cluster(undefined, { ...onSubnet, addonProfiles });
    const found = users(toGroup, [withAddon], { members: { [guid(99)]: [guid(80)] } });
    expect(held(found)).toEqual([`shop-weu ${guid(80)}`]);
    expect(found.doubts).toEqual([]);
  });

  it('is in no doubt for a cluster that it does not concern', () => {
    const elsewhere = to(
      'Group',
      assigned('Reader', `${group}/providers/Microsoft.Storage/storageAccounts/s`, guid(99)),
    );
    expect(users(elsewhere, [old]).doubts).toEqual([]);
  });
});

describe('an assignment to a service principal', () => {
  it('is in no doubt for clusters that have identities', () => {
    expect(users(pull, [shop])).toEqual({ users: [], doubts: [] });
  });

  it('is in no doubt where it does not concern the cluster', () => {
    const elsewhere = assigned('Reader', `${group}/providers/Microsoft.Storage/storageAccounts/s`, guid(99));
    expect(users(elsewhere, [old]).doubts).toEqual([]);
  });

  it('in a management group above the cluster is in doubt', () => {
    const above = { ...assigned('Network Contributor', subnetId, guid(99)), scope: managementGroup };
    expect(doubts(users(above, [old], { assignments: [] }))).toEqual([perhaps('shop-weu')]);
  });

  it('is that of the cluster whatever the casing of the id', () => {
    const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
    const lower = 'abcdef00-0000-4000-8000-00000000000a';
    for (const id of [upper, lower]) {
      const gone = { ...assigned('Network Contributor', subnetId, guid(99)), principalId: id };
      expect(held(users(gone, [old]))).toEqual([`shop-weu ${lower}`]);
    }
  });

  it('is checked for forty clusters, and the number of the others is given', () => {
    const many = (count: number): readonly string[] =>
      doubts(
        users(
          pull,
          Array.from({ length: count }, (_, index) => named(old, `old-${index}`)),
        ),
      );
    expect(many(40)).toEqual(Array.from({ length: 40 }, (_, index) => perhaps(`old-${index}`)));
    expect(many(41).slice(40)).toEqual(['Not all checked: 1 more cluster with a service principal.']);
    expect(many(42).slice(40)).toEqual(['Not all checked: 2 more clusters with a service principal.']);
  });
});

describe('an assignment to an identity that is none of a cluster itself', () => {
  const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
  const lower = 'abcdef00-0000-4000-8000-00000000000a';
  const to95 = assigned('AcrPull', registryId, guid(95));
  const defended = cluster(systemAssigned, { securityProfile: { defender: {} } });
  const gated = (identities: JsonObject): Partial<World> => ({
    newer: [
      cluster(systemAssigned, {
        securityProfile: { defender: { securityGating: { enabled: true, identities: [{ identity: identities }] } } },
      }),
    ],
  });
  const gate = identity('id-gate', guid(95));
  const resourceId = identityId('id-gate');

  it('to an identity that only newer versions show is found by its object ID, in any casing', () => {
    for (const [shown, asked] of [
      [upper, lower],
      [lower, upper],
    ] as const)
      expect(held(users({ ...to95, principalId: asked }, [defended], gated({ resourceId, objectId: shown })))).toEqual([
        `shop-weu ${lower}`,
      ]);
  });

  it('to an identity that only newer versions show is found by its resource', () => {
    const resources = [defended, gate];
    expect(held(users(to95, [defended], { resources, ...gated({ resourceId }) }))).toEqual([`shop-weu ${guid(95)}`]);
  });

  it('to another identity than that which newer versions show is not held by the cluster', () => {
    const shown = gated({ resourceId: identityId('id-another') });
    expect(users(to95, [defended], { resources: [defended, gate], ...shown }).users).toEqual([]);
    expect(users(to95, [defended], shown).users).toEqual([]);
    expect(users(to95, [defended], gated({ resourceId, objectId: guid(94) })).users).toEqual([]);
  });

  it('to an identity in the node resource group is held by the cluster', () => {
    const extra = { ...gate, id: resourceId.replace(group, nodeGroup) };
    const found = users(to95, [shop, named(shop, 'pay-weu')], { resources: [shop, extra] });
    expect(held(found)).toEqual([`shop-weu ${guid(95)}`]);
    expect(users(to95, [shop], { resources: [shop, gate] }).users).toEqual([]);
  });
});

describe('an assignment to a backup vault', () => {
  const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv`;
  const vault = { id: vaultId, name: 'bv', identity: { type: 'SystemAssigned', principalId: guid(90) } };
  const instance = {
    id: `${vaultId}/backupInstances/one`,
    properties: { dataSourceInfo: { resourceID: clusterId.toUpperCase() } },
  };
  const read = (principalId: string, looksAround: boolean) => {
    const gone = assigned('Reader', clusterId, principalId);
    const clusters = [shop, named(shop, 'pay-weu')];
    const facts = worldFacts({ resources: [...clusters, vault, instance], assignments: [gone] });
    const asked: string[] = [];
    const get = (wanted: Read): unknown => {
      asked.push(wanted.kind);
      return facts.get(wanted);
    };
    const found = usersOf([{ assignment: gone, via: {} }], clusters.map(clusterOf), {
      ...facts,
      looksAround,
      get: get as Facts['get'],
    });
    return { ...found, gone, isAsked: asked.includes('everyResource') };
  };

  it('is held for the clusters that it protects, if the resources around clusters are read', () => {
    const { users: found, doubts: open, gone } = read(guid(90), true);
    expect(found).toMatchObject([
      { cluster: { name: 'shop-weu' }, holdings: [{ principalId: guid(90), assignment: gone }] },
    ]);
    expect(open).toEqual([]);
    expect(read(guid(90), false).users).toEqual([]);
    expect(read(guid(91), true).users).toEqual([]);
  });

  it('to the system-assigned identity of a cluster is looked for in no backup vault', () => {
    const { isAsked, ...found } = read(guid(1), true);
    expect(held(found)).toEqual([`shop-weu ${guid(1)}`, `pay-weu ${guid(1)}`]);
    expect(isAsked).toBe(false);
    expect(read(guid(90), true).isAsked).toBe(true);
  });
});

describe('what else uses an identity whose roles go', () => {
  const join = assigned('Network Contributor', subnetId, guid(10));
  const vm = {
    id: `${group}/providers/Microsoft.Compute/virtualMachines/vm1`,
    name: 'vm1',
    type: 'Microsoft.Compute/virtualMachines',
  };
  const orders = { name: 'orders', issuer: 'https://x', subject: 'system:serviceaccount:a:b', audiences: ['a'] };
  const found = (world: Partial<World>) => otherUsersOf([join], worldFacts({ resources: [shop, cp], ...world }));

  it('is warned of, with the page that documents it', () => {
    expect(found({ carriers: [vm], credentials: [orders] })).toEqual({
      warnings: [
        {
          id: 'workloadsMayNeed',
          values: ['id-shop', 'orders'],
          severity: 'warning',
          text: 'Workloads sign in as id-shop (federated credentials: orders) and may need what is removed.',
          source: 'https://learn.microsoft.com/azure/aks/workload-identity-overview',
        },
        {
          id: 'resourcesMayNeed',
          values: ['id-shop', 'virtual machine vm1'],
          severity: 'warning',
          text: 'id-shop is also used by virtual machine vm1, which may need what is removed.',
          source: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
        },
      ],
      checks: [],
      confirmNames: [],
    });
  });

  it('is in doubt with each reason, except for the clusters, which are reported elsewhere', () => {
    const [check, ...others] = found({ forbidden: ['clusters', 'carriers', 'federatedCredentials'] }).checks;
    expect(others).toEqual([]);
    expect(check).toMatchObject({ title: 'Whether anything else uses it', verdict: 'unknown' });
    expect(check!.detail).toMatch(/AuthorizationFailed .+AuthorizationFailed$/);
    expect(check!.detail).not.toContain('Clusters');
    expect(found({ forbidden: ['clusters'] }).checks).toEqual([]);
  });
});
