/**
 * What has to be applied in the cluster for Gateways, as YAML for the cluster's owner; nothing here is sent.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls
 */
import { inertText, inLine } from '../arm/inert.ts';
import { groupOf, idKey, lastSegment, subscriptionOf } from '../arm/resourceId.ts';
import { shortHash } from '../arm/stableId.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { clientIdAnnotation, useLabel, type PodIdentity } from '../workloads/manifests.ts';
import type { ServiceAccount } from '../workloads/serviceAccount.ts';
import { placeKindOf } from './mapping.ts';

/** The options of a listener that say where its certificate is, and who may read it. */
export const listenerOptions = {
  certificate: 'kubernetes.azure.com/tls-cert-keyvault-uri',
  account: 'kubernetes.azure.com/tls-cert-service-account',
} as const;

/** The group and version of the objects for DNS records. */
const recordsApi = 'approuting.kubernetes.azure.com/v1alpha1';

/** The most zones of one object for DNS records. */
const mostZones = 7;

/** What the YAML is made for. */
export interface GatewayObjects {
  readonly accounts: readonly { readonly account: ServiceAccount; readonly identity: PodIdentity }[];
  readonly zones: readonly string[];
  readonly vaults: readonly string[];
  /** The class that Gateways name. */
  readonly gatewayClass: string;
}

/** Returns the service accounts, the options of listeners as a comment, and the objects for DNS records. */
export function gatewayYaml({ accounts, zones, vaults, gatewayClass }: GatewayObjects): string {
  const [first] = accounts;
  return [
    ...accounts.map(({ account, identity }) => serviceAccountYaml(account, identity)),
    ...(vaults.length === 0 || first === undefined ? [] : [listenerComment(vaults, gatewayClass, first.account)]),
    ...(first === undefined ? [] : zoneGroups(zones).map((group) => recordsYaml(group, first.account))),
  ].join('---\n');
}

/** Returns the account with its annotation, and with its label, which stands on the account itself; elsewhere it is one of pods. */
export function serviceAccountYaml(
  { namespace, serviceAccount }: ServiceAccount,
  { identityId, clientId }: { readonly identityId?: string | undefined; readonly clientId?: string | undefined },
): string {
  return lines([
    ...(identityId === undefined
      ? []
      : [inLine(`# ${namespace}/${serviceAccount} acts as ${lastSegment(identityId)}`)]),
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    `  name: ${inertText(serviceAccount)}`,
    `  namespace: ${inertText(namespace)}`,
    '  annotations:',
    `    ${clientIdAnnotation}: ${inertText(clientId ?? '<client ID of the identity>')}`,
    '  labels:',
    `    ${useLabel}: "true"`,
  ]);
}

function listenerComment(vaults: readonly string[], gatewayClass: string, { serviceAccount }: ServiceAccount): string {
  return lines([
    inLine(
      `# In each listener with a certificate of ${vaults.map(lastSegment).join(', ')}, of Gateways of class ${gatewayClass};`,
    ),
    '# the account is one of the namespace of the Gateway, and the URI has no version:',
    '# tls:',
    '#   mode: Terminate',
    '#   options:',
    `#     ${listenerOptions.certificate}: "<URI of the certificate, without its version>"`,
    `#     ${listenerOptions.account}: ${inertText(serviceAccount)}`,
  ]);
}

interface ZoneGroup {
  readonly name: string;
  readonly zones: readonly string[];
}

/** One object takes at most seven zones, all of one subscription, resource group and kind; each zone once. */
function zoneGroups(zones: readonly string[]): readonly ZoneGroup[] {
  const byPlace = Map.groupBy(distinctBy(zones, idKey), (id) =>
    [subscriptionOf(id), groupOf(id), kindOfZone(id)].join('/').toLowerCase(),
  );
  return [...byPlace].flatMap(([place, same]) => {
    const name = nameOfPlace(place, same[0] ?? '');
    return Array.from({ length: Math.ceil(same.length / mostZones) }, (_, index) => ({
      name: index === 0 ? name : `${name}-${index + 1}`,
      zones: same.slice(index * mostZones, (index + 1) * mostZones),
    }));
  });
}

function kindOfZone(id: string): 'private' | 'public' {
  return placeKindOf(id) === 'privateZone' ? 'private' : 'public';
}

/** The same for a place whatever else is there, and other for each place, also where two groups are called alike but for signs. */
function nameOfPlace(place: string, id: string): string {
  return `dns-${nameOf(groupOf(id) ?? '').slice(0, 30)}-${shortHash(place)}-${kindOfZone(id)}`;
}

function nameOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9-]/g, '-');
}

function recordsYaml({ name, zones }: ZoneGroup, { namespace, serviceAccount }: ServiceAccount): string {
  return lines([
    '# One is enough for all namespaces: where these zones have one already, keep that.',
    `apiVersion: ${recordsApi}`,
    'kind: ClusterExternalDNS',
    'metadata:',
    `  name: ${name}`,
    'spec:',
    `  resourceName: ${name}`,
    `  resourceNamespace: ${inertText(namespace)}`,
    '  dnsZoneResourceIDs:',
    ...zones.map((id) => `    - ${inertText(id)}`),
    '  resourceTypes:',
    '    - gateway',
    '  identity:',
    '    type: workloadIdentity',
    `    serviceAccount: ${inertText(serviceAccount)}`,
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
