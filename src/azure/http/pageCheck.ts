import { IdentityError } from '../../errors.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';
import { defineShape, isRecord, matchesShape, type Shape } from '../../shape/shape.ts';

/** The default for everything that ARM lists or shows: it has an id or a name. */
const idOrNamed = defineShape<object>('a thing with an id or a name', (value) => {
  const names = isRecord(value) ? [value['id'], value['name']] : [];
  return names.some((text) => typeof text === 'string' && text !== '');
});

/** Creates a filter that lets each id through once: a list that changes while its pages are read can show the same thing on two. */
export function firstById(): (item: unknown) => boolean {
  const seen = new Set<string>();
  return (item) => {
    const id = isRecord(item) ? item['id'] : undefined;
    if (typeof id !== 'string' || id === '') return true;
    const before = seen.size;
    return seen.add(id.toLowerCase()).size > before;
  };
}

/**
 * Creates a check for the pages of one list, in order: each must contain a list of items with the shape, and its link
 * must lead on. Returns the items that no earlier page had. What is missing from a list counts as not granted and not
 * used, so an odd response must never pass for an empty list.
 */
export function pageChecker(
  list: Phrase,
  item: Shape<unknown> = idOrNamed,
): (page: unknown) => { readonly value: readonly unknown[]; readonly nextLink?: string } {
  const followed = new Set<string>();
  const isFirst = firstById();
  return (page) => {
    const { value, nextLink } = isRecord(page) ? page : {};
    if (!Array.isArray(value)) throw oddAnswerError(say`Azure answered without a list when asked for ${list}.`);
    if (!value.every((element) => matchesShape(item, element)))
      throw oddAnswerError(say`Azure answered with a list of something else when asked for ${list}.`);
    const fresh = value.filter(isFirst);
    if (typeof nextLink !== 'string' || nextLink === '') return { value: fresh };
    if (!URL.canParse(nextLink) || followed.has(nextLink)) {
      throw oddAnswerError(say`The list of ${list} has a broken link to its next page.`);
    }
    followed.add(nextLink);
    return { value: fresh, nextLink };
  };
}

/**
 * Returns ARM's answer to a read of one resource if it names itself and matches the shape; throws otherwise, because an
 * odd answer must never pass for a resource without content.
 */
export function checkedResource<T extends object>(answer: T, resource: string, shape: Shape<unknown> = idOrNamed): T {
  if (matchesShape(idOrNamed, answer) && matchesShape(shape, answer)) return answer;
  throw oddAnswerError(say`Azure answered with something else when asked for ${resource}.`);
}

/** Returns the error for an answer that is not what ARM promises. */
export function oddAnswerError(message: Words): IdentityError {
  return new IdentityError({ code: 'unexpected', message, isOdd: true });
}
