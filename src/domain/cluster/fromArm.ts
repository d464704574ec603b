/** From ARM's JSON to the model: the one place that knows where a cluster keeps its identities. */
import { valueAt, isObject, listAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../arm/json.ts';
import { keptText } from '../../memory/kept.ts';
import {
  agentPoolId,
  groupOf,
  lastSegment,
  sameId,
  subscriptionOf,
  type ArmId,
  groupAbove,
} from '../arm/resourceId.ts';
import type { VaultPolicy } from './facts.ts';
import { poolsIn } from './nodePools.ts';
import type { Addon, AgentPool, Cluster, ControlPlane, Kubelet, UserAssignedIdentity } from './model.ts';
import { defined } from '../../shape/defined.ts';

/** Translates a managed cluster from ARM's JSON, with keys in any case; a body without read-only fields is enough if it has an `id`. */
export function clusterOf(raw: JsonObject): Cluster {
  const id = textAt(raw, 'id') ?? '';
  const subscriptionId = keptText(subscriptionOf(id) ?? '');
  const resourceGroup = keptText(groupOf(id) ?? '');
  const name = textAt(raw, 'name') ?? lastSegment(id);
  const location = textAt(raw, 'location') ?? '';
  const nodeResourceGroup = textAt(raw, 'properties.nodeResourceGroup');
  const eTag = textAt(raw, 'eTag');
  const controlPlane = controlPlaneOf(raw);
  const nodeGroup = nodeResourceGroup ?? `MC_${resourceGroup}_${name}_${location}`;
  return {
    id: id as ArmId,
    name,
    location,
    subscriptionId,
    resourceGroup,
    ...defined({ nodeResourceGroup }),
    provisioningState: textAt(raw, 'properties.provisioningState') ?? 'Succeeded',
    ...defined({ eTag }),
    controlPlane,
    kubelet: kubeletOf(raw, controlPlane, `/subscriptions/${subscriptionId}/resourceGroups/${nodeGroup}`),
    addons: addonsOf(raw),
    agentPools: poolsIn(raw).map((pool) => agentPoolOf(id as ArmId, pool)),
    podIdentities: podIdentitiesOf(raw),
    raw,
  };
}

/** The cluster has a managed identity: `servicePrincipalProfile.clientId` is `msi` or there is an `identity`. */
function controlPlaneOf(raw: JsonObject): ControlPlane {
  const type = textAt(raw, 'identity.type')?.toLowerCase() ?? 'none';
  const [assigned] = Object.entries(objectAt(raw, 'identity.userAssignedIdentities') ?? {});
  if (type.includes('userassigned') && assigned) {
    const [identityId, value] = assigned;
    const principalId = textAt(value, 'principalId');
    const clientId = textAt(value, 'clientId');
    return {
      kind: 'userAssigned',
      identityId: identityId as ArmId,
      ...defined({ principalId, clientId }),
    };
  }
  if (type.includes('systemassigned')) {
    const principalId = textAt(raw, 'identity.principalId');
    return { kind: 'systemAssigned', ...defined({ principalId }) };
  }
  const clientId = textAt(raw, 'properties.servicePrincipalProfile.clientId');
  return clientId && clientId.toLowerCase() !== 'msi' ? { kind: 'servicePrincipal', clientId } : { kind: 'none' };
}

function kubeletOf(raw: JsonObject, controlPlane: ControlPlane, nodeGroupId: string): Kubelet {
  const profile = objectAt(raw, 'properties.identityProfile.kubeletidentity') ?? {};
  const identityId = textAt(profile, 'resourceId');
  if (!identityId) {
    return controlPlane.kind === 'servicePrincipal'
      ? { kind: 'servicePrincipal', clientId: controlPlane.clientId }
      : { kind: 'unknown' };
  }
  const group = groupAbove(identityId);
  const kind = sameId(group, nodeGroupId) ? 'default' : 'preCreated';
  return { kind, identityId: identityId as ArmId, ...principalIdsOf(profile) };
}

/** One list for all clusters that have none of something. */
const none: readonly never[] = [];

function addonsOf(raw: JsonObject): readonly Addon[] {
  const addons = Object.entries(objectAt(raw, 'properties.addonProfiles') ?? {}).flatMap(([name, value]) =>
    isObject(value) ? [addonOf(name, value)] : [],
  );
  const routing = objectAt(raw, 'properties.ingressProfile.webAppRouting');
  if (routing) return [...addons, addonOf('webAppRouting', routing)];
  return addons.length === 0 ? none : addons;
}

function addonOf(name: string, profile: JsonObject): Addon {
  const identityId = textAt(profile, 'identity.resourceId');
  return {
    name,
    enabled: valueAt(profile, 'enabled') === true,
    ...(identityId ? { identityId: identityId as ArmId } : {}),
    ...principalIdsOf(objectAt(profile, 'identity') ?? {}),
  };
}

function podIdentitiesOf(raw: JsonObject): readonly string[] {
  const ids = objectsAt(raw, 'properties.podIdentityProfile.userAssignedIdentities').flatMap((podIdentity) => {
    const id = textAt(podIdentity, 'identity.resourceId');
    return id === undefined ? [] : [id];
  });
  return ids.length === 0 ? none : ids;
}

function principalIdsOf(profile: JsonObject): { clientId?: string; objectId?: string } {
  const clientId = textAt(profile, 'clientId');
  const objectId = textAt(profile, 'objectId');
  return defined({ clientId, objectId });
}

function agentPoolOf(clusterId: ArmId, pool: JsonObject): AgentPool {
  const name = textAt(pool, 'name') ?? '';
  const mode = textAt(pool, 'mode');
  const count = valueAt(pool, 'count');
  const nodeImageVersion = textAt(pool, 'nodeImageVersion');
  const provisioningState = textAt(pool, 'provisioningState');
  return {
    name,
    id: agentPoolId(clusterId, name),
    type: textAt(pool, 'type') ?? 'VirtualMachineScaleSets',
    ...defined({ mode }),
    ...(typeof count === 'number' ? { count } : {}),
    ...defined({ nodeImageVersion, provisioningState }),
  };
}

/** Translates a user-assigned identity from ARM's JSON. */
export function identityOf(raw: JsonObject): UserAssignedIdentity {
  const id = textAt(raw, 'id') ?? '';
  const subscriptionId = keptText(subscriptionOf(id) ?? '');
  const resourceGroup = keptText(groupOf(id) ?? '');
  const name = textAt(raw, 'name') ?? lastSegment(id);
  const isolationScope = textAt(raw, 'properties.isolationScope');
  const onlyFor = listAt(raw, 'properties.assignmentRestrictions.providers').filter(
    (provider) => typeof provider === 'string',
  );
  return {
    id: id as ArmId,
    name,
    location: textAt(raw, 'location') ?? '',
    subscriptionId,
    resourceGroup,
    principalId: textAt(raw, 'properties.principalId') ?? '',
    clientId: textAt(raw, 'properties.clientId') ?? '',
    tenantId: textAt(raw, 'properties.tenantId') ?? '',
    ...defined({ isolationScope }),
    ...(onlyFor.length > 0 ? { onlyFor } : {}),
  };
}

/** Translates the access policies of a key vault from ARM's JSON, also if the vault uses roles. */
export function policiesOf(vault: JsonObject): readonly VaultPolicy[] {
  const isIdle = valueAt(vault, 'properties.enableRbacAuthorization') === true;
  return objectsAt(vault, 'properties.accessPolicies').map((policy) => {
    const applicationId = textAt(policy, 'applicationId');
    const lists = Object.keys(objectAt(policy, 'permissions') ?? {}).map(
      (about) => [about, textsAt(policy, `permissions.${about}`)] as const,
    );
    return {
      vaultId: (textAt(vault, 'id') ?? '') as ArmId,
      tenantId: textAt(policy, 'tenantId') ?? textAt(vault, 'properties.tenantId') ?? '',
      objectId: textAt(policy, 'objectId') ?? '',
      ...defined({ applicationId }),
      permissions: Object.fromEntries(lists),
      ...(isIdle ? { isIdle: true as const } : {}),
    };
  });
}
