import type { WorldResource } from '../../arm/worldFile.ts';

const type = 'Microsoft.DataProtection/backupVaults';

/** Makes a policy of a vault, which keeps backups with the cluster or, if they are vaulted, in the vault as well. */
export function backupPolicy(vaultId: string, name: string, isVaulted: boolean): WorldResource {
  const store = (dataStoreType: string) => ({
    deleteAfter: { duration: 'P7D', objectType: 'AbsoluteDeleteOption' },
    sourceDataStore: { dataStoreType, objectType: 'DataStoreInfoBase' },
  });
  return {
    id: `${vaultId}/backupPolicies/${name}`,
    name,
    type: `${type}/backupPolicies`,
    properties: {
      datasourceTypes: ['Microsoft.ContainerService/managedClusters'],
      objectType: 'BackupPolicy',
      policyRules: [
        {
          name: 'Default',
          objectType: 'AzureRetentionRule',
          isDefault: true,
          lifecycles: [store('OperationalStore'), ...(isVaulted ? [store('VaultStore')] : [])],
        },
      ],
    },
  };
}

/** Makes what protects a cluster in a vault, with snapshots in a group. */
export function backupInstance(
  vaultId: string,
  { clusterId, snapshotGroup, policyId }: Readonly<Record<'clusterId' | 'snapshotGroup' | 'policyId', string>>,
): WorldResource {
  const name = clusterId.split('/').at(-1) ?? '';
  return {
    id: `${vaultId}/backupInstances/${name}`,
    name,
    type: `${type}/backupInstances`,
    properties: {
      friendlyName: name,
      dataSourceInfo: { resourceID: clusterId, datasourceType: 'Microsoft.ContainerService/managedClusters' },
      policyInfo: {
        policyId,
        policyParameters: {
          dataStoreParametersList: [
            {
              dataStoreType: 'OperationalStore',
              objectType: 'AzureOperationalStoreParameters',
              resourceGroupId: snapshotGroup,
            },
          ],
        },
      },
      protectionStatus: { status: 'ProtectionConfigured' },
      provisioningState: 'Provisioned',
    },
  };
}
