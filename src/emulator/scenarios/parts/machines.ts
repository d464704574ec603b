import { asList, asObject, asText, at } from '../../arm/json.ts';
import type { Json, WorldResource } from '../../arm/worldFile.ts';
import type { Identity } from './identities.ts';
import { guid, resource, type Place } from './resources.ts';

/** An identity as machines name it. */
type Carried = Pick<Identity, 'id' | 'clientId' | 'principalId'>;

/** Makes the scale set of a node pool in a node resource group, whose machines have these identities. */
export function scaleSet(nodes: Place, pool: string, identities: readonly Carried[]): WorldResource {
  return resource(nodes, 'Microsoft.Compute/virtualMachineScaleSets', `aks-${pool}-12345678-vmss`, {
    tags: { 'aks-managed-poolName': pool },
    sku: { name: 'Standard_D4s_v5', tier: 'Standard', capacity: 3 },
    ...withIdentities(identities),
    properties: { provisioningState: 'Succeeded' },
  });
}

/** Makes the scale sets of a cluster's pools, whose machines have AKS's identities and those that users attached to a pool. */
export function scaleSetsOf(
  cluster: WorldResource,
  attached: Readonly<Record<string, readonly Identity[]>> = {},
): readonly WorldResource[] {
  const [, , subscriptionId = ''] = cluster.id.split('/');
  const group = asText(at(cluster['properties'], 'nodeResourceGroup')) ?? '';
  const unique = String(Number.parseInt(guid('scale sets', cluster.id).slice(0, 7), 16))
    .padStart(8, '0')
    .slice(0, 8);
  return asList(at(cluster['properties'], 'agentPoolProfiles')).map((pool) => {
    const name = asText(at(pool, 'name')) ?? '';
    const machines = scaleSet({ subscriptionId, group, location: cluster.location ?? '' }, name, [
      ...carriedByAks(cluster),
      ...(attached[name] ?? []),
    ]);
    const ownName = machines.name.replace('12345678', unique);
    return {
      ...machines,
      id: machines.id.replace(machines.name, ownName),
      name: ownName,
      sku: { name: asText(at(pool, 'vmSize')) ?? '', tier: 'Standard', capacity: at(pool, 'count') ?? 0 },
    };
  });
}

/** The identities of the kubelet and of add-ons. */
function carriedByAks(cluster: WorldResource): readonly Carried[] {
  const properties = cluster['properties'];
  const addons = Object.values(asObject(at(properties, 'addonProfiles')));
  return [
    at(properties, 'identityProfile', 'kubeletidentity'),
    ...addons.map((addon) => at(addon, 'identity')),
    at(properties, 'ingressProfile', 'webAppRouting', 'identity'),
  ].flatMap((reference) => {
    const id = asText(at(reference, 'resourceId'));
    if (id === undefined) return [];
    return [
      { id, clientId: asText(at(reference, 'clientId')) ?? '', principalId: asText(at(reference, 'objectId')) ?? '' },
    ];
  });
}

/** Makes a machine that node auto-provisioning created for one node. */
export function provisionedMachine(nodes: Place, name: string, identities: readonly Carried[]): WorldResource {
  return resource(nodes, 'Microsoft.Compute/virtualMachines', name, {
    tags: { 'karpenter.sh_nodepool': 'default' },
    ...withIdentities(identities),
    properties: { provisioningState: 'Succeeded' },
  });
}

function withIdentities(identities: readonly Carried[]): { readonly identity?: Json } {
  if (identities.length === 0) return {};
  const entries = identities.map(({ id, clientId, principalId }) => [id, { clientId, principalId }] as const);
  return { identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(entries) } };
}
