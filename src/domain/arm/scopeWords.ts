/** Words for scopes, the same in the tree, the panel, notifications and exports. */
import { lastSegment, parseResourceId, resourceType, subscriptionOf, sameId, subscriptionScope } from './resourceId.ts';

/** Returns a GUID short enough for a title: its first four and last two characters. */
export function shortGuid(guid: string): string {
  return guid.length > 8 ? `${guid.slice(0, 4)}...${guid.slice(-2)}` : guid;
}

/** Returns the display name of a subscription, if it is known. */
export type SubscriptionNames = (subscriptionId: string) => string | undefined;

/** Returns the name of a scope: `snet-aks`, `rg-shop`, `Contoso Production`; `subscription 1111...11` if its name is not known. */
export function scopeName(scope: string, names?: SubscriptionNames): string {
  if (scope === '/') return 'the tenant root';
  if (/^\/providers\/Microsoft\.Management\//i.test(scope)) return `management group ${lastSegment(scope)}`;
  const inCluster = /\/managedClusters\/([^/]+)\/(?:managedNamespaces|namespaces)\/([^/]+)$/i.exec(scope);
  if (inCluster !== null) return `namespace ${inCluster[2] ?? ''} of ${inCluster[1] ?? ''}`;
  const subscription = subscriptionOf(scope);
  if (!subscription || !isSubscription(scope)) return lastSegment(scope);
  return names?.(subscription) ?? `subscription ${shortGuid(subscription)}`;
}

function isSubscription(scope: string): boolean {
  return subscriptionOf(scope) !== undefined && sameId(scope, subscriptionScope(scope));
}

const scopeKinds: Readonly<Record<string, string>> = {
  [resourceType.group.toLowerCase()]: 'resource group',
  [resourceType.subnet.toLowerCase()]: 'subnet',
  [resourceType.registry.toLowerCase()]: 'registry',
  [resourceType.identity.toLowerCase()]: 'identity',
  [resourceType.cluster.toLowerCase()]: 'cluster',
  [resourceType.privateDnsZone.toLowerCase()]: 'private DNS zone',
  'microsoft.containerservice/managedclusters/agentpools': 'node pool',
  'microsoft.network/virtualnetworks': 'virtual network',
  'microsoft.network/dnszones': 'DNS zone',
  'microsoft.network/routetables': 'route table',
  'microsoft.network/publicipaddresses': 'public IP address',
  'microsoft.network/publicipprefixes': 'public IP prefix',
  'microsoft.network/applicationgateways': 'application gateway',
  'microsoft.keyvault/vaults': 'key vault',
  'microsoft.keyvault/vaults/secrets': 'secret',
  'microsoft.keyvault/vaults/keys': 'key',
  'microsoft.keyvault/vaults/certificates': 'certificate',
  'microsoft.storage/storageaccounts': 'storage account',
  'microsoft.compute/diskencryptionsets': 'disk encryption set',
  'microsoft.operationalinsights/workspaces': 'workspace',
};

/** Returns the kind of a scope in words, such as `resource group`, or `undefined` if it has no name of its own here. */
export function scopeKind(scope: string): string | undefined {
  const type = parseResourceId(scope)?.type.toLowerCase();
  return type === undefined ? undefined : scopeKinds[type];
}

/** Returns a scope with its kind: `resource group rg-shop`, `subnet snet-aks`, `registry acrshop`. */
export function scopeWithKind(scope: string, names?: SubscriptionNames): string {
  const isNamed = isSubscription(scope) && names?.(subscriptionOf(scope) ?? '') !== undefined;
  const kind = isNamed ? 'subscription' : scopeKind(scope);
  return kind === undefined ? scopeName(scope, names) : `${kind} ${scopeName(scope, names)}`;
}

/** Returns the scope at which a role assignment was made, from its id. */
export function scopeOfAssignment(assignmentId: string): string {
  return assignmentId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+\/?$/i, '') || '/';
}

const idInText = /\/subscriptions\/[0-9a-f-]{36}(?:\/[^\s,;:'"()]*[^\s,;:'"().])?/gi;
const principalInText = / \(principal [0-9a-f-]{36}\)/gi;
const guidInText = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** Returns a text with names instead of ARM ids, and short GUIDs for anything without a name, so that it reads as a sentence. */
export function withNames(text: string, names?: SubscriptionNames): string {
  const scopeText = text
    .replace(idInText, (id) => nameOfId(id, names))
    .replace(principalInText, '')
    .replace(guidInText, shortGuid);
  // Only our own words are capitalised at the start of a sentence, not a name or an address.
  return scopeText === text ? text : scopeText.replace(/^\w(?=\w* )/, (first) => first.toUpperCase());
}

function nameOfId(id: string, names?: SubscriptionNames): string {
  const at = scopeOfAssignment(id);
  return at === id ? scopeWithKind(id, names) : `the role assignment on ${scopeWithKind(at, names)}`;
}

/** Returns the names of subscriptions by their IDs, in any case. */
export function subscriptionNamesOf(
  items: readonly { readonly id: string; readonly name: string }[],
): SubscriptionNames {
  const names = new Map(items.map(({ id, name }) => [id.toLowerCase(), name]));
  return (id) => names.get(id.toLowerCase());
}
