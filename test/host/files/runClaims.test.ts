import { mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClaims, type Claims } from '../../../src/host/files/runClaims.ts';

/** A process of this machine that lives, and one that doesn't. */
const alive = process.ppid;
const dead = 2 ** 30;
const conflict = { code: 'conflict', message: 'This change is still running in another VS Code window.' };

let folder: string;
let open: Claims[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'claims-')), 'runs');
  open = [];
});
afterEach(async () => {
  for (const claims of open) claims.dispose();
  await rm(join(folder, '..'), { recursive: true });
});

interface Window extends Claims {
  /** What is done every few seconds. */
  touch(): Promise<void>;
}

function windowOf(pid = process.pid): Window {
  let work: (() => Promise<void>) | undefined;
  const claims = createClaims(folder, pid, (_, next) => {
    work = next;
    return () => (work = undefined);
  });
  open.push(claims);
  return { ...claims, touch: async () => work?.() };
}

const file = (): string => join(folder, 'run');

/** As if nobody had touched the claim for an hour, in which the machine may have slept. */
async function sleepLong(): Promise<void> {
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(file(), longAgo, longAgo);
}

describe('a claim', () => {
  it('is held by one owner until it is released', async () => {
    const here = windowOf();
    const there = windowOf(alive);
    await there.hold('run');
    await there.hold('run');
    expect([there.holds('run'), here.holds('run')]).toEqual([true, false]);
    expect([await there.isHeldElsewhere('run'), await here.isHeldElsewhere('run')]).toEqual([false, true]);
    await expect(here.hold('run')).rejects.toMatchObject(conflict);
    await there.letGo('run');
    await here.hold('run');
    expect(await there.isHeldElsewhere('run')).toBe(true);
  });

  it('that was left and that many want to take over is held by exactly one of them', async () => {
    await windowOf(dead).hold('run');
    const windows = Array.from({ length: 6 }, () => windowOf());
    const got = await Promise.allSettled(windows.map((window) => window.hold('run')));
    expect(got.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(windows.filter((window) => window.holds('run'))).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['run']);
  });

  it.runIf(process.platform === 'linux')('of a process that lives is kept however long it slept', async () => {
    const here = windowOf();
    const there = windowOf(alive);
    await there.hold('run');
    await sleepLong();
    expect(await here.isHeldElsewhere('run')).toBe(true);
    await expect(here.hold('run')).rejects.toMatchObject(conflict);
  });

  it.each([
    ['a process that is gone', `${dead} ${hostname()} 1 token`],
    ['a process whose number another one has by now', `${alive} ${hostname()} 1 token`],
    ['an earlier process with the number of this one', `${process.pid} ${hostname()} 1 token`],
    ['a process whose start is not known, and that has not touched it', `${alive} ${hostname()} - token`],
    ['another machine that has not touched it', `${alive} not-${hostname()} 1 token`],
    ['an earlier version that has not touched it', `${alive} ${hostname()}`],
    ['nobody', ''],
  ])('of %s is taken over', async (_, owner) => {
    const window = windowOf();
    await window.hold('other');
    await writeFile(file(), owner);
    await sleepLong();
    expect(await window.isHeldElsewhere('run')).toBe(false);
    await window.hold('run');
    await window.hold('run');
    expect(window.holds('run')).toBe(true);
  });

  it.each([
    ['a process whose start is not known', `${alive} ${hostname()} - token`],
    ['another machine', `${dead} not-${hostname()} 1 token`],
    ['an earlier version', `${alive} ${hostname()}`],
    ['nobody yet', ''],
  ])('of %s is respected while it is touched', async (_, owner) => {
    const window = windowOf();
    await window.hold('other');
    await writeFile(file(), owner);
    expect(await window.isHeldElsewhere('run')).toBe(true);
    await expect(window.hold('run')).rejects.toMatchObject(conflict);
  });

  it('is touched while it is held', async () => {
    const window = windowOf();
    await window.hold('run');
    await sleepLong();
    await window.touch();
    expect(Date.now() - (await stat(file())).mtimeMs).toBeLessThan(60_000);
  });

  it.each([
    ['when it is held on', async () => undefined],
    ['when it is touched', async (window: Window) => window.touch()],
  ])('that another owner has taken over is lost %s: the holder is notified and takes nothing back', async (_, look) => {
    const window = windowOf();
    await window.hold('run');
    const other = `${alive} not-${hostname()} 1 token`;
    await writeFile(file(), other);
    await look(window);
    await expect(window.hold('run')).rejects.toMatchObject(conflict);
    expect(window.holds('run')).toBe(false);
    await window.letGo('run');
    window.dispose();
    expect(await readFile(file(), 'utf8')).toBe(other);
  });

  it('that was lost and reported can be held again once the other owner has released it', async () => {
    const window = windowOf();
    await window.hold('run');
    await writeFile(file(), `${alive} not-${hostname()} 1 token`);
    await expect(window.hold('run')).rejects.toMatchObject(conflict);
    await rm(file());
    await window.hold('run');
    expect(window.holds('run')).toBe(true);
  });

  it('of a connection that was left belongs to no one, and a later one is refused with a message', async () => {
    const left = windowOf();
    const next = windowOf();
    await left.hold('run');
    left.dispose();
    expect(await readdir(folder)).toEqual([]);
    const cancelled = { code: 'cancelled', message: 'You have disconnected from the Azure account of this change.' };
    await expect(left.hold('run')).rejects.toMatchObject(cancelled);
    await next.hold('run');
  });

  it('that is being made while the connection is left is not held', async () => {
    const window = windowOf();
    const holding = window.hold('run');
    window.dispose();
    await expect(holding).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
  });
});
