import { asList, asObject, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';
import type { LinkedAction } from '../../../request/authorization.ts';
import { assignedIds } from './controlPlane.ts';

/** Returns the actions that the caller of a cluster PUT needs on the resources in the body; every PUT requires all of them. */
export function linkedActions(body: JsonObject): readonly LinkedAction[] {
  const properties = asObject(body['properties']);
  const links: LinkedAction[] = [];
  const need = (action: string, ...ids: readonly (Json | undefined)[]): void => {
    for (const id of ids)
      if (typeof id === 'string' && id.startsWith('/subscriptions/')) links.push({ action, scope: id });
  };

  need('Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', ...assignedIds(asObject(body['identity'])));
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  need(
    'Microsoft.Network/virtualNetworks/subnets/join/action',
    ...pools.flatMap((pool) => [pool['vnetSubnetID'], pool['podSubnetID']]),
    valueAt(properties, 'apiServerAccessProfile', 'subnetId'),
    valueAt(properties, 'hostedSystemProfile', 'nodeSubnetID'),
    valueAt(properties, 'hostedSystemProfile', 'systemNodeSubnetID'),
  );
  const balancer = valueAt(properties, 'networkProfile', 'loadBalancerProfile');
  need('Microsoft.Network/publicIPAddresses/join/action', ...idsOf(valueAt(balancer, 'outboundIPs', 'publicIPs')));
  need(
    'Microsoft.Network/publicIPPrefixes/join/action',
    ...idsOf(valueAt(balancer, 'outboundIPPrefixes', 'publicIPPrefixes')),
    ...pools.map((pool) => pool['nodePublicIPPrefixID']),
  );
  if (asText(valueAt(balancer, 'backendPoolType'))?.toLowerCase() === 'nodeip') {
    const networks = pools.map((pool) => asText(pool['vnetSubnetID'])?.replace(/\/subnets\/[^/]+$/i, ''));
    need('Microsoft.Network/virtualNetworks/joinLoadBalancer/action', ...networks);
  }
  need('Microsoft.Compute/diskEncryptionSets/read', properties['diskEncryptionSetID']);
  need('Microsoft.Compute/proximityPlacementGroups/write', ...pools.map((pool) => pool['proximityPlacementGroupID']));
  const addon = (name: string, setting: string): Json | undefined => {
    const profile = valueAt(properties, 'addonProfiles', name);
    return valueAt(profile, 'enabled') === true ? valueAt(profile, 'config', setting) : undefined;
  };
  const workspace = addon('omsagent', 'logAnalyticsWorkspaceResourceID');
  need('Microsoft.OperationalInsights/workspaces/sharedkeys/read', workspace);
  need('Microsoft.OperationalInsights/workspaces/read', workspace);
  const gateway = addon('ingressApplicationGateway', 'applicationGatewayId');
  need('Microsoft.Network/applicationGateways/read', gateway);
  need('Microsoft.Network/applicationGateways/write', gateway);
  need('Microsoft.Network/virtualNetworks/subnets/join/action', addon('ingressApplicationGateway', 'subnetId'));
  return links;
}

function idsOf(list: Json | undefined): readonly (Json | undefined)[] {
  return asList(list).map((entry) => valueAt(entry, 'id'));
}
