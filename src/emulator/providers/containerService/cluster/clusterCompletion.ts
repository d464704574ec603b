import type { Emulation } from '../../../request/armRequest.ts';
import { idKey } from '../../../arm/path.ts';
import { nextEtag } from '../../../request/etags.ts';
import {
  asList,
  asObject,
  asText,
  valueAt,
  withoutUndefined,
  withoutMembers,
  type JsonObject,
} from '../../../arm/json.ts';
import { wholeVersion } from '../body/kubernetesVersions.ts';
import { failureOf, type Operation } from '../../../world/operations.ts';
import { guidOf, type World } from '../../../world/world.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { withAddonIdentities } from './addonIdentities.ts';
import { controlPlanePrincipal, readControlPlane } from './controlPlane.ts';
import { withGatewayForContainers } from './gatewayForContainers.ts';
import { clientAndObjectId } from './kubelet.ts';
import { newestImageOf } from '../body/nodeImages.ts';
import { isAvailabilitySet } from '../body/poolBody.ts';
import { writeScaleSets } from './nodeMachines.ts';
import { ensureNodeIdentity, giveRole, nodeGroupOf } from './nodeResourceGroup.ts';
import { withOutboundAddresses } from './outboundAddresses.ts';
import { withPrivateLinkIds } from '../body/privateAccess.ts';
import { defined } from '../../../../shape/defined.ts';

/** Applies the result of a successful PUT of a cluster. */
export function completePut(emulation: Emulation, operation: Operation): void {
  const { world, settings } = emulation;
  const started = world.resources.get(operation.target);
  if (started === undefined) return;
  const cluster: WorldResource = { ...started, ...filledIdentity(world, started) };
  const controlPlane = readControlPlane(cluster);
  const principalId = controlPlane === undefined ? undefined : controlPlanePrincipal(world, controlPlane, cluster);
  const now = operation.endsAt;
  if (principalId !== undefined) giveRole(world, 'Contributor', principalId, nodeGroupOf(cluster), now);

  const {
    reimage = false,
    isMigration = false,
    isCreate = false,
    controlPlaneChanged = false,
    previousPrincipalId,
    previousKubeletId,
  } = asObject(operation.details);
  const isManaged = controlPlane !== undefined && controlPlane.kind !== 'servicePrincipal';
  const before = asObject(cluster['properties']);
  const kubelet = isManaged
    ? (valueAt(before, 'identityProfile', 'kubeletidentity') ??
      ensureNodeIdentity(world, cluster, `${cluster.name}-agentpool`, now))
    : undefined;
  const withKubelet = kubelet === undefined ? before : { ...before, identityProfile: { kubeletidentity: kubelet } };
  const withAddons: JsonObject = isManaged
    ? withGatewayForContainers(world, cluster, withAddonIdentities(world, cluster, withKubelet, now), now)
    : withKubelet;
  const properties = withoutMembers(
    withoutUndefined({
      ...withAddons,
      networkProfile: withOutboundAddresses(world, cluster, withAddons['networkProfile']),
      privateLinkResources: withPrivateLinkIds(cluster.id, withAddons['privateLinkResources']),
      currentKubernetesVersion: currentVersion(before),
      agentPoolProfiles: completedPools(world, cluster, reimage === true),
      provisioningState: 'Succeeded',
    }),
    'status',
  );
  const done = { ...cluster, eTag: nextEtag(cluster['eTag']), properties };
  world.resources.put(done);
  writeScaleSets(world, done, asText(previousKubeletId));
  lockNodeGroup(world, done, principalId);

  const pools = asList(properties['agentPoolProfiles']).map((pool) => asText(valueAt(pool, 'name')) ?? '');
  const memory = world.clusters.get(idKey(cluster.id));
  const stay = isMigration === true && settings.migrationReimage === 'atUpgrade';
  const unchangedPools = reimage === true || isCreate === true ? [] : (memory?.poolsOnServicePrincipal ?? []);
  const previous = asText(previousPrincipalId);
  world.clusters.set(idKey(cluster.id), {
    poolsOnServicePrincipal: stay ? pools : unchangedPools,
    ...defined({ stoppedCounts: memory?.stoppedCounts, previousControlPlane: memory?.previousControlPlane }),
    ...(controlPlaneChanged === true && previous !== undefined
      ? {
          previousControlPlane: { principalId: previous, usedUntil: now + settings.tokenSeconds * 1000 },
        }
      : {}),
  });
  world.changed();
}

