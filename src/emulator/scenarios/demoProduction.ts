import { makeBackup, fluxAsKubelet } from './demoAround.ts';
import { clusterId, makeCluster, nodePlace } from './parts/clusters.ts';
import { olderImage } from './parts/agentPools.ts';
import { shopRegistry, workspace } from './demoShop.ts';
import { legacyServicePrincipal, demoPlace, ordersServicePrincipal, production } from './demoSubscriptions.ts';
import { gatewayAddon, gatewayAddonIdentity, gatewayForContainers } from './parts/gateways.ts';
import { federatedCredential, identityReference, userAssignedIdentity } from './parts/identities.ts';
import { dnsZone, privateDnsZone, publicAddress, routeTable, subnetId, virtualNetwork } from './parts/networks.ts';
import {
  combineParts,
  assignRole,
  groupId,
  guidOf,
  makeResourceGroup,
  tenantId,
  type WorldPart,
} from './parts/resources.ts';
import type { WorldEligible, WorldResource, WorldRoleAssignment } from '../arm/worldFile.ts';
import { applicationGateway, storageAccount } from './parts/services.ts';

/** legacy-neu runs as a service principal, without Microsoft Entra, with Container Insights' old authentication and an application gateway. */
function legacyPart(): WorldPart {
  const home = demoPlace(production, 'rg-legacy', 'neu');
  const network = virtualNetwork(home, 'vnet-legacy', '10.20.0.0/16', [
    { name: 'snet-aks', prefix: '10.20.0.0/20' },
    { name: 'snet-agw', prefix: '10.20.16.0/24' },
  ]);
  const gateway = applicationGateway(home, 'agw-legacy', subnetId(network, 'snet-agw'));
  const next = userAssignedIdentity(home, 'id-legacy-neu');
  const { appId, objectId } = legacyServicePrincipal;
  const nodes = subnetId(network, 'snet-aks');
  const cluster = makeCluster({
    place: home,
    name: 'legacy-neu',
    kubernetesVersion: '1.31.9',
    controlPlane: { kind: 'servicePrincipal', appId, objectId },
    pools: [
      {
        name: 'nodepool1',
        subnetId: nodes,
        image: olderImage,
        newestImage: 'AKSUbuntu-2204gen2containerd-202608.05.0',
      },
    ],
    addons: {
      omsagent: { logAnalyticsWorkspaceResourceID: workspace.id, useAADAuth: 'false' },
      ingressApplicationGateway: { applicationGatewayId: gateway.id, effectiveApplicationGatewayId: gateway.id },
    },
    network: { networkPluginMode: null, podCidr: null, podCidrs: null },
    properties: { aadProfile: null, disableLocalAccounts: false },
  });
  return {
    resources: [makeResourceGroup(home), ...network, gateway, next.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Network Contributor', objectId, nodes),
      assignRole('AcrPull', objectId, shopRegistry.id),
      assignRole('Monitoring Metrics Publisher', objectId, cluster.id),
      assignRole('Network Contributor', objectId, groupId(home)),
    ],
  };
}

/**
 * orders-weu is private with its own DNS zone, routes through a firewall, keeps volumes in its own storage account, is
 * backed up and gets its manifests from Flux; all roles for that are assigned. Azure decides who may do what in it.
 */
