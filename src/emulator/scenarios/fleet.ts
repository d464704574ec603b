import type {
  WorldFile,
  WorldResource,
  WorldRoleAssignment,
  WorldServicePrincipal,
  WorldSubscription,
} from '../arm/worldFile.ts';
import { cluster } from './parts/clusters.ts';
import type { ControlPlaneSpec } from './parts/clusters.ts';
import type { Identity } from './parts/identities.ts';
import { userAssignedIdentity } from './parts/identities.ts';
import { subnetId, virtualNetwork } from './parts/networks.ts';
import { grant, guid, resourceGroup, tenantId } from './parts/resources.ts';
import type { Place } from './parts/resources.ts';

const clustersPerSubscription = 1000;
const clustersPerGroup = 50;
const regions = ['westeurope', 'northeurope', 'eastus', 'westus3', 'southeastasia'] as const;

/**
 * `count` clusters, always the same ones, evenly over the subscriptions (without a number: 1,000 in each). Of ten, six are
 * user-assigned, three system-assigned and one has a service principal; each has a network and two role assignments: what
 * AKS gives on the node resource group, and one on the subnet, which for every 20th cluster is too little.
 */
export function fleet(
  count: number,
  subscriptionCount = Math.max(1, Math.ceil(count / clustersPerSubscription)),
): WorldFile {
  const subscriptions = Array.from({ length: subscriptionCount }, (_, index) => subscription(index));
  const resources: WorldResource[] = [];
  const roleAssignments: WorldRoleAssignment[] = [];
  const groups = new Set<string>();
  for (let index = 0; index < count; index++) {
    const owner = subscriptions[index % subscriptionCount];
    if (owner === undefined) break;
    const home = placeOf(owner, Math.floor(index / subscriptionCount));
    const key = `${home.subscriptionId}/${home.group}`;
    if (!groups.has(key)) resources.push(resourceGroup(home));
    groups.add(key);
    addCluster(home, index, resources, roleAssignments);
  }
  const servicePrincipals = Array.from({ length: Math.floor(count / 10) }, (_, tenth) =>
    servicePrincipal(tenth * 10 + 9),
  );
  return { tenantId, subscriptions, resources, roleAssignments, servicePrincipals };
}

function subscription(index: number): WorldSubscription {
  const displayName = `Fleet ${String(index + 1).padStart(2, '0')}`;
  return { subscriptionId: guid('subscription', displayName), displayName };
}

function placeOf(owner: WorldSubscription, indexInSubscription: number): Place {
  const group = Math.floor(indexInSubscription / clustersPerGroup);
  const location = regions[group % regions.length] ?? regions[0];
  return { subscriptionId: owner.subscriptionId, group: `rg-fleet-${String(group).padStart(3, '0')}`, location };
}

function addCluster(
  home: Place,
  index: number,
  resources: WorldResource[],
  roleAssignments: WorldRoleAssignment[],
): void {
  const name = clusterName(index);
  const identity = userAssignedIdentity(home, `id-${name}`);
  const prefix = `10.${String(Math.floor(index / 64) % 256)}.${String((index % 64) * 4)}.0/22`;
  const network = virtualNetwork(home, `vnet-${name}`, prefix, [{ name: 'snet-aks', prefix }]);
  const nodes = subnetId(network, 'snet-aks');
  const made = cluster({
    place: home,
    name,
    controlPlane: controlPlaneOf(index, identity),
    pools: [{ name: 'nodepool1', subnetId: nodes }],
  });
  const role = index % 20 === 13 ? 'Reader' : 'Network Contributor';
  resources.push(identity.resource, ...network, ...made.resources);
  roleAssignments.push(...made.roleAssignments, grant(role, made.principalId, nodes));
}

function controlPlaneOf(index: number, identity: Identity): ControlPlaneSpec {
  const turn = index % 10;
  if (turn < 6) return { kind: 'userAssigned', identity };
  if (turn < 9) return { kind: 'systemAssigned' };
  const { appId, objectId } = servicePrincipal(index);
  return { kind: 'servicePrincipal', appId, objectId };
}

function clusterName(index: number): string {
  return `aks-${String(index).padStart(5, '0')}`;
}

function servicePrincipal(index: number): WorldServicePrincipal {
  const displayName = `sp-${clusterName(index)}`;
  return { appId: guid('application', displayName), objectId: guid('service principal', displayName), displayName };
}
