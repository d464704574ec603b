import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, succeed } from '../../support/azure/changes.ts';
import { idA, idKubelet2, ids, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';

const { subscriptionId } = place;

describe('grants that take their time', () => {
  it('wait, with the words of AKS and the reason, until the cluster may use the kubelet identity', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 30 });
    const details: string[] = [];
    const change: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };
    const outcome = await bench.api.apply(change, {
      onProgress: ({ detail }) => void (detail !== undefined && details.push(detail)),
    });
    expect(outcome.status).toBe('succeeded');
    expect(details.join('\n')).toMatch(
      /The cluster using user-assigned .* A role was granted here a moment ago, and Azure may not see it yet; retrying in 5 s/,
    );
    const puts = (await bench.writes()).filter(isClusterPut);
    expect(
      puts
        .map(({ status }) => status)
        .slice(0, -1)
        .every((status) => status === 400),
    ).toBe(true);
    expect(puts.at(-1)!.status).toBe(200);
  });

  it('a change whose grants take their time waits as well for a role that was granted by an own change a moment before', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 30 });
    const role = { name: 'Managed Identity Operator' };
    await succeed(bench, { kind: 'assignRole', principalId: idA.principalId, role, scope: idKubelet2.id });
    const change: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };
    await succeed(bench, change);
    expect((await bench.writes()).filter(isClusterPut).map(({ status }) => status)).toEqual([400, 400, 400, 200]);
  });

  it('do not keep a step waiting whose identities were granted nothing, whatever else was granted a moment ago', async () => {
    const bench = createBench(smallWorld());
    await bench.api.apply({
      kind: 'assignRole',
      principalId: idKubelet2.principalId,
      role: { name: 'Reader' },
      scope: ids.group,
    });
    const armCode = 'CustomKubeletIdentityMissingPermissionError';
    const match = { method: 'PUT', pathContains: 'managedClusters/uami-weu' };
    await bench.fault({ match, status: 400, code: armCode, message: 'No permission.', times: 99 });
    const toSystemAssigned: Change = {
      kind: 'setControlPlane',
      clusterId: uami.id,
      controlPlane: { kind: 'systemAssigned' },
    };
    expect((await bench.api.apply(toSystemAssigned)).steps[0]).toMatchObject({ error: { armCode } });
    expect(bench.waits).toEqual([]);
  });

  it('a change whose grants take their time can be stopped while it waits', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 3600 });
    let activityId = '';
    bench.onWait = () => void bench.service.stop(activityId);
    const change: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };
    const outcome = await bench.service.apply([change], {
      onProgress: (progress) => void (activityId = progress.activityId),
    });
    expect(outcome).toMatchObject({ status: 'stopped' });
  });

  it('a change whose grants take their time gives up after ten minutes, with what AKS says', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 36_000 });
    const change: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };
    const outcome = await bench.api.apply(change);
    expect(outcome.steps.at(-1)!.error!.armCode).toBe('CustomKubeletIdentityMissingPermissionError');
    expect(bench.waits.reduce((sum, wait) => sum + wait, 0)).toBe(600_000);
  });

  it('a change whose grants take their time creates a cluster with new identities in a new group in one go', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 30 });
    const place = { subscriptionId, resourceGroup: 'rg-fresh', location: 'westeurope' };
    const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-fresh`;
    const identity = (name: string): string =>
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    const outcome = await bench.service.apply([
      { kind: 'createResourceGroup', subscriptionId, name: 'rg-fresh', location: 'westeurope' },
      { kind: 'createIdentity', ...place, name: 'id-cp' },
      { kind: 'createIdentity', ...place, name: 'id-kubelet' },
      {
        ...newCluster({ kubelet: { identityId: identity('id-kubelet') } }),
        ...place,
        controlPlane: { kind: 'userAssigned', identityId: identity('id-cp') },
      },
    ]);
    expect(outcome).toMatchObject({ status: 'succeeded' });
    const made = await bench.api.cluster(`${group}/providers/Microsoft.ContainerService/managedClusters/new-weu`);
    expect(made.kubelet.kind).toBe('preCreated');
  });
});
