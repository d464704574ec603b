/** Plans of attaching registries to the nodes of a cluster, and of detaching them. */
import { callerAction, callerCheck } from '../callerChecks.ts';
import type { ChangeOf } from '../../change/change.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { existingGrantOrRefusal } from '../../access/existingGrant.ts';
import { grantedCheck } from '../grants/grantChecks.ts';
import { askToAssign } from '../accessRequest.ts';
import { azRemoveRole } from '../stepCommands.ts';
import { assertRegistry, clusterAt } from '../lookUps.ts';
import { subscriptionNames } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { pullNeed } from '../../needs/kubelet.ts';
import { nothingRestarts } from '../pace.ts';
import { planPart, type DraftCheck, type PlanContext, type PlanPart, notReadPart, unknownCheck } from '../planPart.ts';
import { unreadableRefusal, Refusal } from '../../arm/refusal.ts';
import { judgeNeed } from '../../needs/needs.ts';
import { asArmId, idKey, lastSegment, resourceType, sameGuid } from '../../arm/resourceId.ts';
import { role, roleGuidOf } from '../../access/roles.ts';
import { isPullRole } from '../../access/servicePrincipal.ts';
import { assignRoleStep, removeRoleStep } from '../steps.ts';
import { aksPage } from '../../arm/docs.ts';
import { principalOf } from '../../cluster/principals.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

const source = aksPage('cluster-container-registry-integration');

/**
 * Plans a pull role on a registry, at the registry's own scope; the registry's mode determines the role. Throws a
 * `Refusal` if an assignment of the role with a condition is in the way.
 */
export function planAttachRegistry(change: ChangeOf<'attachRegistry'>, { facts }: PlanContext): PlanPart {
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const registryId = asArmId(change.registryId, resourceType.registry);
  const cluster = clusterAt(clusterId, facts);
  assertRegistry(registryId, facts);
  if (!cluster) return notReadPart;
  const principalId = kubeletPrincipal(cluster, facts);
  if (!principalId) return notReadPart;
  const need = pullNeed(registryId, facts);
  const existing = existingGrantOrRefusal(
    { scope: registryId, principalId, roleGuid: need.role.id },
    need.role.name,
    facts,
  );
  const requirement = judgeNeed(need, principalId, facts);
  const right = {
    action: callerAction.writeRole,
    scope: registryId,
    can: say`assign roles on ${lastSegment(registryId)}`,
  };
  const step = assignRoleStep({
    principal: { kind: 'principal', principalId, principalType: 'ServicePrincipal' },
    principalName: kubeletNameOf(cluster),
    role: need.role,
    scope: registryId,
    effect: need.why,
  });
  const roles = [say`${need.role.name} on ${lastSegment(registryId)}`];
  const modeUnknown: readonly DraftCheck[] = need.whyUnknown
    ? [
        unknownCheck(
          {
            id: 'registryMode',
            about: [registryId],
            title: say`Not known which permission mode ${lastSegment(registryId)} is in`,
          },
          need.unknown ?? [],
          need.whyUnknown,
        ),
      ]
    : [];
  const registry = lastSegment(registryId);
  return planPart({
    ...(existing
      ? { already: say`${registry} is already attached to ${cluster.name}.` }
      : {
          does: [say`Lets the nodes of ${cluster.name} pull images from ${registry}`],
          pace: { downtime: nothingRestarts, delay: 'pulling', wayBack: { kind: 'detach' } },
        }),
    steps: [step],
    checks: [
      ...(existing
        ? [grantedCheck(say`Already attached`, existing)]
        : [callerCheck({ ...right, request: askToAssign(step.az, registryId, facts) }, facts)]),
      ...modeUnknown,
    ],
    warnings:
      !existing && requirement.verdict === 'granted'
        ? [
            {
              id: 'canPullAlready',
              severity: 'info',
              text: say`The kubelet can already pull from it: ${requirement.reason ?? say`an inherited role`} This adds a role at the registry itself.`,
              source,
            },
          ]
        : [],
    before: { roles: existing ? roles : [] },
    after: { roles },
    next: existing ? [] : [{ kind: 'pullingTakesTime' }],
  });
}

/** The name of the kubelet identity, as every other step has it; or whose it is, where Azure doesn't show it. */
function kubeletNameOf({ kubelet, name }: Cluster): Phrase {
  const id = 'identityId' in kubelet ? kubelet.identityId : undefined;
  return id === undefined ? say`the kubelet of ${name}` : lastSegment(id);
}

