/** The identities that a cluster names, apart from the search for other uses, so that the tree can load it alone. */
import { idKey } from '../arm/resourceId.ts';
import { everyNamedUse, isOfClusterItself, type IdentityUse } from '../uses/namedUses.ts';
import type { Cluster } from './model.ts';
import { keyOfWords } from '../../sentences/words.ts';

/** Returns every user-assigned identity that a cluster names, once for each use, wherever its JSON names it. */
export function identitiesOf({ raw }: Pick<Cluster, 'raw'>): readonly IdentityUse[] {
  const key = ({ as, identityId }: IdentityUse): string => `${keyOfWords(as)} ${idKey(identityId)}`;
  return everyNamedUse(raw)
    .flatMap(({ text, as, place, isHint }) => (isHint ? [] : [{ identityId: text, as, place }]))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Returns the user-assigned identities that a cluster names, except its own and those of add-ons. */
export function otherIdentitiesOf(cluster: Pick<Cluster, 'raw'>): readonly IdentityUse[] {
  return identitiesOf(cluster).filter((use) => !isOfClusterItself(use));
}
