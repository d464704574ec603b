/** Which role assignments give an ability in a cluster, found role by role, without asking about each principal. */
import { accessOf, reachesScope } from '../access/accessCheck.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleGuidOf } from '../access/roles.ts';
import {
  groupAbove,
  groupOf,
  idKey,
  isAtOrBelow,
  sameId,
  subscriptionOf,
  subscriptionScope,
  type ArmId,
} from '../arm/resourceId.ts';
import type { Answer } from '../arm/answer.ts';
import { withTitle, type Unknown } from '../arm/unknown.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import {
  abilityIds,
  azureAbilities,
  dataActionPrefix,
  isAskedAtNodes,
  isHarmless,
  isInAzure,
  kubernetesAbilities,
  kubernetesAbilityIds,
  type Ability,
  type AccessRight,
} from './abilities.ts';
import { nodeGroupOf } from './listedAccess.ts';
import { clusterOf, fleetOf } from './places.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say } from '../../sentences/words.ts';

/** A role assignment that gives an ability, or may. */
export interface GivenAbility {
  readonly assignment: RoleAssignment;
  readonly roleName: string;
  /** Why it may give nothing, such as a condition. */
  readonly doubt?: Unknown;
}

/** What one role assignment does about an ability: a kind for each, so that "perhaps" is never taken for "yes". */
export type GivingVerdict =
  { readonly kind: 'gives' } | { readonly kind: 'perhaps'; readonly doubt: Unknown } | { readonly kind: 'givesNot' };

/** Those who have an ability, each once, and those who perhaps have it. */
export interface AbilityHolders {
  readonly certain: readonly RoleAssignment[];
  readonly perhaps: readonly (RoleAssignment & { readonly doubt: Unknown })[];
}

/** Everyone's role assignments by where they were made. */
interface Placed {
  /** Those above all subscriptions. */
  readonly above: readonly RoleAssignment[];
  /** Those in a subscription, by `idKey` of their scope; those below a cluster also by that of the cluster. */
  readonly at: ReadonlyMap<string, readonly RoleAssignment[]>;
  readonly below: ReadonlyMap<string, readonly RoleAssignment[]>;
  /** Those of what is in a resource group, by `idKey` of the group. */
  readonly inGroup: ReadonlyMap<string, readonly RoleAssignment[]>;
}

const nothingPlaced: Placed = { above: [], at: new Map(), below: new Map(), inGroup: new Map() };
/** A subscription's list is placed once for all of its clusters. */
const placedLists = new WeakMap<readonly RoleAssignment[], Placed>();

/** Returns everyone's role assignments at a cluster and above it; none while the list of its subscription can't be read. */
export function assignmentsReachingCluster({ id, subscriptionId }: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { above, at } = placedIn(subscriptionId, facts);
  const scopes = [subscriptionScope(id), groupAbove(id), id].filter((scope) => scope !== undefined);
  return [...above, ...scopes.flatMap((scope) => at.get(idKey(scope)) ?? [])];
}

/** Returns everyone's role assignments at a cluster's node resource group and above it, and those of machines in it. */
export function assignmentsReachingNodes(cluster: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { above, at, inGroup } = placedIn(cluster.subscriptionId, facts);
  return nodeGroupOf(cluster).flatMap((group) => [
    ...above,
    ...[subscriptionScope(group), group].flatMap((scope) => at.get(idKey(scope)) ?? []),
    ...(inGroup.get(idKey(group)) ?? []),
  ]);
}

/** Returns everyone's role assignments at exactly a cluster, and at its namespaces. */
export function assignmentsWithin({ id, subscriptionId }: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { at, below } = placedIn(subscriptionId, facts);
  return [...(at.get(idKey(id)) ?? []), ...(below.get(idKey(id)) ?? [])];
}

function placedIn(subscriptionId: string, facts: Facts): Placed {
  const answer = facts.get({ kind: 'everyAssignmentIn', subscriptionId });
  if (answer?.kind !== 'found') return nothingPlaced;
  const known = placedLists.get(answer.value);
  if (known !== undefined) return known;
  const placed = placedBy(answer.value);
  placedLists.set(answer.value, placed);
  return placed;
}

