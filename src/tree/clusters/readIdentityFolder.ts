/** The folder of a subscription's managed identities, as soon as they have been read. */
import type { Subscription } from '../../domain/cluster/model.ts';
import { clustersIn, unlistedKey } from '../loading/inventory.ts';
import type { Reading } from '../loading/reading.ts';
import type { Row } from '../row/row.ts';
import { identitiesRow, selectOwnIdentities, unreadIdentitiesRow } from './identityFolder.ts';
import { unlistedIdentitiesRow } from './subscriptionRows.ts';

/** Returns the folder of a subscription's identities, and why some are missing; they are read unless that waits for the folder. */
export async function identityFolderIn(
  reading: Reading,
  place: Pick<Subscription, 'id' | 'name'>,
): Promise<readonly Row[]> {
  if (!reading.hasIdentities(place.id)) return [unreadIdentitiesRow(place)];
  const { own, made, failures } = await ownIn(reading, place.id);
  return [...(own.length > 0 ? [identitiesRow(place, { own, made })] : []), ...failures];
}

/** Reads the identities of a subscription; a failure that its clusters had as well is not reported again. */
export async function ownIn(reading: Reading, subscriptionId: string) {
  const { items, failures } = await reading.identities(subscriptionId);
  const { subscriptions, failures: failuresShown } = reading.inventory;
  const reported = new Set(failuresShown.map(unlistedKey));
  return {
    ...selectOwnIdentities(items, clustersIn(reading.inventory, subscriptionId).values()),
    failures: failures
      .filter((failure) => !reported.has(unlistedKey(failure)))
      .map((failure) => unlistedIdentitiesRow(failure, subscriptions)),
  };
}
