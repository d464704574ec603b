/** What lets nodes pull images, and the pull roles that a new kubelet identity needs because the previous principal had them. */
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { grantInFacts } from '../../access/existingGrant.ts';
import { inTheWayCheck } from './grantChecks.ts';
import { grantsFor, type Grantee } from './neededGrants.ts';
import { directAssignmentsOf } from '../../access/heldRoles.ts';
import { idKey, sameId, isRegistry, parseResourceId, resourceType, subscriptionOf } from '../../arm/resourceId.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { pullNeed, registriesIn } from '../../needs/kubelet.ts';
import { type DraftCheck, type PlanContext, type StepsAndChecks, unknownCheck } from '../planPart.ts';
import { roleById, roleGuidOf } from '../../access/roles.ts';
import { directoryOf } from '../../arm/via.ts';
import { unknownText, unknownToAll, type Unknown } from '../../arm/unknown.ts';
import { verdictTitle } from '../../words/verdictTitle.ts';
import { isPullRole, servicePrincipalObjectId } from '../../access/servicePrincipal.ts';
import { kubeletPrincipal } from '../../cluster/principals.ts';
import { say } from '../../../sentences/words.ts';
import { allowsAction } from '../../access/permissions.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Need } from '../../needs/need.ts';

/** Who is to pull, and what it gets anyway, by the keys of role assignments. */
export interface Puller extends Grantee {
  readonly taken?: ReadonlySet<string>;
}

const nothing: StepsAndChecks = { steps: [], checks: [] };

/** Returns grants for the new kubelet identity on the registries from which the current one pulls. */
export function kubeletPullGrants(cluster: Cluster, puller: Puller, context: PlanContext): StepsAndChecks {
  const objectId = kubeletPrincipal(cluster.kubelet);
  if (!objectId) {
    return cluster.kubelet.kind === 'unknown'
      ? {
          steps: [],
          checks: [
            unknownRegistries(unknownToAll('kubelet', cluster.id, say`The current kubelet identity isn't known.`)),
          ],
        }
      : nothing;
  }
  return pullGrantsOf(objectId, cluster, puller, context);
}

/** Returns grants for the new kubelet identity on the registries from which a service principal could pull. */
export function principalPullGrants(cluster: Cluster, puller: Puller, context: PlanContext): StepsAndChecks {
  const inferred = servicePrincipalObjectId(cluster, context.facts);
  if (inferred === undefined) {
    const reason = say`Azure doesn't show the service principal's object ID, so its registries can't be detected.`;
    return { steps: [], checks: [unknownRegistries(unknownToAll('principal', cluster.id, reason))] };
  }
  const { steps, checks } = pullGrantsOf(inferred.principalId, cluster, puller, context);
  const detail = say`Azure doesn't show the service principal's object ID. It is assumed to be ${inferred.principalId}, because ${inferred.evidence}. Attach any registry that is missing here yourself.`;
  return {
    steps,
    checks: [
      {
        id: 'pulledFrom',
        title: say`Not certain which registries the service principal pulls from`,
        verdict: 'unknown',
        detail,
      },
      ...checks,
    ],
  };
}

function pullGrantsOf(old: string, cluster: Cluster, puller: Puller, context: PlanContext): StepsAndChecks {
  const { taken, ...grantee } = puller;
  const answer = directAssignmentsOf(old, cluster.subscriptionId, context.facts);
  if (!answer) return nothing;
  if (answer.kind === 'unreadable') return { steps: [], checks: [unknownRegistries(answer)] };
  const assignments = answer.kind === 'found' ? answer.value : [];
  const firm = registriesIn(assignments.filter(({ condition }) => !condition));
  const grants = grantsFor(
    firm.map((id) => pullNeed(id, context.facts, assignments)),
    grantee,
    context,
  );
  const remaining = assignments.filter(({ id }) => taken?.has(idKey(id)) !== true);
  const narrower = remaining.filter(({ scope }) => isRegistry(scope) && !firm.some((id) => sameId(id, scope)));
  return {
    steps: grants.steps,
    checks: [
      ...grants.checks,
      ...narrower.map((assignment) => conditionalPullCheck(assignment, grantee)),
      ...widerPullChecks(remaining, grantee, context),
    ],
  };
}

