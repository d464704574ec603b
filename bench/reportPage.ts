/** The report's page in the browser while clusters are found: the longest piece of work of its main thread. */
import type { CDPSession } from 'playwright-core';
import { fleetWorld } from '../src/emulator/scenarios/fleet.ts';
import { openReportPage } from '../test/page/support/reportPage.ts';
import { createBench } from '../test/support/azure/azureBench.ts';
import { repeated, spreadOf, type Spread } from './spread.ts';
import type { Table } from './table.ts';

const clusters = 10_000;
const size = `${clusters.toLocaleString('en-US')} clusters`;

/** Processor time in milliseconds, and characters of JSON. */
interface PageCost {
  readonly longestWork: number;
  readonly states: number;
  readonly largestState: number;
}

/** Opens the page afresh for each run. */
export async function measureReportPage(runs: number): Promise<readonly Table[]> {
  const costs = await repeated(runs, reportOnce);
  const of = (value: (cost: PageCost) => number): Spread => spreadOf(costs.map(value));
  const work = of(({ longestWork }) => longestWork);
  return [
    {
      title: `The page of the report while ${size} are checked`,
      columns: ['what', 'measured', 'target'],
      rows: [
        ['longest piece of work of the page (CPU ms)', work, '50'],
        ['states that the page got', of(({ states }) => states), ''],
        ['largest of them (kB)', of(({ largestState }) => largestState / 1000), ''],
      ],
      targets: [{ what: `report page, ${size}: longest piece of work (CPU ms)`, measured: work, target: 50 }],
      notes: [
        'The page that is shipped, in a browser alone, from the first state until all clusters are checked. Piece of work: ' +
          'processor time of the main thread of the page between two turns of others.',
      ],
    },
  ];
}

async function reportOnce(): Promise<PageCost> {
  const report = await openReportPage(createBench(fleetWorld(clusters, 10)), { width: 1100 });
  const { page, states } = report;
  try {
    const longest = await tracedWork(await page.context().newCDPSession(page));
    while (states.at(-1)?.phase !== 'ready') await page.waitForTimeout(200);
    await report.drawn();
    const longestWork = await longest();
    return {
      longestWork,
      states: states.length,
      largestState: states.reduce((most, state) => Math.max(most, JSON.stringify(state).length), 0),
    };
  } finally {
    await report.close();
  }
}

/** An event of the browser's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Begins to watch; returns what ends that, with the most processor time of a task of the page's main thread, in milliseconds. */
async function tracedWork(client: CDPSession): Promise<() => Promise<number>> {
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await client.send('Tracing.start', {
    categories: 'toplevel,devtools.timeline,disabled-by-default-devtools.timeline',
    transferMode: 'ReportEvents',
  });
  return async () => {
    const done = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
    await client.send('Tracing.end');
    await done;
    const mains = new Set(
      events.flatMap(({ name, pid, tid, args }) =>
        name === 'thread_name' && args?.name === 'CrRendererMain' ? [`${pid} ${tid}`] : [],
      ),
    );
    const tasks = events.filter(({ name, pid, tid }) => /RunTask$/.test(name) && mains.has(`${pid} ${tid}`));
    return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000;
  };
}
