import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { busyPauses } from '../../../src/azure/write/operations.ts';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const bindingId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop/identityBindings/cart` as ArmId;
const idOf = (name: string): ArmId =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
const body = { properties: { managedIdentity: { resourceId: idOf('id-a') } } };
const create = stepOf(
  { kind: 'createBinding', bindingId, identityId: idOf('id-a') },
  { request: { method: 'PUT', path: bindingId, body } },
);
const remove = stepOf({ kind: 'deleteBinding', bindingId, basis: idOf('id-a').toLowerCase() });
const both = [
  { name: 'making a binding', step: create, sends: 'PUT cart' },
  { name: 'removing a binding', step: remove, sends: 'DELETE cart' },
];

interface Binding {
  readonly id: string;
  readonly eTag?: string;
  readonly properties: {
    readonly provisioningState: string;
    readonly managedIdentity: { readonly resourceId: string };
  };
}
const binding = (provisioningState = 'Succeeded', name = 'id-a', eTag: string | undefined = '1'): Binding => ({
  id: bindingId,
  ...(eTag === undefined ? {} : { eTag }),
  properties: { provisioningState, managedIdentity: { resourceId: idOf(name).toUpperCase() } },
});

/** AKS with what is there; a write works for some reads, unless something is answered in its place. */
function aks(
  options: {
    readonly there?: Binding | undefined;
    readonly lasts?: number;
    readonly ends?: Binding | undefined;
    readonly onWrite?: (write: number) => Scripted | undefined;
    readonly isTakenThoughAnswered?: boolean;
    readonly onRead?: (read: number, state: { there: Binding | undefined }) => void;
  } = {},
  more: Partial<StepContext> = {},
) {
  const { lasts = 0, onWrite, isTakenThoughAnswered, onRead } = options;
  const state = { there: options.there };
  let left = lasts;
  let reads = 0;
  const isAtWork = (): boolean => /ing/i.test(state.there?.properties.provisioningState ?? '');
  function end(): void {
    const isLeaving = /^Deleting/.test(state.there?.properties.provisioningState ?? '');
    state.there = 'ends' in options ? options.ends : isLeaving ? undefined : binding();
  }
  const stage = writeStage((request, writes) => {
    if (request.method === 'GET') {
      onRead?.(++reads, state);
      if (isAtWork() && left-- <= 0) end();
      if (request.url.includes('/op?')) return { body: { status: isAtWork() ? 'InProgress' : 'Succeeded' } };
      return state.there === undefined ? refusal(404, 'ResourceNotFound') : { body: state.there };
    }
    const answer = onWrite?.(writes);
    if (answer === undefined || isTakenThoughAnswered)
      state.there = request.method === 'PUT' ? binding('Updating') : binding('Deleting');
    const headers = { 'azure-asyncoperation': `https://management.azure.com${bindingId}/op?api-version=2026-04-01` };
    return answer ?? { status: 202, headers, body: state.there };
  }, more);
  return { ...stage, state };
}
const conditions = (request: PipelineRequest | undefined): readonly (string | undefined)[] =>
  ['if-match', 'if-none-match'].map((name) => request?.headers.get(name));

