import { asObject } from '../arm/json.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import type { World } from './world.ts';

/** The type of federated credentials, which are children of user-assigned identities. */
export const credentialType = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';

/**
 * The most credentials of one identity.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
export const mostCredentials = 20;

/** Regions in which identities can't have credentials, from the same source. */
const regionsWithoutCredentials = ['malaysiasouth', 'newzealandnorth'];

/** Returns the credentials of an identity. */
export function credentialsOf(world: World, identityId: string): readonly WorldResource[] {
  return world.resources.ofType(credentialType, identityId);
}

/**
 * The only API versions that show the expression of a flexible credential.
 * Source: https://github.com/Azure/azure-rest-api-specs/tree/main/specification/msi (examples of flexible credentials)
 */
const versionsWithExpressions = ['2025-01-31-preview', '2025-05-31-preview'];

/**
 * Returns a credential as an API version shows it, or as Resource Graph does if none is given (anything else
 * unchanged); `undefined` if the world hides it there.
 */
export function shownCredential(
  credential: WorldResource,
  { flexibleCredentials = 'absent' }: Pick<World, 'flexibleCredentials'>,
  version?: string,
): WorldResource | undefined {
  if (credential.type.toLowerCase() !== credentialType.toLowerCase()) return credential;
  const { claimsMatchingExpression, ...properties } = asObject(credential['properties']);
  if (claimsMatchingExpression === undefined || versionsWithExpressions.includes(version ?? '')) return credential;
  if (flexibleCredentials === 'hidden') return undefined;
  const subject = flexibleCredentials === 'null' && properties['subject'] === undefined ? { subject: null } : {};
  return { ...credential, properties: { ...properties, ...subject } };
}

/** Returns true if the region of an identity offers credentials. */
export function offersCredentials(identity: WorldResource): boolean {
  return !regionsWithoutCredentials.includes((identity.location ?? '').toLowerCase().replaceAll(' ', ''));
}
