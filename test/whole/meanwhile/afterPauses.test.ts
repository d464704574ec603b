import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { newCluster, toUserAssigned } from '../../support/azure/changes.ts';
import { colleagueGives } from '../../support/azure/colleague.ts';
import { intercept } from '../../support/azure/grantBench.ts';
import { idA, idB, ids, idUnused, place, sami, smallWorld, sp } from '../../support/azure/smallWorld.ts';

const identities = `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const slow = { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 60, times: 1 };
const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 1 };
const unseen = { status: 400, code: 'FailedIdentityOperation', message: 'Not yet.', times: 1 };

describe('a request that Azure throttled', () => {
  it('does not delete an identity that was taken into use in the pause', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'DELETE', pathContains: '/userAssignedIdentities/' }, ...slow });
    bench.onWait = async () => {
      bench.onWait = undefined;
      await colleagueGives(bench, idUnused.id);
    };
    const outcome = await bench.api.apply({ kind: 'deleteIdentity', identityId: idUnused.id });
    expect(outcome.status).toBe('failed');
    expect((await bench.writes()).filter(({ method }) => method === 'DELETE').map(({ status }) => status)).toEqual([
      429,
    ]);
  });

  it('does not overwrite an identity that someone made in the pause', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'PUT', pathContains: '/userAssignedIdentities/id-n' }, ...slow });
    bench.onWait = async () => {
      bench.onWait = undefined;
      const theirs = { location: place.location, tags: { owner: 'colleague' } };
      await bench.arm('PUT', `${identities}/id-n?api-version=2024-11-30`, theirs);
    };
    const { subscriptionId, group: resourceGroup, location } = place;
    await bench.api.apply({ kind: 'createIdentity', subscriptionId, resourceGroup, name: 'id-n', location });
    const { body } = await bench.arm('GET', `${identities}/id-n?api-version=2024-11-30`);
    expect(body).toMatchObject({ tags: { owner: 'colleague' } });
  });
});

describe('a cluster without an eTag', () => {
  it.each([
    ['roles that are not seen yet', unseen],
    ['throttling', { ...slow, retryAfter: 30 }],
    ['a lost answer', { status: 500, code: 'InternalServerError', message: 'Broken.', times: 1 }],
  ])('is compared again after a pause for %s', async (_, fault) => {
    const bench = createBench(smallWorld());
    intercept(bench.emulator, async (request, handle) => {
      const answer = await handle(request);
      const isCluster = request.method === 'GET' && /managedClusters\/[^/?]+\?/.test(request.url);
      if (!isCluster || answer === 'drop') return answer;
      const { eTag: _eTag, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
      return { ...answer, body: JSON.stringify(body) };
    });
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' }, ...fault });
    bench.onWait = async () => {
      bench.onWait = undefined;
      await bench.arm('PATCH', `${sami.id}?api-version=2026-04-01`, { tags: { keep: 'me' } });
      bench.emulator.clock.advance(600);
    };
    const outcome = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    expect(outcome.steps.at(-1)!.error).toMatchObject({ code: 'conflict' });
    const { body } = await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
    expect(body).toMatchObject({ tags: { keep: 'me' } });
  });
});

describe('resuming', () => {
  it('does not take over a cluster of the same name that someone else has made', async () => {
    const bench = createBench(smallWorld());
    const change = newCluster({}) as Change;
    const put = (await bench.service.plan([change])).steps.at(-1)!.request;
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/new-weu' }, drop: 'before', times: 99 });
    const { activityId } = await bench.api.apply(change);
    await bench.noFaults();
    const properties = { ...(put.body!['properties'] as object), dnsPrefix: 'theirs' };
    await bench.arm('PUT', `${put.path}?api-version=2026-04-01`, { ...put.body, properties });
    bench.emulator.clock.advance(600);
    await bench.forget();
    const end = await bench.api.resume(activityId).catch((error: unknown) => error);
    expect(JSON.stringify(end)).toContain('"code":"conflict"');
    expect(await bench.writes()).toEqual([]);
  });

  it('of the way out of a service principal comes to its end after the operation has failed once', async () => {
    const bench = createBench(smallWorld());
    const operationError = { code: 'ReconcileVNetFailed', message: 'The subnet is full.' };
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/sp-weu' }, operationError, times: 1 });
    const leave: Change = { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } };
    const { activityId, status } = await bench.api.apply(leave);
    expect(status).toBe('failed');
    const resumed = await bench.api.resume(activityId);
    expect(resumed.steps.find(({ id }) => id.startsWith('putCluster'))).toMatchObject({ status: 'done' });
  });

  it('is not refused forever while someone works on the cluster that was made', async () => {
    const bench = createBench(smallWorld());
    const { network: _, kubelet: __, ...plain } = newCluster({ controlPlane: { kind: 'systemAssigned' } });
    const change: Change = { ...plain, registries: [], network: { plugin: 'azure', subnetId: ids.newSubnet } };
    await bench.fault({ match: { method: 'PUT', pathContains: '/roleAssignments/' }, ...forbidden });
    const { activityId, steps } = await bench.api.apply(change);
    expect(steps[0]).toMatchObject({ status: 'done' });
    const id = `${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`;
    await bench.arm('PATCH', `${id}?api-version=2026-04-01`, { tags: { a: 'b' } });
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({ code: 'conflict' });
    bench.emulator.clock.advance(600);
    expect(await bench.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
  });

  it('is not refused because of a later run that wrote nothing', async () => {
    const bench = createBench(smallWorld());
    await bench.arm('GET', `${sami.id}?api-version=2026-04-01`);
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' }, ...forbidden });
    const { activityId } = await bench.api.apply(toUserAssigned(sami.id, idA.id));
    bench.emulator.clock.advance(1);
    const same: Change = { kind: 'setControlPlane', clusterId: sami.id, controlPlane: { kind: 'systemAssigned' } };
    expect((await bench.api.apply(same)).steps.every(({ status }) => status === 'alreadyDone')).toBe(true);
    expect(await bench.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
  });
});
