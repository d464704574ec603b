/** Rules about role assignments that let somebody act on a cluster. */
import { principalKindOf, holderWords } from '../../access/principalNames.ts';
import { isRole, role } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { groupOf, idKey, sameGuid } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { nameOfWorkload, workloadsOf, type Workload } from '../../workloads/workloads.ts';
import {
  abilities,
  abilityIds,
  actsOn,
  dataActionPrefix,
  isAskedAtNodes,
  openWayOf,
  type Ability,
} from '../../whoCanAct/abilities.ts';
import { accessPosture } from '../../whoCanAct/accessMode.ts';
import { definitionOf, givenBy, type GivenAbility } from '../../whoCanAct/givenAbilities.ts';
import { assignmentsReaching, assignmentsWithin } from '../../whoCanAct/placedAssignments.ts';
import { sentenceList } from '../../words/describe.ts';
import { evidence, grantEvidence } from '../rule/evidence.ts';
import { unknownWhether, type Rule, type RuleFinding, type RuleInput } from '../rule/rule.ts';
import { changesSubscription } from './workloads.ts';
import { say, type Phrase, distinctWords } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** Administrators of Kubernetes by a role at a subscription or above. */
export const clusterAdminWide: Rule = {
  title: say`Cluster administrator above the cluster`,
  severity: 'warning',
  source: aksPage('manage-azure-rbac'),
  meaning: say`Someone is administrator of every cluster of a subscription, or of more, that asks Azure about rights in Kubernetes.`,
  controls: ['leastPrivilege', 'threatMatrix'],
  find(input) {
    const { cluster, facts } = input;
    if (accessPosture(cluster).mode !== 'azure') return [];
    return knownGiven(assignmentsReaching(cluster.id, facts).filter(isAboveGroups), 'clusterAdmin', cluster, facts).map(
      (found) => {
        const where = placeOf(found.assignment, facts);
        return orUnknown(found, cluster, facts, {
          ...aboutGrant(found, facts),
          text: say`${holderWords(found.assignment, facts).atStart} has ${found.roleName} on ${where}, and with it administers ${cluster.name} and every other cluster there that asks Azure.`,
          advice: say`Assign it at clusters or namespaces instead.`,
        });
      },
    );
  },
};

/** Admin credentials for those who manage nothing else. */
export const adminCredentialWide: Rule = {
  title: say`Admin credentials for a whole subscription`,
  severity: 'warning',
  source: aksPage('control-kubeconfig-access'),
  meaning: say`A role other than Owner and Contributor lets someone fetch the admin credential of every cluster of a subscription, or of more.`,
  controls: ['leastPrivilege', 'threatMatrix'],
  find(input) {
    const { cluster, facts } = input;
    if (!accessPosture(cluster).hasLocalAccounts) return [];
    const candidates = assignmentsReaching(cluster.id, facts).filter(
      (assignment) =>
        isAboveGroups(assignment) &&
        ![role.owner, role.contributor].some((usual) => isRole(assignment.roleDefinitionId, usual)),
    );
    return knownGiven(candidates, 'adminCredential', cluster, facts).map((found) =>
      orUnknown(found, cluster, facts, {
        ...aboutGrant(found, facts),
        text: say`${holderWords(found.assignment, facts).atStart} has ${found.roleName} on ${placeOf(found.assignment, facts)}, and with it can fetch the admin credential of ${cluster.name} and of every other cluster there.`,
      }),
    );
  },
};

