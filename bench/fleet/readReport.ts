/**
 * Runs in its own process: makes a report about everything at an emulator, and prints what it took as JSON. Arguments
 * are JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { activateExtension } from '../extensionHost.ts';
import { clearRequests, requestsAt } from '../emulatorProcess.ts';

/** What a report took; milliseconds, and bytes above the same process with the extension activated. */
export interface WholeReportCost {
  readonly milliseconds: number;
  /** Processor time of the process, garbage collection and all. */
  readonly cpu: number;
  /** The longest time in which nothing else came to its turn. */
  readonly longestDelay: number;
  /** The most processor time that its main thread took in between, whatever else the machine did. */
  readonly longestWork: number;
  readonly requests: number;
  /** Of these, queries to Resource Graph. */
  readonly queries: number;
  readonly peakMemory: number;
}

/** Begins to watch; returns what ends that, with the most processor time between two turns, in milliseconds. */
function longestWork(): () => number {
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = used();
  let most = 0;
  const timer = setInterval(() => {
    const now = used();
    [last, most] = [now, Math.max(most, now - last)];
  }, 1);
  return () => {
    clearInterval(timer);
    return most;
  };
}

async function report(): Promise<WholeReportCost> {
  const { url, storage, isSecure } = JSON.parse(process.argv[2] ?? '{}') as {
    readonly url: string;
    readonly storage: string;
    /** Over https; the requests are not counted then. */
    readonly isSecure?: boolean;
  };
  const settings = { 'aksIdentity.checkClusters': false };
  const { api } = await activateExtension({ storage, emulatorUrl: url, settings, isViewSeen: false });
  if (isSecure !== true) await clearRequests(url);
  const idle = process.memoryUsage.rss();
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const longest = longestWork();
  const started = performance.now();
  const worked = process.cpuUsage();
  await api.report({ format: 'json' });
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(worked);
  delays.disable();
  const sent = isSecure === true ? [] : await requestsAt(url);
  return {
    milliseconds,
    cpu: (user + system) / 1000,
    longestDelay: delays.max / 1e6,
    longestWork: longest(),
    requests: sent.length,
    queries: sent.filter(({ path }) => /\/resourcegraph\/resources/i.test(path.replace('Microsoft.', ''))).length,
    peakMemory: process.resourceUsage().maxRSS * 1024 - idle,
  };
}

console.log(JSON.stringify(await report()));
process.exit(0);
