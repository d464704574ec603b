/** What the network of a new cluster allows and requires, as far as it can be read. */
import { rangesOverlap } from '../../arm/cidr.ts';
import { textAt, textsAt, type JsonObject } from '../../arm/json.ts';
import { networkRulesSource } from '../../arm/namingRules.ts';
import { Refusal } from '../../arm/refusal.ts';
import { lastSegment, normalLocation } from '../../arm/resourceId.ts';
import type { CreateCluster } from '../../change/change.ts';
import { resourceAt, type Facts } from '../../cluster/facts.ts';
import { existingResource } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import { defaultServiceCidr } from '../creationDefaults.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import { isOwnZone } from './createClusterRules.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { zoneVerdict } from '../../cluster/privateDnsZone.ts';
import { aksPage } from '../../arm/docs.ts';
import { networkOf } from '../../cluster/placement.ts';
import { say } from '../../../sentences/words.ts';

/** Throws a `Refusal` for what the network forbids, and returns warnings for what it lacks. */
export function networkWarnings(change: CreateCluster, facts: Facts): readonly Warning[] {
  const subnetId = change.network?.subnetId;
  const zone = change.privateCluster?.privateDnsZone;
  if (isOwnZone(zone)) existingResource(zone, say`private DNS zone`, facts);
  if (!subnetId) return [];
  const subnet = existingResource(subnetId, say`subnet`, facts);
  const network = resourceAt(networkOf(subnetId) ?? '', facts);
  assertRegion(change, network);
  assertRouteTable(change, subnet);
  return [
    ...rangeWarnings(change, subnet, network),
    ...egressWarnings(change, subnet),
    ...(change.controlPlane.kind === 'systemAssigned' ? [lateGrants] : []),
  ];
}

/** With a system-assigned identity, the grant can only follow. */
const lateGrants: Warning = {
  id: 'lateGrants',
  severity: 'warning',
  text: say`With your own network, a user-assigned identity is recommended: it exists before the cluster, so its roles are granted first. A system-assigned identity gets them only while the cluster is being created, and they take effect late.`,
  source: aksPage('configure-kubenet'),
};

function assertRegion({ location, name }: CreateCluster, network: JsonObject | undefined): void {
  const networkLocation = textAt(network, 'location');
  if (!networkLocation || normalLocation(networkLocation) === normalLocation(location)) return;
  throw new Refusal(
    say`The virtual network ${textAt(network, 'name') ?? ''} is in ${networkLocation}, but ${name} will be in ${location}. Nodes can only join a network in the cluster's region.`,
    networkRulesSource,
  );
}

function assertRouteTable({ network, controlPlane }: CreateCluster, subnet: JsonObject | undefined): void {
  const table = textAt(subnet, 'properties.routeTable.id');
  if (!table || network?.plugin !== 'kubenet' || controlPlane.kind !== 'systemAssigned') return;
  throw new Refusal(
    say`With kubenet, your route table ${lastSegment(table)} needs a user-assigned control plane identity.`,
    aksPage('configure-kubenet'),
  );
}

function rangeWarnings(
  change: CreateCluster,
  subnet: JsonObject | undefined,
  network: JsonObject | undefined,
): Warning[] {
  const { serviceCidr, podCidr } = change.network ?? {};
  const ranges = [
    ...textsAt(subnet, 'properties.addressPrefixes'),
    textAt(subnet, 'properties.addressPrefix') ?? '',
    ...textsAt(network, 'properties.addressSpace.addressPrefixes'),
  ].filter((range) => range !== '');
  const overlapping = (range: string | undefined): string | undefined =>
    range === undefined ? undefined : ranges.find((usedRange) => rangesOverlap(range, usedRange));
  for (const [rangeName, range] of [
    ['Service', serviceCidr],
    ['Pod', podCidr],
  ] as const) {
    const overlappedBySubnet = overlapping(range);
    if (range === undefined || !overlappedBySubnet) continue;
    throw new Refusal(
      say`${rangeName} CIDR ${range} overlaps ${overlappedBySubnet} of the virtual network.`,
      networkRulesSource,
    );
  }
  const overlapped = serviceCidr === undefined ? overlapping(defaultServiceCidr) : undefined;
  if (!overlapped) return [];
  return [
    {
      id: 'serviceRangeOverlaps',
      values: [overlapped],
      severity: 'warning',
      text: say`The default Service CIDR ${defaultServiceCidr} overlaps ${overlapped} of the virtual network; AKS refuses that where a subnet overlaps. Enter another Service CIDR and DNS service IP.`,
      source: networkRulesSource,
    },
  ];
}

function egressWarnings({ network }: CreateCluster, subnet: JsonObject | undefined): Warning[] {
  if (!subnet || network?.outboundType !== 'userAssignedNATGateway' || textAt(subnet, 'properties.natGateway.id'))
    return [];
  const name = subnetName(network, subnet);
  const text = say`The subnet ${name} has no NAT gateway, which outbound type userAssignedNATGateway needs.`;
  return [{ id: 'noNatGateway', values: [name], severity: 'warning', text, source: aksPage('egress-outboundtype') }];
}

/** Returns what AKS checks about the subnet and the private DNS zone before it creates the cluster. */
export function networkChecks(change: CreateCluster, facts: Facts): readonly DraftCheck[] {
  return [...routeTableCheck(change, facts), ...zoneCheck(change)];
}

/**
 * With user-defined routing AKS refuses a subnet without a route table.
 * Source: https://learn.microsoft.com/azure/aks/egress-outboundtype
 */
function routeTableCheck({ network }: CreateCluster, facts: Facts): DraftCheck[] {
  const subnet = network?.subnetId === undefined ? undefined : resourceAt(network.subnetId, facts);
  if (!subnet || network?.outboundType !== 'userDefinedRouting') return [];
  const name = subnetName(network, subnet);
  const check = { id: 'routeTable', about: [name] };
  if (textAt(subnet, 'properties.routeTable.id')) {
    return [
      {
        ...check,
        title: say`Subnet ${name} has a route table`,
        verdict: 'pass',
        detail: say`User-defined routing uses it.`,
      },
    ];
  }
  const detail = say`With user-defined routing AKS requires one that leads to the internet. Associate a route table with the subnet, or choose another outbound type.`;
  return [{ ...check, title: say`Subnet ${name} has no route table`, verdict: 'fail', detail }];
}

function zoneCheck({ privateCluster, location }: CreateCluster): DraftCheck[] {
  const zone = privateCluster?.privateDnsZone;
  if (!isOwnZone(zone)) return [];
  const check = { id: 'privateDnsZone', about: [zone, location] };
  const name = lastSegment(zone);
  const verdict = zoneVerdict(zone, location);
  switch (verdict.verdict) {
    case 'pass':
      return [
        {
          ...check,
          title: say`AKS accepts the zone ${name}`,
          verdict: 'pass',
          detail: say`Its name is that of AKS in the cluster's region.`,
        },
      ];
    case 'fail':
      return [{ ...check, title: say`AKS does not accept the zone ${name}`, verdict: 'fail', detail: verdict.why }];
    case 'unknown':
      return [
        unknownCheck({ ...check, title: say`Whether AKS accepts the zone ${name}` }, [
          unknownWith('untellable', 'privateDnsZone', verdict.why, zone),
        ]),
      ];
  }
}

function subnetName(network: CreateCluster['network'], subnet: JsonObject): string {
  return textAt(subnet, 'name') ?? lastSegment(network?.subnetId ?? '');
}
