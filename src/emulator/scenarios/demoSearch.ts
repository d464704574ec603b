import { searchGateways } from './demoGateways.ts';
import { demoPlace, platform } from './demoSubscriptions.ts';
import { makeCluster, nodePlace } from './parts/clusters.ts';
import { selfHostedKarpenter } from './parts/controllers.ts';
import { gatewayByHelm, gatewayForContainers } from './parts/gateways.ts';
import { flexibleCredential, regionalIdentity, userAssignedIdentity, type Identity } from './parts/identities.ts';
import { provisionedMachine } from './parts/machines.ts';
import { subnetId, virtualNetwork } from './parts/networks.ts';
import { combineParts, assignRole, makeResourceGroup, type WorldPart } from './parts/resources.ts';

const home = demoPlace(platform, 'rg-search', 'weu');

/** An identity that the search team itself attached to the machines of search-weu. */
export const searchAgent: Identity = userAssignedIdentity(home, 'id-search-agent');

/**
 * Makes search-weu, which is healthy and runs what AKS does not know about: a self-hosted Karpenter, Application
 * Gateway for Containers by Helm, and pods of pull requests that act as an identity by an expression. Gateways are served
 * by application routing, without NGINX. Its control plane's identity is restricted to its region.
 */
export function demoSearch(): WorldPart {
  const name = 'search-weu';
  const network = virtualNetwork(home, 'vnet-search', '10.70.0.0/16', [
    { name: 'snet-aks', prefix: '10.70.0.0/20' },
    { name: 'snet-alb', prefix: '10.70.16.0/24' },
  ]);
  const identity = userAssignedIdentity(home, 'id-search-weu');
  const previews = userAssignedIdentity(home, 'id-search-previews');
  const nodes = subnetId(network, 'snet-aks');
  const balancer = subnetId(network, 'snet-alb');
  const cluster = makeCluster({
    place: home,
    name,
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', subnetId: nodes }],
    workloadIdentity: true,
    appRoutingZones: [],
    servesGateways: true,
  });
  const carried = cluster.kubelet === undefined ? [] : [cluster.kubelet];
  const machines = ['aks-default-6x2kq', 'aks-default-t9w4n'].map((machine) =>
    provisionedMachine(nodePlace(home, name), machine, carried),
  );
  const ownPart: WorldPart = {
    resources: [
      makeResourceGroup(home),
      ...network,
      regionalIdentity(identity),
      previews.resource,
      searchAgent.resource,
      flexibleCredential(
        previews,
        'pull-requests',
        cluster.issuer,
        "claims['sub'] matches 'system:serviceaccount:pr-*:search'",
      ),
      ...gatewayForContainers(home, 'agc-search', balancer),
      ...machines,
    ],
    roleAssignments: [assignRole('Network Contributor', identity.principalId, nodes)],
  };
  const target = { place: home, name, issuer: cluster.issuer };
  return combineParts([
    ownPart,
    cluster,
    searchGateways(cluster.issuer),
    selfHostedKarpenter(target),
    gatewayByHelm(target, balancer),
  ]);
}
