/** Who may still have a certificate that makes them administrator of a cluster. */
import type { FetchedCredential } from '../cluster/askedOnly.ts';
import { sameText } from '../arm/resourceId.ts';
import { defined } from '../../shape/defined.ts';
import { keyOfWords } from '../../sentences/words.ts';
import { nameOfActor } from './actors.ts';
import type { HistoryEntry } from './model.ts';

/**
 * Returns who fetched the admin credential after the last rotation of certificates; `undefined` if nobody did, as far as
 * the entries go back. They are in order, the newest first.
 */
export function fetchedCredential(entries: readonly HistoryEntry[]): FetchedCredential | undefined {
  const done = entries.findIndex((entry) => isRotation(entry) && entry.status === 'succeeded');
  const since = done < 0 ? entries : entries.slice(0, done);
  const fetches = since.filter((entry) => isAdminFetch(entry) && entry.status === 'succeeded');
  const names = new Map(fetches.map(({ by }) => nameOfActor(by)).map((name) => [keyOfWords(name), name]));
  const [last] = fetches;
  if (last === undefined) return undefined;
  const rotating = since.find((entry) => isRotation(entry) && entry.status === 'unfinished' && entry.at > last.at);
  return {
    lastAt: last.at,
    count: fetches.length,
    by: [...names.values()],
    ...defined({ rotatingSince: rotating?.at }),
  };
}

const clusters = 'microsoft.containerservice/managedclusters';

/** Returns true for an action that gives out the admin credential, in either of its forms. */
export function isAdminFetch({ action, resourceId }: Pick<HistoryEntry, 'action' | 'resourceId'>): boolean {
  if (sameText(action, `${clusters}/listClusterAdminCredential/action`)) return true;
  return sameText(action, `${clusters}/accessProfiles/listCredential/action`) && /\/clusterAdmin$/i.test(resourceId);
}

function isRotation({ action }: HistoryEntry): boolean {
  return sameText(action, `${clusters}/rotateClusterCertificates/action`);
}
