import { describe, expect, it } from 'vitest';
import { busyPauses } from '../../../src/azure/write/operations.ts';
import { runStep, stepHolds, stepSettled, stepStands } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';

const poolId =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop/agentPools/np1' as ArmId;
const toNew = stepOf({ kind: 'upgradeNodeImage', poolId, from: 'old', to: 'new' });
const toAny = stepOf({ kind: 'upgradeNodeImage', poolId, from: 'old' });
const sends = 'POST upgradeNodeImageVersion';

interface Pool {
  readonly nodeImageVersion?: string;
  readonly provisioningState: string;
}
const pool = (nodeImageVersion?: string, provisioningState = 'Succeeded'): Pool => ({
  ...(nodeImageVersion === undefined ? {} : { nodeImageVersion }),
  provisioningState,
});

/** A node pool; the upgrade works for some reads, unless something is answered in its place. */
function aks(
  options: {
    readonly there?: Pool;
    readonly lasts?: number;
    readonly ends?: Pool;
    readonly onPost?: (write: number) => Scripted | undefined;
    readonly isTakenThoughAnswered?: boolean;
    readonly onRead?: (read: number, state: { there: Pool }) => void;
  } = {},
  more: Partial<StepContext> = {},
) {
  const { lasts = 1, ends = pool('new'), onPost, onRead } = options;
  const state = { there: options.there ?? pool('old') };
  let left = lasts;
  let reads = 0;
  const isAtWork = (): boolean => /ing/i.test(state.there.provisioningState);
  const stage = writeStage((request, writes) => {
    if (request.method === 'GET') {
      onRead?.(++reads, state);
      if (isAtWork() && left-- <= 0) state.there = ends;
      if (request.url.includes('/op?')) return { body: { status: isAtWork() ? 'InProgress' : 'Succeeded' } };
      return { body: { id: poolId, properties: state.there } };
    }
    const answer = onPost?.(writes);
    if (answer === undefined || options.isTakenThoughAnswered) state.there = pool('old', 'UpgradingNodeImageVersion');
    const headers = { 'azure-asyncoperation': `https://management.azure.com${poolId}/op?api-version=2026-04-01` };
    return answer ?? { status: 202, headers, body: {} };
  }, more);
  return { ...stage, state };
}

