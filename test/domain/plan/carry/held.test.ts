import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { RoleAssignment } from '../../../../src/domain/cluster/model.ts';
import type { Facts, VaultPolicy } from '../../../../src/domain/cluster/facts.ts';
import { holdingsOf } from '../../../../src/domain/plan/carry/held.ts';
import type { IdentitySlot } from '../../../../src/domain/plan/plan.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import {
  assigned,
  cluster,
  clusterId,
  group,
  guid,
  identity,
  identityId,
  nodeGroup,
  numbered,
  registryId,
  sub,
  subnetId,
  tenant,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { answering, unreadable, withGap } from '../../../support/domain/factsOf.ts';
import { onSubnet, registry, subnet } from '../../../support/domain/plans/identityPlans.ts';

const controlPlane = guid(10);
const kubelet = guid(12);
const providers = `${group}/providers`;
const account = `${providers}/Microsoft.Storage/storageAccounts/st`;
const vault = `${providers}/Microsoft.KeyVault/vaults/kv`;
const zone = `${providers}/Microsoft.Network/dnszones/shop.example`;
const network = `${providers}/Microsoft.Network/virtualNetworks/vnet`;
const identityProfile = {
  kubeletidentity: { resourceId: identityId('id-kubelet'), clientId: guid(62), objectId: kubelet },
};
const raw = cluster(userAssigned('id-shop', controlPlane), { ...onSubnet, identityProfile });
const resources = [raw, subnet, registry, identity('id-shop', controlPlane), identity('id-kubelet', kubelet)];

function sorted(of: IdentitySlot, assignments: readonly RoleAssignment[], more: Partial<World> = {}) {
  return holdingsOf(clusterOf(raw), of, worldFacts({ resources, assignments, ...more }));
}

function one(of: IdentitySlot, roleName: string, scope: string, more: Partial<RoleAssignment> = {}): string {
  const grant = { ...assigned(roleName, scope, of === 'kubelet' ? kubelet : controlPlane), ...more };
  const [{ fate, isUsual, purpose } = { fate: 'none', isUsual: false, purpose: undefined }] = sorted(of, [grant]).all;
  return [fate, ...(isUsual ? ['usual'] : []), ...(purpose ? [purpose] : [])].join(' ');
}

