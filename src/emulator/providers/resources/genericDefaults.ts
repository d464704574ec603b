import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../arm/json.ts';
import { lastSegment } from '../../arm/path.ts';
import type { World } from '../../world/world.ts';

/** What a provider adds to a new resource by itself, as far as clients look at it. */
export function genericDefaults(type: string, id: string, world: World): JsonObject {
  const name = lastSegment(id);
  switch (type.toLowerCase()) {
    case 'microsoft.containerregistry/registries':
      return {
        loginServer: `${name.toLowerCase()}.azurecr.io`,
        adminUserEnabled: false,
        publicNetworkAccess: 'Enabled',
        roleAssignmentMode: 'LegacyRegistryPermissions',
      };
    case 'microsoft.keyvault/vaults':
      return {
        vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
        tenantId: world.tenantId,
        accessPolicies: [],
        enableRbacAuthorization: true,
      };
    case 'microsoft.operationalinsights/workspaces':
      return { customerId: randomUUID(), retentionInDays: 30, sku: { name: 'PerGB2018' } };
    case 'microsoft.network/publicipaddresses':
      return { publicIPAllocationMethod: 'Static', ipAddress: address(name), publicIPAddressVersion: 'IPv4' };
    case 'microsoft.network/virtualnetworks':
      return { subnets: [], virtualNetworkPeerings: [], enableDdosProtection: false, resourceGuid: randomUUID() };
    case 'microsoft.network/routetables':
      return { routes: [], disableBgpRoutePropagation: false };
    case 'microsoft.network/networksecuritygroups':
      return { securityRules: [], defaultSecurityRules: [] };
    case 'microsoft.network/privatednszones':
      return { numberOfRecordSets: 1, maxNumberOfRecordSets: 25_000, maxNumberOfVirtualNetworkLinks: 1000 };
    default:
      return {};
  }
}

/** An address of the documentation block, the same for the same name. */
function address(name: string): string {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 254, 7);
  return `203.0.113.${String(sum + 1)}`;
}
