import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import type { OtherWindows } from '../../../src/app/runs/otherWindows.ts';
import { createOtherWindows } from '../../../src/app/runs/otherWindows.ts';

const ended: ActivityEntry = {
  ...{ activityId: 'a', title: 'Change', changes: [], status: 'succeeded', resumable: false },
  ...{ steps: [{ id: '1', title: 'Update', status: 'done' }], startedAt: '2026-11-25T12:00:00Z' },
  ...{ disruption: [], former: [], timers: [] },
};
const running: ActivityEntry = { ...ended, status: 'running', elsewhere: true, steps: [] };
const resumed: ActivityEntry = { ...running, steps: [{ id: '1', title: 'Update', status: 'running' }] };

let told: string[];
let others: OtherWindows;
beforeEach(() => {
  told = [];
  others = createOtherWindows({
    onActivity: () => told.push('activity'),
    onEndedElsewhere: () => told.push('ended'),
  });
});

describe('what other windows do', () => {
  it('a run of another window is told when it begins, goes on and ends, and once each', () => {
    others.begin([]);
    const seen = [[running], [running], [resumed], [ended], [ended], []].map((entries) => {
      others.compare(entries);
      return told.splice(0).join(' ');
    });
    expect(seen).toEqual(['activity', '', 'activity', 'ended activity', '', 'activity']);
  });

  it('a run that another window ended between two looks is told', () => {
    others.begin([]);
    others.compare([ended]);
    expect(told).toEqual(['ended', 'activity']);
  });

  it('what was listed already is no news, and a run of this window tells of itself', () => {
    others.begin([ended]);
    others.noteOwn('own');
    const { elsewhere: _, ...here } = running;
    others.compare([{ ...here, activityId: 'own' }, ended]);
    others.compare([{ ...ended, activityId: 'own' }, ended]);
    expect(told).toEqual([]);
  });

  it('a run of this window that another one has taken up is told from then on', () => {
    others.noteOwn('a');
    others.begin([{ ...ended, status: 'failed', resumable: true }]);
    others.compare([running]);
    others.compare([ended]);
    expect(told).toEqual(['activity', 'ended', 'activity']);
  });
});
