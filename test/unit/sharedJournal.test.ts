import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal, JournalEntry } from '../../src/app/journal.ts';
import type { Claims } from '../../src/host/claims.ts';
import { createClaims } from '../../src/host/claims.ts';
import { whileAlone } from '../../src/host/storage.ts';
import { sharedJournal } from '../../src/sharedJournal.ts';

const connection = 'azure https://management.azure.com';
/** A process of this machine that lives, and one that doesn't. */
const [alive, dead] = [process.ppid, 2 ** 30];

let folder: string;
let open: Claims[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windows-'));
  open = [];
});
afterEach(async () => {
  for (const claims of open) claims.dispose();
  await rm(folder, { recursive: true });
});

interface Window {
  readonly journal: Journal;
  readonly claims: Claims;
}

function windowOf(pid: number): Window {
  const claims = createClaims(join(folder, 'runs'), pid);
  open.push(claims);
  return { claims, journal: sharedJournal(folder, claims, (message) => expect(message).toBeUndefined()) };
}

function entry(activityId: string, status: JournalEntry['status']): JournalEntry {
  const plan = { changes: [], title: activityId, steps: [], warnings: [], checks: [], before: {}, after: {} };
  return {
    ...{ activityId, connection, status, steps: [], startedAt: '2026-05-04T08:00:00Z' },
    plan: { ...plan, reversible: true, next: [], restarts: [] },
  };
}
const idsIn = async ({ journal }: Window): Promise<readonly string[]> =>
  (await journal.entries(connection)).map(({ activityId }) => activityId).toSorted();

describe('two windows over the same storage', () => {
  it('lose nothing of what both record at the same time', async () => {
    const windows = [windowOf(process.pid), windowOf(alive)];
    const ids = Array.from({ length: 20 }, (_, index) => `run-${index}`);
    await Promise.all(ids.map((id, index) => windows[index % 2]!.journal.record(entry(id, 'succeeded'))));
    for (const window of windows) expect(await idsIn(window)).toEqual(ids.toSorted());
    expect(await readdir(folder)).toEqual(['journal.json']);
  });

  it('show a change only where it runs, neither interrupted nor to be resumed elsewhere, and both once it has ended', async () => {
    const [here, there] = [windowOf(process.pid), windowOf(alive)];
    await there.journal.record(entry('run', 'running'));
    expect([await idsIn(here), await idsIn(there)]).toEqual([[], ['run']]);
    await expect(here.journal.record(entry('run', 'running'))).rejects.toMatchObject({ code: 'conflict' });
    await there.journal.record(entry('run', 'failed'));
    expect([await idsIn(here), await idsIn(there)]).toEqual([['run'], ['run']]);
    await here.journal.record(entry('run', 'running'));
    expect([await idsIn(here), await idsIn(there)]).toEqual([['run'], []]);
  });

  it('take up what a window that was closed, lost or put to sleep has left', async () => {
    const [here, closed, lost, asleep] = [windowOf(process.pid), windowOf(alive), windowOf(dead), windowOf(alive)];
    await closed.journal.record(entry('closed', 'running'));
    closed.claims.dispose();
    await closed.journal.record(entry('closed', 'running'));
    await lost.journal.record(entry('lost', 'running'));
    await asleep.journal.record(entry('asleep', 'running'));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(join(folder, 'runs', 'asleep'), longAgo, longAgo);
    expect(await idsIn(here)).toEqual(['asleep', 'closed', 'lost']);
  });

  it('respect a change that runs on another machine with the same storage', async () => {
    const [here, there] = [windowOf(process.pid), windowOf(alive)];
    await there.journal.record(entry('run', 'running'));
    await writeFile(join(folder, 'runs', 'run'), `${dead} not-${hostname()}`);
    expect(await idsIn(here)).toEqual([]);
  });
});

it('a lock that a lost process has left is no obstacle for long', async () => {
  const lock = join(folder, 'journal.json.lock');
  await writeFile(lock, '');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(lock, longAgo, longAgo);
  expect(await whileAlone(lock, async () => 'done')).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});
