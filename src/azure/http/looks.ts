import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';

/** Milliseconds from which a wait is told. */
const worthTelling = 2000;

/** What was read, and after how many pauses the answer came; undefined until then. */
interface Answer {
  readonly response: Promise<PipelineResponse>;
  pauses?: number;
}

interface Watched {
  /** How often a request had to wait before a retry or for its turn. */
  pauses: number;
  readonly tell: (words: string) => void;
  /** Left out where each request is sent. */
  answers?: Map<unknown, Answer>;
  /** Of all answers that the look is made of, the pauses of the one that came first. */
  oldest: number;
}

const watched = new AsyncLocalStorage<Watched>();

/** Runs the work and tells in words how long one of its own requests has to wait. */
export function tellingPauses<T>(tell: (words: string) => void, work: () => Promise<T>): Promise<T> {
  return watched.run({ pauses: 0, tell, oldest: Infinity }, work);
}

/** What a look has read so far. */
export interface Looked {
  /** True if a request had to wait after something that the look is made of was read. */
  readonly isOld: () => boolean;
  /** Forgets what was read, so that it is read anew. */
  readonly forget: () => void;
}

/** Runs work that reads each address once, however often it asks for it; tells of waits as `tellingPauses` does. */
export async function looking<T>(tell: (words: string) => void, work: (looked: Looked) => Promise<T>): Promise<T> {
  const answers = new Map<unknown, Answer>();
  const look: Watched = { pauses: 0, tell, answers, oldest: Infinity };
  try {
    return await watched.run(look, () =>
      work({ isOld: () => look.oldest < look.pauses, forget: () => answers.clear() }),
    );
  } finally {
    // What was begun within the look may go on, and reads for itself.
    delete look.answers;
  }
}

/** Returns the same waiting, counted for the work that has to wait, and told. */
export function counted(sleep: Sleep): Sleep {
  return async (milliseconds, signal) => {
    const seen = watched.getStore();
    if (milliseconds >= worthTelling)
      watched.exit(() => seen?.tell(`Azure is asked again in ${Math.ceil(milliseconds / 1000)} s`));
    await sleep(milliseconds, signal);
    if (seen) seen.pauses += 1;
  };
}

let pipelines = 0;

/** Creates the policy by which what is read within a look is read once, with its retries. */
export function lookPolicy(): PipelinePolicy {
  const own = ++pipelines;
  return {
    name: 'aksIdentityLooks',
    async sendRequest(request, next) {
      const look = watched.getStore();
      if (look?.answers === undefined) return next(request);
      const { answers } = look;
      const key = request.method === 'GET' ? `${own} ${request.url}` : request;
      const answer: Answer = answers.get(key) ?? { response: next(request) };
      answers.set(key, answer);
      const response = await answer.response;
      // A token that has expired is followed by the next one.
      if (response.status === 401) answers.delete(key);
      look.oldest = Math.min(look.oldest, (answer.pauses ??= look.pauses));
      return { ...response };
    },
  };
}
