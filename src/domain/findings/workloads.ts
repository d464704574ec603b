/** Finds what is wrong with the federated credentials and the bindings by which a cluster's workloads act as identities. */
import { isBindingIssuer } from '../uses/boundTo.ts';
import type { FindingKind } from './catalogue.ts';
import { isRole, role } from '../access/roles.ts';
import { idKey, lastSegment, sameId, subscriptionOf } from '../arm/resourceId.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import { subscriptionNames } from '../cluster/facts.ts';
import { hearing, seeking } from '../cluster/watching.ts';
import type { Facts, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../cluster/model.ts';
import { kubeletPrincipal } from '../cluster/principals.ts';
import { accountName, isFlexible, malformation, tokenAudience, whyNotMoved } from '../workloads/credential.ts';
import { credentialId } from '../workloads/workloadIds.ts';
import { notAsWritten, noTokensByAks, stateOfCredential } from '../workloads/credentialState.ts';
import { goneIssuersOf, whoTrusts } from '../workloads/goneIssuers.ts';
import { hasWorkloadIdentity, isClusterIssuer, issuerOf } from '../workloads/issuer.ts';
import { issuerOwner } from '../workloads/owners.ts';
import { trustInSight } from '../workloads/trust.ts';
import type { Trust } from '../workloads/trust.ts';
import { workloadsOf } from '../workloads/workloads.ts';
import type { Workload } from '../workloads/workloads.ts';
import { evidence } from './evidence.ts';
import { findingOf } from './finding.ts';
import type { Finding } from './finding.ts';
import { bindingFindings, limitFindings } from './bindings.ts';
import { ownIdentities } from './identities.ts';

/** Finds what keeps workloads from their identities, or gives them too much; claims nothing that could not be read. */
export function workloadFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const limits = limitFindings(cluster, seeking(facts, 'federatedCredentialLimit'));
  const issuer = issuerOf(cluster);
  const shared = (known: Trust | undefined): readonly Finding[] =>
    sharedFindings(cluster, known, seeking(facts, 'workloadSharesClusterIdentity'));
  const byTrust = seeking(facts, ...foundByTrust);
  const trust = issuer === undefined && !mayFollowAnother(cluster) ? undefined : trustInSight(cluster, byTrust);
  if (trust === undefined) return [...limits, ...shared(trust)];
  const own = issuer === undefined ? [] : trust.ofIssuer(issuer);
  // What matches no token lets nobody act.
  const acting = own.filter((credential) => stateOfCredential(credential, cluster, byTrust).state !== 'broken');
  return [
    ...limits,
    ...goneFindings(cluster, trust, seeking(facts, 'credentialOfGoneIssuer')),
    ...own.flatMap((credential) => credentialFindings(credential, cluster)),
    ...offFindings(cluster, own),
    ...duplicateFindings(acting),
    ...shared(trust),
    ...(issuer === undefined ? [] : wideFindings(cluster, seeking(facts, 'workloadTooWide'))),
    ...bindingFindings(cluster, trust, facts),
  ];
}

/** The kinds of findings about credentials, which none has where these can't be read. */
const foundByTrust: readonly FindingKind[] = [
  ...(['credentialOfGoneIssuer', 'credentialMalformed', 'credentialWrongAudience', 'duplicateCredential'] as const),
  ...(['credentialWithoutWorkloadIdentity', 'workloadSharesClusterIdentity', 'bindingCredentialLeft'] as const),
];

/** Only a cluster with an issuer, or one that could have had one, is worth a look at all credentials. */
function mayFollowAnother({ raw }: Cluster): boolean {
  return 'oidcIssuerProfile' in ((raw['properties'] ?? {}) as object);
}

