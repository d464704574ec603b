/** Plans that take a role on a cluster from somebody. */
import { atStart, holderName } from '../../access/holders.ts';
import { unknownsOf } from '../../arm/answer.ts';
import { asArmId, idKey, isAtOrBelow, resourceType, sameGuid, sameId, type ArmId } from '../../arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind } from '../../arm/scopeWords.ts';
import { withTitle } from '../../arm/unknown.ts';
import { directoryOf } from '../../arm/via.ts';
import { verdictOfAssignments } from '../../access/accessCheck.ts';
import type { ChangeOf } from '../../change/change.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { abilities, abilityIds, hasEffect, type Ability } from '../../whoCanAct/abilities.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { abilityBy, assignmentsReachingCluster, assignmentsWithin } from '../../whoCanAct/givenAbilities.ts';
import { Refusal } from '../../arm/refusal.ts';
import { sentenceList } from '../../words/describe.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { say } from '../../../sentences/words.ts';
import { callerAction } from '../callerChecks.ts';
import { clusterAt, directoryAt } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import { isDoneAlready, notReadPart, type DraftCheck, type PlanContext, type PlanPart } from '../planPart.ts';
import { unknownCheck } from '../unknownCheck.ts';
import { azureRbacPage } from './clusterAccess.ts';
import { planRemoveRole } from './roleRemoval.ts';

/** Plans the removal of exactly one role assignment that reaches a cluster, and says what its holder keeps. */
export function planRemoveClusterAccess(change: ChangeOf<'removeClusterAccess'>, context: PlanContext): PlanPart {
  const { facts } = context;
  const cluster = clusterAt(asArmId(change.clusterId, resourceType.cluster), facts);
  if (!cluster) return notReadPart;
  const { roleAssignmentId, tenantId } = change;
  const part = planRemoveRole(
    { kind: 'removeRole', roleAssignmentId, ...(tenantId === undefined ? {} : { tenantId }) },
    context,
  );
  const scope = scopeOfAssignment(roleAssignmentId);
  if (!isAtOrBelow(cluster.id, scope) && !isAtOrBelow(scope, cluster.id) && !isAboveAll(scope))
    throw new Refusal(`The role assignment ${roleAssignmentId} doesn't reach ${cluster.name}.`, azureRbacPage);
  const via = directoryAt(roleAssignmentId, change, facts) ?? {};
  const answer = facts.get({ kind: 'assignment', id: roleAssignmentId, ...via });
  if (isDoneAlready(part) || answer?.kind !== 'found') return part;
  const assignment = answer.value;
  const effects = effectsOf(assignment, cluster, facts);
  const own = ownGrantWarnings(assignment, facts);
  const warnings = [...effects.warnings, ...own];
  return {
    ...part,
    warnings: [...part.warnings, ...warnings],
    checks: [...part.checks, ...effects.checks],
    next: [...part.next, { kind: 'tokensLiveOn' }],
    ...(warnings.some(({ severity }) => severity === 'disruption') ? { confirmNames: [cluster.name] } : {}),
  };
}

function isAboveAll(scope: string): boolean {
  return !/^\/subscriptions\//i.test(scope);
}

