/** What requests of the examples of Fleets send, and what their answers show. */
import { clusterPath, group, identityId } from '../emulated.ts';
import { resource, systemData, type Sent, type Shown } from './example.ts';

export const fleetPath = `${group}/providers/Microsoft.ContainerService/fleets/fleet1`;
export const memberPath = `${fleetPath}/members/member1`;
export const profilePath = `${fleetPath}/identityBindingProfiles/identitybinding1`;
const subnetId = `${group}/providers/Microsoft.Network/virtualNetworks/myvnet/subnets/mysubnet1`;
export const preview = '2026-11-02-preview';

const fleetBody = {
  location: 'eastus',
  tags: {},
  identity: { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [identityId('one')]: {} } },
  properties: {
    hubProfile: {
      dnsPrefix: 'dnsprefix1',
      agentProfile: { vmSize: 'Standard_DS1', subnetId },
      apiServerAccessProfile: { enablePrivateCluster: true, enableVnetIntegration: true, subnetId },
    },
  },
};
export const putFleet: Sent = { method: 'PUT', path: fleetPath, body: fleetBody };
export const putMember: Sent = {
  method: 'PUT',
  path: memberPath,
  body: { properties: { clusterResourceId: clusterPath, group: 'group1', labels: { env: 'production' } } },
};
const allowedSubjects = [
  {
    namespaceSelector: { matchLabels: ['kubernetes.io/metadata.name=prod'] },
    serviceAccountSelector: { matchLabels: ['app=payments'] },
  },
];
export const binding = { managedIdentity: { resourceId: identityId('one') }, allowedSubjects };
export const memberSelector = { byLabel: 'env=production' };
export const putProfile: Sent = {
  method: 'PUT',
  path: profilePath,
  body: { properties: { memberSelector, identityBindingProperties: binding } },
};

export const fleetShape: Readonly<Record<string, Shown>> = {
  ...resource,
  location: 'string',
  tags: 'object',
  eTag: 'string',
  'properties.hubProfile.dnsPrefix': 'string',
  'properties.hubProfile.fqdn': 'string',
  'properties.hubProfile.portalFqdn': 'string',
  'properties.hubProfile.kubernetesVersion': 'string',
  'properties.hubProfile.agentProfile.vmSize': 'string',
  'properties.hubProfile.agentProfile.subnetId': 'string',
  'properties.hubProfile.apiServerAccessProfile.enablePrivateCluster': 'boolean',
  'properties.hubProfile.apiServerAccessProfile.enableVnetIntegration': 'boolean',
  'properties.hubProfile.apiServerAccessProfile.subnetId': 'string',
  'properties.provisioningState': 'string',
  ...systemData,
};
export const identityShape: Readonly<Record<string, Shown>> = {
  'identity.type': 'string',
  'identity.principalId': 'string',
  'identity.tenantId': 'string',
  'identity.userAssignedIdentities.*.principalId': 'string',
  'identity.userAssignedIdentities.*.clientId': 'string',
};
export const lastOperation: Readonly<Record<string, Shown>> = {
  'properties.status.lastOperationId': 'string',
  'properties.status.lastOperationError.code': 'string',
  'properties.status.lastOperationError.message': 'string',
};
export const withoutLastOperation = Object.fromEntries(
  Object.keys(lastOperation).map((path) => [path, 'there is a status only after something went wrong']),
);
export const withoutLastId = {
  'properties.status.lastOperationId': 'there is a status only after something went wrong',
} as const;
export const withoutEtagHeader = { ETag: 'the body has it' } as const;

export const memberShape: Readonly<Record<string, Shown>> = {
  ...resource,
  eTag: 'string',
  'properties.clusterResourceId': 'string',
  'properties.group': 'string',
  'properties.provisioningState': 'string',
  ...systemData,
};
export const meshShape: Readonly<Record<string, Shown>> = {
  'properties.meshProperties.ciliumProperties.id': 'number',
  'properties.meshProperties.ciliumProperties.name': 'string',
  'properties.meshProperties.status.state': 'string',
  'properties.meshProperties.status.lastOperationId': 'string',
  'properties.meshProperties.clusterMeshProfileResourceId': 'string',
};
export const bindingShape = (parent: string): Readonly<Record<string, Shown>> => ({
  [`${parent}.managedIdentity.resourceId`]: 'string',
  [`${parent}.managedIdentity.objectId`]: 'string',
  [`${parent}.managedIdentity.clientId`]: 'string',
  [`${parent}.managedIdentity.tenantId`]: 'string',
  [`${parent}.allowedSubjects[].namespaceSelector.matchLabels[]`]: 'string',
  [`${parent}.allowedSubjects[].serviceAccountSelector.matchLabels[]`]: 'string',
  [`${parent}.oidcIssuer.oidcIssuerUrl`]: 'string',
});
export const withoutIssuer = (parent: string) => ({
  [`${parent}.oidcIssuer.oidcIssuerUrl`]: 'which issuer a profile has on several clusters is not published',
});
export const profileShape: Readonly<Record<string, Shown>> = {
  ...resource,
  eTag: 'string',
  'properties.memberSelector.byLabel': 'string',
  'properties.provisioningState': 'string',
  ...systemData,
};
