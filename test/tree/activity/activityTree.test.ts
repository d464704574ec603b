import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityEntry } from '../../../src/app/runs/activity.ts';
import { createActivityTree } from '../../../src/tree/activity/activityTree.ts';
import { say } from '../../../src/sentences/words.ts';

const entry: ActivityEntry = {
  activityId: 'a',
  title: say`Change control plane identity of shop`,
  doing: say`Changing control plane identity of shop`,
  done: say`Changed control plane identity of shop`,
  changes: [],
  status: 'succeeded',
  steps: [],
  startedAt: '2026-11-25T12:00:00Z',
  endedAt: '2026-11-25T12:00:00Z',
  position: 1,
  resumable: false,
  disruption: [],
  former: [],
  timers: [
    {
      kind: 'propagation',
      text: 'New roles take effect',
      startedAt: new Date('2026-11-25T12:00:00Z'),
      endsAt: new Date('2026-11-25T13:00:00Z'),
    },
  ],
};

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-25T12:10:05Z') }));
afterEach(() => vi.useRealTimers());

describe('the clock of the view Activity', () => {
  it('a timer is drawn again when its words change, not with every second', async () => {
    const tree = createActivityTree({ entries: async () => [entry] });
    let draws = 0;
    tree.onDidChangeTreeData!(() => (draws += 1));
    await tree.getChildren(undefined);
    for (let second = 0; second < 30; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      tree.tick();
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(draws).toBe(0);
    await vi.advanceTimersByTimeAsync(30_000);
    tree.tick();
    await vi.advanceTimersByTimeAsync(1000);
    expect(draws).toBe(1);
    tree.dispose();
  });
});

describe('the rows of the view Activity', () => {
  it('are drawn as they are now before a result is called verified', async () => {
    let now: ActivityEntry = { ...entry, status: 'running', timers: [] };
    const tree = createActivityTree({ entries: async () => [now] });
    let draws = 0;
    tree.onDidChangeTreeData!(() => (draws += 1));
    const [row] = (await tree.getChildren(undefined))!;
    expect(row!.icon?.id).toContain('spin');
    now = { ...now, status: 'succeeded' };
    await tree.drawn();
    const [after] = (await tree.getChildren(undefined))!;
    expect(after!.icon?.id).not.toContain('spin');
    expect(draws).toBe(1);
    tree.dispose();
  });

  it('rows of the activity are drawn again one by one, so that a button of another row still knows its row', async () => {
    const other: ActivityEntry = { ...entry, activityId: 'b', status: 'running', timers: [] };
    let entries = [entry, other];
    const tree = createActivityTree({ entries: async () => entries });
    const drawn: unknown[] = [];
    tree.onDidChangeTreeData!((rows) => drawn.push(rows));
    const [second] = (await tree.getChildren(undefined))!;
    entries = [entry, { ...other, status: 'stopped', resumable: true }];
    tree.refresh();
    await vi.advanceTimersByTimeAsync(1000);
    expect(drawn).toEqual([[second]]);
    expect(second!.description).toContain('can be resumed');
    entries = [entry];
    tree.refresh();
    await vi.advanceTimersByTimeAsync(1000);
    expect(drawn).toEqual([[second], undefined]);
    tree.dispose();
  });
});

describe('a change that has begun', () => {
  it('has its row at once, however long the next read takes', async () => {
    const reads: (() => Promise<readonly ActivityEntry[]>)[] = [
      async () => [],
      async () => [{ ...entry, status: 'running' }],
    ];
    const never = new Promise<never>(() => undefined);
    const tree = createActivityTree({ entries: () => reads.shift()?.() ?? never });
    expect(await tree.getChildren(undefined)).toEqual([]);
    const draws: unknown[] = [];
    tree.onDidChangeTreeData!((rows) => draws.push(rows));
    tree.refresh();
    await vi.advanceTimersByTimeAsync(1000);
    expect(draws).toEqual([undefined]);
    expect(await tree.getChildren(undefined)).toMatchObject([{ kind: 'activity', icon: { id: 'loading~spin' } }]);
    reads.push(async () => []);
    expect(await tree.getChildren(undefined)).toEqual([]);
    tree.dispose();
  });
});

describe("a record of changes that can't be read", () => {
  it('is a row that says why and tries again', async () => {
    let isBroken = true;
    const entries = async (): Promise<readonly ActivityEntry[]> => {
      if (isBroken) throw new Error('EACCES: permission denied, open journal.json');
      return [entry];
    };
    const tree = createActivityTree({ entries });
    let draws = 0;
    tree.onDidChangeTreeData!(() => (draws += 1));
    expect(await tree.getChildren(undefined)).toMatchObject([
      { kind: 'failure', label: "Can't read recent changes", click: 'aksIdentity.refresh' },
    ]);
    isBroken = false;
    tree.refresh();
    await vi.advanceTimersByTimeAsync(1000);
    expect(draws).toBe(1);
    expect(await tree.getChildren(undefined)).toMatchObject([{ kind: 'activity', activityId: 'a' }]);
    tree.dispose();
  });
});