/**
 * Applies what a failed PUT leaves behind: the new identity may already be assigned, and nodes that were not to be
 * recreated are unchanged.
 */
export function failPut(world: World, operation: Operation): void {
  const cluster = world.resources.get(operation.target);
  if (cluster === undefined) return;
  const properties = asObject(cluster['properties']);
  const failure = failureOf(operation);
  const before = asObject(asObject(operation.details)['poolStates']);
  const pools = asList(properties['agentPoolProfiles']).map((entry) => {
    const pool = asObject(entry);
    if (!['Creating', 'Updating'].includes(asText(pool['provisioningState']) ?? '')) return pool;
    return { ...pool, provisioningState: before[asText(pool['name']) ?? ''] ?? failure['provisioningState'] };
  });
  world.resources.put({
    ...cluster,
    ...filledIdentity(world, cluster),
    eTag: nextEtag(cluster['eTag']),
    properties: { ...withoutMembers(properties, 'status'), agentPoolProfiles: pools, ...failure },
  });
}

/** The version that the control plane runs: its patch stays until another version is requested. */
function currentVersion(properties: JsonObject): string | undefined {
  const askedVersion = asText(properties['kubernetesVersion']);
  const current = asText(properties['currentKubernetesVersion']);
  if (current !== undefined && (askedVersion === undefined || `${current}.`.startsWith(`${askedVersion}.`)))
    return current;
  return wholeVersion(askedVersion) ?? current;
}

function filledIdentity(world: World, cluster: WorldResource): { readonly identity?: JsonObject } {
  const identity = asObject(cluster['identity']);
  const assigned = Object.keys(asObject(identity['userAssignedIdentities']));
  if (assigned.length === 0) return {};
  const filled = assigned.map((id): [string, JsonObject] => {
    const resource = world.resources.get(id);
    if (resource === undefined) return [id, asObject(valueAt(identity, 'userAssignedIdentities', id))];
    const { clientId, objectId } = clientAndObjectId(resource);
    return [id, withoutUndefined({ clientId, principalId: objectId })];
  });
  return { identity: { ...identity, userAssignedIdentities: Object.fromEntries(filled) } };
}

function completedPools(world: World, cluster: WorldResource, reimage: boolean): readonly JsonObject[] {
  const version = wholeVersion(asText(valueAt(cluster['properties'], 'kubernetesVersion')));
  return asList(valueAt(cluster['properties'], 'agentPoolProfiles')).map((entry) => {
    const pool = asObject(entry);
    const isNewImage = reimage && !isAvailabilitySet(pool);
    const image = isNewImage ? newestImageOf(world, cluster.id, pool) : pool['nodeImageVersion'];
    const isNew = pool['currentOrchestratorVersion'] === undefined;
    return withoutUndefined({
      ...withoutMembers(pool, 'status'),
      eTag: nextEtag(pool['eTag']),
      nodeImageVersion: image,
      currentOrchestratorVersion: isNew
        ? (wholeVersion(asText(pool['orchestratorVersion'])) ?? version)
        : pool['currentOrchestratorVersion'],
      provisioningState: 'Succeeded',
      powerState: pool['powerState'] ?? { code: 'Running' },
    });
  });
}

/** With `restrictionLevel` ReadOnly, and always with AKS Automatic, only AKS writes in the node resource group. */
function lockNodeGroup(world: World, cluster: WorldResource, principalId: string | undefined): void {
  const level = asText(valueAt(cluster['properties'], 'nodeResourceGroupProfile', 'restrictionLevel')) ?? '';
  const scope = nodeGroupOf(cluster);
  const isLocked = world.denyAssignments.some((deny) => idKey(deny.scope) === idKey(scope));
  const isAutomatic = asText(valueAt(cluster['sku'], 'name'))?.toLowerCase() === 'automatic';
  if (level.toLowerCase() !== 'readonly' && !isAutomatic) {
    if (isLocked) world.removeDenyAssignments(scope);
    return;
  }
  if (isLocked) return;
  world.addDenyAssignment({
    name: guidOf('lock', scope),
    denyAssignmentName: `AKS node resource group lockdown of ${cluster.name}`,
    scope,
    permissions: [{ actions: ['*'], notActions: ['*/read', 'Microsoft.Authorization/locks/*'] }],
    ...(principalId !== undefined ? { excludePrincipals: [{ id: principalId, type: 'ServicePrincipal' }] } : {}),
  });
}
