/** The world that the Azure CLI is let loose in: one subscription, a network, registries, and a cluster still on a service principal. */
const tenantId = '11111111-aaaa-4bbb-8ccc-000000000001';
export const subscriptionId = '22222222-aaaa-4bbb-8ccc-000000000002';
export const operatorId = '33333333-aaaa-4bbb-8ccc-000000000003';
export const clusterPrincipal = {
  appId: '44444444-aaaa-4bbb-8ccc-000000000004',
  objectId: '55555555-aaaa-4bbb-8ccc-000000000005',
  displayName: 'sp-legacy',
};

const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/rg-net`;
const network = `${group}/providers/Microsoft.Network`;
export const subnetId = `${network}/virtualNetworks/vnet-aks/subnets/snet-aks`;
export const egressSubnetId = `${network}/virtualNetworks/vnet-aks/subnets/snet-egress`;
export const zoneId = `${network}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/acraz`;
export const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv-az`;

const place = { location: 'westeurope' };
const routeTable = `${network}/routeTables/rt-egress`;

function servicePrincipalCluster(name: string): Record<string, unknown> {
  return {
    id: `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    ...place,
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: '1.32.4',
      currentKubernetesVersion: '1.32.4',
      dnsPrefix: name,
      fqdn: `${name}-1a2b3c4d.hcp.westeurope.azmk8s.io`,
      enableRBAC: true,
      nodeResourceGroup: `MC_rg-net_${name}_westeurope`,
      servicePrincipalProfile: { clientId: clusterPrincipal.appId },
      networkProfile: {
        networkPlugin: 'azure',
        serviceCidr: '10.0.0.0/16',
        dnsServiceIP: '10.0.0.10',
        outboundType: 'loadBalancer',
        loadBalancerSku: 'standard',
      },
      agentPoolProfiles: [
        {
          name: 'nodepool1',
          count: 1,
          vmSize: 'Standard_D2s_v5',
          osType: 'Linux',
          mode: 'System',
          type: 'VirtualMachineScaleSets',
          orchestratorVersion: '1.32.4',
          currentOrchestratorVersion: '1.32.4',
          provisioningState: 'Succeeded',
          powerState: { code: 'Running' },
          nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202601.01.0',
        },
      ],
      future: { kept: true },
    },
  };
}

/** A fresh copy of the world. */
export function azWorld(): Record<string, unknown> {
  return {
    tenantId,
    subscriptions: [{ subscriptionId, displayName: 'Contoso CLI' }],
    servicePrincipals: [clusterPrincipal, { appId: operatorId, objectId: operatorId, displayName: 'operator' }],
    roleAssignments: [
      { scope: subscription, principalId: operatorId, principalType: 'ServicePrincipal', roleName: 'Owner' },
    ],
    caller: { objectId: operatorId, roles: [{ scope: subscription, roleName: 'Owner' }] },
    resources: [
      {
        id: group,
        name: 'rg-net',
        type: 'Microsoft.Resources/resourceGroups',
        ...place,
        properties: { provisioningState: 'Succeeded' },
      },
      {
        id: routeTable,
        name: 'rt-egress',
        type: 'Microsoft.Network/routeTables',
        ...place,
        properties: { provisioningState: 'Succeeded', routes: [] },
      },
      {
        id: `${network}/virtualNetworks/vnet-aks`,
        name: 'vnet-aks',
        type: 'Microsoft.Network/virtualNetworks',
        ...place,
        properties: {
          provisioningState: 'Succeeded',
          addressSpace: { addressPrefixes: ['10.240.0.0/16'] },
          subnets: [
            {
              id: subnetId,
              name: 'snet-aks',
              properties: { addressPrefix: '10.240.0.0/22', provisioningState: 'Succeeded' },
            },
            {
              id: egressSubnetId,
              name: 'snet-egress',
              properties: {
                addressPrefix: '10.240.8.0/22',
                provisioningState: 'Succeeded',
                routeTable: { id: routeTable },
              },
            },
          ],
        },
      },
      {
        id: zoneId,
        name: 'privatelink.westeurope.azmk8s.io',
        type: 'Microsoft.Network/privateDnsZones',
        location: 'global',
        properties: { provisioningState: 'Succeeded' },
      },
      {
        id: registryId,
        name: 'acraz',
        type: 'Microsoft.ContainerRegistry/registries',
        ...place,
        sku: { name: 'Premium' },
        properties: {
          provisioningState: 'Succeeded',
          loginServer: 'acraz.azurecr.io',
          roleAssignmentMode: 'LegacyRegistryPermissions',
        },
      },
      {
        id: vaultId,
        name: 'bv-az',
        type: 'Microsoft.DataProtection/backupVaults',
        ...place,
        identity: { type: 'SystemAssigned', principalId: '66666666-aaaa-4bbb-8ccc-000000000006', tenantId },
        properties: { provisioningState: 'Succeeded' },
      },
      servicePrincipalCluster('legacy-sami'),
      servicePrincipalCluster('legacy-uami'),
    ],
  };
}
