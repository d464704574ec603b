/** What the role assignments that a plan makes and removes give somebody in clusters, take, and leave through other roles. */
import { holderWords } from '../access/principalNames.ts';
import { roleById, roleGuidOf } from '../access/roles.ts';
import { unknownsOf } from '../arm/answer.ts';
import { groupOf, idKey, managementGroupOf, subscriptionScope } from '../arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind } from '../arm/scopeWords.ts';
import { subjectKey, unknownWith, type Unknown } from '../arm/unknown.ts';
import { directoryOf } from '../arm/via.ts';
import { fleetIdsIn, membersOf } from '../around/things/fleets.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../cluster/model.ts';
import { principalsOf } from '../cluster/principals.ts';
import { clusterAt, principalIdIn } from '../plan/lookUps.ts';
import { principalTypeOf } from '../plan/stepActions.ts';
import type { Step, StepOf } from '../plan/plan.ts';
import { unknownCheck } from '../plan/planPart.ts';
import { givesAccessThroughFleets, givesAccessToClusters } from '../whoCanAct/givenAbilities.ts';
import { concerns, nodeGroupOf } from '../whoCanAct/listedAccess.ts';
import { actsAmong } from '../whoCanAct/mayActOn.ts';
import { clusterOf, fleetOf } from '../whoCanAct/places.ts';
import { defined } from '../../shape/defined.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say } from '../../sentences/words.ts';
import { accessChanges } from './accessChanges.ts';
import type { Foreseen } from './foreseen.ts';
import { factsThen } from './factsThen.ts';

/** A role assignment that a plan makes or removes and that may reach clusters. */
interface Touched {
  readonly assignment: Pick<RoleAssignment, 'principalId' | 'principalType'> & { readonly isToCome?: boolean };
  readonly removed?: RoleAssignment;
  readonly clusters: readonly Cluster[];
  readonly unknown: readonly Unknown[];
}

/** Returns what somebody gains and loses in clusters by the steps; what can't be told is a check that is unknown. */
export function accessThen(steps: readonly Step[], facts: Facts): Foreseen {
  if (!steps.some(isOfRoleNearClusters)) return { warnings: [], checks: [] };
  const then = factsThen(steps, facts);
  const touched = steps.flatMap((step) => (isOfRoleNearClusters(step) ? (touchedBy(step, facts, then) ?? []) : []));
  const byPrincipal = Map.groupBy(touched, ({ assignment }) => assignment.principalId.toLowerCase());
  const each = [...byPrincipal.values()].map((same) => ofPrincipal(same, facts, then));
  return { warnings: each.flatMap(({ warnings }) => warnings), checks: each.flatMap(({ checks }) => checks) };
}

type RoleStep = StepOf<'assignRole' | 'removeRole'>;

function isOfRoleNearClusters(step: Step): step is RoleStep {
  if (step.kind === 'removeRole') return isNearClusters(scopeOfAssignment(step.roleAssignmentId));
  return step.kind === 'assignRole' && isNearClusters(step.scope);
}

function touchedBy(step: RoleStep, facts: Facts, then: Facts): Touched | undefined {
  if (step.kind === 'removeRole') {
    const answer = facts.get({ kind: 'assignment', id: step.roleAssignmentId, ...directoryOf(step) });
    if (answer?.kind !== 'found') return undefined;
    const removed = answer.value;
    const reach = reachOf(removed, step, facts);
    return reach && { assignment: removed, removed, ...reach };
  }
  const { principal, scope, roleDefinitionId } = step;
  // What AKS makes for a cluster gets only what the cluster needs.
  const principalId = principalIdIn(principal, then);
  if (principalId === undefined) return undefined;
  const isToCome = principalIdIn(principal, facts) === undefined;
  const assignment = { principalId, principalType: principalTypeOf(principal), isToCome };
  const reach = reachOf({ scope, roleDefinitionId }, step, facts);
  if (reach === undefined || managementGroupOf(scope) === undefined) return reach && { assignment, ...reach };
  const reason = say`Which subscriptions are below ${scopeWithKind(scope)} isn't read, so it isn't known what the role gives in clusters there.`;
  return { assignment, clusters: [], unknown: [unknownWith('notAsked', 'managementGroup', reason, scope)] };
}

