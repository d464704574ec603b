/** Which role assignments give an ability in a cluster, found role by role, without asking about each principal. */
import { accessOf } from '../access/accessCheck.ts';
import { allowsAction } from '../access/permissions.ts';
import { roleGuidOf } from '../access/roles.ts';
import { groupAbove, idKey, subscriptionOf, subscriptionScope } from '../arm/resourceId.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import {
  abilityIds,
  azureAbilities,
  dataActionPrefix,
  isInAzure,
  kubernetesAbilities,
  type Ability,
  type AccessRight,
} from './abilities.ts';

/** A role assignment that gives an ability at a cluster, or may. */
export interface GivenAbility {
  readonly assignment: RoleAssignment;
  readonly roleName: string;
  /** Why it may give nothing, such as a condition. */
  readonly doubt?: Unknown;
}

/** Everyone's role assignments by where they were made. */
interface Placed {
  /** Those above all subscriptions. */
  readonly above: readonly RoleAssignment[];
  /** Those in a subscription, by `idKey` of their scope; those below a cluster also by that of the cluster. */
  readonly at: ReadonlyMap<string, readonly RoleAssignment[]>;
  readonly below: ReadonlyMap<string, readonly RoleAssignment[]>;
}

const nothingPlaced: Placed = { above: [], at: new Map(), below: new Map() };
/** A subscription's list is placed once for all of its clusters. */
const placedLists = new WeakMap<readonly RoleAssignment[], Placed>();

/** Returns everyone's role assignments at a cluster and above it; none while the list of its subscription can't be read. */
export function assignmentsReachingCluster({ id, subscriptionId }: Cluster, facts: Facts): readonly RoleAssignment[] {
  const { above, at } = placedIn(subscriptionId, facts);
  const scopes = [subscriptionScope(id), groupAbove(id), id].filter((scope) => scope !== undefined);
  return [...above, ...scopes.flatMap((scope) => at.get(idKey(scope)) ?? [])];
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
    const cluster = /^(.+\/managedClusters\/[^/]+)\/./i.exec(scope)?.[1];
    if (cluster !== undefined) note(below, cluster, assignment);
  }
  return { above, at, below };
}

/** Returns whether one role assignment alone gives an ability at a cluster; `undefined` if it does not. */
export function abilityBy(
  assignment: RoleAssignment,
  ability: Ability,
  cluster: Pick<Cluster, 'id'>,
  facts: Facts,
): GivenAbility | undefined {
  const definition = definitionOf(assignment, cluster, facts);
  if (definition === undefined || !allowsAny(definition, ability)) return undefined;
  const alone = onlyWith(assignment, facts);
  const verdicts = rightsOf(ability).map((right) =>
    accessOf({ principalId: assignment.principalId, scope: cluster.id, ...asQuestion(right) }, alone),
  );
  const roleName = definition.name;
  if (verdicts.some(({ kind }) => kind === 'granted')) return { assignment, roleName };
  const doubt = verdicts.find((verdict) => verdict.kind === 'unknown');
  return doubt && { assignment, roleName, doubt: doubt.unknown };
}

/** Returns what a role assignment's role allows, if that can be read. */
export function definitionOf(
  { roleDefinitionId }: RoleAssignment,
  { id }: Pick<Cluster, 'id'>,
  facts: Facts,
): RoleDefinition | undefined {
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope: subscriptionScope(id) });
  return answer?.kind === 'found' ? answer.value : undefined;
}

/** Returns true if a role gives any ability in a cluster but seeing it in Azure. */
export function givesAccessToClusters(definition: RoleDefinition): boolean {
  return abilityIds.some((ability) => ability !== 'readCluster' && allowsAny(definition, ability));
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

/** The rights of which one gives an ability in a cluster itself. */
function rightsOf(ability: Ability): readonly AccessRight[] {
  return isInAzure(ability)
    ? azureAbilities[ability].rights
    : kubernetesAbilities[ability].dataActions.map((rest) => ({ dataAction: `${dataActionPrefix.cluster}/${rest}` }));
}

/** Thousands of assignments are of few roles. */
const allowedBy = new WeakMap<RoleDefinition, Map<Ability, boolean>>();

function allowsAny(definition: RoleDefinition, ability: Ability): boolean {
  const known = allowedBy.get(definition) ?? new Map<Ability, boolean>();
  allowedBy.set(definition, known);
  const before = known.get(ability);
  if (before !== undefined) return before;
  const allows = rightsOf(ability).some((right) =>
    'action' in right
      ? allowsAction(definition.permissions, right.action)
      : allowsAction(definition.permissions, right.dataAction, 'dataAction'),
  );
  known.set(ability, allows);
  return allows;
}
