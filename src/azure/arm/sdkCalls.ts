import { pageChecker } from '../http/pageCheck.ts';
import type { Shape } from '../../shape/shape.ts';
import { asIdentityError } from './armErrors.ts';

/** Returns all items of an SDK's list as ours, or throws an IdentityError. */
export async function itemsOfSdk<S, T>(items: AsyncIterable<S>, toModel: (item: S) => T): Promise<readonly T[]> {
  try {
    const found: T[] = [];
    for await (const item of items) found.push(toModel(item));
    return found;
  } catch (error) {
    throw asIdentityError(error);
  }
}

/** Returns the response to an SDK's call, or throws an IdentityError. */
export async function answerOfSdk<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asIdentityError(error);
  }
}

/** Returns the option by which the SDK takes a signal. */
export function abortOption(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/**
 * Returns the options for a list of the SDK, which would take a response without a list for an empty one and follow
 * links in a circle.
 */
export function pagesOf(
  what: string,
  shape: Shape<unknown>,
  signal: AbortSignal | undefined,
): ReturnType<typeof abortOption> & { onResponse(raw: unknown, page: unknown, error?: unknown): void } {
  const check = pageChecker(what, shape);
  return { ...abortOption(signal), onResponse: (_, page, error) => void (error ?? check(page)) };
}

/**
 * Removes the leading slash, because the SDK puts one before scopes and IDs and ARM refuses the empty segment between
 * two.
 */
export function withoutSlash(scope: string): string {
  return scope.replace(/^\/+/, '');
}
