import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import { createOtherWindows, type ListedRuns, type OtherWindows } from '../../../src/app/runs/otherWindows.ts';
import { say } from '../../../src/sentences/words.ts';

const ended: ActivityEntry = {
  activityId: 'a',
  title: say`Change`,
  doing: say`Changing`,
  done: say`Changed`,
  changes: [],
  status: 'succeeded',
  resumable: false,
  steps: [{ id: '1', title: 'Update', status: 'done' }],
  startedAt: '2026-11-25T12:00:00Z',
  position: 1,
  disruption: [],
  former: [],
  timers: [],
};
const running: ActivityEntry = { ...ended, status: 'running', elsewhere: true, steps: [] };
const resumed: ActivityEntry = { ...running, steps: [{ id: '1', title: 'Update', status: 'running' }] };

let told: string[];
const own = new Set<string>();
const isOwn = (activityId: string): boolean => own.has(activityId);
const listed = (entries: readonly ActivityEntry[]): ListedRuns => ({ records: [], entries, isOwn });
let others: OtherWindows;
beforeEach(() => {
  told = [];
  own.clear();
  others = createOtherWindows({
    onActivity: () => told.push('activity'),
    onEndedElsewhere: () => told.push('ended'),
  });
});

describe('what other windows do', () => {
  it('a run of another window is reported when it begins, continues and ends, once each', () => {
    others.begin([]);
    const seen = [[running], [running], [resumed], [ended], [ended], []].map((entries) => {
      others.compare(listed(entries));
      return told.splice(0).join(' ');
    });
    expect(seen).toEqual(['activity', '', 'activity', 'ended activity', '', 'activity']);
  });

  it('a run that another window ended between two checks is reported', () => {
    others.begin([]);
    others.compare(listed([ended]));
    expect(told).toEqual(['ended', 'activity']);
  });

  it('runs that were listed already, or run in this window, are not reported', () => {
    others.begin([ended]);
    const { elsewhere: _, ...here } = running;
    own.add('own');
    others.compare(listed([{ ...here, activityId: 'own' }, ended]));
    others.compare(listed([{ ...ended, activityId: 'own' }, ended]));
    expect(told).toEqual([]);
  });

  it('a run of this window that another one has taken up is reported from then on, even if it ended between two checks', () => {
    const failed: ActivityEntry = { ...ended, status: 'failed', resumable: true };
    others.begin([failed]);
    own.add('a');
    others.compare(listed([failed]));
    expect(told).toEqual([]);
    own.clear();
    others.compare(listed([ended]));
    expect(told).toEqual(['ended', 'activity']);
  });

  it.each<[string, Partial<ActivityEntry>]>([
    ['whether it can be resumed', { resumable: true }],
    ['where it runs', { elsewhere: true }],
    ['when it ended', { endedAt: '2026-11-25T12:01:00Z' }],
    ['how it ended', { status: 'failed' }],
    ['how far a step is', { steps: [{ id: '1', title: 'Update', status: 'alreadyDone' }] }],
  ])('a run is news once it is another by %s', (_, more) => {
    others.begin([ended]);
    others.compare(listed([ended]));
    expect(told).toEqual([]);
    others.compare(listed([{ ...ended, ...more }]));
    expect(told).toEqual(['ended', 'activity']);
  });

  it('a run is no news by what only time changes in it', () => {
    others.begin([ended]);
    others.compare(listed([{ ...ended, title: say`Other`, timers: [], disruption: [say`x`], position: 9 }]));
    expect(told).toEqual([]);
  });

  it('a run that has gone from the journal changes the list, and ends nothing', () => {
    others.begin([ended, { ...ended, activityId: 'b' }]);
    others.compare(listed([ended]));
    expect(told).toEqual(['activity']);
    others.compare(listed([ended]));
    expect(told).toEqual(['activity']);
  });

  it('what is known is what was seen first, until two looks are compared', () => {
    others.begin([ended]);
    others.begin([]);
    others.compare(listed([ended]));
    expect(told).toEqual([]);
  });

  it('nothing is no news where nothing was known', () => {
    others.compare(listed([]));
    expect(told).toEqual([]);
  });

  it('all of it is news where nothing was known', () => {
    others.compare(listed([ended]));
    expect(told).toEqual(['ended', 'activity']);
    others.compare(listed([]));
    expect(told).toEqual(['ended', 'activity', 'activity']);
  });
});
