import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { changedMeanwhileError } from '../../../src/azure/write/sendClusterPut.ts';
import { busyError, busyPauses, isInProgress } from '../../../src/azure/write/operations.ts';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { FreshPrincipal, StepContext } from '../../../src/azure/write/stepContext.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { ClusterEdit } from '../../../src/domain/plan/stepActions.ts';
import { putClusterStep } from '../../../src/domain/plan/steps.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, writeStage } from '../../support/azure/writeStage.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
const poolId = `${clusterId}/agentPools/np1`;
const idOf = (name: string): ArmId =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
const idA = idOf('id-a');
const idB = idOf('id-b');
const idNodes = idOf('id-nodes');

interface Body {
  readonly eTag?: string | undefined;
  readonly identity: object;
  readonly tags?: object;
  readonly properties: Record<string, unknown>;
}
const raw = {
  id: clusterId,
  name: 'shop',
  location: 'westeurope',
  eTag: '1',
  identity: { type: 'SystemAssigned', principalId: 'p-system' },
  properties: { provisioningState: 'Succeeded', agentPoolProfiles: [{ name: 'np1' }] },
};
const withA = { type: 'UserAssigned', userAssignedIdentities: { [idA]: { principalId: 'p-a' } } };
const toA: ClusterEdit = { controlPlane: { kind: 'userAssigned', identityId: idA } };
const toNodes: ClusterEdit = { kubeletIdentityId: idNodes };
const stepFor = (edit: ClusterEdit, from: object = raw) =>
  putClusterStep(clusterOf({ ...raw, ...from }), edit) as Extract<Step, { kind: 'putCluster' }>;
const inState = (body: Body, provisioningState: string): Body => ({
  ...body,
  properties: { ...body.properties, provisioningState },
});

/** AKS with one cluster: a PUT is taken and works for some reads, unless something is answered in its place. */
function aks(
  options: {
    readonly from?: Body;
    readonly onPut?: (write: number) => Scripted | undefined;
    /** So many reads show the operation running. */
    readonly lasts?: number;
    readonly endsAs?: string;
    readonly poolStates?: readonly string[];
    readonly isTakenThoughAnswered?: boolean;
    readonly onRead?: (read: number, aks: { cluster: Body | undefined }) => void;
    /** What the operation answers to whoever follows it. */
    readonly operation?: object;
  } = {},
  more: Partial<StepContext> = {},
) {
  const { onPut, lasts = 0, endsAs = 'Succeeded', isTakenThoughAnswered = false, onRead, operation } = options;
  const pools = [...(options.poolStates ?? ['Succeeded'])];
  const state: { cluster: Body | undefined } = { cluster: options.from ?? raw };
  let left = lasts;
  let reads = 0;
  function take(request: PipelineRequest): void {
    const body = JSON.parse(request.body as string) as Body;
    const eTag = `after ${state.cluster?.eTag}`;
    state.cluster = inState({ ...raw, ...body, eTag }, lasts > 0 ? 'Updating' : endsAs);
  }
  const stage = writeStage((request, writes) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith('/op')) return { body: operation ?? { status: 'Succeeded' } };
    if (path === poolId)
      return { body: { id: poolId, properties: { provisioningState: pools.length > 1 ? pools.shift() : pools[0] } } };
    if (request.method === 'GET' && path.includes('userAssignedIdentities'))
      return { body: { id: path, properties: { principalId: `P-${path.at(-1)}` } } };
    if (request.method === 'GET') {
      onRead?.(++reads, state);
      if (state.cluster === undefined) return refusal(404, 'ResourceNotFound');
      if (/Updating/.test(String(state.cluster.properties['provisioningState'])) && left-- <= 0)
        state.cluster = inState(state.cluster, endsAs);
      return { body: state.cluster };
    }
    const answer = onPut?.(writes);
    if (answer === undefined || isTakenThoughAnswered) take(request);
    return answer ?? { body: state.cluster };
  }, more);
  return { ...stage, state };
}
const conditionOf = (request: PipelineRequest | undefined): string | undefined => request?.headers.get('if-match');
const bodyOf = (request: PipelineRequest | undefined): Body => JSON.parse(request!.body as string) as Body;
const isWait = (event: string): boolean => event.startsWith('wait');

