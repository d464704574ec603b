import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { IdentityError } from '../../errors.ts';
import { isRead } from './isRead.ts';
import { countPause, noteAsked } from './looks.ts';
import { claimsOf } from './tokenClaims.ts';

/** Milliseconds from the first read of a last look to the request that relies on it; a sign-in in between takes longer. */
const freshFor = 10_000;

/** One look at what a write is about, and the one write that may leave on it. */
export interface OneSending {
  /** What the write is about was checked, first asked for at `askedAt`: from now on, and only for a moment, one write may leave. */
  release(askedAt?: number): void;
  /**
   * True once a layer below wanted to send the write a second time, or would have sent it on an old look. Where it was
   * refused, or never left, it may be sent again after another look.
   */
  isToRepeat(): boolean;
  /** True once the write has left. */
  hasLeft(): boolean;
}

interface Sending {
  /** By client, who asked in the reads that the look is made of. */
  readonly askers: Map<object, Set<string>>;
  /** When it was looked, and by which clock, that of the client where none is named. */
  released?: { readonly at: number; readonly by?: () => number };
  write?: { readonly address: string; readonly answer: Promise<PipelineResponse> };
  isToRepeat: boolean;
}

const current = new AsyncLocalStorage<Sending>();

/** Runs work that looks, calls `release`, and sends one write; `now` is in milliseconds. */
export function oneSending<T>(now: () => number, work: (one: OneSending) => Promise<T>): Promise<T> {
  const sending: Sending = { askers: new Map(), isToRepeat: false };
  return current.run(sending, () =>
    work({
      release: (askedAt) => void (sending.released = askedAt === undefined ? { at: now(), by: now } : { at: askedAt }),
      isToRepeat: () => sending.isToRepeat,
      hasLeft: () => sending.write !== undefined,
    }),
  );
}

/** Leaves the write to its step, which looks and sends it again: this request can't be sent as it is. */
export function leaveToStep(): void {
  const sending = current.getStore();
  if (sending) sending.isToRepeat = true;
}

/**
 * Returns the client that everything goes through last. A write leaves once: whatever policy, challenge or retry sends it
 * again gets the answer that it had. It leaves on a fresh look only, and for whom the look was taken.
 */
export function onceClient(client: HttpClient, now: () => number): HttpClient {
  const self: HttpClient = {
    sendRequest: (request) => (isRead(request) ? read(request) : write(request)),
  };

  async function read(request: PipelineRequest): Promise<PipelineResponse> {
    const askers = current.getStore()?.askers;
    askers?.set(self, (askers.get(self) ?? new Set()).add(askerOf(request)));
    const asked = now();
    const response = await client.sendRequest(request);
    noteAsked(response, asked);
    // Who answers the challenge may take their time.
    if (response.status === 401) countPause();
    return response;
  }

  function write(request: PipelineRequest): Promise<PipelineResponse> {
    const sending = current.getStore();
    const address = `${request.method} ${new URL(request.url).pathname}`;
    if (sending?.released === undefined || (sending.write && sending.write.address !== address))
      throw new IdentityError({ code: 'unexpected', message: 'Only a step may write, one request for each look.' });
    if (sending.write) {
      sending.isToRepeat = true;
      return sending.write.answer;
    }
    const known = sending.askers.get(self);
    const isOther = known !== undefined && (known.size > 1 || !known.has(askerOf(request)));
    if (isOther || Math.abs((sending.released.by ?? now)() - sending.released.at) > freshFor) {
      sending.isToRepeat = true;
      throw new IdentityError({
        code: 'throttled',
        message: 'Nothing was sent: what it changes was read too long ago.',
      });
    }
    // It counts as left even where the client throws before it returns.
    const answer = Promise.resolve().then(() => client.sendRequest(request));
    sending.write = { address, answer };
    return answer;
  }

  return self;
}

/** Whom a request's token belongs to; a token that does not say so is a kind of its own. */
function askerOf({ headers }: PipelineRequest): string {
  const {
    tid = null,
    oid = null,
    sub = null,
  } = claimsOf((headers.get('authorization') ?? '').replace(/^Bearer /i, ''));
  return JSON.stringify([tid, oid ?? sub]);
}
