/**
 * The profiles for a cluster's outbound traffic, as AKS answers them. Source: recordings of Azure/azure-cli below
 * `src/azure-cli/azure/cli/command_modules/acs/tests/latest/recordings`, named at each rule.
 */
import {
  asList,
  asObject,
  asText,
  valueAt,
  isObject,
  withoutNulls,
  withoutMembers,
  type JsonObject,
} from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';
import { defined } from '../../../../shape/defined.ts';

/** What a load balancer profile says about its addresses. */
const outboundMembers = ['managedOutboundIPs', 'outboundIPs', 'outboundIPPrefixes'];

/** Says whether the load balancer is a basic one, which has no profile: test_aks_create_blb_vmas_msi.yaml. */
export function isBasic(network: Json | undefined): boolean {
  return asText(valueAt(network, 'loadBalancerSku'))?.toLowerCase() === 'basic';
}

/** Says whether nodes and services have addresses of both families. */
export function isDualStack(network: Json | undefined): boolean {
  return asList(valueAt(network, 'ipFamilies')).some((family) => asText(family)?.toLowerCase() === 'ipv6');
}

/** Returns the network with the profiles of its outbound type; what is left out stays, or gets a default in a new one. */
export function withOutboundProfiles(network: JsonObject, old: JsonObject | undefined): JsonObject {
  const withoutOutbound = withoutMembers(network, 'loadBalancerProfile', 'natGatewayProfile');
  const balancer = nextBalancer(network, old);
  const gateway = nextGateway(network, old);
  return {
    ...withoutOutbound,
    ...defined({ loadBalancerProfile: balancer, natGatewayProfile: gateway }),
  };
}

function nextBalancer(network: JsonObject, old: JsonObject | undefined): JsonObject | undefined {
  if (isBasic(network)) return undefined;
  const before = asObject(old?.['loadBalancerProfile']);
  const givenProfile = asObject(withoutNulls(network['loadBalancerProfile'] ?? {}));
  if (outboundType(network) !== 'loadbalancer') {
    // If the outbound type changes, the profile stays until the end:
    // test_aks_update_outbound_from_slb_to_natgateway.yaml.
    const isChosen = old === undefined && outboundType(network) === 'managednatgateway';
    return isChosen || isSaid('loadBalancerProfile', network, old) ? { ...before, ...givenProfile } : undefined;
  }
  const isNew = old === undefined || outboundType(old) !== 'loadbalancer';
  if (!isNew && !isSaid('loadBalancerProfile', network, old)) return undefined;
  const keptProfile = saysAddresses(givenProfile) ? withoutMembers(before, ...outboundMembers) : before;
  const next = withCounts({ ...keptProfile, ...withoutMembers(givenProfile, 'effectiveOutboundIPs') });
  if (!isNew) return next;
  const chosen = saysAddresses(next) ? {} : { managedOutboundIPs: chosenCounts(network) };
  return { backendPoolType: 'nodeIPConfiguration', ...chosen, ...next };
}

/** A count of no addresses is left out: test_aks_create_loadbalancer_then_update.yaml. */
function withCounts(profile: JsonObject): JsonObject {
  const managed = profile['managedOutboundIPs'];
  if (!isObject(managed) || managed['countIPv6'] !== 0) return profile;
  return { ...profile, managedOutboundIPs: withoutMembers(managed, 'countIPv6') };
}

/** One address of each family: test_aks_create_dualstack_with_default_network.yaml. */
function chosenCounts(network: JsonObject): JsonObject {
  return isDualStack(network) ? { count: 1, countIPv6: 1 } : { count: 1 };
}

function saysAddresses(profile: JsonObject): boolean {
  return outboundMembers.some((name) => isObject(profile[name]));
}

function isSaid(profile: string, network: JsonObject, old: JsonObject | undefined): boolean {
  return isObject(network[profile]) || isObject(old?.[profile]);
}

/** test_aks_create_and_update_with_managed_nat_gateway_outbound.yaml; the defaults are in the specification. */
function nextGateway(network: JsonObject, old: JsonObject | undefined): JsonObject | undefined {
  const before = asObject(old?.['natGatewayProfile']);
  const givenProfile = asObject(withoutNulls(network['natGatewayProfile'] ?? {}));
  const next = { ...before, ...givenProfile };
  if (outboundType(network) !== 'managednatgateway') return Object.keys(next).length === 0 ? undefined : next;
  const addresses = before['effectiveOutboundIPs'];
  const isNew = old === undefined || outboundType(old) !== 'managednatgateway';
  if (!isNew && !isSaid('natGatewayProfile', network, old)) return undefined;
  return {
    ...(isNew && { managedOutboundIPProfile: { count: 1 }, idleTimeoutInMinutes: 4 }),
    ...withoutMembers(next, 'effectiveOutboundIPs'),
    ...defined({ effectiveOutboundIPs: addresses }),
  };
}

/** Returns the network after the change: an unused profile has no addresses. */
export function withoutUnusedAddresses(network: JsonObject): JsonObject {
  const { loadBalancerProfile: balancer, natGatewayProfile: gateway } = network;
  const type = outboundType(network);
  return {
    ...network,
    ...(isObject(balancer) && type !== 'loadbalancer'
      ? {
          loadBalancerProfile: withoutMembers(balancer, ...outboundMembers, 'effectiveOutboundIPs'),
        }
      : {}),
    ...(isObject(gateway) && type !== 'managednatgateway'
      ? { natGatewayProfile: withoutMembers(gateway, 'effectiveOutboundIPs') }
      : {}),
  };
}

/** Returns the outbound type of a network, in lower case. */
export function outboundType(network: Json | undefined): string {
  return (asText(valueAt(network, 'outboundType')) ?? 'loadBalancer').toLowerCase();
}
