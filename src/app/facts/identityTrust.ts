import type { ArmId } from '../../domain/arm/resourceId.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { CredentialUse, IdentityUses } from '../../domain/cluster/uses.ts';
import { identityUses } from '../../domain/cluster/uses.ts';
import { stateOfCredential } from '../../domain/workloads/credentialState.ts';
import { isClusterIssuer } from '../../domain/workloads/issuer.ts';
import { issuerOwner } from '../../domain/workloads/owners.ts';
import type { TrustState } from '../../domain/workloads/credentialState.ts';

/** Everything that is known to use an identity, with what works of its federated credentials. */
export interface JudgedUses extends IdentityUses {
  readonly credentials: readonly (CredentialUse & TrustState)[];
}

/** Returns what uses an identity; of a credential it says whether it works, as the clusters in sight tell it. */
export function judgedUses(identityId: ArmId, facts: Facts): JudgedUses {
  const uses = identityUses(identityId, facts);
  const clusters = facts.get({ kind: 'clusters' });
  const all = clusters?.kind === 'found' ? clusters.value : [];
  return {
    ...uses,
    credentials: uses.credentials.map((credential) => {
      const { issuer, clusterId } = credential;
      const listed = all.find(({ id }) => sameId(id, clusterId ?? ''));
      const owner = listed ?? (isClusterIssuer(issuer) ? issuerOwner(issuer, facts).cluster : undefined);
      return {
        ...credential,
        ...(owner && { cluster: owner.name, clusterId: owner.id }),
        ...stateOfCredential(credential, owner, facts),
      };
    }),
  };
}