describe('a binding', () => {
  it('is made where there is none, and waited for', async () => {
    const { context, writes, events } = aks({ lasts: 2 });
    expect(await runStep(create, context)).toBe('done');
    expect(events().filter((event) => !event.startsWith('wait'))).toEqual(['note', 'PUT cart']);
    expect(conditions(writes[0])).toEqual([undefined, undefined]);
    expect(JSON.parse(writes[0]!.body as string)).toEqual(body);
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toBe('2026-04-01');
  });

  it('is removed without a condition, which AKS would not heed, and waited for until it is gone (R-30, T-57)', async () => {
    const { context, writes, events } = aks({ there: binding(), lasts: 2 });
    expect(await runStep(remove, context)).toBe('done');
    expect(events().filter((event) => !event.startsWith('wait'))).toEqual(['note', 'DELETE cart']);
    expect(conditions(writes[0])).toEqual([undefined, undefined]);
    expect(writes[0]!.body ?? undefined).toBeUndefined();
  });

  it('without a body in the plan is sent with an empty one', async () => {
    const { context, writes } = aks();
    expect(await runStep({ ...create, request: { method: 'PUT', path: bindingId } }, context)).toBe('done');
    expect(JSON.parse(writes[0]!.body as string)).toEqual({});
  });

  it('that has failed is made again, or removed, whatever eTag it has now', async () => {
    for (const { step } of both) {
      for (const eTag of ['7', undefined]) {
        const { context, writes } = aks({ there: binding('Failed', 'id-a', eTag) });
        expect(await runStep(step, context)).toBe('done');
        expect(writes.map(conditions)).toEqual([[undefined, undefined]]);
      }
    }
  });

  it('that a colleague gives to another identity right before the write is left alone (R-30)', async () => {
    for (const { step } of both) {
      const { context, writes } = aks({
        there: step === create ? undefined : binding(),
        onRead: (read, state) => void (read === 2 && (state.there = binding('Succeeded', 'id-b'))),
      });
      await expect(runStep(step, context)).rejects.toMatchObject({ failure: { code: 'conflict', changedSince: true } });
      expect(writes).toEqual([]);
    }
  });

  it('of another identity is neither written over nor removed', async () => {
    for (const { step } of both) {
      for (const sent of [false, true]) {
        const { context, writes } = aks({ there: binding('Succeeded', 'id-b') }, { sent });
        const end = runStep(step, context);
        await expect(end).rejects.toMatchObject({ failure: { code: 'conflict', changedSince: true } });
        await expect(end).rejects.toThrow(
          `since you confirmed it: ${textOf(step.title)}.${sent ? '' : ' This step changed nothing.'}`,
        );
        expect(writes).toEqual([]);
      }
    }
  });

  it('is removed whatever it binds where the plan does not say what that was', async () => {
    const { basis: _, ...any } = remove;
    const { context, writes } = aks({ there: binding('Succeeded', 'id-b') });
    expect(await runStep(any, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });
});

describe.each(both)('$name', ({ step, sends }) => {
  const isMaking = step === create;
  const start = isMaking ? undefined : binding();
  const end = isMaking ? binding() : undefined;
  const underway = isMaking ? binding('Creating') : binding('Deleting');

  it.each([
    { sent: false, ends: 'alreadyDone' },
    { sent: true, ends: 'done' },
  ])('sends nothing where it is so, which ends $ends where its request was sent: $sent', async ({ sent, ends }) => {
    const { context, log } = aks({ there: end }, { sent });
    expect(await runStep(step, context)).toBe(ends);
    expect(log).toEqual(['GET cart']);
  });

  it('waits for what is under way, and sends nothing', async () => {
    const { context, writes, details, log } = aks({ there: underway, lasts: 3 });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toEqual([]);
    expect(log).not.toContain('note');
    expect(details).toContain(`Azure reports ${isMaking ? 'Creating' : 'Deleting'}`);
  });

  it('waits for what comes under way right before the request, and sends nothing', async () => {
    const { context, events, details } = aks({
      there: start,
      lasts: 2,
      onRead: (read, state) => void (read === 2 && (state.there = underway)),
    });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(events().filter((event) => !event.startsWith('wait'))).toEqual(['note', 'take back']);
    expect(details.join()).not.toContain('another operation');
  });

  it('sends nothing again once it is found to be taken, though its answer was lost', async () => {
    const { context, writes } = aks({
      there: start,
      lasts: 1,
      onWrite: () => ({ broken: 'ECONNRESET' }),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('fails as its operation does, also where it is so', async () => {
    const { context, log } = writeStage((request, writes) => {
      if (request.url.includes('/op?'))
        return { body: { status: 'Failed', error: { code: 'NoRoom', message: 'No room.' } } };
      if (request.method !== 'GET') {
        const headers = {
          'azure-asyncoperation': `https://management.azure.com${bindingId}/op?api-version=2026-04-01`,
        };
        return { status: 202, headers, body: {} };
      }
      const there = writes === 0 ? start : end;
      return there === undefined ? refusal(404, 'ResourceNotFound') : { body: there };
    });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'NoRoom' });
    expect(log).toContain('GET op');
  });

  it('is not repeated, nor waited for, where it is found to be taken at once', async () => {
    const { context, details } = aks({
      there: start,
      lasts: 1,
      onWrite: () => ({ broken: 'ECONNRESET' }),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(step, context)).toBe('done');
    expect(details.join()).not.toContain('retrying');
  });

  it('is read once if an earlier run finds it done', async () => {
    const { context, log } = aks({ there: end }, { sent: true });
    expect(await stepSettled(step, context)).toBe('done');
    expect(log).toEqual(['GET cart']);
  });

  it('is sent again where it got lost on the way', async () => {
    const { context, writes } = aks({
      there: start,
      onWrite: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
    });
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(2);
  });

  it('waits for another operation, and gives up after five minutes', async () => {
    const busy = refusal(409, 'OperationNotAllowed', 'Another operation is in progress.');
    const passing = aks({ there: start, onWrite: (write) => (write === 0 ? busy : undefined) });
    expect(await runStep(step, passing.context)).toBe('done');
    expect(passing.details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
    const { context, log } = aks({ there: start, onWrite: () => busy });
    await expect(runStep(step, context)).rejects.toThrow('Another operation is in progress.');
    expect(log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)))).toEqual(busyPauses);
  });

  it('fails at once where Azure refuses it', async () => {
    const { context, writes } = aks({ there: start, onWrite: () => refusal(400, 'BadRequest') });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'BadRequest' });
    expect(writes).toHaveLength(1);
  });

  it('fails where the operation ended and it is not so', async () => {
    const { context } = aks({ there: start, ends: binding('Failed') });
    await expect(runStep(step, context)).rejects.toBeInstanceOf(Error);
    const other = aks({ there: start, onWrite: () => ({ body: binding() }) });
    const none = aks({ there: start, onWrite: () => ({ status: 200, body: {} }) });
    await expect(runStep(step, (isMaking ? none : other).context)).rejects.toMatchObject({
      code: 'unexpected',
      message: `The operation ended without taking effect: ${textOf(step.title)}.`,
    });
  });

  it("fails, and sends nothing, where it can't be seen what is there", async () => {
    const { context, writes } = writeStage(() => refusal(403, 'AuthorizationFailed'));
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toEqual([]);
  });

  it(`${sends} does not leave while somebody else changes the binding`, async () => {
    const theirs = binding('Updating', isMaking ? 'id-b' : 'id-a');
    const { context, log, writes } = aks({
      onRead: (read, state) => void (read < 5 && (state.there = read < 4 ? theirs : start)),
      lasts: 3,
    });
    expect(await runStep(step, context)).toBe('done');
    expect(log).toContain('wait 10');
    expect(log.indexOf('wait 10')).toBeLessThan(log.indexOf(sends));
    expect(writes).toHaveLength(1);
  });
});

describe('a binding that goes while it is waited for', () => {
  it('is gone, whatever was wanted', async () => {
    const made = aks({ there: binding('Creating'), lasts: 2, ends: undefined });
    await expect(runStep(create, made.context)).rejects.toMatchObject({ code: 'notFound' });
    expect(await runStep(remove, aks({ there: binding('Deleting'), lasts: 2 }).context)).toBe('alreadyDone');
  });
});

describe('what is there of a binding', () => {
  const cases: readonly {
    readonly name: string;
    readonly there: Binding | undefined;
    readonly made: boolean | 'running';
    readonly removed: boolean | 'running';
  }[] = [
    { name: 'nothing', there: undefined, made: false, removed: true },
    { name: 'it', there: binding(), made: true, removed: false },
    { name: 'it, failed', there: binding('Failed'), made: false, removed: false },
    { name: 'it, being made', there: binding('Creating'), made: 'running', removed: false },
    { name: 'it, being removed', there: binding('DELETING'), made: false, removed: 'running' },
    { name: 'it, in a state that only sounds so', there: binding('NotDeleting'), made: 'running', removed: false },
    {
      name: 'it, in another state that only sounds so',
      there: binding('DeletingSoon'),
      made: 'running',
      removed: false,
    },
    { name: 'one of another identity', there: binding('Succeeded', 'id-b'), made: false, removed: false },
  ];

  it.each(cases)('$name: made $made, removed $removed', async ({ there, made, removed }) => {
    for (const [step, holds] of [
      [create, made],
      [remove, removed],
    ] as const) {
      const { context, writes } = aks({ there, lasts: 99 });
      expect(await stepHolds(step, context)).toBe(holds);
      expect(await stepStands(step, context)).toBe(holds === true);
      const later = aks(
        { there, lasts: 2, ...(step === create ? { ends: binding() } : { ends: undefined }) },
        { sent: true },
      );
      expect(await stepSettled(step, later.context)).toBe(holds === false ? undefined : 'done');
      expect([...writes, ...later.writes]).toEqual([]);
    }
  });

  it('the operation of an earlier run is followed where it is known', async () => {
    const operation = JSON.stringify({
      state: {
        status: 'running',
        config: {
          operationLocation: `${bindingId}/op?api-version=2026-04-01`,
          metadata: { mode: 'OperationLocation' },
        },
      },
    });
    let polls = 0;
    const { context, log } = writeStage(
      (request) =>
        request.url.includes('/op?')
          ? { body: { status: ++polls > 2 ? 'Succeeded' : 'InProgress' } }
          : { body: binding(polls > 2 ? 'Succeeded' : 'Creating') },
      { sent: true, operation },
    );
    expect(await stepSettled(create, context)).toBe('done');
    expect(log).toContain('GET op');
  });
});
