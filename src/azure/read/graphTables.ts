import { valueAt, objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { machineTypes } from '../../domain/around/things/nodes.ts';
import type { RoleAssignment, RoleDefinition } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { permissionOf } from './permissions.ts';
import { kqlText } from '../graph/kqlText.ts';
import { queryGraph, queryGraphUpTo, withTypeCasing, type GraphQuestion } from '../graph/resourceGraph.ts';
import { armShapes, shapeOfType } from '../http/armShapes.ts';
import { inDirectory } from '../arm/roleAssignment.ts';
import { subscriptionOf } from '../../domain/arm/resourceId.ts';
import { keptText } from '../../memory/kept.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Returns the readable role assignments of applications, managed identities and holders of unknown kind, at, above and
 * below the subscriptions.
 */
export function queryAssignments(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  const from = assignmentsOf("holderType =~ 'ServicePrincipal' or isempty(holderType)");
  return queryGraph(arm, assignmentsFrom(from, arm, { subscriptionIds, signal }));
}

/** Returns the direct role assignments of these principals at, above and below the subscriptions. */
export async function queryAssignmentsOf(
  arm: Arm,
  principalIds: readonly string[],
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  const batches: (readonly RoleAssignment[])[] = [];
  for (let start = 0; start < principalIds.length; start += principalsInQuery) {
    const names = principalIds.slice(start, start + principalsInQuery).map((id) => kqlText(id.toLowerCase()));
    const from = `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend holder = tolower(tostring(properties.principalId))
| where holder in (${names.join(', ')})`;
    batches.push(await queryGraph(arm, assignmentsFrom(from, arm, { subscriptionIds, signal })));
  }
  return batches.flat();
}

/** Returns the role assignments of groups at exactly these scopes, and above all subscriptions. */
export async function queryGroupAssignments(
  arm: Arm,
  scopes: readonly string[],
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  const holders = "holderType =~ 'Group'";
  const question = { holders, subscriptionIds, signal };
  const batches = Math.ceil(scopes.length / scopesInQuery);
  if (batches <= fewBatches) return queryAssignmentsAt(arm, scopes, question);
  const assignments = await queryGraphUpTo(batches * 1000, arm, assignmentsFrom(assignmentsOf(holders), arm, question));
  if (assignments === undefined) return queryAssignmentsAt(arm, scopes, question);
  const places = new Set(scopes.map((scope) => scope.toLowerCase()));
  return assignments.filter(({ scope }) => places.has(scope.toLowerCase()) || subscriptionOf(scope) === undefined);
}

interface HoldersQuery {
  readonly holders: string;
  readonly subscriptionIds: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Returns the role assignments of applications and managed identities on whole subscriptions and above them. */
export function querySubscriptionAssignments(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RoleAssignment[]> {
  const scopes = subscriptionIds.map((id) => `/subscriptions/${id}`);
  const holders = "holderType =~ 'ServicePrincipal' or isempty(holderType)";
  return queryAssignmentsAt(arm, scopes, { holders, subscriptionIds, signal });
}

async function queryAssignmentsAt(
  arm: Arm,
  scopes: readonly string[],
  { holders, subscriptionIds, signal }: HoldersQuery,
): Promise<readonly RoleAssignment[]> {
  const batches: (readonly RoleAssignment[])[] = [];
  for (let start = 0; start < scopes.length; start += scopesInQuery) {
    const names = scopes.slice(start, start + scopesInQuery).map((scope) => kqlText(scope.toLowerCase()));
    const from = `${assignmentsOf(holders)}
| extend place = tolower(tostring(properties.scope))
| where place in (${names.join(', ')}) or not(place startswith '/subscriptions/')`;
    batches.push(await queryGraph(arm, assignmentsFrom(from, arm, { subscriptionIds, signal })));
  }
  return batches.flat();
}

/** The maximum length of a query is not documented; these keep it near 20 KB with ids of usual length. */
const principalsInQuery = 500;
const scopesInQuery = 150;
/** With more batches, reading all assignments may take fewer requests; the first page shows whether it does. */
const fewBatches = 3;

function assignmentsOf(holders: string): string {
  return `authorizationresources
| where type =~ 'microsoft.authorization/roleassignments'
| extend holderType = tostring(properties.principalType)
| where ${holders}`;
}

function assignmentsFrom(
  from: string,
  arm: Arm,
  question: Pick<GraphQuestion<RoleAssignment>, 'subscriptionIds' | 'signal'>,
): GraphQuestion<RoleAssignment> {
  return {
    from,
    columns: ['id', 'name', 'properties'],
    ...question,
    shape: armShapes.assignment,
    toModel: (row) => inDirectory(assignmentOf(row), arm),
  };
}

/** The management groups above a subscription; `groups` is left out if Azure does not report them. */
export interface AncestorsOf {
  readonly subscriptionId: string;
  /** By their names in lower case. */
  readonly groups?: ReadonlySet<string>;
}

/**
 * Returns the management groups above each subscription. Every subscription is at least below the root group, so an
 * empty list means unknown.
 * Source: https://learn.microsoft.com/azure/governance/management-groups/resource-graph-samples
 */
export function queryAncestors(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly AncestorsOf[]> {
  const from = `resourcecontainers\n| where type =~ 'microsoft.resources/subscriptions'`;
  const chain = 'managementGroupAncestorsChain = properties.managementGroupAncestorsChain';
  const columns = ['id', 'name', 'subscriptionId', chain];
  return queryGraph(arm, { from, columns, subscriptionIds, shape: armShapes.thing, toModel: ancestorsOf, signal });
}

function ancestorsOf(row: JsonObject): AncestorsOf {
  const subscriptionId = textAt(row, 'subscriptionId') ?? '';
  const chain = objectsAt(row, 'managementGroupAncestorsChain').map((group) => textAt(group, 'name')?.toLowerCase());
  const groups = chain.filter((name) => name !== undefined);
  return groups.length === 0 || groups.length < chain.length
    ? { subscriptionId }
    : { subscriptionId, groups: new Set(groups) };
}

/** Returns the built-in and custom roles of the subscriptions. */
export function queryRoles(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RoleDefinition[]> {
  const from = `authorizationresources\n| where type =~ 'microsoft.authorization/roledefinitions'`;
  return queryGraph(arm, {
    from,
    columns: ['id', 'name', 'properties'],
    subscriptionIds,
    shape: armShapes.roleDefinition,
    toModel: roleFromRow,
    signal,
  });
}

/** The tables of types that are not in `resources`. Source: https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources */
const otherTables: Readonly<Record<string, string>> = {
  'microsoft.kubernetesconfiguration/extensions': 'kubernetesconfigurationresources',
};

function graphTableOf(type: string): string {
  return otherTables[type.toLowerCase()] ?? 'resources';
}

/** Machines are read with few columns, because there may be tens of thousands, mostly of irrelevant data. */
const inFewColumns: readonly string[] = machineTypes.map((type) => type.toLowerCase());

/** Returns true for a type whose resources are read for many clusters at once. */
export function isReadForAll(type: string): boolean {
  return hasTableOfItsOwn(type) || inFewColumns.includes(type.toLowerCase());
}

/** Returns true for a child type that has a table of its own in Resource Graph. */
export function hasTableOfItsOwn(type: string): boolean {
  return otherTables[type.toLowerCase()] !== undefined;
}

/** Returns the resources of a type, each as ARM shows it in the API version that Resource Graph uses. */
export function queryResources(
  arm: Arm,
  type: string,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly JsonObject[]> {
  const isMachine = inFewColumns.includes(type.toLowerCase());
  const types = isMachine ? machineTypes : [type];
  const ofTypes = `${graphTableOf(type)}\n| where ${types.map((tableType) => `type =~ '${tableType}'`).join(' or ')}`;
  const few = ['id', 'name', 'type', 'location', 'tags', 'identity'];
  const from = isMachine ? `${ofTypes}\n| extend state = tostring(properties.provisioningState)` : ofTypes;
  const columns = isMachine ? [...few, 'state'] : [...few, 'sku', 'properties'];
  const toModel = (row: JsonObject): JsonObject => withTypeCasing(isMachine ? withState(row) : row, type);
  const shape = isMachine ? armShapes.resource : shapeOfType(type);
  return queryGraph(arm, { from, columns, subscriptionIds, shape, toModel, signal });
}

/** Moves the state of a machine to where ARM has it. */
function withState({ state, ...row }: JsonObject): JsonObject {
  return typeof state === 'string' && state !== '' ? { ...row, properties: { provisioningState: state } } : row;
}

/** Returns the time as the SDK writes it, so that it is the same text whatever has read it; Resource Graph writes more decimals, or none. */
function sameTime(text = ''): string | undefined {
  const time = Date.parse(text);
  return text === '' || Number.isNaN(time) ? undefined : keptText(new Date(time).toISOString());
}

/** Resource Graph may put the row's own id in lower case; scope and name keep their case. */
function assignmentOf(row: JsonObject): RoleAssignment {
  const properties = valueAt(row, 'properties');
  const text = (name: string): string | undefined => textAt(properties, name);
  const principalType = text('principalType');
  const condition = text('condition');
  const description = text('description');
  const createdOn = sameTime(text('createdOn'));
  const createdBy = text('createdBy');
  const scope = text('scope') ?? '';
  const base = scope === '/' ? '' : scope;
  return {
    id: `${base}/providers/Microsoft.Authorization/roleAssignments/${textAt(row, 'name') ?? ''}`,
    scope,
    principalId: text('principalId') ?? '',
    ...defined({ principalType }),
    roleDefinitionId: text('roleDefinitionId') ?? '',
    ...defined({ condition, description, createdOn, createdBy }),
  };
}

function roleFromRow(row: JsonObject): RoleDefinition {
  return {
    guid: textAt(row, 'name') ?? '',
    name: textAt(row, 'properties.roleName') ?? '',
    ...(valueAt(row, 'properties.type') === 'CustomRole' ? { custom: true } : {}),
    permissions: objectsAt(row, 'properties.permissions').map(permissionOf),
  };
}