function ordersPart(): WorldPart {
  const home = demoPlace(production, 'rg-orders', 'weu');
  const table = routeTable(home, 'rt-orders', '10.30.255.4');
  const network = virtualNetwork(home, 'vnet-orders', '10.30.0.0/16', [
    { name: 'snet-aks', prefix: '10.30.0.0/20', routeTable: table },
  ]);
  const zone = privateDnsZone(home, 'orders.privatelink.westeurope.azmk8s.io');
  const identity = userAssignedIdentity(home, 'id-orders-weu');
  const cluster = makeCluster({
    place: home,
    name: 'orders-weu',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', subnetId: subnetId(network, 'snet-aks') }],
    network: { networkPluginMode: 'overlay', outboundType: 'userDefinedRouting' },
    privateDnsZone: zone.id,
    properties: {
      aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: null, tenantID: tenantId },
      disableLocalAccounts: true,
    },
  });
  const volumes = storageAccount(home, 'stcontosoorders');
  const ownPart: WorldPart = {
    resources: [
      ...[makeResourceGroup(home), ...network, table, zone, volumes, identity.resource, ...cluster.resources],
      managedNamespace(cluster.id, 'invoices', 'westeurope'),
    ],
    roleAssignments: [
      ...cluster.roleAssignments,
      ...accessToOrders(cluster.id),
      assignRole(
        'Network Contributor',
        identity.principalId,
        `${groupId(home)}/providers/Microsoft.Network/virtualNetworks/vnet-orders`,
      ),
      assignRole('Network Contributor', identity.principalId, table.id),
      assignRole('Private DNS Zone Contributor', identity.principalId, zone.id),
      assignRole('Storage Account Contributor', identity.principalId, volumes.id),
      ...(cluster.kubelet === undefined ? [] : [assignRole('AcrPull', cluster.kubelet.principalId, shopRegistry.id)]),
    ],
  };
  return combineParts([ownPart, makeBackup(home, 'orders-weu', cluster), fluxAsKubelet(cluster.id)]);
}

/** Teams and a pipeline by namespace; only the platform's team is administrator of the whole cluster. */
function accessToOrders(cluster: string): readonly WorldRoleAssignment[] {
  const team = (name: string) => ({ id: guidOf('group', name), type: 'Group' }) as const;
  const [platform, orders, onCall] = [team('platform'), team('orders'), team('on call')];
  const pipeline = { id: ordersServicePrincipal.objectId, type: 'ServicePrincipal' } as const;
  const give = ({ id, type }: ReturnType<typeof team> | typeof pipeline, role: string, at = cluster) => ({
    ...assignRole(role, id, at),
    principalType: type,
  });
  return [
    ...[platform, orders, onCall, pipeline].map((each) => give(each, 'Azure Kubernetes Service Cluster User Role')),
    give(platform, 'Azure Kubernetes Service RBAC Cluster Admin'),
    give(orders, 'Azure Kubernetes Service RBAC Admin', `${cluster}/namespaces/orders`),
    give(orders, 'Azure Kubernetes Service RBAC Reader', `${cluster}/namespaces/basket`),
    give(pipeline, 'Azure Kubernetes Service RBAC Writer', `${cluster}/namespaces/orders`),
    give(onCall, 'Azure Kubernetes Service RBAC Reader'),
    give(orders, 'Azure Kubernetes Service RBAC Writer', `${cluster}/managedNamespaces/invoices`),
  ];
}