describe('a cluster that gets another identity', () => {
  it('is written back as it was read, on the eTag of the plan, and checked afterwards', async () => {
    const { context, writes, events, details } = aks({ lasts: 2 });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(events().filter((event) => !isWait(event))).toEqual(['note', 'PUT shop']);
    expect(conditionOf(writes[0])).toBe('1');
    expect(bodyOf(writes[0])).toEqual({
      location: 'westeurope',
      identity: { type: 'UserAssigned', userAssignedIdentities: { [idA]: {} } },
      properties: { agentPoolProfiles: [{ name: 'np1' }] },
    });
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toBe('2026-04-01');
    expect(details).toContain('Azure reports Updating');
  });

  it.each([
    { sent: false, end: 'alreadyDone' },
    { sent: true, end: 'done' },
  ])('that already has it gets no request; the step ends $end where one was sent: $sent', async ({ sent, end }) => {
    const { context, writes, log } = aks({ from: { ...raw, identity: withA } }, { sent });
    expect(await runStep(stepFor(toA), context)).toBe(end);
    expect(writes).toEqual([]);
    expect(log).not.toContain('note');
  });

  it.each(['Failed', 'Canceled'])('that has it and is %s is written once more', async (provisioningState) => {
    const { context, writes } = aks({ from: inState({ ...raw, identity: withA }, provisioningState) });
    const step = stepFor(toA, inState({ ...raw, identity: withA }, provisioningState));
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('on which something else is running gets no request, and that is a conflict that passes', async () => {
    const { context, writes, log } = aks({ from: inState(raw, 'Upgrading') });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      code: 'conflict',
      message: 'shop is Upgrading: another operation is running on it.',
      source: 'https://aka.ms/aks-pending-operation',
    });
    expect(writes).toEqual([]);
    expect(log).toEqual(['GET shop']);
  });

  it('that someone has changed since the plan is not written, whatever has changed', async () => {
    const changed = { ...raw, eTag: '2', tags: { team: 'pay' } };
    const { context, writes } = aks({ from: changed });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      failure: {
        code: 'conflict',
        changedSince: true,
        armCode: 'PreconditionFailed',
        message: 'shop was changed by someone else after the plan was made (tags). Nothing was overwritten.',
        source: 'https://learn.microsoft.com/azure/aks/use-etags',
      },
    });
    expect(writes).toEqual([]);
  });

  it.each([
    { count: 4, words: 'a, b, c, d' },
    { count: 5, words: 'a, b, c, d ...' },
  ])('that someone has changed in $count parts names four of them', async ({ count, words }) => {
    const parts = Object.fromEntries([...'abcde'].slice(0, count).map((name) => [name, 1]));
    const { context } = aks({ from: { ...raw, eTag: '2', properties: { ...raw.properties, ...parts } } });
    await expect(runStep(stepFor(toA), context)).rejects.toThrow(`after the plan was made (${words}). Nothing`);
  });

  it('with another eTag is not written even where its content is that of the plan', async () => {
    const { context, writes } = aks({ from: { ...raw, eTag: '2' } });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({ failure: { changedSince: true } });
    expect(writes).toEqual([]);
  });

  it('without an eTag is written without a condition, and only while its content is that of the plan', async () => {
    const { eTag: _, ...without } = raw;
    const step = stepFor(toA, { eTag: undefined });
    const { context, writes } = aks({ from: without });
    expect(await runStep(step, context)).toBe('done');
    expect(conditionOf(writes[0])).toBeUndefined();
    const changed = aks({ from: { ...without, tags: { team: 'pay' } } });
    await expect(runStep(step, changed.context)).rejects.toMatchObject({ failure: { changedSince: true } });
    expect(changed.writes).toEqual([]);
  });

  it('that Azure finds changed at the last moment is not overwritten, and the words name it', async () => {
    const { context, writes } = aks({ onPut: () => refusal(412, 'PreconditionFailed', 'Etag mismatch.') });
    await expect(runStep(stepFor(toA), context)).rejects.toThrow(
      'shop was changed by someone else after the plan was made. Nothing was overwritten.',
    );
    expect(writes).toHaveLength(1);
  });

  it('that Azure refuses for another reason fails with that reason', async () => {
    const { context } = aks({ onPut: () => refusal(400, 'BadRequest', 'It is too large.') });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      armCode: 'BadRequest',
      message: 'It is too large.',
    });
  });

  it('that goes between two reads gets no request', async () => {
    const { context, writes } = aks({ onRead: (read, aks) => void (read === 2 && (aks.cluster = undefined)) });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      code: 'notFound',
      message: 'shop no longer exists. Nothing was sent.',
    });
    expect(writes).toEqual([]);
  });

  it("that can't be read gets no request", async () => {
    const { context, writes } = writeStage(() => refusal(403, 'AuthorizationFailed'));
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toEqual([]);
  });

  it('whose last operation failed says why, in the words of AKS', async () => {
    const status = { provisioningError: { code: 'QuotaExceeded', message: 'No cores left.' } };
    const failed = inState({ ...raw, properties: { ...raw.properties, status } }, 'Failed');
    const { context } = aks({
      onPut: () => ({ body: raw }),
      onRead: (read, aks) => void (read > 2 && (aks.cluster = failed)),
    });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      armCode: 'QuotaExceeded',
      message: 'No cores left.',
    });
  });

  it('that has another identity than asked for, though Azure reports success, is no success', async () => {
    const { context } = aks({ onPut: () => ({ body: raw }) });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      code: 'unexpected',
      message: 'Azure reports success, but shop does not have the new identity.',
      source: 'https://learn.microsoft.com/azure/aks/managed-identity-overview',
    });
    const switched = stepFor({ values: { 'properties.oidcIssuerProfile.enabled': true } });
    await expect(runStep(switched, aks({ onPut: () => ({ body: raw }) }).context)).rejects.toThrow(
      'Azure reports success, but shop is not as requested.',
    );
  });

  it('is followed by the operation that Azure names, and fails as that does', async () => {
    const headers = { 'azure-asyncoperation': `https://management.azure.com${clusterId}/op?api-version=2026-04-01` };
    const operation = { status: 'Failed', error: { code: 'NoRoom', message: 'No room.' } };
    const { context, log } = aks({ operation, onPut: () => ({ headers, body: { ...raw, identity: withA } }) });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({ armCode: 'NoRoom' });
    expect(log).toContain('operation');
  });

  it('whose last operation ended without success and without a reason is reported with its state', async () => {
    const { context } = aks({
      onPut: () => ({ body: raw }),
      onRead: (read, aks) => void (read > 2 && (aks.cluster = inState(raw, 'Canceled'))),
    });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({
      code: 'unexpected',
      message: 'The operation ended, and shop is Canceled.',
    });
  });

  it('that is still at work after its operation ended is followed until it rests', async () => {
    const { context, events } = aks({
      onPut: () => ({ body: { ...raw, identity: withA } }),
      onRead: (read, aks) => {
        if (read > 2)
          aks.cluster = inState({ ...raw, eTag: '2', identity: withA }, read < 6 ? 'Creating' : 'Succeeded');
      },
    });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(events().filter(isWait).length).toBeGreaterThan(0);
  });
});

