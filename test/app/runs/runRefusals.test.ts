import { describe, expect, it } from 'vitest';
import { PlanChanged } from '../../../src/app/runs/planChanged.ts';
import {
  assertWhole,
  planAgainInstead,
  runningAlreadyError,
  runningElsewhereError,
  supersededRunError,
  unknownActivityError,
  entryNotResumed,
  reopenEntry,
} from '../../../src/app/runs/resumption.ts';
import { clusterGoneError, clusterChangedError } from '../../../src/app/runs/planLook.ts';
import { unchangedSinceShown, usefulSince } from '../../../src/app/runs/journal.ts';
import { recordToStore, type RunRecord, type StepRecord } from '../../../src/app/runs/runRecord.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { connectionLeftError } from '../../../src/errors.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';

const plan = { title: 'Change it', steps: [] } as unknown as Plan;
const at = '2026-09-01T12:00:00.000Z';
const now = new Date('2026-09-04T12:00:00.000Z');
const entry = (more: Partial<RunRecord> = {}, ...steps: readonly StepRecord[]): RunRecord => ({
  activityId: 'a',
  connection: 'c',
  plan,
  status: 'stopped',
  startedAt: at,
  endedAt: at,
  steps,
  ...more,
});

describe('a run that begins again', () => {
  it('runs, has no end, and was not closed', () => {
    const again = reopenEntry(entry({ wasClosed: true }, { id: '1', status: 'done' }));
    expect(again).toEqual({
      activityId: 'a',
      connection: 'c',
      plan,
      status: 'running',
      startedAt: at,
      steps: [{ id: '1', status: 'done' }],
    });
  });
});

describe('a run that does not begin again', () => {
  const before = entry({ status: 'failed' }, { id: '1', status: 'failed', sentAt: at }, { id: '2', status: 'pending' });
  const settled = entry(
    { status: 'running' },
    { id: '1', status: 'done', endedAt: at },
    { id: '2', status: 'running' },
  );

  it('ends as it was, with what was found done since', () => {
    const ended = entryNotResumed(settled, before, new Error('no'), now);
    expect(ended).toMatchObject({ status: 'failed', endedAt: at });
    expect(ended.steps).toEqual([
      { id: '1', status: 'done', endedAt: at },
      { id: '2', status: 'pending' },
    ]);
  });

  it('that broke off is stopped, and has ended now', () => {
    const { endedAt: _, ...open } = before;
    const ended = entryNotResumed(settled, { ...open, status: 'running' }, new Error('no'), now);
    expect(ended).toMatchObject({ status: 'stopped', endedAt: now.toISOString() });
  });

  it('whose steps were unknown keeps them as they were found', () => {
    const ended = entryNotResumed(settled, { ...before, steps: [] }, new Error('no'), now);
    expect(ended.steps).toEqual(settled.steps);
  });

  it('that no longer applies fails at its next step, and at no other', () => {
    const continued = { plan, done: new Set<string>(), sent: new Set<string>() };
    const changed = new PlanChanged('It is another one.', { fresh: plan, continued });
    const three = { ...settled, steps: [...settled.steps, { id: '3', status: 'pending' as const }] };
    const ended = entryNotResumed(three, before, changed, now);
    expect(ended.status).toBe('failed');
    expect(ended.steps.map(({ status, error }) => [status, error?.message])).toEqual([
      ['done', undefined],
      ['failed', 'It is another one. Nothing was sent. Review the new plan.'],
      ['pending', undefined],
    ]);
  });
});

describe('why a run does not begin', () => {
  it.each([
    {
      error: connectionLeftError(),
      code: 'cancelled',
      message: 'You have disconnected from the Azure account of this change.',
    },
    { error: clusterGoneError('/a/b/shop'), code: 'conflict', message: 'shop no longer exists.' },
    {
      error: runningAlreadyError(entry()),
      code: 'conflict',
      message: '"Change it" is still running; one change at a time.',
    },
    {
      error: runningElsewhereError(entry()),
      code: 'conflict',
      message: '"Change it" is still running in another VS Code window; one change at a time.',
    },
    { error: unknownActivityError(), code: 'notFound', message: 'This connection has no such activity.' },
    {
      error: supersededRunError(entry()),
      code: 'refused',
      message: '"Change it" was superseded by a later change to the same thing; plan it again instead.',
    },
    {
      error: planAgainInstead(entry()),
      code: 'conflict',
      message: '"Change it" ended because something had changed in Azure. Plan it again, and review the new plan.',
    },
  ])('is said in a sentence: $message', ({ error, code, message }) => {
    expect(error.failure).toEqual({ code, message });
  });
});

describe('a run whose request holds a secret', () => {
  it('that was not stored is refused, and the secret is asked for', () => {
    const body = { properties: { windowsProfile: { adminPassword: 'secret' } } };
    const steps = [{ id: '1', kind: 'createCluster', request: { method: 'PUT', path: '/c', body }, body }];
    const whole = entry({ plan: { title: 'Create shop', steps } as unknown as Plan });
    expect(() => assertWhole(whole)).not.toThrow();
    let thrown: unknown;
    try {
      assertWhole(recordToStore(whole));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      failure: {
        code: 'refused',
        message:
          '"Create shop" contains a secret, which is not stored. Make the change again, and enter the secret again.',
      },
    });
  });
});

describe('what is cleared', () => {
  const all = [1, 2, 3].map((position) => entry({ activityId: `run ${position}`, position }));

  it('is what was shown, as far as nothing was recorded of it since', () => {
    const seen = [
      { activityId: 'run 1', position: 1 },
      { activityId: 'run 2', position: 1 },
    ];
    expect(unchangedSinceShown(all, seen)).toEqual([all[0]]);
    expect(unchangedSinceShown(all, [])).toEqual([]);
  });

  it('is everything where nothing was shown', () => {
    expect(unchangedSinceShown(all, undefined)).toEqual(all);
  });

  it('stays of use if it ended in the last 10 minutes', () => {
    expect(usefulSince(now)).toBe('2026-09-04T11:50:00.000Z');
  });
});

describe('a cluster that is not what a plan was made for', () => {
  const clusterId =
    `/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
  const put = stepOf({ kind: 'putCluster', clusterId, eTag: '1', edit: {} }) as Extract<Step, { kind: 'putCluster' }>;
  const conflictOf = async (answer: Parameters<typeof writeStage>[0]): Promise<string> => {
    const { arm } = writeStage(answer);
    const { failure } = await clusterChangedError(put, arm, new AbortController().signal);
    return `${failure.code}: ${failure.message}`;
  };

  it('was changed by someone, or is gone', async () => {
    const body = {
      id: clusterId,
      name: 'shop',
      location: 'westeurope',
      eTag: '2',
      properties: { provisioningState: 'Succeeded' },
    };
    expect(await conflictOf(() => ({ body }))).toMatch(/^conflict: .*shop.*changed/);
    expect(await conflictOf(() => refusal(404, 'ResourceNotFound'))).toBe('conflict: shop no longer exists.');
  });
});
