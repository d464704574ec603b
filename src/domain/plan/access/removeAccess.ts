/** Plans that take a role on a cluster from somebody. */
import { unknownsOf } from '../../arm/answer.ts';
import { asArmId, managementGroupOf, resourceType, sameId } from '../../arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind } from '../../arm/scopeWords.ts';
import { subjectKey, type Unknown } from '../../arm/unknown.ts';
import { directoryOf } from '../../arm/via.ts';
import { verdictOfAssignments } from '../../access/accessCheck.ts';
import type { ChangeOf } from '../../change/change.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { abilityBy, holdersOf } from '../../whoCanAct/givenAbilities.ts';
import { assignmentsReaching } from '../../whoCanAct/placedAssignments.ts';
import { Refusal } from '../../arm/refusal.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { say } from '../../../sentences/words.ts';
import { callerAction } from '../callerChecks.ts';
import { clusterAt, directoryAt } from '../lookUps.ts';
import type { Warning } from '../plan.ts';
import {
  isDoneAlready,
  notReadPart,
  type DraftCheck,
  type PlanContext,
  type PlanPart,
  unknownCheck,
} from '../planPart.ts';
import { azureRbacPage } from './clusterAccess.ts';
import { reachOf } from './reach.ts';
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
  const via = directoryAt(roleAssignmentId, change, facts) ?? {};
  const answer = facts.get({ kind: 'assignment', id: roleAssignmentId, ...via });
  const scope = scopeOfAssignment(roleAssignmentId);
  const assignment = answer?.kind === 'found' ? answer.value : undefined;
  const reach = reachOf(assignment ?? { id: roleAssignmentId, scope }, cluster, facts);
  const mayBeGone = assignment === undefined && managementGroupOf(scope) !== undefined;
  if (reach.kind === 'reachesNot' && !mayBeGone)
    throw new Refusal(say`The role assignment ${roleAssignmentId} doesn't reach ${cluster.name}.`, azureRbacPage);
  if (isDoneAlready(part) || assignment === undefined) return part;
  const admins = administratorsAfter(assignment, cluster, facts);
  const own = ownGrantWarnings(assignment, facts);
  const warnings = [...admins.warnings, ...own];
  const reachTitle = say`Whether the role assignment reaches ${cluster.name}`;
  // Which clusters need it says nothing of what people need.
  const isOfPeople = ['user', 'group'].includes(assignment.principalType?.toLowerCase() ?? '');
  return {
    ...part,
    ...(isOfPeople ? { unseenUse: [] } : {}),
    warnings: [...part.warnings, ...warnings],
    checks: [
      ...part.checks,
      ...(reach.kind === 'unknown' ? [unknownCheck({ id: 'reaches', title: reachTitle }, reach.unknown)] : []),
      ...admins.checks,
    ],
    ...(warnings.some(({ severity }) => severity === 'disruption') ? { confirmNames: [cluster.name] } : {}),
  };
}

interface RemovalEffects {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

/** Whether someone stays administrator of a cluster that asks Azure; unknown while others only may be. */
function administratorsAfter(removed: RoleAssignment, cluster: Cluster, facts: Facts): RemovalEffects {
  const { mode, adminGroupIds } = accessPosture(cluster);
  const others = assignmentsReaching(cluster.id, facts).filter(({ id }) => !sameId(id, removed.id));
  const { certain, perhaps } = holdersOf('clusterAdmin', cluster, facts, others);
  const isAsked =
    mode === 'azure' &&
    adminGroupIds.length === 0 &&
    abilityBy(removed, 'clusterAdmin', cluster, facts).kind !== 'givesNot' &&
    certain.length === 0;
  const open = isAsked ? [...listUnread(cluster, facts), ...perhaps.map(({ doubt }) => doubt)] : [];
  const title = say`Whether someone stays administrator of ${cluster.name}`;
  return {
    warnings: isAsked && open.length === 0 ? [lastAdminWarning(cluster)] : [],
    checks: open.length === 0 ? [] : [unknownCheck({ id: 'administrators', title }, distinctUnknowns(open))],
  };
}

/** What the list of everyone's role assignments lacks. */
function listUnread({ subscriptionId }: Cluster, facts: Facts): readonly Unknown[] {
  return unknownsOf(say`Role assignments can't be read`, facts.get({ kind: 'everyAssignmentIn', subscriptionId }));
}

function distinctUnknowns(unknown: readonly Unknown[]): readonly Unknown[] {
  return distinctBy(unknown, subjectKey);
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
