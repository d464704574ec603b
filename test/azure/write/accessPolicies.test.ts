/** What access policies of key vaults give: added to, and taken away from. */
import { describe, expect, it } from 'vitest';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { PrincipalRef } from '../../../src/domain/plan/stepActions.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv` as ArmId;
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a` as ArmId;
const objectId = 'aaaaaaaa-0000-4000-8000-00000000000a';
const other = 'bbbbbbbb-0000-4000-8000-00000000000b';
const app = 'cccccccc-0000-4000-8000-00000000000c';
const otherApp = 'dddddddd-0000-4000-8000-00000000000d';

type Permissions = Readonly<Record<string, string[]>>;
type PolicyKind = 'addAccessPolicy' | 'removeAccessPolicy';
interface Wanted {
  readonly permissions?: Permissions;
  readonly applicationId?: string;
  readonly principal?: PrincipalRef;
}
function policyStep(kind: PolicyKind, { principal, ...wanted }: Wanted = {}): Extract<Step, { kind: PolicyKind }> {
  const policy = { tenantId: 't', permissions: { secrets: ['get', 'List'] }, ...wanted };
  const path = `${vaultId}/accessPolicies/${kind === 'addAccessPolicy' ? 'add' : 'remove'}`;
  return stepOf(
    { kind, vaultId, policy, principal: principal ?? { kind: 'principal', principalId: objectId } },
    { request: { method: 'PUT', path } },
  );
}
const add = policyStep('addAccessPolicy');
const remove = policyStep('removeAccessPolicy');
const both = [add, remove];

const given = (permissions: Permissions, of = objectId, applicationId?: string): JsonObject => ({
  tenantId: 't',
  objectId: of,
  ...(applicationId === undefined ? {} : { applicationId }),
  permissions,
});
const all = given({ secrets: ['get', 'list'] });
const theirs = given({ secrets: ['get', 'list'] }, other);
const vault = (accessPolicies: JsonObject[] | null | undefined, isIdle?: boolean): JsonObject => ({
  id: vaultId,
  properties: {
    ...(accessPolicies === undefined ? {} : { accessPolicies }),
    ...(isIdle === undefined ? {} : { enableRbacAuthorization: isIdle }),
  },
});
/** What a vault shows before a step and after it. */
const before = (step: Step): JsonObject => vault(step.kind === 'addAccessPolicy' ? [theirs] : [theirs, all]);
const after = (step: Step): JsonObject => vault(step.kind === 'addAccessPolicy' ? [theirs, all] : [theirs]);

interface Options {
  readonly there?: JsonObject | undefined;
  readonly onWrite?: (write: number, state: { there: JsonObject | undefined }) => Scripted | undefined;
  readonly onRead?: (read: number, state: { there: JsonObject | undefined }) => Scripted | undefined | void;
  readonly cluster?: JsonObject;
  readonly identity?: Scripted;
}

/** A vault, which is as after the step once that is written, unless something is answered in its place. */
function azure(step: Step, options: Options = {}, more: Partial<StepContext> = {}) {
  const state = { there: 'there' in options ? options.there : before(step) };
  let reads = 0;
  const stage = writeStage((request, writes) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET') {
      const answer = options.onWrite?.(writes, state);
      if (answer === undefined) state.there = after(step);
      return answer ?? { body: {} };
    }
    if (pathname === clusterId)
      return {
        body: { id: clusterId, name: 'shop', properties: { provisioningState: 'Succeeded' }, ...options.cluster },
      };
    if (pathname === identityId)
      return options.identity ?? { body: { id: identityId, properties: { principalId: objectId } } };
    if (pathname !== vaultId) throw new Error(`${request.url} is something else`);
    const answer = options.onRead?.(++reads, state);
    return answer ?? (state.there === undefined ? refusal(404, 'ResourceNotFound') : { body: state.there });
  }, more);
  return { ...stage, state };
}

describe.each(both)('$kind', (step) => {
  const isAdded = step === add;
  const sends = isAdded ? 'PUT add' : 'PUT remove';

  it('sends one request, of this policy only', async () => {
    const { context, writes, events, log } = azure(step);
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends]);
    expect(log.at(-1)).toBe(sends);
    const url = new URL(writes[0]!.url);
    expect([url.pathname, url.searchParams.get('api-version')]).toEqual([step.request.path, '2023-07-01']);
    expect(JSON.parse(writes[0]!.body as string)).toEqual({
      properties: { accessPolicies: [{ tenantId: 't', objectId, permissions: { secrets: ['get', 'List'] } }] },
    });
  });

  it('sends the application through which the policy works', async () => {
    const through = policyStep(step.kind, { applicationId: app });
    const there = vault(isAdded ? [] : [given({ secrets: ['get', 'list'] }, objectId, app)]);
    const { context, writes } = azure(through, { there });
    expect(await runStep(through, context)).toBe('done');
    expect(JSON.parse(writes[0]!.body as string)).toMatchObject({
      properties: { accessPolicies: [{ applicationId: app }] },
    });
  });

  it('asks, and sends, as the account that shows the vault', async () => {
    const asked = new Set<unknown>();
    const stage = azure(step);
    const armFor: StepContext['armFor'] = (scope, via) => {
      asked.add(scope).add(via);
      return Promise.resolve(stage.arm);
    };
    expect(await runStep(step, { ...stage.context, armFor })).toBe('done');
    expect([...asked]).toEqual([vaultId, step]);
  });

  it.each([
    { sent: false, ends: 'alreadyDone' },
    { sent: true, ends: 'done' },
  ])('sends nothing where it is so, which ends $ends where its request was sent: $sent', async ({ sent, ends }) => {
    const { context, log } = azure(step, { there: after(step) }, { sent });
    expect(await runStep(step, context)).toBe(ends);
    expect(log).toEqual(['GET kv']);
  });

  it.each([
    { sent: false, ends: 'alreadyDone' },
    { sent: true, ends: 'done' },
  ])('sends nothing if someone does the same right before it, $ends', async ({ sent, ends }) => {
    const onRead: Options['onRead'] = (read, state) => void (read === 2 && (state.there = after(step)));
    const { context, events } = azure(step, { onRead }, { sent });
    expect(await runStep(step, context)).toBe(ends);
    expect(events()).toEqual(['note', 'take back']);
  });

  it('sends nothing again once it is found to be taken, though its answer was lost', async () => {
    const { context, events, details } = azure(step, {
      onWrite: (_, state) => {
        state.there = after(step);
        return { broken: 'ECONNRESET' };
      },
    });
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends, 'lost']);
    expect(details).toEqual([]);
  });

  it('is sent again where it got lost on the way', async () => {
    const { context, events } = azure(step, {
      onWrite: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined),
    });
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends, 'lost', 'wait 1', 'note', sends]);
  });

  it('is alreadyDone if someone else does it while Azure asks to slow down', async () => {
    const { context, writes } = azure(step, {
      onWrite: (_, state) => {
        state.there = after(step);
        return refusal(429, 'TooManyRequests');
      },
    });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toHaveLength(1);
  });

  it.each([
    { status: 400, armCode: 'BadRequest' },
    { status: 403, armCode: 'AuthorizationFailed' },
    { status: 409, armCode: 'OperationNotAllowed' },
  ])('fails at once where Azure answers $status $armCode', async ({ status, armCode }) => {
    const onWrite = (): Scripted => refusal(status, armCode, 'Another operation is in progress.');
    const { context, events } = azure(step, { onWrite });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode });
    expect(events()).toEqual(['note', sends, 'refused']);
  });

  it.each([
    { answer: refusal(403, 'AuthorizationFailed'), fails: { code: 'forbidden' } },
    { answer: refusal(404, 'SubscriptionNotFound'), fails: { armCode: 'SubscriptionNotFound' } },
    { answer: { body: vault(undefined) }, fails: { code: 'unexpected' } },
    { answer: { body: vault(null, false) }, fails: { code: 'unexpected' } },
  ])("says nothing, and sends nothing, where the vault can't be read: $fails", async ({ answer, fails }) => {
    const { context, writes } = azure(step, { onRead: () => answer });
    for (const ask of [runStep, stepHolds, stepStands, stepSettled])
      await expect(ask(step, context)).rejects.toMatchObject(fails);
    expect(writes).toEqual([]);
  });

  it('says which vault was shown without access policies', async () => {
    await expect(stepHolds(step, azure(step, { there: vault(undefined) }).context)).rejects.toMatchObject({
      message: `Azure answered without access policies when asked for ${vaultId}.`,
    });
  });

  it('is about the principal of an identity, which is read when it runs', async () => {
    const own = policyStep(step.kind, { principal: { kind: 'identity', identityId } });
    const { context, writes } = azure(own);
    expect(await stepHolds(own, azure(own, { there: after(step) }).context)).toBe(true);
    expect(await runStep(own, context)).toBe('done');
    expect(JSON.parse(writes[0]!.body as string)).toMatchObject({ properties: { accessPolicies: [{ objectId }] } });
  });

  it("fails if its principal can't be read", async () => {
    const own = policyStep(step.kind, { principal: { kind: 'identity', identityId } });
    for (const identity of [refusal(403, 'AuthorizationFailed'), refusal(404, 'ResourceNotFound')]) {
      const { context, writes } = azure(own, { identity });
      await expect(runStep(own, context)).rejects.toMatchObject({ armCode: expect.any(String) as string });
      await expect(stepHolds(own, context)).rejects.toMatchObject({ armCode: expect.any(String) as string });
      expect(writes).toEqual([]);
    }
  });
});

describe('an access policy of nobody', () => {
  const principal: PrincipalRef = { kind: 'addon', clusterId, addon: 'azurePolicy' };

  it('is not given, and so is gone', async () => {
    for (const step of both) {
      const own = policyStep(step.kind, { principal });
      expect(await stepHolds(own, azure(own).context)).toBe(step === remove);
      expect(await stepStands(own, azure(own).context)).toBe(step === remove);
      expect(await stepSettled(own, azure(own, {}, { sent: true }).context)).toBe(step === remove ? 'done' : undefined);
    }
  });

  it("can't be given, and need not be taken away", async () => {
    const [toAdd, toRemove] = both.map(({ kind }) => policyStep(kind, { principal }));
    const adding = azure(toAdd!);
    const removing = azure(toRemove!);
    await expect(runStep(toAdd!, adding.context)).rejects.toThrow(
      /^shop shows no identity for the add-on azurePolicy that could get a role\.$/,
    );
    expect(await runStep(toRemove!, removing.context)).toBe('alreadyDone');
    expect([...adding.writes, ...removing.writes]).toEqual([]);
  });
});

describe('a vault that is gone', () => {
  it('gives nothing, and nothing can be given in it', async () => {
    const adding = azure(add, { there: undefined });
    const removing = azure(remove, { there: undefined });
    await expect(runStep(add, adding.context)).rejects.toMatchObject({ code: 'notFound' });
    await expect(stepHolds(add, adding.context)).rejects.toMatchObject({ code: 'notFound' });
    expect(await runStep(remove, removing.context)).toBe('alreadyDone');
    expect([...adding.writes, ...removing.writes]).toEqual([]);
  });

  it('that goes right before the request has taken with it what was to be removed', async () => {
    const onRead: Options['onRead'] = (read, state) => void (read === 2 && (state.there = undefined));
    const { context, events } = azure(remove, { onRead });
    expect(await runStep(remove, context)).toBe('alreadyDone');
    expect(events()).toEqual(['note', 'take back']);
    const adding = azure(add, { onRead });
    await expect(runStep(add, adding.context)).rejects.toMatchObject({ code: 'notFound' });
    expect(adding.events()).toEqual(['note', 'take back']);
  });
});

describe('a vault that decides by roles', () => {
  it.each([false, true])('gets no policy, sent before: %s', async (sent) => {
    for (const list of [[], [all], null, undefined]) {
      const { context, writes } = azure(add, { there: vault(list, true) }, { sent });
      expect(await stepHolds(add, context)).toBe(false);
      await expect(runStep(add, context)).rejects.toMatchObject({
        message: `This has changed since you confirmed it: Do addAccessPolicy.${sent ? '' : ' This step changed nothing.'}`,
        failure: { code: 'conflict', changedSince: true },
      });
      expect(writes).toEqual([]);
    }
  });

  it('that comes to decide by roles right before the request gets no policy', async () => {
    const onRead: Options['onRead'] = (read, state) => void (read === 2 && (state.there = vault([theirs], true)));
    const { context, events } = azure(add, { onRead });
    await expect(runStep(add, context)).rejects.toMatchObject({ failure: { changedSince: true } });
    expect(events()).toEqual(['note', 'take back']);
  });

  it('loses a policy anyway, and may have none', async () => {
    const { context, writes } = azure(remove, { there: vault([all], true) });
    expect(await runStep(remove, context)).toBe('done');
    expect(writes).toHaveLength(1);
    for (const list of [[theirs], null, undefined])
      expect(await stepHolds(remove, azure(remove, { there: vault(list, true) }).context)).toBe(true);
  });
});

describe('what a vault gives', () => {
  const mixed = { secrets: ['get'], keys: ['sign'] };
  const none = { name: 'nothing', there: [], isGiven: false, isGone: true };
  const cases: readonly {
    readonly name: string;
    readonly wanted?: Wanted;
    readonly there: JsonObject[];
    readonly isGiven: boolean;
    readonly isGone: boolean;
  }[] = [
    none,
    { ...none, name: 'all of it to somebody else', there: [theirs] },
    { ...none, name: 'a policy without permissions', there: [{ tenantId: 't', objectId }] },
    { ...none, name: 'other permissions', there: [given({ secrets: ['set'] })] },
    { ...none, name: 'the same permissions of something else', there: [given({ keys: ['get', 'list'] })] },
    { ...none, name: 'everything of something else', there: [given({ keys: ['all'] })] },
    { name: 'all of it', there: [all], isGiven: true, isGone: false },
    { name: 'all of it, in other casing', there: [given({ secrets: ['GET', 'LIST'] })], isGiven: true, isGone: false },
    {
      name: 'all of it, to the principal in other casing',
      there: [given({ secrets: ['get', 'list'] }, objectId?.toUpperCase())],
      isGiven: true,
      isGone: false,
    },
    { name: 'more than it', there: [given({ secrets: ['set', 'get', 'list'] })], isGiven: true, isGone: false },
    { name: 'everything', there: [given({ secrets: ['All'] })], isGiven: true, isGone: false },
    { name: 'a part of it', there: [given({ secrets: ['list'] })], isGiven: false, isGone: false },
    { name: 'another part of it', there: [given({ secrets: ['get', 'set'] })], isGiven: false, isGone: false },
    {
      name: 'a part of it, and the rest to somebody else',
      there: [given({ secrets: ['get'] }), given({ secrets: ['list'] }, other)],
      isGiven: false,
      isGone: false,
    },
    {
      name: 'all of it, in two policies',
      there: [theirs, given({ secrets: ['get'] }), given({ secrets: ['list'] })],
      isGiven: true,
      isGone: false,
    },
    {
      name: 'all that is wanted of two kinds',
      wanted: { permissions: mixed },
      there: [given({ secrets: ['get'], keys: ['sign'] })],
      isGiven: true,
      isGone: false,
    },
    {
      name: 'one of two kinds',
      wanted: { permissions: mixed },
      there: [given({ secrets: ['get'] })],
      isGiven: false,
      isGone: false,
    },
    {
      ...none,
      name: 'all of it through an application',
      there: [given({ secrets: ['get', 'list'] }, objectId, app)],
    },
    {
      ...none,
      name: 'all of it to somebody else through the application',
      wanted: { applicationId: app },
      there: [given({ secrets: ['get', 'list'] }, other, app)],
    },
    {
      ...none,
      name: 'all of it without the application',
      wanted: { applicationId: app },
      there: [all],
    },
    {
      ...none,
      name: 'all of it through another application',
      wanted: { applicationId: app },
      there: [given({ secrets: ['get', 'list'] }, objectId, otherApp)],
    },
    {
      name: 'all of it through the application, in other casing',
      wanted: { applicationId: app ?? '' },
      there: [given({ secrets: ['get', 'list'] }, objectId, app?.toUpperCase())],
      isGiven: true,
      isGone: false,
    },
    {
      name: 'all of it through an application that the plan has in other casing',
      wanted: { applicationId: (app ?? '').toUpperCase() },
      there: [given({ secrets: ['get', 'list'] }, objectId, app)],
      isGiven: true,
      isGone: false,
    },
  ];

  it.each(cases)('$name: given $isGiven, gone $isGone', async ({ wanted, there, isGiven, isGone }) => {
    for (const { kind } of both) {
      const step = policyStep(kind, wanted);
      const isSo = kind === 'addAccessPolicy' ? isGiven : isGone;
      const { context, writes } = azure(step, { there: vault(there) }, { sent: true });
      expect(await stepHolds(step, context)).toBe(isSo);
      expect(await stepStands(step, context)).toBe(isSo);
      expect(await stepSettled(step, context)).toBe(isSo ? 'done' : undefined);
      expect(writes).toEqual([]);
    }
  });
});
