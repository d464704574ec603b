import { identity, cluster, aks, type AzRow } from './commands.ts';
import { clusterPrincipal, group } from './world.ts';

/** Node pools, credentials, roles, and reading anything. */
export const roleRows: readonly AzRow[] = [
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
  {
    title: 'where nothing runs at a node pool, there is nothing to abort',
    args: [
      ...['aks', 'nodepool', 'operation-abort', '--resource-group', 'rg-az'],
      ...['--cluster-name', 'both', '--nodepool-name', 'nodepool1'],
    ],
    fails: 'OperationNotAllowed',
  },
  {
    title: 'maintenance configurations of a cluster are an empty list',
    args: ['aks', 'maintenanceconfiguration', 'list', '--resource-group', 'rg-az', '--cluster-name', 'both'],
    count: 0,
  },
  {
    title: 'maintenance configurations of a cluster that is not there are not found',
    args: ['aks', 'maintenanceconfiguration', 'list', '--resource-group', 'rg-az', '--cluster-name', 'none'],
    fails: 'ResourceNotFound',
  },
  {
    title: 'machines of a node pool are an empty list',
    args: [
      ...['aks', 'machine', 'list', '--resource-group', 'rg-az'],
      ...['--cluster-name', 'both', '--nodepool-name', 'nodepool1'],
    ],
    count: 0,
  },
  {
    title: 'trusted access of a cluster is an empty list',
    args: ['aks', 'trustedaccess', 'rolebinding', 'list', '--resource-group', 'rg-az', '--cluster-name', 'both'],
    count: 0,
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
