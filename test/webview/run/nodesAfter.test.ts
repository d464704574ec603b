import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { NextStep } from '../../../src/domain/plan/nextSteps.ts';
import { nodesAfter } from '../../../src/webview/run/nodesAfter.ts';
import type { Run } from '../../../src/webview/run/runModel.ts';
import { cluster, identityId, userAssigned, guid } from '../../support/domain/worldFacts.ts';

const kubelet = { identityProfile: { kubeletidentity: { resourceId: identityId('id-kubelet'), objectId: guid(12) } } };

function withPools(
  pools: readonly { readonly name: string; readonly image?: string; readonly state?: string; readonly type?: string }[],
  more: object = kubelet,
): Cluster {
  return clusterOf(
    cluster(userAssigned('id-shop', guid(10)), {
      ...more,
      agentPoolProfiles: pools.map(
        ({ name, image = 'old', state = 'Succeeded', type = 'VirtualMachineScaleSets' }) => ({
          name,
          type,
          nodeImageVersion: image,
          provisioningState: state,
        }),
      ),
    }),
  );
}

const run = (kind: 'setControlPlane' | 'setKubelet', next: NextStep['kind'], before?: Cluster): Run =>
  ({
    status: 'succeeded',
    changes: [{ kind }],
    next: [{ kind: next }],
    ...(before ? { before: { cluster: before, findings: [], requirements: [] } } : {}),
  }) as unknown as Run;

describe('the nodes after their cluster has left its service principal', () => {
  const before = withPools([{ name: 'a' }, { name: 'b' }]);
  const after = (now: Cluster, from: Cluster | undefined = before) =>
    nodesAfter(run('setControlPlane', 'nodeImages', from), now);

  it.each([
    [
      'were all reimaged',
      [
        { name: 'a', image: 'new' },
        { name: 'b', image: 'new' },
      ],
      'The kubelet identity is id-kubelet. The nodes of a and b were reimaged.',
      true,
    ],
    [
      'were reimaged in one pool',
      [{ name: 'a', image: 'new' }, { name: 'b' }],
      'The kubelet identity is id-kubelet. The nodes of a were reimaged. The node image of b is as before, so nodes there may still use the service principal.',
      false,
    ],
    [
      'have the images that they had',
      [{ name: 'a' }, { name: 'b' }],
      'The kubelet identity is id-kubelet. The node image of a and b is as before, so nodes there may still use the service principal.',
      false,
    ],
  ])('%s, and the result says so', (_, pools, also, areDone) => {
    expect(after(withPools(pools))).toEqual({ also, areDone });
  });

  it('may use it still where Azure shows no kubelet identity, or what they had is not known', () => {
    expect(after(withPools([{ name: 'a', image: 'new' }], {}))).toEqual({
      also: 'Azure shows no kubelet identity, so nodes may still use the service principal.',
      areDone: false,
    });
    const unknown = nodesAfter(run('setControlPlane', 'nodeImages'), withPools([{ name: 'a', image: 'new' }]));
    expect(unknown).toEqual({ also: 'The kubelet identity is id-kubelet.', areDone: false });
  });
});

describe('the nodes after their kubelet identity was changed', () => {
  it('are done once every pool is, and are not said to use it before', () => {
    const change = run('setKubelet', 'nodePools');
    expect(nodesAfter(change, withPools([{ name: 'a' }, { name: 'b' }]))).toEqual({ areDone: true });
    expect(nodesAfter(change, withPools([{ name: 'a' }, { name: 'b', state: 'Updating' }]))).toEqual({
      instead: 'id-kubelet is set for shop-weu; its nodes take it over pool by pool. Not done: b (Updating).',
      areDone: false,
    });
  });

  it('are none of the business of other changes, and of runs that did not succeed', () => {
    expect(nodesAfter(run('setControlPlane', 'oldToken'), withPools([{ name: 'a' }]))).toBeUndefined();
    expect(
      nodesAfter({ ...run('setKubelet', 'nodePools'), status: 'failed' }, withPools([{ name: 'a' }])),
    ).toBeUndefined();
  });
});
