/** ARM ids: parsed, built, compared by segment ignoring case, and displayed as they were received. */
import { Refusal } from './refusal.ts';
import { say } from '../../sentences/words.ts';

/** A full ARM resource id whose form was checked here; compare it with `sameId` and display it unchanged. */
export type ArmId = string & { readonly armId: unique symbol };

/** The parts of an ARM ID; `type` and `name` are those of the last resource in it. */
export interface ResourceIdParts {
  readonly subscriptionId: string;
  readonly resourceGroup?: string;
  /** Such as `Microsoft.Network/virtualNetworks/subnets`; groups have `Microsoft.Resources/resourceGroups`. */
  readonly type: string;
  readonly name: string;
  /** The id without its last type and name; for a top-level resource its resource group or subscription. */
  readonly parent?: string;
}

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The resource types that changes name, in ARM's own spelling. */
export const resourceType = {
  subscription: 'Microsoft.Resources/subscriptions',
  group: 'Microsoft.Resources/resourceGroups',
  cluster: 'Microsoft.ContainerService/managedClusters',
  agentPool: 'Microsoft.ContainerService/managedClusters/agentPools',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  credential: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  binding: 'Microsoft.ContainerService/managedClusters/identityBindings',
  trustedBinding: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
  extension: 'Microsoft.KubernetesConfiguration/extensions',
  fleet: 'Microsoft.ContainerService/fleets',
  fleetMember: 'Microsoft.ContainerService/fleets/members',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  privateDnsZone: 'Microsoft.Network/privateDnsZones',
  registry: 'Microsoft.ContainerRegistry/registries',
  roleAssignment: 'Microsoft.Authorization/roleAssignments',
  roleDefinition: 'Microsoft.Authorization/roleDefinitions',
} as const;

/** Returns true for a GUID in its usual form, in any casing. */
export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}

/** The segments of a scope or id without empty ones at either end. */
function segmentsOf(id: string): string[] {
  return withoutSlashes(id).split('/');
}

function withoutSlashes(id: string): string {
  let start = 0;
  let end = id.length;
  while (id[start] === '/') start++;
  while (end > start && id[end - 1] === '/') end--;
  return id.slice(start, end);
}

/**
 * A segment that keeps its meaning in an address and in a shell: nothing that ends the path, needs escaping or leads
 * upwards, and no control or invisible characters.
 */
const areNames = /^(?:(?!\.{1,2}(?:\/|$))[^\s?#%\\/\p{C}]+(?:\/|$))+$/u;

/** The number of parsed ids that are remembered, because the ids of a cluster are checked many times in a row. */
const mostParsed = 1000;
const parsed = new Map<string, ResourceIdParts | undefined>();

/** Returns the parts of a well-formed ID of a resource, a group or a subscription; otherwise `undefined`. */
export function parseResourceId(text: string): ResourceIdParts | undefined {
  if (parsed.has(text)) return parsed.get(text);
  if (parsed.size >= mostParsed) parsed.clear();
  const parts = splitResourceId(text);
  parsed.set(text, parts);
  return parts;
}

function splitResourceId(text: string): ResourceIdParts | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('/') || trimmed.startsWith('//')) return undefined;
  const segments = segmentsOf(trimmed);
  if (!areNames.test(withoutSlashes(trimmed))) return undefined;
  const [first, subscriptionId, second, group] = segments;
  if (first?.toLowerCase() !== 'subscriptions' || !subscriptionId) return undefined;
  if (segments.length === 2) return { subscriptionId, type: resourceType.subscription, name: subscriptionId };
  const inGroup = second?.toLowerCase() === 'resourcegroups';
  if (inGroup && !group) return undefined;
  if (inGroup && segments.length === 4 && group) {
    return {
      subscriptionId,
      resourceGroup: group,
      type: resourceType.group,
      name: group,
      parent: joinSegments(segments, 2),
    };
  }
  return partsBelowProviders(segments, inGroup ? group : undefined);
}

function partsBelowProviders(
  segments: readonly string[],
  resourceGroup: string | undefined,
): ResourceIdParts | undefined {
  const subscriptionId = segments[1] ?? '';
  const start = resourceGroup === undefined ? 2 : 4;
  if (segments[start]?.toLowerCase() !== 'providers') return undefined;
  const providers = segments.findLastIndex((segment) => segment.toLowerCase() === 'providers');
  const count = segments.length - providers - 2;
  let type = segments[providers + 1];
  if (!type || count < 2 || count % 2 !== 0) return undefined;
  for (let index = providers + 2; index < segments.length; index += 2) type += `/${segments[index] ?? ''}`;
  const parentLength = count === 2 ? providers : segments.length - 2;
  const parts = { subscriptionId, type, name: segments.at(-1) ?? '', parent: joinSegments(segments, parentLength) };
  return resourceGroup === undefined ? parts : { ...parts, resourceGroup };
}

function joinSegments(segments: readonly string[], length: number): string {
  return `/${segments.slice(0, length).join('/')}`;
}

/** Returns the text as an ID of the expected type, or throws a `Refusal` that says what is expected. */
export function asArmId(text: string, expectedType?: string): ArmId {
  const parts = parseResourceId(text);
  if (!parts) throw new Refusal(say`"${text}" is not an ARM resource id. ${idShape}`, idSource);
  if (!isGuid(parts.subscriptionId)) {
    throw new Refusal(
      say`"${parts.subscriptionId}" in "${text}" is not a subscription id: a GUID is expected.`,
      idSource,
    );
  }
  if (expectedType && !sameText(parts.type, expectedType)) {
    throw new Refusal(say`"${text}" is of type ${parts.type}; an id of type ${expectedType} is expected.`, idSource);
  }
  return text.trim().replace(/\/+$/, '') as ArmId;
}

