import { randomUUID } from 'node:crypto';
import { armRefusal, refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt, isObject, withoutUndefined, type JsonObject } from '../../../arm/json.ts';
import { lastSegment } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler } from '../../../request/armRequest.ts';
import { requireLinkedActions } from '../../../request/authorization.ts';
import { requirePreconditions } from '../../../request/preconditions.ts';
import {
  asResource,
  idInLowerCase,
  requireBody,
  requireName,
  writtenId,
  writtenLocation,
  writtenTags,
} from '../../../request/writeBody.ts';
import { withHidden } from '../../../request/shownProperties.ts';
import { operationHeaders, type OperationStart } from '../../../world/operations.ts';
import { announcePrincipal } from '../../../world/principals.ts';
import type { World } from '../../../world/world.ts';
import { checkShape } from '../body/checkSchema.ts';
import { nextProperties } from '../body/clusterBody.ts';
import { checkMetadataEndpoint } from '../body/metadataEndpoint.ts';
import { wholeVersion } from '../body/kubernetesVersions.ts';
import { hasOwnZone } from '../body/privateAccess.ts';
import { requireIdle, requireRunning } from './busy.ts';
import { checkCluster } from './clusterChecks.ts';
import { linkedActions } from './clusterLinks.ts';
import { checkKeyRights } from './keyRights.ts';
import { checkGatewayForContainers } from './gatewayForContainers.ts';
import {
  requestedControlPlane,
  controlPlanePrincipal,
  readControlPlane,
  sameControlPlane,
  type ControlPlane,
} from './controlPlane.ts';
import { requestedKubelet } from './kubelet.ts';
import { ensureNodeResourceGroup, nodeResourceGroupId } from './nodeResourceGroup.ts';
import { defined } from '../../../../shape/defined.ts';

const type = 'Microsoft.ContainerService/managedClusters';

/** The type as AKS answers it. */
const answeredType = 'Microsoft.ContainerService/ManagedClusters';

/** Creates or changes a cluster: everything is checked first, then accepted, and done when the operation ends. */
export const putCluster: Handler = (request, emulation) => {
  const { world, settings } = emulation;
  const { id } = request.path;
  const existing = world.resources.get(id);
  const body = requireBody(request);
  const location = writtenLocation(request, type, existing);
  if (existing === undefined) requireClusterName(lastSegment(id));
  requireLinkedActions(world, request, `${type}/write`, linkedActions(body));
  requirePreconditions(request, existing);
  requireIdle(emulation, existing ?? { id });
  requireRunning(existing);
  checkShape('cluster', body);

  const controlPlane = requestedControlPlane(world, request, body, existing);
  const identity = nextIdentity(world, controlPlane, existing);
  const isNewPrincipal = identity?.['principalId'] !== undefined && existing?.['identity'] !== identity;
  const properties = nextProperties(newCluster(world, request, location), body, existing);
  const principalId = controlPlanePrincipal(world, controlPlane, { identity });
  const next = { ...body, identity, properties };
  checkCluster({ world, next, existing, controlPlane, principalId, now: request.now });
  const hasFeature = (name: string): boolean => isRegistered(world, request, name);
  checkMetadataEndpoint(properties, existing, hasFeature);
  checkGatewayForContainers(properties, existing, hasFeature);
  requireOfferedVersion(asText(properties['kubernetesVersion']), existing);
  const groupId = nodeResourceGroupId(id, asText(properties['nodeResourceGroup']) ?? '');
  const kubelet = requestedKubelet({
    world,
    body,
    existing,
    controlPlane,
    principalId,
    nodeResourceGroupId: groupId,
    location,
    now: request.now,
  });

  const before = existing === undefined ? undefined : readControlPlane(existing);
  if (settings.keyRights === 'checked' && !sameControlPlane(before, controlPlane))
    checkKeyRights({ world, properties, principalId, now: request.now });
  const isMigration = before?.kind === 'servicePrincipal' && controlPlane.kind !== 'servicePrincipal';
  const reimage = kubelet.isChange || (isMigration && settings.migrationReimage === 'atOnce');
  const state = existing === undefined ? 'Creating' : 'Updating';
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  const written = asResource({
    ...withoutUndefined({
      ...body,
      tags: writtenTags(body) ?? {},
      location,
      kind: body['kind'] ?? existing?.['kind'] ?? 'Base',
      sku: { name: 'Base', tier: 'Free', ...asObject(existing?.['sku']), ...asObject(body['sku']) },
      identity:
        kubelet.isOwn || hasOwnZone(properties['apiServerAccessProfile'])
          ? withPrincipal(identity, principalId)
          : identity,
      systemData: existing?.['systemData'],
    }),
    id: idInLowerCase(writtenId(request.path, type)),
    name: lastSegment(id),
    type: existing?.type ?? answeredType,
    ...(existing?.['eTag'] !== undefined ? { eTag: existing['eTag'] } : {}),
    properties: withoutUndefined({
      ...properties,
      servicePrincipalProfile: {
        ...asObject(properties['servicePrincipalProfile']),
        clientId: clientIdOf(controlPlane, existing),
      },
      identityProfile: kubelet.identityProfile,
      // AKS works through all of them, whatever changes in the cluster.
      agentPoolProfiles: pools.map((pool) => ({ ...pool, provisioningState: state })),
      provisioningState: state,
    }),
  });
  const cluster = existing === undefined ? written : withHidden(request.apiVersion, written, existing, world);
  if (isNewPrincipal)
    announcePrincipal(world, asText(identity['principalId']) ?? '', request.now + settings.propagationSeconds * 1000);
  world.resources.put(cluster);
  ensureNodeResourceGroup(world, cluster);
  const operation = world.operations.start({
    ...operationOf(request, emulation, cluster),
    kind: 'putCluster',
    description: `${cluster.name} - ${state}`,
    details: withoutUndefined({
      reimage,
      isMigration,
      isCreate: existing === undefined,
      poolStates: reimage ? undefined : poolStatesOf(existing),
      controlPlaneChanged: existing !== undefined && !sameControlPlane(before, controlPlane),
      previousKubeletId: kubelet.isChange
        ? asText(valueAt(existing?.['properties'], 'identityProfile', 'kubeletidentity', 'resourceId'))
        : undefined,
      previousPrincipalId: before === undefined ? undefined : controlPlanePrincipal(world, before, existing ?? {}),
    }),
  });
  const headers = operationHeaders(operation, request.origin, false);
  return { status: existing === undefined ? 201 : 200, headers, body: world.resources.get(cluster.id) ?? cluster };
};

