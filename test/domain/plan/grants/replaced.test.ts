import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { formerIdentities } from '../../../../src/domain/plan/grants/replacedIdentities.ts';
import type { ClusterEdit } from '../../../../src/domain/plan/stepActions.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  guid,
  identityId,
  nodeGroup,
  systemAssigned,
  userAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

const toNew: ClusterEdit = { controlPlane: { kind: 'userAssigned', identityId: identityId('id-new') } };
const nodesToNew: ClusterEdit = { kubeletIdentityId: identityId('id-nodes') as ArmId };
const former = (raw: JsonObject, edit: ClusterEdit, assignments = [assigned('Contributor', nodeGroup, guid(70))]) =>
  formerIdentities(clusterOf(raw), edit, worldFacts({ resources: [raw], assignments }));
const as = 'controlPlane' as const;

describe('whose place a change takes', () => {
  it('a change of the control plane takes the place of the identity that it had', () => {
    const user = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });
    expect(former(user, toNew)).toEqual([
      { principalId: guid(10), name: 'id-shop', as, kind: 'userAssigned', clusterId },
    ]);
    const system = cluster(systemAssigned, { identityProfile: defaultKubelet });
    expect(former(system, toNew)).toEqual([
      { principalId: guid(1), name: 'shop-weu (system-assigned)', as, kind: 'systemAssigned', clusterId },
    ]);
  });

  it('a change of the control plane takes the place of a service principal, where it is known', () => {
    const principal = cluster(undefined);
    expect(former(principal, toNew, [])).toEqual([]);
    expect(former(principal, toNew)).toEqual([
      { principalId: guid(70), name: expect.any(String) as string, as, kind: 'servicePrincipal', clusterId },
    ]);
  });

  it('a change of the control plane to its present identity replaces nothing', () => {
    const system = cluster(systemAssigned, { identityProfile: defaultKubelet });
    expect(former(system, { controlPlane: { kind: 'systemAssigned' } })).toEqual([]);
    expect(former(system, {})).toEqual([]);
    expect(former(system, { values: { 'properties.x': 1 } })).toEqual([]);
  });

  it('a change of a control plane without a visible principal replaces an unnamed one', () => {
    expect(former(cluster({ type: 'SystemAssigned' }), toNew)).toEqual([]);
    expect(former(cluster({ type: 'None' }, { servicePrincipalProfile: {} }), toNew)).toEqual([]);
  });

  it('a change of the nodes takes the place of the identity that they had, and of no other', () => {
    const system = cluster(systemAssigned, { identityProfile: defaultKubelet });
    const nodes = { principalId: guid(60), name: 'shop-weu-agentpool', as: 'kubelet', kind: 'userAssigned', clusterId };
    expect(former(system, nodesToNew)).toEqual([nodes]);
    expect(former(system, { ...toNew, ...nodesToNew }).map(({ as }) => as)).toEqual(['controlPlane', 'kubelet']);
    const kubelet = { kubeletidentity: { resourceId: identityId('ID-NODES'), objectId: guid(61) } };
    expect(former(cluster(systemAssigned, { identityProfile: kubelet }), nodesToNew)).toEqual([]);
    expect(former(cluster(systemAssigned), nodesToNew)).toEqual([]);
    const unseen = { kubeletidentity: { resourceId: identityId('id-old') } };
    expect(former(cluster(systemAssigned, { identityProfile: unseen }), nodesToNew)).toEqual([]);
  });
});
