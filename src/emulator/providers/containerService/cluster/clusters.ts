import type { Handler, ResourceKind } from '../../../request/armRequest.ts';
import { asList, asObject, asText, valueAt, isObject } from '../../../arm/json.ts';
import { operationHeaders } from '../../../world/operations.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import { getResource, listResources, resourceNotFound } from '../../../request/readAnswers.ts';
import { armRefusal } from '../../../arm/error.ts';
import type { Json } from '../../../arm/worldFile.ts';
import { withPropertiesOf } from '../../../request/shownProperties.ts';
import { checkShape } from '../body/checkSchema.ts';
import { requireBody, writtenTags, inProvisioningState } from '../../../request/writeBody.ts';
import { requireIdle, requireRunning } from './busy.ts';
import { abortOperationOf } from './abort.ts';
import { adminCredential, monitoringUserCredential, profileCredential, userCredential } from './clusterCredentials.ts';
import { operationOf, putCluster, requireCluster } from './clusterPut.ts';
import { defined } from '../../../../shape/defined.ts';

const patch: Handler = (request, emulation) => {
  const { world } = emulation;
  const existing = world.resources.get(request.path.id);
  if (existing === undefined) throw resourceNotFound(request.path);
  requirePreconditions(request, existing);
  requireIdle(emulation, existing);
  requireRunning(existing);
  const body = requireBody(request);
  checkShape('tags', body);
  const tags = writtenTags(body);
  const changed = { ...inProvisioningState(existing, 'Updating'), ...defined({ tags }) };
  world.resources.put(changed);
  const operation = world.operations.start({
    ...operationOf(request, emulation, changed),
    kind: 'patchCluster',
    description: `${existing.name} - Updating`,
  });
  return { status: 200, headers: operationHeaders(operation, request.origin, true), body: changed };
};

const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const existing = world.resources.get(request.path.id);
  if (existing === undefined) return { status: 204 };
  requirePreconditions(request, existing);
  requireIdle(emulation, existing);
  world.resources.put(inProvisioningState(existing, 'Deleting'));
  const operation = world.operations.start({
    ...operationOf(request, emulation, existing),
    kind: 'deleteCluster',
    description: `${existing.name} - Deleting`,
  });
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

/** Start and stop: the same kind of operation with another power state at its end; refused if it already has that state. */
function setPower(code: 'Running' | 'Stopped', state: 'Starting' | 'Stopping'): Handler {
  return (request, emulation) => {
    const { world } = emulation;
    const cluster = requireCluster(world, request.path.id.slice(0, request.path.id.lastIndexOf('/')));
    requireIdle(emulation, cluster);
    const properties = asObject(cluster['properties']);
    if ((asText(valueAt(properties, 'powerState', 'code')) ?? 'Running') === code) {
      const provisioning = asText(properties['provisioningState']) ?? 'Succeeded';
      throw armRefusal(
        409,
        'OperationNotAllowed',
        `managed cluster is in Provisioning State(${provisioning}) and Power State(${code}), ${state.toLowerCase()} cannot be performed`,
      );
    }
    world.resources.put(inProvisioningState(cluster, state));
    const operation = world.operations.start({
      ...operationOf(request, emulation, cluster),
      kind: 'power',
      description: `${cluster.name} - ${state}`,
      details: { code },
    });
    return { status: 202, headers: operationHeaders(operation, request.origin, true) };
  };
}

const upgradeProfile: Handler = (request, { world }) => {
  const cluster = requireCluster(world, request.path.id.replace(/\/upgradeProfiles\/[^/]+$/i, ''));
  const version = asText(asObject(cluster['properties'])['currentKubernetesVersion']) ?? '';
  const id = `${cluster.id}/upgradeprofiles/default`;
  const controlPlaneProfile = { kubernetesVersion: version, osType: 'Linux', upgrades: [] };
  const properties = { controlPlaneProfile, agentPoolProfiles: [{ ...controlPlaneProfile }] };
  return {
    status: 200,
    body: { id, name: 'default', type: 'Microsoft.ContainerService/managedClusters/upgradeprofiles', properties },
  };
};

/** Makes the handler answer with clusters as the request's version shows them. */
function asShown(handler: Handler): Handler {
  return (request, emulation) => {
    const answer = handler(request, emulation);
    const show = (body: Json | undefined): Json =>
      isObject(body) ? withPropertiesOf(request.apiVersion, body, emulation.world) : (body ?? {});
    if (!('body' in answer) || !isObject(answer.body)) return answer;
    const { value } = answer.body;
    return {
      ...answer,
      body: Array.isArray(value) ? { ...answer.body, value: asList(value).map(show) } : show(answer.body),
    };
  };
}

/** The resource type of managed clusters, with what it answers. */
export const managedClusters: ResourceKind = {
  type: 'Microsoft.ContainerService/managedClusters',
  versions: ['2017-08-31', '2026-06-01'],
  newestPreview: '2026-08-02-preview',
  get: asShown(getResource),
  list: asShown(listResources),
  put: asShown(putCluster),
  patch: asShown(patch),
  delete: remove,
  actions: {
    abort: (request, emulation) => {
      const cluster = requireCluster(emulation.world, request.path.id.slice(0, request.path.id.lastIndexOf('/')));
      return abortOperationOf(request, emulation, cluster, cluster);
    },
    start: setPower('Running', 'Starting'),
    stop: setPower('Stopped', 'Stopping'),
    listclusterusercredential: userCredential,
    listclusteradmincredential: adminCredential,
    listclustermonitoringusercredential: monitoringUserCredential,
    resetserviceprincipalprofile: (request, emulation) => {
      const { world } = emulation;
      const cluster = requireCluster(world, request.path.id.slice(0, request.path.id.lastIndexOf('/')));
      const clientId = asText(asObject(asObject(cluster['properties'])['servicePrincipalProfile'])['clientId']);
      requireIdle(emulation, cluster);
      requireRunning(cluster);
      if (clientId !== 'msi') return { status: 200 };
      throw armRefusal(
        400,
        'BadRequest',
        'The service principal profile of a cluster with managed identity cannot be reset.',
      );
    },
  },
};

/** Access profiles are the older way to ask for credentials; nothing of them can be read or listed. */
export const accessProfiles: ResourceKind = {
  type: 'Microsoft.ContainerService/managedClusters/accessProfiles',
  versions: managedClusters.versions,
  actions: { listcredential: profileCredential },
};

/** Upgrade profiles list the versions that a cluster can be upgraded to. */
export const clusterUpgradeProfiles: ResourceKind = {
  type: 'Microsoft.ContainerService/managedClusters/upgradeProfiles',
  versions: managedClusters.versions,
  get: upgradeProfile,
};