/** A namespace that Azure manages, so that its quota and its network policy can't be changed from inside. */
function managedNamespace(cluster: string, name: string, location: string): WorldResource {
  return {
    id: `${cluster}/managedNamespaces/${name}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/managedNamespaces',
    location,
    properties: {
      provisioningState: 'Succeeded',
      defaultNetworkPolicy: { ingress: 'AllowSameNamespace', egress: 'AllowAll' },
      adoptionPolicy: 'IfIdentical',
      deletePolicy: 'Keep',
    },
  };
}

/** Who may become administrator of orders-weu for some hours, with Privileged Identity Management. */
export function eligibleForOrders(): readonly WorldEligible[] {
  const scope = clusterId(demoPlace(production, 'rg-orders', 'weu'), 'orders-weu');
  const roleName = 'Azure Kubernetes Service RBAC Cluster Admin';
  return [{ principalId: guidOf('user', 'kim.akers@contoso.com'), principalType: 'User', scope, roleName }];
}

/** web-weu writes DNS records with application routing: it may in the public zone, not yet in the private one. */
function webPart(): WorldPart {
  const home = demoPlace(production, 'rg-web', 'weu');
  const publicZone = dnsZone(home, 'shop.contoso.com');
  const privateZone = privateDnsZone(home, 'internal.contoso.com');
  const identity = userAssignedIdentity(home, 'id-web-weu');
  const cluster = makeCluster({
    place: home,
    name: 'web-weu',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', count: 5 }],
    appRoutingZones: [publicZone.id, privateZone.id],
  });
  return {
    resources: [makeResourceGroup(home), publicZone, privateZone, identity.resource, ...cluster.resources],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('DNS Zone Contributor', cluster.addonIdentity('webapprouting').principalId, publicZone.id),
    ],
  };
}

/**
 * iot-weu has its own outbound addresses, virtual nodes, and pods that use identities by federation. The add-on for
 * Application Gateway for Containers has just been turned on, and may not join its subnet yet.
 */
function iotPart(): WorldPart {
  const home = demoPlace(production, 'rg-iot', 'weu');
  const network = virtualNetwork(home, 'vnet-iot', '10.40.0.0/16', [
    { name: 'snet-aks', prefix: '10.40.0.0/20' },
    { name: 'snet-virtual', prefix: '10.40.16.0/22' },
    { name: 'snet-alb', prefix: '10.40.20.0/24' },
  ]);
  const addresses = [
    publicAddress(home, 'pip-iot-1', '20.103.40.11'),
    publicAddress(home, 'pip-iot-2', '20.103.40.12'),
  ];
  const identity = userAssignedIdentity(home, 'id-iot-weu');
  const workload = userAssignedIdentity(home, 'id-iot-ingest');
  const nodes = subnetId(network, 'snet-aks');
  const addonHome = { place: home, name: 'iot-weu' };
  const cluster = makeCluster({
    place: home,
    name: 'iot-weu',
    controlPlane: { kind: 'userAssigned', identity },
    pools: [{ name: 'nodepool1', subnetId: nodes }],
    workloadIdentity: true,
    addons: { aciConnectorLinux: { SubnetName: 'snet-virtual' } },
    network: {
      networkPluginMode: null,
      loadBalancerProfile: {
        outboundIPs: { publicIPs: addresses.map(({ id }) => ({ id })) },
        effectiveOutboundIPs: addresses.map(({ id }) => ({ id })),
        backendPoolType: 'nodeIPConfiguration',
      },
    },
    properties: {
      ingressProfile: {
        applicationLoadBalancer: { enabled: true, identity: identityReference(gatewayAddonIdentity(addonHome)) },
        gatewayAPI: { installation: 'Standard' },
      },
    },
  });
  const balancer = gatewayForContainers(nodePlace(home, 'iot-weu'), 'agc-iot', subnetId(network, 'snet-alb'));
  const goneIssuer = 'https://westeurope.oic.prod-aks.azure.com/deleted-cluster/';
  const ownPart: WorldPart = {
    resources: [
      makeResourceGroup(home),
      ...network,
      ...addresses,
      ...balancer,
      identity.resource,
      workload.resource,
      federatedCredential(workload, 'iot-ingest', cluster.issuer, 'system:serviceaccount:iot:ingest'),
      federatedCredential(workload, 'iot-ingest-before-2025', goneIssuer, 'system:serviceaccount:iot:ingest'),
      ...cluster.resources,
    ],
    roleAssignments: [
      ...cluster.roleAssignments,
      assignRole('Network Contributor', identity.principalId, nodes),
      ...addresses.map(({ id }) => assignRole('Network Contributor', identity.principalId, id)),
      assignRole(
        'Network Contributor',
        cluster.addonIdentity('aciConnectorLinux').principalId,
        subnetId(network, 'snet-virtual'),
      ),
    ],
  };
  return combineParts([ownPart, gatewayAddon({ ...addonHome, issuer: cluster.issuer })]);
}

/** Makes the demo's subscription of production, without the shop. */
export function demoProduction(): WorldPart {
  return combineParts([legacyPart(), ordersPart(), webPart(), iotPart()]);
}
