import { identity, aks, create, articleNetwork, type AzRow } from './commands.ts';
import { egressSubnetId, registryId, zoneId } from './world.ts';

/** The recipes for new clusters. */
export const createRows: readonly AzRow[] = [
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
];
