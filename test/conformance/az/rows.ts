/** Every flow of the identity documentation as an `az` user types it, with what has to come back. In this order: later rows use what earlier ones made. */
import { clusterPrincipal, egressSubnetId, group, registryId, subnetId, subscriptionId, zoneId } from './world.ts';

/** One command and what its answer has to show. `fails` is a text that the error has to carry. */
export interface AzRow {
  readonly title: string;
  readonly args: readonly string[];
  readonly shows?: Readonly<Record<string, unknown>>;
  readonly count?: number | 'some';
  readonly fails?: string;
  readonly text?: string;
}

const subscription = `/subscriptions/${subscriptionId}`;
const inGroup = (kind: string, name: string, rg = 'rg-az'): string =>
  `${subscription}/resourceGroups/${rg}/providers/${kind}/${name}`;
const identity = (name: string): string => inGroup('Microsoft.ManagedIdentity/userAssignedIdentities', name);
const cluster = (name: string, rg = 'rg-az'): string => inGroup('Microsoft.ContainerService/managedClusters', name, rg);
const aks = (verb: string, name: string, rg = 'rg-az'): string[] => [
  'aks',
  ...verb.split(' '),
  '--resource-group',
  rg,
  '--name',
  name,
];
const create = (name: string, ...more: string[]): string[] => [
  ...aks('create', name),
  '--node-count',
  '1',
  '--node-vm-size',
  'Standard_D2s_v5',
  '--no-ssh-key',
  '--yes',
  ...more,
];
const articleNetwork = (subnet = subnetId): string[] => [
  '--network-plugin',
  'azure',
  '--vnet-subnet-id',
  subnet,
  '--dns-service-ip',
  '10.2.0.10',
  '--service-cidr',
  '10.2.0.0/24',
];