describe('the node image of a pool', () => {
  it('is upgraded by one request, and waited for', async () => {
    const { context, writes, events, details } = aks({ lasts: 3 });
    expect(await runStep(toNew, context)).toBe('done');
    expect(events().filter((event) => !event.startsWith('wait'))).toEqual(['note', sends]);
    expect(new URL(writes[0]!.url).pathname).toBe(`${poolId}/upgradeNodeImageVersion`);
    expect(new URL(writes[0]!.url).searchParams.get('api-version')).toBe('2026-04-01');
    expect(details).toContain('');
  });

  it('that runs it already needs no request', async () => {
    for (const sent of [false, true]) {
      const { context, log } = aks({ there: pool('new') }, { sent });
      expect(await runStep(toNew, context)).toBe(sent ? 'done' : 'alreadyDone');
      expect(log).not.toContain('note');
    }
  });

  it('on which something else is running is not upgraded now', async () => {
    const { context, log } = aks({ there: pool('old', 'Scaling') });
    await expect(runStep(toNew, context)).rejects.toMatchObject({
      code: 'conflict',
      message: 'np1 is Scaling: another operation is running on it.',
    });
    expect(log).toEqual(['GET np1']);
  });

  it.each(['Failed', 'Canceled'])('that is %s is upgraded', async (state) => {
    const { context, writes } = aks({ there: pool('new', state) });
    expect(await runStep(toNew, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it('that someone upgrades right before the request is waited for, and nothing is sent', async () => {
    for (const [there, lasts] of [
      [pool('old', 'upgrading'), 3],
      [pool('new'), 0],
    ] as const) {
      const { context, writes, events } = aks({
        lasts,
        onRead: (read, state) => void (read === 2 && (state.there = there)),
      });
      expect(await runStep(toNew, context)).toBe('done');
      expect(writes).toEqual([]);
      expect(events().slice(0, 2)).toEqual(['note', 'take back']);
    }
  });

  it('on which something begins right before the request is upgraded after it', async () => {
    const { context, writes, details } = aks({
      onRead: (read, state) => {
        if (read === 2) state.there = pool('old', 'Scaling');
        if (read === 4) state.there = pool('old');
      },
      lasts: 4,
    });
    expect(await runStep(toNew, context)).toBe('done');
    expect(details[0]).toBe('Azure says that another operation is in progress; checking again in 10 s');
    expect(writes).toHaveLength(1);
  });

  it('waits for another operation, and gives up after five minutes', async () => {
    const busy = refusal(409, 'OperationNotAllowed', 'Another operation is in progress.');
    const passing = aks({ onPost: (write) => (write === 0 ? busy : undefined) });
    expect(await runStep(toNew, passing.context)).toBe('done');
    expect(passing.writes).toHaveLength(2);
    const { context, log } = aks({ onPost: () => busy });
    await expect(runStep(toNew, context)).rejects.toThrow('Another operation is in progress.');
    expect(log.filter((event) => event.startsWith('wait')).map((event) => Number(event.slice(5)))).toEqual(busyPauses);
  });

  it('fails at once where Azure refuses it', async () => {
    const { context, writes } = aks({ onPost: () => refusal(400, 'BadRequest') });
    await expect(runStep(toNew, context)).rejects.toMatchObject({ armCode: 'BadRequest' });
    expect(writes).toHaveLength(1);
  });

  it.each([1, 0])('whose answer got lost is not upgraded twice, while it takes %i reads', async (lasts) => {
    const { context, writes, details } = aks({
      lasts,
      onPost: () => ({ broken: 'ECONNRESET' }),
      isTakenThoughAnswered: true,
    });
    expect(await runStep(toNew, context)).toBe('done');
    expect(writes).toHaveLength(1);
    expect(details.join()).not.toContain('retrying');
  });

  it('whose request got lost on the way is upgraded by another', async () => {
    const { context, writes } = aks({ onPost: (write) => (write === 0 ? { broken: 'ECONNRESET' } : undefined) });
    expect(await runStep(toNew, context)).toBe('done');
    expect(writes).toHaveLength(2);
  });

  it('that has become a newer one than the plan knew is as good', async () => {
    expect(await runStep(toNew, aks({ ends: pool('newer') }).context)).toBe('done');
    expect(await runStep(toAny, aks({ ends: pool('newer') }).context)).toBe('done');
  });

  it.each([
    { ends: pool('old'), words: 'np1 is Succeeded and runs old' },
    { ends: pool('new', 'Failed'), words: 'np1 is Failed and runs new' },
    { ends: pool(), words: 'np1 is Succeeded and runs an unknown image' },
  ])('that ends otherwise is no success: $words', async ({ ends, words }) => {
    const { context } = aks({ ends });
    await expect(runStep(toNew, context)).rejects.toMatchObject({
      code: 'unexpected',
      message: `The upgrade has ended, but ${words}.`,
    });
  });

  it('that is still at work after its operation ended is waited for', async () => {
    const { context } = aks({
      onPost: () => ({ status: 200, body: {} }),
      onRead: (read, state) => {
        if (read > 2) state.there = read < 6 ? pool('old', 'Updating') : pool('new');
      },
      lasts: 99,
    });
    expect(await runStep(toNew, context)).toBe('done');
  });
});

describe('what is there of an upgrade', () => {
  const cases = [
    { name: 'the old image', there: pool('old'), holds: false, settled: undefined },
    { name: 'the new image', there: pool('new'), holds: true, settled: 'done' },
    { name: 'the new image, failed', there: pool('new', 'Failed'), holds: false, settled: undefined },
    { name: 'a newer image', there: pool('newer'), holds: false, any: true, settled: 'done' },
    { name: 'a newer image, failed', there: pool('newer', 'Failed'), holds: false, settled: undefined },
    { name: 'no image', there: pool(), holds: false, any: true, settled: undefined, anySettled: 'done' },
    { name: 'an upgrade', there: pool('old', 'UPGRADINGNodeImageVersion'), holds: 'running', settled: 'done' },
    { name: 'something that only sounds so', there: pool('old', 'NotUpgrading'), holds: false, settled: undefined },
  ] as const;

  it.each(cases)('$name: holds $holds, settles as $settled', async (each) => {
    const { there, holds, settled } = each;
    const { context, writes } = aks({ there, lasts: 9 });
    expect(await stepHolds(toNew, context)).toBe(holds);
    expect(await stepStands(toNew, context)).toBe(holds === true);
    expect(await stepHolds(toAny, aks({ there, lasts: 9 }).context)).toBe('any' in each ? each.any : holds);
    expect(await stepSettled(toNew, aks({ there, lasts: 2 }, { sent: true }).context)).toBe(settled);
    expect(await stepSettled(toAny, aks({ there, lasts: 2 }, { sent: true }).context)).toBe(
      'anySettled' in each ? each.anySettled : settled,
    );
    expect(writes).toEqual([]);
  });

  it('an image is not newer where the plan did not know the old one', async () => {
    const unknown = stepOf({ kind: 'upgradeNodeImage', poolId, to: 'new' });
    expect(await stepSettled(unknown, aks({ there: pool('newer') }, { sent: true }).context)).toBeUndefined();
  });

  it('a later run finds the upgrade and sends nothing', async () => {
    for (const there of [pool('old', 'Upgrading'), pool('newer')]) {
      const { context, writes } = aks({ there, lasts: 2 }, { sent: true });
      expect(await runStep(toNew, context)).toBe('done');
      expect(writes).toEqual([]);
    }
  });

  it('the operation of an earlier run is followed where it is known', async () => {
    const config = {
      operationLocation: `${poolId}/op?api-version=2026-04-01`,
      metadata: { mode: 'OperationLocation' },
    };
    const operation = JSON.stringify({ state: { status: 'running', config } });
    const { context, log } = aks({ there: pool('old', 'Upgrading'), lasts: 3 }, { sent: true, operation });
    expect(await stepSettled(toNew, context)).toBe('done');
    expect(log).toContain('GET op');
  });
});
