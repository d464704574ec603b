/**
 * `node --expose-gc bench/stress/stress.ts [--clusters N] [--subscriptions N] [--changes N] [--minutes N] [--speed N]`: a fleet
 * that is read again every second while many changes run, Azure throttles, and connections break. Prints what came of it
 * as JSON.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../scripts/project.ts';
import { createIdentityService } from '../../src/app/createIdentityService.ts';
import { createJournal } from '../../src/app/runs/journal.ts';
import { connect } from '../../src/azure/directory/connection.ts';
import { fileStore } from '../../src/host/files/wholeFile.ts';
import { startEmulator } from '../emulatorProcess.ts';
import type { Blocking } from './blocking.ts';
import { watchBlocking } from './blocking.ts';
import type { ChangesEnd } from './changes.ts';
import { acceptedPuts, changeAll, chosen } from './changes.ts';
import type { Traffic } from './client.ts';
import { breakingClient } from './client.ts';
import { startFastTime } from './time.ts';

/** What is put under stress, and for how long. */
export interface StressOptions {
  readonly clusters: number;
  readonly subscriptions: number;
  /** Changes that are begun at once. */
  readonly changes: number;
  /** Of the emulator's time. */
  readonly minutes: number;
  /** How much faster the emulator's time runs than the clock. */
  readonly speed: number;
}

/** What came of it. Memory in bytes, after a garbage collection, without the emulator: that is another process. */
export interface StressResult {
  readonly options: StressOptions;
  /** `acceptedPuts`: so many that the emulator accepted for each cluster that was changed. */
  readonly changes: ChangesEnd & { readonly acceptedPuts: readonly number[] };
  readonly traffic: Traffic;
  readonly refreshes: number;
  readonly drawings: number;
  /** What the tree noted for the log, with how often. */
  readonly failures: Readonly<Record<string, number>>;
  readonly unhandledRejections: readonly string[];
  readonly warnings: readonly string[];
  readonly blocking: Blocking;
  readonly memory: { readonly idle: number; readonly start: number; readonly middle: number; readonly end: number };
}

const everyNthBreaks = 100;
const changedSubscriptions = 5;

/** Runs the stress in this process, the emulator in another. Needs `--expose-gc` for memory to mean anything. */
async function stressed(options: StressOptions): Promise<StressResult> {
  provideVscode();
  const { openTree } = await import('./tree.ts');
  const unhandledRejections: string[] = [];
  const warnings: string[] = [];
  process.on('unhandledRejection', (reason) => unhandledRejections.push(String(reason)));
  process.on('warning', ({ message }) => warnings.push(message));
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-stress-'));
  const emulator = await startEmulator([
    ...['--scenario', `fleet(${options.clusters},${options.subscriptions})`, '--throttle'],
    ...['--operation-seconds', '120', '--retry-after', '10', '--propagation-seconds', '30'],
  ]);
  const { url } = emulator;
  const time = startFastTime(url, options.speed);
  const traffic: Traffic = { sent: 0, dropped: 0, throttled: 0 };
  try {
    const service = createIdentityService({
      connection: connect({
        kind: 'emulator',
        name: url,
        endpoint: url,
        tenants: [{ tenantId: 'fleet', credential }],
        userAgent: 'stress',
        httpClient: breakingClient(url, everyNthBreaks, traffic),
        sleep: time.sleep,
        now: () => time.now().getTime(),
      }),
      journal: createJournal(fileStore(join(folder, 'journal.json'))),
      now: time.now,
      sleep: time.sleep,
    });
    const idle = heap();
    const changed = chosen((await service.clusters()).items, options.changes, changedSubscriptions);
    const tree = openTree(service, new Set(changed.map(({ subscriptionId }) => subscriptionId)));
    await until(() => tree.drawings() > 0);
    const start = heap();
    let middle = start;
    const blocked = watchBlocking();
    const changing = changeAll(service, changed);
    let refreshes = 0;
    while (time.minutes() < options.minutes) {
      tree.refresh();
      refreshes++;
      await pause(1000);
      if (middle === start && time.minutes() > options.minutes / 2) middle = blocked.without(heap);
    }
    const ended = await changing;
    const blocking = blocked.end();
    const changes = { ...ended, acceptedPuts: await acceptedPuts(url, changed) };
    await settled(() => traffic.sent);
    const end = heap();
    tree.close();
    const [drawings, failures] = [tree.drawings(), Object.fromEntries(tree.failures)];
    const memory = { idle, start, middle, end };
    return {
      options,
      changes,
      traffic,
      refreshes,
      drawings,
      failures,
      unhandledRejections,
      warnings,
      blocking,
      memory,
    };
  } finally {
    time.stop();
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const credential = { getToken: async () => ({ token: 'stress', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }) };

function provideVscode(): void {
  const url = pathToFileURL(join(projectRoot, 'test', 'support', 'vscode', 'module.ts')).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode' ? { url, shortCircuit: true } : next(specifier, context),
  });
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(100);
}

/** Nothing was sent for some seconds: nothing is being read any more. */
async function settled(sent: () => number): Promise<void> {
  for (let before = -1; before !== sent(); await pause(5000)) before = sent();
}

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10000' },
    subscriptions: { type: 'string', default: '100' },
    changes: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '30' },
    speed: { type: 'string', default: '10' },
  },
});
const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
console.log(JSON.stringify(await stressed(options as unknown as StressOptions)));
process.exit(0);
