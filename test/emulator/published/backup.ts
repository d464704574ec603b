/** What the examples of backup say: specification/dataprotection. */
import { backupPolicy } from '../../../src/emulator/scenarios/parts/backups.ts';
import { clusterPath, group } from '../emulated.ts';
import { ofItems, resource, type PublishedExample, type Sent, type Shown } from './example.ts';

const version = '2025-07-01';
const folder = `dataprotection/examples/${version}`;
const vaultPath = `${group}/providers/Microsoft.DataProtection/backupVaults/aksvault`;
const instancePath = `${vaultPath}/backupInstances/aksbi`;
const clusterType = 'Microsoft.ContainerService/managedclusters';

const putVault: Sent = {
  method: 'PUT',
  path: vaultPath,
  body: {
    location: 'westus',
    tags: { key1: 'val1' },
    properties: {
      featureSettings: { crossRegionRestoreSettings: { state: 'Enabled' } },
      monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
      securitySettings: { softDeleteSettings: { retentionDurationInDays: 14, state: 'Enabled' } },
      storageSettings: [{ type: 'LocallyRedundant', datastoreType: 'VaultStore' }],
    },
  },
};
const source = {
  datasourceType: clusterType,
  objectType: 'Datasource',
  resourceID: clusterPath,
  resourceLocation: 'eastus',
  resourceName: 'shop',
  resourceType: clusterType,
  resourceUri: clusterPath,
};
const putInstance: Sent = {
  method: 'PUT',
  path: instancePath,
  body: {
    properties: {
      friendlyName: 'aksbi',
      objectType: 'BackupInstance',
      dataSourceInfo: source,
      dataSourceSetInfo: { ...source, objectType: 'DatasourceSet' },
      policyInfo: {
        policyId: `${vaultPath}/backupPolicies/akspolicy`,
        policyParameters: {
          backupDatasourceParametersList: [
            {
              excludedNamespaces: ['kube-system'],
              includedNamespaces: ['test'],
              snapshotVolumes: true,
              excludedResourceTypes: ['v1/Secret'],
              includedResourceTypes: [],
              includedVolumeTypes: ['AzureDisk'],
              labelSelectors: [],
              includeClusterScopeResources: true,
              objectType: 'KubernetesClusterBackupDatasourceParameters',
            },
          ],
          dataStoreParametersList: [
            {
              dataStoreType: 'OperationalStore',
              objectType: 'AzureOperationalStoreParameters',
              resourceGroupId: group,
            },
          ],
        },
      },
    },
  },
};

const vaultShape: Readonly<Record<string, Shown>> = {
  ...resource,
  location: 'string',
  'tags.key1': 'string',
  'properties.featureSettings.crossRegionRestoreSettings.state': 'string',
  'properties.provisioningState': 'string',
  'properties.secureScore': 'string',
  'properties.securitySettings.softDeleteSettings.retentionDurationInDays': 'number',
  'properties.securitySettings.softDeleteSettings.state': 'string',
  'properties.storageSettings[].type': 'string',
  'properties.storageSettings[].datastoreType': 'string',
};
const alerts: Readonly<Record<string, Shown>> = {
  'properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures': 'string',
};
const level: Readonly<Record<string, Shown>> = { 'properties.bcdrSecurityLevel': 'string' };
const withoutScore = { 'properties.secureScore': 'the emulator judges no vault' } as const;
const withoutLevel = { ...withoutScore, 'properties.bcdrSecurityLevel': 'the emulator judges no vault' } as const;
const atOnce = {
  'Azure-AsyncOperation': 'vaults and instances are made at once',
  'Retry-After': 'vaults and instances are made at once',
} as const;

const sourceShape = (parent: string): Readonly<Record<string, Shown>> =>
  Object.fromEntries(
    ['datasourceType', 'objectType', 'resourceID', 'resourceLocation', 'resourceType'].map((name) => [
      `properties.${parent}.${name}`,
      'string' as const,
    ]),
  );
const parameters = 'properties.policyInfo.policyParameters';
const instanceShape: Readonly<Record<string, Shown>> = {
  ...resource,
  ...sourceShape('dataSourceInfo'),
  ...sourceShape('dataSourceSetInfo'),
  'properties.dataSourceInfo.resourceName': 'string',
  'properties.dataSourceInfo.resourceUri': 'string',
  'properties.friendlyName': 'string',
  'properties.objectType': 'string',
  'properties.policyInfo.policyId': 'string',
  [`${parameters}.backupDatasourceParametersList[].objectType`]: 'string',
  [`${parameters}.backupDatasourceParametersList[].excludedNamespaces[]`]: 'string',
  [`${parameters}.backupDatasourceParametersList[].includedNamespaces[]`]: 'string',
  [`${parameters}.backupDatasourceParametersList[].excludedResourceTypes[]`]: 'string',
  [`${parameters}.backupDatasourceParametersList[].includedVolumeTypes[]`]: 'string',
  [`${parameters}.backupDatasourceParametersList[].includeClusterScopeResources`]: 'boolean',
  [`${parameters}.backupDatasourceParametersList[].snapshotVolumes`]: 'boolean',
  [`${parameters}.backupDatasourceParametersList[].labelSelectors`]: 'array',
  [`${parameters}.dataStoreParametersList[].dataStoreType`]: 'string',
  [`${parameters}.dataStoreParametersList[].objectType`]: 'string',
  [`${parameters}.dataStoreParametersList[].resourceGroupId`]: 'string',
  'properties.protectionStatus.status': 'string',
  'properties.provisioningState': 'string',
};

