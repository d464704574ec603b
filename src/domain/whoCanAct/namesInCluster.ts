/** What those who can act on a cluster are, or were, to the cluster itself. */
import { servicePrincipalObjectId } from '../access/servicePrincipal.ts';
import { tokenExpiryOf } from '../access/tokenExpiry.ts';
import { sameGuid, sameId } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import type { Facts, ReplacedIdentity } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { principalIdsIn, principalOf } from '../cluster/principals.ts';
import { momentInSentence } from '../words/dateTime.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { AccessPrincipal, WayToAdmin } from './model.ts';

/** Names for principals, and what is to be done about the ways to administrator that they have. */
export interface NamesInCluster {
  /** As whom AKS manages the nodes, as far as that is known or certain from its roles. */
  readonly manager: string | undefined;
  /** Returns the principal with a name if it is, or was, an identity of the cluster. */
  readonly named: (principal: AccessPrincipal) => AccessPrincipal;
  /** Returns the way with what to do about it if an identity has it that the cluster used before. */
  readonly toReview: (way: WayToAdmin) => WayToAdmin;
}

/** Knows the cluster's service principal by its roles, and its former identities by our own changes. */
export function namesInCluster(cluster: Cluster, unwatched: Facts): NamesInCluster {
  // A name makes no finding unknown.
  const facts = unwatched.forTopics?.([]) ?? unwatched;
  const current = principalIdsIn(cluster);
  const inferred =
    cluster.controlPlane.kind === 'servicePrincipal' ? servicePrincipalObjectId(cluster, facts) : undefined;
  const manager =
    principalOf(cluster, 'controlPlane', facts) ?? (inferred?.isFirm === true ? inferred.principalId : undefined);
  const isCurrent = (id: string): boolean => sameGuid(id, manager) || current.some((each) => sameGuid(each, id));
  const formerAt = ({ id }: AccessPrincipal): ReplacedIdentity | undefined =>
    isCurrent(id)
      ? undefined
      : facts.replaced?.findLast(
          ({ principalId, clusterId }) => sameGuid(principalId, id) && sameId(clusterId, cluster.id),
        );
  return {
    manager,
    named(principal) {
      const { id, name } = principal;
      if (sameGuid(id, inferred?.principalId))
        return { ...principal, name: say`Service principal of ${cluster.name} (assumed, ${shortGuid(id)})` };
      const former = formerAt(principal);
      if (former === undefined) return principal;
      return { ...principal, name: say`${name ?? former.name}, ${formerWords[former.as]}` };
    },
    toReview(way) {
      const former = formerAt(way.principal);
      if (former === undefined) return way;
      const until = tokenExpiryOf(former, facts);
      const words =
        until === undefined
          ? say`It was an identity of this cluster. Review its roles.`
          : say`It was an identity of this cluster, which may still use it until ${momentInSentence(until)}. Review its roles after that.`;
      return { ...way, words };
    },
  };
}

const formerWords: Readonly<Record<ReplacedIdentity['as'], Words>> = {
  controlPlane: say`former control plane`,
  kubelet: say`former kubelet`,
};
