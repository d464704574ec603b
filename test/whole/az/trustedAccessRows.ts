import type { AzRow } from './commands.ts';
import { cluster } from './commands.ts';
import { vaultId } from './world.ts';

const binding = (verb: string, ...more: readonly string[]): string[] => [
  ...['aks', 'trustedaccess', 'rolebinding', verb, '--resource-group', 'rg-az', '--cluster-name', 'sami', ...more],
];
const named = ['--name', 'backup'];
const operator = 'Microsoft.DataProtection/backupVaults/backup-operator';
const made = (roles: string): Readonly<Record<string, unknown>> => ({
  id: `${cluster('sami')}/trustedAccessRoleBindings/backup`,
  type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
  sourceResourceId: vaultId,
  provisioningState: 'Succeeded',
  'roles.0': roles,
});

/** What lets Azure services act in a cluster. */
export const trustedAccessRows: readonly AzRow[] = [
  {
    title: 'the roles of Trusted Access in a region are listed',
    args: ['aks', 'trustedaccess', 'role', 'list', '--location', 'westeurope'],
    count: 'some',
    shows: { '0.sourceResourceType': 'Microsoft.DataProtection/backupVaults', '0.name': 'backup-operator' },
  },
  { title: 'a cluster has no binding of Trusted Access', args: binding('list'), count: 0 },
  {
    title: 'a binding of Trusted Access is created',
    args: binding('create', ...named, '--source-resource-id', vaultId, '--roles', operator),
    shows: made(operator),
  },
  {
    title: 'the same binding of Trusted Access is not created twice',
    args: binding('create', ...named, '--source-resource-id', vaultId, '--roles', operator),
    fails: 'already existed',
  },
  { title: 'a binding of Trusted Access is shown', args: binding('show', ...named), shows: made(operator) },
  { title: 'the binding of Trusted Access is listed', args: binding('list'), count: 1 },
  {
    title: 'a binding of Trusted Access gets another role, and keeps its source',
    args: binding('update', ...named, '--roles', `${operator}-2`),
    shows: made(`${operator}-2`),
  },
  { title: 'a binding of Trusted Access is deleted', args: binding('delete', ...named, '--yes') },
  { title: 'no binding of Trusted Access is left', args: binding('list'), count: 0 },
  {
    title: 'a binding of Trusted Access that is gone is not found',
    args: binding('show', ...named),
    fails: 'ResourceNotFound',
  },
  {
    title: 'a binding of Trusted Access that is gone is deleted without a failure',
    args: binding('delete', ...named, '--yes'),
  },
];
