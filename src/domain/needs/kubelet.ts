/** What the kubelet identity needs, and what the control plane needs on it. */
import { visibleAssignmentsOf } from '../access/heldRoles.ts';
import { role, roleGuidOf } from '../access/roles.ts';
import { isOn, textAt, type JsonObject } from '../arm/json.ts';
import { distinctIds, idKey, lastSegment, isRegistry, sameId, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { whyNotFound } from '../arm/answer.ts';
import { unknownToAll, type Unknown } from '../arm/unknown.ts';
import { openNeed, type Need, type NeedContext } from './need.ts';
import { needKind } from './needKinds.ts';
import { aksPage } from '../arm/docs.ts';
import { outsideIds } from '../cluster/placement.ts';
import { kubeletPrincipal } from '../cluster/principals.ts';
import { momentInSentence } from '../words/dateTime.ts';
import { say } from '../../sentences/words.ts';

/**
 * Returns the rights that the control plane needs on a pre-created kubelet identity, and the pull roles of the kubelet.
 */
export function kubeletNeeds(context: NeedContext): readonly Need[] {
  const { cluster, facts } = context;
  const kubelet = cluster.kubelet.kind === 'servicePrincipal' ? 'servicePrincipal' : 'kubelet';
  const assignments = heldByKubelet(context);
  const bootstrap = outsideIds(cluster, [textAt(cluster.raw, 'properties.bootstrapProfile.containerRegistryId')]);
  return [
    ...operatorNeeds(context),
    ...registriesIn(assignments).map((id) => ({
      ...pullNeed(id, facts, assignments),
      identity: kubelet,
      ...(pullsByServiceAccount(cluster.raw) ? { ...openNeed([pulledByOthers(id)]), likely: true } : {}),
    })),
    ...bootstrap.map((id) => ({
      ...pullNeed(id, facts),
      ...needKind.pullImagesOfAks,
      identity: kubelet,
      why: say`Without it, a network isolated cluster can't take its own images from this registry.`,
      source: aksPage('network-isolated'),
    })),
  ];
}

/** The property which says that pods pull images with the identities of their service accounts. */
export const imagePullProfile = 'properties.securityProfile.serviceAccountImagePullProfile';

/** Returns true if service accounts, and not only the kubelet, may pull images. */
export function pullsByServiceAccount(raw: JsonObject): boolean {
  return isOn(raw, `${imagePullProfile}.enabled`);
}

function pulledByOthers(registryId: string): Unknown {
  const short = say`pods may pull images with the identities of their service accounts`;
  const reason = say`Pods may pull images with the identities of their service accounts, so whether the nodes still need this role isn't known.`;
  return { ...unknownToAll('pulls', registryId, reason), short };
}

/**
 * Returns the needs to pull from registries that our own changes detached. Azure has no other trace of them, because
 * only the role showed that nodes pulled from there.
 */
export function detachedNeeds(cluster: Cluster, facts: Facts): readonly Need[] {
  const principalId = kubeletPrincipal(cluster.kubelet)?.toLowerCase();
  const ownRegistries = (facts.detached ?? []).filter(
    (registry) => sameId(registry.clusterId, cluster.id) && registry.principalId.toLowerCase() === principalId,
  );
  return [...new Map(ownRegistries.toReversed().map((registry) => [idKey(registry.registryId), registry])).values()]
    .filter(({ registryId }) => facts.get({ kind: 'resource', id: registryId })?.kind !== 'missing')
    .map(({ registryId, by, at }) => ({
      ...pullNeed(registryId, facts),
      why: say`"${by}" removed it on ${momentInSentence(at)}, so new pods can't pull from there. If you meant that, choose Accept Finding...`,
      wasDetached: true as const,
    }));
}

function operatorNeeds({ cluster, controlPlane }: NeedContext): Need[] {
  if (cluster.kubelet.kind !== 'preCreated') return [];
  return outsideIds(cluster, [cluster.kubelet.identityId]).map((scope) => ({
    ...needKind.assignKubeletIdentity,
    identity: controlPlane,
    role: role.managedIdentityOperator,
    scope,
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    ],
    why: say`Without it, the control plane can't assign the kubelet identity to the nodes.`,
    source: aksPage('pre-created-kubelet-managed-identity'),
  }));
}

