import type { ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import { identityUses, sameIssuer, type CredentialUse, type IdentityUses } from '../cluster/uses.ts';
import { stateOfCredential, type TrustState } from './credentialState.ts';
import { accountName, isFlexible } from './credential.ts';
import { isClusterIssuer, issuerOf } from './issuer.ts';
import { issuerOwner } from './owners.ts';
import { withWorkingInstead } from './workingInstead.ts';
import { say } from '../../sentences/words.ts';

/** Everything that is known to use an identity, with the state of its federated credentials. */
export interface JudgedUses extends IdentityUses {
  readonly credentials: readonly JudgedCredential[];
}

/** A federated credential with its state. */
export interface JudgedCredential extends CredentialUse, TrustState {
  /** It is certain that no cluster has its issuer, which is of the form that clusters have. */
  readonly isClusterGone?: true;
}

/** Returns what uses an identity, as thoroughly as for the claim that nothing does, and whether each credential works with its cluster's current state. */
export function judgedUses(identityId: ArmId, facts: Facts): JudgedUses {
  const uses = identityUses(identityId, facts, { isFinal: true });
  const judged = uses.credentials.map((credential) => judgeUse(credential, facts));
  return {
    ...uses,
    credentials: withWorkingInstead(judged, (credential) =>
      isFlexible(credential)
        ? undefined
        : { key: credential.subject, account: accountName(credential), name: credential.name },
    ),
  };
}

/** An index may have a deleted cluster, or an old state, so the cluster itself is read. */
function judgeUse({ cluster, clusterId, ...credential }: CredentialUse, facts: Facts): JudgedCredential {
  const { issuer } = credential;
  const answer = clusterId === undefined ? undefined : facts.get({ kind: 'cluster', id: clusterId as ArmId });
  const issuerCluster = cluster === undefined || clusterId === undefined ? {} : { cluster, clusterId };
  if (clusterId !== undefined && answer === undefined) return { ...credential, ...issuerCluster, state: 'unknown' };
  if (answer?.kind === 'unreadable')
    return {
      ...credential,
      ...issuerCluster,
      state: 'unknown',
      reason: say`${cluster ?? say`It`} could not be read. ${answer.reason}`,
    };
  const clusterNow =
    answer?.kind === 'found' && sameIssuer(issuerOf(answer.value) ?? '', issuer) ? answer.value : undefined;
  const listed = clusterNow === undefined && isClusterIssuer(issuer) ? issuerOwner(issuer, facts) : undefined;
  const owner = clusterNow ?? listed?.cluster;
  const isClusterGone = listed !== undefined && listed.cluster === undefined && listed.doubt === undefined;
  return {
    ...credential,
    ...(owner && { cluster: owner.name, clusterId: owner.id }),
    ...(isClusterGone ? { isClusterGone } : {}),
    ...stateOfCredential(credential, owner, facts),
  };
}
