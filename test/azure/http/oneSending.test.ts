import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { oneSending, type OneSending } from '../../../src/azure/http/oneSending.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const path = '/subscriptions/s/resourceGroups/g';
const claims = Buffer.from('{"access_token":{"acrs":{"essential":true,"value":"c1"}}}').toString('base64');
const challenge: Scripted = {
  status: 401,
  headers: { 'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${claims}"` },
};
/** A token of this user, or one that doesn't say who it belongs to. */
const token = (oid: string): string =>
  oid === 'nobody' ? 'opaque' : `e30.${btoa(JSON.stringify({ tid: 't', oid }))}.x`;

/** An ARM whose clock stands still unless a token is awaited; it keeps what was sent. */
function world(script: readonly Scripted[], tokens: readonly { readonly oid: string; readonly takes?: number }[] = []) {
  let now = 0;
  const left = [...tokens];
  const double = httpDouble(script);
  const arm = createArm(
    armOptions(double, {
      now: () => now,
      credential: {
        getToken: () => {
          const { oid, takes = 0 } = (left.length > 1 ? left.shift() : left[0]) ?? { oid: 'ana' };
          now += takes;
          // Expired at once, so that each request asks for another.
          return Promise.resolve({ token: token(oid), expiresOnTimestamp: Date.now() + 1 });
        },
      },
    }),
  );
  const put = (): Promise<unknown> => arm.send({ method: 'PUT', path, apiVersion: '2021-04-01', body: {} });
  const get = (): Promise<unknown> => arm.send({ method: 'GET', path, apiVersion: '2021-04-01' });
  const written = (): number => double.sent.filter(({ method }) => method !== 'GET').length;
  const sending = async (work: (one: OneSending) => Promise<unknown>) => {
    let one: OneSending | undefined;
    const outcome = await oneSending(
      () => now,
      (given) => work((one = given)),
    ).then(
      () => 'sent',
      (error: unknown) => error,
    );
    return { outcome, hasLeft: one!.sent() !== undefined, isToRepeat: one!.isToRepeat(), written: written() };
  };
  return { arm, put, get, sending, written, wait: (milliseconds: number) => (now += milliseconds) };
}

describe('a write', () => {
  it('leaves once, and returns its answer', async () => {
    const { sending, put } = world([{}]);
    const end = await sending(async (one) => (one.release(), put()));
    expect(end).toEqual({ outcome: 'sent', hasLeft: true, isToRepeat: false, written: 1 });
  });

  it('does not leave outside of a step, nor before its step has looked', async () => {
    const { sending, put, written } = world([{}]);
    await expect(put()).rejects.toMatchObject({ code: 'unexpected' });
    expect(await sending(put)).toMatchObject({ outcome: { code: 'unexpected' }, hasLeft: false });
    expect(written()).toBe(0);
  });

  it('does not leave together with another one on the same look', async () => {
    const { sending, put, arm } = world([{}]);
    const end = await sending(async (one) => {
      one.release();
      await put();
      await arm.send({ method: 'DELETE', path, apiVersion: '2021-04-01' });
    });
    expect(end).toMatchObject({ outcome: { code: 'unexpected' }, written: 1 });
  });

  it.each([
    ['a challenge for claims', challenge, { code: 'signedOut' }],
    [
      'a token that has expired',
      { status: 401, body: { error: { code: 'ExpiredAuthenticationToken' } } },
      { code: 'signedOut' },
    ],
  ] as const)('that met %s leaves once, and its step has to look and send it again', async (_, answer, outcome) => {
    const { sending, put } = world([answer, {}]);
    const end = await sending(async (one) => (one.release(), put()));
    expect(end).toMatchObject({ outcome, hasLeft: true, isToRepeat: true, written: 1 });
  });

  it.each(['Deserialize', 'Retry', 'Sign', 'Serialize', undefined] as const)(
    'leaves once even if an unknown policy repeats it, in the phase %s',
    async (phase) => {
      const repeats: PipelinePolicy = {
        name: 'stranger',
        async sendRequest(request, next) {
          await next(request).catch(() => undefined);
          return next(request);
        },
      };
      for (const answer of [{}, { status: 409 }, { status: 500 }, { broken: 'ECONNRESET' }]) {
        const { arm, sending } = world([answer, {}]);
        const client = arm.identities('s');
        client.pipeline.addPolicy(repeats, phase === undefined ? {} : { phase });
        const end = await sending(async (one) => {
          one.release();
          await client.userAssignedIdentities.delete('g', 'i');
        });
        expect(end).toMatchObject({ hasLeft: true, isToRepeat: true, written: 1 });
      }
    },
  );

  it.each([
    ['its token is waited for longer than a look stays fresh', [{ oid: 'ana', takes: 11_000 }], 0],
    ['the computer has slept since the look', [{ oid: 'ana' }], 11_000],
    ['the clock was set back since the look', [{ oid: 'ana' }], -11_000],
  ] as const)('does not leave where %s', async (_, tokens, wait) => {
    const story = world([{}], tokens);
    const end = await story.sending(async (one) => {
      one.release();
      story.wait(wait);
      return story.put();
    });
    expect(end).toMatchObject({ outcome: { code: 'throttled' }, hasLeft: false, isToRepeat: true, written: 0 });
  });

  it.each([
    ['leaves', 'ana', { outcome: 'sent', written: 1 }],
    ['does not leave', 'ben', { outcome: { code: 'throttled' }, isToRepeat: true, written: 0 }],
    ['does not leave', 'nobody', { outcome: { code: 'throttled' }, isToRepeat: true, written: 0 }],
  ] as const)('%s where the look was taken as ana and it would be sent as %s', async (_, who, expected) => {
    const story = world([{}], [{ oid: 'ana' }, { oid: who }]);
    const end = await story.sending(async (one) => {
      await story.get();
      one.release();
      return story.put();
    });
    expect(end).toMatchObject(expected);
  });
});
