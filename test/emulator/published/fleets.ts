/** What the examples of Fleets, their members and binding profiles say: specification/containerservice, fleet. */
import { clusterPath, identity } from '../emulated.ts';
import { noNextLink, ofItems, withoutSystemData, type PublishedExample } from './example.ts';
import {
  fleetPath,
  memberPath,
  profilePath,
  preview,
  putFleet,
  putMember,
  binding,
  memberSelector,
  putProfile,
  fleetShape,
  identityShape,
  lastOperation,
  withoutLastOperation,
  withoutLastId,
  withoutEtagHeader,
  memberShape,
  meshShape,
  bindingShape,
  withoutIssuer,
  profileShape,
} from './fleetParts.ts';

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
