/**
 * Runs in its own process: opens the view Clusters on an emulator, and prints as JSON when rows appeared and what it
 * took. Arguments are JSON, see `TreeTask`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Row } from '../../src/tree/row/row.ts';
import { activateExtension, drawn, type ExtensionHost } from '../extensionHost.ts';
import { clearRequests, requestsAt } from '../emulatorProcess.ts';

/** What to read. */
export interface TreeTask {
  readonly url: string;
  /** The extension's own storage: an empty folder the first time. */
  readonly storage: string;
  /** So many clusters there are. */
  readonly clusters: number;
}

/** What it took; milliseconds since the view was opened, and bytes. */
export interface TreeCost {
  readonly firstRows: number;
  /** Processor time of the process until then. */
  readonly firstRowsCpu: number;
  /** Every subscription unfolded, every cluster's row drawn, as Azure has them now. */
  readonly complete: number;
  readonly requests: number;
  /** At most, above the same process with the extension activated and nothing read. */
  readonly peakMemory: number;
  /** Objects and buffers afterwards, after a garbage collection, above the same. */
  readonly heldMemory: number;
}

const clustersView = 'aksIdentity.clusters';
const patience = 120_000;

async function readTree({ url, storage, clusters }: TreeTask): Promise<TreeCost> {
  const host = await activateExtension({
    storage,
    emulatorUrl: url,
    settings: { 'aksIdentity.checkClusters': false },
  });
  const idle = residentMemory();
  const idleHeap = heap();
  await clearRequests(url);
  const opened = performance.now();
  const worked = process.cpuUsage();
  let firstRows: number | undefined;
  let firstRowsCpu = 0;
  for (;;) {
    const redrawn = nextDrawing(host);
    const roots = await drawn(host.view(clustersView));
    if (roots.length > 0 && firstRows === undefined) {
      firstRows = performance.now() - opened;
      const { user, system } = process.cpuUsage(worked);
      firstRowsCpu = (user + system) / 1000;
    }
    if (isFresh(host) && (await countClusters(host, roots)) === clusters) break;
    await redrawn;
  }
  const complete = performance.now() - opened;
  const peak = process.resourceUsage().maxRSS * 1024;
  const requests = (await requestsAt(url)).length;
  const held = heap();
  await pause(keptAfter);
  await host.close();
  return {
    firstRows: firstRows ?? complete,
    firstRowsCpu,
    complete,
    requests,
    peakMemory: peak - idle,
    heldMemory: held - idleHeap,
  };
}

/** Milliseconds after which the rows are kept for the next session. */
const keptAfter = 3000;

/** Rows of the last session are marked above the view. */
function isFresh(host: ExtensionHost): boolean {
  return host.view(clustersView).message === '';
}

async function countClusters(host: ExtensionHost, roots: readonly Row[]): Promise<number> {
  let count = 0;
  for (const root of roots) {
    if (root.kind !== 'subscription')
      throw new Error(`Instead of a subscription: ${root.label} ${root.description ?? ''}`);
    count += (await drawn(host.view(clustersView), root)).filter(({ kind }) => kind === 'cluster').length;
  }
  return count;
}

function nextDrawing(host: ExtensionHost): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The view does not become complete.')), patience);
    const listening = host.onDrawn(clustersView, () => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    });
    timer.unref();
  });
}

function residentMemory(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

/** What is still referred to: objects and buffers. */
function heap(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

console.log(JSON.stringify(await readTree(JSON.parse(process.argv[2] ?? '{}') as TreeTask)));
process.exit(0);
