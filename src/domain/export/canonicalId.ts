import { resourceType } from '../arm/resourceId.ts';

/** Types that grants and clusters refer to, in addition to those of changes. */
const otherTypes: readonly string[] = [
  'Microsoft.Compute/capacityReservationGroups',
  'Microsoft.Compute/diskEncryptionSets',
  'Microsoft.Compute/disks',
  'Microsoft.Compute/galleries',
  'Microsoft.Compute/proximityPlacementGroups',
  'Microsoft.Compute/snapshots',
  'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/virtualMachineScaleSets',
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.EventHub/namespaces',
  'Microsoft.Insights/dataCollectionEndpoints',
  'Microsoft.Insights/dataCollectionRules',
  'Microsoft.KeyVault/managedHSMs',
  'Microsoft.KeyVault/vaults/keys',
  'Microsoft.KeyVault/vaults/secrets',
  'Microsoft.Management/managementGroups',
  'Microsoft.Monitor/accounts',
  'Microsoft.Network/applicationGateways',
  'Microsoft.Network/dnsZones',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/natGateways',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/publicIPPrefixes',
  'Microsoft.Network/routeTables',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.ServiceBus/namespaces',
  'Microsoft.Sql/servers/databases',
  'Microsoft.Storage/storageAccounts/blobServices/containers',
];

/** The spelling of each segment that is not a name, by its lower case. */
type Spellings = ReadonlyMap<string, string>;

interface Namespace {
  readonly name: string;
  readonly types: Map<string, string>;
}

const namespaces = new Map<string, Namespace>();
for (const type of [...Object.values(resourceType), ...otherTypes]) {
  const [name = '', ...types] = type.split('/');
  const namespaceOfName = namespaces.get(name.toLowerCase()) ?? { name, types: new Map<string, string>() };
  namespaces.set(name.toLowerCase(), namespaceOfName);
  for (const typeName of types) namespaceOfName.types.set(typeName.toLowerCase(), typeName);
}

const outside: Spellings = new Map([
  ['subscriptions', 'subscriptions'],
  ['resourcegroups', 'resourceGroups'],
]);

/**
 * Returns an id with `subscriptions`, `resourceGroups`, `providers`, namespaces and types in ARM's own spelling, and
 * names unchanged. The azurerm provider refuses other spellings, although Azure itself returns them. An unknown type
 * stays as it is.
 * Sources: https://github.com/hashicorp/terraform-provider-azurerm/issues/24352,
 * https://github.com/hashicorp/terraform-provider-azurerm/issues/30870
 */
export function canonicalId(id: string): string {
  let spellings = outside;
  let next: 'fixed' | 'name' | 'namespace' = 'fixed';
  const spelt = (segment: string): string => {
    const key = segment.toLowerCase();
    if (next === 'name') {
      next = 'fixed';
      return segment;
    }
    if (next === 'namespace') {
      const namespace = namespaces.get(key);
      spellings = namespace?.types ?? new Map<string, string>();
      next = 'fixed';
      return namespace?.name ?? segment;
    }
    next = key === 'providers' ? 'namespace' : 'name';
    return key === 'providers' ? key : (spellings.get(key) ?? segment);
  };
  return id
    .split('/')
    .map((segment) => (segment === '' ? segment : spelt(segment)))
    .join('/');
}
