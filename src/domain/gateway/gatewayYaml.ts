/**
 * What has to be applied in the cluster for Gateways, as YAML for the cluster's owner; nothing here is sent.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls
 */
import { inertText, inLine } from '../arm/inert.ts';
import { groupOf, idKey, lastSegment, subscriptionOf } from '../arm/resourceId.ts';
import { shortHash } from '../arm/stableId.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { clientIdAnnotation, useLabel, type PodIdentity } from '../workloads/manifests.ts';
import { tokenSubject, type ServiceAccount } from '../workloads/serviceAccount.ts';
import { placeKindOf } from './placeKinds.ts';

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
  readonly clusterId: string;
  readonly accounts: readonly {
    readonly account: ServiceAccount;
    readonly identity: PodIdentity;
    /**
     * Other identities that it can act as, those whose flexible credentials may trust it, whether there may be more, and a free name
     * for an account of its own.
     */
    readonly moved?: {
      readonly others: readonly string[];
      readonly maybe: readonly string[];
      readonly isOpen: boolean;
      readonly own: ServiceAccount;
    };
  }[];
  readonly zones: readonly string[];
  readonly vaults: readonly string[];
  /** The class that Gateways name. */
  readonly gatewayClass: string;
}

/** Returns the YAML of all preparations, cluster by cluster; with several, each says whose it is. */
export function gatewayYaml(all: readonly GatewayObjects[]): string {
  const byCluster = [...Map.groupBy(all, ({ clusterId }) => idKey(clusterId)).values()];
  return byCluster
    .flatMap((ofOne) => {
      const texts = yamlOfCluster(ofOne);
      const heading = byCluster.length > 1 ? inLine(`# In ${lastSegment(ofOne[0]?.clusterId ?? '')}`) : undefined;
      return heading === undefined ? texts : texts.map((text) => `${heading}\n${text}`);
    })
    .join('---\n');
}

type GatewayAccount = GatewayObjects['accounts'][number];

/** Returns which entry of an account decides its identity: of preparations of one cluster, the last. */
export function lastOfAccount(ofOne: readonly GatewayObjects[]): (entry: GatewayAccount) => boolean {
  const last = new Map(
    ofOne.flatMap(({ accounts }) => accounts.map((entry) => [tokenSubject(entry.account), entry] as const)),
  );
  return (entry) => last.get(tokenSubject(entry.account)) === entry;
}

/**
 * The service accounts, the options of listeners as a comment, and the objects for DNS records. Of two preparations with one zone,
 * the first has its object: of two objects with one name, only the last one applied would be left.
 */
function yamlOfCluster(ofOne: readonly GatewayObjects[]): readonly string[] {
  const seen = new Set<string>();
  const count = new Map<string, number>();
  const isLast = lastOfAccount(ofOne);
  const texts = ofOne.flatMap(({ accounts, zones, vaults, gatewayClass }) => {
    const [first] = accounts;
    if (first === undefined) return [];
    const added = zones.filter((id) => !seen.has(idKey(id)));
    for (const id of added) seen.add(idKey(id));
    return [
      ...accounts
        .filter(isLast)
        .map(
          ({ account, identity, moved }) =>
            `${moved === undefined ? '' : moveComment(account, moved)}${serviceAccountYaml(account, identity)}`,
        ),
      ...(vaults.length === 0 ? [] : [listenerComment(vaults, gatewayClass, first.account)]),
      ...zoneGroups(added, count).map((group) => recordsYaml(group, first.account)),
    ];
  });
  return [...new Set(texts)];
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

function moveComment(
  { namespace, serviceAccount }: ServiceAccount,
  { others, maybe, isOpen, own }: NonNullable<GatewayAccount['moved']>,
): string {
  const account = `${namespace}/${serviceAccount}`;
  const names = [...others, ...maybe.map((name) => `${name} (if its expression matches)`)].join(' and ');
  const known = `# ${account} can also act as ${names}: the annotation below takes that from its new pods.`;
  const open = `# Whether ${account} can act as ${names === '' ? 'another identity' : 'others, too,'} is not known: if it can, the annotation below takes that from its new pods.`;
  return lines([
    ...(names === '' ? [] : [inLine(known)]),
    ...(isOpen ? [inLine(open)] : []),
    inLine(
      `# An account of its own for Gateways, such as ${own.namespace}/${own.serviceAccount} if that name is free, leaves those pods as they are.`,
    ),
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

/** One object takes at most seven zones, all of one subscription, resource group and kind; each zone once. `count` has the objects of each place. */
function zoneGroups(zones: readonly string[], count: Map<string, number>): readonly ZoneGroup[] {
  const byPlace = Map.groupBy(distinctBy(zones, idKey), (id) =>
    [subscriptionOf(id), groupOf(id), kindOfZone(id)].join('/').toLowerCase(),
  );
  return [...byPlace].flatMap(([place, same]) => {
    const name = nameOfPlace(place, same[0] ?? '');
    const before = count.get(name) ?? 0;
    const groups = Array.from({ length: Math.ceil(same.length / mostZones) }, (_, index) => ({
      name: before + index === 0 ? name : `${name}-${before + index + 1}`,
      zones: same.slice(index * mostZones, (index + 1) * mostZones),
    }));
    count.set(name, before + groups.length);
    return groups;
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
    '# One is enough for all namespaces. If these zones already have one, keep it.',
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
