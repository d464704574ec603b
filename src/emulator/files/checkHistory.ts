import { millisecondsOf } from '../arm/duration.ts';
import { parsePath } from '../arm/path.ts';
import { momentOf } from '../arm/worldHistory.ts';
import type { WorldFile } from '../arm/worldFile.ts';
import { WorldFileError } from './worldFileError.ts';

/** Throws a WorldFileError for the first entry of `history` that does not fit the world or itself. */
export function checkHistory({ history = [], subscriptions }: WorldFile): void {
  const known = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const checkId = (id: string, place: string): void => {
    const path = parsePath(id);
    if (path === undefined || !id.startsWith('/')) throw new WorldFileError(`${place} is not an id: ${id}`);
    if (path.subscriptionId !== undefined && !known.has(path.subscriptionId.toLowerCase()))
      throw new WorldFileError(`${place} is in a subscription that is not in the world: ${path.subscriptionId}`);
  };
  for (const [index, { id, time, ended, method, action, effects = [] }] of history.entries()) {
    const place = `history[${index}]`;
    checkId(id, `${place}.id`);
    for (const [position, effect] of effects.entries()) checkId(effect.id, `${place}.effects[${position}].id`);
    if ((method === 'POST') !== (action !== undefined))
      throw new WorldFileError(`${place}.action belongs to POST, and POST to an action`);
    if (ended !== undefined && momentOf(ended, 0) < momentOf(time, 0) && isSpan(ended) === isSpan(time))
      throw new WorldFileError(`${place}.ended is before its time: ${ended}`);
  }
}

function isSpan(text: string): boolean {
  return !Number.isNaN(millisecondsOf(text));
}