/** The kubelet's roles: a cluster is supposed to pull from the registries at whose own scope its kubelet has a role. */
function heldByKubelet({ cluster, facts }: NeedContext): readonly RoleAssignment[] {
  const principalId = kubeletPrincipal(cluster.kubelet);
  return principalId ? visibleAssignmentsOf(principalId, cluster.subscriptionId, facts) : [];
}

/** Returns the registries that appear as scopes of role assignments, each once. */
export function registriesIn(assignments: readonly RoleAssignment[]): readonly string[] {
  const scopes = assignments.map(({ scope }) => scope).filter(isRegistry);
  return distinctIds(scopes);
}

/**
 * Returns the need to pull images from a registry, by its permission mode: AcrPull has no effect if the mode is
 * `AbacRepositoryPermissions`. If the mode is not known, the role is the one that is already assigned there, otherwise
 * AcrPull.
 * Source: https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function pullNeed(registryId: string, facts: Facts, assignments: readonly RoleAssignment[] = []): Need {
  const registry = facts.get({ kind: 'resource', id: registryId as ArmId });
  const legacy = registryNeed(registryId);
  const likely = onlyReadsRepositories(registryId, assignments) ? repositoryNeed(registryId) : legacy;
  if (registry && registry.kind !== 'found') {
    const short = say`${lastSegment(registryId)} can't be read`;
    const subject = { what: 'resource', of: registryId };
    return {
      ...likely,
      ...openNeed([{ ...whyNotFound(say`${short}, so its permission mode isn't known`, subject, registry), short }]),
    };
  }
  if (!registry) return legacy;
  const mode = textAt(registry.value, 'properties.roleAssignmentMode');
  if (mode !== undefined) return isRepositoryMode(mode) ? repositoryNeed(registryId) : legacy;
  return { ...likely, ...openNeed([unknownMode(registryId)]), likely: true };
}

/** Returns the need to pull images in each of a registry's permission modes. */
export function pullNeedByMode(registryId: string): readonly [legacy: Need, byRepository: Need] {
  return [registryNeed(registryId), repositoryNeed(registryId)];
}

/**
 * A version of the registry's API that knows the mode shows it for every registry; older ones never show it.
 * Source:
 * https://github.com/Azure/azure-rest-api-specs/blob/main/specification/containerregistry/resource-manager/Microsoft.ContainerRegistry/Registry/examples/2025-05-01-preview/RegistryCreate.json
 */
function unknownMode(registryId: string): Unknown {
  const short = say`the API version in which ${lastSegment(registryId)} was read doesn't show its permission mode`;
  const reason = say`The API version in which ${lastSegment(registryId)} was read doesn't show its permission mode, so which role lets nodes pull from it isn't known.`;
  return { cause: 'notOffered', subject: { what: 'permissionMode', of: registryId }, reason, short };
}

function onlyReadsRepositories(registryId: string, assignments: readonly RoleAssignment[]): boolean {
  const atRegistry = assignments.filter(({ scope }) => idKey(scope) === idKey(registryId));
  const holds = ({ id }: { readonly id: string }) =>
    atRegistry.some((assignment) => roleGuidOf(assignment.roleDefinitionId) === id);
  return holds(role.repositoryReader) && !holds(role.acrPull);
}

function registryNeed(registryId: string): Need {
  return {
    ...needKind.pullImages,
    identity: 'kubelet',
    role: role.acrPull,
    scope: registryId,
    actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
    why: say`Without it, nodes can't pull images from ${lastSegment(registryId)} with their own identity.`,
    source: aksPage('cluster-container-registry-integration'),
  };
}

function repositoryNeed(registryId: string): Need {
  return {
    ...registryNeed(registryId),
    role: role.repositoryReader,
    actions: [],
    dataActions: [
      'Microsoft.ContainerRegistry/registries/repositories/content/read',
      'Microsoft.ContainerRegistry/registries/repositories/metadata/read',
    ],
    why: say`Without it, nodes can't pull images from ${lastSegment(registryId)} with their own identity; permissions are given by repository there, so AcrPull has no effect.`,
    source: 'https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions',
  };
}

/** Returns true if a registry's `roleAssignmentMode` is "RBAC Registry + ABAC Repository Permissions". */
export function isRepositoryMode(mode: string | undefined): boolean {
  return mode?.toLowerCase() === 'abacrepositorypermissions';
}
