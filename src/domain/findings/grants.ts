/** Grants that are missing, that do nothing, or that are wider than any need. */
import { addonInfo } from '../cluster/addons.ts';
import { customRoleOf } from '../needs/customRole.ts';
import { scopeName, scopeWithKind } from '../arm/scopeWords.ts';
import { grantInList } from '../access/existingGrant.ts';
import { subscriptionNames } from '../cluster/facts.ts';
import { seeking } from '../cluster/watching.ts';
import type { Facts } from '../cluster/facts.ts';
import { findingOf } from './finding.ts';
import { severityOfMissing } from './weight.ts';
import { isSettled } from '../cluster/provisioningState.ts';
import type { FindingCode } from './catalogue.ts';
import type { Finding } from './finding.ts';
import { visibleAssignmentsOf } from '../access/heldRoles.ts';
import type { Cluster, ControlPlane, Kubelet, RoleAssignment } from '../cluster/model.ts';
import type { Need, Requirement } from '../needs/need.ts';
import type { IdentityRole } from '../cluster/principals.ts';
import { isRepositoryMode } from '../needs/kubelet.ts';
import { textAt } from '../arm/json.ts';
import { isBroad } from '../access/accessCheck.ts';
import { isPrincipalGone } from './identities.ts';
import { isDenied } from '../needs/needs.ts';
import type { JudgedNeed } from '../needs/needs.ts';
import { needKind } from '../needs/needKinds.ts';
import { groupOf, isRegistry, lastSegment } from '../arm/resourceId.ts';
import { isRole, role } from '../access/roles.ts';
import { principalOf, principalsOf } from '../cluster/principals.ts';
import { distinctBy } from '../../shape/distinct.ts';

/** Finds needs that no grant serves, and grants that are wider than any need. */
export function grantFindings(cluster: Cluster, facts: Facts, judged: readonly JudgedNeed[]): readonly Finding[] {
  return [
    ...missingRoles(cluster, facts, judged),
    ...wideFindings(
      cluster,
      judged.map(({ need }) => need),
      seeking(facts, 'tooWideGrant'),
    ),
  ];
}

/** Finds needs that no grant serves. */
export function missingRoles(cluster: Cluster, facts: Facts, judged: readonly JudgedNeed[]): readonly Finding[] {
  const missing = judged.filter(({ need, requirement }) => isFinding(cluster, need, requirement));
  return distinct(missing).map((each) => missingFinding(cluster, each, facts));
}

/** What AKS grants itself may be missing while an operation runs; other advice is never a finding. */
function isFinding(cluster: Cluster, need: Need, requirement: Requirement): boolean {
  if (requirement.verdict !== 'missing') return false;
  return need.grantedByAks ? isSettled(cluster.provisioningState) : !need.advice;
}

/** Returns one of each group of needs that ask for the same grant. */
function distinct(judged: readonly JudgedNeed[]): JudgedNeed[] {
  return distinctBy(judged, ({ need, requirement }) =>
    `${requirement.principalId ?? ''}|${need.role.id}|${need.scope}`.toLowerCase(),
  );
}

