import { randomUUID } from 'node:crypto';
import type { ResourceKind } from '../../request/armRequest.ts';
import { storedKind, type Defaults } from './storedResource.ts';
import { defined } from '../../../shape/defined.ts';

/** Types of one namespace, with the first version that has them. */
interface StoredTypes {
  readonly namespace: string;
  readonly since: string;
  readonly until?: string;
  readonly types: readonly string[];
  /** By type: what a new resource gets in addition to its body. */
  readonly defaults?: Readonly<Record<string, Defaults>>;
  /** By type: the state of a resource that was written, if it isn't Succeeded. */
  readonly settled?: Readonly<Record<string, string>>;
  /** Those that belong to any scope. */
  readonly extensions?: readonly string[];
}

/** A new type whose resources are stored as they are written is one word here. */
const table: readonly StoredTypes[] = [
  {
    namespace: 'Microsoft.Network',
    since: '2015-06-15',
    types: [
      'virtualNetworks',
      'virtualNetworks/subnets',
      'virtualNetworks/virtualNetworkPeerings',
      'routeTables',
      'routeTables/routes',
      'networkSecurityGroups',
      'networkSecurityGroups/securityRules',
      'publicIPAddresses',
      'publicIPPrefixes',
      'natGateways',
      'applicationGateways',
      'loadBalancers',
      'networkInterfaces',
      'privateEndpoints',
      'applicationSecurityGroups',
      'azureFirewalls',
    ],
    defaults: {
      virtualNetworks: () => ({
        subnets: [],
        virtualNetworkPeerings: [],
        enableDdosProtection: false,
        resourceGuid: randomUUID(),
      }),
      routeTables: () => ({ routes: [], disableBgpRoutePropagation: false }),
      networkSecurityGroups: () => ({ securityRules: [], defaultSecurityRules: [] }),
      publicIPAddresses: publicAddressDefaults,
    },
  },
  {
    namespace: 'Microsoft.Network',
    since: '2016-04-01',
    types: ['privateDnsZones', 'privateDnsZones/virtualNetworkLinks', 'privateDnsZones/A', 'dnszones', 'dnszones/A'],
    defaults: {
      privateDnsZones: () => ({
        numberOfRecordSets: 1,
        maxNumberOfRecordSets: 25_000,
        maxNumberOfVirtualNetworkLinks: 1000,
      }),
    },
  },
  { namespace: 'Microsoft.ContainerRegistry', since: '2017-10-01', types: ['registries/replications'] },
  {
    namespace: 'Microsoft.KeyVault',
    since: '2015-06-01',
    types: ['vaults', 'vaults/keys'],
    defaults: {
      vaults: (name, { tenantId }) => ({
        vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`,
        tenantId,
        accessPolicies: [],
        enableRbacAuthorization: true,
      }),
    },
  },
  {
    namespace: 'Microsoft.OperationalInsights',
    since: '2015-11-01-preview',
    types: ['workspaces'],
    defaults: {
      workspaces: () => ({ customerId: randomUUID(), retentionInDays: 30, sku: { name: 'PerGB2018' } }),
    },
  },
  { namespace: 'Microsoft.OperationsManagement', since: '2015-11-01-preview', types: ['solutions'] },
  {
    namespace: 'Microsoft.Insights',
    since: '2019-11-01-preview',
    types: ['dataCollectionRules', 'dataCollectionEndpoints', 'dataCollectionRuleAssociations'],
    extensions: ['dataCollectionRuleAssociations'],
  },
  {
    namespace: 'Microsoft.Compute',
    since: '2015-06-15',
    types: [
      'disks',
      'diskEncryptionSets',
      'virtualMachineScaleSets',
      'virtualMachines',
      'availabilitySets',
      'snapshots',
      'proximityPlacementGroups',
      'capacityReservationGroups',
      'hostGroups',
    ],
  },
  {
    namespace: 'Microsoft.DataProtection',
    since: '2021-01-01',
    types: ['backupVaults', 'backupVaults/backupInstances', 'backupVaults/backupPolicies'],
    // Azure says NotProtected until the first backup is configured; here that happens at once.
    defaults: { 'backupVaults/backupInstances': () => ({ protectionStatus: { status: 'ProtectionConfigured' } }) },
    settled: { 'backupVaults/backupInstances': 'Provisioned' },
  },
  { namespace: 'Microsoft.MachineLearningServices', since: '2018-11-19', types: ['workspaces'] },
  { namespace: 'Microsoft.Storage', since: '2015-06-15', types: ['storageAccounts'] },
  {
    namespace: 'Microsoft.ServiceNetworking',
    since: '2023-11-01',
    types: ['trafficControllers', 'trafficControllers/associations', 'trafficControllers/frontends'],
  },
  {
    namespace: 'Microsoft.Authorization',
    since: '2015-01-01',
    until: '2020-05-01',
    types: ['locks'],
    extensions: ['locks'],
  },
];

/** The types whose resources are stored as they are written. */
export const storedKinds: readonly ResourceKind[] = table.flatMap(
  ({ namespace, since, until = '2026-06-01', types, defaults = {}, settled = {}, extensions = [] }) =>
    types.map((name) =>
      storedKind(`${namespace}/${name}`, [since, until], {
        ...defined({ defaults: defaults[name], settled: settled[name] }),
        extension: extensions.includes(name),
      }),
    ),
);

/** Returns the address of a new public address: from the documentation block, and always the same for the same name. */
export function publicAddressDefaults(name: string): ReturnType<Defaults> {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 254, 7);
  const ipAddress = `203.0.113.${String(sum + 1)}`;
  return { publicIPAllocationMethod: 'Static', ipAddress, publicIPAddressVersion: 'IPv4' };
}
