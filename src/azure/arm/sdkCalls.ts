import { firstById, pageChecker } from '../http/pageCheck.ts';
import type { Shape } from '../../shape/shape.ts';
import { asIdentityError } from './armErrors.ts';
import type { Words } from '../../sentences/words.ts';

/** Returns all items of a list of the SDK, each once, converted; throws an IdentityError if that fails. */
export async function itemsOfSdk<S, T>(items: AsyncIterable<S>, toModel: (item: S) => T): Promise<readonly T[]> {
  try {
    const listedItems: T[] = [];
    const isFirst = firstById();
    for await (const item of items) if (isFirst(item)) listedItems.push(toModel(item));
    return listedItems;
  } catch (error) {
    throw asIdentityError(error);
  }
}

/** Returns the response to a call of the SDK; throws an IdentityError if it fails. */
export async function answerOfSdk<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asIdentityError(error);
  }
}

/** Returns the SDK's option for a signal. */
export function abortOption(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/**
 * Returns the options for a list of the SDK, which would otherwise take a response without a list for an empty one, and
 * follow links in a circle.
 */
export function pagesOf(
  resource: Words,
  shape: Shape<unknown>,
  signal: AbortSignal | undefined,
): ReturnType<typeof abortOption> & { onResponse(raw: unknown, page: unknown, error?: unknown): void } {
  const check = pageChecker(resource, shape);
  return { ...abortOption(signal), onResponse: (_, page, error) => void (error ?? check(page)) };
}

/** Removes the leading slash, because the SDK puts one before scopes and ids, and ARM refuses the empty segment between two. */
export function withoutSlash(scope: string): string {
  return scope.replace(/^\/+/, '');
}
