/** What the control plane needs on the user's own subnets, and on their networks. */
import { connectedBy } from '../around/things/fleets.ts';
import { role } from '../access/roles.ts';
import { valueAt, textAt, type JsonObject } from '../arm/json.ts';
import { sameId } from '../arm/resourceId.ts';
import { poolsOf, nodeSubnetsOf } from '../cluster/nodePools.ts';
import { openNeed, type Need, type NeedContext } from './need.ts';
import { needKind, type NeedKind } from './needKinds.ts';
import { aksPage } from '../arm/docs.ts';
import { networkOf, outsideIds } from '../cluster/placement.ts';
import { say, type Words } from '../../sentences/words.ts';

/** The actions for putting something into a subnet. */
export const subnetActions: readonly string[] = [
  'Microsoft.Network/virtualNetworks/subnets/read',
  'Microsoft.Network/virtualNetworks/subnets/join/action',
];

/** Returns a need of the control plane for Network Contributor, or for another given role. */
export function networkNeed(
  neededKind: NeedKind,
  scope: string,
  context: NeedContext,
  members: Pick<Need, 'actions' | 'why' | 'source'> & Partial<Need>,
): Need {
  return { ...neededKind, identity: context.controlPlane, role: role.networkContributor, scope, ...members };
}

/** The part of a need on a network that roles on each of the nodes' subnets in it may also meet, but for a doubt. */
function orBySubnet(network: string, nodeSubnets: readonly string[], doubt: Words): Pick<Need, 'actions' | 'orAt'> {
  const scopes = nodeSubnets.filter((subnet) => sameId(networkOf(subnet), network));
  return {
    orAt: { scopes, actions: subnetActions, doubt },
    actions: ['Microsoft.Network/virtualNetworks/read', ...subnetActions],
  };
}

/** Returns the needs on the subnets of nodes, pods, the API server and AKS Automatic. */
export function subnetNeeds(context: NeedContext): Need[] {
  const { cluster } = context;
  const api = textAt(cluster.raw, 'properties.apiServerAccessProfile.subnetId');
  const hosted = valueAt(cluster.raw, 'properties.hostedSystemProfile');
  const isMachines = (pool: JsonObject) => textAt(pool, 'type')?.toLowerCase() === 'virtualmachines';
  const subnets = (pools: readonly JsonObject[], key: string) =>
    outsideIds(
      cluster,
      pools.map((pool) => textAt(pool, key)),
    );
  const pools = poolsOf(cluster);
  const need = (neededKind: NeedKind, ids: readonly string[], reason: Words, page: string) =>
    ids.map((scope) =>
      networkNeed(neededKind, scope, context, { actions: subnetActions, why: reason, source: aksPage(page) }),
    );
  return [
    ...need(
      needKind.joinNodeSubnet,
      subnets(
        pools.filter((pool) => !isMachines(pool)),
        'vnetSubnetID',
      ),
      say`Without it, the control plane can't put load balancers and nodes into the subnet.`,
      'concepts-network-cni-overview',
    ),
    ...need(
      needKind.joinMachineSubnet,
      subnets(pools.filter(isMachines), 'vnetSubnetID'),
      say`A Virtual Machines node pool in your own subnet needs the role before it is created.`,
      'virtual-machines-node-pools',
    ),
    ...need(
      needKind.joinPodSubnet,
      subnets(pools, 'podSubnetID'),
      say`Without it, pods can't get their addresses from the subnet.`,
      'azure-cni-powered-by-cilium',
    ),
    ...need(
      needKind.joinApiServerSubnet,
      outsideIds(cluster, [api]),
      say`The API server is projected into the subnet; provisioning fails without the role there and on the node subnet.`,
      'api-server-vnet-integration',
    ),
    ...need(
      needKind.joinAutomaticSubnet,
      outsideIds(cluster, [textAt(hosted, 'nodeSubnetID'), textAt(hosted, 'systemNodeSubnetID')]),
      say`Without it, AKS Automatic can't put nodes into the subnet.`,
      'automatic/quick-automatic-custom-network',
    ),
  ];
}

/** Returns the need on the network in which node auto-provisioning chooses subnets. */
export function nodeProvisioningNeeds(context: NeedContext): Need[] {
  const { cluster } = context;
  if (textAt(cluster.raw, 'properties.nodeProvisioningProfile.mode')?.toLowerCase() !== 'auto') return [];
  const subnets = nodeSubnetsOf(cluster);
  return outsideIds(cluster, subnets.map(networkOf)).map((scope) =>
    networkNeed(needKind.chooseNodeSubnet, scope, context, {
      ...orBySubnet(
        scope,
        subnets,
        say`The subnets of the node pools are granted one by one, which is enough unless AKSNodeClass objects name others; those are not visible here.`,
      ),
      why: say`Without it, node auto-provisioning can't join subnets of the network; those that AKSNodeClass objects name are not visible here.`,
      source: aksPage('node-auto-provisioning-networking'),
    }),
  );
}

const connectedPage = 'https://learn.microsoft.com/azure/kubernetes-fleet/howto-configure-use-cross-cluster-networking';

/**
 * Returns the need on the networks of a cluster that a Fleet connects with other members; none if the resources around
 * it are not checked. Only clusters with Cilium can be connected.
 */
export function connectedNeeds(context: NeedContext): Need[] {
  const { cluster, facts } = context;
  const isCilium = textAt(cluster.raw, 'properties.networkProfile.networkDataplane')?.toLowerCase() === 'cilium';
  if (facts.looksAround !== true || !isCilium) return [];
  const subnets = nodeSubnetsOf(cluster);
  const networks = outsideIds(cluster, subnets.map(networkOf));
  if (networks.length === 0) return [];
  const { fleets, unknown } = connectedBy(cluster, facts);
  if (fleets.length === 0 && unknown.length === 0) return [];
  const [fleet] = fleets;
  return networks.map((scope) =>
    networkNeed(needKind.connectMembers, scope, context, {
      ...orBySubnet(
        scope,
        subnets,
        say`The subnets of the node pools are granted one by one, as AKS does by itself; the page on cross-cluster networking asks for the network where clusters do not connect.`,
      ),
      why:
        fleet === undefined
          ? say`Cross-cluster networking of a Fleet puts an internal load balancer into the network. After the grant, update the cluster and apply the profile again.`
          : say`Fleet ${fleet} connects the cluster with others, which puts an internal load balancer into the network. After the grant, update the cluster and apply the profile again.`,
      ...(fleet === undefined ? openNeed(unknown) : {}),
      source: connectedPage,
    }),
  );
}