export const rows: readonly AzRow[] = [
  { title: 'the signed-in account is shown', args: ['account', 'show'], shows: { id: subscriptionId } },
  { title: 'subscriptions are listed', args: ['account', 'list'], count: 1 },
  { title: 'the active subscription is set by id', args: ['account', 'set', '--subscription', subscriptionId] },
  {
    title: 'a subscription that does not exist is refused',
    args: ['account', 'set', '--subscription', '99999999-0000-4000-8000-000000000009'],
    fails: "doesn't exist",
  },
  {
    title: 'a resource group is created',
    args: ['group', 'create', '--name', 'rg-az', '--location', 'westeurope'],
    shows: { name: 'rg-az', 'properties.provisioningState': 'Succeeded' },
  },
  { title: 'resource groups are listed', args: ['group', 'list'], count: 'some' },
  { title: 'a resource group is shown', args: ['group', 'show', '--name', 'rg-az'], shows: { location: 'westeurope' } },
  ...['id-cp', 'id-cp2', 'id-kubelet', 'id-kubelet2', 'id-gone'].map((name) => ({
    title: `the identity ${name} is created`,
    args: ['identity', 'create', '--resource-group', 'rg-az', '--name', name],
    shows: { name, type: 'Microsoft.ManagedIdentity/userAssignedIdentities' },
  })),
  {
    title: 'an identity is shown',
    args: ['identity', 'show', '--resource-group', 'rg-az', '--name', 'id-cp'],
    shows: { name: 'id-cp' },
  },
  { title: 'identities are listed', args: ['identity', 'list', '--resource-group', 'rg-az'], count: 5 },
  { title: 'an identity is deleted', args: ['identity', 'delete', '--resource-group', 'rg-az', '--name', 'id-gone'] },
  {
    title: 'a deleted identity is not found',
    args: ['identity', 'show', '--resource-group', 'rg-az', '--name', 'id-gone'],
    fails: 'ResourceNotFound',
  },
  {
    title: 'a federated credential is created',
    args: [
      'identity',
      'federated-credential',
      'create',
      '--resource-group',
      'rg-az',
      '--identity-name',
      'id-cp2',
      '--name',
      'fc-app',
      '--issuer',
      'https://issuer.example/one',
      '--subject',
      'system:serviceaccount:a:b',
      '--audiences',
      'api://AzureADTokenExchange',
    ],
    shows: { name: 'fc-app' },
  },
  {
    title: 'federated credentials are listed',
    args: ['identity', 'federated-credential', 'list', '--resource-group', 'rg-az', '--identity-name', 'id-cp2'],
    count: 1,
  },

  {
    title: 'recipe 1: a cluster with a system-assigned identity is created',
    args: create('sami'),
    shows: {
      'identity.type': 'SystemAssigned',
      provisioningState: 'Succeeded',
      'servicePrincipalProfile.clientId': 'msi',
      nodeResourceGroup: 'MC_rg-az_sami_westeurope',
    },
  },
  {
    title: 'its principal id is shown',
    args: [...aks('show', 'sami'), '--query', 'identity'],
    shows: { type: 'SystemAssigned' },
  },
  {
    title: 'the service principal profile says msi',
    args: [...aks('show', 'sami'), '--query', 'servicePrincipalProfile'],
    shows: { clientId: 'msi' },
  },
  {
    title: 'recipe 2: a cluster with a user-assigned identity and own network is created',
    args: create('uami', '--enable-managed-identity', '--assign-identity', identity('id-cp'), ...articleNetwork()),
    shows: { 'identity.type': 'UserAssigned', provisioningState: 'Succeeded' },
  },
  {
    title: 'recipe 3: a cluster with both identities pre-created is created',
    args: create(
      'both',
      '--enable-managed-identity',
      '--assign-identity',
      identity('id-cp'),
      '--assign-kubelet-identity',
      identity('id-kubelet'),
      '--network-plugin',
      'azure',
    ),
    shows: { 'identity.type': 'UserAssigned', provisioningState: 'Succeeded' },
  },
  {
    title: 'the kubelet identity is the chosen one',
    args: [...aks('show', 'both'), '--query', 'identityProfile.kubeletidentity.resourceId'],
    text: 'id-kubelet',
  },
  {
    title: 'the zone role for the private cluster is granted',
    args: [
      'role',
      'assignment',
      'create',
      '--assignee-object-id',
      '{principalId:id-cp2}',
      '--assignee-principal-type',
      'ServicePrincipal',
      '--role',
      'Private DNS Zone Contributor',
      '--scope',
      zoneId,
    ],
    shows: { principalType: 'ServicePrincipal' },
  },
  {
    title: 'recipe 4: a private cluster with own zone and user-defined routing is created',
    args: create(
      'private',
      '--enable-managed-identity',
      '--assign-identity',
      identity('id-cp2'),
      ...articleNetwork(egressSubnetId),
      '--outbound-type',
      'userDefinedRouting',
      '--enable-private-cluster',
      '--private-dns-zone',
      zoneId,
      '--fqdn-subdomain',
      'private-az',
    ),
    shows: { 'apiServerAccessProfile.enablePrivateCluster': true, provisioningState: 'Succeeded' },
  },
  {
    title: 'a system-assigned cluster on an own subnet gets its grant afterwards',
    args: create('sami-net', ...articleNetwork()),
    shows: { 'identity.type': 'SystemAssigned' },
  },
  {
    title: 'a cluster with a registry attached is created',
    args: create('acr', '--attach-acr', registryId),
    shows: { provisioningState: 'Succeeded' },
  },
  { title: 'clusters are listed', args: ['aks', 'list', '--resource-group', 'rg-az'], count: 6 },
  { title: 'a name that is taken is refused', args: create('sami'), fails: 'already exists' },

  {
    title: 'system-assigned to user-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--assign-identity', identity('id-cp'), '--yes'],
    shows: { 'identity.type': 'UserAssigned' },
  },
  {
    title: 'user-assigned to another user-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--assign-identity', identity('id-cp2'), '--yes'],
    shows: { 'identity.type': 'UserAssigned' },
  },
  {
    title: 'user-assigned to system-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--yes'],
    shows: { 'identity.type': 'SystemAssigned' },
  },
  {
    title: 'a service principal to system-assigned',
    args: [...aks('update', 'legacy-sami', 'rg-net'), '--enable-managed-identity', '--yes'],
    shows: { 'identity.type': 'SystemAssigned', 'servicePrincipalProfile.clientId': 'msi' },
  },
  {
    title: 'a service principal to user-assigned',
    args: [
      ...aks('update', 'legacy-uami', 'rg-net'),
      '--enable-managed-identity',
      '--assign-identity',
      identity('id-cp'),
      '--yes',
    ],
    shows: { 'identity.type': 'UserAssigned', 'servicePrincipalProfile.clientId': 'msi' },
  },
  {
    title: 'another kubelet identity',
    args: [...aks('update', 'both'), '--assign-kubelet-identity', identity('id-kubelet2'), '--yes'],
    shows: { 'identityProfile.kubeletidentity.resourceId': /id-kubelet2$/ },
  },
  {
    title: 'a kubelet identity on a system-assigned cluster is refused',
    args: [...aks('update', 'sami'), '--assign-kubelet-identity', identity('id-kubelet'), '--yes'],
    fails: 'kubelet',
  },
  {
    title: 'an own zone with a system-assigned identity is refused',
    args: create('refused', '--enable-private-cluster', '--private-dns-zone', zoneId),
    fails: 'private',
  },

  {
    title: 'a registry is attached',
    args: [...aks('update', 'both'), '--attach-acr', registryId],
    shows: { provisioningState: 'Succeeded' },
  },
  {
    title: 'the registry role is listed',
    args: ['role', 'assignment', 'list', '--scope', registryId, '--role', 'AcrPull'],
    count: 'some',
  },
  {
    title: 'a registry is detached',
    args: [...aks('update', 'both'), '--detach-acr', registryId],
    shows: { provisioningState: 'Succeeded' },
  },

  {
    title: 'node pools are listed',
    args: ['aks', 'nodepool', 'list', '--resource-group', 'rg-az', '--cluster-name', 'both'],
    count: 1,
  },
  {
    title: 'a node pool is shown',
    args: ['aks', 'nodepool', 'show', '--resource-group', 'rg-az', '--cluster-name', 'both', '--name', 'nodepool1'],
    shows: { name: 'nodepool1', provisioningState: 'Succeeded' },
  },
  {
    title: 'the upgrade profile of a pool is shown',
    args: [
      'aks',
      'nodepool',
      'get-upgrades',
      '--resource-group',
      'rg-net',
      '--cluster-name',
      'legacy-sami',
      '--nodepool-name',
      'nodepool1',
    ],
    shows: { name: 'default' },
  },
  {
    title: 'the node image of one pool is upgraded',
    args: [
      'aks',
      'nodepool',
      'upgrade',
      '--resource-group',
      'rg-net',
      '--cluster-name',
      'legacy-sami',
      '--name',
      'nodepool1',
      '--node-image-only',
    ],
  },
  {
    title: 'the node images of a cluster are upgraded',
    args: [...aks('upgrade', 'legacy-uami', 'rg-net'), '--node-image-only', '--yes'],
  },
  { title: 'credentials are fetched', args: [...aks('get-credentials', 'both'), '--file', 'kubeconfig'] },
  {
    title: 'admin credentials are fetched',
    args: [...aks('get-credentials', 'both'), '--admin', '--file', 'kubeconfig'],
  },

  {
    title: 'a role is assigned by name and application id',
    args: [
      'role',
      'assignment',
      'create',
      '--assignee',
      clusterPrincipal.appId,
      '--role',
      'Contributor',
      '--scope',
      group,
    ],
    shows: { principalId: clusterPrincipal.objectId },
  },
  {
    title: 'assigning it again gives the same',
    args: [
      'role',
      'assignment',
      'create',
      '--assignee',
      clusterPrincipal.appId,
      '--role',
      'Contributor',
      '--scope',
      group,
    ],
    shows: { principalId: clusterPrincipal.objectId },
  },
  {
    title: 'a role is assigned by object id',
    args: [
      'role',
      'assignment',
      'create',
      '--assignee-object-id',
      '{principalId:id-cp}',
      '--assignee-principal-type',
      'ServicePrincipal',
      '--role',
      'Managed Identity Operator',
      '--scope',
      identity('id-kubelet2'),
    ],
    shows: { principalType: 'ServicePrincipal' },
  },
  {
    title: 'role assignments of a principal are listed',
    args: ['role', 'assignment', 'list', '--assignee', clusterPrincipal.appId, '--all'],
    count: 'some',
  },
  {
    title: 'a role assignment is deleted',
    args: [
      'role',
      'assignment',
      'delete',
      '--assignee',
      clusterPrincipal.appId,
      '--role',
      'Contributor',
      '--scope',
      group,
    ],
  },
  {
    title: 'role definitions are found by name',
    args: ['role', 'definition', 'list', '--name', 'Network Contributor'],
    count: 1,
  },
  {
    title: 'an unknown role is refused',
    args: [
      'role',
      'assignment',
      'create',
      '--assignee-object-id',
      clusterPrincipal.objectId,
      '--assignee-principal-type',
      'ServicePrincipal',
      '--role',
      'No Such Role',
      '--scope',
      group,
    ],
    fails: "doesn't exist",
  },

  {
    title: 'az rest reads a cluster',
    args: ['rest', '--method', 'get', '--url', `${cluster('both')}?api-version=2026-04-01`],
    shows: { name: 'both' },
  },
  {
    title: 'az resource list shows every kind',
    args: ['resource', 'list', '--resource-group', 'rg-az'],
    count: 'some',
  },
  {
    title: 'unknown properties of a cluster are still in ARM for others to read',
    args: ['rest', '--method', 'get', '--url', `${cluster('legacy-sami', 'rg-net')}?api-version=2026-04-01`],
    shows: { name: 'legacy-sami' },
  },
  { title: 'a cluster is deleted', args: [...aks('delete', 'sami-net'), '--yes'] },
  { title: 'a deleted cluster is not found', args: aks('show', 'sami-net'), fails: 'ResourceNotFound' },
];
