import { armRefusal } from '../../arm/error.ts';
import { asList, asObject, asText } from '../../arm/json.ts';
import { lastSegment, parentScope, subscriptionOf } from '../../arm/path.ts';
import type { Json, WorldResource } from '../../arm/worldFile.ts';
import type { ArmRequest, Emulation, Handler, ResourceKind } from '../../request/armRequest.ts';
import { getResource, listResources } from '../../request/readAnswers.ts';
import { asResource, requireBody, requireName, writtenId, inProvisioningState } from '../../request/writeBody.ts';
import { failureOf, operationHeaders, type Operation } from '../../world/operations.ts';
import type { World } from '../../world/world.ts';
import { requireIdle, requireRunning } from './cluster/busy.ts';
import { operationOf, requireCluster } from './cluster/clusterPut.ts';

const type = 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings';

/** Source: https://learn.microsoft.com/azure/aks/trusted-access-feature */
const mostBindings = 8;

/** Gives a resource access to the cluster. The texts of refusals are the emulator's own. */
const put: Handler = (request, emulation) => {
  const { world } = emulation;
  const { id } = request.path;
  const cluster = requireCluster(world, parentScope(id) ?? '');
  const name = lastSegment(id);
  requireName(name, /^[A-Za-z0-9-]{1,24}$/, 'it has 1 to 24 letters, digits or -');
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  const existing = world.resources.get(id);
  const askedProperties = asObject(requireBody(request)['properties']);
  const source = asText(askedProperties['sourceResourceId']) ?? '';
  if (subscriptionOf(source) !== subscriptionOf(id))
    throw armRefusal(
      400,
      'BadRequest',
      'The source of a trusted access role binding must be in the subscription of the cluster.',
    );
  if (asList(askedProperties['roles']).length === 0)
    throw armRefusal(400, 'BadRequest', 'A trusted access role binding must have at least one role.');
  if (existing === undefined && world.resources.ofType(type, cluster.id).length >= mostBindings)
    throw armRefusal(
      400,
      'BadRequest',
      `A cluster can have at most ${String(mostBindings)} trusted access role bindings.`,
    );
  const state = existing === undefined ? 'Creating' : 'Updating';
  const properties = { sourceResourceId: source, roles: asList(askedProperties['roles']), provisioningState: state };
  const binding = asResource({ id: writtenId(request.path, type), name, type, properties });
  world.resources.put(binding);
  const operation = startAtBinding(request, emulation, { cluster, binding, kind: 'putTrustedBinding', state });
  const headers = operationHeaders(operation, request.origin, false);
  return { status: existing === undefined ? 201 : 200, headers, body: binding };
};

/** Removes a resource's access to the cluster. */
const remove: Handler = (request, emulation) => {
  const { world } = emulation;
  const binding = world.resources.get(request.path.id);
  if (binding === undefined) return { status: 204 };
  const cluster = requireCluster(world, parentScope(binding.id) ?? '');
  requireIdle(emulation, cluster);
  requireRunning(cluster);
  world.resources.put(inProvisioningState(binding, 'Deleting'));
  const operation = startAtBinding(request, emulation, {
    cluster,
    binding,
    kind: 'deleteTrustedBinding',
    state: 'Deleting',
  });
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
};

interface Started {
  readonly cluster: WorldResource;
  readonly binding: WorldResource;
  readonly kind: 'putTrustedBinding' | 'deleteTrustedBinding';
  readonly state: string;
}

function startAtBinding(
  request: ArmRequest,
  emulation: Emulation,
  { cluster, binding, kind, state }: Started,
): Operation {
  return emulation.world.operations.start({
    ...operationOf(request, emulation, cluster),
    target: binding.id,
    kind,
    description: `${binding.name} - ${state}`,
  });
}

/** Applies the result of AKS's operation on a binding. */
export function completeTrustedBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  if (operation.kind === 'deleteTrustedBinding') world.remove(binding.id);
  else world.resources.put(inProvisioningState(binding, 'Succeeded'));
}

/** Sets the state that a failed operation leaves on a binding. */
export function failTrustedBinding(world: World, operation: Operation): void {
  const binding = world.resources.get(operation.target);
  if (binding === undefined) return;
  world.resources.put(inProvisioningState(binding, asText(failureOf(operation)['provisioningState']) ?? 'Failed'));
}

/** What a role allows its source in a cluster; Azure's own rules are not published, so these are the emulator's. */
const rulesOf = (...verbs: readonly string[]): Json => [
  { verbs, apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] },
];

/**
 * The roles that sources of Trusted Access can have. Source: azure-rest-api-specs, TrustedAccessRoles_List; names from
 * the services' own pages
 */
export const trustedAccessRoles: readonly Json[] = [
  {
    sourceResourceType: 'Microsoft.DataProtection/backupVaults',
    name: 'backup-operator',
    rules: rulesOf('get', 'list', 'create', 'update', 'patch', 'delete'),
  },
  {
    sourceResourceType: 'Microsoft.MachineLearningServices/workspaces',
    name: 'mlworkload',
    rules: rulesOf('get', 'list', 'create', 'update', 'patch', 'delete'),
  },
  {
    sourceResourceType: 'Microsoft.MachineLearningServices/workspaces',
    name: 'inference-v1',
    rules: rulesOf('get', 'list', 'create', 'update', 'patch', 'delete'),
  },
  {
    sourceResourceType: 'Microsoft.Security/pricings',
    name: 'microsoft-defender-operator',
    rules: rulesOf('get', 'list'),
  },
];

/** Trusted Access lets Azure services act in clusters. Whether a source has the identity that it signs in with is not checked. */
export const trustedAccessRoleBindings: ResourceKind = {
  type,
  versions: ['2022-04-02-preview', '2026-06-01'],
  get: getResource,
  list: listResources,
  put,
  delete: remove,
};
