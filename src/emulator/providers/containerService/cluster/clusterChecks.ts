import { BlockList } from 'node:net';
import { principalIsAllowed } from '../../../access/rbac.ts';
import { refuseFlat } from '../../../arm/error.ts';
import { asList, asObject, asText, valueAt, isObject, type JsonObject } from '../../../arm/json.ts';
import type { Json, WorldResource } from '../../../arm/worldFile.ts';
import type { World } from '../../../world/world.ts';
import { checkOneIstio } from '../body/ingressProfile.ts';
import { isPrivate } from '../body/privateAccess.ts';
import type { ControlPlane } from './controlPlane.ts';

/** What the checks of a cluster look at besides the identities. */
export interface ClusterToCheck {
  readonly world: World;
  /** The cluster as it would be after the request. */
  readonly next: JsonObject;
  readonly existing: WorldResource | undefined;
  readonly controlPlane: ControlPlane;
  readonly principalId: string | undefined;
  readonly now: number;
}

/** Throws AKS's refusals about the networks, DNS and pools of a cluster. */
export function checkCluster(question: ClusterToCheck): void {
  const properties = asObject(question.next['properties']);
  checkPools(properties);
  checkNewPools(properties, question.existing);
  checkUnchangeable(properties, asObject(question.existing?.['properties']));
  checkServiceAddress(properties);
  checkRouteTable(question, properties);
  checkOwnNetworkWithSystemIdentity(question, properties);
  checkZoneName(question, properties);
  checkPrivateZone(question, properties);
  checkIssuer(properties, question.existing);
  checkWorkloadIdentity(properties, question.existing);
  checkPrivate(properties, question.existing);
  checkOneIstio(properties);
}

function checkPools(properties: JsonObject): void {
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  if (pools.length === 0) {
    throw refuseFlat(
      'InvalidParameter',
      'Required parameter agentPoolProfiles is missing (null).',
      'agentPoolProfiles',
    );
  }
  for (const pool of pools) {
    const name = asText(pool['name']) ?? '';
    if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
      throw refuseFlat(
        'InvalidParameter',
        `The value of parameter agentPoolProfile.name is invalid: '${name}'. It has 1 to 12 lower-case letters and digits and starts with a letter.`,
        'agentPoolProfile.name',
      );
    }
  }
  const isAutomatic = isObject(properties['hostedSystemProfile']);
  if (!isAutomatic && !pools.some((pool) => (asText(pool['mode']) ?? 'System').toLowerCase() === 'system')) {
    throw refuseFlat('InvalidParameter', 'Must define at least one system pool.', 'agentPoolProfiles');
  }
}

/** Pools are added on their own, and not in the PUT of an existing cluster. Source: https://github.com/microsoft/tyger/issues/121 */
function checkNewPools(properties: JsonObject, existing: WorldResource | undefined): void {
  if (existing === undefined) return;
  const before = asList(asObject(existing['properties'])['agentPoolProfiles']).map((pool) => asObject(pool)['name']);
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  if (pools.every((pool) => before.includes(pool['name']))) return;
  throw refuseFlat(
    'BadRequest',
    'A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api',
  );
}

function checkUnchangeable(properties: JsonObject, before: JsonObject): void {
  const paths = [
    ['dnsPrefix'],
    ['fqdnSubdomain'],
    ['nodeResourceGroup'],
    ['networkProfile', 'serviceCidr'],
    ['networkProfile', 'dnsServiceIP'],
  ];
  for (const path of paths) requireUnchanged(path.join('.'), valueAt(before, ...path), valueAt(properties, ...path));
  const pools = asList(before['agentPoolProfiles']).map(asObject);
  for (const pool of asList(properties['agentPoolProfiles']).map(asObject)) {
    const old = pools.find((candidate) => candidate['name'] === pool['name']);
    if (old === undefined) continue;
    for (const name of ['vmSize', 'vnetSubnetID', 'osType', 'maxPods']) {
      requireUnchanged(`agentPoolProfile.${name}`, old[name], pool[name]);
    }
  }
}

