/** Uses of identities with unknown needs: those in places that no rule of ours covers. */
import { namesOfPrincipal } from '../../cluster/principals.ts';
import { idKey } from '../../arm/resourceId.ts';
import { unknownToAll, type Unknown } from '../../arm/unknown.ts';
import type { Facts } from '../../cluster/facts.ts';
import { usesOf, type Use } from '../../cluster/uses.ts';
import { unknownSettings } from '../../uses/nothingUses.ts';
import { isByPath, isOfClusterItself } from '../../uses/namedUses.ts';
import type { Removal } from '../planPart.ts';
import type { User } from './roleUsers.ts';
import { say, keyOfWords } from '../../../sentences/words.ts';

/** Says for each such use by these clusters that its needs are unknown. */
export function unjudgedUses(users: readonly User[], facts: Facts): readonly Unknown[] {
  return users.flatMap(({ cluster, holdings }) => {
    const principals = [...new Set(holdings.map(({ principalId }) => principalId))];
    const uses = principals.flatMap((principal) => usesOf(namesOfPrincipal(principal, facts), cluster));
    return uses.flatMap((use) => (isOfClusterItself(use) ? [] : doubtAbout(use)));
  });
}

/**
 * Says why clusters may need what is removed if only newer API versions show that they use its holder, or that these
 * could not be read; `undefined` until they were.
 */
export function newerDoubts(
  removals: readonly Removal[],
  users: readonly User[],
  facts: Facts,
): readonly Unknown[] | undefined {
  const newer = facts.get({ kind: 'newerClusters' });
  if (newer === undefined) return undefined;
  const judgedClusters = new Map(users.map(({ cluster }) => [idKey(cluster.id), cluster]));
  const principals = [...new Set(removals.map(({ assignment }) => assignment.principalId.toLowerCase()))];
  const unjudged = (newer.kind === 'found' ? newer.value : []).flatMap(({ raw, name, id }) =>
    principals.flatMap((principalId) => {
      const names = namesOfPrincipal(principalId, facts);
      const cluster = judgedClusters.get(idKey(id));
      const slots = new Set(cluster === undefined ? [] : usesOf(names, cluster).map(({ as }) => keyOfWords(as)));
      return usesOf(names, { raw, name, id }).flatMap((use) => (slots.has(keyOfWords(use.as)) ? [] : doubtAbout(use)));
    }),
  );
  return [...unjudged, ...unknownSettings(newer)];
}

function doubtAbout(use: Use): Unknown {
  const { as, cluster, clusterId } = use;
  const reason = isByPath(use)
    ? say`Its holder is ${as} of ${cluster}, and what that needs isn't known.`
    : say`It is held for the ${as} of ${cluster}, and what that needs isn't known.`;
  return unknownToAll(keyOfWords(as), clusterId, reason);
}
