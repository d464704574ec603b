/** Words for identities and names, the same in the tree, the panel, notifications and exports. */
import { groupOf, lastSegment } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import type { ControlPlane, Kubelet } from '../cluster/model.ts';

/** Names in a sentence: `a`, `a and b`, `a, b, and c`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}

/** Who the control plane is, in a few words. */
export function describeControlPlane(controlPlane: ControlPlane): string {
  switch (controlPlane.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(controlPlane.clientId)}`;
    case 'systemAssigned':
      return 'system-assigned';
    case 'userAssigned':
      return `user-assigned ${lastSegment(controlPlane.identityId)}`;
    case 'none':
      return 'no identity';
  }
}

/** Who the control plane is to be, in a few words. */
export function describeChoice(choice: ControlPlaneChoice): string {
  return choice.kind === 'systemAssigned' ? 'system-assigned' : `user-assigned ${lastSegment(choice.identityId)}`;
}

/** Who the nodes are, in a few words. */
export function describeKubelet(kubelet: Kubelet): string {
  switch (kubelet.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(kubelet.clientId)}`;
    case 'default':
      return `${lastSegment(kubelet.identityId)} (made by AKS)`;
    case 'preCreated':
      return `${lastSegment(kubelet.identityId)} (pre-created)`;
    case 'unknown':
      return 'not known yet';
  }
}

/** A resource with its group, for before and after: `id-shop in rg-shop`. */
export function nameInGroup(id: string): string {
  const group = groupOf(id);
  return group ? `${lastSegment(id)} in ${group}` : lastSegment(id);
}
