import { cancelledError } from '../errors.ts';
import type { Stepwise } from '../shape/steps.ts';

/** Milliseconds of work after which other work gets its turn. */
const longestTurn = 8;

/**
 * Works through a long list and yields to other work in between, so that VS Code stays responsive. Rejects with
 * `cancelled` once the signal is aborted.
 */
export async function forEachInTurns<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (const item of items) {
    while (isTurnOver()) await nextTurn(signal);
    work(item);
  }
}

/** Yields to all other waiting work; rejects with `cancelled` if the signal has been aborted meanwhile. */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw cancelledError();
}

/** When the first work in pieces of this turn began, whoever does it: several lists at once take no longer turns than one. */
let began: number | undefined;

function beginTurn(): number {
  if (began === undefined) setImmediate(() => (began = undefined));
  return (began ??= performance.now());
}

function isTurnOver(): boolean {
  return performance.now() - beginTurn() > longestTurn;
}

/** Does a piece of work; in a later turn, if similar work has used this one for long enough. */
export async function doInTurn<T>(work: () => T): Promise<T> {
  while (isTurnOver()) await nextTurn();
  return work();
}

/**
 * Does work step by step and yields to other work in between; one step at least in each turn, so that longer work that goes on
 * meanwhile can't hold it up. Rejects with `cancelled` once the signal is aborted.
 */
export async function doInTurns<T>(steps: Stepwise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    beginTurn();
    const { done, value } = steps.next();
    if (done === true) return value;
    if (isTurnOver()) await nextTurn(signal);
  }
}

/** Characters that are put together at a time. */
const chunk = 65_536;

/** Puts a text of many pieces together and yields to other work in between; at the end only large chunks are left to join. */
export async function textInTurns(pieces: Iterable<string>, signal?: AbortSignal): Promise<string> {
  const chunks: string[] = [];
  await eachChunkInTurns(pieces, (text) => chunks.push(text), signal);
  return chunks.join('');
}

/** Does the same for a text that is written to a file, of which no large part is ever handled at once. */
export async function bytesInTurns(pieces: Iterable<string>): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let size = 0;
  await eachChunkInTurns(pieces, (text) => {
    const bytes = encoder.encode(text);
    chunks.push(bytes);
    size += bytes.length;
  });
  const whole = new Uint8Array(size);
  let place = 0;
  await forEachInTurns(chunks, (bytes) => {
    whole.set(bytes, place);
    place += bytes.length;
  });
  return whole;
}

async function eachChunkInTurns(
  pieces: Iterable<string>,
  take: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  let parts: string[] = [];
  let size = 0;
  const add = (piece: string): void => {
    parts.push(piece);
    size += piece.length;
    if (size < chunk) return;
    take(parts.join(''));
    [parts, size] = [[], 0];
  };
  await forEachInTurns(pieces, add, signal);
  take(parts.join(''));
}
