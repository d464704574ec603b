import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { retryAfterOf } from '../../../src/azure/http/retryPolicy.ts';
import { asStep } from '../../support/azure/asStep.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const cluster = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';
const identity = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i';
const assignment = `${cluster}/providers/Microsoft.Authorization/roleAssignments/r`;
const graph = '/providers/Microsoft.ResourceGraph/resources';

async function send(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, script: readonly Scripted[], random = 0) {
  const double = httpDouble(script);
  const options = armOptions(double, { random: () => random });
  const arm = createArm(options);
  const request = { method, path, apiVersion: '1', ...(method === 'PUT' ? { body: {} } : {}) };
  const outcome = await asStep(() => arm.send(request)).then(
    () => 'ok',
    (error: unknown) => error,
  );
  return { outcome, requests: double.sent.length, waits: options.waits };
}

const lost: Scripted = { broken: 'ECONNRESET' };
const failed: Scripted = { status: 502 };

describe('a request', () => {
  it.each([
    ['GET', cluster],
    ['GET', identity],
    ['POST', graph],
  ] as const)(
    'is repeated when its answer got lost, three times with growing pauses: %s, row %#',
    async (method, path) => {
      expect(await send(method, path, [lost, failed, {}])).toMatchObject({ outcome: 'ok', requests: 3 });
      const given = await send(method, path, [lost]);
      expect(given).toMatchObject({ requests: 4, waits: [500, 1500, 4000] });
      expect(given.outcome).toMatchObject({ code: 'unexpected' });
    },
  );

  it.each([
    ['PUT', cluster],
    ['DELETE', cluster],
    ['PUT', identity],
    ['DELETE', identity],
    ['DELETE', assignment],
    ['POST', `${cluster}/agentPools/p/upgradeNodeImageVersion`],
    ['PUT', assignment],
  ] as const)('is never repeated blindly: %s, row %#', async (method, path) => {
    expect(await send(method, path, [lost])).toMatchObject({ requests: 1, waits: [] });
    expect(await send(method, path, [failed])).toMatchObject({ requests: 1, waits: [] });
    expect(await send(method, path, [{ status: 429 }])).toMatchObject({ requests: 1, waits: [] });
  });

  it.each([
    ['POST', graph],
    ['GET', cluster],
  ] as const)('%s is repeated after exactly the pause that ARM asks for when throttled', async (method, path) => {
    const throttled = { status: 429, headers: { 'retry-after': '17' } };
    expect(await send(method, path, [throttled, {}])).toMatchObject({ outcome: 'ok', waits: [17_000] });
  });

  it.each([
    ['POST', graph],
    ['GET', cluster],
  ] as const)('%s is repeated with growing pauses when throttled without a pause to keep', async (method, path) => {
    expect(await send(method, path, [{ status: 429 }, { status: 429 }, {}])).toMatchObject({
      outcome: 'ok',
      waits: [500, 1500],
    });
  });

  it('PUT of a role assignment is left to its caller even when throttled: it could be written over what was made meanwhile', async () => {
    const throttled = { status: 429, headers: { 'retry-after': '17' } };
    const given = await send('PUT', assignment, [throttled, {}]);
    expect(given).toMatchObject({
      requests: 1,
      waits: [],
      outcome: { code: 'throttled', failure: { retryAfter: 17 } },
    });
  });

  it('PUT is left to its caller after 503, which may have been taken, whatever pause ARM asks for', async () => {
    const unavailable = { status: 503, headers: { 'retry-after': '5' } };
    expect(await send('PUT', cluster, [unavailable])).toMatchObject({ requests: 1, waits: [] });
    expect(await send('GET', cluster, [unavailable, {}])).toMatchObject({ outcome: 'ok', waits: [5000] });
  });

  it('fails at once with the pause in its error when ARM asks for more than a minute', async () => {
    const given = await send('GET', cluster, [{ status: 429, headers: { 'retry-after': '61' } }]);
    expect(given).toMatchObject({ requests: 1, waits: [] });
    expect(given.outcome).toMatchObject({ code: 'throttled', failure: { retryAfter: 61 } });
  });

  it.each(['0', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
    'waits half a second at least where ARM asks for %s when throttled',
    async (asked) => {
      const given = await send('GET', cluster, [{ status: 429, headers: { 'retry-after': asked } }]);
      expect(given.outcome).toMatchObject({ code: 'throttled' });
      expect(given.waits.length).toBeGreaterThan(10);
      expect(Math.min(...given.waits)).toBe(500);
    },
  );

  it.each([0, 1, 3, 10, 30, 60])('waits two minutes in all at most where ARM asks for %i s', async (asked) => {
    for (const random of [0, 0.5, 1]) {
      const refusal = { status: 429, headers: { 'retry-after': String(asked) } };
      const given = await send('GET', cluster, [refusal], random);
      expect(given.outcome).toMatchObject({ code: 'throttled' });
      expect(given.waits.length).toBeGreaterThan(0);
      expect(given.waits.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(120_000);
    }
  });

  it('that got lost after it was throttled several times is repeated as any other', async () => {
    const throttled = { status: 429, headers: { 'retry-after': '1' } };
    const given = await send('GET', cluster, [throttled, throttled, throttled, throttled, lost, {}]);
    expect(given).toMatchObject({ outcome: 'ok', waits: [1000, 1000, 1000, 1000, 500] });
  });

  it.each([400, 401, 403, 404, 409, 412])('is not repeated after %s', async (status) => {
    expect(await send('GET', cluster, [{ status }])).toMatchObject({ requests: 1, waits: [] });
  });
});

it('the retry policy reads Retry-After as seconds or as a date', () => {
  const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');
  expect(retryAfterOf('5', now)).toBe(5);
  expect(retryAfterOf('Wed, 21 Oct 2026 07:28:30 GMT', now)).toBe(30);
  expect(retryAfterOf('Wed, 21 Oct 2026 07:00:00 GMT', now)).toBe(0);
  expect(retryAfterOf('soon', now)).toBeUndefined();
  expect(retryAfterOf(undefined, now)).toBeUndefined();
});
