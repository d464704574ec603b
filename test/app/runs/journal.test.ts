import { describe, expect, it } from 'vitest';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';

import { fc } from '../../support/property.ts';
import { say } from '../../../src/sentences/words.ts';

const here = 'emulator http://127.0.0.1:1';

function entry(activityId: string, more: Partial<RunRecord> = {}): RunRecord {
  const plan = {
    changes: [],
    title: say`x`,
    steps: [],
    warnings: [],
    checks: [],
    before: {},
    after: {},
    summary: say``,
    verb: say``,
    points: [],
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

/** Nothing is useful from this time on. */
const later = '9999';

describe('the journal', () => {
  it('adds what a run has fixed to its entry, whose place and revision stay', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record(entry('a', { status: 'succeeded' }));
    await journal.record(entry('b', { status: 'succeeded' }));
    const before = await journal.entries(here);
    const verdict = {
      fixed: 2,
      leftOut: 1,
      remaining: 0,
      worse: 0,
      others: 0,
      unknown: 0,
      at: '2026-05-04T09:00:00Z',
      worst: 'warning' as const,
      clusters: [],
    };
    await journal.noteVerdict('a', verdict);
    await journal.noteVerdict('forgotten', verdict);
    const after = await createJournal(store).entries(here);
    expect(after).toEqual(before.map((one) => (one.activityId === 'a' ? { ...one, verdict } : one)));
  });

  it('finds in a new session what an earlier one has recorded, what began last first, whatever the clock said', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record(entry('a', { startedAt: '2026-05-04T09:00:00Z' }));
    await journal.record(entry('b', { startedAt: '2026-05-04T08:00:00Z' }));
    await journal.record(entry('a', { status: 'succeeded', startedAt: '2026-05-04T09:00:00Z' }));
    const found = await createJournal(store).entries(here);
    expect(found.map(({ activityId, status, position }) => [activityId, status, position])).toEqual([
      ['b', 'failed', 2],
      ['a', 'succeeded', 3],
    ]);
  });

  it('takes what an earlier version has recorded in the order in which it stored it, and everything else for later', async () => {
    const stored = ['a', 'b', 'c'].map((id) => entry(id, { startedAt: '2026-05-04T09:00:00Z', revision: 7 }));
    const store = storeOf(JSON.stringify({ version: 1, entries: stored }));
    const journal = createJournal(store);
    const order = async (): Promise<unknown> =>
      (await createJournal(store).entries(here)).map(({ activityId, position }) => [activityId, position]);
    const early = { startedAt: '2026-05-04T08:00:00Z' };
    expect(await order()).toEqual([
      ['c', 3],
      ['b', 2],
      ['a', 1],
    ]);
    await journal.record(entry('d', early));
    await journal.record({ ...entry('b', early), revision: 7 });
    expect(await order()).toEqual([
      ['d', 4],
      ['c', 3],
      ['b', 5],
      ['a', 1],
    ]);
    const older = JSON.parse(store.text!) as { version: 1; entries: RunRecord[] };
    store.text = JSON.stringify({ ...older, entries: [...older.entries, entry('older')] });
    await journal.record(entry('e', early));
    expect(await order()).toEqual([
      ['e', 7],
      ['older', 6],
      ['d', 4],
      ['c', 3],
      ['b', 5],
      ['a', 1],
    ]);
  });

  it('has written an entry once a call returns, in the order of the calls', async () => {
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
    const one = createJournal(store);
    const two = createJournal(store);
    await one.record(entry('a'));
    await two.record(entry('b'));
    await one.record(entry('a', { status: 'succeeded' }));
    expect((await two.entries(here)).map(({ activityId }) => activityId).toSorted()).toEqual(['a', 'b']);
  });

  it.each(['', '   ', undefined])('begins empty on %j', async (text) => {
    expect(await createJournal(storeOf(text)).entries(here)).toEqual([]);
  });

  it.each(['{"version":1,"entr', '[]', '{"version":"2","entries":[]}', '{"entries":[]}', '{"version":1}', 'null'])(
    'sets %s aside, reports it, and continues',
    async (text) => {
      const store = storeOf(text);
      const told = [] as unknown[];
      const journal = createJournal(store, (message) => void told.push(message));
      expect(await journal.entries(here)).toEqual([]);
      expect(told).toEqual([expect.stringContaining('set aside')]);
      await journal.record(entry('a'));
      expect(await journal.entries(here)).toHaveLength(1);
      const kept = JSON.parse(store.text!) as { entries: RunRecord[]; setAside: string[] };
      expect(kept.setAside).toEqual([text]);
      expect(kept.entries.map(({ activityId }) => activityId)).toEqual(['a']);
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

  it('keeps everything that it sets aside', async () => {
    const odd = Array.from({ length: 20 }, (_, index) => ({ odd: index }));
    const store = storeOf(JSON.stringify({ version: 1, entries: odd, setAside: ['{"odd":"before"}'] }));
    await createJournal(store).record(entry('a'));
    expect((JSON.parse(store.text!) as { setAside: string[] }).setAside).toEqual([
      '{"odd":"before"}',
      ...odd.map((one) => JSON.stringify(one)),
    ]);
  });

  it('keeps the latest 200 of what it sets aside, and only texts', async () => {
    const odd = Array.from({ length: 199 }, (_, index) => ({ odd: index }));
    const setAside = ['oldest', 'before', 7, null];
    const store = storeOf(JSON.stringify({ version: 1, entries: odd, setAside }));
    await createJournal(store).record(entry('a'));
    const kept = (JSON.parse(store.text!) as { setAside: string[] }).setAside;
    expect(kept).toHaveLength(200);
    expect(kept.slice(0, 2)).toEqual(['before', '{"odd":0}']);
  });

  it('that becomes one of a newer version while in use reports that, too', async () => {
    const store = storeOf();
    const told = [] as unknown[];
    const journal = createJournal(store, (message) => void told.push(message));
    await journal.record(entry('a'));
    store.text += ' ';
    expect(await journal.entries(here)).toHaveLength(1);
    store.text = '{"version":2,"entries":[]}';
    expect(await journal.entries(here)).toEqual([]);
    expect(told).toEqual([expect.stringContaining('A newer version of this extension')]);
  });

  it('of a newer version is left alone: it shows nothing, says so once, and records nothing', async () => {
    const text = '{"version":2,"entries":[],"more":true}';
    const store = storeOf(text);
    const told = [] as unknown[];
    const journal = createJournal(store, (message) => void told.push(message));
    const newer = { code: 'refused', message: expect.stringContaining('A newer version of this extension') as string };
    for (const again of [text, `${text} `]) {
      store.text = again;
      expect(await journal.entries(here)).toEqual([]);
      await expect(journal.record(entry('a'))).rejects.toMatchObject(newer);
      await expect(journal.forget([entry('a')], later)).rejects.toMatchObject(newer);
    }
    expect(told).toEqual([newer.message]);
    expect(store).toMatchObject({ text: `${text} `, writes: 0 });
  });

  it('takes what a writer clears knowingly, such as that a request that was refused had been sent', async () => {
    const journal = createJournal(storeOf());
    const steps = [{ id: 's', status: 'running', sentAt: '2026-05-04T08:00:00Z' }] as const;
    await journal.record(entry('a', { status: 'running', steps }));
    await journal.record(entry('a', { steps: [{ id: 's', status: 'failed' }] }));
    expect((await journal.entries(here))[0]?.steps).toEqual([{ id: 's', status: 'failed' }]);
  });

  it('never lets a window that was asleep overwrite what another has noted since, also where it has looked', async () => {
    const store = storeOf();
    const asleep = createJournal(store);
    const other = createJournal(store);
    await asleep.record(entry('a', { status: 'running' }));
    const [found] = await other.entries(here);
    const sent = [{ id: 's', status: 'running', sentAt: '2026-05-04T08:00:00Z', operation: 'x' }] as const;
    await other.record({ ...found!, steps: sent });
    await asleep.entries(here);
    await expect(asleep.record(entry('a', { status: 'running' }))).rejects.toMatchObject({
      code: 'conflict',
      message: '"x" is still running in another VS Code window.',
    });
    expect(await asleep.entries(here)).toMatchObject([{ steps: sent }]);
    await other.record({ ...found!, status: 'failed', steps: sent });
    const [ended] = await asleep.entries(here);
    await asleep.record({ ...ended!, status: 'running' });
    expect(await other.entries(here)).toMatchObject([{ status: 'running', steps: sent }]);
  });

  it('lets exactly one of several windows continue a run that all of them found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 12 }), async (turns) => {
        const store = storeOf();
        await createJournal(store).record(entry('a'));
        const windows = await Promise.all(
          [0, 1, 2].map(async (name) => {
            const journal = createJournal(store);
            const [found] = await journal.entries(here);
            return { name, note: () => journal.record({ ...found!, steps: [{ id: `by ${name}`, status: 'done' }] }) };
          }),
        );
        for (const turn of turns) await windows[turn]!.note().catch(() => undefined);
        expect(await createJournal(store).entries(here)).toMatchObject([{ steps: [{ id: `by ${turns[0]}` }] }]);
      }),
    );
  });

  it('continues after a failed write, and the caller hears of it', async () => {
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

  it('drops the oldest runs that no one continues', async () => {
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
    const told: unknown[] = [];
    const store = storeOf(JSON.stringify({ version: 1, entries: [entry('a'), { no: 'entry' }] }));
    const journal = createJournal(store, (message) => told.push(message));
    await journal.entries(here);
    await journal.entries(here);
    expect(told).toHaveLength(1);
    await createJournal(store).record(entry('b'));
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['b', 'a']);
  });

  it('forgets entries on request, unless any window has recorded them since they were seen', async () => {
    const store = storeOf(JSON.stringify({ version: 1, entries: [entry('old'), entry('old-resumed')] }));
    const journal = createJournal(store);
    const other = createJournal(store);
    for (const id of ['a', 'b', 'resumed', 'elsewhere']) await journal.record(entry(id));
    const all = await journal.entries(here);
    const seen = all.filter(({ activityId }) => activityId !== 'b');
    const found = (id: string): RunRecord => all.find(({ activityId }) => activityId === id)!;
    await journal.record({ ...found('resumed'), status: 'running' });
    for (const id of ['elsewhere', 'old-resumed']) await other.record({ ...found(id), status: 'running' });
    await journal.forget(seen, later);
    expect((await journal.entries(here)).map(({ activityId, status }) => [activityId, status])).toEqual([
      ['elsewhere', 'running'],
      ['resumed', 'running'],
      ['b', 'failed'],
      ['old-resumed', 'running'],
    ]);
  });

  it('hides forgotten entries, and keeps them while they are of use', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record({ ...entry('new'), status: 'succeeded', endedAt: '2026-11-28T12:00:00.000Z' });
    await journal.record({ ...entry('old'), status: 'succeeded', endedAt: '2026-11-28T11:00:00.000Z' });
    const known = async (): Promise<readonly string[]> =>
      (await createJournal(store).known(here)).map(({ activityId }) => activityId);
    await journal.forget(await journal.entries(here), '2026-11-28T11:50:00.000Z');
    expect([await journal.entries(here), await journal.all(here), await known()]).toEqual([[], [], ['new']]);
    await journal.forget([], '2026-11-28T12:00:00.000Z');
    expect(await known()).toEqual(['new']);
    await journal.forget([], '2026-11-28T12:00:00.001Z');
    expect(await known()).toEqual([]);
    expect((JSON.parse(store.text!) as { entries: unknown[] }).entries).toEqual([]);
  });

  it('says until when runs may be gone, cleared or pushed out by later ones (H-21)', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    const lacks = (connection: string, since = '2026-01-01') => createJournal(store).lacks(connection, since);
    const ended = (id: string, endedAt: string, connection = here) =>
      journal.record(entry(id, { status: 'succeeded', startedAt: '2026-02-01', endedAt, connection }));
    await ended('a', '2026-05-04');
    await ended('b', '2026-05-05');
    expect(await lacks(here)).toEqual({ unreadable: 0 });
    await journal.forget([(await journal.entries(here)).at(-1)!], later);
    expect(await lacks(here)).toEqual({ unreadable: 0, goneUntil: '2026-05-04' });
    expect(await lacks(here, '2026-05-04T00')).toEqual({ unreadable: 0 });
    for (let count = 0; count < 100; count++) await ended(`c${count}`, '2026-05-06', 'elsewhere');
    expect(await lacks(here)).toEqual({ unreadable: 0, goneUntil: '2026-05-05' });
  });

  it('says that runs may be gone where an earlier version wrote it, which did not note that (H-21)', async () => {
    const entries = [entry('a', { startedAt: '2026-05-05' }), entry('b', { endedAt: '2026-05-06' })];
    for (const empty of [undefined, '', ' ']) {
      expect(await createJournal(storeOf(empty)).lacks(here, '2026')).toEqual({ unreadable: 0 });
      const store = storeOf(JSON.stringify({ version: 1, entries }));
      const goneUntil = async () => (await createJournal(store).lacks(here, '2026')).goneUntil;
      expect(await goneUntil()).toBe('2026-05-06');
      await createJournal(store).record(entry('c', { startedAt: '2026-06-01' }));
      expect(await goneUntil()).toBe('2026-05-06');
    }
  });

  it('says how many entries of a connection and time could not be read, or that a newer version keeps all (H-21)', async () => {
    const odd = [
      {},
      null,
      { connection: here },
      { connection: here, endedAt: '2025-12-31' },
      { connection: 'elsewhere' },
    ];
    const lacks = (text: string) => createJournal(storeOf(text)).lacks(here, '2026');
    expect(await lacks(JSON.stringify({ version: 1, entries: odd, goneUntil: '' }))).toEqual({ unreadable: 3 });
    expect(await lacks('{"version":1,"entr')).toEqual({ unreadable: 1 });
    expect(await lacks('{"version":2}')).toEqual({ isNewer: true, unreadable: 0 });
  });

  it('shows the entries of one connection only, and keeps those of others', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record(entry('a'));
    await journal.record(entry('b', { connection: 'elsewhere' }));
    expect((await journal.entries(here)).map(({ activityId }) => activityId)).toEqual(['a']);
    expect((await journal.all('elsewhere')).map(({ activityId }) => activityId)).toEqual(['b']);
  });

  it('lets other entries of the connection be read while it records', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    for (const [id, connection] of [
      ['a', here],
      ['b', here],
      ['c', 'elsewhere'],
    ] as const)
      await journal.record(entry(id, { connection }));
    const seen: string[][] = [];
    await journal.record(entry('a'), (others) => void seen.push(others.map(({ activityId }) => activityId)));
    expect(seen).toEqual([['b']]);
    const before = store.text;
    const refused = journal.record(entry('a', { status: 'stopped' }), () => {
      throw new Error('not alone');
    });
    await expect(refused).rejects.toThrow('not alone');
    expect(store.text).toBe(before);
  });

  it('keeps cleared entries from blocking new ones', async () => {
    const journal = createJournal(storeOf());
    await journal.record(entry('cleared', { endedAt: later }));
    await journal.forget(await journal.entries(here), later);
    await journal.record(entry('b'));
    const seen: string[] = [];
    await journal.record(entry('a'), (others) => void seen.push(...others.map(({ activityId }) => activityId)));
    expect(seen).toEqual(['b']);
    expect((await journal.known(here)).map(({ activityId }) => activityId)).toEqual(['a', 'b', 'cleared']);
  });

  it('knows what was recorded last from here, and by this session', async () => {
    const store = storeOf();
    const journal = createJournal(store);
    await journal.record(entry('a'));
    const [found] = await journal.entries(here);
    expect(journal.isFromHere(found!)).toBe(true);
    const other = createJournal(store);
    expect(other.isFromHere(found!)).toBe(false);
    await other.record(found!);
    const [again] = await journal.entries(here);
    expect([journal.isFromHere(again!), other.isFromHere(again!)]).toEqual([false, true]);
    expect(journal.isFromHere(entry('a'))).toBe(false);
    expect(journal.isFromHere(entry('unknown'))).toBe(false);
  });

  it('counts as empty when blank, without a warning', async () => {
    for (const text of ['', ' \n']) {
      const told: unknown[] = [];
      expect(await createJournal(storeOf(text), (message) => void told.push(message)).entries(here)).toEqual([]);
      expect(told).toEqual([]);
    }
  });

  it('says what it sets aside, and nothing where that is nothing', async () => {
    const tell = async (entries: readonly unknown[], setAside?: unknown): Promise<readonly unknown[]> => {
      const told: unknown[] = [];
      const store = storeOf(JSON.stringify({ version: 1, entries, setAside }));
      await createJournal(store, (message) => void told.push(message)).entries(here);
      return told;
    };
    expect(await tell([entry('a')])).toEqual([]);
    expect(await tell([entry('a'), { odd: true }])).toEqual([
      'Some records of earlier changes could not be read. They were set aside.',
    ]);
    const store = storeOf(JSON.stringify({ version: 1, entries: [entry('a')], setAside: 'odd' }));
    await createJournal(store).record(entry('b'));
    expect(JSON.parse(store.text!)).not.toHaveProperty('setAside');
  });
});
