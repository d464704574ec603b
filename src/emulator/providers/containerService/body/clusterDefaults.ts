import { asList, asText, valueAt, type JsonObject } from '../../../arm/json.ts';
import { guidOf } from '../../../world/world.ts';
import { wholeVersion } from './kubernetesVersions.ts';
import { isBasic, isDualStack } from './outboundProfiles.ts';
import { isAvailabilitySet } from './poolBody.ts';
import { isPrivate, privateLinkOf } from './privateAccess.ts';
import { defined } from '../../../../shape/defined.ts';

/** The place of a new cluster, and what follows from it. */
export interface NewCluster {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly location: string;
  readonly apiVersion: string;
  readonly issuerUrl: string;
  readonly tenantId: string;
}

/** Returns the name that AKS gives the node resource group, of at most 80 characters. */
export function nodeGroupName({ resourceGroup, name, location }: NewCluster): string {
  return `MC_${resourceGroup}_${name}_${location}`.slice(0, 80);
}

/** Returns the properties that AKS fills in if a body leaves them out, and those that it adds by itself. */
export function newCluster(place: NewCluster, givenProperties: JsonObject): JsonObject {
  const { name, location } = place;
  const dnsPrefix = asText(givenProperties['dnsPrefix']);
  const subdomain = asText(givenProperties['fqdnSubdomain']);
  const unique = guidOf('fqdn', place.id).slice(0, 8);
  const access = givenProperties['apiServerAccessProfile'];
  const isHidden = isPrivate(access);
  const zone = asText(valueAt(access, 'privateDNSZone'));
  const zoneName =
    zone?.startsWith('/') === true ? zone.split('/').at(-1) : `${unique}.privatelink.${location}.azmk8s.io`;
  const host = dnsPrefix === undefined ? (subdomain ?? name) : `${dnsPrefix}-${unique}`;
  const fqdn = `${host}.hcp.${location}.azmk8s.io`;
  const hasPublicName = !isHidden || valueAt(access, 'enablePrivateClusterPublicFQDN') !== false;
  return {
    powerState: { code: 'Running' },
    kubernetesVersion: wholeVersion(undefined) ?? '',
    currentKubernetesVersion: wholeVersion(asText(givenProperties['kubernetesVersion'])) ?? '',
    ...(hasPublicName ? { fqdn } : {}),
    ...(isHidden ? { privateFQDN: `${subdomain ?? host}.${zoneName ?? ''}` } : {}),
    azurePortalFQDN: fqdn.replace('.hcp.', '.portal.hcp.'),
    enableRBAC: true,
    supportPlan: 'KubernetesOfficial',
    maxAgentPools: hasOnePool(givenProperties) ? 1 : 100,
    disableLocalAccounts: false,
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
    securityProfile: {},
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: { enabled: false },
    resourceUID: guidOf('uid', place.id).replaceAll('-', '').slice(0, 24),
    workloadAutoScalerProfile: {},
    ...privateLinkOf(access),
  };
}

/** A basic load balancer and an availability set serve one pool only: test_aks_create_blb_vmas_msi.yaml of az's recordings. */
function hasOnePool(properties: JsonObject): boolean {
  return isBasic(properties['networkProfile']) || asList(properties['agentPoolProfiles']).some(isAvailabilitySet);
}

/** Returns the network that AKS chooses for what a body leaves out. */
export function networkDefaults(askedNetwork: JsonObject): JsonObject {
  const plugin = asText(askedNetwork['networkPlugin']) ?? 'azure';
  const mode =
    asText(askedNetwork['networkPluginMode']) ?? (askedNetwork['networkPlugin'] === undefined ? 'overlay' : undefined);
  const [firstPods, firstServices] = ['podCidrs', 'serviceCidrs'].map((name) => asText(asList(askedNetwork[name])[0]));
  const serviceCidr = asText(askedNetwork['serviceCidr']) ?? firstServices ?? '10.0.0.0/16';
  const hasOwnPods = plugin !== 'azure' || mode !== undefined;
  const podCidr = asText(askedNetwork['podCidr']) ?? firstPods ?? (hasOwnPods ? '10.244.0.0/16' : undefined);
  const outboundType = asText(askedNetwork['outboundType']) ?? 'loadBalancer';
  const isDual = isDualStack(askedNetwork);
  return {
    networkPlugin: plugin,
    ...defined({ networkPluginMode: mode }),
    networkPolicy: 'none',
    networkDataplane: 'azure',
    loadBalancerSku: 'standard',
    ...(podCidr !== undefined && { podCidr, podCidrs: isDual ? [podCidr, podsIPv6] : [podCidr] }),
    serviceCidr,
    serviceCidrs: isDual ? [serviceCidr, servicesIPv6] : [serviceCidr],
    dnsServiceIP: asText(askedNetwork['dnsServiceIP']) ?? tenthAddress(serviceCidr),
    outboundType,
    ipFamilies: ['IPv4'],
  };
}

/** AKS draws these at random for each cluster; here they are always the same. */
const podsIPv6 = 'fd12:3456:789a::/64';
const servicesIPv6 = 'fd12:3456:789a:1::/108';

function tenthAddress(cidr: string): string {
  return cidr.replace(/\d+\/\d+$/, '10');
}