function requireUnchanged(name: string, before: Json | undefined, after: Json | undefined): void {
  if (before === undefined || before === null || before === '') return;
  if (sameText(before, after)) return;
  throw refuseFlat('PropertyChangeNotAllowed', `Changing property '${name}' is not allowed.`, name);
}

function checkServiceAddress(properties: JsonObject): void {
  const cidr = asText(valueAt(properties, 'networkProfile', 'serviceCidr'));
  const address = asText(valueAt(properties, 'networkProfile', 'dnsServiceIP'));
  if (cidr === undefined || address === undefined) return;
  const [network = '', bits = ''] = cidr.split('/');
  const block = new BlockList();
  try {
    block.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw refuseFlat(
      'InvalidParameter',
      `The value '${cidr}' of networkProfile.serviceCidr is not a CIDR.`,
      'networkProfile.serviceCidr',
    );
  }
  if (block.check(address, address.includes(':') ? 'ipv6' : 'ipv4')) return;
  throw refuseFlat(
    'DnsServiceIpOutOfServiceCidr',
    `The DNS service IP '${address}' is not within the service CIDR '${cidr}'.`,
    'networkProfile.dnsServiceIP',
  );
}

function checkRouteTable({ world, controlPlane, existing }: ClusterToCheck, properties: JsonObject): void {
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  const subnets = pools.map((pool) => asText(pool['vnetSubnetID'])).filter((id) => id !== undefined);
  const tables = subnets.map((id) => asText(valueAt(world.resources.get(id)?.['properties'], 'routeTable', 'id')));
  const isKubenet = asText(valueAt(properties, 'networkProfile', 'networkPlugin'))?.toLowerCase() === 'kubenet';
  if (isKubenet && controlPlane.kind === 'systemAssigned' && tables.some((id) => id !== undefined)) {
    throw refuseFlat(
      'CustomRouteTableWithUnsupportedMSIType',
      'Clusters using managed identity type SystemAssigned do not support bringing your own route table. Please see https://aka.ms/aks/customrt for more information',
    );
  }
  const outboundType = asText(valueAt(properties, 'networkProfile', 'outboundType'))?.toLowerCase();
  if (existing !== undefined || outboundType !== 'userdefinedrouting') return;
  const without = subnets.find((id, index) => world.resources.get(id) !== undefined && tables[index] === undefined);
  if (subnets.length > 0 && without === undefined) return;
  throw refuseFlat(
    'ExistingRouteTableNotAssociatedWithSubnet',
    `An existing route table has not been associated with subnet ${without ?? '(none given)'}. Please update the route table association.`,
  );
}

function checkOwnNetworkWithSystemIdentity({ controlPlane, next }: ClusterToCheck, properties: JsonObject): void {
  if (controlPlane.kind !== 'systemAssigned') return;
  const apiServerSubnet = asText(valueAt(properties, 'apiServerAccessProfile', 'subnetId'));
  const isAutomatic = asText(valueAt(next['sku'], 'name'))?.toLowerCase() === 'automatic';
  const pools = asList(properties['agentPoolProfiles']).map(asObject);
  const ownSubnet = isAutomatic && pools.some((pool) => asText(pool['vnetSubnetID']) !== undefined);
  if (apiServerSubnet === undefined && !ownSubnet) return;
  throw refuseFlat(
    'OnlySupportedOnUserAssignedMSICluster',
    `System-assigned managed identity not supported for custom resource ${apiServerSubnet ?? 'VirtualNetworks'}. Please use user-assigned managed identity.`,
  );
}

/**
 * The name of an own zone says for which region it is; the message names the formats.
 * Source: https://github.com/MicrosoftDocs/azure-docs/issues/106092, https://github.com/MicrosoftDocs/azure-docs/issues/104092
 */
