/** A fleet under stress, in a process of its own: what was lost, how long anything was blocked, what it took in memory. */
import { join } from 'node:path';
import { runNode } from '../../scripts/build.ts';
import { spreadOf } from '../spread.ts';
import type { Spread } from '../spread.ts';
import type { Cell, Table } from '../table.ts';
import type { StressResult } from './stress.ts';

/** Minutes of the emulator's time: half an hour takes three minutes. */
const long = 30;
const short = 8;
const shortRuns = 9;

/** Runs it once for a short time; in full ten times, first for long. How many runs were asked for does not matter. */
export async function measureStress(_: number, isFull: boolean): Promise<readonly Table[]> {
  const first = await runStress(isFull ? long : short);
  const blocks = [first.blocking.longest];
  for (let run = 0; isFull && run < shortRuns; run++) blocks.push((await runStress(short)).blocking.longest);
  return [stressTable(first, spreadOf(blocks))];
}

async function runStress(minutes: number): Promise<StressResult> {
  const printed = await runNode(['--expose-gc', join('bench', 'stress', 'stress.ts'), '--minutes', String(minutes)]);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n{') + 1)) as StressResult;
}

function stressTable(
  { options, changes, traffic, refreshes, drawings, blocking, memory, ...rest }: StressResult,
  longestBlocks: Spread,
): Table {
  const { acceptedPuts, lost, succeeded, resumed, refused } = changes;
  const { unhandledRejections, warnings, failures } = rest;
  const rows: (readonly Cell[])[] = [
    ['changes begun at once, succeeded, lost', numbers(options.changes, succeeded, lost.length)],
    ['of which resumed, asked for again', numbers(resumed, refused)],
    [
      'PUTs that Azure accepted for each changed cluster',
      `${Math.min(...acceptedPuts)} to ${Math.max(...acceptedPuts)}`,
    ],
    ['requests, broken connections, answers 429', numbers(traffic.sent, traffic.dropped, traffic.throttled)],
    ['refreshes asked for, trees drawn', numbers(refreshes, drawings)],
    ['unhandled rejections, warnings of Node', numbers(unhandledRejections.length, warnings.length)],
    ['longest block by own work (ms; target 30)', blocking.longest],
    ['blocks of more than 50 ms', blocking.over],
    ['longest delay on the clock (ms; the whole machine)', blocking.longestOnClock],
    ['objects held before, at the start, in the middle, at the end (MB)', numbers(...megabytes(memory))],
  ];
  const size = `${options.clusters.toLocaleString('en-US')} clusters in ${options.subscriptions} subscriptions`;
  return {
    title: `${size} under stress for ${options.minutes} minutes of the emulator's time (one run)`,
    columns: ['what', 'measured'],
    rows,
    targets: [{ what: 'stress: longest block by own work (ms)', measured: longestBlocks, target: 30 }],
    notes: [
      `A refresh every second, ${options.changes} changes at once, Azure's own limits on, the connection of every hundredth ` +
        `request cut before or after it was processed. The emulator's time runs ${options.speed} times as fast as the clock.`,
      ...[...lost, ...unhandledRejections, ...warnings],
      ...Object.entries(failures).map(([text, times]) => `Noted ${times} times: ${text}`),
    ],
  };
}

function megabytes({ idle, start, middle, end }: StressResult['memory']): readonly number[] {
  return [idle, start, middle, end].map((bytes) => bytes / 1e6);
}

function numbers(...values: readonly number[]): string {
  return values.map((value) => value.toLocaleString('en-US', { maximumFractionDigits: 0 })).join(', ');
}