function placedBy(assignments: readonly RoleAssignment[]): Placed {
  const above: RoleAssignment[] = [];
  const at = new Map<string, RoleAssignment[]>();
  const below = new Map<string, RoleAssignment[]>();
  const inGroup = new Map<string, RoleAssignment[]>();
  const note = (map: Map<string, RoleAssignment[]>, scope: string, assignment: RoleAssignment): void => {
    const key = idKey(scope);
    const same = map.get(key);
    if (same) same.push(assignment);
    else map.set(key, [assignment]);
  };
  for (const assignment of assignments) {
    const { scope } = assignment;
    if (subscriptionOf(scope) === undefined) above.push(assignment);
    else note(at, scope, assignment);
    const clusterId = clusterOf(scope);
    if (clusterId !== undefined && !sameId(clusterId, scope)) note(below, clusterId, assignment);
    if (groupOf(scope) !== undefined && !sameId(groupAbove(scope), scope)) note(inGroup, groupAbove(scope), assignment);
  }
  return { above, at, below, inGroup };
}

/** Returns the role assignments that give an ability in a cluster, and those that may, with their doubt. */
export function givenBy(
  assignments: readonly RoleAssignment[],
  ability: Ability,
  cluster: Cluster,
  facts: Facts,
): readonly GivenAbility[] {
  // Thousands of assignments are of few roles.
  const byRole = new Map<string, boolean>();
  const mayGive = ({ roleDefinitionId }: RoleAssignment): boolean => {
    const before = byRole.get(roleDefinitionId);
    if (before !== undefined) return before;
    const role = roleOf({ roleDefinitionId }, cluster, facts);
    const gives =
      role?.kind === 'unreadable' ||
      (role?.kind === 'found' &&
        Object.values(dataActionPrefix).some((prefix) => allowsAny(role.value, ability, prefix)));
    byRole.set(roleDefinitionId, gives);
    return gives;
  };
  return assignments.filter(mayGive).flatMap((assignment) => {
    const verdict = abilityBy(assignment, ability, cluster, facts);
    if (verdict.kind === 'givesNot') return [];
    const roleName = definitionOf(assignment, cluster, facts)?.name ?? '';
    return [{ assignment, roleName, ...(verdict.kind === 'perhaps' ? { doubt: verdict.doubt } : {}) }];
  });
}

/** Returns who has an ability by role assignments that reach a cluster: each once, for certain or perhaps. */
export function holdersOf(
  ability: Ability,
  cluster: Cluster,
  facts: Facts,
  assignments = assignmentsReachingCluster(cluster, facts),
): AbilityHolders {
  const given = givenBy(assignments, ability, cluster, facts);
  const keyOf = ({ principalId }: RoleAssignment): string => principalId.toLowerCase();
  const certain = distinctBy(
    given.flatMap(({ assignment, doubt }) => (doubt === undefined ? [assignment] : [])),
    keyOf,
  );
  const known = new Set(certain.map(keyOf));
  const perhaps = given.flatMap(({ assignment, doubt }) =>
    doubt === undefined || known.has(keyOf(assignment)) ? [] : [{ ...assignment, doubt }],
  );
  return { certain, perhaps: distinctBy(perhaps, keyOf) };
}

/** Returns whether one role assignment alone gives an ability in a cluster, or in the namespace where it was made. */
export function abilityBy(assignment: RoleAssignment, ability: Ability, cluster: Cluster, facts: Facts): GivingVerdict {
  const role = roleOf(assignment, cluster, facts);
  const fleetId = fleetOf(assignment.scope);
  const prefix = fleetId === undefined ? dataActionPrefix.cluster : dataActionPrefix.fleetMember;
  if (role?.kind === 'unreadable') return { kind: 'perhaps', doubt: withTitle(say`A role can't be read`, role) };
  if (role?.kind !== 'found' || !allowsAny(role.value, ability, prefix)) return { kind: 'givesNot' };
  const roots = fleetId === undefined ? rootsIn(cluster, ability) : isInAzure(ability) ? [] : [fleetId];
  const scopes = askedAt(assignment, ability, roots);
  if (isUnlimited(assignment, role.value) && scopes.some((scope) => appliesWithoutDenial(assignment, scope, facts)))
    return { kind: 'gives' };
  const alone = onlyWith(assignment, facts);
  const verdicts = scopes.flatMap((scope) =>
    rightsOf(ability, prefix).map((right) =>
      accessOf({ principalId: assignment.principalId, scope, ...asQuestion(right) }, alone),
    ),
  );
  if (verdicts.some(({ kind }) => kind === 'granted')) return { kind: 'gives' };
  const open = verdicts.find((verdict) => verdict.kind === 'unknown');
  return open === undefined ? { kind: 'givesNot' } : { kind: 'perhaps', doubt: open.unknown };
}

