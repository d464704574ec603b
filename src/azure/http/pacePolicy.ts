import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';
import { isLooking } from './looks.ts';
import { noteQueryWait } from './queryWatch.ts';
import { longestPause, secondsToWait, quotaResetIn } from './retryPolicy.ts';

/** A kind of reads that Azure limits together for each subscription; the first group of the expression is the subscription. */
interface LimitedReads {
  readonly of: RegExp;
  /** Below what Azure refills, so that others get their share. */
  readonly perSecond: number;
  /** How many may be sent at once; left out: any number, until Azure refuses one. */
  readonly atOnce?: number;
}

/**
 * The kinds of reads; the first that matches counts. Azure refills 2 a second for operations and 1 for what is below
 * clusters (https://learn.microsoft.com/azure/aks/quotas-skus-regions), 5 for lists of federated credentials
 * (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations), and 25 for all reads
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling).
 */
const kinds: readonly LimitedReads[] = [
  {
    of: /^\/subscriptions\/([^/]+)\/providers\/microsoft\.containerservice\/locations\/[^/]+\/operation/,
    perSecond: 1.5,
    atOnce: 10,
  },
  { of: /^\/subscriptions\/([^/]+)\/.*\/microsoft\.containerservice\/managedclusters\/[^/]+\/./, perSecond: 0.9 },
  { of: /^\/subscriptions\/([^/]+)\/.*\/federatedidentitycredentials(\/|$)/, perSecond: 4.5 },
  { of: /^\/subscriptions\/([^/]+)(\/|$)/, perSecond: 22 },
];

/** Milliseconds without a request of a kind after which Azure has refilled its limit. */
const refilledAfter = 60_000;

/** What pacing needs; the time comes from outside. */
export interface PaceOptions {
  readonly sleep: Sleep;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Sends a request when its turn has come; rejects if it is aborted first. */
type Gate = (request: PipelineRequest, next: SendRequest) => Promise<PipelineResponse>;

/**
 * Creates a policy that slows requests down before Azure has to refuse them. Polls of operations take turns, and so do
 * other reads of a kind once one was refused (except for the few before a write), each subscription by itself; queries
 * wait while Resource Graph says that no more are left. It is inside the retries, which pass it as well.
 */
export function pacePolicy(options: PaceOptions): PipelinePolicy {
  const gates = new Map<string, Gate>();
  const graph = graphGate(options);

  function gateFor({ method, url }: PipelineRequest): Gate | undefined {
    const path = new URL(url).pathname.toLowerCase();
    if (method === 'POST' && path.endsWith('/microsoft.resourcegraph/resources')) return graph;
    const index = method === 'GET' ? kinds.findIndex(({ of }) => of.test(path)) : -1;
    const kind = kinds[index];
    if (kind === undefined) return undefined;
    const key = `${index} ${kind.of.exec(path)?.[1] ?? ''}`;
    const gate = gates.get(key) ?? gateByTurns(kind, options);
    gates.set(key, gate);
    return gate;
  }

  return {
    name: 'aksIdentityPace',
    sendRequest: (request, next) => gateFor(request)?.(request, next) ?? next(request),
  };
}

/** First come, first served: some at once, the rest at an even pace. If one is refused, all wait for as long as the refusal asks. */
function gateByTurns({ perSecond, atOnce }: LimitedReads, { sleep, now }: PaceOptions): Gate {
  const gap = 1000 / perSecond;
  const lead = ((atOnce ?? 1) - 1) * gap;
  /** When the next one would be sent if none had been sent ahead of its time. */
  let due = -Infinity;
  let isPaced = atOnce !== undefined;
  return async (request, next) => {
    if (atOnce === undefined && now() - due > refilledAfter) isPaced = false;
    if (isPaced && !(atOnce === undefined && isLooking())) {
      const wait = due - lead - now();
      due = Math.max(due, now()) + gap;
      if (wait > 0) await sleep(wait, request.abortSignal as AbortSignal | undefined);
    }
    const response = await next(request);
    if (response.status === 429) {
      const pause = secondsToWait((name) => response.headers.get(name), now()) ?? 0;
      if (pause <= longestPause) due = Math.max(due, now() + pause * 1000 + lead);
      isPaced = true;
    }
    return response;
  };
}

/**
 * With each answer, Resource Graph says how many queries this user has left, and until when.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
function graphGate({ sleep, now }: PaceOptions): Gate {
  let remainingQuota = Infinity;
  let until = -Infinity;
  let underWay = 0;

  function learn({ status, headers }: PipelineResponse): void {
    const seconds = quotaResetIn(headers.get('x-ms-user-quota-resets-after'));
    const remaining = Number(headers.get('x-ms-user-quota-remaining') ?? NaN);
    if (seconds === undefined || Number.isNaN(remaining)) return;
    remainingQuota = status === 429 ? 0 : remaining - underWay;
    until = now() + seconds * 1000;
  }

  return async (request, next) => {
    while (remainingQuota <= 0 && now() < until) {
      noteQueryWait(until - now());
      await sleep(until - now(), request.abortSignal as AbortSignal | undefined);
      noteQueryWait(0);
    }
    if (now() >= until) remainingQuota = Infinity;
    remainingQuota--;
    underWay++;
    const response = await next(request).finally(() => underWay--);
    learn(response);
    return response;
  };
}
