/** ARM ids: taken apart, built, compared by segment ignoring case, and displayed as they were received. */
import { Refusal } from './refusal.ts';

/** A full ARM resource id whose shape was checked by `resourceId.ts`; compare with `sameId`, display as it is. */
export type ArmId = string & { readonly armId: unique symbol };

/** The parts of an ARM id; `type` and `name` are those of the last resource in it. */
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
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  privateDnsZone: 'Microsoft.Network/privateDnsZones',
  registry: 'Microsoft.ContainerRegistry/registries',
  roleAssignment: 'Microsoft.Authorization/roleAssignments',
  roleDefinition: 'Microsoft.Authorization/roleDefinitions',
} as const;

/** True for a GUID in its usual form, any casing. */
export function isGuid(text: string): boolean {
  return guidPattern.test(text);
}

/** The segments of a scope or id without empty ones at either end. */
function segmentsOf(id: string): string[] {
  return withoutSlashes(id).split('/');
}

function withoutSlashes(id: string): string {
  let [start, end] = [0, id.length];
  while (id[start] === '/') start++;
  while (end > start && id[end - 1] === '/') end--;
  return id.slice(start, end);
}

/** A segment that stays itself in an address: nothing that ends the path, is written otherwise in it, or leads upwards. */
const isName = /^(?!\.{1,2}$)[^\s?#%\\]+$/;

/** The parts of a well-formed ARM id (a resource, a group or a subscription); otherwise `undefined`. */
export function parseResourceId(text: string): ResourceIdParts | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('/') || trimmed.startsWith('//')) return undefined;
  const segments = segmentsOf(trimmed);
  if (!segments.every((segment) => isName.test(segment))) return undefined;
  const [first, subscriptionId, second, group] = segments;
  if (first?.toLowerCase() !== 'subscriptions' || !subscriptionId) return undefined;
  if (segments.length === 2) return { subscriptionId, type: resourceType.subscription, name: subscriptionId };
  const inGroup = second?.toLowerCase() === 'resourcegroups';
  if (inGroup && !group) return undefined;
  if (inGroup && segments.length === 4 && group) {
    return { subscriptionId, resourceGroup: group, type: resourceType.group, name: group, parent: join(segments, 2) };
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
  const [namespace, ...pairs] = segments.slice(providers + 1);
  if (!namespace || pairs.length < 2 || pairs.length % 2 !== 0) return undefined;
  const type = [namespace, ...pairs.filter((_, index) => index % 2 === 0)].join('/');
  const parentLength = pairs.length === 2 ? providers : segments.length - 2;
  const parts = { subscriptionId, type, name: pairs.at(-1) ?? '', parent: join(segments, parentLength) };
  return resourceGroup === undefined ? parts : { ...parts, resourceGroup };
}

function join(segments: readonly string[], length: number): string {
  return `/${segments.slice(0, length).join('/')}`;
}

/** The text as an id of the expected type; throws a `Refusal` that states the rule in words. */
export function asArmId(text: string, expectedType?: string): ArmId {
  const parts = parseResourceId(text);
  if (!parts) throw new Refusal(`"${text}" is not an ARM resource id. ${idShape}`, idSource);
  if (!isGuid(parts.subscriptionId)) {
    throw new Refusal(`"${parts.subscriptionId}" in "${text}" is not a subscription id: a GUID is expected.`, idSource);
  }
  if (expectedType && parts.type.toLowerCase() !== expectedType.toLowerCase()) {
    throw new Refusal(`"${text}" is of type ${parts.type}; an id of type ${expectedType} is expected.`, idSource);
  }
  return text.trim().replace(/\/+$/, '') as ArmId;
}

const idShape = 'It has to look like /subscriptions/{id}/resourceGroups/{name}/providers/{type}/{name}.';
const idSource =
  'https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource#resourceid';

/** The text as a scope of role assignments: `/`, a management group, a subscription, a group or a resource. */
export function asScope(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '/') return trimmed;
  if (/^\/providers\/Microsoft\.Management\/managementGroups\/(?!\.+\/?$)[\w.()-]+\/?$/i.test(trimmed))
    return trimmed.replace(/\/$/, '');
  return asArmId(trimmed);
}

/** The text as the id of anything in ARM, also of what was made above all subscriptions, such as a role assignment at `/`. */
export function asAnyId(text: string): string {
  const trimmed = text.trim();
  if (parseResourceId(trimmed) || /^(\/providers\/[^/\s?#]+\/[^/\s?#]+\/[^/\s?#]+)+$/i.test(trimmed)) return trimmed;
  throw new Refusal(`"${text}" is not an ARM resource id. ${idShape}`, idSource);
}

/** The id of a resource group. */
export function groupId(subscriptionId: string, name: string): ArmId {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}` as ArmId;
}

/** The id of a top-level resource in a group. */
export function resourceIdOf(subscriptionId: string, group: string, type: string, name: string): ArmId {
  return `${groupId(subscriptionId, group)}/providers/${type}/${name}` as ArmId;
}

/** The id of a node pool of a cluster. */
export function agentPoolId(clusterId: ArmId, pool: string): ArmId {
  return `${clusterId}/agentPools/${pool}` as ArmId;
}

/** The text under which equal ids are equal: lower case, no slash at the end. */
export function idKey(id: string): string {
  return `/${withoutSlashes(id).toLowerCase()}`;
}

/** True if both name the same thing, whatever their casing. */
export function sameId(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || idKey(a) === idKey(b));
}

/** True if `scope` is `ancestor` itself or lies below it, compared by whole segments. */
export function isAtOrBelow(scope: string, ancestor: string): boolean {
  const above = idKey(ancestor);
  const below = idKey(scope);
  return above === '/' || below === above || below.startsWith(`${above}/`);
}

/** The last segment of an id, as it was received. */
export function lastSegment(id: string): string {
  return segmentsOf(id).at(-1) ?? id;
}

/** Whether a scope is a registry. */
export function isRegistry(scope: string): boolean {
  return parseResourceId(scope)?.type.toLowerCase() === resourceType.registry.toLowerCase();
}

/** The subscription, where the scope lies in one. */
export function subscriptionOf(scope: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
}

/** The name of the management group, in lower case, where the scope is one. */
export function managementGroupOf(scope: string): string | undefined {
  return /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)\/?$/.exec(scope.toLowerCase())?.[1];
}

/** The resource group, where the scope lies in one. */
export function groupOf(scope: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(scope)?.[1];
}

/** The full id of a role definition as assignments at the scope name it. */
export function roleDefinitionId(scope: string, roleGuid: string): string {
  const subscription = subscriptionOf(scope);
  const below = subscription ? `/subscriptions/${subscription}` : '';
  return `${below}/providers/${resourceType.roleDefinition}/${roleGuid}`;
}

/** The id of a role assignment at a scope. */
export function roleAssignmentId(scope: string, name: string): string {
  return `${scope === '/' ? '' : scope}/providers/${resourceType.roleAssignment}/${name}`;
}

/** A region's name as ARM compares it: lower case without spaces (`West Europe` is `westeurope`). */
export function normalLocation(location: string): string {
  return location.replace(/\s+/g, '').toLowerCase();
}
