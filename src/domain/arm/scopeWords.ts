/** Words for scopes, the same in the tree, the panel, notifications and exports. */
import { say, type Phrase, type Words } from '../../sentences/words.ts';
import { lastSegment, parseResourceId, resourceType, subscriptionOf, sameId, subscriptionScope } from './resourceId.ts';
import { ownValue } from '../../shape/ownValue.ts';

/** Returns a GUID short enough for a title: its first four and last two characters. */
export function shortGuid(guid: string): string {
  return guid.length > 8 ? `${guid.slice(0, 4)}...${guid.slice(-2)}` : guid;
}

/** Returns the display name of a subscription, if it is known. */
export type SubscriptionNames = (subscriptionId: string) => string | undefined;

/** Returns the name of a scope: `snet-aks`, `rg-shop`, `Contoso Production`; `subscription 1111...11` if its name is not known. */
export function scopeName(scope: string, names?: SubscriptionNames): Phrase {
  if (scope === '/') return say`the tenant root`;
  if (/^\/providers\/Microsoft\.Management\//i.test(scope)) return say`management group ${lastSegment(scope)}`;
  const inCluster = /\/managedClusters\/([^/]+)\/(?:managedNamespaces|namespaces)\/([^/]+)$/i.exec(scope);
  if (inCluster !== null) return say`namespace ${inCluster[2] ?? ''} of cluster ${inCluster[1] ?? ''}`;
  const subscription = subscriptionOf(scope);
  if (!subscription || !isSubscription(scope)) return lastSegment(scope);
  return names?.(subscription) ?? say`subscription ${shortGuid(subscription)}`;
}

function isSubscription(scope: string): boolean {
  return subscriptionOf(scope) !== undefined && sameId(scope, subscriptionScope(scope));
}

const scopeKinds: Readonly<Record<string, Words>> = {
  [resourceType.group.toLowerCase()]: say`resource group`,
  [resourceType.subnet.toLowerCase()]: say`subnet`,
  [resourceType.registry.toLowerCase()]: say`registry`,
  [resourceType.identity.toLowerCase()]: say`identity`,
  [resourceType.cluster.toLowerCase()]: say`cluster`,
  [resourceType.privateDnsZone.toLowerCase()]: say`private DNS zone`,
  'microsoft.containerservice/managedclusters/agentpools': say`node pool`,
  'microsoft.network/virtualnetworks': say`virtual network`,
  'microsoft.network/dnszones': say`DNS zone`,
  'microsoft.network/routetables': say`route table`,
  'microsoft.network/publicipaddresses': say`public IP address`,
  'microsoft.network/publicipprefixes': say`public IP prefix`,
  'microsoft.network/applicationgateways': say`application gateway`,
  'microsoft.keyvault/vaults': say`key vault`,
  'microsoft.keyvault/vaults/secrets': say`secret`,
  'microsoft.keyvault/vaults/keys': say`key`,
  'microsoft.keyvault/vaults/certificates': say`certificate`,
  'microsoft.storage/storageaccounts': say`storage account`,
  'microsoft.compute/diskencryptionsets': say`disk encryption set`,
  'microsoft.operationalinsights/workspaces': say`workspace`,
};

/** Returns the kind of a scope in words, such as `resource group`, or `undefined` if it has no name of its own here. */
export function scopeKind(scope: string): Words | undefined {
  const type = parseResourceId(scope)?.type.toLowerCase();
  return type === undefined ? undefined : ownValue(scopeKinds, type);
}

/** Returns a scope with its kind: `resource group rg-shop`, `subnet snet-aks`, `registry acrshop`. */
export function scopeWithKind(scope: string, names?: SubscriptionNames): Phrase {
  const isNamed = isSubscription(scope) && names?.(subscriptionOf(scope) ?? '') !== undefined;
  const kind = isNamed ? say`subscription` : scopeKind(scope);
  return kind === undefined ? scopeName(scope, names) : say`${kind} ${scopeName(scope, names)}`;
}

/** Returns the scope at which a role assignment was made, from its id. */
export function scopeOfAssignment(assignmentId: string): string {
  return assignmentId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+\/?$/i, '') || '/';
}

const idInText = /\/subscriptions\/[0-9a-f-]{36}(?:\/[^\s,;:'"()]*[^\s,;:'"().])?/gi;
const principalInText = / \(principal [0-9a-f-]{36}\)/gi;
const guidInText = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** Returns a text with names instead of ARM ids, and short GUIDs for anything without a name, so that it reads as a sentence in the language of `shown`. */
export function withNames(
  text: string,
  shown: (words: Phrase) => string,
  names?: SubscriptionNames,
  guid = shortGuid,
): string {
  const scopeText = text
    .replace(idInText, (id) => shown(nameOfId(id, names)))
    .replace(principalInText, '')
    .replace(guidInText, guid);
  // Only our own words are capitalised at the start of a sentence, not a name or an address.
  return scopeText === text ? text : scopeText.replace(/^\w(?=\w* )/, (first) => first.toUpperCase());
}

function nameOfId(id: string, names?: SubscriptionNames): Phrase {
  const at = scopeOfAssignment(id);
  return at === id ? scopeWithKind(id, names) : say`the role assignment on ${scopeWithKind(at, names)}`;
}

/** Returns the names of subscriptions by their IDs, in any case. */
export function subscriptionNamesOf(
  items: readonly { readonly id: string; readonly name: string }[],
): SubscriptionNames {
  const names = new Map(items.map(({ id, name }) => [id.toLowerCase(), name]));
  return (id) => names.get(id.toLowerCase());
}
