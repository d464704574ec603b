import { describe, expect, it } from 'vitest';
import { createArm, type Arm } from '../../../src/azure/arm/arm.ts';
import { armOptions, httpDouble, type HttpDouble, type Scripted } from '../../support/httpDouble.ts';
import { virtualTime } from '../../support/virtualTime.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources';
const operation = (subscription: string): string =>
  `/subscriptions/${subscription}/providers/Microsoft.ContainerService/locations/westeurope/operations/o?api-version=1`;

interface Bench {
  readonly arm: Arm;
  readonly double: HttpDouble;
  /** The seconds at which requests left. */
  readonly times: number[];
  readonly settle: () => Promise<void>;
}

function bench(script: (count: number) => Scripted): Bench {
  const { now, sleep, settle } = virtualTime();
  const times: number[] = [];
  const double = httpDouble(() => {
    times.push(Math.round(now() / 100) / 10);
    return script(times.length);
  });
  return { arm: createArm(armOptions(double, { sleep, now })), double, times, settle };
}

const quota = (remaining: number, seconds: number): Record<string, string> => ({
  'x-ms-user-quota-remaining': String(remaining),
  'x-ms-user-quota-resets-after': `00:00:0${seconds}`,
});

describe('looks at operations', () => {
  it('leave at less than two a second for a subscription, after some at once, in the order in which they were asked for', async () => {
    const { arm, times, double, settle } = bench(() => ({}));
    const looks = Array.from({ length: 40 }, (_, index) =>
      arm.send({ method: 'GET', path: `${operation('one')}&n=${index}` }),
    );
    await settle();
    await Promise.all(looks);
    expect(times.filter((time) => time === 0)).toHaveLength(10);
    for (let second = 0; second < 20; second++) {
      expect(times.filter((time) => time > second && time <= second + 1).length).toBeLessThanOrEqual(2);
    }
    expect(times.at(-1)).toBe(20);
    expect(double.sent.map(({ url }) => new URL(url).searchParams.get('n'))).toEqual(looks.map((_, n) => String(n)));
  });

  it('of other subscriptions do not wait for them, nor does any other request', async () => {
    const { arm, times, settle } = bench(() => ({}));
    const paths = Array.from({ length: 10 }, () => operation('one'));
    const all = [...paths, operation('two'), ...Array.from({ length: 30 }, () => '/subscriptions/one?api-version=1')];
    const sent = all.map((path) => arm.send({ method: 'GET', path }));
    await settle();
    await Promise.all(sent);
    expect(new Set(times)).toEqual(new Set([0]));
  });

  it('all wait for the time that AKS asks for when it refuses one', async () => {
    const { arm, times, settle } = bench((count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '20' } } : {},
    );
    const first = arm.send({ method: 'GET', path: operation('one') });
    await new Promise((resolve) => setImmediate(resolve));
    const others = [1, 2, 3].map(() => arm.send({ method: 'GET', path: operation('one') }));
    await settle();
    await Promise.all([first, ...others]);
    expect(times[0]).toBe(0);
    expect(Math.min(...times.slice(1))).toBe(20);
  });

  it('that are given up while they wait are never sent', async () => {
    const { arm, double, settle } = bench(() => ({}));
    const { signal, abort } = abortable();
    const looks = Array.from({ length: 15 }, () =>
      arm.send({ method: 'GET', path: operation('one'), signal }).catch((error: unknown) => error),
    );
    await new Promise((resolve) => setImmediate(resolve));
    abort();
    await settle();
    expect((await Promise.all(looks)).slice(10)).toMatchObject(Array(5).fill({ code: 'cancelled' }));
    expect(double.sent).toHaveLength(10);
  });
});

