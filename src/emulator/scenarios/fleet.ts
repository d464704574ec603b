import type {
  WorldFile,
  WorldResource,
  WorldRoleAssignment,
  WorldServicePrincipal,
  WorldSubscription,
} from '../arm/worldFile.ts';
import { makeCluster, type ControlPlaneSpec } from './parts/clusters.ts';
import { federatedCredential, userAssignedIdentity, type Identity } from './parts/identities.ts';
import { subnetId, virtualNetwork } from './parts/networks.ts';
import { assignRole, guidOf, makeResourceGroup, tenantId, type Place } from './parts/resources.ts';

const clustersPerSubscription = 1000;
const clustersPerGroup = 50;
const regions = ['westeurope', 'northeurope', 'eastus', 'westus3', 'southeastasia'] as const;

/**
 * Makes `count` clusters, always the same, evenly over the subscriptions (by default 1,000 in each). Of ten, six are
 * user-assigned, three system-assigned and one has a service principal; each has a network and two role assignments:
 * AKS's own on the node resource group, and one on the subnet, which for every 20th cluster is too little. `workloads`
 * adds that many identities, each trusted by four credentials for pods of the same cluster, which has workload identity
 * on; for every 50th identity they name a deleted issuer.
 */
export function fleetWorld(
  count: number,
  subscriptionCount = Math.max(1, Math.ceil(count / clustersPerSubscription)),
  workloads = 0,
): WorldFile {
  const subscriptions = Array.from({ length: subscriptionCount }, (_, index) => fleetSubscription(index));
  const resources: WorldResource[] = [];
  const roleAssignments: WorldRoleAssignment[] = [];
  const groups = new Set<string>();
  for (let index = 0; index < count; index++) {
    const owner = subscriptions[index % subscriptionCount];
    if (owner === undefined) break;
    const home = clusterPlace(owner, Math.floor(index / subscriptionCount));
    const key = `${home.subscriptionId}/${home.group}`;
    if (!groups.has(key)) resources.push(makeResourceGroup(home));
    groups.add(key);
    const { issuer } = addCluster(home, index, index < workloads, resources, roleAssignments);
    for (let workload = index; workload < workloads; workload += count) addWorkload(home, workload, issuer, resources);
  }
  const servicePrincipals = Array.from({ length: Math.floor(count / 10) }, (_, tenth) =>
    servicePrincipal(tenth * 10 + 9),
  );
  return { tenantId, subscriptions, resources, roleAssignments, servicePrincipals };
}

function fleetSubscription(index: number): WorldSubscription {
  const displayName = `Fleet ${String(index + 1).padStart(2, '0')}`;
  return { subscriptionId: guidOf('subscription', displayName), displayName };
}

function clusterPlace(owner: WorldSubscription, indexInSubscription: number): Place {
  const group = Math.floor(indexInSubscription / clustersPerGroup);
  const location = regions[group % regions.length] ?? regions[0];
  return { subscriptionId: owner.subscriptionId, group: `rg-fleet-${String(group).padStart(3, '0')}`, location };
}

function addCluster(
  home: Place,
  index: number,
  workloadIdentity: boolean,
  resources: WorldResource[],
  roleAssignments: WorldRoleAssignment[],
): { readonly issuer: string } {
  const name = clusterName(index);
  const identity = userAssignedIdentity(home, `id-${name}`);
  const prefix = `10.${String(Math.floor(index / 64) % 256)}.${String((index % 64) * 4)}.0/22`;
  const network = virtualNetwork(home, `vnet-${name}`, prefix, [{ name: 'snet-aks', prefix }]);
  const nodes = subnetId(network, 'snet-aks');
  const cluster = makeCluster({
    place: home,
    name,
    controlPlane: controlPlaneOf(index, identity),
    pools: [{ name: 'nodepool1', subnetId: nodes }],
    workloadIdentity,
  });
  const role = index % 20 === 13 ? 'Reader' : 'Network Contributor';
  resources.push(identity.resource, ...network, ...cluster.resources);
  roleAssignments.push(...cluster.roleAssignments, assignRole(role, cluster.principalId, nodes));
  return cluster;
}

const credentialsOfWorkload = 4;

function addWorkload(home: Place, index: number, issuer: string, resources: WorldResource[]): void {
  const name = `id-app-${String(index).padStart(5, '0')}`;
  const identity = userAssignedIdentity(home, name);
  const unique = guidOf('issuer', 'gone', String(index));
  const trusted = index % 50 === 49 ? `https://${home.location}.oic.prod-aks.azure.com/${tenantId}/${unique}/` : issuer;
  resources.push(identity.resource);
  for (let turn = 0; turn < credentialsOfWorkload; turn++) {
    const subject = `system:serviceaccount:${name.slice(3)}:account-${String(turn)}`;
    resources.push(federatedCredential(identity, `account-${String(turn)}`, trusted, subject));
  }
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
  return { appId: guidOf('application', displayName), objectId: guidOf('service principal', displayName), displayName };
}