function goneFindings(cluster: Cluster, trust: Trust, facts: Facts): readonly Finding[] {
  return goneIssuersOf(cluster, trust.all, facts).map(({ issuer, credentials, isSuccessor }) => {
    const names = credentials.map(({ name, identityId }) => `${name} of ${lastSegment(identityId)}`);
    const { facts: own, reasons } = hearing(facts);
    const { doubt } = issuerOwner(issuer, own);
    const canMove =
      isSuccessor && issuerOf(cluster) !== undefined && credentials.some((each) => whyNotMoved(each) === undefined);
    const [only, ...others] = credentials;
    const remove =
      only && others.length === 0 && doubt === undefined && !isFlexible(only)
        ? credentialId(only.identityId, only.name)
        : undefined;
    return findingOf('credentialOfGoneIssuer', {
      severity: doubt === undefined ? 'error' : 'info',
      text:
        whoTrusts(credentials, doubt) +
        (isSuccessor ? ` They look like those of ${cluster.name} before it was created again.` : ''),
      evidence: evidence`${{ issuer }} is named by ${{ credentials: names }}.`,
      subject: issuer,
      ...(doubt !== undefined && reasons().length > 0 ? { failed: true } : {}),
      ...(canMove
        ? { fix: { kind: 'moveCredentials' as const, fromIssuer: issuer, clusterId: cluster.id } }
        : remove === undefined
          ? {}
          : { fix: { kind: 'deleteCredential' as const, credentialId: remove } }),
    });
  });
}

function credentialFindings(credential: IdentityCredential, cluster: Cluster): readonly Finding[] {
  const { name, identityId, audiences, issuer } = credential;
  const which = `The credential ${name} of ${lastSegment(identityId)}`;
  const id = credentialId(identityId, name);
  const own = issuerOf(cluster);
  const fix = { kind: 'deleteCredential', credentialId: id } as const;
  // Whom a flexible one trusts is not told, so nothing is known to be wrong with it.
  if (isFlexible(credential)) return [];
  const problem = malformation(credential) ?? (issuer === own ? undefined : notAsWritten);
  if (problem !== undefined)
    return [
      findingOf('credentialMalformed', {
        text: `${which} matches no token. ${problem}`,
        evidence: evidence`${{ credential: id }}: issuer "${{ issuer }}", subject "${{ subject: credential.subject }}".`,
        subject: id,
        fix,
      }),
    ];
  if (audiences.join() !== tokenAudience && !isBindingIssuer(issuer))
    return [
      findingOf('credentialWrongAudience', {
        text: `${which} takes tokens for ${audiences.join(', ')}; the tokens of pods are for ${tokenAudience}.`,
        evidence: evidence`${{ credential: id }}: audiences ${{ audiences }}.`,
        subject: id,
        fix,
      }),
    ];
  return [];
}

function offFindings(cluster: Cluster, own: readonly IdentityCredential[]): readonly Finding[] {
  if (own.length === 0 || hasWorkloadIdentity(cluster)) return [];
  return [
    findingOf('credentialWithoutWorkloadIdentity', {
      text: `${own.length === 1 ? 'A credential names' : `${own.length} credentials name`} ${cluster.name}, where workload identity is off: ${noTokensByAks}`,
      evidence: evidence`${{ credentials: own.map(({ name, identityId }) => `${name} of ${lastSegment(identityId)}`) }}`,
      fix: { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true },
    }),
  ];
}

/** One service account that two identities trust is allowed; which one a pod gets depends on its annotation. */
function duplicateFindings(own: readonly IdentityCredential[]): readonly Finding[] {
  const bySubject = Map.groupBy(
    own.filter((each) => !isFlexible(each)),
    ({ subject }) => subject,
  );
  return [...bySubject.values()].flatMap((all) => {
    const identities = [...new Map(all.map(({ identityId }) => [idKey(identityId), identityId])).values()];
    if (identities.length < 2) return [];
    const ids = all.map(({ name, identityId }) => credentialId(identityId, name));
    const last = ids.at(-1);
    return [
      findingOf('duplicateCredential', {
        text: `${all.slice(-1).map(accountName).join()} can act as ${identities.map(lastSegment).join(' and ')}; its annotation decides as which one. Remove the credential that is not used.`,
        evidence: evidence`Credentials: ${{ credentials: ids }}.`,
        ...(ids[0] === undefined ? {} : { subject: ids[0] }),
        ...(last === undefined ? {} : { fix: { kind: 'deleteCredential' as const, credentialId: last } }),
      }),
    ];
  });
}

