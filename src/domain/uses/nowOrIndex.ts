/** Joins ARM's current lists with an index for the places that ARM does not list. */
import { gapsOf, type Answer } from '../arm/answer.ts';
import { subscriptionOf } from '../arm/resourceId.ts';

type ListAnswer<T> = Answer<readonly T[]> | undefined;

/** Returns what ARM lists now, completed from an index for the places that ARM does not list; `incomplete` is then ARM's own answer. */
export function completedFromIndex<T extends { readonly id?: unknown }>(
  fromArm: ListAnswer<T>,
  index: () => ListAnswer<T>,
): { readonly answer: ListAnswer<T>; readonly incomplete?: ListAnswer<T> } {
  if (fromArm?.kind === 'unreadable') return { answer: index(), incomplete: fromArm };
  if (fromArm?.kind !== 'found' || gapsOf(fromArm).length === 0) return { answer: fromArm };
  const late = index();
  const mergedBefore = merged.get(fromArm.value);
  if (mergedBefore && mergedBefore.late === late)
    return { answer: mergedBefore.answer as ListAnswer<T>, incomplete: fromArm };
  const places = new Set(gapsOf(fromArm).map(({ place }) => place.subscriptionId?.toLowerCase()));
  const completing = (late?.kind === 'found' ? late.value : []).filter(({ id }) =>
    places.has((typeof id === 'string' ? subscriptionOf(id)?.toLowerCase() : undefined) ?? ''),
  );
  const answer: ListAnswer<T> = { ...fromArm, value: [...fromArm.value, ...completing] };
  merged.set(fromArm.value, { late, answer });
  return { answer, incomplete: fromArm };
}

/** One joined list for each of ARM's lists with gaps, so that an index of it is built only once. */
const merged = new WeakMap<
  readonly unknown[],
  { readonly late: ListAnswer<unknown>; readonly answer: ListAnswer<unknown> }
>();
