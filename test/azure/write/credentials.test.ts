import { describe, expect, it } from 'vitest';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { contentOfCredential } from '../../../src/domain/workloads/credential.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a`;
const credentialId = `${identityId}/federatedIdentityCredentials/shop-cart` as ArmId;
const issuer = 'https://westeurope.oic.prod-aks.azure.com/t/1/';
const subject = 'system:serviceaccount:shop:cart';
const trust = { issuer, subject, audiences: ['api://AzureADTokenExchange'] };

interface Credential {
  readonly name: string;
  readonly properties: typeof trust;
}
const named = (name: string, more: Partial<typeof trust> = {}): Credential => ({
  name,
  properties: { ...trust, ...more },
});
const ours = named('SHOP-Cart');
const create = stepOf({ kind: 'createCredential', credentialId, clusterId, issuer, subject });
const lateIssuer = stepOf({ kind: 'createCredential', credentialId, clusterId, subject });
const remove = stepOf({ kind: 'deleteCredential', credentialId, basis: contentOfCredential({ name: '', ...trust }) });

/** An identity with credentials, `undefined` where it is gone, and a cluster with an issuer. */
function azure(
  options: {
    readonly there?: readonly Credential[] | undefined;
    readonly issuer?: string | undefined;
    readonly onWrite?: (write: number) => Scripted | undefined;
    readonly isTakenThoughAnswered?: boolean;
    readonly onList?: (
      list: number,
      state: { there: readonly Credential[] | undefined; issuer: string | undefined },
    ) => void;
  } = {},
  more: Partial<StepContext> = {},
) {
  const state = {
    there: 'there' in options ? options.there : [],
    issuer: 'issuer' in options ? options.issuer : issuer,
  };
  let lists = 0;
  const stage = writeStage((request, writes) => {
    if (request.method === 'GET' && request.url.includes('managedClusters')) {
      const profile =
        state.issuer === undefined
          ? { provisioningState: 'Succeeded' }
          : { oidcIssuerProfile: { enabled: true, issuerURL: state.issuer } };
      return { body: { id: clusterId, name: 'shop', location: 'westeurope', properties: profile } };
    }
    if (request.method === 'GET') {
      options.onList?.(++lists, state);
      return state.there === undefined ? refusal(404, 'ParentResourceNotFound') : { body: { value: state.there } };
    }
    const answer = options.onWrite?.(writes);
    if (answer === undefined || options.isTakenThoughAnswered) state.there = request.method === 'PUT' ? [ours] : [];
    return answer ?? { body: {} };
  }, more);
  return { ...stage, state };
}
const both = [
  { name: 'making a credential', step: create, before: [], after: [ours], sends: 'PUT shop-cart' },
  { name: 'removing a credential', step: remove, before: [ours], after: [], sends: 'DELETE shop-cart' },
];

