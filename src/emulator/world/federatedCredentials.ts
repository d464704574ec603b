import type { WorldResource } from '../arm/worldFile.ts';
import type { World } from './world.ts';

/** The type of federated credentials, which are children of user-assigned identities. */
export const credentialType = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

/**
 * How many credentials one identity can have.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export const mostCredentials = 20;

/** Where identities can have no credentials, by the same source. */
const regionsWithoutCredentials = ['malaysiasouth', 'newzealandnorth'];

/** Returns the credentials of an identity. */
export function credentialsOf(world: World, identityId: string): readonly WorldResource[] {
  return world.resources.ofType(credentialType, identityId);
}

/** Says whether the region of an identity offers credentials. */
export function offersCredentials(identity: WorldResource): boolean {
  return !regionsWithoutCredentials.includes((identity.location ?? '').toLowerCase().replaceAll(' ', ''));
}
