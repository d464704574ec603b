import { pageChecker } from '../http/pageCheck.ts';
import { translated } from './armErrors.ts';

/** All items of an SDK's list, as ours; failures are translated. */
export async function collected<S, T>(items: AsyncIterable<S>, toModel: (item: S) => T): Promise<readonly T[]> {
  try {
    const found: T[] = [];
    for await (const item of items) found.push(toModel(item));
    return found;
  } catch (error) {
    throw translated(error);
  }
}

/** The answer of an SDK's call; failures are translated. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw translated(error);
  }
}

/** The SDK's way to hand on a signal. */
export function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** The same for a list of the SDK, which takes an answer without a list for an empty one and follows links in a circle. */
export function pagesOf(
  what: string,
  signal: AbortSignal | undefined,
): ReturnType<typeof abortable> & { onResponse(raw: unknown, page: unknown, error?: unknown): void } {
  const check = pageChecker(what);
  return { ...abortable(signal), onResponse: (_, page, error) => void (error ?? check(page)) };
}

/** The SDK puts a slash before scopes and ids; a second one would make an empty segment, which ARM refuses. */
export function withoutSlash(scope: string): string {
  return scope.replace(/^\/+/, '');
}
