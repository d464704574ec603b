import type { TokenCredential } from '@azure/core-auth';
import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const path = '/subscriptions/s/resourceGroups/g';
const demanded = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const refused = (error: string, claims = btoa(demanded)): Scripted => ({
  status: 401,
  headers: { 'www-authenticate': `Bearer realm="", error="${error}", claims="${claims}"` },
});

/** Reads twice against a script; the token of the first request is close to its end, so that the SDK renews it beside. */
async function readTwice(script: readonly Scripted[], { seconds = 90 } = {}) {
  const asked: (string | undefined)[] = [];
  const renewal = Promise.withResolvers<undefined>();
  const carried: (string | undefined)[] = [];
  const double = httpDouble(({ headers }) => {
    carried.push(headers.get('authorization'));
    return script[Math.min(carried.length, script.length) - 1]!;
  });
  const arm = createArm(
    armOptions(double, {
      credential: {
        async getToken(_, { claims } = {}) {
          asked.push(claims);
          // The renewal that the SDK begins beside the second request ends after everything else.
          if (claims === undefined && asked.length > 1) await renewal.promise;
          return { token: claims === undefined ? 'silent' : 'claims', expiresOnTimestamp: Date.now() + seconds * 1000 };
        },
      },
    }),
  );
  const get = (): Promise<unknown> => arm.send({ method: 'GET', path, apiVersion: '2021-04-01' });
  const code = (error: unknown): unknown => (error as { code?: unknown }).code;
  const outcomes = [await get().catch(code), await get().catch(code)];
  renewal.resolve(undefined);
  return { outcomes, asked, carried };
}

describe('a challenge for claims', () => {
  it('that comes while a token is renewed is answered with its claims, once, and the token is kept', async () => {
    const { asked, carried } = await readTwice([{}, refused('insufficient_claims'), {}]);
    expect(asked).toEqual([undefined, undefined, demanded]);
    expect(carried).toEqual(['Bearer silent', 'Bearer silent', 'Bearer claims']);
  });

  it('that is repeated after it was answered ends as signed out, without another question', async () => {
    const { outcomes, asked } = await readTwice([{}, refused('insufficient_claims'), refused('insufficient_claims')]);
    expect(outcomes[1]).toBe('signedOut');
    expect(asked.filter((claims) => claims !== undefined)).toEqual([demanded]);
  });

  it('an unanswered challenge releases callers that have stopped, even if the credential continues', async () => {
    const stop = new AbortController();
    const credential: TokenCredential = {
      getToken: (_, { claims } = {}) => {
        if (claims === undefined) return Promise.resolve({ token: 'silent', expiresOnTimestamp: Date.now() + 9e6 });
        stop.abort();
        return new Promise(() => undefined);
      },
    };
    const arm = createArm(
      armOptions(
        httpDouble(() => refused('insufficient_claims')),
        { credential },
      ),
    );
    const sent = arm.send({ method: 'GET', path, apiVersion: '2021-04-01', signal: stop.signal });
    await expect(sent).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([
    ['another error', refused('invalid_token')],
    ['claims that are no base64', refused('insufficient_claims', '%')],
    ['no header', { status: 401 }],
  ] as const)('a 401 with %s asks no one to sign in', async (_, answer) => {
    const { outcomes, asked } = await readTwice([{}, answer]);
    expect(outcomes[1]).toBe('signedOut');
    expect(asked.every((claims) => claims === undefined)).toBe(true);
  });
});

it('a token that several requests wait for is taken from none of them by one that is stopped', async () => {
  const first = new AbortController();
  const given = Promise.withResolvers<undefined>();
  const credential: TokenCredential = {
    async getToken() {
      await given.promise;
      return { token: 'token', expiresOnTimestamp: Date.now() + 9e6 };
    },
  };
  const arm = createArm(armOptions(httpDouble([{}, {}]), { credential }));
  const get = (signal?: AbortSignal): Promise<unknown> => arm.send({ method: 'GET', path, apiVersion: '1', signal });
  const stopped = get(first.signal);
  const other = get();
  first.abort();
  given.resolve(undefined);
  await stopped.catch(() => undefined);
  await expect(other).resolves.toMatchObject({ status: 200 });
});

describe('a refusal to activate a role', () => {
  const refusal = (code: string, message: string): Scripted => ({ status: 400, body: { error: { code, message } } });
  const acrs = refusal('RoleAssignmentRequestAcrsValidationFailed', `&claims=${encodeURIComponent(demanded)}`);
  const rules = (...names: string[]): Scripted =>
    refusal(
      'RoleAssignmentRequestPolicyValidationFailed',
      `The following policy rules failed: ${JSON.stringify(names)}`,
    );

  it('is answered with the claims that it names, and a token that was made for them is not asked for again (H-60)', async () => {
    const { asked, carried, outcomes } = await readTwice([acrs, acrs, acrs, acrs]);
    expect(asked.filter((claims) => claims !== undefined)).toEqual([demanded]);
    expect(carried).toEqual(['Bearer silent', 'Bearer claims', 'Bearer claims']);
    expect(outcomes).toEqual(['unexpected', 'unexpected']);
  });

  it('for a second factor alone is answered with a sign-in that has one (H-60)', async () => {
    const { asked, carried } = await readTwice([rules('MfaRule'), {}]);
    expect(asked.filter((claims) => claims !== undefined)).toEqual([
      JSON.stringify({ access_token: { amr: { essential: true, values: ['mfa'] } } }),
    ]);
    expect(carried[1]).toBe('Bearer claims');
  });

  it.each([
    ['another rule', rules('TicketingRule')],
    ['another rule besides', rules('TicketingRule', 'MfaRule')],
    ['a context without claims', refusal('RoleAssignmentRequestAcrsValidationFailed', 'no')],
    ['claims that can not be read', refusal('RoleAssignmentRequestAcrsValidationFailed', '&claims=%E0%A4%A')],
    ['something else', refusal('BadRequest', `&claims=${encodeURIComponent(demanded)}`)],
  ])('for %s asks nobody to sign in', async (_, answer) => {
    const { asked } = await readTwice([answer, {}]);
    expect(asked.filter((claims) => claims !== undefined)).toEqual([]);
  });
});
