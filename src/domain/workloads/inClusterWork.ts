/** What is left to do in the cluster itself after a change, because Azure does not do it. */
import { sameId, type ArmId } from '../arm/resourceId.ts';
import type { Change } from '../change/change.ts';
import { tokenSubject, type ServiceAccount } from './serviceAccount.ts';
import { bindingManifest, credentialManifest, type PodIdentity } from './manifests.ts';

/** A service account that is to act as an identity. */
export interface InClusterWork {
  readonly by: 'credential' | 'binding';
  /** Has placeholders if only the cluster's owner knows the account. */
  readonly account: ServiceAccount;
  /** More accounts of the same binding. */
  readonly others?: readonly ServiceAccount[];
  readonly identityId: ArmId;
  /** A later change of the plan, or one that prepares Gateways, decides which identity the account names. */
  readonly isBelow?: true;
}

/** The placeholder if a binding does not determine the account. */
export const openAccount: ServiceAccount = { namespace: '<namespace>', serviceAccount: '<service account>' };

/** Returns the service accounts that changes connect; `accountsOf` knows those that a bound identity trusts already. */
export function inClusterWork(
  changes: readonly Change[],
  accountsOf: (identityId: string) => readonly ServiceAccount[] = () => [],
): readonly InClusterWork[] {
  return changes.flatMap((change, index): readonly InClusterWork[] => {
    if (change.kind === 'bindIdentity') {
      const [account = openAccount, ...others] = accountsOf(change.identityId);
      return [{ by: 'binding', account, others, identityId: change.identityId as ArmId }];
    }
    if (change.kind !== 'createCredential') return [];
    const { namespace, serviceAccount, identityId } = change;
    const account = { namespace, serviceAccount };
    const isBelow = changes.some((each, place) => {
      const accounts =
        each.kind === 'prepareGateway'
          ? each.accounts
          : each.kind === 'createCredential' && place > index
            ? [each]
            : [];
      return (
        'clusterId' in each &&
        sameId(each.clusterId, change.clusterId) &&
        accounts.some((one) => tokenSubject(one) === tokenSubject(account))
      );
    });
    return [{ by: 'credential', account, identityId: identityId as ArmId, ...(isBelow ? { isBelow } : {}) }];
  });
}

/** Returns the YAML for all the work in a cluster, with placeholders for unknown ids of identities. */
export function manifestOf(
  work: readonly InClusterWork[],
  identityOf: (identityId: ArmId) => PodIdentity | undefined,
): string {
  return work
    .map(({ by, account, others, identityId, isBelow }) => {
      const identity = identityOf(identityId) ?? { identityId };
      return by === 'binding'
        ? bindingManifest(account, identity, others)
        : credentialManifest(account, identity, isBelow);
    })
    .join('---\n');
}