/** Everything in which there can be clusters, clusters and Fleets themselves, and the machines of nodes. */
function isNearClusters(scope: string): boolean {
  return (
    groupOf(scope) === undefined ||
    /\/resourceGroups\/[^/]+$/i.test(scope) ||
    clusterOf(scope) !== undefined ||
    fleetOf(scope) !== undefined ||
    /\/providers\/Microsoft\.Compute\/virtualMachine/i.test(scope)
  );
}

function reachOf(
  { scope, roleDefinitionId }: Pick<RoleAssignment, 'scope' | 'roleDefinitionId'>,
  step: Step,
  facts: Facts,
): Pick<Touched, 'clusters' | 'unknown'> | undefined {
  const definition = roleOf({ scope, roleDefinitionId }, step, facts);
  const isThroughFleets = definition !== undefined && givesAccessThroughFleets(definition);
  if (definition === undefined || !(givesAccessToClusters(definition) || isThroughFleets)) return undefined;
  const clusterId = clusterOf(scope);
  if (clusterId !== undefined) {
    const cluster = clusterAt(clusterId, facts);
    return cluster && { clusters: [cluster], unknown: [] };
  }
  const answer = facts.get({ kind: 'clusters' });
  const clusters = answer?.kind === 'found' ? answer.value : [];
  const fleets = isThroughFleets ? fleetIdsIn(facts) : { ids: [], unknown: [] };
  const members = membersOf(
    fleets.ids.filter((id) => concerns(scope, id)),
    facts,
  );
  const isReached = ({ id }: Cluster): boolean => members.fleetsOf.has(idKey(id));
  const reached = clusters.filter(
    (cluster) => isReached(cluster) || [cluster.id, ...nodeGroupOf(cluster)].some((root) => concerns(scope, root)),
  );
  const unknown = [...unknownsOf(say`Clusters`, answer), ...fleets.unknown, ...members.unknown];
  return reached.length === 0 && unknown.length === 0 ? undefined : { clusters: reached, unknown };
}

function roleOf(
  { scope, roleDefinitionId }: Pick<RoleAssignment, 'scope' | 'roleDefinitionId'>,
  step: Step,
  facts: Facts,
): RoleDefinition | undefined {
  const guid = roleGuidOf(roleDefinitionId);
  const answer = facts.get({ kind: 'role', guid, scope: subscriptionScope(scope), ...directoryOf(step) });
  return answer?.kind === 'found' ? answer.value : roleById(roleDefinitionId);
}

function ofPrincipal(touched: readonly Touched[], now: Facts, then: Facts): Foreseen {
  const { principalId, principalType, isToCome } = touched[0]?.assignment ?? { principalId: '' };
  const clusters = distinctBy(
    touched.flatMap((each) => each.clusters),
    ({ id }) => idKey(id),
  );
  // Nobody can be asked about an identity that does not exist yet.
  const before = isToCome === true ? undefined : actsAmong(principalId, clusters, now);
  const after = actsAmong(principalId, clusters, then);
  const isOwn = (cluster: Cluster): boolean => principalsOf(cluster).has(principalId.toLowerCase());
  const removed = touched.flatMap((each) => each.removed ?? []);
  // What is deleted has its name before, and what is made afterwards.
  const who = holderWords({ principalId, ...defined({ principalType }) }, isToCome === true ? then : now);
  const { warnings, unknown } = accessChanges({ who, before, after, clusters, removed, isOwn }, now);
  const open = [...touched.flatMap((each) => each.unknown), ...(before?.unknown ?? []), ...after.unknown, ...unknown];
  const check = { id: 'accessThen', about: [principalId], title: say`What ${who.within} can act on afterwards` };
  return {
    warnings,
    checks: open.length === 0 ? [] : [unknownCheck(check, distinctBy(open, subjectKey))],
  };
}
