/** The identities that a change replaces. */
import { lastSegment } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { shortGuid } from '../../arm/scopeWords.ts';
import { changesKubelet, newControlPlane } from '../clusterEdit.ts';
import type { FormerIdentity } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { servicePrincipalObjectId } from '../../access/servicePrincipal.ts';
import { principalOf } from '../../cluster/principals.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

/** Returns the principals that are no longer identities of the cluster after the edit, as far as they are known. */
export function formerIdentities(cluster: Cluster, edit: ClusterEdit, facts: Facts): readonly FormerIdentity[] {
  const { controlPlane, kubelet, id: clusterId } = cluster;
  const replaced: FormerIdentity[] = [];
  if (newControlPlane(cluster, edit)) {
    const principalId =
      controlPlane.kind === 'servicePrincipal'
        ? servicePrincipalObjectId(cluster, facts)?.principalId
        : principalOf(cluster, 'controlPlane', facts);
    const kind = controlPlane.kind === 'none' ? {} : { kind: controlPlane.kind };
    if (principalId)
      replaced.push({ principalId, name: controlPlaneName(cluster), as: 'controlPlane', ...kind, clusterId });
  }
  if (changesKubelet(cluster, edit) && 'identityId' in kubelet) {
    const principalId = principalOf(cluster, 'kubelet', facts);
    const name = lastSegment(kubelet.identityId);
    if (principalId) replaced.push({ principalId, name, as: 'kubelet', kind: 'userAssigned', clusterId });
  }
  return replaced;
}

/** A name for use in a sentence; Azure names a system-assigned identity after its cluster. */
function controlPlaneName({ name, controlPlane }: Cluster): Phrase {
  switch (controlPlane.kind) {
    case 'userAssigned':
      return lastSegment(controlPlane.identityId);
    case 'systemAssigned':
      return say`${name} (system-assigned)`;
    case 'servicePrincipal':
      return say`service principal ${shortGuid(controlPlane.clientId)}`;
    case 'none':
      return say`no identity`;
  }
}
