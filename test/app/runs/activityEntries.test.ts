import { describe, expect, it } from 'vitest';
import { isSuperseded } from '../../../src/app/runs/activityEntries.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';

const [clusterId, otherCluster] = ['shop', 'other'].map(
  (name) => `/subscriptions/1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`,
);
const sentAt = '2026-05-04T08:00:00Z';

function run(
  activityId: string,
  more: Partial<RunRecord>,
  { record = { status: 'pending' }, at = clusterId }: { record?: Omit<StepRecord, 'id'>; at?: string | undefined } = {},
): RunRecord {
  const plan = { title: activityId, steps: [{ id: `put ${at}`, kind: 'putCluster', clusterId: at }] };
  const steps = [{ id: `put ${at}`, ...record }];
  return { activityId, plan, status: 'failed', startedAt: sentAt, ...more, steps } as unknown as RunRecord;
}

const earlier = run('earlier', { position: 1, startedAt: '2026-05-04T09:00:00Z' });

describe('a run that could be resumed', () => {
  it.each<['is' | 'is not', string, StepRecord['status'], Partial<StepRecord>]>([
    ['is', 'that has written', 'done', { sentAt }],
    ['is', 'that has written, as an earlier version noted it', 'done', {}],
    ['is', 'that is sending', 'running', { sentAt }],
    ['is', 'whose answer was lost', 'failed', { sentAt, isLost: true }],
    ['is', 'that was stopped after it had sent', 'pending', { sentAt }],
    ['is not', 'that failed before it sent anything', 'failed', {}],
    ['is not', 'that did not come to its step', 'pending', {}],
    ['is not', 'that has begun and not sent yet', 'running', {}],
    ['is not', 'that had nothing to do', 'alreadyDone', {}],
  ])('%s overtaken by a later one of the same thing %s', (is, _, status, more) => {
    const later = run('later', { position: 2 }, { record: { status, ...more } });
    expect(isSuperseded(earlier, [later, earlier])).toBe(is === 'is');
    expect(isSuperseded(earlier, [{ ...later, position: 0 }, earlier])).toBe(false);
  });

  it('is overtaken neither by itself nor by a run at something else', () => {
    const record = { status: 'done', sentAt } as const;
    const elsewhere = run('elsewhere', { position: 2 }, { record, at: otherCluster });
    const itself = run('earlier', { position: 1 }, { record });
    expect(isSuperseded(itself, [elsewhere, itself])).toBe(false);
  });

  it('is not overtaken by what was recorded of itself since it was read', () => {
    const goesOn = run('earlier', { position: 2 }, { record: { status: 'done', sentAt } });
    expect(isSuperseded(earlier, [goesOn])).toBe(false);
  });

  it.each([
    { mine: 1, other: 2, isOvertaken: true },
    { mine: 2, other: 1, isOvertaken: false },
    { mine: undefined, other: 1, isOvertaken: true },
    { mine: 1, other: undefined, isOvertaken: false },
    { mine: undefined, other: undefined, isOvertaken: false },
  ])('at the place $mine is overtaken by one at the place $other: $isOvertaken', ({ mine, other, isOvertaken }) => {
    const placed = (id: string, position: number | undefined): RunRecord =>
      run(id, position === undefined ? {} : { position }, { record: { status: 'done', sentAt } });
    expect(isSuperseded(placed('mine', mine), [placed('other', other)])).toBe(isOvertaken);
  });

  it('is compared with all of a long journal, in which what each plan writes is found once', () => {
    let looks = 0;
    const records = Array.from({ length: 50 }, (_, index) => {
      const record = { status: 'done', sentAt } as const;
      const made = run(`run ${index}`, { position: index }, { record, at: `${clusterId}-${index % 25}` });
      const { steps } = made.plan;
      return {
        ...made,
        plan: {
          ...made.plan,
          get steps() {
            return (looks++, steps);
          },
        },
      };
    });
    expect(records.filter((entry) => isSuperseded(entry, records)).length).toBe(25);
    expect(looks).toBe(50);
  });
});
