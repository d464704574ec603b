/** What is left to do in the cluster itself after a change, because Azure does not do it. */
import type { ArmId } from '../arm/resourceId.ts';
import type { Change } from '../change/change.ts';
import type { ServiceAccount } from './serviceAccount.ts';
import { bindingManifest, credentialManifest, type PodIdentity } from './manifests.ts';

/** A service account that is to act as an identity. */
export interface InClusterWork {
  readonly by: 'credential' | 'binding';
  /** Has placeholders if only the cluster's owner knows the account. */
  readonly account: ServiceAccount;
  readonly identityId: ArmId;
}

/** The placeholder if a binding does not determine the account. */
export const openAccount: ServiceAccount = { namespace: '<namespace>', serviceAccount: '<service account>' };

/** Returns the service accounts that changes connect. */
export function inClusterWork(changes: readonly Change[]): readonly InClusterWork[] {
  return changes.flatMap((change): readonly InClusterWork[] => {
    if (change.kind === 'bindIdentity')
      return [{ by: 'binding', account: openAccount, identityId: change.identityId as ArmId }];
    if (change.kind !== 'createCredential') return [];
    const { namespace, serviceAccount, identityId } = change;
    return [{ by: 'credential', account: { namespace, serviceAccount }, identityId: identityId as ArmId }];
  });
}

/** Returns the YAML for all the work in a cluster, with placeholders for unknown ids of identities. */
export function manifestOf(
  work: readonly InClusterWork[],
  identityOf: (identityId: ArmId) => PodIdentity | undefined,
): string {
  return work
    .map(({ by, account, identityId }) => {
      const identity = identityOf(identityId) ?? { identityId };
      return by === 'binding' ? bindingManifest(account, identity) : credentialManifest(account, identity);
    })
    .join('---\n');
}
