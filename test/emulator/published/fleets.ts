/** What the examples of Fleets, their members and binding profiles say: specification/containerservice, fleet. */
import { clusterPath, group, identity, identityId } from '../emulated.ts';
import type { PublishedExample, Sent, Shown } from './example.ts';
import { noNextLink, ofItems, resource, systemData, withoutSystemData } from './example.ts';

const fleetPath = `${group}/providers/Microsoft.ContainerService/fleets/fleet1`;
const memberPath = `${fleetPath}/members/member1`;
const profilePath = `${fleetPath}/identityBindingProfiles/identitybinding1`;
const subnetId = `${group}/providers/Microsoft.Network/virtualNetworks/myvnet/subnets/mysubnet1`;
const preview = '2026-11-02-preview';

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
const putFleet: Sent = { method: 'PUT', path: fleetPath, body: fleetBody };
const putMember: Sent = {
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
const binding = { managedIdentity: { resourceId: identityId('one') }, allowedSubjects };
const memberSelector = { byLabel: 'env=production' };
const putProfile: Sent = {
  method: 'PUT',
  path: profilePath,
  body: { properties: { memberSelector, identityBindingProperties: binding } },
};

const fleetShape: Readonly<Record<string, Shown>> = {
  ...resource,
  ...{ location: 'string', tags: 'object', eTag: 'string' },
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
const identityShape: Readonly<Record<string, Shown>> = {
  'identity.type': 'string',
  'identity.principalId': 'string',
  'identity.tenantId': 'string',
  'identity.userAssignedIdentities.*.principalId': 'string',
  'identity.userAssignedIdentities.*.clientId': 'string',
};
const lastOperation: Readonly<Record<string, Shown>> = {
  'properties.status.lastOperationId': 'string',
  'properties.status.lastOperationError.code': 'string',
  'properties.status.lastOperationError.message': 'string',
};
const withoutLastOperation = Object.fromEntries(
  Object.keys(lastOperation).map((path) => [path, 'there is a status only after something went wrong']),
);
const withoutLastId = {
  'properties.status.lastOperationId': 'there is a status only after something went wrong',
} as const;
const withoutEtagHeader = { ETag: 'the body has it' } as const;

const memberShape: Readonly<Record<string, Shown>> = {
  ...resource,
  eTag: 'string',
  'properties.clusterResourceId': 'string',
  'properties.group': 'string',
  'properties.provisioningState': 'string',
  ...systemData,
};
const meshShape: Readonly<Record<string, Shown>> = {
  'properties.meshProperties.ciliumProperties.id': 'number',
  'properties.meshProperties.ciliumProperties.name': 'string',
  'properties.meshProperties.status.state': 'string',
  'properties.meshProperties.status.lastOperationId': 'string',
  'properties.meshProperties.clusterMeshProfileResourceId': 'string',
};
const bindingShape = (parent: string): Readonly<Record<string, Shown>> => ({
  [`${parent}.managedIdentity.resourceId`]: 'string',
  [`${parent}.managedIdentity.objectId`]: 'string',
  [`${parent}.managedIdentity.clientId`]: 'string',
  [`${parent}.managedIdentity.tenantId`]: 'string',
  [`${parent}.allowedSubjects[].namespaceSelector.matchLabels[]`]: 'string',
  [`${parent}.allowedSubjects[].serviceAccountSelector.matchLabels[]`]: 'string',
  [`${parent}.oidcIssuer.oidcIssuerUrl`]: 'string',
});
const withoutIssuer = (parent: string) => ({
  [`${parent}.oidcIssuer.oidcIssuerUrl`]: 'which issuer a profile has on several clusters is not published',
});
const profileShape: Readonly<Record<string, Shown>> = {
  ...resource,
  eTag: 'string',
  'properties.memberSelector.byLabel': 'string',
  'properties.provisioningState': 'string',
  ...systemData,
};

const stable = { version: '2025-03-01' };
const world = [identity('one')];

const ofFleets: readonly PublishedExample[] = [
  {
    ...{ source: 'fleet/examples/2025-03-01/Fleets_CreateOrUpdate_MaximumSet_Gen', ...stable, ...putFleet, world },
    ...{ status: 201, published: [200, 201], headers: ['Azure-AsyncOperation'] },
    shows: { ...fleetShape, ...identityShape },
    leftOut: withoutSystemData,
  },
  {
    ...{ source: 'fleet/examples/2026-06-01/Fleets_CreateOrUpdate', version: '2026-06-01', ...putFleet, world },
    ...{ before: [putFleet], status: 200, published: [200, 201] },
    shows: { ...fleetShape, ...identityShape },
    leftOut: withoutSystemData,
  },
  {
    ...{ source: 'fleet/examples/2025-03-01/Fleets_Get', ...stable, method: 'GET', path: fleetPath, world },
    ...{ before: [putFleet], status: 200, published: [200], headers: ['ETag'] },
    shows: { ...fleetShape, ...lastOperation },
    leftOut: { ...withoutSystemData, ...withoutLastOperation, ...withoutEtagHeader },
  },
  {
    ...{ source: 'fleet/examples/2025-03-01/Fleets_ListByResourceGroup', ...stable, method: 'GET', world },
    ...{ path: fleetPath.replace('/fleet1', ''), before: [putFleet], status: 200, published: [200] },
    shows: { ...ofItems({ ...fleetShape, ...lastOperation }), nextLink: 'string|null' },
    leftOut: { ...ofItems({ ...withoutSystemData, ...withoutLastOperation }), ...noNextLink },
  },
  {
    ...{ source: 'fleet/examples/2025-03-01/Fleets_Delete_MaximumSet_Gen', ...stable, method: 'DELETE', world },
    ...{ path: fleetPath, before: [putFleet], status: 202, published: [200, 202, 204], headers: ['Location'] },
  },
  {
    ...{ source: 'fleet/examples/2025-03-01/Fleets_Delete_MaximumSet_Gen', ...stable, method: 'DELETE' },
    ...{ path: fleetPath, status: 204, published: [200, 202, 204] },
  },
];

const ofMembers: readonly PublishedExample[] = [
  {
    ...{ source: 'fleet/examples/2025-03-01/FleetMembers_Create', ...stable, ...putMember, world },
    ...{ before: [putFleet], status: 201, published: [200, 201] },
    headers: ['ETag', 'Location', 'Azure-AsyncOperation'],
    shows: memberShape,
    leftOut: { ...withoutSystemData, ...withoutEtagHeader },
  },
  {
    ...{
      source: 'fleet/stable/2025-03-01/examples/FleetMembers_Create_MaximumSet_Gen',
      ...stable,
      ...putMember,
      world,
    },
    ...{ before: [putFleet, putMember], status: 200, published: [200, 201] },
    shows: memberShape,
    leftOut: withoutSystemData,
  },
  {
    ...{ source: 'fleet/examples/2026-06-01/FleetMembers_Get', version: '2026-06-01', method: 'GET', world },
    ...{ path: memberPath, before: [putFleet, putMember], status: 200, published: [200] },
    shows: { ...memberShape, 'properties.labels.*': 'string', 'properties.status.lastOperationId': 'string' },
    leftOut: { ...withoutSystemData, ...withoutLastId },
  },
  {
    ...{ source: `fleet/examples/${preview}/FleetMembers_Get`, version: preview, method: 'GET', path: memberPath },
    world: [
      {
        ...{ id: memberPath, name: 'member1', type: 'Microsoft.ContainerService/fleets/members' },
        properties: {
          ...{ clusterResourceId: clusterPath, group: 'fleet1', provisioningState: 'Succeeded', labels: { env: 'x' } },
          meshProperties: {
            ciliumProperties: { id: 1, name: 'cilium-1' },
            status: { state: 'Connected', lastOperationId: 'a' },
            clusterMeshProfileResourceId: `${fleetPath}/clusterMeshProfiles/one`,
          },
        },
      },
    ],
    ...{ status: 200, published: [200] },
    shows: {
      ...{ ...memberShape, ...meshShape, 'properties.labels.*': 'string' },
      'properties.status.lastOperationId': 'string',
    },
    leftOut: { ...withoutSystemData, ...withoutLastId },
  },
  {
    ...{ source: 'fleet/examples/2026-06-01/FleetMembers_ListByFleet', version: '2026-06-01', method: 'GET', world },
    ...{ path: `${fleetPath}/members`, before: [putFleet, putMember], status: 200, published: [200] },
    shows: { ...ofItems({ ...memberShape, ...lastOperation }), nextLink: 'string|null' },
    leftOut: { ...ofItems({ ...withoutSystemData, ...withoutLastOperation }), ...noNextLink },
  },
  {
    ...{ source: 'fleet/stable/2025-03-01/examples/FleetMembers_Delete', ...stable, method: 'DELETE', world },
    ...{ path: memberPath, before: [putFleet, putMember], status: 202, published: [200, 202, 204] },
    headers: ['Location', 'Azure-AsyncOperation'],
  },
  {
    ...{ source: 'fleet/stable/2025-03-01/examples/FleetMembers_Delete', ...stable, method: 'DELETE', world },
    ...{ path: memberPath, before: [putFleet], status: 204, published: [200, 202, 204] },
  },
  {
    ...{ source: 'fleet/stable/2025-03-01/examples/FleetMembers_Update', ...stable, method: 'PATCH', world },
    ...{ path: memberPath, body: { properties: { group: 'staging' } }, before: [putFleet, putMember] },
    ...{ status: 405, published: [200, 202] },
    leftOut: { status: 'members are joined again as a whole' },
  },
];

const ofProfiles: readonly PublishedExample[] = [
  {
    // The published model has the binding one level deeper than its example.
    ...{ source: 'fleet/identitybindingprofile.tsp', version: preview, ...putProfile, world },
    ...{ before: [putFleet], status: 201, published: [200, 201], headers: ['Azure-AsyncOperation'] },
    shows: { ...profileShape, ...bindingShape('properties.identityBindingProperties') },
    leftOut: { ...withoutSystemData, ...withoutIssuer('properties.identityBindingProperties') },
  },
  {
    ...{ source: `fleet/examples/${preview}/IdentityBindingProfiles_CreateOrUpdate`, version: preview, method: 'PUT' },
    ...{ path: profilePath, body: { properties: { memberSelector, ...binding } }, world },
    ...{ before: [putFleet, putProfile], status: 200, published: [200, 201] },
    shows: {
      ...{ ...profileShape, ...bindingShape('properties') },
      'properties.status.lastOperationId': 'string',
    },
    leftOut: { ...withoutSystemData, ...withoutIssuer('properties'), ...withoutLastId },
  },
  {
    ...{ source: `fleet/examples/${preview}/IdentityBindingProfiles_ListByFleet`, version: preview, method: 'GET' },
    ...{
      path: `${fleetPath}/identityBindingProfiles`,
      before: [putFleet, putProfile],
      status: 200,
      published: [200],
      world,
    },
    shows: {
      ...ofItems({ ...profileShape, ...bindingShape('properties.identityBindingProperties') }),
      nextLink: 'string|null',
    },
    leftOut: {
      ...ofItems({ ...withoutSystemData, ...withoutIssuer('properties.identityBindingProperties') }),
      ...noNextLink,
    },
  },
  {
    ...{
      source: `fleet/examples/${preview}/IdentityBindingProfiles_Delete`,
      version: preview,
      method: 'DELETE',
      world,
    },
    ...{ path: profilePath, before: [putFleet, putProfile], status: 202, published: [202, 204] },
    headers: ['Location', 'Azure-AsyncOperation'],
  },
  {
    ...{
      source: `fleet/examples/${preview}/IdentityBindingProfiles_Delete`,
      version: preview,
      method: 'DELETE',
      world,
    },
    ...{ path: profilePath, before: [putFleet], status: 204, published: [202, 204] },
  },
];

/** The examples of Fleets. */
export const fleetExamples: readonly PublishedExample[] = [...ofFleets, ...ofMembers, ...ofProfiles];
