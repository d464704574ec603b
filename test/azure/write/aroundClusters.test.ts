/** Members of Fleets that are joined again, and bindings of Trusted Access that are removed. */
import { describe, expect, it } from 'vitest';
import { busyPauses } from '../../../src/azure/write/operations.ts';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { contentOfTrustedBinding } from '../../../src/domain/around/things/trustedAccess.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
const memberId = `${group}/providers/Microsoft.ContainerService/fleets/all/members/shop-m` as ArmId;
const bindingId = `${clusterId}/trustedAccessRoleBindings/backup` as ArmId;
const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/v`;
const fleets = { namespace: 'Microsoft.ContainerService', type: 'fleets' };

interface Shown {
  readonly state?: string | undefined;
  readonly eTag?: string | undefined;
  /** The cluster of the member, or what the binding lets in. */
  readonly of?: string;
}
const shown = (id: string, { eTag }: Shown, properties: JsonObject): JsonObject => ({
  id,
  ...(eTag === undefined ? {} : { eTag }),
  properties,
});
const stateOf = (given: Shown): JsonObject => {
  const { state } = { state: 'Succeeded', ...given };
  return state === undefined ? {} : { provisioningState: state };
};
const kept = (cluster: string): JsonObject => ({
  clusterResourceId: cluster,
  group: 'early',
  labels: { tier: 'front' },
});
const member = (given: Shown = {}): JsonObject =>
  shown(
    memberId,
    { eTag: '1', ...given },
    { ...kept(given.of ?? clusterId.toUpperCase()), ...stateOf(given), status: { lastOperationId: 'o' } },
  );
const binding = (given: Shown = {}): JsonObject =>
  shown(
    bindingId,
    { eTag: '1', ...given },
    { sourceResourceId: given.of ?? vaultId, roles: ['Microsoft.DataProtection/x'], ...stateOf(given) },
  );

const rejoin = stepOf({ kind: 'rejoinFleet', memberId, clusterId }, { request: { method: 'PUT', path: memberId } });
const remove = stepOf(
  { kind: 'deleteTrustedBinding', bindingId, basis: contentOfTrustedBinding(binding()) },
  { request: { method: 'DELETE', path: bindingId } },
);
const both = [
  { name: 'joining a Fleet again', step: rejoin, id: memberId, sends: 'PUT shop-m', thing: member },
  { name: 'removing a trusted binding', step: remove, id: bindingId, sends: 'DELETE backup', thing: binding },
] as const;

type State = { there: JsonObject | undefined };
interface Options {
  readonly there?: JsonObject | undefined;
  /** So many reads what was written is at work, and what it ends as. */
  readonly lasts?: number;
  readonly ends?: JsonObject | undefined;
  readonly onWrite?: (write: number, state: State) => Scripted | undefined;
  readonly isTakenThoughAnswered?: boolean;
  readonly onRead?: (read: number, state: State) => Scripted | undefined | void;
  readonly versions?: readonly string[];
}
const workOf = (there: JsonObject | undefined): string => textAt(there, 'properties.provisioningState') ?? '';

/** Azure with what is there; a write works for some reads, unless something is answered in its place. */
function azure(step: Step, options: Options = {}, more: Partial<StepContext> = {}) {
  const isMember = step.kind === 'rejoinFleet';
  const [id, thing] = isMember ? [memberId, member] : [bindingId, binding];
  const { lasts = 0, onWrite, onRead, versions = [isMember ? '2025-03-01' : '2026-04-01'] } = options;
  const state: State = { there: 'there' in options ? options.there : thing() };
  let left = lasts;
  let reads = 0;
  let eTag = 1;
  const isAtWork = (): boolean => /ing$/i.test(workOf(state.there));
  function end(): void {
    const usual = /^Deleting/i.test(workOf(state.there)) ? undefined : thing({ eTag: `${eTag}` });
    state.there = 'ends' in options ? options.ends : usual;
  }
  const stage = writeStage((request, writes) => {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/providers/Microsoft.ContainerService')) {
      const apiVersions = ['2026-02-01-preview', '2025-03-01', '2024-04-01'];
      return { body: { id: '/p', namespace: 'p', resourceTypes: [{ resourceType: 'fleets', apiVersions }] } };
    }
    const version = url.searchParams.get('api-version') ?? 'none';
    if (!versions.includes(version)) throw new Error(`${request.url} goes in the version ${version}`);
    const isOperation = url.pathname === `${id}/op`;
    if (!isOperation && url.pathname !== id) throw new Error(`${request.url} is something else`);
    if (request.method === 'GET') {
      const answer = isOperation ? undefined : onRead?.(++reads, state);
      if (isAtWork() && left-- <= 0) end();
      if (isOperation) return { body: { status: isAtWork() ? 'InProgress' : 'Succeeded' } };
      return answer ?? (state.there === undefined ? refusal(404, 'ResourceNotFound') : { body: state.there });
    }
    const answer = onWrite?.(writes, state);
    if (answer === undefined || options.isTakenThoughAnswered)
      state.there = thing({ eTag: `${++eTag}`, state: request.method === 'PUT' ? 'Joining' : 'Deleting' });
    const address = `https://management.azure.com${id}/op?api-version=${version}`;
    return answer ?? { status: 202, headers: { 'azure-asyncoperation': address }, body: state.there };
  }, more);
  const steady = (): readonly string[] => stage.events().filter((event) => !event.startsWith('wait'));
  const conditions = (): readonly unknown[] => stage.writes.map(({ headers }) => headers.get('if-match'));
  return { ...stage, state, steady, conditions };
}
const running = (id: string, version: string): string =>
  JSON.stringify({
    state: {
      status: 'running',
      config: { operationLocation: `${id}/op?api-version=${version}`, metadata: { mode: 'OperationLocation' } },
    },
  });
