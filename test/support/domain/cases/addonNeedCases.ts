import { role } from '../../../../src/domain/access/roles.ts';
import {
  clusterId,
  identityId,
  nodeGroup,
  registryId,
  resource,
  subnet,
  subscription,
  vaultId,
  vnet,
} from '../clusterFixture.ts';

import { onSubnet, zone, publicZone, gateway, gating, addon, routing, type Row } from './needParts.ts';

const gatewayIdentity = identityId('id-gateway');

/** One row for each need of an add-on, or of a feature that has an identity. */
export const addonRows: readonly Row[] = [
  {
    id: 'P-40',
    has: routing({ dnsZoneResourceIds: [publicZone] }),
    lacks: routing({ dnsZoneResourceIds: [publicZone], enabled: false }),
    role: role.dnsZoneContributor,
    scope: publicZone,
    identity: 'webAppRouting',
  },
  {
    id: 'P-41',
    has: routing({ dnsZoneResourceIds: [publicZone, zone] }),
    lacks: routing({ dnsZoneResourceIds: [publicZone] }),
    role: role.privateDnsZoneContributor,
    scope: zone,
    identity: 'webAppRouting',
  },
  {
    id: 'P-43',
    has: addon('ingressApplicationGateway', { applicationGatewayId: gateway }),
    lacks: addon('ingressApplicationGateway', {
      effectiveApplicationGatewayId: `${nodeGroup}/providers/Microsoft.Network/applicationGateways/agw`,
    }),
    role: role.networkContributor,
    scope: `${subscription}/resourceGroups/rg-net`,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-44',
    has: addon('ingressApplicationGateway', { subnetId: subnet }),
    lacks: addon('ingressApplicationGateway', {}),
    role: role.networkContributor,
    scope: subnet,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-45',
    has: { ...onSubnet, ...addon('ingressApplicationGateway', { subnetCIDR: '10.9.0.0/24' }) },
    lacks: addon('ingressApplicationGateway', { subnetCIDR: '10.9.0.0/24' }),
    role: role.networkContributor,
    scope: vnet,
    identity: 'ingressApplicationGateway',
  },
  {
    id: 'P-46',
    has: { ...onSubnet, ...addon('aciConnectorLinux', { SubnetName: 'snet-aci' }) },
    lacks: {
      ...onSubnet,
      addonProfiles: { aciConnectorLinux: { enabled: false, config: { SubnetName: 'snet-aci' } } },
    },
    role: role.networkContributor,
    scope: `${vnet}/subnets/snet-aci`,
    identity: 'aciConnectorLinux',
  },
  {
    id: 'P-47',
    has: addon('omsAgent', {}),
    lacks: addon('omsagent', { useAADAuth: 'true' }),
    role: role.monitoringMetricsPublisher,
    scope: clusterId,
    identity: 'omsAgent',
  },
  {
    id: 'P-50',
    has: {
      ...addon('azureKeyvaultSecretsProvider', {}),
      serviceMeshProfile: { mode: 'Istio', istio: { certificateAuthority: { plugin: { keyVaultId: vaultId } } } },
    },
    lacks: { serviceMeshProfile: { mode: 'Istio', istio: {} } },
    role: role.keyVaultSecretsUser,
    scope: vaultId,
    identity: 'azureKeyvaultSecretsProvider',
    facts: [resource(vaultId, { enableRbacAuthorization: true })],
  },
  {
    id: 'P-54',
    has: addon('ingressApplicationGateway', { applicationGatewayId: gateway }),
    lacks: addon('azurepolicy', { applicationGatewayId: gateway }),
    role: role.managedIdentityOperator,
    scope: gatewayIdentity,
    identity: 'ingressApplicationGateway',
    facts: [resource(gateway, {}, { identity: { userAssignedIdentities: { [gatewayIdentity]: {} } } })],
  },
  {
    id: 'P-58',
    has: gating(registryId),
    lacks: gating(registryId, { enabled: false }),
    role: role.acrPull,
    scope: registryId,
    identity: 'securityGating',
  },
];
