import { say } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import type { StepProgress } from '../../../src/app/runs/activity.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';

const audiences = ['api://AzureADTokenExchange'];
/** An issuer that no cluster has. */
const gone =
  'https://westeurope.oic.prod-aks.azure.com/88070db4-7637-449c-ad87-a7159739ff89/f9205c52-f091-430f-a178-8758628db999/';
const slow = { status: 429, code: 'TooManyRequests', message: 'Slow down.' };

interface World {
  readonly bench: Bench;
  readonly store: string;
  readonly mailer: string;
}

async function world(credentials: number, options: BenchOptions = {}): Promise<World> {
  const bench = createBench(demoWorld(), { indexSeconds: 1, ...options });
  const store = await idOf(bench, 'store-weu');
  const mailer = await idOf(bench, 'id-dev-mailer');
  for (let n = 0; n < credentials; n++) await trust(bench, mailer, `old-${n}`, `m:a${n}`);
  bench.emulator.clock.advance(900);
  return { bench, store, mailer };
}

async function trust(bench: Bench, identityId: string, name: string, account: string, issuer = gone): Promise<void> {
  const path = `${identityId}/federatedIdentityCredentials/${name}?api-version=2024-11-30`;
  const properties = { issuer, subject: `system:serviceaccount:${account}`, audiences };
  expect((await bench.arm('PUT', path, { properties })).status).toBeLessThan(300);
  bench.emulator.clock.advance(60);
}

async function subjectsOf({ bench, mailer }: World): Promise<readonly string[]> {
  const { body } = await bench.arm('GET', `${mailer}/federatedIdentityCredentials?api-version=2024-11-30`);
  const all = body['value'] as readonly { readonly properties: { readonly subject: string } }[];
  return all.map(({ properties }) => properties.subject.replace('system:serviceaccount:', ''));
}

describe('a place that does not answer while a change goes on', () => {
  it.each([503, 429])('with %i leaves it to be resumed, as nothing has changed (W-05)', async (status) => {
    const { bench, store } = await world(2);
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer: gone, clusterId: store }]);
    const abort = new AbortController();
    const onProgress = ({ status: now }: StepProgress): void => {
      if (now === 'done') abort.abort();
    };
    const { activityId } = await bench.service.apply(plan, { signal: abort.signal, onProgress });
    const match = { method: 'GET', pathContains: 'id-jobs/federatedIdentityCredentials' };
    await bench.fault({ match, status, code: 'NotNow', message: 'Not now.', retryAfter: 100, times: 100 });
    await bench.service.resume(activityId).catch(() => undefined);
    await bench.noFaults();
    expect((await bench.service.activity())[0]).toMatchObject({ resumable: true });
    expect((await bench.service.resume(activityId)).status).toBe('succeeded');
  });

  it('ends a change without a reviewed plan before it has begun', async () => {
    const { bench, store } = await world(2);
    const match = { method: 'GET', pathContains: 'id-jobs/federatedIdentityCredentials' };
    await bench.fault({ match, status: 503, code: 'NotNow', message: 'Not now.', times: 100_000 });
    const change = { kind: 'moveCredentials', fromIssuer: gone, clusterId: store } as const;
    await bench.forget();
    await expect(bench.api.apply(change)).rejects.toThrow(/Not now/);
    expect(await bench.writes()).toEqual([]);
  });
});

describe('a removal whose last look had to wait', () => {
  it("reads again right before it is sent, so that a colleague's work meanwhile stays (W-04)", async () => {
    let act: ((path: string, method: string) => Promise<void>) | undefined;
    const own = await world(1, {
      between: (emulator): HttpClient => ({
        async sendRequest(request) {
          await act?.(new URL(request.url).pathname, request.method);
          return emulator.sendRequest(request);
        },
      }),
    });
    const { bench, mailer } = own;
    const credential = `${mailer}/federatedIdentityCredentials/old-0`;
    const plan = await bench.service.plan([{ kind: 'deleteCredential', credentialId: credential }]);
    const isList = /id-dev-mailer\/federatedIdentityCredentials$/i;
    let lists = 0;
    const match = { method: 'GET', pathContains: 'id-dev-mailer/federatedIdentityCredentials' };
    let sinceWait = 0;
    act = async (path, method) => {
      if (method !== 'GET') return;
      if (isList.test(path) && ++lists === 4) await bench.fault({ match, ...slow, retryAfter: 2, times: 1 });
      if (lists <= 4 || isList.test(path) || ++sinceWait !== 1) return;
      act = undefined;
      await bench.arm('DELETE', `${credential}?api-version=2024-11-30`);
      bench.emulator.clock.advance(10);
      await trust(bench, mailer, 'old-0', 'other:live', 'https://token.actions.githubusercontent.com');
    };
    await bench.service.apply(plan).catch(() => undefined);
    expect(act).toBeUndefined();
    expect(await subjectsOf(own)).toContain('other:live');
  });
});

