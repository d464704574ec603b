import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idB, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planOf, resulted, setControlPlane } from './panelBench.ts';
import { until } from '../../support/until.ts';
import { say } from '../../../src/sentences/words.ts';

const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => {
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

const details = { kind: 'cluster', clusterId: sami.id, tab: 'details' } as const;
const toB = { kind: 'userAssigned', identityId: idB.id } as const;
const runningElsewhere: ActivityEntry = {
  activityId: 'a',
  title: say`Change control plane`,
  doing: say`Changing control plane`,
  done: say`Changed control plane`,
  changes: [{ kind: 'setControlPlane', clusterId: sami.id, controlPlane: toB }],
  status: 'running',
  steps: [{ id: 's', title: 'Put', status: 'running' }],
  startedAt: '2026-01-01T00:00:00.000Z',
  position: 1,
  resumable: false,
  disruption: [],
  former: [],
  timers: [],
};
const afterAll = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what goes wrong beside Azure', () => {
  it('a map that could not be saved is reported', async () => {
    const panel = openPanel(createBench(smallWorld()), details, undefined, {
      save: () => Promise.reject(new Error('EACCES: permission denied')),
    });
    panel.send({ kind: 'save', picture: { format: 'svg', svg: '<svg/>' } });
    const { banner } = await panel.until((state) => state.banner !== undefined);
    expect(banner!.tone).toBe('error');
    expect(banner!.text).toContain('EACCES');
  });

  it('a text that could not be copied is reported', async () => {
    const panel = openPanel(createBench(smallWorld()), details, undefined, {
      copy: () => Promise.reject(new Error('No clipboard here.')),
    });
    panel.send({ kind: 'copy', what: { of: 'text', text: 'x' } });
    const { banner, notice } = await panel.until((state) => state.banner !== undefined);
    expect(banner!.tone).toBe('error');
    expect(banner!.text).toContain('No clipboard here.');
    expect(notice).toBeUndefined();
  });

  it('a failure to stop a run of another window is shown and breaks nothing', async () => {
    const { service } = createBench(smallWorld());
    let isConnected = true;
    const panel = openPanel(
      createBench(smallWorld()),
      { version: 1, tab: 'change', kind: 'setControlPlane', clusterId: sami.id },
      async () => {
        if (!isConnected) throw new Error('There is no connection.');
        return { ...service, activity: async () => [runningElsewhere] };
      },
    );
    await panel.until(({ flow }) => flow?.run?.status === 'running');
    isConnected = false;
    panel.send({ kind: 'stopWaiting' });
    await panel.until(({ banner }) => banner?.text.includes('There is no connection.') === true);
  });
});

describe('a button that is pressed twice', () => {
  it('a resume button that is pressed twice resumes once', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const match = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
    await bench.fault({ match, status: 500, code: 'InternalServerError', message: 'Something broke.', times: 50 });
    apply(panel);
    await resulted(panel);
    await bench.noFaults();
    panel.send({ kind: 'resume' });
    panel.send({ kind: 'resume' });
    const { flow } = await panel.until((state) => state.flow?.run?.status === 'succeeded');
    expect(flow!.failure).toBeUndefined();
    await afterAll();
    expect(panel.states.filter(({ flow }) => flow?.failure !== undefined && flow.run !== undefined)).toEqual([]);
  });
});

describe('a cluster that is written to while it is being read', () => {
  it('is read once more, so that the panel does not show its previous state', async () => {
    const bench = createBench(smallWorld());
    const { service } = bench;
    const held = Promise.withResolvers<void>();
    const reads = vi.fn();
    const panel = openPanel(bench, details, async () => ({
      ...service,
      cluster: async (id, signal) => {
        reads();
        const found = await service.cluster(id, signal);
        if (reads.mock.calls.length === 1) await held.promise;
        return found;
      },
    }));
    await until(() => expect(reads).toHaveBeenCalledTimes(1));
    await bench.service.apply([{ kind: 'setControlPlane', clusterId: sami.id, controlPlane: toB }]);
    held.resolve();
    const { details: shown } = await panel.until(
      (state) => state.details?.identities.some(({ state: kind }) => kind.includes('id-b')) === true,
    );
    expect(shown).toBeDefined();
  });
});
