import type { Json, WorldResource } from '../../arm/worldFile.ts';
import { guidOf, makeResource, tenantId, type Place } from './resources.ts';

/** Makes a registry; with `AbacRepositoryPermissions` AcrPull allows no pull. */
export function makeRegistry(
  place: Place,
  name: string,
  roleAssignmentMode: 'LegacyRegistryPermissions' | 'AbacRepositoryPermissions',
): WorldResource {
  return makeResource(place, 'Microsoft.ContainerRegistry/registries', name, {
    sku: { name: 'Premium', tier: 'Premium' },
    properties: {
      loginServer: `${name}.azurecr.io`,
      provisioningState: 'Succeeded',
      adminUserEnabled: false,
      roleAssignmentMode,
    },
  });
}

/** Makes a key vault that uses role assignments, or access policies where they are given. */
export function keyVault(place: Place, name: string, accessPolicies?: readonly Json[]): WorldResource {
  return makeResource(place, 'Microsoft.KeyVault/vaults', name, {
    properties: {
      sku: { family: 'A', name: 'standard' },
      tenantId,
      accessPolicies: accessPolicies ?? [],
      enableRbacAuthorization: accessPolicies === undefined,
      enableSoftDelete: true,
      vaultUri: `https://${name}.vault.azure.net/`,
      provisioningState: 'Succeeded',
    },
  });
}

/** Makes a Log Analytics workspace. */
export function logAnalyticsWorkspace(place: Place, name: string): WorldResource {
  return makeResource(place, 'Microsoft.OperationalInsights/workspaces', name, {
    properties: {
      customerId: guidOf('workspace', name),
      provisioningState: 'Succeeded',
      sku: { name: 'PerGB2018' },
      retentionInDays: 30,
    },
  });
}

/** Makes an application gateway whose address is in the subnet. */
export function applicationGateway(place: Place, name: string, subnetId: string): WorldResource {
  const address = { name: 'appGatewayIpConfig', properties: { subnet: { id: subnetId } } };
  return makeResource(place, 'Microsoft.Network/applicationGateways', name, {
    properties: {
      provisioningState: 'Succeeded',
      sku: { name: 'WAF_v2', tier: 'WAF_v2', capacity: 2 },
      gatewayIPConfigurations: [address],
    },
  });
}

/** Makes a disk encryption set that takes its key from the vault. */
export function diskEncryptionSet(place: Place, name: string, vault: WorldResource): WorldResource {
  const keyUrl = `https://${vault.name}.vault.azure.net/keys/disks/${guidOf('key', name).replaceAll('-', '')}`;
  return makeResource(place, 'Microsoft.Compute/diskEncryptionSets', name, {
    identity: { type: 'SystemAssigned', principalId: guidOf('system assigned', place.group, name), tenantId },
    properties: {
      activeKey: { sourceVault: { id: vault.id }, keyUrl },
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      provisioningState: 'Succeeded',
    },
  });
}

/** Makes a storage account, as volumes of Azure Files and Blob Storage use it. */
export function storageAccount(place: Place, name: string): WorldResource {
  return makeResource(place, 'Microsoft.Storage/storageAccounts', name, {
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    kind: 'StorageV2',
    properties: { provisioningState: 'Succeeded', supportsHttpsTrafficOnly: true },
  });
}