function checkZoneName({ next, existing }: ClusterToCheck, properties: JsonObject): void {
  const zone = asText(valueAt(properties, 'apiServerAccessProfile', 'privateDNSZone'));
  if (existing !== undefined || zone === undefined || !zone.startsWith('/subscriptions/')) return;
  const region = (asText(next['location']) ?? '').replaceAll(' ', '').toLowerCase();
  const name = zone.slice(zone.lastIndexOf('/') + 1);
  const [, zoneRegion] = /^(?:[a-z0-9-]{1,32}\.)?private(?:link)?\.([^.]+)\.azmk8s\.io$/i.exec(name) ?? [];
  if (zoneRegion?.toLowerCase() === region) return;
  const formats = ['private', 'privatelink'].map((label) => `${label}.${region}.azmk8s.io`);
  const allowed = [...formats, ...formats.map((format) => `[a-zA-Z0-9-]{1,32}.${format}`)].join(', ');
  throw refuseFlat(
    'InvalidPrivateDNSZoneResourceID',
    `Invalid private dns zone resource id '${zone}' for private cluster. It should be a valid resource id and the private dns zone name should be in either of these formats: '${allowed}'.`,
    'apiServerAccessProfile.privateDNSZone',
  );
}

function checkPrivateZone({ world, controlPlane, principalId, now }: ClusterToCheck, properties: JsonObject): void {
  const zone = asText(valueAt(properties, 'apiServerAccessProfile', 'privateDNSZone'));
  if (zone === undefined || !zone.startsWith('/subscriptions/')) return;
  if (controlPlane.kind === 'systemAssigned') {
    throw refuseFlat(
      'InvalidParameter',
      `A custom private DNS zone is not supported with a system-assigned managed identity: ${zone}. Please use a user-assigned managed identity.`,
      'apiServerAccessProfile.privateDNSZone',
    );
  }
  if (controlPlane.kind === 'servicePrincipal' && principalId === undefined) return;
  for (const action of ['Microsoft.Network/privateDnsZones/read', 'Microsoft.Network/privateDnsZones/write']) {
    if (principalId !== undefined && principalIsAllowed(world, principalId, action, zone, now) === 'allowed') continue;
    throw refuseFlat(
      'CustomPrivateDNSZoneMissingPermissionError',
      `Service principal or user-assigned identity must be given permission to read and write to custom private dns zone ${zone}. Check access result not allowed for action ${action}.`,
    );
  }
}

function checkIssuer(properties: JsonObject, existing: WorldResource | undefined): void {
  const was = valueAt(existing?.['properties'], 'oidcIssuerProfile', 'enabled') === true;
  if (!was || valueAt(properties, 'oidcIssuerProfile', 'enabled') !== false) return;
  throw refuseFlat(
    'OIDCIssuerCannotBeDisabled',
    'The OIDC issuer of a cluster cannot be disabled once it is enabled.',
    'oidcIssuerProfile.enabled',
  );
}

/**
 * The webhook needs the issuer; az requires both, too. The code and text are our own, because AKS's answer is not
 * known.
 * Source: https://learn.microsoft.com/azure/aks/workload-identity-overview
 */
function checkWorkloadIdentity(properties: JsonObject, existing: WorldResource | undefined): void {
  if (!lacksIssuer(properties) || lacksIssuer(asObject(existing?.['properties']))) return;
  throw refuseFlat(
    'BadRequest',
    'Workload identity needs the OIDC issuer of the cluster, which is not enabled.',
    'securityProfile.workloadIdentity',
  );
}

function lacksIssuer(properties: JsonObject): boolean {
  const isOn = valueAt(properties, 'securityProfile', 'workloadIdentity', 'enabled') === true;
  return isOn && valueAt(properties, 'oidcIssuerProfile', 'enabled') !== true;
}

/**
 * Only an API server in the network can become private, or public, afterwards.
 * Source: https://github.com/Azure/azure-cli/issues/12669, https://github.com/Azure/AKS/issues/4188
 */
function checkPrivate(properties: JsonObject, existing: WorldResource | undefined): void {
  if (existing === undefined) return;
  const [before, after] = [existing['properties'], properties].map((from) => valueAt(from, 'apiServerAccessProfile'));
  const isInNetwork = [before, after].some((access) => valueAt(access, 'enableVnetIntegration') === true);
  if (isInNetwork || isPrivate(before) === isPrivate(after)) return;
  throw refuseFlat(
    'BadRequest',
    'Changing enablePrivateCluster is not allowed. It can only be set while creating the cluster.',
    'apiServerAccessProfile.enablePrivateCluster',
  );
}

function sameText(a: Json, b: Json | undefined): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  return a === b;
}
