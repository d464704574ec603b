import type { ArmId } from '../../domain/arm/resourceId.ts';
import { sameId } from '../../domain/arm/resourceId.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { CredentialUse, IdentityUses } from '../../domain/cluster/uses.ts';
import { identityUses } from '../../domain/cluster/uses.ts';
import { stateOfCredential } from '../../domain/workloads/credentialState.ts';
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
    credentials: uses.credentials.map((credential) => ({
      ...credential,
      ...(clusters?.kind === 'unreadable'
        ? { state: 'unknown' as const, reason: `Clusters: ${clusters.reason}` }
        : stateOfCredential(
            credential,
            all.find(({ id }) => sameId(id, credential.clusterId ?? '')),
            facts,
          )),
    })),
  };
}
