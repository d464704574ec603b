/** What the tests of workload identity share: issuers, credentials, bindings, and clusters with the switches on. */
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { IdentityBinding, IdentityCredential } from '../../../src/domain/cluster/facts.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { clusterId, identityId, tenant } from './worldFacts.ts';

export const issuer = `https://westeurope.oic.prod-aks.azure.com/${tenant}/33333333-3333-4333-8333-333333333333/`;
export const goneIssuer = `https://westeurope.oic.prod-aks.azure.com/${tenant}/44444444-4444-4444-8444-444444444444/`;
export const audiences = ['api://AzureADTokenExchange'];

export const issuingAs = (issuerURL: string): JsonObject => ({ oidcIssuerProfile: { enabled: true, issuerURL } });
export const issuing: JsonObject = issuingAs(issuer);
export const ready: JsonObject = { ...issuing, securityProfile: { workloadIdentity: { enabled: true } } };

/** A credential of id-shop for shop/cart at the cluster's issuer, as far as nothing else is given. */
export function credential(more: Partial<IdentityCredential> = {}): IdentityCredential {
  return {
    identityId: identityId('id-shop') as ArmId,
    name: 'shop-weu-shop-cart',
    issuer,
    subject: 'system:serviceaccount:shop:cart',
    audiences,
    ...more,
  };
}

/** A binding of id-shop to shop-weu. */
export function binding(more: Partial<IdentityBinding> = {}): IdentityBinding {
  return {
    id: `${clusterId}/identityBindings/idshop` as ArmId,
    name: 'idshop',
    identityId: identityId('id-shop') as ArmId,
    provisioningState: 'Succeeded',
    eTag: 'etag-b',
    ...more,
  };
}
