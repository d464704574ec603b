import { role } from '../../../../src/domain/access/roles.ts';
import {
  kubeletId,
  network,
  ownKubelet,
  pool,
  registryId,
  resource,
  subnet,
  subscription,
  vaultId,
  vnet,
} from '../clusterFixture.ts';

import {
  onSubnet,
  routeTable,
  securityGroup,
  zone,
  address,
  prefix,
  compute,
  kms,
  withRouteTable,
  type Row,
} from './needParts.ts';

const relay = `${subscription}/resourceGroups/rg-relay/providers/Microsoft.Relay/namespaces/relay-shop`;
const account = `${subscription}/resourceGroups/rg-relay/providers/Microsoft.Storage/storageAccounts/stshell`;

/** One row for each need of control plane and kubelet: properties that make it, properties that do not. */
export const clusterRows: readonly Row[] = [
  { id: 'P-02', has: onSubnet, lacks: {}, role: role.networkContributor, scope: subnet },
  {
    id: 'P-03',
    has: { agentPoolProfiles: [pool({ podSubnetID: subnet })] },
    lacks: onSubnet,
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-04',
    has: { apiServerAccessProfile: { enableVnetIntegration: true, subnetId: subnet } },
    lacks: { apiServerAccessProfile: { enableVnetIntegration: true } },
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-05',
    has: { hostedSystemProfile: { enabled: true, nodeSubnetID: subnet } },
    lacks: { hostedSystemProfile: { enabled: true } },
    role: role.networkContributor,
    scope: subnet,
  },
  {
    id: 'P-06',
    has: { ...onSubnet, nodeProvisioningProfile: { mode: 'Auto' } },
    lacks: { ...onSubnet, nodeProvisioningProfile: { mode: 'Manual' } },
    role: role.networkContributor,
    scope: vnet,
  },
  { id: 'P-07', has: onSubnet, lacks: {}, role: role.networkContributor, scope: routeTable, facts: [withRouteTable] },
  {
    id: 'P-08',
    has: onSubnet,
    lacks: {},
    role: role.networkContributor,
    scope: securityGroup,
    facts: [withRouteTable],
  },
  {
    id: 'P-09',
    has: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone } },
    lacks: { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'none' } },
    role: role.privateDnsZoneContributor,
    scope: zone,
  },
  {
    id: 'P-10',
    has: { ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'system' } },
    lacks: { ...onSubnet, apiServerAccessProfile: { enablePrivateCluster: false } },
    role: role.networkContributor,
    scope: vnet,
    facts: [resource(vnet, { dhcpOptions: { dnsServers: ['10.0.0.4'] } })],
  },
  {
    id: 'P-11',
    has: { networkProfile: { loadBalancerProfile: { outboundIPs: { publicIPs: [{ id: address }] } } } },
    lacks: { networkProfile: { loadBalancerProfile: { effectiveOutboundIPs: [{ id: address }] } } },
    role: role.networkContributor,
    scope: address,
  },
  {
    id: 'P-12',
    has: { agentPoolProfiles: [pool({ nodePublicIPPrefixID: prefix })] },
    lacks: {},
    role: role.networkContributor,
    scope: prefix,
  },
  {
    id: 'P-15',
    has: {
      agentPoolProfiles: [
        pool({ networkProfile: { applicationSecurityGroups: [`${network}/applicationSecurityGroups/asg`] } }),
      ],
    },
    lacks: {},
    role: role.networkContributor,
    scope: `${network}/applicationSecurityGroups/asg`,
  },
  {
    id: 'P-20',
    has: { diskEncryptionSetID: `${compute}/diskEncryptionSets/des` },
    lacks: {},
    role: role.reader,
    scope: `${compute}/diskEncryptionSets/des`,
  },
  {
    id: 'P-22',
    has: kms({ keyVaultResourceId: vaultId }),
    lacks: { securityProfile: { azureKeyVaultKms: { enabled: false, keyVaultResourceId: vaultId } } },
    role: role.keyVaultCryptoUser,
    scope: vaultId,
    facts: [resource(vaultId, { enableRbacAuthorization: true })],
  },
  {
    id: 'P-55',
    has: kms({ keyVaultResourceId: vaultId, keyId: 'https://kv-shop.vault.azure.net/keys/k' }),
    lacks: kms({ keyVaultResourceId: vaultId }),
    role: role.keyVaultCryptoUser,
    scope: vaultId,
    facts: [resource(vaultId, { enableRbacAuthorization: true })],
  },
  {
    id: 'P-23',
    has: { agentPoolProfiles: [pool({ capacityReservationGroupID: `${compute}/capacityReservationGroups/crg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${subscription}/resourceGroups/rg-compute`,
  },
  {
    id: 'P-24',
    has: { agentPoolProfiles: [pool({ hostGroupID: `${compute}/hostGroups/hg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${subscription}/resourceGroups/rg-compute`,
  },
  {
    id: 'P-25',
    has: { agentPoolProfiles: [pool({ proximityPlacementGroupID: `${compute}/proximityPlacementGroups/ppg` })] },
    lacks: {},
    role: role.contributor,
    scope: `${compute}/proximityPlacementGroups/ppg`,
  },
  {
    id: 'P-27',
    has: { agentPoolProfiles: [pool({ type: 'VirtualMachines', vnetSubnetID: subnet })] },
    lacks: onSubnet,
    role: role.networkContributor,
    scope: subnet,
  },
  { id: 'P-30', has: ownKubelet, lacks: {}, role: role.managedIdentityOperator, scope: kubeletId },
  {
    id: 'P-33',
    has: { bootstrapProfile: { artifactSource: 'Cache', containerRegistryId: registryId } },
    lacks: { bootstrapProfile: { artifactSource: 'Direct' } },
    role: role.acrPull,
    scope: registryId,
    identity: 'kubelet',
  },
  {
    id: 'P-56',
    has: {
      networkProfile: {
        clusterAPIConnectivityProfile: {
          cloudShell: {
            mode: 'Custom',
            network: { subnetId: subnet, relayNamespaceId: relay },
            storage: { mode: 'Custom', storageAccountId: account },
          },
        },
      },
    },
    lacks: {
      networkProfile: {
        clusterAPIConnectivityProfile: { cloudShell: { mode: 'Managed', network: { subnetId: subnet } } },
      },
    },
    role: role.networkContributor,
    scope: vnet,
  },
];
