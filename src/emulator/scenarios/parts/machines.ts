import { asList, asObject, asText, valueAt } from '../../arm/json.ts';
import type { Json, WorldResource } from '../../arm/worldFile.ts';
import type { Identity } from './identities.ts';
import { guidOf, makeResource, type Place } from './resources.ts';

/** An identity as machines name it. */
type MachineIdentity = Pick<Identity, 'id' | 'clientId' | 'principalId'>;

/** Makes the scale set of a node pool in a node resource group, whose machines have these identities. */
export function scaleSet(nodes: Place, pool: string, identities: readonly MachineIdentity[]): WorldResource {
  return makeResource(nodes, 'Microsoft.Compute/virtualMachineScaleSets', `aks-${pool}-12345678-vmss`, {
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
  const group = asText(valueAt(cluster['properties'], 'nodeResourceGroup')) ?? '';
  const unique = String(Number.parseInt(guidOf('scale sets', cluster.id).slice(0, 7), 16))
    .padStart(8, '0')
    .slice(0, 8);
  return asList(valueAt(cluster['properties'], 'agentPoolProfiles')).map((pool) => {
    const name = asText(valueAt(pool, 'name')) ?? '';
    const machines = scaleSet({ subscriptionId, group, location: cluster.location ?? '' }, name, [
      ...carriedByAks(cluster),
      ...(attached[name] ?? []),
    ]);
    const ownName = machines.name.replace('12345678', unique);
    return {
      ...machines,
      id: machines.id.replace(machines.name, ownName),
      name: ownName,
      sku: { name: asText(valueAt(pool, 'vmSize')) ?? '', tier: 'Standard', capacity: valueAt(pool, 'count') ?? 0 },
    };
  });
}

/** The identities of the kubelet and of add-ons. */
function carriedByAks(cluster: WorldResource): readonly MachineIdentity[] {
  const properties = cluster['properties'];
  const addons = Object.values(asObject(valueAt(properties, 'addonProfiles')));
  return [
    valueAt(properties, 'identityProfile', 'kubeletidentity'),
    ...addons.map((addon) => valueAt(addon, 'identity')),
    valueAt(properties, 'ingressProfile', 'webAppRouting', 'identity'),
  ].flatMap((reference) => {
    const id = asText(valueAt(reference, 'resourceId'));
    if (id === undefined) return [];
    return [
      {
        id,
        clientId: asText(valueAt(reference, 'clientId')) ?? '',
        principalId: asText(valueAt(reference, 'objectId')) ?? '',
      },
    ];
  });
}

/** Makes a machine that node auto-provisioning created for one node. */
export function provisionedMachine(nodes: Place, name: string, identities: readonly MachineIdentity[]): WorldResource {
  return makeResource(nodes, 'Microsoft.Compute/virtualMachines', name, {
    tags: { 'karpenter.sh_nodepool': 'default' },
    ...withIdentities(identities),
    properties: { provisioningState: 'Succeeded' },
  });
}

function withIdentities(identities: readonly MachineIdentity[]): { readonly identity?: Json } {
  if (identities.length === 0) return {};
  const entries = identities.map(({ id, clientId, principalId }) => [id, { clientId, principalId }] as const);
  return { identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(entries) } };
}
