import { describe, expect, it } from 'vitest';
import { clusterOf, identityOf } from '../../../src/domain/cluster/fromArm.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  guid,
  identity,
  identityId,
  nodeGroup,
  systemAssigned,
  userAssigned,
} from '../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

describe('control plane', () => {
  it.each<[string, JsonObject | undefined, object]>([
    ['a service principal', undefined, { kind: 'servicePrincipal', clientId: guid(77) }],
    ['a system-assigned identity', systemAssigned, { kind: 'systemAssigned', principalId: guid(1) }],
    [
      'a system-assigned identity in other casing',
      { ...systemAssigned, type: 'systemassigned' },
      { kind: 'systemAssigned' },
    ],
    [
      'a user-assigned identity',
      userAssigned('id-shop', guid(10)),
      { kind: 'userAssigned', identityId: identityId('id-shop'), principalId: guid(10), clientId: guid(4000) },
    ],
    [
      'a user-assigned identity whose principal is not known yet',
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      { kind: 'userAssigned', identityId: identityId('id-shop') },
    ],
    ['nothing', { type: 'None' }, { kind: 'none' }],
  ])('%s is recognised', (_, identityJson, expected) => {
    expect(clusterOf(cluster(identityJson)).controlPlane).toMatchObject(expected);
  });
});

describe('kubelet', () => {
  const user = userAssigned('id-shop', guid(10));
  it('an identity in the node resource group is AKS-made, whatever the casing of the group', () => {
    const lower = JSON.parse(JSON.stringify(defaultKubelet).replace('resourceGroups', 'resourcegroups')) as JsonObject;
    expect(clusterOf(cluster(user, { identityProfile: lower })).kubelet).toMatchObject({
      kind: 'default',
      objectId: guid(60),
    });
  });

  it('an identity elsewhere is pre-created', () => {
    const profile = { kubeletIdentity: { resourceId: identityId('id-kubelet') } };
    expect(clusterOf(cluster(user, { identityProfile: profile })).kubelet).toEqual({
      kind: 'preCreated',
      identityId: identityId('id-kubelet'),
    });
  });

  it('without a profile it is the service principal, or not known (A-19, A-38)', () => {
    expect(clusterOf(cluster(undefined)).kubelet).toEqual({ kind: 'servicePrincipal', clientId: guid(77) });
    expect(clusterOf(cluster(user)).kubelet).toEqual({ kind: 'unknown' });
  });
});

it('add-ons keep the keys of the JSON, and application routing is one of them', () => {
  const addon = { resourceId: `${nodeGroup}/x`, clientId: guid(5), objectId: guid(6) };
  const raw = cluster(systemAssigned, {
    addonProfiles: { omsAgent: { enabled: true, config: null, identity: addon }, azurepolicy: { enabled: false } },
    ingressProfile: { webAppRouting: { enabled: true, identity: addon } },
  });
  expect(clusterOf(raw).addons).toEqual([
    { name: 'omsAgent', enabled: true, identityId: `${nodeGroup}/x`, clientId: guid(5), objectId: guid(6) },
    { name: 'azurepolicy', enabled: false },
    { name: 'webAppRouting', enabled: true, identityId: `${nodeGroup}/x`, clientId: guid(5), objectId: guid(6) },
  ]);
});

it('names, groups, pools and the eTag come from the JSON, which is kept', () => {
  const raw = cluster(systemAssigned);
  expect(clusterOf(raw)).toMatchObject({
    id: clusterId,
    name: 'shop-weu',
    resourceGroup: 'rg-shop',
    nodeResourceGroup: 'MC_rg-shop_shop-weu_westeurope',
    provisioningState: 'Succeeded',
    eTag: 'etag-1',
    agentPools: [{ name: 'system', id: `${clusterId}/agentPools/system`, mode: 'System', count: 3 }],
  });
  expect(clusterOf(raw).raw).toBe(raw);
});

it('the three ids of an identity are never mixed (A-52)', () => {
  expect(identityOf(identity('id-shop', guid(10)))).toMatchObject({
    id: identityId('id-shop'),
    principalId: guid(10),
    clientId: guid(5010),
    resourceGroup: 'rg-shop',
  });
});

it('pools of mode Machines, which AKS makes and keeps by itself, are none of the pools of a cluster', () => {
  const pools = [
    { name: 'system', mode: 'System' },
    { name: 'aksmanagedap', mode: 'Machines' },
    { name: 'other', mode: 'machines' },
  ];
  const raw = cluster(systemAssigned, { agentPoolProfiles: pools });
  expect(clusterOf(raw).agentPools.map(({ name }) => name)).toEqual(['system']);
  expect(clusterOf(raw).raw).toEqual(raw);
});