describe('a cluster on which an operation of somebody else goes on', () => {
  const busy = refusal(409, 'OperationNotAllowed', 'Operation is not allowed: another operation is in progress.');

  it('is written on the eTag that it has after an operation of someone else, if its content is the same', async () => {
    const { context, writes, state, log } = aks({
      onPut: (write) => {
        if (write > 0) return undefined;
        state.cluster = { ...raw, eTag: 'moved' };
        return busy;
      },
    });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(writes.map(conditionOf)).toEqual(['1', 'moved']);
    expect(log).toContain('wait 10');
  });

  it('is not written after an operation of someone else that has changed it', async () => {
    const { context, writes, state } = aks({
      onPut: () => {
        state.cluster = { ...raw, eTag: 'moved', tags: { by: 'them' } };
        return busy;
      },
    });
    await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({ failure: { changedSince: true } });
    expect(writes).toHaveLength(1);
  });

  it('that becomes busy right before the request waits for it, and is written on what it is then', async () => {
    const { context, writes, details } = aks({
      onRead: (read, aks) => {
        if (read === 2) aks.cluster = inState(raw, 'Starting');
        if (read === 4) aks.cluster = { ...raw, eTag: 'later' };
      },
    });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(writes.map(conditionOf)).toEqual(['later']);
    expect(details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
  });

  it('that is busy for five minutes is given up, with what is running on it', async () => {
    const { context, log } = aks({ onPut: () => busy });
    await expect(runStep(stepFor(toA), context)).rejects.toThrow('another operation is in progress');
    const waited = log.filter(isWait).map((event) => Number(event.slice(5)));
    expect(waited).toEqual(busyPauses);
    expect(waited.reduce((sum, seconds) => sum + seconds)).toBe(300);
  });

  it.each([
    { code: 'OperationNotAllowed', message: 'Operation in-progress.', status: 409, waits: true },
    { code: 'EtagMismatch', message: 'Other.', status: 409, waits: true },
    { code: 'etagmismatch', message: 'Other.', status: 409, waits: true },
    { code: 'OperationNotAllowed', message: 'The cluster is stopped.', status: 409, waits: false },
    { code: 'xEtagMismatch', message: 'Other.', status: 409, waits: false },
    { code: 'EtagMismatchx', message: 'Other.', status: 409, waits: false },
    { code: 'xOperationNotAllowed', message: 'Operation in progress.', status: 409, waits: false },
    { code: 'OperationNotAllowedx', message: 'Operation in progress.', status: 409, waits: false },
    { code: 'Conflict', message: 'Operation in progress.', status: 409, waits: false },
    { code: 'EtagMismatch', message: 'Other.', status: 400, waits: false },
  ])('a refusal with $status $code "$message" is waited for: $waits', async ({ code, message, status, waits }) => {
    const { context, writes } = aks({ onPut: (write) => (write === 0 ? refusal(status, code, message) : undefined) });
    const end = await runStep(stepFor(toA), context).catch((error: { armCode?: string }) => error.armCode);
    expect([end, writes.length]).toEqual(waits ? ['done', 2] : [code, 1]);
  });
});

describe('a cluster whose new identity was made or granted a role a moment ago', () => {
  const granted = (id: string): FreshPrincipal => ({
    principal: { kind: 'identity', identityId: id as ArmId },
    isGranted: true,
  });
  const made = (id: string): FreshPrincipal => ({ ...granted(id), isGranted: false });
  const principal = (principalId: string): FreshPrincipal => ({
    principal: { kind: 'principal', principalId },
    isGranted: true,
  });
  const onNodes = stepFor(toNodes, { identity: withA });
  const cases: readonly {
    readonly code: string;
    readonly status?: number;
    readonly fresh: readonly FreshPrincipal[];
    readonly isTriedAgain: boolean;
    readonly nodes?: boolean;
  }[] = [
    { code: 'MissingPermission', fresh: [granted(idA)], isTriedAgain: true },
    { code: 'ControlPlaneAddIdentityMissingPermissionError', fresh: [granted(idA.toUpperCase())], isTriedAgain: true },
    { code: 'MissingPermission', fresh: [], isTriedAgain: false },
    { code: 'MissingPermission', fresh: [granted(idB)], isTriedAgain: false },
    { code: 'MissingPermission', fresh: [made(idA)], isTriedAgain: false },
    { code: 'MissingPermission', fresh: [principal('p-A')], isTriedAgain: true },
    { code: 'MissingPermission', fresh: [principal('p-other')], isTriedAgain: false },
    { code: 'MissingPermission', fresh: [principal('p-other'), principal('P-SYSTEM')], isTriedAgain: true },
    { code: 'MissingPermission', fresh: [principal('p-other'), principal('P-A')], isTriedAgain: true },
    { code: 'MissingPermission', fresh: [granted(idNodes)], isTriedAgain: true, nodes: true },
    { code: 'MissingPermission', fresh: [granted(idA)], isTriedAgain: false, nodes: true },
    { code: 'MissingPermission', fresh: [principal('p-a')], isTriedAgain: true, nodes: true },
    {
      code: 'MissingPermission',
      fresh: [{ principal: { kind: 'kubelet', clusterId }, isGranted: true }],
      isTriedAgain: false,
    },
    { code: 'FailedIdentityOperation', fresh: [made(idA)], isTriedAgain: true },
    { code: 'PrincipalNotFound', fresh: [made(idA)], isTriedAgain: true },
    { code: 'FailedIdentityOperation', fresh: [granted(idA)], isTriedAgain: true },
    { code: 'FailedIdentityOperation', fresh: [made(idB)], isTriedAgain: false },
    { code: 'SomethingElse', fresh: [granted(idA), made(idA)], isTriedAgain: false },
    { code: 'AuthorizationFailed', status: 403, fresh: [granted(idA)], isTriedAgain: false },
    { code: 'MissingPermission', status: 403, fresh: [granted(idA)], isTriedAgain: false },
  ];

  it.each(cases)(
    '$code with $fresh is tried again: $isTriedAgain',
    async ({ code, status = 400, fresh, isTriedAgain, nodes }) => {
      const from = nodes ? { ...raw, identity: withA } : raw;
      const { context, writes } = aks(
        { from, onPut: (write) => (write === 0 ? refusal(status, code) : undefined) },
        { fresh },
      );
      const step = nodes ? onNodes : stepFor(toA);
      const running = runStep(step, context).catch((error: { armCode?: string }) => error.armCode);
      expect([await running, writes.length]).toEqual(isTriedAgain ? ['done', 2] : [code, 1]);
    },
  );

  it('that gets two identities is tried again where either was granted a role', async () => {
    const both = stepFor(
      { ...toA, ...toNodes },
      { identity: { type: 'UserAssigned', userAssignedIdentities: { [idB]: {} } } },
    );
    for (const fresh of ['p-a', 'p-s']) {
      const { context, writes } = aks(
        {
          from: { ...raw, identity: { type: 'UserAssigned', userAssignedIdentities: { [idB]: {} } } },
          onPut: (write) => (write === 0 ? refusal(400, 'MissingPermission') : undefined),
        },
        { fresh: [principal(fresh)] },
      );
      expect(await runStep(both, context)).toBe('done');
      expect(writes).toHaveLength(2);
    }
  });

  it('is tried for ten minutes, with growing pauses, and says why', async () => {
    for (const [code, why] of [
      ['MissingPermission', 'A role was granted here a moment ago, and Azure may not see it yet; retrying in 5 s'],
      [
        'FailedIdentityOperation',
        'An identity was created or granted a role here a moment ago, and Azure may not know of it yet; retrying in 5 s',
      ],
    ] as const) {
      const { context, log, details } = aks(
        { onPut: () => refusal(400, code, 'Not allowed.') },
        { fresh: [granted(idA)] },
      );
      await expect(runStep(stepFor(toA), context)).rejects.toMatchObject({ armCode: code });
      const waited = log.filter(isWait).map((event) => Number(event.slice(5)));
      expect(waited).toEqual([5, 10, 15, ...Array.from({ length: 19 }, () => 30)]);
      expect(details[0]).toBe(`Not allowed. ${why}`);
    }
  });
});

describe('a cluster all of whose nodes are made again', () => {
  const nodes = { identityProfile: { kubeletidentity: { resourceId: idNodes } } };
  const withNodes = { ...raw, identity: withA, properties: { ...raw.properties, ...nodes } };
  const step = stepFor(toNodes, { identity: withA });

  it('is done once its node pools are', async () => {
    const { context, details, log } = aks({
      from: { ...raw, identity: withA },
      poolStates: ['Updating', 'Updating', 'Succeeded'],
    });
    expect(await runStep(step, context)).toBe('done');
    expect(details).toContain('Node pool np1: Updating');
    expect(details.at(-1)).toBe('Node pool np1: Succeeded');
    expect(log.filter((event) => event === 'GET np1').length).toBeGreaterThan(2);
  });

  it('whose node pool rests at once is not waited for, and reads it once', async () => {
    const { context, log, details } = aks({ from: { ...raw, identity: withA } });
    expect(await runStep(step, context)).toBe('done');
    expect(log.filter((event) => event === 'GET np1')).toHaveLength(1);
    expect(details).toEqual(['Node pool np1: Succeeded']);
  });

  it.each([['Failed'], ['Updating', 'Canceled']])(
    'whose node pool ends %s has not succeeded',
    async (...poolStates) => {
      const { context } = aks({ from: { ...raw, identity: withA }, poolStates });
      await expect(runStep(step, context)).rejects.toMatchObject({
        code: 'unexpected',
      });
    },
  );

  it('whose node pool has failed says which one', async () => {
    const { context } = aks({ from: { ...raw, identity: withA }, poolStates: ['Failed'] });
    await expect(runStep(step, context)).rejects.toThrow(
      'The cluster has its new identity, but its node pool np1 is Failed.',
    );
  });

  it('whose nodes stay does not look at node pools', async () => {
    const { context, log } = aks();
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(log).not.toContain('GET np1');
  });

  it('that has got a node pool since the plan is not written, as that would restart, too', async () => {
    const { context, writes } = aks({ from: { ...raw, identity: withA } });
    await expect(runStep({ ...step, pools: ['other'] }, context)).rejects.toMatchObject({
      failure: { changedSince: true },
      message: 'shop has a new node pool since the plan was made, np1, which would restart too.',
    });
    expect(writes).toEqual([]);
    const { pools: _, ...unnamed } = step;
    expect(await runStep(unnamed, aks({ from: { ...raw, identity: withA } }).context)).toBe('done');
  });

  it('found with its new node identity by a later run is done once its pools are', async () => {
    const { context, log, writes } = aks({ from: withNodes }, { sent: true });
    expect(await runStep(step, context)).toBe('done');
    expect(log).toContain('GET np1');
    expect(writes).toEqual([]);
  });
});

describe('a cluster whose request may have been taken', () => {
  it.each([{ lasts: 0 }, { lasts: 3 }])(
    'whose answer got lost is not written twice, while it works for $lasts reads',
    async ({ lasts }) => {
      const { context, writes, events, details } = aks({
        lasts,
        onPut: () => ({ broken: 'ECONNRESET' }),
        isTakenThoughAnswered: true,
      });
      expect(await runStep(stepFor(toA), context)).toBe('done');
      expect(writes).toHaveLength(1);
      expect(events().slice(0, 3)).toEqual(['note', 'PUT shop', 'lost']);
      expect(details.join()).not.toContain('retrying');
    },
  );

  it('whose request got lost on the way is written again, on the same condition', async () => {
    const { context, writes } = aks({ onPut: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined) });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(writes.map(conditionOf)).toEqual(['1', '1']);
  });

  it('whose request is taken between two looks is not written twice', async () => {
    let isLate = false;
    const { context, writes } = aks({
      onPut: () => {
        isLate = true;
        return { broken: 'ECONNRESET' };
      },
      // The looks after the loss are the third and the fourth read; the last look before the second request is the fifth.
      onRead: (read, aks) => void (isLate && read === 5 && (aks.cluster = { ...raw, eTag: '2', identity: withA })),
    });
    expect(await runStep(stepFor(toA), context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('that has the identity already and failed counts as written only once its eTag is another', async () => {
    const from = inState({ ...raw, identity: withA }, 'Failed');
    const { context, writes } = aks({ from, onPut: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined) });
    expect(await runStep(stepFor(toA, from), context)).toBe('done');
    expect(writes).toHaveLength(2);
    const taken = aks({ from, onPut: () => ({ broken: 'ECONNRESET' }), isTakenThoughAnswered: true });
    expect(await runStep(stepFor(toA, from), taken.context)).toBe('done');
    expect(taken.writes).toHaveLength(1);
  });

  it('that a later run finds as it was sent, but for its eTag, is written again on the eTag of then', async () => {
    const step = stepFor(toA);
    const failed = inState({ ...raw, eTag: '5', identity: withA }, 'Failed');
    const { context, writes } = aks({ from: failed }, { sent: true });
    expect(await runStep(step, context)).toBe('done');
    expect(writes.map(conditionOf)).toEqual(['5']);
    const theirs = aks({ from: { ...failed, tags: { by: 'them' } } }, { sent: true });
    await expect(runStep(step, theirs.context)).rejects.toMatchObject({ failure: { changedSince: true } });
    expect(theirs.writes).toEqual([]);
    const unsent = aks({ from: failed });
    await expect(runStep(step, unsent.context)).rejects.toMatchObject({ failure: { changedSince: true } });
  });
});

describe('what is waited for', () => {
  it('is what AKS reports as in progress, and no error of anything else', () => {
    const inProgress = { code: 'conflict', status: 409, message: 'Another operation is in progress.' } as const;
    for (const [error, isWaitedFor] of [
      [new IdentityError({ ...inProgress, armCode: 'OperationNotAllowed' }), true],
      [new IdentityError({ ...inProgress, armCode: 'EtagMismatch' }), true],
      [new IdentityError({ ...inProgress, armCode: 'Other' }), false],
      [new IdentityError(inProgress), false],
      [new IdentityError({ ...inProgress, armCode: 'OperationNotAllowed', status: 400 }), false],
      [busyError('shop', 'Updating'), true],
      [Object.assign(new Error('in progress'), { armCode: 'OperationNotAllowed', status: 409 }), false],
    ] as const)
      expect(isInProgress(error)).toBe(isWaitedFor);
  });

  it('what has changed is named where it is known, and the words end as well where it is not', () => {
    expect(changedMeanwhileError(clusterOf(raw)).message).toBe(
      'shop was changed by someone else after the plan was made. Nothing was overwritten.',
    );
  });
});

describe('what an earlier run has left at a cluster', () => {
  const working = inState({ ...raw, eTag: '2', identity: withA }, 'Updating');
  const others = inState({ ...raw, eTag: '2' }, 'Updating');
  const cases = [
    { name: 'nothing of it', from: raw, holds: false, stands: false, settled: undefined },
    { name: 'its operation', from: working, holds: 'running', stands: true, settled: 'done' },
    { name: 'its end', from: { ...raw, identity: withA }, holds: true, stands: true, settled: 'done' },
    {
      name: 'its failure',
      from: inState({ ...raw, identity: withA }, 'Failed'),
      holds: false,
      stands: true,
      settled: undefined,
    },
    { name: 'an operation of somebody else', from: others, holds: false, stands: false, settled: undefined },
  ];

  it.each(cases)(
    '$name: holds $holds, exists $stands, settles as $settled',
    async ({ from, holds, stands, settled }) => {
      const { context, writes } = aks({ from, lasts: 3 });
      expect(await stepHolds(stepFor(toA), context)).toBe(holds);
      expect(await stepStands(stepFor(toA), context)).toBe(stands);
      const again = aks({ from, lasts: 1 }, { sent: true });
      expect(await stepSettled(stepFor(toA), again.context)).toBe(settled);
      expect([...writes, ...again.writes]).toEqual([]);
      const isFollowed = again.details.includes('Found the operation of the earlier run; waiting for it to end');
      expect(isFollowed).toBe(holds === 'running');
    },
  );

  it('an operation that is known is followed to its end, even where its cluster does not show it', async () => {
    const { context, log, details } = aks(
      { from: others, lasts: 2, endsAs: 'Succeeded' },
      {
        sent: true,
        operation: JSON.stringify({
          state: {
            status: 'running',
            config: {
              operationLocation: `${clusterId}/op?api-version=2026-04-01`,
              metadata: { mode: 'OperationLocation' },
            },
          },
        }),
      },
    );
    await expect(stepSettled(stepFor(toA), context)).rejects.toThrow('does not have the new identity');
    expect(details[0]).toBe('Found the operation of the earlier run; waiting for it to end');
    expect(log).toContain('GET op');
  });
});
