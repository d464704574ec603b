import { builtInRoles, type RoleName } from '../../../src/domain/access/roles.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../../../src/domain/cluster/model.ts';
import { factsOf, found, type Entry } from './factsOf.ts';
import type { Json, JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';

export const subscriptionId = '11111111-1111-1111-1111-111111111111';
export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/rg-shop`;
export const nodeGroup = `${subscription}/resourceGroups/MC_shop`;
export const network = `${subscription}/resourceGroups/rg-net/providers/Microsoft.Network`;
export const vnet = `${network}/virtualNetworks/vnet-shop`;
export const subnet = `${vnet}/subnets/snet-aks`;
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
export const controlPlaneId = identityId('id-shop');
export const kubeletId = identityId('id-shop-kubelet');
export const registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
export const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
export const controlPlanePrincipal = 'aaaaaaaa-0000-0000-0000-000000000001';
export const kubeletPrincipal = 'bbbbbbbb-0000-0000-0000-000000000002';
export const otherPrincipal = 'cccccccc-0000-0000-0000-000000000003';

/** An identity in the cluster's own group. */
export function identityId(name: string): ArmId {
  return `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
}

/** A resource as ARM shows it, with these properties. */
export function resource(id: string, properties: JsonObject = {}, more: JsonObject = {}): Entry {
  return [{ kind: 'resource', id: id as ArmId }, found({ id, properties, ...more })];
}

/** A user-assigned cluster with a default kubelet; `properties` and `top` are merged over it. */
export function clusterJson(properties: JsonObject = {}, top: JsonObject = {}): JsonObject {
  return {
    id: clusterId,
    name: 'shop',
    location: 'westeurope',
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: { [controlPlaneId]: { principalId: controlPlanePrincipal, clientId: 'c1' } },
    },
    properties: {
      provisioningState: 'Succeeded',
      nodeResourceGroup: 'MC_shop',
      servicePrincipalProfile: { clientId: 'msi' },
      agentPoolProfiles: [pool()],
      identityProfile: {
        kubeletidentity: {
          resourceId: `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`,
          clientId: 'c2',
          objectId: kubeletPrincipal,
        },
      },
      aadProfile: { managed: true, enableAzureRBAC: true },
      disableLocalAccounts: true,
      ...properties,
    },
    ...top,
  };
}

/** A node pool's JSON. */
export function pool(more: JsonObject = {}): JsonObject {
  return { name: 'nodepool1', mode: 'System', count: 3, type: 'VirtualMachineScaleSets', ...more };
}

/** The same as a model. */
export function cluster(properties: JsonObject = {}, top: JsonObject = {}): Cluster {
  return clusterOf(clusterJson(properties, top));
}

/** The directory of the cluster and its subscription. */
export const ownTenant = '11111111-0000-4000-8000-000000000001';

/** `top` for a system-assigned cluster. */
export const systemAssigned: { readonly identity: Json } = {
  identity: { type: 'SystemAssigned', principalId: controlPlanePrincipal, tenantId: ownTenant },
};

/** `properties` for an own kubelet identity. */
export const ownKubelet: JsonObject = {
  identityProfile: { kubeletidentity: { resourceId: kubeletId, clientId: 'c2', objectId: kubeletPrincipal } },
};

/** A role assignment; made long before the facts' time unless said otherwise. */
export function assignment(
  role: RoleName,
  scope: string,
  principalId = controlPlanePrincipal,
  more: Partial<RoleAssignment> = {},
): RoleAssignment {
  return {
    id: `${scope === '/' ? '' : scope}/providers/Microsoft.Authorization/roleAssignments/${role.id}-${principalId}`,
    scope,
    principalId,
    principalType: 'ServicePrincipal',
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
    createdOn: '2026-01-01T00:00:00Z',
    ...more,
  };
}

/** Facts in which all of Azure is readable: these assignments (as ARM filters them), these extra answers, nothing else. */
export function azure(
  assignments: readonly RoleAssignment[] = [],
  entries: readonly Entry[] = [],
  customRoles: readonly RoleDefinition[] = [],
) {
  const known = factsOf(entries);
  const roles = [...builtInRoles, ...customRoles];
  const answer = (read: Read): Answer<unknown> => {
    const applies = (scope: string, at: string) => `${scope}/`.toLowerCase().startsWith(`${at}/`.toLowerCase());
    const is = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
    switch (read.kind) {
      case 'assignments':
        return found(assignments.filter((a) => is(a.principalId, read.principalId) && applies(read.scope, a.scope)));
      case 'assignmentsOf':
      case 'assignedIn':
      case 'assignmentsEverywhere':
        return found(assignments.filter((a) => is(a.principalId, read.principalId)));
      case 'assignmentsAt':
        return found(assignments.filter((a) => applies(read.scope, a.scope)));
      case 'everyAssignmentIn':
        return found(assignments);
      case 'role': {
        const role = roles.find(({ guid }) => is(guid, read.guid));
        return role ? found(role) : { kind: 'missing' };
      }
      case 'denyAssignments':
      case 'denyAssignmentsIn':
      case 'clusters':
      case 'newerClusters':
      case 'identities':
      case 'resourcesOfType':
      case 'everyResource':
      case 'listBelow':
      case 'eligibleAt':
      case 'federatedCredentials':
      case 'bindings':
      case 'hiddenSubscriptions':
      case 'assignmentsOfAll':
      case 'carriers':
      case 'vaultPolicies':
        return found([]);
      case 'credentials':
        return found({ all: [], unknown: [] });
      case 'directoryObjects':
        return found([]);
      case 'feature':
        return found('Registered');
      case 'creationTimes':
        return found(new Map());
      case 'subscription':
        return found({ id: read.id, name: 'Contoso', tenantId: ownTenant });
      case 'resource':
        return found({
          id: read.id,
          properties: read.id === registryId ? { roleAssignmentMode: 'LegacyRegistryPermissions' } : {},
        });
      case 'cluster':
      case 'assignment':
      case 'roleNamed':
      case 'accounts':
      case 'callerPermissions':
      case 'callerAssignments':
      case 'callerId':
      case 'eligibleRoles':
      case 'activationRules':
      case 'ownActivations':
      case 'upgradeProfile':
      case 'regions':
        return { kind: 'missing' };
    }
  };
  const get = (read: Read) => known.get(read) ?? answer(read);
  return { ...known, get: get as typeof known.get };
}
