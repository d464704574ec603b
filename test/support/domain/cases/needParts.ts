import type { Need } from '../../../../src/domain/needs/need.ts';
import {
  identityId,
  network,
  nodeGroup,
  otherPrincipal,
  pool,
  resource,
  subnet,
  subscription,
} from '../clusterFixture.ts';
import type { Entry } from '../factsOf.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

export const onSubnet: JsonObject = { agentPoolProfiles: [pool({ vnetSubnetID: subnet })] };
export const routeTable = `${network}/routeTables/rt-shop`;
export const securityGroup = `${network}/networkSecurityGroups/nsg-shop`;
export const zone = `${network}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const publicZone = `${network}/dnszones/contoso.com`;
export const gateway = `${network}/applicationGateways/agw`;
export const address = `${network}/publicIPAddresses/pip`;
export const prefix = `${network}/publicIPPrefixes/prefix`;
export const compute = `${subscription}/resourceGroups/rg-compute/providers/Microsoft.Compute`;
const addonIdentity = { resourceId: `${nodeGroup}/providers/x/y/z`, objectId: otherPrincipal };
export const addon = (key: string, config: JsonObject): JsonObject => ({
  addonProfiles: { [key]: { enabled: true, config, identity: addonIdentity } },
});
export const routing = (more: JsonObject): JsonObject => ({
  ingressProfile: { webAppRouting: { enabled: true, identity: addonIdentity, ...more } },
});
export const kms = (more: JsonObject): JsonObject => ({
  securityProfile: { azureKeyVaultKms: { enabled: true, keyId: 'https://kv-shop.vault.azure.net/keys/k/1', ...more } },
});

export const gatePrincipal = 'dddddddd-0000-0000-0000-000000000004';
export const gateId = identityId('id-gate');
/** Defender gating with an identity for a registry, on a cluster with an issuer. */
export const gating = (azureContainerRegistry: string, more: JsonObject = {}): JsonObject => ({
  oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/shop/' },
  securityProfile: {
    defender: {
      securityGating: {
        enabled: true,
        identities: [{ azureContainerRegistry, identity: { resourceId: gateId, objectId: gatePrincipal } }],
        ...more,
      },
    },
  },
});
/** Image pull by service account, with an identity for those that name none. */
export const imagePull = (defaultManagedIdentityId: string = gateId): JsonObject => ({
  securityProfile: { serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId } },
});

export interface Row {
  readonly id: string;
  readonly has: JsonObject;
  readonly lacks: JsonObject;
  readonly role: Need['role'];
  readonly scope: string;
  readonly identity?: string;
  readonly facts?: readonly Entry[];
}

export const withRouteTable = resource(subnet, {
  routeTable: { id: routeTable },
  networkSecurityGroup: { id: securityGroup },
});

export const ofId = <T extends { readonly id: string }>(all: readonly T[], id: string) =>
  all.filter((each) => each.id === id);
