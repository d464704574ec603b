/** An icon for each kind of thing: outlines on a ground of 16 by 16. */

/** The outlines, each as the `d` of a path. */
export const icons = {
  cluster: 'M8 1.5 13.6 4.75 13.6 11.25 8 14.5 2.4 11.25 2.4 4.75Z M8 5.4 10.3 6.7 10.3 9.3 8 10.6 5.7 9.3 5.7 6.7Z',
  identity: 'M1.6 8A3 3 0 1 0 7.6 8 3 3 0 1 0 1.6 8 M7.6 8H14.6V11.2 M11.6 8V10.4',
  person: 'M8 7.5A2.7 2.7 0 1 0 8 2.1 2.7 2.7 0 0 0 8 7.5 M2.8 14C2.8 11 5 9.4 8 9.4S13.2 11 13.2 14',
  people:
    'M6 7.5A2.4 2.4 0 1 0 6 2.7 2.4 2.4 0 0 0 6 7.5 M1.4 13.5C1.4 10.9 3.3 9.4 6 9.4S10.6 10.9 10.6 13.5 M10.4 7.1A2 2 0 1 0 10 3.3 M11.6 9.7C13.5 10 14.6 11.3 14.6 13.3',
  fleet: 'M2 3.5H7V8H2Z M9 3.5H14V8H9Z M5.5 10H10.5V14H5.5Z',
  extension: 'M2.5 5.5H6V4.3A1.5 1.5 0 0 1 9 4.3V5.5H12V8.6H13A1.5 1.5 0 0 1 13 11.6H12V14H2.5Z',
  gateway: 'M8 1.8 14.2 8 8 14.2 1.8 8Z M5 8H11 M9 6 11 8 9 10',
  trust: 'M8 1.8 13.5 3.8V8C13.5 11.2 11 13.4 8 14.4 5 13.4 2.5 11.2 2.5 8V3.8Z M5.5 8 7.3 9.8 10.6 6.3',
  backup: 'M2 3H14V6H2Z M3 6V13.5H13V6 M6.5 8.7H9.5',
  machine: 'M2.5 2.5H13.5V7H2.5Z M2.5 9H13.5V13.5H2.5Z M5 4.75H6.5 M5 11.25H6.5',
  workload: 'M8 1.8 13.5 4.6V11.4L8 14.2 2.5 11.4V4.6Z M2.5 4.6 8 7.4 13.5 4.6 M8 7.4V14.2',
  registry: 'M2 4H14V12.5H2Z M4.8 4V12.5 M8 4V12.5 M11.2 4V12.5',
  vault: 'M3.2 7H12.8V14H3.2Z M5 7V4.8A3 3 0 0 1 11 4.8V7 M8 9.6V11.6',
  network: 'M5 4.5 1.8 8 5 11.5 M11 4.5 14.2 8 11 11.5 M5.6 8H5.7 M8 8H8.1 M10.4 8H10.5',
  subnet: 'M5.5 3 2.2 8 5.5 13 M10.5 3 13.8 8 10.5 13 M6.2 8H9.8',
  zone: 'M8 2A6 6 0 1 0 8 14 6 6 0 0 0 8 2 M2 8H14 M8 2C5.2 5 5.2 11 8 14 M8 2C10.8 5 10.8 11 8 14',
  group: 'M1.8 3.5H6.3L7.8 5.3H14.2V13H1.8Z',
  subscription: 'M9.2 2.2A4 4 0 1 0 9.2 9.8 4 4 0 0 0 13.2 6 4 4 0 0 0 9.2 2.2 M6.4 8.8 2 13.2V14.2H4.5V12.5H6V11',
  managementGroup: 'M5.8 2H10.2V5.5H5.8Z M1.8 10.5H6.2V14H1.8Z M9.8 10.5H14.2V14H9.8Z M8 5.5V8 M4 10.5V8H12V10.5',
  disk: 'M8 2C11.5 2 13.5 3 13.5 4.2S11.5 6.4 8 6.4 2.5 5.4 2.5 4.2 4.5 2 8 2 M2.5 4.2V11.8C2.5 13 4.5 14 8 14S13.5 13 13.5 11.8V4.2',
  address:
    'M8 1.8A4.4 4.4 0 0 1 12.4 6.2C12.4 9.5 8 14.2 8 14.2S3.6 9.5 3.6 6.2A4.4 4.4 0 0 1 8 1.8 M8 4.8A1.5 1.5 0 1 0 8 7.8 1.5 1.5 0 0 0 8 4.8',
  routes: 'M2 12.5H5.5L10.5 3.5H14 M12 1.8 14 3.5 12 5.2 M9 12.5H14 M12 10.8 14 12.5 12 14.2',
  workspace: 'M2 13.8H14 M3.5 13.5V9 M6.5 13.5V5.5 M9.5 13.5V7.5 M12.5 13.5V3',
  stack: 'M2 5 8 2.2 14 5 8 7.8Z M2 8.2 8 11 14 8.2 M2 11.2 8 14 14 11.2',
  resource: 'M3 3H13V13H3Z M3 6H13',
  unknown: 'M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 0 0 8 1.8 M6 6.3A2 2 0 1 1 8.6 8.2C8.1 8.4 8 8.8 8 9.5 M8 11.6V11.8',
} as const;

/** Names an icon. */
export type IconName = keyof typeof icons;

/** The names of all icons. */
export const iconNames = Object.keys(icons) as readonly IconName[];

const ofTypes: Readonly<Record<string, IconName>> = {
  'microsoft.resources/resourcegroups': 'group',
  'microsoft.resources/subscriptions': 'subscription',
  'microsoft.management/managementgroups': 'managementGroup',
  'microsoft.network/virtualnetworks/subnets': 'subnet',
  'microsoft.network/virtualnetworks': 'network',
  'microsoft.network/networksecuritygroups': 'trust',
  'microsoft.network/routetables': 'routes',
  'microsoft.network/dnszones': 'zone',
  'microsoft.network/privatednszones': 'zone',
  'microsoft.network/publicipaddresses': 'address',
  'microsoft.network/publicipprefixes': 'address',
  'microsoft.network/applicationgateways': 'gateway',
  'microsoft.containerregistry/registries': 'registry',
  'microsoft.keyvault/vaults': 'vault',
  'microsoft.keyvault/managedhsms': 'vault',
  'microsoft.managedidentity/userassignedidentities': 'identity',
  'microsoft.containerservice/managedclusters': 'cluster',
  'microsoft.containerservice/managedclusters/agentpools': 'machine',
  'microsoft.containerservice/fleets': 'fleet',
  'microsoft.compute/virtualmachines': 'machine',
  'microsoft.compute/virtualmachinescalesets': 'machine',
  'microsoft.compute/diskencryptionsets': 'disk',
  'microsoft.compute/disks': 'disk',
  'microsoft.storage/storageaccounts': 'disk',
  'microsoft.operationalinsights/workspaces': 'workspace',
  'microsoft.monitor/accounts': 'workspace',
  'microsoft.dataprotection/backupvaults': 'backup',
  'microsoft.recoveryservices/vaults': 'backup',
  'microsoft.kubernetesconfiguration/extensions': 'extension',
};

/** Returns the icon for a resource of a type, such as `Microsoft.KeyVault/vaults`. */
export function iconOfType(type: string | undefined): IconName {
  return ofTypes[type?.toLowerCase() ?? ''] ?? 'resource';
}