describe('what an identity holds whose place is taken', () => {
  it.each<[IdentitySlot, string, string, string]>([
    ['controlPlane', 'Network Contributor', subnetId, 'needed'],
    ['controlPlane', 'Contributor', subnetId, 'offered usual network'],
    ['controlPlane', 'Network Contributor', network, 'offered usual network'],
    ['controlPlane', 'Network Contributor', group, 'offered usual network'],
    ['controlPlane', 'Contributor', group, 'offered'],
    ['controlPlane', 'Contributor', nodeGroup, 'stays'],
    ['controlPlane', 'Virtual Machine Contributor', nodeGroup, 'stays'],
    ['controlPlane', 'Key Vault Crypto User', nodeGroup, 'offered usual cluster'],
    ['controlPlane', 'Managed Identity Operator', identityId('id-kubelet'), 'needed'],
    ['controlPlane', 'Managed Identity Operator', identityId('id-other'), 'offered'],
    ['controlPlane', 'Managed Identity Operator', identityId('id-shop'), 'stays'],
    ['controlPlane', 'Storage Account Contributor', account, 'offered usual volumes'],
    ['controlPlane', 'Reader', account, 'offered'],
    ['controlPlane', 'Azure Kubernetes Service Cluster User Role', clusterId, 'offered usual cluster'],
    ['controlPlane', 'Owner', account, 'named'],
    ['controlPlane', 'User Access Administrator', `/subscriptions/${sub}`, 'named'],
    ['controlPlane', 'Role Based Access Control Administrator', group, 'named'],
    ['kubelet', 'AcrPull', registryId, 'needed'],
    ['kubelet', 'AcrPush', registryId, 'offered usual images'],
    ['kubelet', 'AcrPull', group, 'offered'],
    ['kubelet', 'Contributor', account, 'offered usual volumes'],
    ['kubelet', 'Reader', account, 'offered'],
    ['kubelet', 'Key Vault Secrets User', vault, 'offered usual secrets'],
    ['kubelet', 'Key Vault Crypto User', vault, 'offered'],
    ['kubelet', 'DNS Zone Contributor', zone, 'offered usual dns'],
    ['kubelet', 'Virtual Machine Contributor', nodeGroup, 'offered usual cluster'],
    ['kubelet', 'Owner', nodeGroup, 'named'],
    ['kubelet', 'Network Contributor', network, 'offered'],
  ])('a role of an outgoing %s, %s, is judged by its scope: row %# (T-63)', (of, roleName, scope, wanted) => {
    expect(one(of, roleName, scope)).toBe(wanted);
  });

  it('a role with a condition never counts as needed, and keeps the condition', () => {
    const condition = "@Resource[Microsoft.ContainerRegistry/registries:name] StringEquals 'shop'";
    expect(one('kubelet', 'AcrPull', registryId, { condition })).toBe('offered usual images');
    expect(one('controlPlane', 'Network Contributor', subnetId, { condition })).toBe('offered usual network');
    const grant = { ...assigned('AcrPull', registryId, kubelet), condition };
    expect(sorted('kubelet', [grant]).all).toMatchObject([{ condition, role: { name: 'AcrPull' } }]);
  });

  it("a role is named and not carried over where it comes through a group, or where the role can't be read", () => {
    const members = { [guid(90)]: [kubelet] };
    const through = sorted('kubelet', [assigned('Contributor', account, guid(90))], { members });
    expect(through.all).toMatchObject([{ fate: 'named', why: expect.stringContaining('group') as string }]);
    const own = assigned('Reader', account, kubelet);
    const custom = { ...own, roleDefinitionId: own.roleDefinitionId.replace(/[^/]+$/, guid(99)) };
    expect(sorted('kubelet', [custom]).all).toMatchObject([
      { fate: 'named', why: "What the role allows can't be read: it was not found." },
    ]);
  });

  it('a role stays where another cluster keeps the identity for it', () => {
    const other = {
      ...cluster(userAssigned('id-shop', controlPlane), { identityProfile, nodeResourceGroup: 'rg-nodes-2' }),
      id: clusterId.replace('shop-weu', 'other-weu'),
      name: 'other-weu',
    };
    const nodes = `/subscriptions/${sub}/resourceGroups/rg-nodes-2`;
    const found = sorted('controlPlane', [numbered(assigned('Contributor', nodes, controlPlane), 1)], {
      resources: [...resources, other],
    });
    expect(found.all).toMatchObject([{ fate: 'stays', why: 'It is for other-weu, which keeps the identity.' }]);
  });

  it('a role is carried over by itself only where it is known not to be for or about another cluster (R-20)', () => {
    const grants = [account, clusterId].map((scope, n) =>
      numbered(
        assigned(n === 0 ? 'Contributor' : 'Azure Kubernetes Service Cluster User Role', scope, controlPlane),
        n,
      ),
    );
    const usual = (facts: Facts) => {
      const { all, unknown } = holdingsOf(clusterOf(raw), 'controlPlane', facts);
      return { usual: all.map(({ fate, isUsual }) => [fate, isUsual]), unknown: inWords(unknown) };
    };
    const facts = worldFacts({ resources, assignments: grants });
    const doubtful = [
      ['offered', undefined],
      ['offered', true],
    ];
    const both = [
      ['offered', true],
      ['offered', true],
    ];
    expect(usual(facts)).toEqual({ usual: both, unknown: [] });
    expect(usual(answering(facts, { clusters: unreadable() }))).toEqual({
      usual: doubtful,
      unknown: ["It isn't known which of it other clusters need. Clusters: AuthorizationFailed"],
    });
    expect(usual(answering(facts, { clusters: withGap([clusterOf(raw)]) })).usual).toEqual(doubtful);
    const sharing = (count: number) => {
      const ids = Array.from({ length: count }, (_, n) => `${clusterId}-${n}`);
      const others = ids.map((id) => ({ ...raw, id, name: id, properties: { nodeResourceGroup: 'rg-n' } }));
      return usual(worldFacts({ resources: [...resources, ...others], assignments: grants }));
    };
    expect(sharing(5)).toEqual({ usual: both, unknown: [] });
    expect(sharing(7)).toEqual({
      usual: doubtful,
      unknown: ["It isn't known which of it other clusters need. 2 more clusters have the identity."],
    });
  });

  it('a role is no other cluster’s where the identity is part of its cluster', () => {
    const own = cluster({ type: 'SystemAssigned', principalId: controlPlane });
    const assignments = [assigned('Contributor', account, controlPlane)];
    const facts = worldFacts({ resources: [own], assignments, forbidden: ['clusters'] });
    expect(holdingsOf(clusterOf(own), 'controlPlane', facts)).toMatchObject({ all: [{ isUsual: true }], unknown: [] });
  });

  const policy = (objectId: string, permissions: VaultPolicy['permissions'], more: Partial<VaultPolicy> = {}) => ({
    vaultId: vault as ArmId,
    tenantId: tenant,
    objectId,
    permissions,
    ...more,
  });

  it.each<[IdentitySlot, VaultPolicy['permissions'], Partial<VaultPolicy>, string]>([
    ['kubelet', { secrets: ['Get'] }, {}, 'offered usual secrets'],
    ['kubelet', { secrets: ['list'] }, {}, 'offered'],
    ['kubelet', { keys: ['get'] }, {}, 'offered'],
    ['kubelet', { secrets: ['all'] }, {}, 'offered usual secrets'],
    ['kubelet', { secrets: ['get'] }, { isIdle: true }, 'stays'],
    ['controlPlane', { secrets: ['get'] }, {}, 'offered'],
  ])('an access policy of an outgoing %s identity that gives %o (%o) is %s', (of, permissions, more, wanted) => {
    const policies = [policy(of === 'kubelet' ? kubelet : controlPlane, permissions, more)];
    const [held] = sorted(of, [], { policies, resources: [...resources, { id: vault, name: 'kv' }] }).all;
    expect([held?.fate, ...(held?.isUsual ? ['usual'] : []), ...(held?.purpose ? [held.purpose] : [])].join(' ')).toBe(
      wanted,
    );
  });

  it("is unknown where it can't be listed", () => {
    const grants = [assigned('Reader', account, kubelet)];
    expect(
      inWords(
        inWords(sorted('kubelet', grants, { forbidden: ['assignedIn', 'assignmentsEverywhere', 'vaultPolicies'] })),
      ),
    ).toMatchObject({
      all: [],
      unknown: ['Role assignments: AuthorizationFailed', 'Access policies of key vaults: AuthorizationFailed'],
    });
    const unnamed = clusterOf(cluster(userAssigned('id-shop', controlPlane)));
    expect(inWords(holdingsOf(unnamed, 'kubelet', worldFacts({ resources })).unknown)).toEqual([
      "Azure doesn't show the object ID of the kubelet of shop-weu, so what it holds can't be listed.",
    ]);
  });
});