/** Pipelines that may write everywhere in a cluster. */
export const pipelineWritesAllNamespaces: Rule = {
  title: say`Application writes to all namespaces`,
  severity: 'info',
  source: aksPage('manage-azure-rbac'),
  meaning: say`An application, such as a pipeline, may create pods in every namespace, and through them act as every workload. Roles can be assigned at namespaces.`,
  controls: ['leastPrivilege', 'roleBasedAccess'],
  find(input) {
    const { cluster, facts } = input;
    if (accessPosture(cluster).mode !== 'azure') return [];
    const ofApplications = assignmentsReaching(cluster.id, facts).filter(isOfApplication);
    const writing = knownGiven(ofApplications, 'write', cluster, facts).filter(
      ({ assignment }) => !isWideAdmin(assignment, input),
    );
    if (writing.length === 0) return [];
    const workloads = identitiesOfPods(input);
    return writing
      .filter(({ assignment }) => !workloads.some(({ principalId }) => sameGuid(principalId, assignment.principalId)))
      .map((found) =>
        orUnknown(found, cluster, facts, {
          ...aboutGrant(found, facts),
          text: say`${holderWords(found.assignment, facts).atStart} has ${found.roleName} on ${placeOf(found.assignment, facts)}, and with it can create pods in every namespace of ${cluster.name}.`,
          advice: say`If it needs only some, assign the role there.`,
        }),
      );
  },
};

/** Identities that pods can be, and that can act on the cluster of these pods. */
export const workloadActsOnCluster: Rule = {
  title: say`Pods can act on their own cluster through Azure`,
  severity: 'warning',
  otherwise: { severity: 'error', when: 'if they can become administrator of the cluster' },
  source: aksPage('workload-identity-overview'),
  meaning: say`Pods can act as an identity that holds rights on the cluster in which they run. Whoever can create such pods has them, too.`,
  controls: ['leastPrivilege', 'dedicatedAccounts'],
  find(input) {
    const byIdentity = Map.groupBy(identitiesOfPods(input), ({ identityId }) => idKey(identityId));
    return [...byIdentity.values()].flatMap((same) => actingFound(same, input));
  },
};

function actingFound(workloads: readonly Workload[], input: RuleInput): readonly RuleFinding[] {
  const { cluster, facts } = input;
  const [first] = workloads;
  if (first === undefined) return [];
  const posture = accessPosture(cluster);
  // Rights on nodes alone accuse nobody: what adds and removes machines, such as Karpenter, can't do without them.
  const acting = abilityIds.filter((ability) => actsOn(ability, posture) && !isAskedAtNodes(ability));
  return assignmentsReaching(cluster.id, facts)
    .filter(({ principalId }) => sameGuid(principalId, first.principalId))
    .filter((assignment) => !changesSubscription(assignment))
    .flatMap((assignment) => {
      const found = acting.flatMap((ability) =>
        knownGiven([assignment], ability, cluster, facts).map((gives) => ({ ability, gives })),
      );
      const [any] = found;
      if (any === undefined) return [];
      const sure = found.filter(({ gives }) => gives.doubt === undefined);
      const becomesAdmin = sure.some(
        ({ ability }) => ability === 'clusterAdmin' || openWayOf(ability, posture) !== undefined,
      );
      const pods = sentenceList(distinctWords(workloads.map(nameOfWorkload)));
      const can = sentenceList((sure.length > 0 ? sure : found).map(({ ability }) => abilities[ability].words));
      const { gives } = sure[0] ?? any;
      return [
        orUnknown(gives, cluster, facts, {
          ...aboutGrant(gives, facts),
          places: [first.identityId],
          text: say`${pods} can act as ${holderWords(assignment, facts).within}, which has ${gives.roleName} on ${placeOf(assignment, facts)}: in ${cluster.name} it can ${can}.`,
          ...(becomesAdmin ? { severity: 'error' as const } : {}),
        }),
      ];
    });
}

