import { describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { allTurns } from '../../support/allTurns.ts';
import { idB, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planOf, readyToPlan, setControlPlane } from './panelBench.ts';
import { until } from '../../support/until.ts';

const complete = {
  kind: 'change',
  draft: {
    kind: 'setControlPlane',
    clusterId: sami.id,
    controlPlane: { kind: 'userAssigned', identityId: idB.id },
  },
} as const;

/** The service of the bench; plans from the `nth` on wait until they are let go. */
function slowFrom(nth: number, { service }: Bench) {
  const held = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  const plan = async (...[changes, signal]: Parameters<typeof service.plan>): Promise<Plan> => {
    if (signal) signals.push(signal);
    count += 1;
    if (count >= nth) await held.promise;
    return service.plan(changes);
  };
  let count = 0;
  return { service: async () => ({ ...service, plan }), signals, release: held.resolve, count: () => count };
}

/** The service of the bench, which begins to apply when it is let go. */
function slowToApply({ service }: Bench) {
  const held = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  let ended: Promise<unknown> = Promise.resolve();
  const apply: typeof service.apply = async (...given) => {
    asked.resolve();
    await held.promise;
    const outcome = service.apply(...given);
    ended = outcome.catch(() => undefined);
    return outcome;
  };
  return {
    service: async () => ({ ...service, apply }),
    asked: asked.promise,
    release: async () => {
      held.resolve();
      await asked.promise;
      await Promise.resolve();
      await ended;
    },
  };
}

describe('closing a panel', () => {
  it('while the plan is checked again stops the change', async () => {
    const bench = createBench(smallWorld());
    const slow = slowToApply(bench);
    const panel = openPanel(bench, setControlPlane, slow.service);
    await planOf(panel);
    await bench.forget();
    apply(panel);
    await slow.asked;
    panel.session.dispose();
    await slow.release();
    expect(await bench.writes()).toEqual([]);
    expect(await bench.service.activity()).toEqual([]);
  });

  it('ends reading for a plan and reading of the cluster', async () => {
    const bench = createBench(smallWorld());
    const slow = slowFrom(1, bench);
    const read = vi.fn((id: string, signal?: AbortSignal) => bench.service.cluster(id, signal));
    const panel = openPanel(bench, complete, async () => ({ ...(await slow.service()), cluster: read }));
    await until(() => expect(slow.signals).toHaveLength(1));
    expect(slow.signals[0]!.aborted).toBe(false);
    panel.session.dispose();
    expect(slow.signals[0]!.aborted).toBe(true);
    expect(read.mock.calls[0]![1]!.aborted).toBe(true);
    slow.release();
  });
});

describe('while a plan is being made', () => {
  it('going back while a plan is made ends the reading and drops its answer', async () => {
    const bench = createBench(smallWorld());
    const slow = slowFrom(1, bench);
    const panel = openPanel(bench, setControlPlane, slow.service);
    await readyToPlan(panel);
    panel.edit({ controlPlane: 'userAssigned', identity: idB.id });
    panel.send({ kind: 'review' });
    await until(() => expect(slow.signals).toHaveLength(1));
    panel.send({ kind: 'back' });
    expect(slow.signals[0]!.aborted).toBe(true);
    slow.release();
    await allTurns();
    expect(panel.state().flow).toMatchObject({ stage: 'choose' });
    expect(panel.state().flow).not.toHaveProperty('working');
    expect(panel.state().flow).not.toHaveProperty('plan');
    expect(panel.field('identity').value).toBe(idB.id);
    panel.send({ kind: 'review' });
    await panel.until(({ flow }) => flow?.plan !== undefined);
  });

  it('going back is impossible while the plan is checked before it is applied', async () => {
    const bench = createBench(smallWorld());
    const slow = slowToApply(bench);
    const panel = openPanel(bench, setControlPlane, slow.service);
    await planOf(panel);
    apply(panel);
    await slow.asked;
    panel.send({ kind: 'back' });
    expect(panel.state().flow).toMatchObject({ stage: 'plan' });
    await slow.release();
    await panel.until(({ flow }) => flow?.stage === 'result');
  });
});
