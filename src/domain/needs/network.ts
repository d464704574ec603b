/** What the control plane needs for the user's own network resources. */
import { valueAt, listAt, objectsAt, textAt, textsAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import { whyNotFound } from '../arm/answer.ts';
import { openNeed, type Need, type NeedContext } from './need.ts';
import { needKind, type NeedKind } from './needKinds.ts';
import { lastSegment, resourceType, isOfType } from '../arm/resourceId.ts';
import { connectedNeeds, networkNeed, nodeProvisioningNeeds, subnetNeeds } from './subnets.ts';
import { role } from '../access/roles.ts';
import { aksPage } from '../arm/docs.ts';
import { networkOf, outsideIds } from '../cluster/placement.ts';
import { poolsOf, nodeSubnetsOf } from '../cluster/nodePools.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Returns what the control plane needs on subnets, networks, addresses and zones outside the node resource group. */
export function networkNeeds(context: NeedContext): readonly Need[] {
  const { cluster } = context;
  return [
    ...subnetNeeds(context),
    ...nodeProvisioningNeeds(context),
    ...connectedNeeds(context),
    ...nodeSubnetsOf(cluster).flatMap((subnet) => linkedNeeds(subnet, context)),
    ...privateClusterNeeds(context),
    ...addressNeeds(context),
    ...securityGroupNeeds(context),
  ].filter(firstOfItsKind());
}

/** Keeps each need once, because several pools may lead to the same one. */
function firstOfItsKind(): (need: Need) => boolean {
  const seenIds = new Set<string>();
  return (need) => {
    const key = `${need.id}|${need.role.id}|${need.scope}`.toLowerCase();
    return !seenIds.has(key) && seenIds.add(key) !== undefined;
  };
}

/** Needs on what a node subnet is linked to: its route table and its network security group. */
function linkedNeeds(subnetId: string, context: NeedContext): Need[] {
  const { cluster, facts } = context;
  const source = aksPage('configure-kubenet');
  const answer = facts.get({ kind: 'resource', id: subnetId as Cluster['id'] });
  if (!answer) return [];
  if (answer.kind !== 'found') {
    const short = say`the subnet ${lastSegment(subnetId)} can't be read`;
    const title = say`The subnet ${lastSegment(subnetId)} can't be read, so whether it has a route table isn't known`;
    return [
      networkNeed(needKind.changeRoutes, subnetId, context, {
        actions: routeActions(cluster),
        advice: true,
        ...openNeed([{ ...whyNotFound(title, { what: 'resource', of: subnetId }, answer), short }]),
        why: say`Without it, the control plane can't write a route table of the subnet.`,
        source,
      }),
    ];
  }
  const tables = outsideIds(cluster, [textAt(answer.value, 'properties.routeTable.id')]);
  const groups = outsideIds(cluster, [textAt(answer.value, 'properties.networkSecurityGroup.id')]);
  return [
    ...tables.map((scope) =>
      networkNeed(needKind.changeRoutes, scope, context, {
        actions: routeActions(cluster),
        why: say`Without it, the control plane can't read and write routes in the route table of ${lastSegment(subnetId)}.`,
        source,
      }),
    ),
    ...groups.map((scope) =>
      networkNeed(needKind.changeSecurityGroup, scope, context, {
        actions: ['Microsoft.Network/networkSecurityGroups/read', 'Microsoft.Network/networkSecurityGroups/write'],
        advice: true,
        why: say`One page asks for it where the group is in another resource group; another says AKS leaves it alone.`,
        source: aksPage('aks-service-permissions'),
      }),
    ),
  ];
}

function routeActions(cluster: Cluster): readonly string[] {
  const routes = ['Microsoft.Network/routeTables/routes/read', 'Microsoft.Network/routeTables/routes/write'];
  return textAt(cluster.raw, 'properties.networkProfile.networkPlugin')?.toLowerCase() === 'kubenet'
    ? ['Microsoft.Network/routeTables/read', 'Microsoft.Network/routeTables/write', ...routes]
    : routes;
}

/** The user's own private DNS zone, or the one that AKS has to link to a network with custom DNS servers. */
function privateClusterNeeds(context: NeedContext): Need[] {
  const { cluster, facts } = context;
  const access = valueAt(cluster.raw, 'properties.apiServerAccessProfile');
  const zone = textAt(access, 'privateDNSZone');
  const source = aksPage('private-clusters');
  const networks = outsideIds(cluster, nodeSubnetsOf(cluster).map(networkOf));
  const link = (neededKind: NeedKind, scope: string, reason: Words) =>
    networkNeed(neededKind, scope, context, {
      actions: ['Microsoft.Network/virtualNetworks/read', 'Microsoft.Network/virtualNetworks/join/action'],
      why: reason,
      source,
    });
  if (zone && isOfType(zone, resourceType.privateDnsZone)) {
    const ownNeeds = outsideIds(cluster, [zone]).map((scope) =>
      networkNeed(needKind.writeDnsZone, scope, context, {
        role: role.privateDnsZoneContributor,
        actions: ['Microsoft.Network/privateDnsZones/*'],
        why: say`Without it, AKS can't add the API server's DNS record or link the zone.`,
        source,
      }),
    );
    return [
      ...ownNeeds,
      ...networks.map((scope) =>
        link(needKind.linkDnsZone, scope, say`Without it, AKS can't link the private DNS zone to the network.`),
      ),
    ];
  }
  if (valueAt(access, 'enablePrivateCluster') !== true || (zone && zone.toLowerCase() !== 'system')) return [];
  return networks.flatMap((scope) => {
    const network = facts.get({ kind: 'resource', id: scope as Cluster['id'] });
    const reason = say`If the network has its own DNS servers, the zone that AKS creates must be linked to it.`;
    if (network?.kind === 'found') {
      return listAt(network.value, 'properties.dhcpOptions.dnsServers').length > 0
        ? link(needKind.linkDnsZoneOfAks, scope, reason)
        : [];
    }
    if (!network) return [];
    const short = say`the network ${lastSegment(scope)} can't be read`;
    const title = say`The network ${lastSegment(scope)} can't be read, so whether it has its own DNS servers isn't known`;
    const whyUnknown = { ...whyNotFound(title, { what: 'resource', of: scope }, network), short };
    return { ...link(needKind.linkDnsZoneOfAks, scope, reason), advice: true, ...openNeed([whyUnknown]) };
  });
}

function addressNeeds(context: NeedContext): Need[] {
  const { cluster } = context;
  const balancer = valueAt(cluster.raw, 'properties.networkProfile.loadBalancerProfile');
  const idsAt = (path: string) => objectsAt(balancer, path).map((reference) => textAt(reference, 'id'));
  const addresses = outsideIds(cluster, idsAt('outboundIPs.publicIPs'));
  const prefixes = outsideIds(cluster, [
    ...idsAt('outboundIPPrefixes.publicIPPrefixes'),
    ...poolsOf(cluster).map((pool) => textAt(pool, 'nodePublicIPPrefixID')),
  ]);
  return [
    ...addresses.map((scope) =>
      networkNeed(needKind.useAddress, scope, context, {
        actions: ['Microsoft.Network/publicIPAddresses/read', 'Microsoft.Network/publicIPAddresses/join/action'],
        why: say`Without it, AKS can't use the address for traffic that leaves the cluster.`,
        source: aksPage('configure-load-balancer-standard'),
      }),
    ),
    ...prefixes.map((scope) =>
      networkNeed(needKind.useAddressPrefix, scope, context, {
        actions: ['Microsoft.Network/publicIPPrefixes/read', 'Microsoft.Network/publicIPPrefixes/join/action'],
        why: say`Without it, AKS can't take addresses of the cluster from the prefix.`,
        source: aksPage('use-node-public-ips'),
      }),
    ),
  ];
}

function securityGroupNeeds(context: NeedContext): Need[] {
  const groups = poolsOf(context.cluster).flatMap((pool) => textsAt(pool, 'networkProfile.applicationSecurityGroups'));
  return outsideIds(context.cluster, groups).map((scope) =>
    networkNeed(needKind.joinApplicationSecurityGroup, scope, context, {
      actions: ['Microsoft.Network/applicationSecurityGroups/joinIpConfiguration/action'],
      why: say`Without it, nodes of a pool can't join the application security group.`,
      source: aksPage('use-node-public-ips'),
    }),
  );
}
