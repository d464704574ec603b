/** Rules about workloads that can do too much. */
import { isRole, role } from '../../access/roles.ts';
import { aksPage, overviewPage } from '../../arm/docs.ts';
import { idKey, lastSegment, sameId, subscriptionOf } from '../../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { RoleAssignment } from '../../cluster/model.ts';
import { kubeletPrincipal, ownIdentities } from '../../cluster/principals.ts';
import { accountName, isFlexible } from '../../workloads/credential.ts';
import { stateOfCredential } from '../../workloads/credentialState.ts';
import { isClusterIssuer, issuerOf } from '../../workloads/issuer.ts';
import { trustOf } from '../../workloads/trust.ts';
import { credentialId } from '../../workloads/workloadIds.ts';
import { workloadsOf, type Workload } from '../../workloads/workloads.ts';
import { evidence, grantEvidence } from '../rule/evidence.ts';
import type { DetailedRule, RuleFinding, Rule } from '../rule/rule.ts';
import { say, verbatim, joinWords, distinctWords } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** Pods that can act as the control plane or the kubelet can do everything that the cluster itself can. */
export const workloadSharesClusterIdentity: DetailedRule = {
  title: say`Pods can act as the cluster itself`,
  severity: 'warning',
  source: overviewPage,
  detail: 'controlPlane or kubelet',
  meaning: say`A workload can act as an identity of the cluster itself, and do with Azure what the cluster can.`,
  controls: ['dedicatedAccounts', 'kubescapeDedicatedAccounts'],
  find({ cluster, facts }) {
    const { controlPlane, kubelet } = cluster;
    const trust = trustOf(cluster, facts);
    const places = [
      ...(controlPlane.kind === 'userAssigned'
        ? [{ place: 'controlPlane', words: say`control plane`, id: controlPlane.identityId }]
        : []),
      ...('identityId' in kubelet && kubeletPrincipal(kubelet) !== undefined
        ? [{ place: 'kubelet', words: say`kubelet`, id: kubelet.identityId }]
        : []),
    ];
    // If not all credentials could be listed, those of the cluster's own identities are read.
    const askedIds = trust === undefined || trust.unknown !== undefined ? ownIdentities(cluster) : [];
    return places.flatMap(({ place, words, id }) => {
      const ownAnswer = askedIds.some((askedId) => sameId(askedId, id))
        ? facts.get({ kind: 'federatedCredentials', identityId: id })
        : undefined;
      const trusting = ownAnswer?.kind === 'found' ? ownAnswer.value : (trust?.ofIdentity(id) ?? []);
      // Pods of other clusters can be trusted, too.
      const trustingHere = trusting.filter(
        (credential) =>
          isClusterIssuer(credential.issuer) && stateOfCredential(credential, cluster, facts).state !== 'broken',
      );
      const [first] = trustingHere;
      if (first === undefined) return [];
      return [
        {
          detail: place,
          brief: verbatim(words),
          text: say`${joinWords(trustingHere.map(accountName), ', ')} can act as ${lastSegment(id)}, the ${words} identity of ${cluster.name}.`,
          advice: say`Give the workload an identity of its own.`,
          evidence: evidence`${{ credentials: trustingHere.map(({ name }) => say`${name} of ${id}`) }}`,
          subject: id,
          ...(trustingHere.length === 1 && !isFlexible(first)
            ? { fix: { kind: 'deleteCredential' as const, credentialId: credentialId(id, first.name) } }
            : {}),
        },
      ];
    });
  },
};

const wideRoles = [role.owner, role.contributor, role.userAccessAdministrator, role.rbacAdministrator];

/** Workloads with a role that can change a whole subscription, or more. */
export const workloadTooWide: Rule = {
  title: say`Workload can change a whole subscription`,
  severity: 'warning',
  source: aksPage('concepts-identity'),
  meaning: say`A workload can act as an identity that may change a whole subscription, or more.`,
  controls: ['leastPrivilege'],
  find({ cluster, facts }) {
    if (issuerOf(cluster) === undefined) return [];
    const { workloads } = workloadsOf(cluster, facts);
    const acting = workloads.filter(
      ({ state, bindingId, issuer }) => state !== 'broken' && (bindingId !== undefined || issuer === issuerOf(cluster)),
    );
    const byIdentity = Map.groupBy(acting, ({ identityId }) => idKey(identityId));
    return [...byIdentity.values()].flatMap((same) => {
      const [first] = same;
      return (first?.assignments ?? [])
        .filter(changesSubscription)
        .map((assignment) => wideFound(assignment, same, facts));
    });
  },
};

/** Returns true for a role that can change a whole subscription, or more, without a condition. */
export function changesSubscription({ roleDefinitionId, scope, condition }: RoleAssignment): boolean {
  const subscription = subscriptionOf(scope);
  const isAboveGroups = subscription === undefined || sameId(scope, `/subscriptions/${subscription}`);
  return condition === undefined && isAboveGroups && wideRoles.some((wideRole) => isRole(roleDefinitionId, wideRole));
}

function wideFound(assignment: RoleAssignment, workloads: readonly Workload[], facts: Facts): RuleFinding {
  const { roleDefinitionId, scope } = assignment;
  const name = wideRoles.find((wideRole) => isRole(roleDefinitionId, wideRole))?.name ?? say`a role`;
  const where = scopeName(scope, subscriptionNames(facts));
  const identity = lastSegment(workloads[0]?.identityId ?? '');
  const workloadTexts = workloads.map(({ namespace, serviceAccount, bindingId }) => {
    if (bindingId !== undefined) return say`bound pods`;
    return namespace === '*' ? say`accounts that match an expression` : `${namespace}/${serviceAccount}`;
  });
  const { principalId } = assignment;
  const identityEvidence = evidence`${{ identity: workloads[0]?.identityId ?? '' }} (principal ${{ principal: principalId }})`;
  return {
    text: say`${joinWords(distinctWords(workloadTexts), ', ')} can act as ${identity}, which has ${name} on ${scopeWithKind(scope, subscriptionNames(facts))}.`,
    advice: say`Assign what the workload needs on its own resources instead.`,
    brief: say`on ${where}`,
    evidence: grantEvidence(
      assignment,
      evidence`${{ assignment: assignment.id }} gives ${identityEvidence} ${{ role: name }}.`,
    ),
    subject: assignment.id,
    places: workloads.slice(0, 1).map(({ identityId }) => identityId),
    grant: {
      role: name,
      scope,
      principalId: assignment.principalId,
      where,
      ...defined({ createdOn: assignment.createdOn }),
    },
    fix: {
      kind: 'removeRole',
      roleAssignmentId: assignment.id,
      ...defined({ tenantId: assignment.tenantId }),
    },
  };
}