/** Where nothing limits a role and nothing is denied, the role alone decides. */
function isUnlimited({ condition }: RoleAssignment, { permissions }: RoleDefinition): boolean {
  return condition === undefined && permissions.every((permission) => permission.condition === undefined);
}

function appliesWithoutDenial({ scope: madeAt }: RoleAssignment, scope: string, facts: Facts): boolean {
  const denials = facts.get({ kind: 'denyAssignments', scope });
  return denials?.kind === 'found' && denials.value.length === 0 && reachesScope(madeAt, scope, 'asListed');
}

function rootsIn(cluster: Cluster, ability: Ability): readonly ArmId[] {
  return isAskedAtNodes(ability) ? nodeGroupOf(cluster) : [cluster.id];
}

/** Where an assignment is asked about: at its namespace or machines, otherwise at the root. */
function askedAt({ scope }: RoleAssignment, ability: Ability, roots: readonly ArmId[]): readonly string[] {
  return roots.flatMap((root) => {
    const isInside = isAtOrBelow(scope, root) && !sameId(scope, root);
    // Who may do everything in one namespace is administrator of that namespace only.
    if (isInside && ability === 'clusterAdmin') return [];
    return [isInside ? scope : root];
  });
}

/** Returns what a role assignment's role allows, if that can be read. */
export function definitionOf(
  assignment: RoleAssignment,
  cluster: Pick<Cluster, 'id'>,
  facts: Facts,
): RoleDefinition | undefined {
  const answer = roleOf(assignment, cluster, facts);
  return answer?.kind === 'found' ? answer.value : undefined;
}

function roleOf(
  { roleDefinitionId }: Pick<RoleAssignment, 'roleDefinitionId'>,
  { id }: Pick<Cluster, 'id'>,
  facts: Facts,
): Answer<RoleDefinition> | undefined {
  return facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope: subscriptionScope(id) });
}

/** Returns true if a role gives any ability in a cluster but seeing it in Azure. */
export function givesAccessToClusters(definition: RoleDefinition): boolean {
  return abilityIds.some((ability) => !isHarmless(ability) && allowsAny(definition, ability));
}

/** Returns true if a role gives any ability in the clusters that are members of a Fleet. */
export function givesAccessThroughFleets(definition: RoleDefinition): boolean {
  return kubernetesAbilityIds.some((ability) => allowsAny(definition, ability, dataActionPrefix.fleetMember));
}

/** The facts, as if nobody had any other role. */
function onlyWith(assignment: RoleAssignment, facts: Facts): Facts {
  const get = (read: Read): unknown =>
    read.kind === 'assignments' ? { kind: 'found', value: [assignment] } : facts.get(read);
  return { ...facts, get: get as Facts['get'] };
}

function asQuestion(right: AccessRight): {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
} {
  return 'action' in right ? { actions: [right.action] } : { actions: [], dataActions: [right.dataAction] };
}

/** The rights of which one gives an ability in a cluster, or through a Fleet. */
function rightsOf(ability: Ability, prefix: string): readonly AccessRight[] {
  return isInAzure(ability)
    ? azureAbilities[ability].rights
    : kubernetesAbilities[ability].dataActions.map((rest) => ({ dataAction: `${prefix}/${rest}` }));
}

/** Thousands of assignments are of few roles. */
const allowedBy = new WeakMap<RoleDefinition, Map<string, boolean>>();

function allowsAny(definition: RoleDefinition, ability: Ability, prefix: string = dataActionPrefix.cluster): boolean {
  const key = `${prefix} ${ability}`;
  const known = allowedBy.get(definition) ?? new Map<string, boolean>();
  allowedBy.set(definition, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const allows = rightsOf(ability, prefix).some((right) =>
    'action' in right
      ? allowsAction(definition.permissions, right.action)
      : allowsAction(definition.permissions, right.dataAction, 'dataAction'),
  );
  known.set(key, allows);
  return allows;
}