const ofVaults: readonly PublishedExample[] = [
  {
    source: `${folder}/VaultCRUD/PutBackupVaultWithMSI`,
    version,
    ...putVault,
    status: 201,
    published: [200, 201],
    headers: ['Azure-AsyncOperation', 'Retry-After'],
    shows: { ...vaultShape, ...alerts },
    leftOut: { ...withoutScore, ...atOnce },
  },
  {
    source: `${folder}/VaultCRUD/PutBackupVaultWithMSI`,
    version,
    ...putVault,
    before: [putVault],
    status: 200,
    published: [200, 201],
    shows: { ...vaultShape, ...alerts },
    leftOut: withoutScore,
  },
  {
    source: `${folder}/VaultCRUD/GetBackupVault`,
    version,
    method: 'GET',
    path: vaultPath,
    before: [putVault],
    status: 200,
    published: [200],
    shows: { ...vaultShape, ...alerts, ...level },
    leftOut: withoutLevel,
  },
  {
    source: `${folder}/VaultCRUD/GetBackupVaultsInResourceGroup`,
    version,
    method: 'GET',
    before: [putVault],
    path: vaultPath.replace('/aksvault', ''),
    status: 200,
    published: [200],
    shows: ofItems({ ...vaultShape, ...level }),
    leftOut: ofItems(withoutLevel),
  },
  {
    source: `${folder}/VaultCRUD/DeleteBackupVault`,
    version,
    method: 'DELETE',
    path: vaultPath,
    before: [putVault],
    status: 200,
    published: [200, 202, 204],
  },
  {
    source: `${folder}/VaultCRUD/DeleteBackupVault`,
    version,
    method: 'DELETE',
    path: vaultPath,
    status: 204,
    published: [200, 202, 204],
  },
];

const kubernetes = `${folder}/BackupInstanceOperations/PutBackupInstance_KubernetesClusterBackupDatasourceParameters`;

const ofInstances: readonly PublishedExample[] = [
  {
    source: kubernetes,
    version,
    ...putInstance,
    before: [putVault],
    status: 201,
    published: [200, 201, 202],
    headers: ['Azure-AsyncOperation', 'Retry-After'],
    shows: instanceShape,
    leftOut: atOnce,
  },
  {
    source: kubernetes,
    version,
    ...putInstance,
    before: [putVault, putInstance],
    status: 200,
    published: [200, 201, 202],
    shows: instanceShape,
  },
  {
    source: `${folder}/BackupInstanceOperations/GetBackupInstance`,
    version,
    method: 'GET',
    path: instancePath,
    before: [putVault, putInstance],
    status: 200,
    published: [200],
    shows: {
      ...resource,
      ...sourceShape('dataSourceInfo'),
      ...sourceShape('dataSourceSetInfo'),
      'properties.identityDetails.useSystemAssignedIdentity': 'boolean',
      'properties.identityDetails.userAssignedIdentityArmUrl': 'string',
      'properties.policyInfo.policyVersion': 'string',
      'properties.protectionStatus.status': 'string',
      'properties.provisioningState': 'string',
    },
    leftOut: {
      'properties.identityDetails.useSystemAssignedIdentity': 'only where the request names it',
      'properties.identityDetails.userAssignedIdentityArmUrl': 'only where the request names it',
      'properties.policyInfo.policyVersion': 'policies have no versions here',
    },
  },
  {
    source: `${folder}/BackupInstanceOperations/DeleteBackupInstance`,
    version,
    method: 'DELETE',
    path: instancePath,
    before: [putVault, putInstance],
    status: 200,
    published: [200, 202, 204],
  },
  {
    source: `${folder}/BackupInstanceOperations/DeleteBackupInstance`,
    version,
    method: 'DELETE',
    path: instancePath,
    before: [putVault],
    status: 204,
    published: [200, 202, 204],
  },
  {
    source: `${folder}/PolicyCRUD/ListBackupPolicy`,
    version,
    method: 'GET',
    before: [putVault],
    path: `${vaultPath}/backupPolicies`,
    world: [backupPolicy(vaultPath, 'akspolicy', true)],
    status: 200,
    published: [200],
    shows: ofItems<Shown>({
      ...resource,
      'properties.datasourceTypes[]': 'string',
      'properties.objectType': 'string',
      'properties.policyRules[].name': 'string',
      'properties.policyRules[].objectType': 'string',
      'properties.policyRules[].isDefault': 'boolean',
      'properties.policyRules[].lifecycles[].sourceDataStore.dataStoreType': 'string',
      'properties.policyRules[].lifecycles[].sourceDataStore.objectType': 'string',
      'properties.policyRules[].lifecycles[].deleteAfter.duration': 'string',
      'properties.policyRules[].lifecycles[].deleteAfter.objectType': 'string',
    }),
  },
];

/** The examples of vaults, instances and policies. */
export const backupExamples: readonly PublishedExample[] = [...ofVaults, ...ofInstances];
