/** The pod-managed identities of a cluster, which workload identity replaces. */
import { isOn, objectsAt, textAt } from '../arm/json.ts';
import { clusterArguments } from '../arm/shellText.ts';
import { sameId, type ArmId } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import type { InClusterWork } from './inClusterWork.ts';
import { say, type Phrase } from '../../sentences/words.ts';

/** An identity that pods of a namespace get from pod-managed identity. */
export interface PodManagedIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly identityId: ArmId;
}

/** Returns the identities of pod-managed identity; none if that is off. */
export function podManagedIdentities({ raw }: Pick<Cluster, 'raw'>): readonly PodManagedIdentity[] {
  if (!isOn(raw, 'properties.podIdentityProfile.enabled')) return [];
  return objectsAt(raw, 'properties.podIdentityProfile.userAssignedIdentities').flatMap((podIdentity) => {
    const name = textAt(podIdentity, 'name');
    const namespace = textAt(podIdentity, 'namespace');
    const identityId = textAt(podIdentity, 'identity.resourceId');
    if (name === undefined || namespace === undefined || identityId === undefined) return [];
    return [{ name, namespace, identityId: identityId as ArmId }];
  });
}

/** Returns true if pods of a namespace may get an identity from pod-managed identity. */
export function hasPodIdentity(cluster: Cluster, namespace: string, identityId: string): boolean {
  return podManagedIdentities(cluster).some(
    (podIdentity) => podIdentity.namespace === namespace && sameId(podIdentity.identityId, identityId),
  );
}

/**
 * Returns what has to happen, in order, until pods no longer need pod-managed identity; nothing if none of the
 * identities comes from it.
 * Source: https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity
 */
export function stepsOffPodIdentity(cluster: Cluster, work: readonly InClusterWork[]): readonly Phrase[] {
  const podIdentities = podManagedIdentities(cluster);
  const moved = podIdentities.filter(({ identityId, namespace }) =>
    work.some((signIn) => sameId(signIn.identityId, identityId) && signIn.account.namespace === namespace),
  );
  if (moved.length === 0) return [];
  const names = moved.map(({ namespace, name }) => `${namespace}/${name}`).join(', ');
  return [
    say`Check that the applications use an Azure Identity SDK that supports workload identity. Where they don't, update it or add the migration sidecar.`,
    say`Create or annotate the service accounts with the YAML above.`,
    say`In the pod templates, set the service account, add the label azure.workload.identity/use: "true" and remove the label aadpodidbinding.`,
    say`Restart the pods and check that they reach Azure.`,
    say`Remove the pod identities that are no longer used (${names}): az aks pod-identity delete, with the aks-preview extension of az.`,
    say`Once none is left, turn pod-managed identity off: az aks update ${clusterArguments(cluster)} --disable-pod-identity, with the same extension.`,
  ];
}
