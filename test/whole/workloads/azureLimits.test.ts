import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import type { Outcome, StepProgress } from '../../../src/app/runs/activity.ts';
import type { RunOptions } from '../../../src/app/runs/runs.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';

const audiences = ['api://AzureADTokenExchange'];
/** An issuer that no cluster has. */
const gone =
  'https://westeurope.oic.prod-aks.azure.com/88070db4-7637-449c-ad87-a7159739ff89/f9205c52-f091-430f-a178-8758628db999/';

/** The demo at an Azure that refuses what is over its own limits. */
const limited = (throttle = true): Bench =>
  createBench({ ...demoWorld(), graphHasCredentials: true }, { indexSeconds: 1, throttle });

/** Gives id-dev-mailer so many credentials of the gone issuer, and returns their move to store-weu. */
async function moveOf(bench: Bench, count: number): Promise<Change> {
  const clusterId = await idOf(bench, 'store-weu');
  const identityId = await idOf(bench, 'id-dev-mailer');
  for (let n = 0; n < count; n++) {
    const path = `${identityId}/federatedIdentityCredentials/old-${n}?api-version=2024-11-30`;
    const properties = { issuer: gone, subject: `system:serviceaccount:m:a${n}`, audiences };
    expect((await bench.arm('PUT', path, { properties })).status).toBeLessThan(300);
    bench.emulator.clock.advance(60);
  }
  bench.emulator.clock.advance(900);
  return { kind: 'moveCredentials', fromIssuer: gone, clusterId };
}

async function moveOfJobs(bench: Bench): Promise<Change> {
  const clusterId = await idOf(bench, 'store-weu');
  const identityId = await idOf(bench, 'id-jobs');
  const [first] = (await bench.service.uses(identityId)).credentials;
  return { kind: 'moveCredentials', fromIssuer: first!.issuer, clusterId, identityIds: [identityId] };
}

async function fixOfDemo(bench: Bench): Promise<Change> {
  const clusterId = await idOf(bench, 'store-weu');
  return (await bench.api.diagnose(clusterId)).find(({ code }) => code === 'credentialOfGoneIssuer')!.fix!;
}

async function lists(bench: Bench): Promise<number> {
  const all = await bench.requests();
  return all.filter(({ path }) => /id-dev-mailer\/federatedIdentityCredentials$/i.test(path)).length;
}

describe("a move at Azure's own limits", () => {
  it.each([1, 2, 3, 4, 5, 6])(
    "of %i credentials of one identity ends by itself at Azure's own limits (W-05)",
    async (count) => {
      const bench = limited();
      const change = await moveOf(bench, count);
      const plan = await bench.service.plan([change]);
      expect((await bench.service.apply(plan)).status).toBe('succeeded');
    },
  );

  it.each([
    ['19 credentials of one identity', moveOfJobs],
    ["the demo's own credentials", fixOfDemo],
  ])("of %s ends by itself at Azure's own limits, each write taken once (W-05)", async (_, changeOf) => {
    const bench = limited();
    const plan = await bench.service.plan([await changeOf(bench)]);
    await bench.forget();
    const details = new Set<string>();
    const onProgress = ({ detail }: StepProgress): void => void details.add(textOf(detail ?? ''));
    const { status, steps } = await bench.service.apply(plan, { onProgress });
    expect(status).toBe('succeeded');
    const taken = (await bench.writes()).filter(({ status }) => status < 300);
    expect(taken).toHaveLength(steps.filter((step) => step.status === 'done').length);
    expect([...details].filter((detail) => / in \d+ s$/.test(detail))).not.toEqual([]);
  });

  it("that was stopped comes further with each resume at Azure's own limits (W-05)", async () => {
    const bench = limited();
    const plan = await bench.service.plan([await moveOf(bench, 6)]);
    const doneIn = ({ steps }: Outcome): number => steps.filter(({ status }) => status.endsWith('one')).length;
    const run = (start: (options: RunOptions) => Promise<Outcome>): Promise<Outcome> => {
      const abort = new AbortController();
      let done = 0;
      const onProgress = ({ status }: StepProgress): void => {
        if (status === 'done' && ++done === 2) abort.abort();
      };
      return start({ signal: abort.signal, onProgress });
    };
    let outcome = await run((options) => bench.service.apply(plan, options));
    while (outcome.status === 'stopped') {
      const { activityId } = outcome;
      const next = await run((options) => bench.service.resume(activityId, options));
      expect(doneIn(next)).toBeGreaterThan(doneIn(outcome));
      outcome = next;
    }
    expect(outcome.status).toBe('succeeded');
  });

  it('a removal that Azure refused for the moment does not count as sent, nor does its error say that nothing was', async () => {
    const bench = limited(false);
    const plan = await bench.service.plan([await moveOf(bench, 1)]);
    const slow = { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 4 };
    await bench.fault({ match: { method: 'DELETE', pathContains: 'id-dev-mailer' }, ...slow, times: 1 });
    bench.onWait = async () => {
      bench.onWait = undefined;
      await bench.fault({ match: { method: 'GET', pathContains: 'id-dev-mailer' }, ...slow, times: 99 });
    };
    const { activityId, steps } = await bench.service.apply(plan);
    const last = steps.at(-1)!;
    expect(last).toMatchObject({ status: 'failed', error: { code: 'throttled', status: 429 } });
    expect(last.maybeTaken).toBeUndefined();
    expect(last.error!.message).not.toContain('Nothing was sent');
    await bench.noFaults();
    expect((await bench.service.resume(activityId)).status).toBe('succeeded');
  });
});

describe('the lists of an identity', () => {
  it('grow with the steps that it has, not with their square', async () => {
    const counted = async (count: number): Promise<number> => {
      const bench = limited(false);
      const plan = await bench.service.plan([await moveOf(bench, count)]);
      await bench.forget();
      expect((await bench.service.apply(plan)).status).toBe('succeeded');
      return lists(bench);
    };
    const few = await counted(1);
    const some = await counted(6);
    const many = await counted(19);
    expect((many - some) / 13).toBe((some - few) / 5);
    expect((some - few) / 5).toBeLessThanOrEqual(5);
  });
});
