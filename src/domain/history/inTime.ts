/** Finds what was done to a resource at about a time, without looking at everything that was ever done to it. */
import { idKey } from '../arm/resourceId.ts';
import { compareText } from '../../shape/compareText.ts';

/** When something was done to what; `action` ends as Azure's permissions do, such as `write`. */
interface Done {
  readonly at: string;
  readonly resourceId: string;
  readonly action: string;
  readonly correlationId?: string;
}

/** The index of the first that is not before a moment; they are in order. */
function firstFrom(moment: string, inOrder: readonly { readonly at: string }[]): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inOrder[middle]?.at ?? '') < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Creates a function that returns what was done to the same resource in the same way, and has the same ID or was done within
 * these milliseconds; some of it may be there twice. If there is more than the most, only the nearest is returned.
 */
export function findingInTime<T>(
  things: readonly T[],
  doneBy: (thing: T) => Done,
  within: number,
  most = Infinity,
): (done: Done) => readonly T[] {
  const known = things.map((thing) => ({ ...keysOf(doneBy(thing)), at: doneBy(thing).at, thing }));
  const inOrder = known.toSorted((a, b) => compareText(a.at, b.at));
  const byPlace = Map.groupBy(inOrder, ({ place }) => place);
  const byId = Map.groupBy(inOrder, ({ id }) => id);
  return (done) => {
    const { place, id } = keysOf(done);
    const there = byPlace.get(place) ?? [];
    const moment = Date.parse(done.at);
    const [from = 0, middle = 0, to = 0] = [moment - within, moment, moment + within + 1].map((time) =>
      firstFrom(new Date(time).toISOString(), there),
    );
    const half = Math.ceil(most / 2);
    const same = id === undefined ? [] : (byId.get(id) ?? []);
    return [...same, ...there.slice(Math.max(from, middle - half), Math.min(to, middle + half))].map(
      ({ thing }) => thing,
    );
  };
}

/** Returns the last part of an action, such as `write`. */
export function verbOf({ action }: Pick<Done, 'action'>): string {
  return action.slice(action.lastIndexOf('/') + 1).toLowerCase();
}

function keysOf({ resourceId, action, correlationId }: Done): { readonly place: string; readonly id?: string } {
  const place = `${idKey(resourceId)} ${verbOf({ action })}`;
  return { place, ...(correlationId === undefined ? {} : { id: `${correlationId.toLowerCase()} ${place}` }) };
}
