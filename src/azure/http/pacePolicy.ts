import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import type { Sleep } from '../../async/sleep.ts';
import { noteQueryWait } from './queryWatch.ts';
import { pauseAsked, quotaResetIn } from './retryAfter.ts';

/**
 * AKS answers 200 reads of a subscription's operations at once and 2 a second from then on, for all callers together; ours
 * stay below that, so that others have their share. https://learn.microsoft.com/azure/aks/quotas-skus-regions
 */
const looksASecond = 1.5;
const looksAtOnce = 10;

/** What pacing needs; the time comes from outside. */
export interface PaceOptions {
  readonly sleep: Sleep;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Sends a request when its turn has come; rejects where it is aborted before. */
type Gate = (request: PipelineRequest, next: SendRequest) => Promise<PipelineResponse>;

/**
 * Creates a policy that slows requests down before Azure has to refuse them: polls of operations take turns, each subscription
 * by itself, and queries wait while Resource Graph says that no more are left. It runs inside the retries, which pass it too.
 */
export function pacePolicy(options: PaceOptions): PipelinePolicy {
  const operations = new Map<string, Gate>();
  const graph = graphGate(options);

  function gateFor({ method, url }: PipelineRequest): Gate | undefined {
    const path = new URL(url).pathname.toLowerCase();
    if (method === 'POST' && path.endsWith('/microsoft.resourcegraph/resources')) return graph;
    const [, subscription] = operationPath.exec(path) ?? [];
    if (subscription === undefined || method !== 'GET') return undefined;
    const gate = operations.get(subscription) ?? turns(options);
    operations.set(subscription, gate);
    return gate;
  }

  return {
    name: 'aksIdentityPace',
    sendRequest: (request, next) => gateFor(request)?.(request, next) ?? next(request),
  };
}

const operationPath = /^\/subscriptions\/([^/]+)\/providers\/microsoft\.containerservice\/locations\/[^/]+\/operation/;

/** First come, first served: some at once, the rest at an even pace. If one is refused, all wait for the time that Azure asks for. */
function turns({ sleep, now }: PaceOptions): Gate {
  const gap = 1000 / looksASecond;
  const lead = (looksAtOnce - 1) * gap;
  /** When the next one would leave if none had left ahead of its time. */
  let due = -Infinity;
  return async (request, next) => {
    const wait = due - lead - now();
    due = Math.max(due, now()) + gap;
    if (wait > 0) await sleep(wait, request.abortSignal as AbortSignal | undefined);
    const response = await next(request);
    if (response.status === 429) {
      const asked = pauseAsked((name) => response.headers.get(name), now()) ?? 0;
      due = Math.max(due, now() + asked * 1000 + lead);
    }
    return response;
  };
}

/**
 * Resource Graph says with each answer how many queries are left to this user, and until when.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
function graphGate({ sleep, now }: PaceOptions): Gate {
  let left = Infinity;
  let until = -Infinity;
  let underWay = 0;

  function learn({ status, headers }: PipelineResponse): void {
    const seconds = quotaResetIn(headers.get('x-ms-user-quota-resets-after'));
    const remaining = Number(headers.get('x-ms-user-quota-remaining') ?? NaN);
    if (seconds === undefined || Number.isNaN(remaining)) return;
    left = status === 429 ? 0 : remaining - underWay;
    until = now() + seconds * 1000;
  }

  return async (request, next) => {
    while (left <= 0 && now() < until) {
      noteQueryWait(until - now());
      await sleep(until - now(), request.abortSignal as AbortSignal | undefined);
      noteQueryWait(0);
    }
    if (now() >= until) left = Infinity;
    left--;
    underWay++;
    const response = await next(request).finally(() => underWay--);
    learn(response);
    return response;
  };
}