/** Roles for Kubernetes in a cluster that does not ask Azure. */
export const accessWithoutEffect: Rule = {
  title: say`Role for Kubernetes has no effect`,
  severity: 'info',
  source: aksPage('manage-azure-rbac'),
  meaning: say`A role for the Kubernetes API is assigned at a cluster that doesn't ask Azure, so it gives nothing. It would once Azure RBAC is turned on.`,
  controls: ['leastPrivilege'],
  find(input) {
    const { cluster, facts } = input;
    if (accessPosture(cluster).mode === 'azure') return [];
    return assignmentsWithin(cluster, facts).flatMap((assignment) => {
      const definition = definitionOf(assignment, cluster, facts);
      if (definition === undefined) return [];
      const isForKubernetes = definition.permissions.some(({ dataActions }) => dataActions.some(isOfCluster));
      const doesElse = definition.permissions.some(({ actions }) => actions.some((action) => !onlyReads(action)));
      if (!isForKubernetes || doesElse) return [];
      const found = { assignment, roleName: definition.name };
      return [
        {
          ...aboutGrant(found, facts),
          text: say`${holderWords(assignment, facts).atStart} has ${definition.name} on ${placeOf(assignment, facts)}, but ${cluster.name} doesn't ask Azure about rights in Kubernetes, so that gives nothing.`,
          fix: { kind: 'removeClusterAccess', clusterId: cluster.id, roleAssignmentId: assignment.id },
        },
      ];
    });
  },
};

function isOfCluster(dataAction: string): boolean {
  return dataAction.toLowerCase().startsWith(`${dataActionPrefix.cluster}/`.toLowerCase());
}

function onlyReads(action: string): boolean {
  return action.toLowerCase().endsWith('/read');
}

/** Whether it is made at a subscription, or above one. */
function isAboveGroups({ scope }: RoleAssignment): boolean {
  return groupOf(scope) === undefined;
}

function isWideAdmin(assignment: RoleAssignment, { cluster, facts }: RuleInput): boolean {
  return isAboveGroups(assignment) && knownGiven([assignment], 'clusterAdmin', cluster, facts).length > 0;
}

function isOfApplication({ principalType }: RoleAssignment): boolean {
  return principalKindOf(principalType) === 'serviceprincipal';
}

/** A role that can't be read leaves the whole kind of finding unknown, which is said once and not for each assignment. */
function knownGiven(
  assignments: readonly RoleAssignment[],
  ability: Ability,
  cluster: Cluster,
  facts: Facts,
): readonly GivenAbility[] {
  const ofKnownRoles = assignments.filter((assignment) => definitionOf(assignment, cluster, facts) !== undefined);
  return givenBy(ofKnownRoles, ability, cluster, facts);
}

/** The workloads of the cluster itself that can act as an identity. */
function identitiesOfPods({ cluster, facts }: RuleInput): readonly Workload[] {
  const issuer = issuerOf(cluster);
  if (issuer === undefined) return [];
  return workloadsOf(cluster, facts).workloads.filter(
    (workload) =>
      workload.principalId !== undefined &&
      workload.state !== 'broken' &&
      (workload.bindingId !== undefined || workload.issuer === issuer),
  );
}

function placeOf({ scope }: RoleAssignment, facts: Facts): Phrase {
  return scopeWithKind(scope, subscriptionNames(facts));
}

/** Returns what every finding about a role assignment has. */
export function aboutGrant(
  { assignment, roleName }: Pick<GivenAbility, 'assignment'> & { readonly roleName: Phrase },
  facts: Facts,
): Omit<RuleFinding, 'text'> {
  const { id, scope, principalId } = assignment;
  const where = scopeName(scope, subscriptionNames(facts));
  return {
    brief: say`${roleName} of ${holderWords(assignment, facts).within}`,
    evidence: grantEvidence(
      assignment,
      evidence`${{ assignment: id }} gives ${{ principal: principalId }} ${{ role: roleName }} at ${{ scope }}.`,
    ),
    subject: id,
    grant: { role: roleName, scope, principalId, where, ...defined({ createdOn: assignment.createdOn }) },
  };
}

/** The finding; unknown if a condition, or something that could not be read, may leave nothing of it. */
function orUnknown(
  { assignment, roleName, doubt }: GivenAbility,
  { name }: Cluster,
  facts: Facts,
  finding: RuleFinding,
): RuleFinding {
  if (doubt === undefined) return finding;
  const whether = say`${roleName} of ${holderWords(assignment, facts).within} on ${placeOf(assignment, facts)} is too much for ${name}`;
  return unknownWhether(whether, assignment.id, [doubt]);
}
