/** Ids of federated credentials and of identity bindings. */
import { type ArmId, parentId } from '../arm/resourceId.ts';
import { bindingCredential } from '../uses/boundTo.ts';

/** Returns the ID of a federated credential of an identity. */
export function credentialId(identityId: string, name: string): ArmId {
  return `${identityId}/federatedIdentityCredentials/${name}` as ArmId;
}

/** Returns the ID of the credential that all bindings of an identity share. */
export function sharedCredentialId(identityId: string): ArmId {
  return credentialId(identityId, bindingCredential);
}

/** Returns the ID of an identity binding of a cluster. */
export function bindingId(clusterId: string, name: string): ArmId {
  return `${clusterId}/identityBindings/${name}` as ArmId;
}

/** Returns the id of the identity that a credential belongs to, or of the cluster that a binding belongs to. */
export function ownerOf(id: string): ArmId {
  return parentId(id);
}
