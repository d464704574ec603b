import { describe, expect, it } from 'vitest';
import { PlanChanged } from '../../../src/app/runs/planChanged.ts';
import {
  gone,
  left,
  notAgain,
  reopened,
  runningAlready,
  runningElsewhere,
  superseded,
  unknownActivity,
  unresumed,
} from '../../../src/app/runs/runEnds.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';

const plan = { title: 'Change it', steps: [] } as unknown as Plan;
const at = '2026-09-01T12:00:00.000Z';
const now = new Date('2026-09-04T12:00:00.000Z');
const entry = (more: Partial<RunRecord> = {}, ...steps: readonly StepRecord[]): RunRecord => ({
  ...{ activityId: 'a', connection: 'c', plan, status: 'stopped', startedAt: at, endedAt: at, steps },
  ...more,
});

describe('a run that begins again', () => {
  it('a run that begins again runs, has no end, and was closed by nobody', () => {
    const again = reopened(entry({ wasClosed: true }, { id: '1', status: 'done' }));
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

  it('a run that does not begin again ends as it was, with what was found done since', () => {
    const ended = unresumed(settled, before, new Error('no'), now);
    expect(ended).toMatchObject({ status: 'failed', endedAt: at });
    expect(ended.steps).toEqual([
      { id: '1', status: 'done', endedAt: at },
      { id: '2', status: 'pending' },
    ]);
  });

  it('a run that broke off is stopped, and has ended now', () => {
    const { endedAt: _, ...open } = before;
    const ended = unresumed(settled, { ...open, status: 'running' }, new Error('no'), now);
    expect(ended).toMatchObject({ status: 'stopped', endedAt: now.toISOString() });
  });

  it('a run whose steps nobody knew keeps them as they were found', () => {
    const ended = unresumed(settled, { ...before, steps: [] }, new Error('no'), now);
    expect(ended.steps).toEqual(settled.steps);
  });

  it('a run that is not true any more has failed at its next step, and at no other', () => {
    const continued = { plan, done: new Set<string>(), sent: new Set<string>() };
    const changed = new PlanChanged('It is another one.', { fresh: plan, continued });
    const three = { ...settled, steps: [...settled.steps, { id: '3', status: 'pending' as const }] };
    const ended = unresumed(three, before, changed, now);
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
    { error: left(), code: 'cancelled', message: 'The connection of this change has been left.' },
    { error: gone('/a/b/shop'), code: 'conflict', message: 'shop does not exist any more.' },
    {
      error: runningAlready(entry()),
      code: 'conflict',
      message: '"Change it" is still running; one change at a time.',
    },
    {
      error: runningElsewhere(entry()),
      code: 'conflict',
      message: '"Change it" is running in another window of VS Code; one change at a time.',
    },
    { error: unknownActivity(), code: 'notFound', message: 'There is no such activity on this connection.' },
    {
      error: superseded(entry()),
      code: 'refused',
      message: '"Change it" was overtaken by a later change of the same thing; plan it again instead.',
    },
    {
      error: notAgain(entry()),
      code: 'conflict',
      message: '"Change it" had ended because something had changed in Azure. Plan it again, and review the new plan.',
    },
  ])('why a run does not begin is said in a sentence: $message', ({ error, code, message }) => {
    expect(error.failure).toEqual({ code, message });
  });
});