function missingFinding(cluster: Cluster, { need, requirement }: JudgedNeed, facts: Facts): Finding {
  const who = need.holder ? `${cluster.name}'s ${need.holder.name}` : describeRole(cluster, need.identity);
  const { principalId, reason } = requirement;
  const isGrantPossible = principalId !== undefined && !isDenied(need, principalId, facts);
  const isGone = isGrantPossible && isPrincipalGone(cluster, principalId, facts);
  const fix =
    isGrantPossible && !isGone && isGrantable(need, principalId, facts)
      ? ({
          kind: 'assignRole',
          principalId,
          principalType: 'ServicePrincipal',
          role: { id: need.role.id },
          scope: need.scope,
        } as const)
      : undefined;
  const customRole = isGrantPossible ? customRoleOf(`AKS ${need.role.name} for ${cluster.name}`, [need]) : undefined;
  const { identity, role: needed, scope } = requirement;
  const missing = { identity, ...(principalId === undefined ? {} : { principalId }), role: needed, scope };
  const more = { missing, ...(fix ? { fix } : {}), ...(customRole ? { customRole } : {}) };
  const gone = isGone
    ? ' Its identity was deleted: a role given to it would be held by nobody. Fix the identity first.'
    : '';
  const evidence = `${bearerOf(cluster, need, principalId)} at ${need.scope}. ${reason ?? ''}`.trim() + gone;
  const own = ownCodes[need.id];
  if (own === undefined && isRegistry(need.scope) && isGrantPossible && hasIneffectiveRole(need, principalId, facts)) {
    return findingOf('registryRoleIneffective', {
      text: `${who} holds a role on ${scopeName(need.scope)} that gives no access to images there: the registry decides by repository and needs ${need.role.name}.`,
      evidence,
      source: need.source,
      ...more,
    });
  }
  return findingOf(own ?? `missingGrant:${need.id}`, {
    severity: severityOfMissing(need),
    text: `${who} ${isGrantPossible ? `is missing ${need.role.name}` : 'is denied what it needs'} on ${scopeWithKind(need.scope, subscriptionNames(facts))}. ${need.why}`,
    evidence,
    source: need.source,
    ...more,
  });
}

/** Missing roles that have a name of their own, because of what fails without them. */
const ownCodes: Readonly<Record<string, 'gatingIdentityCantPull' | 'agicGatewayIdentity' | 'extensionRoleMissing'>> = {
  [needKind.assignGatewayIdentity.id]: 'agicGatewayIdentity',
  [needKind.pullImagesForGating.id]: 'gatingIdentityCantPull',
  [needKind.readFluxSource.id]: 'extensionRoleMissing',
  [needKind.keepBackups.id]: 'extensionRoleMissing',
};

/** Returns the codes that a finding about the missing role of a need can have. */
export function codesOfMissing(code: string): readonly FindingCode[] {
  const own = ownCodes[code];
  return own === undefined ? [`missingGrant:${code}`, 'registryRoleIneffective'] : [own];
}

/** Tells whether the role can be granted, which Azure refuses while the principal has it there with a condition. */
function isGrantable({ role: { id }, scope }: Need, principalId: string, facts: Facts): boolean {
  return grantInList({ scope, roleGuid: id, principalId }, facts).kind !== 'inTheWay';
}

/** Tells whether the principal's role at a registry has no effect, because the registry decides by repository. */
function hasIneffectiveRole(need: Need, principalId: string | undefined, facts: Facts): boolean {
  if (!principalId) return false;
  const ofMode = seeking(facts, 'registryRoleIneffective');
  const registry = ofMode.get({ kind: 'resource', id: need.scope as Cluster['id'] });
  if (registry?.kind !== 'found' || !isRepositoryMode(textAt(registry.value, 'properties.roleAssignmentMode')))
    return false;
  const answer = ofMode.get({ kind: 'assignments', scope: need.scope, principalId });
  return answer?.kind === 'found' && answer.value.length > 0;
}

/** Finds a kubelet that is Owner or Contributor anywhere, and any identity that is so on a subscription or more. */
function wideFindings(cluster: Cluster, needs: readonly Need[], facts: Facts): Finding[] {
  return [...principalsOf(cluster, facts)].flatMap(([principalId, identity]) => {
    const { subscriptionId } = cluster;
    const wide = (held: readonly RoleAssignment[]) =>
      held
        .filter((assignment) => isTooWide(assignment, identity))
        .map((assignment) => wideFinding(cluster, identity, { assignment, needs, facts }));
    if (identity === 'kubelet') return wide(visibleAssignmentsOf(principalId, subscriptionId, facts));
    const answer = facts.get({ kind: 'assignmentsOf', subscriptionId, principalId });
    return answer?.kind === 'found' ? wide(answer.value) : [];
  });
}