/** The kubelet's object id; throws a `Refusal` if it is unknown. */
function kubeletPrincipal(cluster: Cluster, facts: PlanContext['facts']): string | undefined {
  const { kubelet, name } = cluster;
  if (kubelet.kind === 'servicePrincipal') {
    throw new Refusal(
      say`The nodes of ${name} use a service principal, whose object ID Azure's Resource Manager does not show. Move the cluster to a managed identity, or assign the role to the object ID by hand.`,
      source,
    );
  }
  if (kubelet.kind === 'unknown') {
    throw new Refusal(say`The kubelet identity of ${name} isn't known yet; upgrade its node images first.`, source);
  }
  return principalOf(cluster, 'kubelet', facts);
}

/** Plans the removal of the kubelet's pull roles at exactly this registry; inherited and other roles stay. */
export function planDetachRegistry(change: ChangeOf<'detachRegistry'>, { facts }: PlanContext): PlanPart {
  const clusterId = asArmId(change.clusterId, resourceType.cluster);
  const registryId = asArmId(change.registryId, resourceType.registry);
  const cluster = clusterAt(clusterId, facts);
  if (!cluster) return notReadPart;
  const principalId = kubeletPrincipal(cluster, facts);
  const answer = principalId ? facts.get({ kind: 'assignments', scope: registryId, principalId }) : undefined;
  if (!principalId || !answer) return notReadPart;
  if (answer.kind === 'unreadable') {
    throw unreadableRefusal(say`What is granted on ${scopeName(registryId)}`, answer);
  }
  const pulls = (answer.kind === 'found' ? answer.value : []).filter(
    (assignment) => isPullRole(assignment.roleDefinitionId) && sameGuid(assignment.principalId, principalId),
  );
  const ownAssignments = pulls.filter(({ scope }) => idKey(scope) === idKey(registryId));
  const inherited = pulls.filter((assignment) => !ownAssignments.includes(assignment));
  const right = {
    action: callerAction.deleteRole,
    scope: registryId,
    can: say`remove roles on ${lastSegment(registryId)}`,
    request: askToAssign(ownAssignments.map(({ id }) => azRemoveRole(id).az).join('\n'), registryId, facts),
  };
  const registry = lastSegment(registryId);
  return planPart({
    ...(ownAssignments.length === 0
      ? {
          already: say`${registry} isn't attached to ${cluster.name}: its nodes hold no pull role at the registry itself.`,
        }
      : {
          does: [say`Removes the role that lets the nodes of ${cluster.name} pull images from ${registry}`],
          ifNeeded: { downtime: { kind: 'pullsFail' } },
          pace: { wayBack: { kind: 'attach' } },
        }),
    steps: ownAssignments.map((assignment) => detachStep(assignment, cluster)),
    checks:
      ownAssignments.length > 0
        ? [callerCheck(right, facts)]
        : [
            {
              id: 'notAttached',
              title: say`Not attached`,
              verdict: 'pass',
              detail: say`The kubelet has no pull role at the registry itself.`,
            },
          ],
    removals: ownAssignments.map((assignment) => ({ assignment, via: {}, of: cluster })),
    // If something is removed, other ways to pull are judged together with everything else that is removed.
    warnings: (ownAssignments.length === 0 ? inherited : []).map(({ scope }) => ({
      id: 'inheritedPull',
      values: [scope],
      severity: 'warning',
      text: say`The kubelet keeps pulling through a role inherited from ${scopeWithKind(scope, subscriptionNames(facts))}, which is left unchanged.`,
      source,
    })),
    before: { roles: ownAssignments.map((assignment) => say`${roleNameOf(assignment)} on ${lastSegment(registryId)}`) },
    after: { roles: [] },
  });
}

function detachStep(assignment: RoleAssignment, cluster: Cluster) {
  const name = roleNameOf(assignment);
  return removeRoleStep(assignment.id, assignment, {
    title: say`Remove ${name} from ${kubeletNameOf(cluster)} on ${scopeName(assignment.scope)}`,
    effect: say`Removes only this assignment; inherited ones stay.`,
  });
}

function roleNameOf({ roleDefinitionId }: RoleAssignment): string {
  return roleGuidOf(roleDefinitionId) === role.acrPull.id ? role.acrPull.name : role.repositoryReader.name;
}
