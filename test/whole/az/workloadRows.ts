import { aks, cluster, type AzRow } from './commands.ts';
import { vaultId } from './world.ts';

const credential = (verb: string, ...more: readonly string[]): string[] => [
  ...['identity', 'federated-credential', verb, '--resource-group', 'rg-az', '--identity-name', 'id-cp2', ...more],
];
const issuer = 'https://westeurope.oic.prod-aks.azure.com/11111111-aaaa-4bbb-8ccc-000000000001/issuer/';
const audience = 'api://AzureADTokenExchange';
const written = (verb: string, name: string, account: string): string[] => [
  ...credential(verb, '--name', name, '--issuer', issuer),
  ...['--subject', `system:serviceaccount:shop:${account}`, '--audiences', audience],
];
const feature = (verb: string, ...more: readonly string[]): string[] => [
  ...['feature', verb, '--namespace', 'Microsoft.ContainerService', ...more],
];
const binding = ['--name', 'IdentityBindingPreview'];

/** What makes pods act as identities. The CLI of these rows has no `az aks identity-binding` yet (Azure/azure-cli#33558). */
export const workloadRows: readonly AzRow[] = [
  {
    title: 'an issuer and workload identity are switched on',
    args: [...aks('update', 'sami'), '--enable-oidc-issuer', '--enable-workload-identity'],
    shows: {
      'oidcIssuerProfile.enabled': true,
      'oidcIssuerProfile.issuerUrl':
        /^https:\/\/westeurope\.oic\.prod-aks\.azure\.com\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/$/,
      'securityProfile.workloadIdentity.enabled': true,
    },
  },
  {
    title: 'workload identity is switched off, the issuer stays',
    args: [...aks('update', 'sami'), '--disable-workload-identity'],
    shows: { 'oidcIssuerProfile.enabled': true, 'securityProfile.workloadIdentity.enabled': false },
  },
  {
    title: 'a federated credential of a service account is created',
    args: written('create', 'fc-web', 'web'),
    shows: { issuer, subject: 'system:serviceaccount:shop:web', 'audiences.0': audience },
  },
  {
    title: 'the same issuer and subject under another name are refused',
    args: written('create', 'fc-twin', 'web'),
    fails: 'Issuer and subject combination already exists for this Managed Identity.',
  },
  {
    title: 'a federated credential is changed',
    args: written('update', 'fc-web', 'api'),
    shows: { subject: 'system:serviceaccount:shop:api' },
  },
  {
    title: 'a federated credential is shown',
    args: credential('show', '--name', 'fc-web'),
    shows: { name: 'fc-web', subject: 'system:serviceaccount:shop:api' },
  },
  { title: 'both federated credentials are listed', args: credential('list'), count: 2 },
  { title: 'a federated credential is deleted', args: credential('delete', '--name', 'fc-web', '--yes') },
  { title: 'the other federated credential is left', args: credential('list'), count: 1 },
  {
    title: 'a preview feature is shown that is not registered',
    args: feature('show', ...binding),
    shows: { name: 'Microsoft.ContainerService/IdentityBindingPreview', 'properties.state': 'NotRegistered' },
  },
  {
    title: 'a preview feature is registered',
    args: feature('register', ...binding),
    shows: { 'properties.state': 'Registering' },
  },
  { title: 'the preview features of a provider are listed', args: feature('list'), count: 'some' },
  {
    title: 'a preview feature that there is not is not found',
    args: feature('show', '--name', 'NothingPreview'),
    fails: "The feature 'NothingPreview' could not be found.",
  },
  {
    title: 'a preview feature is unregistered',
    args: feature('unregister', ...binding),
    shows: { 'properties.state': 'Unregistering' },
  },
];

const trusted = (verb: string, ...more: readonly string[]): string[] => [
  ...['aks', 'trustedaccess', 'rolebinding', verb, '--resource-group', 'rg-az', '--cluster-name', 'sami', ...more],
];
const backup = ['--name', 'backup'];
const operator = 'Microsoft.DataProtection/backupVaults/backup-operator';
const madeTrusted = (roles: string): Readonly<Record<string, unknown>> => ({
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
  { title: 'a cluster has no binding of Trusted Access', args: trusted('list'), count: 0 },
  {
    title: 'a binding of Trusted Access is created',
    args: trusted('create', ...backup, '--source-resource-id', vaultId, '--roles', operator),
    shows: madeTrusted(operator),
  },
  {
    title: 'the same binding of Trusted Access is not created twice',
    args: trusted('create', ...backup, '--source-resource-id', vaultId, '--roles', operator),
    fails: 'already existed',
  },
  { title: 'a binding of Trusted Access is shown', args: trusted('show', ...backup), shows: madeTrusted(operator) },
  { title: 'the binding of Trusted Access is listed', args: trusted('list'), count: 1 },
  {
    title: 'a binding of Trusted Access gets another role, and keeps its source',
    args: trusted('update', ...backup, '--roles', `${operator}-2`),
    shows: madeTrusted(`${operator}-2`),
  },
  { title: 'a binding of Trusted Access is deleted', args: trusted('delete', ...backup, '--yes') },
  { title: 'no binding of Trusted Access is left', args: trusted('list'), count: 0 },
  {
    title: 'a binding of Trusted Access that is gone is not found',
    args: trusted('show', ...backup),
    fails: 'ResourceNotFound',
  },
  {
    title: 'a binding of Trusted Access that is gone is deleted without a failure',
    args: trusted('delete', ...backup, '--yes'),
  },
];