/** Returns the members that every operation on a cluster starts with. */
export function operationOf(
  request: ArmRequest,
  { settings }: Emulation,
  resource: WorldResource,
): Omit<OperationStart, 'kind' | 'description'> {
  const error = request.operationError();
  return {
    subscriptionId: request.path.subscriptionId ?? '',
    namespace: 'Microsoft.ContainerService',
    location: resource.location ?? 'westeurope',
    target: resource.id,
    startedAt: request.now,
    endsAt: request.now + settings.operationSeconds * 1000,
    ...defined({ error }),
  };
}

function isRegistered(world: World, { path, now }: ArmRequest, feature: string): boolean {
  return (
    world.features.find(path.subscriptionId ?? '', `Microsoft.ContainerService/${feature}`, now)?.state === 'Registered'
  );
}

function requireClusterName(name: string): void {
  const rule = 'it has 1 to 63 letters, digits, - or _, and starts and ends with a letter or digit';
  requireName(name, /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/, rule);
}

function newCluster(world: World, request: ArmRequest, location: string): Parameters<typeof nextProperties>[0] {
  const { id, subscriptionId = '', resourceGroup = '' } = request.path;
  const issuerUrl = `https://${location}.oic.prod-aks.azure.com/${world.tenantId}/${randomUUID()}/`;
  return {
    id,
    name: lastSegment(id),
    subscriptionId,
    resourceGroup,
    location,
    issuerUrl,
    apiVersion: request.apiVersion,
    tenantId: world.tenantId,
  };
}

/** `identity` as the first answer shows it: a new system-assigned principal at once, a user-assigned one not yet filled. */
function nextIdentity(
  world: World,
  askedControlPlane: ControlPlane,
  existing: WorldResource | undefined,
): JsonObject | undefined {
  const same = existing !== undefined && sameControlPlane(readControlPlane(existing), askedControlPlane);
  if (same) return isObject(existing['identity']) ? existing['identity'] : undefined;
  switch (askedControlPlane.kind) {
    case 'servicePrincipal':
      return undefined;
    case 'systemAssigned':
      return { type: 'SystemAssigned', principalId: randomUUID(), tenantId: world.tenantId };
    case 'userAssigned':
      return { type: 'UserAssigned', userAssignedIdentities: { [idInLowerCase(askedControlPlane.identityId)]: {} } };
  }
}

/** AKS has looked the identity up if it had to check its rights on the user's own resources. */
function withPrincipal(identity: JsonObject | undefined, principalId: string | undefined): JsonObject | undefined {
  if (identity === undefined || principalId === undefined) return identity;
  const assigned = Object.entries(asObject(identity['userAssignedIdentities']));
  if (assigned.length === 0) return identity;
  const userAssigned = assigned.map(([id, numbers]) => [id, { principalId, ...asObject(numbers) }] as const);
  return { ...identity, userAssignedIdentities: Object.fromEntries(userAssigned) };
}

/** `msi` for a managed identity, unless the cluster shows another text with it, which stays. */
function clientIdOf(controlPlane: ControlPlane, existing: WorldResource | undefined): string {
  if (controlPlane.kind === 'servicePrincipal') return controlPlane.clientId;
  const before = existing === undefined ? undefined : readControlPlane(existing);
  const clientId = asText(valueAt(existing?.['properties'], 'servicePrincipalProfile', 'clientId'));
  return before === undefined || before.kind === 'servicePrincipal' ? 'msi' : (clientId ?? 'msi');
}

/** The states of the pools by their names. */
function poolStatesOf(cluster: WorldResource | undefined): Readonly<Record<string, string>> {
  const pools = asList(asObject(cluster?.['properties'])['agentPoolProfiles']).map(asObject);
  return Object.fromEntries(
    pools.map((pool) => [asText(pool['name']) ?? '', asText(pool['provisioningState']) ?? 'Succeeded']),
  );
}

function requireOfferedVersion(version: string | undefined, existing: WorldResource | undefined): void {
  const before = asText(asObject(existing?.['properties'])['kubernetesVersion']);
  if (version === undefined || version === before || wholeVersion(version) !== undefined) return;
  throw refuseFlat(
    'K8sVersionNotSupported',
    `Managed cluster version '${version}' is not supported in this region. Please use [az aks get-versions] command to get the supported version list.`,
    'kubernetesVersion',
  );
}

/** Returns the cluster that a request below it is about; throws ARM's 404 if there is none. */
export function requireCluster(world: World, clusterId: string): WorldResource {
  const cluster = world.resources.get(clusterId);
  if (cluster !== undefined) return cluster;
  const name = lastSegment(clusterId);
  const group = /\/resourcegroups\/([^/]+)/i.exec(clusterId)?.[1] ?? '';
  throw armRefusal(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
