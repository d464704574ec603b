import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../src/app/runs/journal.ts';
import type { RunRecord } from '../../src/app/runs/runRecord.ts';

import { refusedError, saidMessage, type Failure } from '../../src/errors.ts';
import { shownText, speak } from '../../src/sentences/language.ts';
import { createClaims, type Claims } from '../../src/host/files/runClaims.ts';
import { withLock } from '../../src/host/files/wholeFile.ts';
import { sharedJournal } from '../../src/session/sharedJournal.ts';
import { say, verbatim } from '../../src/sentences/words.ts';

const connection = 'azure https://management.azure.com';
/** A process of this machine that lives, and one that doesn't. */
const alive = process.ppid;
const dead = 2 ** 30;

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

function windowOf(pid: number, changed: (claims: Claims) => Claims = (claims) => claims): Window {
  const claims = changed(createClaims(join(folder, 'runs'), pid));
  open.push(claims);
  return { claims, journal: sharedJournal(folder, claims, (message) => expect(message).toBeUndefined()) };
}

function entry(activityId: string, status: RunRecord['status']): RunRecord {
  const plan = { changes: [], title: verbatim(activityId), steps: [], warnings: [], checks: [], before: {}, after: {} };
  return {
    activityId,
    connection,
    status,
    steps: [],
    startedAt: '2026-05-04T08:00:00Z',
    plan: { ...plan, summary: say``, verb: say``, points: [], reversible: true, next: [], restarts: [] },
  };
}
async function sleepLong(id: string): Promise<void> {
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, 'runs', id), longAgo, longAgo);
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

  it('a change is shown only in the window that runs it, and in both once it has ended', async () => {
    const here = windowOf(process.pid);
    const there = windowOf(alive);
    await there.journal.record(entry('run', 'running'));
    expect([await idsIn(here), await idsIn(there)]).toEqual([[], ['run']]);
    await expect(here.journal.record(entry('run', 'running'))).rejects.toMatchObject({ code: 'conflict' });
    await there.journal.record(entry('run', 'failed'));
    expect([await idsIn(here), await idsIn(there)]).toEqual([['run'], ['run']]);
    const [found] = await here.journal.entries(connection);
    await here.journal.record({ ...found!, status: 'running' });
    expect([await idsIn(here), await idsIn(there)]).toEqual([['run'], []]);
  });

  it('a window takes up what a window that was closed or lost has left', async () => {
    const here = windowOf(process.pid);
    const closed = windowOf(alive);
    const lost = windowOf(dead);
    await closed.journal.record(entry('closed', 'running'));
    await lost.journal.record(entry('lost', 'running'));
    closed.claims.dispose();
    await expect(closed.journal.record(entry('late', 'running'))).rejects.toMatchObject({ code: 'cancelled' });
    expect(await idsIn(here)).toEqual(['closed', 'lost']);
  });

  it.runIf(process.platform === 'linux')('leave a run to the window that slept and then continues it', async () => {
    const here = windowOf(process.pid);
    const asleep = windowOf(alive);
    await asleep.journal.record(entry('run', 'running'));
    await sleepLong('run');
    expect(await idsIn(here)).toEqual([]);
    await expect(here.journal.record(entry('run', 'running'))).rejects.toMatchObject({ code: 'conflict' });
    await asleep.journal.record(entry('run', 'running'));
  });

  it('do not both run what one has taken up while the other slept: that one is notified, and overwrites nothing', async () => {
    const here = windowOf(process.pid);
    const asleep = windowOf(alive);
    await asleep.journal.record(entry('run', 'running'));
    await writeFile(join(folder, 'runs', 'run'), `${alive} not-${hostname()} 1 token`);
    await sleepLong('run');
    const [found] = await here.journal.entries(connection);
    const sent: RunRecord = { ...found!, steps: [{ id: 's', status: 'running', sentAt: found!.startedAt }] };
    await here.journal.record(sent);
    for (const status of ['running', 'running', 'failed'] as const) {
      await expect(asleep.journal.record(entry('run', status))).rejects.toMatchObject({ code: 'conflict' });
    }
    await here.journal.record({ ...sent, status: 'failed' });
    await expect(asleep.journal.record(entry('run', 'running'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await asleep.journal.entries(connection)).toMatchObject([{ status: 'failed', steps: sent.steps }]);
    expect(await idsIn(here)).toEqual(['run']);
  });

  it('a run that ends in another window just then counts as ended, not as interrupted', async () => {
    const there = windowOf(alive);
    await there.journal.record(entry('run', 'running'));
    const here = windowOf(process.pid, (claims) => ({
      ...claims,
      isHeldElsewhere: async (id) => {
        await there.journal.record(entry('run', 'succeeded'));
        return claims.isHeldElsewhere(id);
      },
    }));
    expect(await here.journal.entries(connection)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('a run that begins in another window just then does not count as interrupted', async () => {
    const there = windowOf(alive);
    const lost = windowOf(dead);
    await lost.journal.record(entry('lost', 'running'));
    let isFirst = true;
    const here = windowOf(process.pid, (claims) => ({
      ...claims,
      isHeldElsewhere: async (id) => {
        const isHeld = await claims.isHeldElsewhere(id);
        if (isFirst) await there.journal.record(entry('run', 'running'));
        isFirst = false;
        return isHeld;
      },
    }));
    expect(await idsIn(here)).toEqual(['lost']);
  });

  it("runs are shown even while a lock that can't be had keeps this window from recording", async () => {
    const here = windowOf(process.pid);
    await here.journal.record(entry('before', 'failed'));
    const gate = Promise.withResolvers<void>();
    const locked = withLock(join(folder, 'journal.json.lock'), () => gate.promise);
    const recording = here.journal.record(entry('after', 'failed'));
    expect(await idsIn(here)).toEqual(['before']);
    gate.resolve();
    await Promise.all([locked, recording]);
    expect(await idsIn(here)).toEqual(['after', 'before']);
  });

  it('a window claims nothing that could not be recorded', async () => {
    const here = windowOf(process.pid);
    const there = windowOf(alive);
    await there.journal.record(entry('run', 'failed'));
    await expect(here.journal.record(entry('run', 'running'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await there.claims.isHeldElsewhere('run')).toBe(false);
  });

  it('a window respects a change that runs on another machine with the same storage', async () => {
    const here = windowOf(process.pid);
    const there = windowOf(alive);
    await there.journal.record(entry('run', 'running'));
    await writeFile(join(folder, 'runs', 'run'), `${dead} not-${hostname()}`);
    expect(await idsIn(here)).toEqual([]);
  });
});

it("ARM's answers are recorded without secrets", async () => {
  const { journal } = windowOf(process.pid);
  const secret = 'client_secret=abc123xyz';
  const error: Failure = {
    code: 'refused',
    message: `No: ${secret}.`,
    target: secret,
    armCode: 'Odd',
    status: 400,
    details: [{ code: 'Inner', message: secret, target: secret }, {}],
  };
  await journal.record({ ...entry('run', 'failed'), steps: [{ id: 's', status: 'failed', error }] });
  const text = await readFile(join(folder, 'journal.json'), 'utf8');
  expect(text).not.toContain('abc123xyz');
  expect((await journal.entries(connection))[0]?.steps).toMatchObject([
    { error: { message: expect.stringContaining('No: ') as string, armCode: 'Odd', details: [{ code: 'Inner' }, {}] } },
  ]);
});

it('the failure of a step stays a sentence of ours in the journal, to be read in any language', async () => {
  const { failure: error } = refusedError(say`${'id-a'} is not there.`);
  const steps = [{ id: 's', status: 'failed', error }] as const;
  await windowOf(process.pid).journal.record({ ...entry('run', 'failed'), steps });
  speak({ '{0} is not there.': '{0} fehlt.' }, 'de');
  for (const { journal } of [windowOf(process.pid), windowOf(alive)]) {
    const [read] = await journal.entries(connection);
    expect(shownText(saidMessage(read!.steps[0]!.error!))).toBe('id-a fehlt.');
  }
  speak();
});

it("unreadable entries of the journal, and Azure's words in a check, are kept without secrets", async () => {
  const odd = { version: 1, entries: [{ odd: { httpProxy: 'http://ada:abc123xyz@proxy:8080' } }] };
  await writeFile(join(folder, 'journal.json'), JSON.stringify(odd));
  const claims = createClaims(join(folder, 'runs'), process.pid);
  open.push(claims);
  const journal = sharedJournal(folder, claims, () => undefined);
  const run = entry('run', 'failed');
  const checks = [{ title: say`x`, verdict: 'unknown', detail: say`Azure said: client_secret=abc123xyz` }] as const;
  await journal.record({ ...run, plan: { ...run.plan, checks } });
  const text = await readFile(join(folder, 'journal.json'), 'utf8');
  expect(text).not.toContain('abc123xyz');
  expect(text).toContain('Azure said: ');
  expect(text).toContain('proxy:8080');
});