interface RemovalEffects {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

/** What the holder keeps in the cluster, and whether anyone stays its administrator. */
function effectsOf(removed: RoleAssignment, cluster: Cluster, facts: Facts): RemovalEffects {
  const listing = facts.get({ kind: 'everyAssignmentIn', subscriptionId: cluster.subscriptionId });
  const unknown = unknownsOf(say`Role assignments can't be read`, listing);
  const posture = accessPosture(cluster);
  const effective = abilityIds.filter((ability) => ability !== 'nodes' && hasEffect(ability, posture));
  const place = placeIn(cluster, removed);
  const ofHolder = facts.get({ kind: 'assignments', scope: cluster.id, principalId: removed.principalId });
  // The list at the cluster has what comes through groups; the one of the subscription has what is assigned below it.
  const keeping = distinctBy(
    [...(ofHolder?.kind === 'found' ? ofHolder.value : []), ...ownWithin(cluster, removed, facts)],
    ({ id }) => idKey(id),
  ).filter(({ id }) => !sameId(id, removed.id));
  const lost = effective.filter((ability) => gives(removed, ability, place, facts));
  const kept = keeping.filter((assignment) =>
    lost.some((ability) => gives(assignment, ability, placeIn(cluster, assignment), facts)),
  );
  const others = assignmentsReachingCluster(cluster, facts).filter(({ id }) => !sameId(id, removed.id));
  const isLastAdmin =
    posture.mode === 'azure' &&
    posture.adminGroupIds.length === 0 &&
    unknown.length === 0 &&
    place.id === cluster.id &&
    lost.includes('clusterAdmin') &&
    !others.some((assignment) => gives(assignment, 'clusterAdmin', cluster, facts));
  const who = holderName(removed, facts);
  return {
    warnings: [
      ...(kept.length === 0 ? [] : [keepsWarning({ who, kept, lost }, cluster, facts)]),
      ...(isLastAdmin ? [lastAdminWarning(cluster)] : []),
    ],
    checks: [
      ...(unknown.length === 0
        ? []
        : [
            unknownCheck({ id: 'administrators', title: say`Someone stays administrator of ${cluster.name}` }, unknown),
          ]),
      ...(ofHolder?.kind === 'unreadable'
        ? [
            unknownCheck({ id: 'keeps', title: say`What ${who} can still do in ${cluster.name}` }, [
              withTitle(say`Other role assignments can't be read`, ofHolder),
            ]),
          ]
        : []),
    ],
  };
}

type AccessPlace = Pick<Cluster, 'id'>;

/** Where an assignment counts: at its namespace, otherwise in the whole cluster. */
function placeIn(cluster: Cluster, { scope }: RoleAssignment): AccessPlace {
  return isAtOrBelow(scope, cluster.id) && !sameId(scope, cluster.id) ? { id: scope as ArmId } : { id: cluster.id };
}

/** The holder's roles at the cluster's namespaces that the removed one also gives something at. */
function ownWithin(cluster: Cluster, removed: RoleAssignment, facts: Facts): readonly RoleAssignment[] {
  return assignmentsWithin(cluster, facts).filter(
    ({ principalId, scope }) =>
      sameGuid(principalId, removed.principalId) &&
      (isAtOrBelow(scope, removed.scope) || isAtOrBelow(removed.scope, scope) || isAboveAll(removed.scope)),
  );
}

function gives(assignment: RoleAssignment, ability: Ability, place: AccessPlace, facts: Facts): boolean {
  return abilityBy(assignment, ability, place, facts) !== undefined;
}

interface Keeping {
  readonly who: string;
  readonly kept: readonly RoleAssignment[];
  readonly lost: readonly Ability[];
}

function keepsWarning({ who, kept, lost }: Keeping, cluster: Cluster, facts: Facts): Warning {
  const still = lost.filter((ability) =>
    kept.some((assignment) => gives(assignment, ability, placeIn(cluster, assignment), facts)),
  );
  const places = kept.map(({ scope, principalType }) => {
    const through = principalType?.toLowerCase() === 'group' ? ', through a group' : '';
    return `${scopeWithKind(scope, subscriptionNames(facts))}${through}`;
  });
  return {
    id: 'keepsAccess',
    values: kept.map(({ id }) => id),
    severity: 'warning',
    text: say`${atStart(who)} can still ${sentenceList(still.map((ability) => abilities[ability].words))} in ${cluster.name}, by other roles: on ${sentenceList([...new Set(places)])}.`,
    source: azureRbacPage,
  };
}

function lastAdminWarning({ name }: Cluster): Warning {
  return {
    id: 'lastAdministrator',
    values: [name],
    severity: 'disruption',
    text: say`Nobody else is administrator of Kubernetes in ${name} by a role in Azure, and no group of administrators is named.`,
    source: azureRbacPage,
  };
}

/** Whoever removes the only role with which they can assign roles can't undo it. */
function ownGrantWarnings(removed: RoleAssignment, facts: Facts): readonly Warning[] {
  const { scope } = removed;
  const own = facts.get({ kind: 'callerAssignments', scope });
  if (own?.kind !== 'found' || !own.value.some(({ id }) => sameId(id, removed.id))) return [];
  const right = { action: callerAction.writeRole, scope };
  const via = directoryOf(removed);
  const isGiving = verdictOfAssignments([removed], right, facts, via) !== undefined;
  const others = own.value.filter(({ id }) => !sameId(id, removed.id));
  const stays = verdictOfAssignments(others, right, facts, via);
  if (!isGiving || (stays !== undefined && stays.condition === undefined && stays.unknown === undefined)) return [];
  return [
    {
      id: 'ownRightEnds',
      values: [removed.id],
      severity: 'disruption',
      text: say`This is the only role with which you can assign roles on ${scopeWithKind(scope, subscriptionNames(facts))}: you can't undo it yourself.`,
      source: azureRbacPage,
    },
  ];
}
