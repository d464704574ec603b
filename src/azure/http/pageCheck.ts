import { IdentityError } from '../../errors.ts';
import { isRecord } from '../../shape/shape.ts';

/**
 * Creates a check for the pages of one list, in the order in which they come: each has to contain a list, and its link
 * has to lead on. What is missing from a list counts as not granted and not used, so an odd response must never pass
 * for an empty list.
 */
export function pageChecker(
  what: string,
): (page: unknown) => { readonly value: readonly unknown[]; readonly nextLink?: string } {
  const followed = new Set<string>();
  return (page) => {
    const { value, nextLink } = isRecord(page) ? page : {};
    if (!Array.isArray(value)) throw broken(`Azure answered without a list when asked for ${what}.`);
    if (typeof nextLink !== 'string' || nextLink === '') return { value };
    if (!URL.canParse(nextLink) || followed.has(nextLink)) {
      throw broken(`The list of ${what} has a broken link to its next page.`);
    }
    followed.add(nextLink);
    return { value, nextLink };
  };
}

/** Returns what ARM answered when it was asked for one thing, which names itself; an odd answer must never pass for a thing without content. */
export function oneThing<T extends object>(answer: T, what: string): T {
  const names = isRecord(answer) ? [answer['id'], answer['name']] : [];
  if (names.some((text) => typeof text === 'string' && text !== '')) return answer;
  throw broken(`Azure answered with something else when asked for ${what}.`);
}

function broken(message: string): IdentityError {
  return new IdentityError({ code: 'unexpected', message });
}
