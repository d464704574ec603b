/** What a cluster may have of its own that its every write names, so that Azure asks the caller for rights to it. */
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { pool, subnet, vnet } from '../clusterFixture.ts';
import { addon, address, compute, gateway, onSubnet, prefix } from './needParts.ts';

const workspace = `${vnet.split('/providers/')[0]!}/providers/Microsoft.OperationalInsights/workspaces/law`;
const balancer = (loadBalancerProfile: JsonObject): JsonObject => ({ networkProfile: { loadBalancerProfile } });

/** Each in words, with the properties of a cluster that has it. */
export const linkedParts: readonly (readonly [string, JsonObject])[] = [
  ['subnets of your own', { agentPoolProfiles: [pool({ vnetSubnetID: subnet, podSubnetID: `${vnet}/subnets/pods` })] }],
  ['a subnet of your own for the API server', { apiServerAccessProfile: { subnetId: subnet } }],
  [
    'subnets of your own for hosted nodes',
    { hostedSystemProfile: { nodeSubnetID: subnet, systemNodeSubnetID: subnet } },
  ],
  ['outbound IP addresses of your own', balancer({ outboundIPs: { publicIPs: [{ id: address }] } })],
  ['outbound IP prefixes of your own', balancer({ outboundIPPrefixes: { publicIPPrefixes: [{ id: prefix }] } })],
  ['an IP prefix for its nodes', { agentPoolProfiles: [pool({ nodePublicIPPrefixID: prefix })] }],
  ['load balancing by node IP', { ...onSubnet, ...balancer({ backendPoolType: 'nodeIP' }) }],
  ['a disk encryption set', { diskEncryptionSetID: `${compute}/diskEncryptionSets/des` }],
  [
    'a proximity placement group',
    { agentPoolProfiles: [pool({ proximityPlacementGroupID: `${compute}/proximityPlacementGroups/p` })] },
  ],
  ['Container Insights', addon('omsAgent', { logAnalyticsWorkspaceResourceID: workspace })],
  [
    'the add-on of Application Gateway',
    addon('ingressApplicationGateway', { applicationGatewayId: gateway, subnetId: subnet }),
  ],
];
