import { describe, expect, it } from 'vitest';
import { createPublicApi } from '../../../src/api/publicApi.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { colleagueGives, identityOf } from '../../support/azure/colleague.ts';
import { intercept } from '../../support/azure/grantBench.ts';
import {
  idA,
  idB,
  idKubelet,
  ids,
  idUnused,
  legacyRegistry,
  own,
  sami,
  smallWorld,
  uami,
} from '../../support/azure/smallWorld.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';

const version = '?api-version=2026-04-01';
const samiPut = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
const deletion: Change = { kind: 'deleteIdentity', identityId: idUnused.id };
const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'The role has expired.', times: 1 };
const days = (count: number): number => count * 24 * 3600;

describe('Resume', () => {
  it('three days later deletes no identity that a cluster uses now (S-06)', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'DELETE', pathContains: '/userAssignedIdentities/' }, ...forbidden });
    const { activityId } = await bench.api.apply(deletion);
    bench.emulator.clock.advance(days(3));
    await colleagueGives(bench, idUnused.id);
    const later = bench.restarted();
    await later.forget();
    await expect(later.api.resume(activityId)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('control plane of sami-weu') as string,
    });
    expect(await later.writes()).toEqual([]);
    expect((await later.service.diagnose(sami.id)).map(({ code }) => code)).not.toContain(
      'identityDeleted:controlPlane',
    );
  });

  it('removes no role that a cluster needs now (S-06)', async () => {
    const bench = createBench(smallWorld());
    const grant: Change = {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Reader' },
      scope: ids.subnet,
    };
    const made = await bench.service.plan([grant]);
    await bench.service.apply([grant]);
    await bench.fault({ match: { method: 'DELETE', pathContains: '/roleAssignments/' }, ...forbidden });
    const path = made.steps[0]!.request.path;
    const { activityId } = await bench.api.apply({ kind: 'removeRole', roleAssignmentId: path });
    await colleagueGives(bench, idB.id);
    await bench.forget();
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    const entry = (await bench.api.activity()).find((each) => each.activityId === activityId);
    expect(entry).toMatchObject({ status: 'failed', resumable: false });
  });

  it('detaches no registry that another cluster pulls from now, with the same kubelet identity', async () => {
    const bench = createBench(smallWorld());
    const detach: Change = { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id };
    await bench.fault({ match: { method: 'DELETE', pathContains: '/roleAssignments/' }, ...forbidden });
    const { activityId } = await bench.api.apply(detach);
    const { body } = await bench.arm('GET', uami.id + version);
    const kubeletidentity = { resourceId: idKubelet.id };
    const properties = { ...(body['properties'] as object), identityProfile: { kubeletidentity } };
    expect((await bench.arm('PUT', uami.id + version, { ...body, properties })).status).toBe(200);
    bench.emulator.clock.advance(600);
    await bench.forget();
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining("uami-weu's kubelet") as string,
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('does not overwrite what a colleague decided, and is not offered after a conflict (S-05)', async () => {
    const bench = createBench(smallWorld());
    let isFirst = true;
    intercept(bench.emulator, async ({ method, url, headers }) => {
      const isOurs = method === 'PUT' && url.includes('managedClusters/sami-weu') && 'if-match' in headers;
      if (isOurs && isFirst) {
        isFirst = false;
        await colleagueGives(bench, idA.id);
      }
      return undefined;
    });
    const outcome = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome.steps.at(-1)!.error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Nothing was overwritten') as string,
    });
    expect(await bench.api.activity()).toMatchObject([{ status: 'failed', resumable: false }]);
    await bench.forget();
    await expect(bench.api.resume(outcome.activityId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await identityOf(bench)).toBe(idA.id.toLowerCase());
  });

  it('of a run is refused once a later one has written to the same thing, however that one ended', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: samiPut, ...forbidden });
    const older = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    bench.emulator.clock.advance(60);
    await bench.fault({ match: { method: 'GET', pathContains: '/operations/' }, ...forbidden, times: 5 });
    const newer = await bench.api.apply(toUserAssigned(sami.id, idA.id));
    expect(newer.status).toBe('failed');
    await bench.noFaults();
    bench.emulator.clock.advance(600);
    await bench.forget();
    await expect(bench.api.resume(older.activityId)).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.resume(newer.activityId)).toMatchObject({ status: 'succeeded' });
    expect(await bench.writes()).toEqual([]);
  });

  it('sends nothing once a tag has been put on the cluster, although its identity is the same', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: samiPut, ...forbidden });
    const { activityId } = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    await bench.arm('PATCH', sami.id + version, { tags: { keep: 'me' } });
    bench.emulator.clock.advance(600);
    await bench.forget();
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
  });

  it('of an upgrade of two pools continues with the second if the first is done', async () => {
    const world = smallWorld();
    const bench = createBench(world);
    const both: Change = { kind: 'upgradeNodeImages', clusterId: own.id };
    const plan = await bench.service.plan([both]);
    await bench.fault({
      match: { method: 'POST', pathContains: `${plan.steps.at(-1)!.request.path.split('/').at(-2)!}/upgrade` },
      ...forbidden,
    });
    const { activityId, status } = await bench.api.apply(both);
    expect(status).toBe('failed');
    bench.emulator.clock.advance(days(3));
    expect(await bench.restarted().api.resume(activityId)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a plan that was made a while ago', () => {
  it('is not run after the consent of the person, once what it deletes is in use', async () => {
    const bench = createBench(smallWorld());
    const service: IdentityService = {
      ...bench.service,
      connection: { ...bench.connection, kind: 'azure' },
    };
    const api = createPublicApi({
      service: () => service,
      connect: () => Promise.reject(new Error('not here')),
      async consent() {
        await colleagueGives(bench, idUnused.id);
        await bench.forget();
        return true;
      },
    });
    await expect(api.apply(deletion)).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.writes()).toEqual([]);
  });

  it('is not run over the connection that was left while the person was asked', async () => {
    const bench = createBench(smallWorld());
    let current: IdentityService | undefined = { ...bench.service, connection: { ...bench.connection, kind: 'azure' } };
    const api = createPublicApi({
      service: () => current,
      connect: () => Promise.reject(new Error('not here')),
      consent: () => {
        current = undefined;
        return Promise.resolve(true);
      },
    });
    await expect(api.apply(deletion)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await bench.writes()).toEqual([]);
  });

  it('sends no grant either, once the cluster has changed (S-03)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['assignRole', 'putCluster']);
    await colleagueGives(bench, idA.id);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ name: 'IdentityError', code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.service.activity()).toEqual([]);
  });

  it('hands over the new plan with the conflict (S-04)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    await colleagueGives(bench, idA.id);
    const error = await bench.service.apply(plan).catch((thrown: unknown) => thrown);
    const { fresh } = error as { fresh: typeof plan };
    expect(fresh.before.controlPlane).toContain('id-a');
    expect(await bench.service.apply(fresh)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a deletion while Resource Graph lags', () => {
  it('is refused in a second window that has not seen what the first has written', async () => {
    const bench = createBench(smallWorld(), { indexSeconds: 300 });
    const second = bench.restarted();
    await bench.api.apply(toUserAssigned(sami.id, idUnused.id));
    await expect(second.api.plan(deletion)).rejects.toMatchObject({ code: 'refused' });
    await expect(second.api.apply(deletion)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is refused for what a colleague has done a moment ago, which no journal knows', async () => {
    const bench = createBench(smallWorld(), { indexSeconds: 100_000 });
    await bench.service.clusters();
    await colleagueGives(bench, idUnused.id);
    await expect(bench.api.plan(deletion)).rejects.toMatchObject({ code: 'refused' });
  });

  it('calls what only Resource Graph could show unknown, and says that it can be behind', async () => {
    const world = smallWorld();
    const many = Array.from({ length: 110 }, (_, index) => ({
      subscriptionId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      displayName: `Subscription ${index}`,
    }));
    const bench = createBench({ ...world, subscriptions: [...world.subscriptions, ...many] });
    const { checks } = await bench.api.plan(deletion);
    const check = checks.find(({ title }) => title === 'Whether anything uses it');
    expect(check).toMatchObject({ verdict: 'unknown', detail: expect.stringContaining('minutes behind') as string });
  });
});

describe('a cluster without an eTag', () => {
  /** Takes the eTag out of what ARM answers. */
  function withoutETags({ emulator }: Bench): void {
    intercept(emulator, async (request, handle) => {
      const answer = await handle(request);
      const isCluster = request.method === 'GET' && /managedClusters\/[^/?]+\?/.test(request.url);
      if (!isCluster || answer === 'drop') return answer;
      const { eTag: _, ...body } = JSON.parse(answer.body) as Record<string, unknown>;
      return { ...answer, body: JSON.stringify(body) };
    });
  }

  it('is changed only if its content is what the plan was made from, and the plan says so', async () => {
    const bench = createBench(smallWorld());
    withoutETags(bench);
    const plan = await bench.service.plan([toUserAssigned(sami.id, idB.id)]);
    expect(textsOf(plan.warnings.map(({ text }) => text)).join(' ')).toContain(
      'content is compared right before the request',
    );
    await colleagueGives(bench, idA.id);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.apply(toUserAssigned(sami.id, idB.id))).toMatchObject({ status: 'succeeded' });
  });

  it('is left alone where a colleague changes it between the grants and the PUT', async () => {
    const bench = createBench(smallWorld());
    withoutETags(bench);
    let isFirst = true;
    intercept(bench.emulator, async ({ method, url }) => {
      if (method === 'PUT' && url.includes('/roleAssignments/') && isFirst) {
        isFirst = false;
        await colleagueGives(bench, idA.id);
      }
      return undefined;
    });
    const outcome = await bench.api.apply(toUserAssigned(sami.id, idB.id));
    expect(outcome.steps.at(-1)!.error).toMatchObject({ code: 'conflict' });
    expect(await identityOf(bench)).toBe(idA.id.toLowerCase());
  });
});
