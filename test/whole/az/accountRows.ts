import type { AzRow } from './commands.ts';
import { subscriptionId } from './world.ts';

/** Account, groups and identities. */
export const accountRows: readonly AzRow[] = [
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
  {
    title: 'a resource is shown by its group, name and type',
    args: [
      ...['resource', 'show', '--resource-group', 'rg-az', '--name', 'id-cp'],
      ...['--resource-type', 'Microsoft.ManagedIdentity/userAssignedIdentities'],
    ],
    shows: { name: 'id-cp' },
  },
  {
    title: 'federated credentials of an identity that is not there are not found',
    args: [
      ...['identity', 'federated-credential', 'list', '--resource-group', 'rg-az'],
      ...['--identity-name', 'id-none'],
    ],
    fails: 'ResourceNotFound',
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
];
