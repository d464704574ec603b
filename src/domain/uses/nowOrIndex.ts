/** Joins ARM's current lists with an index for the places that ARM does not list. */
import { gapsOf, type Answer } from '../arm/answer.ts';
import { subscriptionOf } from '../arm/resourceId.ts';

type Listed<T> = Answer<readonly T[]> | undefined;

/** Returns what ARM lists now, completed from an index for the places that ARM does not list; `incomplete` is then ARM's own answer. */
export function nowOr<T extends { readonly id?: unknown }>(
  now: Listed<T>,
  index: () => Listed<T>,
): { readonly answer: Listed<T>; readonly incomplete?: Listed<T> } {
  if (now?.kind === 'unreadable') return { answer: index(), incomplete: now };
  if (now?.kind !== 'found' || gapsOf(now).length === 0) return { answer: now };
  const late = index();
  const known = merged.get(now.value);
  if (known && known.late === late) return { answer: known.answer as Listed<T>, incomplete: now };
  const places = new Set(gapsOf(now).map(({ place }) => place.subscriptionId?.toLowerCase()));
  const more = (late?.kind === 'found' ? late.value : []).filter(({ id }) =>
    places.has((typeof id === 'string' ? subscriptionOf(id)?.toLowerCase() : undefined) ?? ''),
  );
  const answer: Listed<T> = { ...now, value: [...now.value, ...more] };
  merged.set(now.value, { late, answer });
  return { answer, incomplete: now };
}

/** One joined list for each of ARM's lists with gaps, so that an index of it is built only once. */
const merged = new WeakMap<readonly unknown[], { readonly late: Listed<unknown>; readonly answer: Listed<unknown> }>();