/** Returns the roles of a cluster's kubelet that are wider than any need. */
export function wideRolesOfKubelet(cluster: Cluster, facts: Facts): readonly RoleAssignment[] {
  const principalId = principalOf(cluster, 'kubelet', facts);
  if (principalId === undefined) return [];
  const held = visibleAssignmentsOf(principalId.toLowerCase(), cluster.subscriptionId, facts);
  return held.filter((assignment) => isTooWide(assignment, 'kubelet'));
}

function isTooWide(assignment: RoleAssignment, identity: IdentityRole): boolean {
  const { roleDefinitionId, scope } = assignment;
  const isStrong = isRole(roleDefinitionId, role.owner) || isRole(roleDefinitionId, role.contributor);
  return isStrong && (identity === 'kubelet' || (isBroad(assignment) && groupOf(scope) === undefined));
}

interface Wide {
  readonly assignment: RoleAssignment;
  readonly needs: readonly Need[];
  readonly facts: Facts;
}

function wideFinding(cluster: Cluster, identity: IdentityRole, { assignment, needs, facts }: Wide): Finding {
  const own = needs.filter((need) => need.identity === identity && !need.advice);
  const customRole = customRoleOf(`AKS ${identity} of ${cluster.name}`, own);
  const name = isRole(assignment.roleDefinitionId, role.owner) ? role.owner.name : role.contributor.name;
  const who = describeRole(cluster, identity);
  const harm =
    identity === 'kubelet'
      ? " Every pod that reaches the nodes' metadata endpoint can use it."
      : ' That is everything in it.';
  return findingOf('tooWideGrant', {
    text: `${who} is ${name} on ${scopeWithKind(assignment.scope, subscriptionNames(facts))}.${harm} ${narrowerRole(identity)}`,
    evidence: `${assignment.id} gives ${name} at ${assignment.scope}.`,
    about: [identity],
    grant: {
      ...{ role: name, scope: assignment.scope, principalId: assignment.principalId },
      where: scopeName(assignment.scope, subscriptionNames(facts)),
    },
    ...(customRole ? { customRole } : {}),
  });
}

function narrowerRole(identity: IdentityRole): string {
  if (identity === 'kubelet') {
    return `${role.acrPull.name}, or ${role.repositoryReader.name}, on the registries that it pulls from would do.`;
  }
  return identity === 'controlPlane'
    ? `${role.networkContributor.name} on its own subnets, and the roles listed as its requirements, would do.`
    : 'The roles listed as its requirements would do.';
}

/** Names the identity that needs a role by its own name, with its principal. */
function bearerOf(cluster: Cluster, { identity, holder }: Need, principalId: string | undefined): string {
  const name = holder?.name ?? identityNameOf(cluster, identity);
  if (name === undefined) return `Principal ${principalId ?? 'unknown'}`;
  return principalId === undefined ? `Identity ${name}` : `Identity ${name} (principal ${principalId})`;
}

/** The name of the user-assigned identity behind one of a cluster's identities. */
function identityNameOf({ controlPlane, kubelet, addons }: Cluster, identity: IdentityRole): string | undefined {
  const own: Readonly<Record<string, ControlPlane | Kubelet>> = { controlPlane, kubelet };
  const user = own[identity] ?? addons.find(({ name }) => name.toLowerCase() === identity.toLowerCase());
  return user && 'identityId' in user && user.identityId !== undefined ? lastSegment(user.identityId) : undefined;
}

function describeRole(cluster: Cluster, identity: IdentityRole): string {
  if (identity === 'controlPlane') return `${cluster.name}'s control plane`;
  return `${cluster.name}'s ${identity === 'kubelet' ? 'kubelet' : (addonInfo(identity)?.displayName ?? `add-on ${identity}`)}`;
}