/** What the old principal holds under a condition is not granted without one; the user decides. */
function conditionalPullCheck({ scope, condition = '' }: RoleAssignment, grantee: Grantee): DraftCheck {
  return {
    id: 'conditionalPull',
    about: [scope],
    title: verdictTitle(grantee.name, say`pull from ${scopeName(scope)}`, 'unknown'),
    verdict: 'unknown',
    detail: say`The old principal pulls only where a condition holds: ${condition}. A role without it would be wider, so it is not repeated automatically.`,
  };
}

/** Pull roles that the old principal holds above single registries are not repeated; the user decides. */
function widerPullChecks(assignments: readonly RoleAssignment[], grantee: Grantee, context: PlanContext): DraftCheck[] {
  return assignments
    .filter(({ scope, roleDefinitionId }) => isPullRole(roleDefinitionId) && !isRegistry(scope))
    .map((assignment) => widerCheck(assignment, grantee, context));
}

function widerCheck(assignment: RoleAssignment, grantee: Grantee, context: PlanContext): DraftCheck {
  const { scope, roleDefinitionId } = assignment;
  const { principalId } = grantee;
  const title = verdictTitle(grantee.name, say`pull from the registries in ${scopeName(scope)}`, 'unknown');
  const check = { id: 'widePull', about: [scope], title };
  const detail = say`The old principal pulls through a role on ${scopeWithKind(scope)}. It is wider than one registry, so it is not repeated automatically.`;
  if (!principalId) return { ...check, verdict: 'unknown', detail };
  const id = roleGuidOf(roleDefinitionId);
  const existing = grantInFacts({ scope, roleGuid: id, principalId, ...directoryOf(assignment) }, context.facts);
  if (existing.kind === 'inTheWay') {
    return inTheWayCheck(title, existing.assignment, roleById(roleDefinitionId)?.name ?? say`The role`);
  }
  return {
    ...check,
    verdict: 'unknown',
    detail,
    fix: {
      kind: 'assignRole',
      principalId,
      principalType: 'ServicePrincipal',
      role: { id },
      scope,
      ...directoryOf(assignment),
    },
  };
}

function unknownRegistries(unknown: Unknown): DraftCheck {
  return unknownCheck(
    { id: 'pulledFrom', title: say`Not known which registries the nodes pull from` },
    [unknown],
    say`${unknownText(unknown)} Attach each registry that the cluster pulls from; without it image pulls fail.`,
  );
}

/** What lets nodes pull images: the actions from any registry without permissions by repository, the data actions from others. */
const pullActions: Pick<Need, 'actions' | 'dataActions'> = {
  actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
  dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'],
};

/** Returns true if a role allows any of what is wanted, or may, because its permissions can't be read. */
export function mayAllow(
  { roleDefinitionId, scope }: RoleAssignment,
  { actions, dataActions = [] }: Pick<Need, 'actions' | 'dataActions'>,
  { subscriptionId }: Pick<Cluster, 'subscriptionId'>,
  facts: Facts,
): boolean {
  const place = `/subscriptions/${subscriptionOf(scope) ?? subscriptionId}`;
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(roleDefinitionId), scope: place });
  if (answer?.kind !== 'found') return true;
  const { permissions } = answer.value;
  return (
    actions.some((action) => allowsAction(permissions, action)) ||
    dataActions.some((action) => allowsAction(permissions, action, 'dataAction'))
  );
}

/** Returns true if a role assignment may let nodes pull images from a registry at or below its scope. */
export function mayLetPull(
  assignment: RoleAssignment,
  cluster: Pick<Cluster, 'subscriptionId'>,
  facts: Facts,
): boolean {
  const { scope } = assignment;
  const type = parseResourceId(scope)?.type;
  const isWide = type === undefined || type === resourceType.group || type === resourceType.subscription;
  return (isWide || isRegistry(scope)) && mayAllow(assignment, pullActions, cluster, facts);
}
