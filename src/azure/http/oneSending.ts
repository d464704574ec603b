import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { IdentityError } from '../../errors.ts';
import { isRead } from './isRead.ts';
import { countPause, noteAsked } from './looks.ts';
import { accountIn, claimsOf } from './tokenClaims.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { TokenOwner } from '../../domain/arm/tokenOwner.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';

/** The most milliseconds between the first read of a last look and the request that relies on it; a sign-in in between takes longer. */
const freshFor = 10_000;

/** One look at the target of a write, and the one write that may be sent because of it. */
export interface OneSending {
  /**
   * Called when the target has been checked; the first read was sent at `askedAt`. From now on, and only for a moment,
   * one write may be sent.
   */
  release(askedAt?: number): void;
  /**
   * True if a lower layer tried to send the write a second time, or after the look had become old. If the write was
   * refused or never sent, it may be sent again after another look.
   */
  isToRepeat(): boolean;
  /** What is known of the write; `undefined` until it has been sent. */
  sent(): Sent | undefined;
}

/** A write that has been sent. */
export interface Sent {
  /** By the token that it left with, which may be older than what the credential would give now. */
  readonly sender: TokenOwner;
  /** The ID by which Azure logs it, once it has answered. */
  readonly correlationId?: string;
}

interface SendingState {
  /** The principals, by client, that made the reads of the look. */
  readonly askers: Map<object, Set<string>>;
  /** When the look was taken, and by which clock; without one, by that of the client. */
  released?: { readonly at: number; readonly by?: () => number };
  write?: { readonly address: string; readonly answer: Promise<PipelineResponse> };
  sent?: Sent;
  isToRepeat: boolean;
  readonly noteSender: NoteSender;
}

/** Notes by whose token a write is about to leave; it leaves only once that is noted. */
export type NoteSender = (sender: TokenOwner) => Promise<void>;

const current = new AsyncLocalStorage<SendingState>();

/** Runs work that looks, calls `release`, and sends one write; `now` is in milliseconds. */
export function oneSending<T>(
  now: () => number,
  work: (sending: OneSending) => Promise<T>,
  noteSender: NoteSender = () => Promise.resolve(),
): Promise<T> {
  const sending: SendingState = { askers: new Map(), isToRepeat: false, noteSender };
  return current.run(sending, () =>
    work({
      release: (askedAt) => void (sending.released = askedAt === undefined ? { at: now(), by: now } : { at: askedAt }),
      isToRepeat: () => sending.isToRepeat,
      sent: () => sending.sent,
    }),
  );
}

/** Leaves the write to its step, which looks and sends it again, because this request can't be sent as it is. */
export function leaveToStep(): void {
  const sending = current.getStore();
  if (sending) sending.isToRepeat = true;
}

/** The client that is last in line. */
export interface SendOnceClient extends HttpClient {
  /** Returns by whose token its last read left. */
  readonly lastAsker: () => TokenOwner | undefined;
}

/**
 * Returns the client that is last in line. A write is sent once: if a policy, challenge or retry sends it again, it
 * gets the answer of the first time. It is sent only after a fresh look, and only by the principal that took the look.
 */
export function sendOnceClient(client: HttpClient, now: () => number): SendOnceClient {
  let lastRead: Pick<PipelineRequest, 'headers'> | undefined;
  const self: SendOnceClient = {
    lastAsker: () => lastRead && accountIn(claimsIn(lastRead)),
    sendRequest: (request) => (isRead(request) ? read(request) : write(request)),
  };

  async function read(request: PipelineRequest): Promise<PipelineResponse> {
    lastRead = { headers: request.headers };
    const askers = current.getStore()?.askers;
    askers?.set(self, (askers.get(self) ?? new Set()).add(senderOf(request)));
    const askedAt = now();
    const response = await client.sendRequest(request);
    noteAsked(response, askedAt);
    // A person may answer the challenge, which takes time.
    if (response.status === 401) countPause();
    return response;
  }

  function write(request: PipelineRequest): Promise<PipelineResponse> {
    const sending = current.getStore();
    const address = `${request.method} ${new URL(request.url).pathname}`;
    if (sending?.released === undefined || (sending.write && sending.write.address !== address))
      throw new IdentityError({ code: 'unexpected', message: say`Only a step may write, one request for each look.` });
    if (sending.write) {
      sending.isToRepeat = true;
      return sending.write.answer;
    }
    const { released } = sending;
    const askers = sending.askers.get(self);
    const isOther = askers !== undefined && (askers.size > 1 || !askers.has(senderOf(request)));
    const assertCurrent = (): void => {
      if (!isOther && Math.abs((released.by ?? now)() - released.at) <= freshFor) return;
      sending.isToRepeat = true;
      throw new IdentityError({
        code: 'throttled',
        message: say`Nothing was sent: what it changes was read too long ago.`,
      });
    };
    assertCurrent();
    const sender = accountIn(claimsIn(request));
    const leave = async (): Promise<PipelineResponse> => {
      await sending.noteSender(sender);
      // Other windows may have been waited for.
      assertCurrent();
      // Counts as sent even if the client throws synchronously.
      sending.sent = { sender };
      const response = await client.sendRequest(request);
      sending.sent = { sender, ...defined({ correlationId: response.headers.get('x-ms-correlation-request-id') }) };
      return response;
    };
    sending.write = { address, answer: leave() };
    return sending.write.answer;
  }

  return self;
}

/** The principal of a request's token; tokens that don't name one count as the same. */
function senderOf(request: PipelineRequest): string {
  const { tid = null, oid = null, sub = null } = claimsIn(request);
  return JSON.stringify([tid, oid ?? sub]);
}

function claimsIn({ headers }: Pick<PipelineRequest, 'headers'>): JsonObject {
  return claimsOf((headers.get('authorization') ?? '').replace(/^Bearer /i, ''));
}
