import type { WorldResource } from '../../arm/worldFile.ts';
import { guidOf, tenantId, type Place } from './resources.ts';

/** A user-assigned identity with the ids that others need. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly principalId: string;
  readonly clientId: string;
  readonly resource: WorldResource;
}

/**
 * Makes a user-assigned identity, whose id has `resourcegroups` in lower case, as its provider answers. Another
 * `generation` makes a recreated identity of the same name: same id, another principal.
 */
export function userAssignedIdentity(place: Place, name: string, generation = 1): Identity {
  const id = `/subscriptions/${place.subscriptionId}/resourcegroups/${place.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const principalId = guidOf('principal', id, String(generation));
  const clientId = guidOf('client', id, String(generation));
  return {
    id,
    name,
    principalId,
    clientId,
    resource: {
      id,
      name,
      type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
      location: place.location,
      tags: {},
      properties: { tenantId, principalId, clientId },
    },
  };
}

/** Returns the identity as a cluster's JSON names it. */
export function identityReference(identity: Identity): { resourceId: string; clientId: string; objectId: string } {
  return { resourceId: identity.id, clientId: identity.clientId, objectId: identity.principalId };
}

/** Returns the issuer that AKS keeps for the bindings of an identity. */
export function bindingIssuer({ clientId }: Identity): string {
  return `https://ib.oic.prod-aks.azure.com/${tenantId}/${clientId}`;
}

/** Makes the credential that all bindings of the identity share; its subject and audience are in no public source. */
export function bindingCredential(identity: Identity): WorldResource {
  return {
    ...federatedCredential(identity, 'aks-identity-binding', bindingIssuer(identity), ''),
    properties: { issuer: bindingIssuer(identity) },
  };
}

/** Makes a credential by which the Kubernetes service account `subject` acts as the identity. */
export function federatedCredential(identity: Identity, name: string, issuer: string, subject: string): WorldResource {
  return {
    id: `${identity.id}/federatedIdentityCredentials/${name}`,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    properties: { issuer, subject, audiences: ['api://AzureADTokenExchange'] },
  };
}

/** Makes a credential that accepts every account that the expression matches, instead of one subject. */
export function flexibleCredential(identity: Identity, name: string, issuer: string, value: string): WorldResource {
  return {
    ...federatedCredential(identity, name, issuer, ''),
    properties: {
      issuer,
      audiences: ['api://AzureADTokenExchange'],
      claimsMatchingExpression: { value, languageVersion: 1 },
    },
  };
}

/** Makes the resource of an identity that can be assigned only in its own region. */
export function regionalIdentity({ resource }: Identity): WorldResource {
  return { ...resource, properties: { ...(resource['properties'] as object), isolationScope: 'Regional' } };
}
