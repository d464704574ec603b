import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idB, idKubelet2, ids, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const change: Change = {
  kind: 'setControlPlane',
  clusterId: sami.id,
  controlPlane: { kind: 'userAssigned', identityId: idB.id },
};
const newCluster: Change = {
  kind: 'createCluster',
  subscriptionId: place.subscriptionId,
  resourceGroup: place.group,
  name: 'new-weu',
  location: 'westeurope',
  controlPlane: { kind: 'systemAssigned' },
};
const upgrade: Change = { kind: 'upgradeNodeImages', clusterId: own.id, pools: ['nodepool1'] };

const grantStep = { method: 'PUT', pathContains: '/roleAssignments/' };
const clusterStep = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
const createStep = { method: 'PUT', pathContains: 'managedClusters/new-weu' };
const upgradeStep = { method: 'POST', pathContains: 'upgradeNodeImageVersion' };

const steps = [
  { name: 'the grant', change, match: grantStep, at: 0 },
  { name: 'the cluster PUT', change, match: clusterStep, at: 1 },
  { name: 'the creation', change: newCluster, match: createStep, at: 0 },
  { name: 'the image upgrade', change: upgrade, match: upgradeStep, at: 0 },
];
const answers = [
  { status: 403, code: 'AuthorizationFailed', expected: 'forbidden' },
  { status: 404, code: 'ResourceNotFound', expected: 'notFound' },
  { status: 409, code: 'OperationNotAllowed', expected: 'conflict' },
  { status: 500, code: 'InternalServerError', expected: 'unexpected' },
  { status: 400, code: 'BadRequest', expected: 'unexpected' },
];

describe.each(steps)('$name', ({ change, match, at }) => {
  it.each(answers)('a step fails with $expected on $status, and nothing is sent after it', async (answer) => {
    const bench = createBench(smallWorld());
    await bench.fault({ match, ...answer, message: `The emulator says ${answer.code}.`, times: 99 });
    const outcome = await bench.api.apply(change);
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome.steps.map(({ status }) => status)).toEqual(failedAt(outcome.steps.length, at));
    expect(outcome.steps[at]!.error).toMatchObject({
      code: answer.expected,
      armCode: answer.code,
      message: `The emulator says ${answer.code}.`,
    });
    expect(outcome.next.join(' ')).toContain(answer.code);
    const writes = await bench.writes();
    expect(writes.at(-1)).toMatchObject({ status: answer.status });
    const [entry] = await bench.api.activity();
    const isConflict = answer.expected === 'conflict';
    expect(entry).toMatchObject({ activityId: outcome.activityId, status: 'failed', resumable: !isConflict });

    await bench.noFaults();
    if (isConflict) {
      await expect(bench.api.resume(outcome.activityId)).rejects.toMatchObject({ code: 'conflict' });
      return;
    }
    const resumed = await bench.api.resume(outcome.activityId);
    expect(resumed).toMatchObject({ status: 'succeeded', activityId: outcome.activityId });
    await expectEachWriteOnce(bench);
  });

  it('a step waits as long as ARM asks when throttled, and continues', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match, status: 429, code: 'Throttled', message: 'Slow down.', retryAfter: 7, times: 1 });
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    expect(bench.waits).toContain(7000);
  });

  it('a step fails as throttled at once when ARM asks for more than a minute', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match, status: 429, code: 'Throttled', message: 'Slow down.', retryAfter: 600, times: 1 });
    const outcome = await bench.api.apply(change);
    expect(outcome.steps[at]!.error).toMatchObject({ code: 'throttled', armCode: 'Throttled' });
    expect(outcome.next.join(' ')).toContain('600 s');
    expect(bench.waits.every((wait) => wait <= 60_000)).toBe(true);
  });

  it.each(['before', 'after'] as const)('a step gets over a connection cut %s it was processed', async (drop) => {
    const bench = createBench(smallWorld());
    await bench.fault({ match, drop, times: 1 });
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    if (match !== grantStep) await expectEachWriteOnce(bench);
  });

  it('a step fails in words when the connection stays cut, and can be resumed', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match, drop: 'before', times: 99 });
    const outcome = await bench.api.apply(change);
    expect(outcome.status).toBe('failed');
    expect(outcome.steps[at]!.error).toMatchObject({
      code: 'unexpected',
      message: expect.stringContaining('No answer from Azure') as string,
    });
    await bench.noFaults();
    expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
  });
});

