/** Connects the account of what asks in another way now: with an identity of the nodes, or through pod identity. */
import { sameId } from '../arm/resourceId.ts';
import type { ChangeOf } from '../change/change.ts';
import type { ServiceAccount } from '../workloads/serviceAccount.ts';
import type { AzureHalf } from './azureHalf.ts';
import type { KnownIdentity } from './identities.ts';

/** Returns the change; `undefined` if the identity trusts the account already, or the account is the one that all pods without their own have. */
export function connectInstead(
  account: ServiceAccount,
  { id }: Pick<KnownIdentity, 'id'>,
  { cluster, workloads }: Pick<AzureHalf, 'cluster' | 'workloads'>,
): ChangeOf<'createCredential'> | undefined {
  const { namespace, serviceAccount } = account;
  const isTrusted = workloads.some(
    (each) => sameId(each.identityId, id) && each.namespace === namespace && each.serviceAccount === serviceAccount,
  );
  if (isTrusted || serviceAccount === 'default') return undefined;
  return { kind: 'createCredential', clusterId: cluster.id, identityId: id, namespace, serviceAccount };
}
