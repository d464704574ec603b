/**
 * Runs in its own process with --expose-gc: surveys two fleets and prints the heap that each cluster of the second keeps
 * alive.
 */
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { socketConnection } from './socketConnection.ts';

/** Bytes of live heap for each cluster when the last one has been judged: all of it is there then, tables and rows. */
export interface LiveHeap {
  readonly whileJudging: number;
}

const journal = createJournal({ read: async () => undefined, write: async () => undefined });

function serviceAt(url: string): IdentityService {
  return createIdentityService({ connection: socketConnection(url), journal, asksEach: true });
}

/** Twice, because the first collection only finds out what the second one may take. */
function liveBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function measured(url: string): Promise<LiveHeap> {
  const service = serviceAt(url);
  const before = liveBytes();
  let all = 0;
  let found = 0;
  let most = 0;
  const { rows } = await service.survey({
    onListed: ({ length }) => (all = length),
    onFound: () => (most = ++found === all ? liveBytes() : most),
  });
  return { whileJudging: (most - before) / rows.length };
}

const [warm = '', url = ''] = process.argv.slice(2);
// What is loaded and compiled on first use is no cluster's.
await measured(warm);
// The first one counts what is compiled meanwhile, too; the least of three is the same in every run.
const all = [await measured(url), await measured(url), await measured(url)].map(({ whileJudging }) => whileJudging);
console.log(JSON.stringify({ whileJudging: Math.min(...all) } satisfies LiveHeap));
process.exit(0);
