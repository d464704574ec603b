import type { ChangeKind } from '../../domain/change/change.ts';

/** What a form is called while nothing is chosen yet. */
export const formTitles: Readonly<Record<ChangeKind, string>> = {
  createResourceGroup: 'Create resource group',
  createIdentity: 'Create managed identity',
  deleteIdentity: 'Delete managed identity',
  createCluster: 'Create cluster',
  setControlPlane: 'Change control plane identity',
  setKubelet: 'Change kubelet identity',
  upgradeNodeImages: 'Upgrade node images',
  assignRole: 'Assign role',
  removeRole: 'Remove role assignment',
  attachRegistry: 'Attach registry',
  detachRegistry: 'Detach registry',
};
