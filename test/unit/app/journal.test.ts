import { describe, expect, it } from 'vitest';
import { createJournal } from '../../../src/app/journal.ts';
import type { JournalEntry, Store } from '../../../src/app/journal.ts';

const here = 'emulator http://127.0.0.1:1';

function entry(activityId: string, more: Partial<JournalEntry> = {}): JournalEntry {
  const plan = {
    changes: [],
    title: 'x',
    steps: [],
    warnings: [],
    checks: [],
    before: {},
    after: {},
    reversible: true,
    next: [],
    restarts: [],
  };
  return {
    activityId,
    connection: here,
    plan,
    status: 'failed',
    startedAt: '2026-05-04T08:00:00Z',
    steps: [],
    ...more,
  };
}

function storeOf(text?: string): Store & { text: string | undefined; writes: number } {
  const store = {
    text,
    writes: 0,
    read: () => Promise.resolve(store.text),
    write: (next: string) => {
      store.text = next;
      store.writes++;
      return Promise.resolve();
    },
  };
  return store;
}

describe('the journal', () => {
  it('finds in a new session what an earlier one has recorded, newest first', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record(entry('a', { startedAt: '2026-05-04T08:00:00Z' }));
    await journal.record(entry('b', { startedAt: '2026-05-04T09:00:00Z' }));
    await journal.record(entry('a', { status: 'succeeded', startedAt: '2026-05-04T08:00:00Z' }));
    const found = await createJournal(store).entries(here);
    expect(found.map(({ activityId, status }) => [activityId, status])).toEqual([
      ['b', 'failed'],
      ['a', 'succeeded'],
    ]);
  });

  it('has written when it says so, in the order of the calls', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    const first = journal.record(entry('a'));
    const second = journal.record(entry('a', { status: 'stopped' }));
    await first;
    expect(store.text).toContain('"failed"');
    await second;
    expect(store.text).toContain('"stopped"');
  });

  it('keeps what another window has written meanwhile', async () => {
    const store = storeOf();
    const [one, two] = [createJournal(store), createJournal(store)];
    await one.record(entry('a'));
    await two.record(entry('b'));
    await one.record(entry('a', { status: 'succeeded' }));
    expect((await two.entries(here)).map(({ activityId }) => activityId).toSorted()).toEqual(['a', 'b']);
  });

  it.each(['', '   ', undefined])('begins empty on %j', async (text) => {
    expect(await createJournal(storeOf(text)).entries(here)).toEqual([]);
  });

  it.each(['{"version":1,"entr', '[]', '{"version":2,"entries":[]}', '{"version":1}', 'null'])(
    'sets %s aside, tells, and goes on',
    async (text) => {
      const [store, told] = [storeOf(text), [] as string[]];
      const journal = createJournal(store, (message) => void told.push(message));
      expect(await journal.entries(here)).toEqual([]);
      expect(told).toEqual([expect.stringContaining('set aside')]);
      await journal.record(entry('a'));
      expect(await journal.entries(here)).toHaveLength(1);
      expect((JSON.parse(store.text!) as { setAside: string[] }).setAside).toEqual([text]);
    },
  );

  it('sets a single damaged entry aside and keeps the others', async () => {
    const damaged = { activityId: 'odd', plan: 'gone' };
    const store = storeOf(JSON.stringify({ version: 1, entries: [entry('a'), damaged, null] }));
    const journal = createJournal(store, () => undefined);
    expect(await journal.entries(here)).toHaveLength(1);
    await journal.record(entry('b'));
    expect(store.text).toContain('odd');
  });

  const clusterId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';
  const request = { method: 'PUT', path: clusterId };
  const put = { kind: 'putCluster', id: 's', title: 'Put', clusterId, edit: {}, request };
  const wholePlan = {
    ...entry('x').plan,
    changes: [{ kind: 'upgradeNodeImages', clusterId }],
    steps: [
      put,
      { ...put, kind: 'assignRole', scope: '/', roleDefinitionId: '/r', principal: { kind: 'kubelet', clusterId } },
    ],
  };

  it.each<readonly [string, object]>([
    [
      'an unknown kind of step, as a newer version may have',
      { plan: { ...wholePlan, steps: [{ ...put, kind: 'fly' }] } },
    ],
    ['a step without the id of its cluster', { plan: { ...wholePlan, steps: [{ ...put, clusterId: 5 }] } }],
    ['a step without what it changes', { plan: { ...wholePlan, steps: [{ ...put, edit: undefined }] } }],
    ['a step without a request', { plan: { ...wholePlan, steps: [{ ...put, request: 'PUT' }] } }],
    ['a step of the prototype', { plan: { ...wholePlan, steps: [{ ...put, kind: 'constructor' }] } }],
    ['a grant to nobody', { plan: { ...wholePlan, steps: [{ ...wholePlan.steps[1], principal: { kind: 'x' } }] } }],
    ['a change of another kind', { plan: { ...wholePlan, changes: [{ kind: 'fly' }] } }],
    ['a change of no cluster', { plan: { ...wholePlan, changes: [{ kind: 'setControlPlane', clusterId: [] }] } }],
    ['no title', { plan: { ...wholePlan, title: undefined } }],
    ['no words on what comes next', { plan: { ...wholePlan, next: 'x' } }],
    ['odd former identities', { plan: { ...wholePlan, former: [5] } }],
    ['an unknown state', { status: 'paused' }],
    ['an unknown state of a step', { steps: [{ id: 's', status: 'paused' }] }],
    ['an odd failure', { steps: [{ id: 's', status: 'failed', error: 'no' }] }],
    ['an odd operation', { steps: [{ id: 's', status: 'running', operation: {} }] }],
  ])('sets an entry with %s aside: it is neither shown nor gone on with', async (_, more) => {
    const kept = entry('a', { plan: wholePlan as never });
    const text = JSON.stringify({ version: 1, entries: [kept, { ...kept, activityId: 'odd', ...more }] });
    const told: string[] = [];
    const journal = createJournal(storeOf(text), (message) => void told.push(message));
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['a']);
    await journal.entries(here);
    expect(told).toHaveLength(1);
  });

  it('goes on after a write that failed, and the caller knows of it', async () => {
    const store = storeOf();
    let full = true;
    const journal = createJournal({
      read: () => store.read(),
      write: (text) => (full ? Promise.reject(new Error('disk full')) : store.write(text)),
    });
    await expect(journal.record(entry('a'))).rejects.toThrow('disk full');
    full = false;
    await journal.record(entry('b'));
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['b']);
  });

  it('forgets the oldest successes first, and never what can be resumed', async () => {
    const entries = Array.from({ length: 120 }, (_, index) =>
      entry(`done${index}`, { status: 'succeeded', startedAt: new Date(index * 1000).toISOString() }),
    );
    const open = entry('open', { status: 'running', startedAt: new Date(0).toISOString() });
    const store = storeOf(JSON.stringify({ version: 1, entries: [open, ...entries] }));
    const journal = createJournal(store);
    await journal.record(entry('new', { status: 'succeeded', startedAt: new Date(1e12).toISOString() }));
    const left = (await journal.entries(here)).map(({ activityId }) => activityId);
    expect(left).toHaveLength(101);
    expect(left).toContain('open');
    expect(left).toContain('new');
    expect(left).not.toContain('done0');
  });

  it('does not grow for ever with what nobody goes on with', async () => {
    const entries = Array.from({ length: 500 }, (_, index) =>
      entry(`open${index}`, { startedAt: new Date(index * 1000).toISOString() }),
    );
    const journal = createJournal(storeOf(JSON.stringify({ version: 1, entries })));
    await journal.record(entry('new', { status: 'running', startedAt: new Date(1e12).toISOString() }));
    const left = (await journal.entries(here)).map(({ activityId }) => activityId);
    expect(left).toHaveLength(200);
    expect(left.slice(0, 2)).toEqual(['new', 'open499']);
  });

  it('takes a text apart once, however often it is asked, and again where another window has changed it', async () => {
    const told: string[] = [];
    const store = storeOf(JSON.stringify({ version: 1, entries: [entry('a'), { no: 'entry' }] }));
    const journal = createJournal(store, (message) => told.push(message));
    await journal.entries(here);
    await journal.entries(here);
    expect(told).toHaveLength(1);
    await createJournal(store).record(entry('b'));
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['a', 'b']);
  });

  it('forgets what it is told to forget', async () => {
    const journal = createJournal(storeOf());
    await journal.record(entry('a'));
    await journal.record(entry('b'));
    await journal.forget(['a']);
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['b']);
  });
});