describe.each(steps.slice(1))('the operation of $name', ({ change, match, at }) => {
  it("an operation keeps ARM's code and message when it ends Failed", async () => {
    const bench = createBench(smallWorld());
    const operationError = { code: 'ReconcileVNetFailed', message: 'The subnet is full.' };
    await bench.fault({ match, operationError, times: 1 });
    const outcome = await bench.api.apply(change);
    expect(outcome.status).toBe('failed');
    expect(outcome.steps[at]!.error).toMatchObject({
      code: 'unexpected',
      armCode: 'ReconcileVNetFailed',
      message: 'The subnet is full.',
    });
    expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
  });

  it('an operation is followed through polls that fail, without taking them for a failure', async () => {
    const bench = createBench(smallWorld());
    const polls = { method: 'GET', pathContains: '/operations/' };
    await bench.fault({ match: polls, status: 504, code: 'GatewayTimeout', message: 'No answer in time.', times: 6 });
    await bench.fault({ match: polls, drop: 'before', times: 6 });
    await bench.fault({ match: polls, status: 429, code: 'Throttled', message: 'Slow.', retryAfter: 90, times: 2 });
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    await expectEachWriteOnce(bench);
  });

  it('an operation is found by the state of the resource when ARM has forgotten it', async () => {
    const bench = createBench(smallWorld());
    const polls = { method: 'GET', pathContains: '/operations/' };
    await bench.fault({ match: polls, status: 404, code: 'NotFound', message: 'Gone.', times: 99 });
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    await expectEachWriteOnce(bench);
  });
});

describe('reads while planning', () => {
  it.each([
    [403, 'forbidden'],
    [404, 'notFound'],
    [500, 'unexpected'],
    [429, 'throttled'],
  ])('reject with %s as %s', async (status, code) => {
    const bench = createBench(smallWorld());
    const match = { method: 'GET', pathContains: '/managedClusters/sami-weu' };
    await bench.fault({ match, status, code: 'Faulty', message: 'Faulty.', times: 99 });
    await expect(bench.api.plan(change)).rejects.toMatchObject({ code });
  });

  it('get over one lost answer', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({ match: { method: 'GET' }, drop: 'after', times: 1 });
    await bench.fault({ match: { method: 'GET' }, status: 503, code: 'Busy', message: 'Busy.', times: 1 });
    expect((await bench.api.plan(change)).steps).toHaveLength(2);
  });
});

it('a grant is sent again for a new principal that is not known yet, and for nothing else', async () => {
  const bench = createBench(smallWorld());
  const notFound = { status: 400, code: 'PrincipalNotFound', message: 'Principal does not exist.', times: 3 };
  await bench.fault({ match: grantStep, ...notFound });
  const assign: Change = {
    kind: 'assignRole',
    principalId: idKubelet2.principalId,
    role: { name: 'Reader' },
    scope: ids.group,
  };
  expect(await bench.api.apply(assign)).toMatchObject({ status: 'succeeded' });
  expect(bench.waits).toEqual([2000, 4000, 8000]);
});

it('a grant that someone else made a moment ago counts as done', async () => {
  const bench = createBench(smallWorld());
  await bench.fault({
    match: grantStep,
    status: 409,
    code: 'RoleAssignmentExists',
    message: 'The role assignment already exists.',
    times: 1,
  });
  const [grant] = (await bench.api.plan(change)).steps;
  bench.onWait = async () => {
    bench.onWait = undefined;
    const { path, body } = grant!.request;
    await bench.arm('PUT', `${path}?api-version=2022-04-01`, body);
  };
  const outcome = await bench.api.apply(change);
  expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }, { status: 'done' }] });
});

function failedAt(count: number, at: number): string[] {
  return Array.from({ length: count }, (_, index) => (index < at ? 'done' : index === at ? 'failed' : 'pending'));
}

async function expectEachWriteOnce(bench: Bench): Promise<void> {
  const accepted = (await bench.writes()).filter(({ status }) => status >= 200 && status < 300);
  const keys = accepted.map(({ method, path }) => `${method} ${path.toLowerCase()}`);
  expect(keys).toEqual([...new Set(keys)]);
}