const idShape = say`It must look like /subscriptions/{id}/resourceGroups/{name}/providers/{type}/{name}.`;
const idSource =
  'https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid';

/** Returns the text as the ID of anything in ARM, including role assignments above all subscriptions. */
export function asAnyId(text: string): string {
  const trimmed = text.trim();
  if (parseResourceId(trimmed) || /^(\/providers\/[^/\s?#\p{C}]+\/[^/\s?#\p{C}]+\/[^/\s?#\p{C}]+)+$/iu.test(trimmed))
    return trimmed;
  throw new Refusal(say`"${text}" is not an ARM resource id. ${idShape}`, idSource);
}

/** Returns the ID of a resource group. */
export function groupId(subscriptionId: string, name: string): ArmId {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}` as ArmId;
}

/** Returns the id of the resource that one lies in, such as the identity of a federated credential. */
export function parentId(id: string): ArmId {
  return id.split('/').slice(0, -2).join('/') as ArmId;
}

/** Returns the id of the resource group that an id lies in. */
export function groupAbove(id: string): ArmId {
  return groupId(subscriptionOf(id) ?? '', groupOf(id) ?? '');
}

/** Returns the ID of a top-level resource in a group. */
export function resourceIdOf(subscriptionId: string, group: string, type: string, name: string): ArmId {
  return `${groupId(subscriptionId, group)}/providers/${type}/${name}` as ArmId;
}

/** Returns the ID of a node pool of a cluster. */
export function agentPoolId(clusterId: ArmId, pool: string): ArmId {
  return `${clusterId}/agentPools/${pool}` as ArmId;
}

/** Returns a text that is the same for equal ids: lower case, without a slash at the end. */
export function idKey(id: string): string {
  const isPlain = id.length > 1 && id.startsWith('/') && id[1] !== '/' && !id.endsWith('/');
  return isPlain ? id.toLowerCase() : `/${withoutSlashes(id).toLowerCase()}`;
}

/** Returns each id once, in order of first appearance; of several spellings, the last. */
export function distinctIds<T extends string>(ids: Iterable<T>): readonly T[] {
  return [...new Map([...ids].map((id) => [idKey(id), id])).values()];
}

/** Returns true if both IDs name the same thing, whatever their casing. */
export function sameId(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || idKey(a) === idKey(b));
}

/** Returns true if both texts are the same, whatever their casing, or both are left out. */
export function sameText(a: string | undefined, b: string | undefined): boolean {
  return a === b || a?.toLowerCase() === b?.toLowerCase();
}

/** Returns true if both are given and are the same GUID, whatever their casing. */
export function sameGuid(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && sameText(a, b);
}

/** Returns true if `scope` is `ancestor` or below it, compared segment by segment. */
export function isAtOrBelow(scope: string, ancestor: string): boolean {
  const above = idKey(ancestor);
  const below = idKey(scope);
  return above === '/' || below === above || below.startsWith(`${above}/`);
}

/** Returns true if an id is that of a resource of the type. */
export function isOfType(id: string, type: string): boolean {
  return sameText(parseResourceId(id)?.type ?? '', type);
}

/** Returns the last segment of an ID, as it was received. */
export function lastSegment(id: string): string {
  const text = withoutSlashes(id);
  return text.slice(text.lastIndexOf('/') + 1);
}

/** Returns true if the scope is a container registry. */
export function isRegistry(scope: string): boolean {
  return isOfType(scope, resourceType.registry);
}

const inSubscription = '/subscriptions/';

/** Returns the ID of the subscription of the scope, if it is in one. */
export function subscriptionOf(scope: string): string | undefined {
  if (scope.slice(0, inSubscription.length).toLowerCase() !== inSubscription) return undefined;
  const end = scope.indexOf('/', inSubscription.length);
  const id = scope.slice(inSubscription.length, end < 0 ? undefined : end);
  return id === '' ? undefined : id;
}

/** Returns the subscription of a scope, where role definitions are looked up, or the scope itself if it is above all subscriptions. */
export function subscriptionScope(scope: string): string {
  const id = subscriptionOf(scope);
  return id === undefined ? scope : `${inSubscription}${id}`;
}

/** Returns the name of the management group in lower case, if the scope is one. */
export function managementGroupOf(scope: string): string | undefined {
  return /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)\/?$/.exec(scope.toLowerCase())?.[1];
}

/** Returns the name of the resource group of the scope, if it is in one. */
export function groupOf(scope: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(scope)?.[1];
}

/** Returns the full ID of a role definition, as assignments at the scope name it. */
export function roleDefinitionId(scope: string, roleGuid: string): string {
  const subscription = subscriptionOf(scope);
  const below = subscription ? `/subscriptions/${subscription}` : '';
  return `${below}/providers/${resourceType.roleDefinition}/${roleGuid}`;
}

/** Returns true for the ID of a role assignment, wherever it was made. */
export function isRoleAssignmentId(id: string): boolean {
  return /\/roleAssignments\/[^/]+$/i.test(id);
}

/** Returns the ID of the role assignment with this name at the scope. */
export function roleAssignmentId(scope: string, name: string): string {
  return `${scope === '/' ? '' : scope}/providers/${resourceType.roleAssignment}/${name}`;
}

/** Returns a region's name as ARM compares it: lower case without spaces, so `West Europe` becomes `westeurope`. */
export function normalLocation(location: string): string {
  return location.replace(/\s+/g, '').toLowerCase();
}
