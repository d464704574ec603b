import { asList, asObject, asText, valueAt, withoutUndefined, type JsonObject } from '../../../arm/json.ts';
import { idKey } from '../../../arm/path.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import { guidOf, type World } from '../../../world/world.ts';
import { clientAndObjectId } from './kubelet.ts';
import { nodeGroupOf } from './nodeResourceGroup.ts';

/**
 * Writes the scale sets of the pools, with the identities of their nodes: the kubelet's, those of add-ons, and those
 * that users attached, which AKS keeps.
 * Source: https://github.com/Azure/AKS/blob/master/CHANGELOG.md (2020-08-31), Azure/azure-policy#1273
 */
export function writeScaleSets(world: World, cluster: WorldResource, replaced: string | undefined): void {
  const nodeIdentities = identitiesOfNodes(world, cluster);
  const unique = String(Number.parseInt(guidOf('scale sets', cluster.id).slice(0, 7), 16))
    .padStart(8, '0')
    .slice(0, 8);
  for (const pool of asList(valueAt(cluster['properties'], 'agentPoolProfiles')).map(asObject)) {
    const poolName = asText(pool['name']) ?? '';
    const existing = scaleSetOf(world, cluster, poolName);
    const name = existing?.name ?? `aks-${poolName}-${unique}-vmss`;
    const id = `${nodeGroupOf(cluster)}/providers/${scaleSetType}/${name}`;
    const attached = attachedTo(existing, { cluster, own: nodeIdentities, replaced });
    world.resources.put({
      id: existing?.id ?? id,
      name,
      type: scaleSetType,
      location: cluster.location ?? '',
      tags: { 'aks-managed-poolName': poolName },
      sku: { name: asText(pool['vmSize']) ?? '', tier: 'Standard', capacity: pool['count'] ?? 0 },
      ...machineIdentity(world, existing, [...nodeIdentities, ...attached]),
      properties: { ...asObject(existing?.['properties']), provisioningState: 'Succeeded' },
    });
  }
}

const scaleSetType = 'Microsoft.Compute/virtualMachineScaleSets';

/** The scale set that a world already has for a pool, whatever its name. */
function scaleSetOf(world: World, cluster: WorldResource, poolName: string): WorldResource | undefined {
  return world.resources
    .ofType(scaleSetType, nodeGroupOf(cluster))
    .find((resource) => asText(valueAt(resource['tags'], 'aks-managed-poolName')) === poolName);
}

/** The kubelet's identity, and one for each add-on that has one. */
function identitiesOfNodes(world: World, cluster: WorldResource): readonly string[] {
  const properties = asObject(cluster['properties']);
  const addons = Object.values(asObject(properties['addonProfiles'])).map((profile) => valueAt(profile, 'identity'));
  const profiles = [
    valueAt(properties, 'identityProfile', 'kubeletidentity'),
    ...addons,
    valueAt(properties, 'ingressProfile', 'webAppRouting', 'identity'),
  ];
  const costAnalysis = `${nodeGroupOf(cluster)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cost-analysis-identity`;
  const hasCosts = valueAt(properties, 'metricsProfile', 'costAnalysis', 'enabled') === true;
  return [
    ...profiles.flatMap((profile) => asText(valueAt(profile, 'resourceId')) ?? []),
    ...(hasCosts ? [world.resources.get(costAnalysis)?.id ?? costAnalysis] : []),
  ];
}

interface Nodes {
  readonly cluster: WorldResource;
  readonly own: readonly string[];
  /** The cluster's previous kubelet identity. */
  readonly replaced: string | undefined;
}

/** What someone else attached: neither AKS's own, which is removed with its add-on, nor the replaced kubelet identity. */
function attachedTo(existing: WorldResource | undefined, { cluster, own, replaced }: Nodes): readonly string[] {
  const group = `${idKey(nodeGroupOf(cluster))}/`;
  const expected = new Set([...own, ...(replaced === undefined ? [] : [replaced])].map(idKey));
  return Object.keys(asObject(valueAt(existing?.['identity'], 'userAssignedIdentities'))).filter(
    (id) => !expected.has(idKey(id)) && !idKey(id).startsWith(group),
  );
}

function machineIdentity(
  world: World,
  existing: WorldResource | undefined,
  ids: readonly string[],
): { readonly identity?: JsonObject } {
  const before = asObject(existing?.['identity']);
  const hasOwn = /systemassigned/i.test(asText(before['type']) ?? '');
  if (ids.length === 0 && !hasOwn) return {};
  const types = [...(hasOwn ? ['SystemAssigned'] : []), ...(ids.length > 0 ? ['UserAssigned'] : [])];
  const numbersById = ids.map((id) => {
    const identity = world.resources.get(id);
    const { clientId, objectId } = identity === undefined ? {} : clientAndObjectId(identity);
    return [id, withoutUndefined({ clientId, principalId: objectId })] as const;
  });
  const { principalId, tenantId } = before;
  return {
    identity: withoutUndefined({
      type: types.join(', '),
      ...(hasOwn && { principalId, tenantId }),
      userAssignedIdentities: ids.length === 0 ? undefined : Object.fromEntries(numbersById),
    }),
  };
}