describe.each(both)('$name', ({ step, before, after, sends }) => {
  it('sends exactly one request', async () => {
    const { context, writes, events } = azure({ there: before });
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends]);
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toMatch(/^20\d\d-/);
    const body: unknown = step === create ? JSON.parse(writes[0]!.body as string) : (writes[0]!.body ?? undefined);
    expect(body).toEqual(step === create ? { properties: trust } : undefined);
  });

  it('sends nothing where it is so', async () => {
    for (const sent of [false, true]) {
      const { context, log } = azure({ there: after }, { sent });
      expect(await runStep(step, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(log).not.toContain('note');
    }
  });

  it('sends nothing if someone does the same right before it', async () => {
    for (const sent of [false, true]) {
      const { context, events } = azure(
        { there: before, onList: (list, state) => void (list === 2 && (state.there = after)) },
        { sent },
      );
      expect(await runStep(step, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(events()).toEqual(['note', 'take back']);
    }
  });

  it('sends nothing again once it is found to be taken, though its answer was lost', async () => {
    const { context, events } = azure({
      there: before,
      onWrite: () => ({ broken: 'ECONNRESET' }),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(step, context)).toBe('done');
    expect(events()).toEqual(['note', sends, 'lost']);
  });

  it('is alreadyDone where it is so after a pause that Azure asked for', async () => {
    const { context, writes } = azure({
      there: before,
      onWrite: () => refusal(429, 'TooManyRequests'),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toHaveLength(1);
  });

  it.each([
    'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
    'concurrentfederatedidentitycredentialswrites',
  ])('waits while another credential is written: %s', async (code) => {
    const { context, writes, details } = azure({
      there: before,
      onWrite: (write) => (write === 0 ? refusal(409, code) : undefined),
    });
    expect(await runStep(step, context)).toBe('done');
    expect(writes).toHaveLength(2);
    expect(details).toEqual(['Another credential of this identity is being written; trying again in 1 s']);
  });

  it('gives up after a minute of other writes, as something that can be resumed', async () => {
    const { context, log } = azure({
      there: before,
      onWrite: () => refusal(409, 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity'),
    });
    await expect(runStep(step, context)).rejects.toMatchObject({
      failure: {
        code: 'throttled',
        status: 409,
        message: 'Other credentials of id-a keep being written. Resume later.',
      },
    });
    expect(log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)))).toEqual([
      1, 2, 4, 8, 15, 30,
    ]);
  });

  it.each([
    { status: 409, code: 'Conflict' },
    { status: 409, code: 'NotConcurrentFederatedIdentityCredentialsWrites' },
    { status: 400, code: 'ConcurrentFederatedIdentityCredentialsWrites' },
    { status: 403, code: 'AuthorizationFailed' },
  ])('fails at once on $status $code', async ({ status, code }) => {
    const { context, writes } = azure({ there: before, onWrite: () => refusal(status, code) });
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: code });
    expect(writes).toHaveLength(1);
  });

  it('fails on a refusal without a code', async () => {
    const { context } = azure({ there: before, onWrite: () => ({ status: 409, body: {} }) });
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('holds and settles exactly where it is so', async () => {
    for (const [there, isSo] of [
      [before, false],
      [after, true],
    ] as const) {
      const { context, writes } = azure({ there });
      expect(await stepHolds(step, context)).toBe(isSo);
      expect(await stepStands(step, context)).toBe(isSo);
      expect(await stepSettled(step, context)).toBe(isSo ? 'done' : undefined);
      expect(writes).toEqual([]);
    }
  });

  it("fails, and sends nothing, where the credentials can't be read", async () => {
    const { context, writes } = writeStage(() => refusal(403, 'AuthorizationFailed'));
    await expect(runStep(step, context)).rejects.toMatchObject({ code: 'forbidden' });
    expect(writes).toEqual([]);
  });
});

describe('a credential', () => {
  it('is in place under any name if it trusts the same', async () => {
    const cases: readonly (readonly [Credential, boolean])[] = [
      [named('other'), true],
      [named('other', { issuer: `${issuer}x` }), false],
      [named('other', { subject: `${subject}x` }), false],
      [named('other', { audiences: ['x'] }), false],
    ];
    for (const [there, isSo] of cases) {
      expect(await stepHolds(create, azure({ there: [named('first', { subject: 'x' }), there] }).context)).toBe(isSo);
    }
  });

  it('of the name that trusts something else is neither written over nor removed', async () => {
    for (const step of [create, remove]) {
      for (const sent of [false, true]) {
        const { context, writes } = azure(
          { there: [named('shop-cart', { subject: 'system:serviceaccount:shop:pay' })] },
          { sent },
        );
        const end = runStep(step, context);
        await expect(end).rejects.toMatchObject({ failure: { code: 'conflict', changedSince: true } });
        await expect(end).rejects.toThrow(
          `since you confirmed it: ${textOf(step.title)}.${sent ? '' : ' This step changed nothing.'}`,
        );
        expect(writes).toEqual([]);
      }
    }
  });

  it('of the name is removed whatever it trusts where the plan does not say what that was, and no other', async () => {
    const { basis: _, ...any } = remove;
    const { context, writes } = azure({ there: [named('first'), named('shop-cart', { subject: 'x' })] });
    expect(await runStep(any, context)).toBe('done');
    expect(writes.map(({ url }) => new URL(url).pathname)).toEqual([credentialId]);
  });

  it('is compared with what has its name, whatever else is there', async () => {
    const { context, writes } = azure({ there: [named('first', { subject: 'x' }), ours] });
    expect(await runStep(remove, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it("of an identity that is gone is gone, and can't be made", async () => {
    const { context } = azure({ there: undefined });
    expect(await stepHolds(remove, context)).toBe(true);
    await expect(stepHolds(create, context)).rejects.toMatchObject({ code: 'notFound' });
    await expect(runStep(create, context)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('is not gone where its list is not found and its identity is there', async () => {
    const { context, writes } = writeStage((request) =>
      request.url.includes('/federatedIdentityCredentials')
        ? refusal(404, 'ParentResourceNotFound')
        : { body: { id: identityId, properties: { principalId: 'p' } } },
    );
    for (const ask of [runStep, stepHolds])
      await expect(ask(remove, context)).rejects.toMatchObject({ armCode: 'ParentResourceNotFound' });
    expect(writes).toEqual([]);
  });

  it('is not made for a cluster that was made again, whose issuer is another', async () => {
    for (const sent of [false, true]) {
      const { context, writes } = azure({ issuer: `${issuer}2/` }, { sent });
      const end = runStep(create, context);
      await expect(end).rejects.toMatchObject({ failure: { changedSince: true } });
      await expect(end).rejects.toThrow(
        `since you confirmed it: ${textOf(create.title)}.${sent ? '' : ' This step changed nothing.'}`,
      );
      expect(writes).toEqual([]);
    }
    await expect(runStep(create, azure({ issuer: undefined }).context)).rejects.toMatchObject({
      failure: { changedSince: true },
    });
  });

  it('trusts the issuer that the cluster has by then, where the plan knew none', async () => {
    const { context, writes } = azure({ issuer: `${issuer}late/` });
    expect(await runStep(lateIssuer, context)).toBe('done');
    expect(JSON.parse(writes[0]!.body as string)).toEqual({ properties: { ...trust, issuer: `${issuer}late/` } });
    expect(await stepHolds(lateIssuer, azure({ there: [ours] }).context)).toBe(true);
  });

  it('does not wait for a cluster without an issuer: it says so and can be resumed', async () => {
    const { context, writes } = azure({ issuer: undefined });
    expect(await stepHolds(lateIssuer, context)).toBe(false);
    await expect(runStep(lateIssuer, context)).rejects.toMatchObject({
      failure: {
        code: 'conflict',
        message: 'shop has no OIDC issuer yet. Resume in a minute.',
        source: 'https://learn.microsoft.com/azure/aks/use-oidc-issuer',
      },
    });
    expect(writes).toEqual([]);
  });

  it.each([
    { status: 400, message: 'Issuer and subject combination already exists for this identity.', isSeen: true },
    { status: 409, message: 'The Combination Already Exists.', isSeen: true },
    { status: 403, message: 'The combination already exists.', isSeen: false },
    { status: 400, message: 'The name is wrong.', isSeen: false },
  ])('that exists as Azure says ($status "$message") is looked for: $isSeen', async ({ status, message, isSeen }) => {
    const taken = azure({ onWrite: () => refusal(status, 'BadRequest', message), isTakenThoughAnswered: true });
    const end = await runStep(create, taken.context).catch((error: Error) => error.message);
    expect(end).toBe(isSeen ? 'alreadyDone' : message);
    const elsewhere = azure({ onWrite: () => refusal(status, 'BadRequest', message) });
    await expect(runStep(create, elsewhere.context)).rejects.toThrow(message);
    expect(elsewhere.writes).toHaveLength(1);
  });
});
