/** What the kubelet identity needs, and what the control plane needs on it. */
import { heldInSight } from '../access/heldRoles.ts';
import { role } from '../access/roles.ts';
import { textAt } from '../arm/json.ts';
import { idKey, lastSegment, parseResourceId, resourceType } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { ArmId, RoleAssignment } from '../cluster/model.ts';
import { aksPage, outsideIds } from './need.ts';
import type { Need, NeedContext } from './need.ts';

/** Operator rights on an own kubelet identity, and the pull roles of the kubelet. */
export function kubeletNeeds(context: NeedContext): readonly Need[] {
  const { cluster, facts } = context;
  const kubelet = cluster.kubelet.kind === 'servicePrincipal' ? 'servicePrincipal' : 'kubelet';
  const bootstrap = outsideIds(cluster, [textAt(cluster.raw, 'properties.bootstrapProfile.containerRegistryId')]);
  return [
    ...operatorNeeds(context),
    ...registriesOf(context).map((id) => ({ ...pullNeed(id, facts), identity: kubelet })),
    ...bootstrap.map((id) => ({
      ...pullNeed(id, facts),
      id: 'P-33',
      identity: kubelet,
      why: 'A network isolated cluster takes its own images from this registry.',
      source: aksPage('network-isolated'),
    })),
  ];
}

function operatorNeeds({ cluster, controlPlane }: NeedContext): Need[] {
  if (cluster.kubelet.kind !== 'preCreated') return [];
  return outsideIds(cluster, [cluster.kubelet.identityId]).map((scope) => ({
    id: 'P-30',
    identity: controlPlane,
    role: role.managedIdentityOperator,
    scope,
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    ],
    why: 'The control plane assigns the kubelet identity to the nodes, also where both are the same identity.',
    source: aksPage('pre-created-kubelet-managed-identity'),
  }));
}

/** The registries at whose own scope the kubelet holds a role: those the cluster is meant to pull from. */
function registriesOf({ cluster, facts }: NeedContext): readonly string[] {
  const principalId = 'objectId' in cluster.kubelet ? cluster.kubelet.objectId : undefined;
  if (!principalId) return [];
  return registriesIn(heldInSight(principalId, cluster.subscriptionId, facts));
}

/** The registries that appear as scopes of role assignments, each once. */
export function registriesIn(assignments: readonly RoleAssignment[]): readonly string[] {
  const scopes = assignments
    .map(({ scope }) => scope)
    .filter((scope) => parseResourceId(scope)?.type.toLowerCase() === resourceType.registry.toLowerCase());
  return [...new Map(scopes.map((scope) => [idKey(scope), scope])).values()];
}

/**
 * The need to pull images from a registry, by the registry's permission mode: AcrPull has no effect where the mode is
 * `AbacRepositoryPermissions`. Source: https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function pullNeed(registryId: string, facts: Facts): Need {
  const registry = facts.get({ kind: 'resource', id: registryId as ArmId });
  const legacy: Need = {
    id: 'P-31',
    identity: 'kubelet',
    role: role.acrPull,
    scope: registryId,
    actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
    why: `Nodes pull images from ${lastSegment(registryId)}.`,
    source: aksPage('cluster-container-registry-integration'),
  };
  if (registry && registry.kind !== 'found') {
    const reason = registry.kind === 'missing' ? 'it was not found' : registry.reason;
    return {
      ...legacy,
      unseen: `${lastSegment(registryId)} can't be read, so its permission mode isn't known: ${reason}`,
    };
  }
  if (!registry || !isRepositoryMode(textAt(registry.value, 'properties.roleAssignmentMode'))) return legacy;
  return {
    ...legacy,
    role: role.repositoryReader,
    actions: [],
    dataActions: [
      'Microsoft.ContainerRegistry/registries/repositories/content/read',
      'Microsoft.ContainerRegistry/registries/repositories/metadata/read',
    ],
    why: `Nodes pull images from ${lastSegment(registryId)}, where permissions are given by repository and AcrPull has no effect.`,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
  };
}

/** Whether a registry's `roleAssignmentMode` is "RBAC Registry + ABAC Repository Permissions". */
export function isRepositoryMode(mode: string | undefined): boolean {
  return mode?.toLowerCase() === 'abacrepositorypermissions';
}
