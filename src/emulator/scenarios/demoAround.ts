import { demoPlace, platform, production } from './demoSubscriptions.ts';
import {
  backupOperator,
  backupVault,
  makeExtension,
  makeFleet,
  makeFleetMember,
  trustedBinding,
} from './parts/around.ts';
import { backupInstance, backupPolicy } from './parts/backups.ts';
import { clusterId, nodePlace, type ClusterPart } from './parts/clusters.ts';
import { userAssignedIdentity } from './parts/identities.ts';
import {
  assignRole,
  groupId,
  guidOf,
  makeResource,
  makeResourceGroup,
  tenantId,
  type Place,
  type WorldPart,
} from './parts/resources.ts';
import { storageAccount } from './parts/services.ts';

/**
 * Makes a Fleet with a hub, whose members are orders-weu and, in another subscription, edge-neu, and one without a hub
 * that only updates web-weu.
 */
export function demoFleets(): WorldPart {
  const home = demoPlace(production, 'rg-fleet', 'weu');
  const identity = userAssignedIdentity(home, 'id-fleet-contoso');
  const { id, clientId, principalId } = identity;
  const withHub = makeFleet(home, 'fleet-contoso', {
    hub: true,
    identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: { clientId, principalId } } },
  });
  const withoutHub = makeFleet(home, 'fleet-updates');
  const orders = clusterId(demoPlace(production, 'rg-orders', 'weu'), 'orders-weu');
  const edge = clusterId(demoPlace(platform, 'rg-edge', 'neu'), 'edge-neu');
  const web = clusterId(demoPlace(production, 'rg-web', 'weu'), 'web-weu');
  return {
    resources: [
      makeResourceGroup(home),
      identity.resource,
      withHub,
      withoutHub,
      makeFleetMember(withHub.id, 'orders-weu', orders, { group: 'stable', labels: { tier: 'gold' } }),
      makeFleetMember(withHub.id, 'edge-neu', edge, { group: 'early' }),
      makeFleetMember(withoutHub.id, 'web-weu', web, { group: 'stable' }),
    ],
    roleAssignments: [],
  };
}

/** Makes the resources for a cluster's backup: its extension, the vault that may act in it, the storage account, and all their roles. */
export function makeBackup(home: Place, name: string, part: ClusterPart): WorldPart {
  const vault = backupVault(home, 'bv-contoso');
  const account = storageAccount(home, 'stcontosobackup');
  const snapshots = { ...home, group: `${home.group}-snapshots` };
  const policy = backupPolicy(vault.id, 'daily', false);
  const extensionIdentity = userAssignedIdentity(nodePlace(home, name), `ext-azure-aks-backup-${name}`);
  const vaultPrincipal = guidOf('vault', vault.name);
  const inside = makeExtension(part.id, 'azure-aks-backup', {
    type: 'microsoft.dataprotection.kubernetes',
    identity: { type: 'SystemAssigned', principalId: extensionIdentity.principalId, tenantId },
    settings: {
      'configuration.backupStorageLocation.config.storageAccount': account.name,
      'configuration.backupStorageLocation.config.resourceGroup': home.group,
      'configuration.backupStorageLocation.config.subscriptionId': home.subscriptionId,
    },
  });
  const protects = backupInstance(vault.id, {
    clusterId: part.id,
    policyId: policy.id,
    snapshotGroup: groupId(snapshots),
  });
  return {
    resources: [
      makeResourceGroup(snapshots),
      vault,
      account,
      policy,
      extensionIdentity.resource,
      inside,
      protects,
      trustedBinding(part.id, 'vault-backup', vault.id, [backupOperator]),
    ],
    roleAssignments: [
      assignRole('Storage Blob Data Contributor', extensionIdentity.principalId, account.id),
      assignRole('Contributor', part.principalId, groupId(snapshots)),
      assignRole('Reader', vaultPrincipal, part.id),
      assignRole('Reader', vaultPrincipal, groupId(snapshots)),
    ],
  };
}

/** Makes Flux for a cluster, with sources that it reads as the kubelet. */
export function fluxAsKubelet(id: string): WorldPart {
  const flux = makeExtension(id, 'flux', {
    type: 'microsoft.flux',
    settings: { useKubeletIdentity: 'true' },
    more: { currentVersion: '1.18.3' },
  });
  return { resources: [flux], roleAssignments: [] };
}

/** Makes a Machine Learning workspace that may run jobs in a cluster. */
export function machineLearning(home: Place, id: string): WorldPart {
  const workspace = makeResource(home, 'Microsoft.MachineLearningServices/workspaces', 'mlw-contoso', {
    identity: { type: 'SystemAssigned', principalId: guidOf('system assigned', home.group, 'mlw-contoso'), tenantId },
    properties: { provisioningState: 'Succeeded' },
  });
  const role = 'Microsoft.MachineLearningServices/workspaces/mlworkload';
  return { resources: [workspace, trustedBinding(id, 'ml-jobs', workspace.id, [role])], roleAssignments: [] };
}

/** Makes the binding that Microsoft Defender for Cloud makes for itself. */
export function scannedByDefender({ subscriptionId }: Place, id: string): WorldPart {
  const plan = `/subscriptions/${subscriptionId}/providers/Microsoft.Security/pricings/CloudPosture`;
  const source = `${plan}/securityOperators/DefenderCSPMSecurityOperator`;
  const role = 'Microsoft.Security/pricings/microsoft-defender-operator';
  return { resources: [trustedBinding(id, 'defender-cloudposture', source, [role])], roleAssignments: [] };
}
