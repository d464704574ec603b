/** Which role assignments give an ability in a cluster, found role by role, without asking about each principal. */
import { accessOf, reachesScope } from '../access/accessCheck.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleGuidOf } from '../access/roles.ts';
import { isAtOrBelow, sameId, subscriptionScope, type ArmId } from '../arm/resourceId.ts';
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
  type KubernetesAbility,
} from './abilities.ts';
import { nodeGroupOf } from './listedAccess.ts';
import { assignmentsReaching } from './placedAssignments.ts';
import { fleetOf } from './places.ts';
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
  | { readonly kind: 'gives' }
  | { readonly kind: 'perhaps'; readonly doubt: Unknown }
  | { readonly kind: 'givesNot' };

/** Those who have an ability, each once, and those who perhaps have it. */
export interface AbilityHolders {
  readonly certain: readonly RoleAssignment[];
  readonly perhaps: readonly (RoleAssignment & { readonly doubt: Unknown })[];
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
  assignments = assignmentsReaching(cluster.id, facts),
): AbilityHolders {
  return holdersIn(givenBy(assignments, ability, cluster, facts));
}

function holdersIn(given: readonly Omit<GivenAbility, 'roleName'>[]): AbilityHolders {
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

/** Returns who has an ability in a member cluster of a Fleet by role assignments at the Fleet, and above it; none while their list can't be read. */
export function holdersThroughFleet(ability: KubernetesAbility, fleetId: ArmId, facts: Facts): AbilityHolders {
  return holdersIn(
    assignmentsReaching(fleetId, facts).flatMap((assignment) => {
      const verdict = abilityThrough(assignment, ability, [fleetId], dataActionPrefix.fleetMember, facts);
      if (verdict.kind === 'givesNot') return [];
      return [{ assignment, ...(verdict.kind === 'perhaps' ? { doubt: verdict.doubt } : {}) }];
    }),
  );
}

/** Returns whether one role assignment alone gives an ability in a cluster, or in the namespace where it was made. */
export function abilityBy(assignment: RoleAssignment, ability: Ability, cluster: Cluster, facts: Facts): GivingVerdict {
  const fleetId = fleetOf(assignment.scope);
  if (fleetId === undefined)
    return abilityThrough(assignment, ability, rootsIn(cluster, ability), dataActionPrefix.cluster, facts);
  const roots = isInAzure(ability) ? [] : [fleetId];
  return abilityThrough(assignment, ability, roots, dataActionPrefix.fleetMember, facts);
}

/** Returns whether an assignment gives an ability where Azure is asked about it: at one of the roots, or below it where it was made. */
function abilityThrough(
  assignment: RoleAssignment,
  ability: Ability,
  roots: readonly ArmId[],
  prefix: string,
  facts: Facts,
): GivingVerdict {
  const [root] = roots;
  if (root === undefined) return { kind: 'givesNot' };
  const role = roleOf(assignment, { id: root }, facts);
  if (role?.kind === 'unreadable') return { kind: 'perhaps', doubt: withTitle(say`A role can't be read`, role) };
  if (role?.kind !== 'found' || !allowsAny(role.value, ability, prefix)) return { kind: 'givesNot' };
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
