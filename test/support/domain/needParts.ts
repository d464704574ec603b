import type { Need } from '../../../src/domain/needs/need.ts';
import { network, nodeGroup, otherPrincipal, pool, resource, subnet, subscription } from './clusterFixture.ts';
import type { Entry } from './factsOf.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

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