describe('a write that finds something else than was planned', () => {
  it.each([
    ['says that it changed nothing where Azure had refused it before', 429],
    ['does not say so where Azure may have taken it before, as the answer got lost', 500],
  ])('%s', async (_, status) => {
    let lose = status;
    const { bench, store } = await world(1, {
      between: (emulator): HttpClient => ({
        async sendRequest(request) {
          const { pathname } = new URL(request.url);
          const isCreated = request.method === 'PUT' && pathname.includes('/federatedIdentityCredentials/');
          if (lose === 0 || !isCreated) return emulator.sendRequest(request);
          lose = 0;
          if (status === 500) await emulator.sendRequest(request);
          bench.emulator.clock.advance(60);
          const [identityId = '', name = ''] = pathname.split('/federatedIdentityCredentials/');
          await trust(bench, identityId, name, 'other:live', 'https://token.actions.githubusercontent.com');
          const bodyAsText = JSON.stringify({ error: { code: 'Odd', message: 'Odd.' } });
          return { request, status, headers: createHttpHeaders(), bodyAsText };
        },
      }),
    });
    const outcome = await bench.api.apply({ kind: 'moveCredentials', fromIssuer: gone, clusterId: store });
    const { message } = outcome.steps.find(({ error }) => error)!.error!;
    expect(message).toContain('This has changed since you confirmed it');
    expect(message.includes('This step changed nothing.')).toBe(status === 429);
  });

  it.each([429, 500])(
    'does not say of a removal that nothing was sent, after Azure answered %i to it',
    async (status) => {
      let lose = false;
      const { bench, mailer } = await world(1, {
        between: (emulator): HttpClient => ({
          async sendRequest(request) {
            if (!lose || request.method !== 'DELETE') return emulator.sendRequest(request);
            lose = false;
            if (status === 500) await emulator.sendRequest(request);
            bench.emulator.clock.advance(60);
            await trust(bench, mailer, 'old-0', 'other:live', 'https://token.actions.githubusercontent.com');
            const bodyAsText = JSON.stringify({ error: { code: 'Odd', message: 'Odd.' } });
            return { request, status, headers: createHttpHeaders(), bodyAsText };
          },
        }),
      });
      const credentialId = `${mailer}/federatedIdentityCredentials/old-0`;
      const plan = await bench.service.plan([{ kind: 'deleteCredential', credentialId }]);
      lose = true;
      const { message } = (await bench.service.apply(plan)).steps[0]!.error!;
      expect(message).toContain('This has changed since you confirmed it');
      expect(message).not.toContain('Nothing was sent.');
    },
  );
});

describe('a write that Azure has refused for the moment', () => {
  const stopped = async (bench: Bench, plan: Awaited<ReturnType<Bench['service']['plan']>>) => {
    const abort = new AbortController();
    const onProgress = ({ detail = say`` }: StepProgress): void => {
      if (textOf(detail).includes('slow down; retrying')) abort.abort();
    };
    return bench.service.apply(plan, { onProgress, signal: abort.signal });
  };

  it('does not continue in Azure if the user stops waiting', async () => {
    const { bench } = await world(0);
    const identityId = await idOf(bench, 'id-iot-ingest');
    const clusterId = await idOf(bench, 'iot-weu');
    const account = { namespace: 'a', serviceAccount: 'b' };
    const plan = await bench.service.plan([{ kind: 'createCredential', identityId, clusterId, ...account }]);
    const match = { method: 'PUT', pathContains: 'id-iot-ingest' };
    await bench.fault({ match, ...slow, retryAfter: 30, times: 9 });
    const { next = [] } = await stopped(bench, plan);
    const [entry] = await bench.service.activity();
    expect(JSON.stringify([next, entry?.steps])).not.toMatch(/continues with/);
  });

  it('is not said to be our own doing where a colleague does it meanwhile', async () => {
    const { bench, mailer } = await world(1);
    const credential = `${mailer}/federatedIdentityCredentials/old-0`;
    const plan = await bench.service.plan([{ kind: 'deleteCredential', credentialId: credential }]);
    const match = { method: 'DELETE', pathContains: 'id-dev-mailer' };
    await bench.fault({ match, ...slow, retryAfter: 30, times: 9 });
    const { activityId } = await stopped(bench, plan);
    await bench.noFaults();
    await bench.arm('DELETE', `${credential}?api-version=2024-11-30`);
    const { steps } = await bench.service.resume(activityId);
    expect(steps.map(({ status }) => status)).toEqual(['alreadyDone']);
  });
});
