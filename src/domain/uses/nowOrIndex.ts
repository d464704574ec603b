/** Joins ARM's current lists with an index for the places that ARM does not list. */
import { gapsOf, type Answer } from '../arm/answer.ts';
import { subscriptionOf } from '../arm/resourceId.ts';

type Listed<T> = Answer<readonly T[]> | undefined;

/** Returns what ARM lists now, completed from an index for the places that ARM does not list; `incomplete` is then ARM's own answer. */
export function completedFromIndex<T extends { readonly id?: unknown }>(
  listed: Listed<T>,
  index: () => Listed<T>,
): { readonly answer: Listed<T>; readonly incomplete?: Listed<T> } {
  if (listed?.kind === 'unreadable') return { answer: index(), incomplete: listed };
  if (listed?.kind !== 'found' || gapsOf(listed).length === 0) return { answer: listed };
  const late = index();
  const mergedBefore = merged.get(listed.value);
  if (mergedBefore && mergedBefore.late === late)
    return { answer: mergedBefore.answer as Listed<T>, incomplete: listed };
  const places = new Set(gapsOf(listed).map(({ place }) => place.subscriptionId?.toLowerCase()));
  const completing = (late?.kind === 'found' ? late.value : []).filter(({ id }) =>
    places.has((typeof id === 'string' ? subscriptionOf(id)?.toLowerCase() : undefined) ?? ''),
  );
  const answer: Listed<T> = { ...listed, value: [...listed.value, ...completing] };
  merged.set(listed.value, { late, answer });
  return { answer, incomplete: listed };
}

/** One joined list for each of ARM's lists with gaps, so that an index of it is built only once. */
const merged = new WeakMap<readonly unknown[], { readonly late: Listed<unknown>; readonly answer: Listed<unknown> }>();