/** Pods that can act as the control plane or the kubelet can do what the cluster itself can. */
function sharedFindings(cluster: Cluster, trust: Trust | undefined, facts: Facts): readonly Finding[] {
  const { controlPlane, kubelet } = cluster;
  const places = [
    ...(controlPlane.kind === 'userAssigned'
      ? [{ place: 'controlPlane', words: 'control plane', id: controlPlane.identityId }]
      : []),
    ...('identityId' in kubelet && kubeletPrincipal(kubelet) !== undefined
      ? [{ place: 'kubelet', words: 'kubelet', id: kubelet.identityId }]
      : []),
  ];
  // Where not all credentials could be listed, the cluster's own identities are asked.
  const asked = trust === undefined || trust.unknown !== undefined ? ownIdentities(cluster) : [];
  return places.flatMap(({ place, words, id }) => {
    const own = asked.some((each) => sameId(each, id))
      ? facts.get({ kind: 'federatedCredentials', identityId: id })
      : undefined;
    const trusting = own?.kind === 'found' ? own.value : (trust?.ofIdentity(id) ?? []);
    // Pods of other clusters can be trusted, too.
    const mine = trusting.filter(
      (each) => isClusterIssuer(each.issuer) && stateOfCredential(each, cluster, facts).state !== 'broken',
    );
    const [first] = mine;
    if (first === undefined) return [];
    return [
      findingOf(`workloadSharesClusterIdentity:${place}`, {
        text: `${mine.map(accountName).join(', ')} can act as ${lastSegment(id)}, the ${words} identity of ${cluster.name}. Give the workload an identity of its own.`,
        evidence: evidence`${{ credentials: mine.map(({ name }) => `${name} of ${id}`) }}`,
        subject: id,
        ...(mine.length === 1 && !isFlexible(first)
          ? { fix: { kind: 'deleteCredential' as const, credentialId: credentialId(id, first.name) } }
          : {}),
      }),
    ];
  });
}

const wideRoles = [role.owner, role.contributor, role.userAccessAdministrator, role.rbacAdministrator];

/** Workloads with a role by which a whole subscription, or more, can be changed. */
function wideFindings(cluster: Cluster, facts: Facts): readonly Finding[] {
  const { workloads } = workloadsOf(cluster, facts);
  const acting = workloads.filter(
    ({ state, bindingId, issuer }) => state !== 'broken' && (bindingId !== undefined || issuer === issuerOf(cluster)),
  );
  const byIdentity = Map.groupBy(acting, ({ identityId }) => idKey(identityId));
  return [...byIdentity.values()].flatMap((same) => {
    const [first] = same;
    return (first?.assignments ?? []).filter(isWide).map((assignment) => wideFinding(assignment, same, facts));
  });
}

function isWide({ roleDefinitionId, scope, condition }: RoleAssignment): boolean {
  const subscription = subscriptionOf(scope);
  const isAboveGroups = subscription === undefined || sameId(scope, `/subscriptions/${subscription}`);
  return condition === undefined && isAboveGroups && wideRoles.some((each) => isRole(roleDefinitionId, each));
}

function wideFinding(assignment: RoleAssignment, workloads: readonly Workload[], facts: Facts): Finding {
  const { roleDefinitionId, scope } = assignment;
  const name = wideRoles.find((each) => isRole(roleDefinitionId, each))?.name ?? 'a role';
  const identity = lastSegment(workloads[0]?.identityId ?? '');
  const who = workloads.map(({ namespace, serviceAccount, bindingId }) => {
    if (bindingId !== undefined) return 'bound pods';
    return namespace === '*' ? 'accounts that match an expression' : `${namespace}/${serviceAccount}`;
  });
  return findingOf('workloadTooWide', {
    text: `${[...new Set(who)].join(', ')} can act as ${identity}, which has ${name} on ${scopeWithKind(scope, subscriptionNames(facts))}. Assign what the workload needs on its own resources instead.`,
    evidence: evidence`${{ assignment: assignment.id }} gives principal ${{ principal: assignment.principalId }} ${{ role: name }}.`,
    subject: assignment.id,
    grant: {
      ...{ role: name, scope, principalId: assignment.principalId },
      where: scopeName(scope, subscriptionNames(facts)),
    },
    fix: {
      kind: 'removeRole',
      roleAssignmentId: assignment.id,
      ...(assignment.tenantId === undefined ? {} : { tenantId: assignment.tenantId }),
    },
  });
}