const waits = (log: readonly string[]): readonly number[] =>
  log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)));

describe('a member of a Fleet', () => {
  it('is put as it is, without what Azure alone writes, in the version in which it was read', async () => {
    const { context, writes } = azure(rejoin);
    expect(await runStep(rejoin, context)).toBe('done');
    expect(JSON.parse(writes[0]!.body as string)).toEqual({ properties: kept(clusterId.toUpperCase()) });
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toBe('2025-03-01');
  });

  it('is written back in the version of that very read, whatever is taken meanwhile', async () => {
    const stage = azure(rejoin, {
      versions: ['2024-04-01', '2025-01-01'],
      onRead: (read) => void (read === 2 && take('2025-01-01')),
    });
    const take = (version: string): void => stage.arm.options.versions.take(fleets, '2025-03-01', version);
    take('2024-04-01');
    expect(await runStep(rejoin, stage.context)).toBe('done');
    expect(stage.writes.map(({ url }) => new URL(url).searchParams.get('api-version'))).toEqual(['2024-04-01']);
  });

  it('is joined again by a later run, since the first attempt leaves no trace', async () => {
    const { context, writes } = azure(rejoin, {}, { sent: true });
    expect(await runStep(rejoin, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it.each([false, true])('that is gone is not made again, sent before: %s', async (sent) => {
    const { context, writes } = azure(rejoin, { there: undefined }, { sent });
    const words = `This has changed since you confirmed it: Do rejoinFleet.${sent ? '' : ' This step changed nothing.'}`;
    await expect(runStep(rejoin, context)).rejects.toMatchObject({ message: words, failure: { changedSince: true } });
    expect(writes).toEqual([]);
  });

  it('that someone else changes is joined again after that by a run that may have sent it', async () => {
    const { context, writes, details } = azure(
      rejoin,
      { there: member({ state: 'Updating' }), lasts: 2, ends: member({ eTag: '5' }) },
      { sent: true },
    );
    expect(await runStep(rejoin, context)).toBe('done');
    expect(writes).toHaveLength(1);
    expect(details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
  });

  it('that someone else has put while Azure was busy is joined again, with its newest eTag', async () => {
    const { context, conditions } = azure(rejoin, {
      onWrite: (write, state) => {
        if (write > 0) return undefined;
        state.there = member({ eTag: '9' });
        return refusal(409, 'OperationNotAllowed', 'Another operation is in progress.');
      },
    });
    expect(await runStep(rejoin, context)).toBe('done');
    expect(conditions()).toEqual(['1', '9']);
  });

  it.each([
    { what: 'has another eTag', then: member({ eTag: '2' }) },
    { what: 'is at work', then: member({ state: 'Joining' }) },
  ])('that $what after the answer got lost was taken', async ({ then }) => {
    const { context, writes, details } = azure(rejoin, {
      lasts: 1,
      onWrite: (_, state) => {
        state.there = then;
        return { broken: 'ECONNRESET' };
      },
    });
    expect(await runStep(rejoin, context)).toBe('done');
    expect(writes).toHaveLength(1);
    expect(details.join()).not.toContain('retrying');
  });

  it('that goes after the answer got lost is not made again', async () => {
    const { context, writes } = azure(rejoin, {
      onWrite: (_, state) => {
        state.there = undefined;
        return { broken: 'ECONNRESET' };
      },
    });
    await expect(runStep(rejoin, context)).rejects.toThrow(
      /^This has changed since you confirmed it: Do rejoinFleet\.$/,
    );
    expect(writes).toHaveLength(1);
  });

  it('without an eTag shows nothing of what got lost, and is put as often as that', async () => {
    const { context, conditions } = azure(rejoin, {
      there: member({ eTag: undefined }),
      onWrite: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
    });
    expect(await runStep(rejoin, context)).toBe('done');
    expect(conditions()).toEqual([undefined, undefined]);
  });

  it('that goes while it is joined is no success', async () => {
    const { context } = azure(rejoin, { lasts: 1, ends: undefined });
    await expect(runStep(rejoin, context)).rejects.toThrow('The operation ended without taking effect:');
    const later = azure(rejoin, { there: member({ state: 'Joining' }), lasts: 2, ends: undefined }, { sent: true });
    await expect(stepSettled(rejoin, later.context)).rejects.toMatchObject({ code: 'notFound' });
  });

  it.each([
    { what: 'of another cluster', then: member({ of: `${clusterId}-2` }) },
    { what: 'failed', then: member({ state: 'Failed' }) },
    { what: 'still at work', then: member({ state: 'Updating' }) },
  ])('that is $what when its operation has ended is no success', async ({ then }) => {
    const onWrite = (_: number, state: State): Scripted => {
      state.there = then;
      return { status: 200, body: {} };
    };
    const { context } = azure(rejoin, { onWrite, lasts: 9 });
    await expect(runStep(rejoin, context)).rejects.toMatchObject({
      code: 'unexpected',
      message: 'The operation ended without taking effect: Do rejoinFleet.',
    });
  });
});

describe('a trusted binding', () => {
  it('is removed without a body, and waited for until it is gone', async () => {
    const { context, writes, log } = azure(remove, { lasts: 3 });
    expect(await runStep(remove, context)).toBe('done');
    expect(writes[0]!.body ?? undefined).toBeUndefined();
    expect(log.at(-1)).toBe('GET backup');
  });

  it.each([
    { sent: false, ends: 'alreadyDone' },
    { sent: true, ends: 'done' },
  ])('that is gone is $ends where its request was sent: $sent', async ({ sent, ends }) => {
    const { context, log } = azure(remove, { there: undefined }, { sent });
    expect(await runStep(remove, context)).toBe(ends);
    expect(log).toEqual(['GET backup']);
  });

  it.each([
    { what: 'is gone', there: undefined },
    { what: 'is going', there: binding({ state: 'deleting' }) },
  ])('that $what right before the request needs none', async ({ there }) => {
    const { context, steady, details } = azure(remove, {
      lasts: 1,
      onRead: (read, state) => void (read === 2 && (state.there = there)),
    });
    expect(await runStep(remove, context)).toBe('done');
    expect(steady()).toEqual(['note', 'take back']);
    expect(details.join()).not.toContain('another operation');
  });

  it('that someone else removes while Azure is busy, or slow, is not removed again', async () => {
    for (const answer of [
      refusal(409, 'OperationNotAllowed', 'Another operation is in progress.'),
      refusal(429, 'TooManyRequests'),
    ]) {
      const { context, writes, steady } = azure(remove, {
        onWrite: (_, state) => {
          state.there = undefined;
          return answer;
        },
      });
      expect(await runStep(remove, context)).toBe('done');
      expect(writes).toHaveLength(1);
      expect(steady()).toEqual(['note', 'DELETE backup', 'refused']);
    }
  });

  it('is removed whatever it lets in where the plan does not say what that was', async () => {
    const { basis: _, ...any } = remove;
    const { context, writes } = azure(any, { there: binding({ of: `${vaultId}-2` }) });
    expect(await runStep(any, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('that is still there when its operation has ended is no success', async () => {
    const { context } = azure(remove, { onWrite: () => ({ status: 200, body: {} }) });
    await expect(runStep(remove, context)).rejects.toMatchObject({
      code: 'unexpected',
      message: 'The operation ended without taking effect: Do deleteTrustedBinding.',
    });
  });

  it('that goes while it is followed by its own state is gone', async () => {
    const { context, writes, details } = azure(remove, { there: binding({ state: 'Deleting' }), lasts: 3 });
    expect(await stepSettled(remove, context)).toBe('done');
    expect(writes).toEqual([]);
    expect(details).toContain('Azure reports Deleting');
  });
});

describe.each(both)('$name', ({ step, id, sends, thing }) => {
  it.each([
    { eTag: '7', state: 'Succeeded' },
    { eTag: undefined, state: 'Failed' },
    { eTag: '7', state: 'Canceled' },
    { eTag: '7', state: undefined },
  ])('sends one request, on eTag $eTag and state $state, and waits', async (given) => {
    const { context, steady, conditions, details, log } = azure(step, { there: thing(given), lasts: 3 });
    expect(await runStep(step, context)).toBe('done');
    expect(steady()).toEqual(['note', sends]);
    expect(conditions()).toEqual([given.eTag]);
    expect(details).toEqual(['', '', '', 'Azure reports Succeeded']);
    expect(log.filter((event) => event === 'operation')).toHaveLength(1);
  });

  it('asks, and sends, as the account that shows it', async () => {
    const asked = new Set<unknown>();
    const stage = azure(step);
    const armFor: StepContext['armFor'] = (scope, via) => {
      asked.add(scope).add(via);
      return Promise.resolve(stage.arm);
    };
    expect(await runStep(step, { ...stage.context, armFor })).toBe('done');
    expect([...asked]).toEqual([id, step]);
  });

  it.each([false, true])('leaves alone what has become something else, sent before: %s', async (sent) => {
    const { context, writes, log } = azure(
      step,
      { onRead: (read, state) => void (read === 2 && (state.there = thing({ of: `${clusterId}-2` }))) },
      { sent },
    );
    await expect(runStep(step, context)).rejects.toMatchObject({
      message: `This has changed since you confirmed it: ${textOf(step.title)}.${sent ? '' : ' This step changed nothing.'}`,
      failure: { code: 'conflict', changedSince: true },
    });
    expect(writes).toEqual([]);
    expect(log).toContain('take back');
  });

  it('waits for the change of someone else, and only then sends', async () => {
    const { context, steady, log, details } = azure(step, {
      there: thing({ state: 'Updating' }),
      lasts: step === rejoin ? 2 : 3,
      ends: thing({ eTag: '4' }),
      onWrite: (_, state) => {
        state.there = step === rejoin ? thing() : undefined;
        return { status: 200, body: {} };
      },
    });
    expect(await runStep(step, context)).toBe('done');
    expect(steady()).toEqual(['note', 'take back', 'note', sends]);
    expect(waits(log)).toEqual([10]);
    expect(details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
  });

  it('gives up after someone else has changed it for five minutes', async () => {
    const { context, writes, log } = azure(step, { there: thing({ state: 'Updating' }), lasts: 99 });
    await expect(runStep(step, context)).rejects.toMatchObject({
      message: `${id.split('/').at(-1)} is Updating: another operation is running on it.`,
      failure: { code: 'conflict', source: 'https://aka.ms/aks-pending-operation' },
    });
    expect(writes).toEqual([]);
    expect(waits(log)).toEqual(busyPauses);
  });

  it.each([
    { armCode: 'OperationNotAllowed', message: 'Another operation is in progress.' },
    { armCode: 'etagmismatch', message: 'Changed.' },
  ])('is sent again after $armCode, and gives up after five minutes of it', async ({ armCode, message }) => {
    const conflict = refusal(409, armCode, message);
    const passing = azure(step, { onWrite: (write) => (write === 0 ? conflict : undefined) });
    expect(await runStep(step, passing.context)).toBe('done');
    expect(passing.steady()).toEqual(['note', sends, 'refused', 'note', sends]);
    expect(passing.details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
    const { context, log } = azure(step, { onWrite: () => conflict });
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'conflict' });
    expect(waits(log)).toEqual(busyPauses);
  });

  it.each([
    { status: 400, armCode: 'BadRequest', message: 'Another operation is in progress.' },
    { status: 403, armCode: 'AuthorizationFailed', message: 'No.' },
    { status: 409, armCode: 'Conflict', message: 'Another operation is in progress.' },
    { status: 409, armCode: 'OperationNotAllowed', message: 'The Fleet is full.' },
    { status: 412, armCode: 'EtagMismatch', message: 'Changed.' },
  ])('fails at once where Azure answers $status $armCode', async ({ status, armCode, message }) => {
    const { context, steady } = azure(step, { onWrite: () => refusal(status, armCode, message) });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode });
    expect(steady()).toEqual(['note', sends, 'refused']);
  });

  it('is not sent twice where it was taken though its answer got lost', async () => {
    const { context, steady, details } = azure(step, {
      lasts: 1,
      onWrite: () => ({ broken: 'ECONNRESET' }),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(step, context)).toBe('done');
    expect(steady()).toEqual(['note', sends, 'lost']);
    expect(details.join()).not.toContain('retrying');
  });

  it('is sent again where it got lost on the way', async () => {
    const { context, steady, conditions } = azure(step, {
      onWrite: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
    });
    expect(await runStep(step, context)).toBe('done');
    expect(steady()).toEqual(['note', sends, 'lost', 'note', sends]);
    expect(conditions()).toEqual(['1', '1']);
  });

  it('fails as its operation does', async () => {
    const { context } = writeStage((request) => {
      const url = new URL(request.url);
      if (url.pathname.endsWith('/providers/Microsoft.ContainerService'))
        return { body: { id: '/p', resourceTypes: [{ resourceType: 'fleets', apiVersions: ['2025-03-01'] }] } };
      if (url.pathname.endsWith('/op'))
        return { body: { status: 'Failed', error: { code: 'NoRoom', message: 'No room.' } } };
      if (request.method === 'GET') return { body: thing() };
      const headers = { 'azure-asyncoperation': `https://management.azure.com${id}/op?api-version=2026-04-01` };
      return { status: 202, headers, body: {} };
    });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'NoRoom' });
  });

  it.each([
    { answer: refusal(403, 'AuthorizationFailed'), fails: { code: 'forbidden' } },
    { answer: refusal(404, 'SubscriptionNotFound'), fails: { armCode: 'SubscriptionNotFound' } },
    { answer: { body: { id: `${id}-2`, properties: {} } }, fails: { code: 'unexpected' } },
    { answer: { body: {} }, fails: { code: 'unexpected' } },
  ])("says nothing, and sends nothing, where it can't be seen what is there: $fails", async ({ answer, fails }) => {
    const { context, writes } = azure(step, { onRead: () => answer }, { sent: true });
    for (const ask of [runStep, stepHolds, stepStands, stepSettled])
      await expect(ask(step, context)).rejects.toMatchObject(fails);
    expect(writes).toEqual([]);
  });

  it('sends nothing if it disappears from sight right before the request', async () => {
    const onRead = (read: number): Scripted | undefined =>
      read === 2 ? refusal(404, 'SubscriptionNotFound') : undefined;
    const { context, steady } = azure(step, { onRead });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'SubscriptionNotFound' });
    expect(steady()).toEqual(['note', 'take back']);
  });
});

describe('what is there of a step around a cluster', () => {
  const gone = undefined;
  const settled = 'done';
  const members = [
    { name: 'no member', there: gone, stands: false },
    { name: 'the member', there: member(), stands: true },
    { name: 'the member, failed', there: member({ state: 'Failed' }), stands: true },
    { name: 'the member of another cluster', there: member({ of: `${clusterId}-2` }), stands: false },
    { name: 'a member of no cluster', there: shown(memberId, {}, {}), stands: false },
    { name: 'the member, without a state', there: member({ state: undefined }), stands: true },
    { name: 'the member, at work', there: member({ state: 'Updating' }), stands: true, settles: settled },
    { name: 'the member, leaving', there: member({ state: 'Deleting' }), stands: true, settles: settled },
  ];

  it.each(members)('$name never holds, exists: $stands, settles as $settles', async ({ there, stands, settles }) => {
    const { context, writes } = azure(rejoin, { there, lasts: 9 });
    expect(await stepHolds(rejoin, context)).toBe(false);
    expect(await stepStands(rejoin, context)).toBe(stands);
    const later = azure(rejoin, { there, lasts: 2, ends: member() }, { sent: true });
    expect(await stepSettled(rejoin, later.context)).toBe(settles);
    expect([...writes, ...later.writes]).toEqual([]);
  });

  const bindings = [
    { name: 'no binding', there: gone, holds: true, settles: settled },
    { name: 'the binding', there: binding(), holds: false },
    { name: 'the binding, failed', there: binding({ state: 'Failed' }), holds: false },
    { name: 'another binding', there: binding({ of: `${vaultId}-2` }), holds: false },
    { name: 'the binding, changing', there: binding({ state: 'Updating' }), holds: false },
    { name: 'the binding, going', there: binding({ state: 'DELETING' }), holds: 'running', settles: settled },
    { name: 'the binding in a state that sounds so', there: binding({ state: 'NotDeleting' }), holds: false },
    { name: 'the binding in another such state', there: binding({ state: 'DeletingSoon' }), holds: false },
  ];

  it.each(bindings)('$name holds: $holds, settles as $settles', async ({ there, holds, settles }) => {
    const { context, writes } = azure(remove, { there, lasts: 9 });
    expect(await stepHolds(remove, context)).toBe(holds);
    expect(await stepStands(remove, context)).toBe(holds === true);
    const later = azure(remove, { there, lasts: 2, ends: undefined }, { sent: true });
    expect(await stepSettled(remove, later.context)).toBe(settles);
    expect([...writes, ...later.writes]).toEqual([]);
  });

  it('the operation of an earlier run is followed where it is known, also of what has a settled state', async () => {
    const cases = [
      { step: rejoin, id: memberId, version: '2025-03-01', there: member({ state: 'Joining' }) },
      { step: rejoin, id: memberId, version: '2025-03-01', there: member() },
      { step: remove, id: bindingId, version: '2026-04-01', there: binding({ state: 'Deleting' }) },
    ];
    for (const { step, id, version, there } of cases) {
      const { context, log, writes } = azure(
        step,
        { there, lasts: 3 },
        { sent: true, operation: running(id, version) },
      );
      expect(await stepSettled(step, context)).toBe('done');
      expect(log).toContain('GET op');
      expect(writes).toEqual([]);
    }
  });

  it('the operation of an earlier run has removed nothing where the binding is there and stays', async () => {
    const { context, log } = azure(remove, {}, { sent: true, operation: running(bindingId, '2026-04-01') });
    expect(await stepSettled(remove, context)).toBeUndefined();
    expect(log).toEqual(['GET backup']);
  });

  it('the operation of an earlier run has not joined a member that is gone', async () => {
    const known = { sent: true, operation: running(memberId, '2025-03-01') };
    const { context } = azure(rejoin, { there: undefined }, known);
    await expect(stepSettled(rejoin, context)).rejects.toThrow('The operation ended without taking effect:');
  });
});