describe('reads of which Azure refused one', () => {
  const group = (subscription: string): string => `/subscriptions/${subscription}/resourceGroups/rg/providers`;
  const below = (subscription: string): string =>
    `${group(subscription)}/Microsoft.ContainerService/managedClusters/c/identityBindings?api-version=1`;
  const credentials = `${group('one')}/Microsoft.ManagedIdentity/userAssignedIdentities/i/federatedIdentityCredentials`;
  const kinds = [
    { kind: 'below clusters', path: below('one'), perSecond: 1 },
    { kind: 'of federated credentials', path: `${credentials}?api-version=1`, perSecond: 5 },
    {
      kind: 'of anything else',
      path: `${group('one')}/Microsoft.Network/virtualNetworks/v?api-version=1`,
      perSecond: 25,
    },
  ];
  const refusal: Scripted = { status: 429, headers: { 'retry-after': '3' } };

  it.each(kinds)('leave all at once before; $kind then at most $perSecond a second', async ({ path, perSecond }) => {
    const { arm, times, settle } = bench((count) => (count === 100 ? refusal : {}));
    const read = () => arm.send({ method: 'GET', path });
    const before = Array.from({ length: 100 }, read);
    await settle();
    const after = Array.from({ length: 80 }, read);
    await settle();
    await Promise.all([...before, ...after]);
    expect(times.filter((time) => time === 0)).toHaveLength(100);
    const later = times.slice(100);
    expect(later).toHaveLength(81);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(3);
    for (let second = 3; second < Math.max(...later); second++) {
      expect(later.filter((time) => time > second && time <= second + 1).length).toBeLessThanOrEqual(perSecond);
    }
  });

  it('do not wait where Azure asks for more than a minute, after which the refused one counts as throttled', async () => {
    const { arm, times, settle } = bench((count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '7200' } } : {},
    );
    const refused = arm.send({ method: 'GET', path: below('one') }).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [1, 2, 3].map(() => arm.send({ method: 'GET', path: below('one') }));
    await settle();
    expect(await refused).toMatchObject({ code: 'throttled' });
    await Promise.all(others);
    expect(Math.max(...times)).toBeLessThan(5);
  });

  it('slow down nothing else, neither in other subscriptions nor of other kinds', async () => {
    const { arm, times, settle } = bench((count) => (count === 1 ? refusal : {}));
    const refused = arm.send({ method: 'GET', path: below('one') });
    await new Promise((resolve) => setImmediate(resolve));
    const paths = [below('two'), '/subscriptions/one?api-version=1', `${credentials}?api-version=1`];
    const others = paths.map((path) => arm.send({ method: 'GET', path }));
    await settle();
    await Promise.all([refused, ...others]);
    expect(times).toEqual([0, 0, 0, 0, expect.any(Number)]);
  });

  it('leave at once again after a minute in which none was sent', async () => {
    const { now, sleep, settle } = virtualTime();
    const times: number[] = [];
    const double = httpDouble(() => {
      times.push(now());
      return times.length === 1 ? refusal : {};
    });
    const arm = createArm(armOptions(double, { sleep, now }));
    const read = () => arm.send({ method: 'GET', path: below('one') });
    const first = read();
    await settle();
    await first;
    const pause = sleep(70_000);
    await settle();
    await pause;
    const start = now();
    const later = Array.from({ length: 50 }, read);
    await settle();
    await Promise.all(later);
    expect(new Set(times.slice(2))).toEqual(new Set([start]));
  });
});

describe('queries to Resource Graph', () => {
  const query = { method: 'POST', path: graph, apiVersion: '1', body: {} } as const;

  it('wait until the quota is renewed where none are left', async () => {
    const { arm, times, settle } = bench((count) => ({ headers: quota(Math.max(0, 2 - count), 4) }));
    const work = (async () => {
      for (let count = 0; count < 3; count++) await arm.send(query);
    })();
    await settle();
    await work;
    expect(times).toEqual([0, 0, 4]);
  });

  it('do not wait while some are left', async () => {
    const { arm, times, settle } = bench(() => ({ headers: quota(14, 5) }));
    const sent = Array.from({ length: 14 }, () => arm.send(query));
    await settle();
    await Promise.all(sent);
    expect(new Set(times)).toEqual(new Set([0]));
  });

  it('that were refused are sent again when the quota is renewed', async () => {
    const { arm, times, settle } = bench((count) =>
      count === 1 ? { status: 429, headers: quota(0, 3), body: { error: { code: 'RateLimiting' } } } : {},
    );
    const sent = arm.send(query);
    await settle();
    expect(await sent).toMatchObject({ status: 200 });
    expect(times).toEqual([0, 3]);
  });
});

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
