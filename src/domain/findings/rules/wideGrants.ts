/** The rule about roles that are wider than any need. */
import { isBroad } from '../../access/accessCheck.ts';
import { visibleAssignmentsOf } from '../../access/heldRoles.ts';
import { isRole, role } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { groupOf } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { addonInfo } from '../../cluster/addons.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { principalOf, principalsOf, type IdentityRole } from '../../cluster/principals.ts';
import { customRoleOf } from '../../needs/customRole.ts';
import { evidence, grantEvidence } from '../rule/evidence.ts';
import type { RuleFinding, Rule, RuleInput } from '../rule/rule.ts';
import { joinWords, say, type Words, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** A kubelet that is Owner or Contributor anywhere, and any identity that is so on a subscription or above. */
export const tooWideGrant: Rule = {
  title: say`Role is wider than needed`,
  severity: 'warning',
  source: aksPage('concepts-identity'),
  meaning: say`An identity of the cluster may do far more than the cluster needs, and so may anyone who gets hold of its token.`,
  controls: [
    'leastPrivilege',
    'roleBasedAccess',
    'wellArchitected',
    'threatMatrix',
    { control: 'readOnlyRegistry', only: 'atRegistry' },
    { control: 'kubescapeReadOnlyRegistry', only: 'atRegistry' },
    { control: 'dedicatedAccounts', only: 'ofKubelet' },
    { control: 'kubescapeDedicatedAccounts', only: 'ofKubelet' },
  ],
  find(input) {
    const { cluster, facts } = input;
    return [...principalsOf(cluster, facts)].flatMap(([principalId, identity]) => {
      const { subscriptionId } = cluster;
      const wide = (assignments: readonly RoleAssignment[]): readonly RuleFinding[] =>
        assignments
          .filter((assignment) => isTooWide(assignment, identity))
          .map((assignment) => wideFound(assignment, identity, input));
      if (identity === 'kubelet') return wide(visibleAssignmentsOf(principalId, subscriptionId, facts));
      const answer = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
      return answer?.kind === 'found' ? wide(answer.value) : [];
    });
  },
};

/** Returns the roles of a cluster's kubelet that are wider than any need. */
export function wideRolesOfKubelet(cluster: Cluster, facts: Facts): readonly RoleAssignment[] {
  const principalId = principalOf(cluster, 'kubelet', facts);
  if (principalId === undefined) return [];
  const assignments = visibleAssignmentsOf(principalId.toLowerCase(), cluster.subscriptionId, facts);
  return assignments.filter((assignment) => isTooWide(assignment, 'kubelet'));
}

function isTooWide(assignment: RoleAssignment, identity: IdentityRole): boolean {
  const { roleDefinitionId, scope } = assignment;
  const isStrong = isRole(roleDefinitionId, role.owner) || isRole(roleDefinitionId, role.contributor);
  return isStrong && (identity === 'kubelet' || (isBroad(assignment) && groupOf(scope) === undefined));
}

function wideFound(
  assignment: RoleAssignment,
  identity: IdentityRole,
  { cluster, facts, judged }: RuleInput,
): RuleFinding {
  const ownNeeds = judged.map(({ need }) => need).filter((need) => need.identity === identity && !need.advice);
  const customRole = customRoleOf(`AKS ${identity} of ${cluster.name}`, ownNeeds);
  const name = isRole(assignment.roleDefinitionId, role.owner) ? role.owner.name : role.contributor.name;
  const identityText = describeIdentity(cluster, identity);
  return {
    text: joinWords([
      say`${identityText} has ${name} on ${scopeWithKind(assignment.scope, subscriptionNames(facts))}.`,
      identity === 'kubelet'
        ? say`Every pod that reaches the nodes' metadata endpoint can use it.`
        : say`With that it can change everything there.`,
    ]),
    advice: narrowerRole(identity),
    brief: say`${name} on ${scopeName(assignment.scope, subscriptionNames(facts))}`,
    evidence: grantEvidence(
      assignment,
      evidence`${{ assignment: assignment.id }} gives ${{ role: name }} at ${{ scope: assignment.scope }}.`,
    ),
    subject: assignment.id,
    about: [identity],
    grant: {
      role: name,
      scope: assignment.scope,
      principalId: assignment.principalId,
      where: scopeName(assignment.scope, subscriptionNames(facts)),
      ...defined({ createdOn: assignment.createdOn }),
    },
    ...defined({ customRole }),
  };
}

function narrowerRole(identity: IdentityRole): Words {
  if (identity === 'kubelet') {
    return say`Give it ${role.acrPull.name}, or ${role.repositoryReader.name}, on the registries that it pulls from instead.`;
  }
  return identity === 'controlPlane'
    ? say`Give it ${role.networkContributor.name} on its own subnets, and the other roles that it needs, instead.`
    : say`Give it the roles that it needs instead.`;
}

/** Names the purpose of one of the cluster's identities. */
export function describeIdentity(cluster: Cluster, identity: IdentityRole): Phrase {
  if (identity === 'controlPlane') return say`${cluster.name}'s control plane`;
  return say`${cluster.name}'s ${identity === 'kubelet' ? say`kubelet` : (addonInfo(identity)?.displayName ?? say`add-on ${identity}`)}`;
}
