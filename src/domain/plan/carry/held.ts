/** Everything that a replaced identity holds, sorted by what becomes of it. */
import { unknownText, unknownToAll, withReason, type Unknown } from '../../arm/unknown.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { idKey, isRegistry, sameId, subscriptionOf, sameGuid } from '../../arm/resourceId.ts';
import { directoryOf } from '../../arm/via.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment, RoleDefinition } from '../../cluster/model.ts';
import { conditionOf } from '../../access/limits.ts';
import { allowsAction } from '../../access/permissions.ts';
import { isRole, role, roleById, roleGuidOf } from '../../access/roles.ts';
import { isOutside } from '../../cluster/placement.ts';
import { isNamedIn } from '../../uses/namedUses.ts';
import { useChecks } from '../../uses/nothingUses.ts';
import { pullNeed } from '../../needs/kubelet.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import type { IdentitySlot } from '../plan.ts';
import { isPullRole } from '../../access/servicePrincipal.ts';
import { outgoingOf, type Outgoing } from './outgoing.ts';
import { isOwnScope, purposeOf, purposeWords, type Purpose } from './usual.ts';
import { capitaliseArticle, say, keyOfWords } from '../../../sentences/words.ts';
import { moreOf } from '../../words/counts.ts';
import { ofPolicy } from './heldPolicies.ts';
import {
  type OtherClusters,
  isUsedElsewhere,
  type SortedAccess,
  type Sorter,
  notKnown,
  type Sorted,
} from './sorter.ts';
import { defined } from '../../../shape/defined.ts';

/** What the identity that leaves a slot of a cluster holds. */
export interface Holdings {
  /** Left out if the slot is empty. */
  readonly outgoing?: Outgoing;
  readonly all: readonly SortedAccess[];
  /** What could not be determined. */
  readonly unknown: readonly Unknown[];
  /** True once everything that this depends on has been read from Azure. */
  readonly isRead: boolean;
}

/** Returns everything visible that the identity in a slot of the cluster holds. */
export function holdingsOf(cluster: Cluster, slot: IdentitySlot, facts: Facts): Holdings {
  const outgoing = outgoingOf(cluster, slot, facts);
  if (outgoing === undefined) return { all: [], unknown: [], isRead: true };
  const { name, principalId } = outgoing;
  if (principalId === undefined) {
    const reason = say`Azure doesn't show the object ID of ${name}, so what it holds can't be listed.`;
    return { outgoing, all: [], unknown: [unknownToAll('principal', keyOfWords(name), reason)], isRead: true };
  }
  const local = facts.get({ kind: 'assignedIn', subscriptionId: cluster.subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  const policies = facts.get({ kind: 'vaultPolicies', principalId });
  const listedAssignments = [local, everywhere].flatMap((answer) => (answer?.kind === 'found' ? answer.value : []));
  const assignments = [...new Map(listedAssignments.map((assignment) => [idKey(assignment.id), assignment])).values()];
  const cache: { others?: OtherClusters | undefined } = {};
  const sorter: Sorter = {
    cluster,
    of: slot,
    outgoing: { ...outgoing, principalId },
    needs: needsNow(cluster, slot, facts),
    others: () => (cache.others ??= othersWith(outgoing, cluster, facts)),
    facts,
  };
  const roles = assignments.map((assignment) => ofAssignment(assignment, sorter));
  const inVaults = policies?.kind === 'found' ? policies.value.map((policy) => ofPolicy(policy, sorter)) : [];
  return {
    outgoing,
    all: [...roles, ...inVaults].flatMap((sorted) => (sorted.kind === 'held' ? [sorted.access] : [])),
    unknown: [
      ...(outgoing.evidence === undefined
        ? []
        : [
            unknownToAll(
              'principal',
              principalId,
              say`${capitaliseArticle(name)} is assumed to be ${principalId}, because ${outgoing.evidence}.`,
            ),
          ]),
      ...[local, everywhere].flatMap((answer) => unknownsOf(say`Role assignments`, answer)),
      ...unknownsOf(say`Access policies of key vaults`, policies),
      ...(cache.others?.unknown ?? []).map((unknown) =>
        withReason(say`It isn't known which of it other clusters need. ${unknownText(unknown)}`, unknown),
      ),
    ],
    isRead:
      ![local, everywhere, policies].includes(undefined) &&
      [...roles, ...inVaults].every(({ kind }) => kind !== 'notRead'),
  };
}

/** The most other clusters with the same identity whose needs are read. */
const mostOthers = 5;

function othersWith(
  { principalId, identityId, clientId }: Outgoing,
  { id }: Cluster,
  facts: Facts,
): OtherClusters | undefined {
  const clusters = facts.get({ kind: 'clusters' });
  if (clusters === undefined) return undefined;
  const visible = clusters.kind === 'found' ? clusters.value : [];
  const identityNames = { principalId, id: identityId, clientId };
  const naming = visible.filter((cluster) => !sameId(cluster.id, id) && isNamedIn(cluster.raw, identityNames));
  const moreCount = naming.length - mostOthers;
  // A system-assigned identity belongs to a single cluster.
  const isOwn = identityId === undefined && clientId === undefined;
  return {
    all: naming,
    unknown: [
      ...(isOwn ? [] : unknownsOf(useChecks.clusters, clusters)),
      ...(moreCount > 0 ? [tooMany(moreCount, id)] : []),
    ],
  };
}

function tooMany(count: number, place: string): Unknown {
  const more = moreOf(count, 'cluster');
  const reason = count === 1 ? say`${more} has the identity.` : say`${more} have the identity.`;
  return { cause: 'notAsked', subject: { what: 'clusters', of: place }, reason };
}

/** The other cluster that it is for. */
function ownerAmong(clusters: readonly Cluster[], assignment: RoleAssignment, facts: Facts): Cluster | undefined {
  const isNeeded = (otherCluster: Cluster): boolean =>
    needsOf(otherCluster, facts).some((need) => isExactly(need, assignment));
  return (
    clusters.find((otherCluster) => isOwnScope(assignment.scope, otherCluster)) ??
    (assignment.condition ? undefined : clusters.slice(0, mostOthers).find(isNeeded))
  );
}

function needsNow(cluster: Cluster, slot: IdentitySlot, facts: Facts): readonly Need[] {
  const identity = cluster.controlPlane.kind === 'servicePrincipal' ? 'servicePrincipal' : slot;
  return needsOf(cluster, facts).filter((need) => need.identity === identity && isGranted(need));
}

type CarryVerdict = Pick<SortedAccess, 'fate' | 'why' | 'isUsual' | 'purpose'> | 'elsewhere';

function ofAssignment(assignment: RoleAssignment, sorter: Sorter): Sorted {
  const { outgoing, cluster, of, facts } = sorter;
  const { scope, condition, roleDefinitionId } = assignment;
  const guid = roleGuidOf(roleDefinitionId);
  const place = `/subscriptions/${subscriptionOf(scope) ?? cluster.subscriptionId}`;
  const plain = withoutReading(assignment, sorter);
  if (plain === 'notRead') return { kind: 'notRead' };
  const builtIn = plain === undefined ? undefined : roleById(guid);
  const answer = builtIn ? undefined : facts.get({ kind: 'role', guid, scope: place });
  if (!builtIn && answer === undefined) return { kind: 'notRead' };
  const verdict = plain ?? (answer ? byDefinition(assignment, answer, sorter) : 'elsewhere');
  if (verdict === 'elsewhere') return { kind: 'elsewhere' };
  const name = builtIn?.name ?? (answer?.kind === 'found' ? answer.value.name : roleById(guid)?.name);
  const limited = conditionOf(assignment) !== undefined ? say` (under a condition)` : '';
  const access: SortedAccess = {
    of,
    holder: outgoing.name,
    principalId: outgoing.principalId,
    id: assignment.id,
    scope,
    what: say`${name ?? say`a role`} on ${scopeWithKind(scope, subscriptionNames(facts))}${limited}`,
    role: { name: name ?? guid, id: guid },
    ...directoryOf(assignment),
    ...defined({ condition }),
    ...verdict,
  };
  return { kind: 'held', access };
}

/** What is clear whatever the role allows. */
function withoutReading(
  assignment: RoleAssignment,
  { outgoing, cluster, of, needs, others, facts }: Sorter,
): CarryVerdict | 'notRead' | undefined {
  const { scope, roleDefinitionId, condition, principalId } = assignment;
  const isPrincipal = cluster.controlPlane.kind === 'servicePrincipal';
  const isPull = isRegistry(scope) && isPullRole(roleDefinitionId);
  if (isPrincipal && of === (isPull ? 'controlPlane' : 'kubelet') && (isPull || !isOutside(cluster, scope)))
    return 'elsewhere';
  if (!sameGuid(principalId, outgoing.principalId)) {
    return isPrincipal && of === 'kubelet' ? 'elsewhere' : { fate: 'named', why: throughGroup };
  }
  if (!condition) {
    const pulls = isPull ? [pullNeed(scope, facts, [assignment])] : [];
    if (pulls.some(isGranted) || needs.some((need) => isExactly(need, assignment)))
      return { fate: 'needed', why: seenTo };
  }
  if (of === 'controlPlane' && isRole(roleDefinitionId, role.contributor) && !isOutside(cluster, scope)) {
    return { fate: 'stays', why: byAks };
  }
  if (sameId(scope, outgoing.identityId)) return { fate: 'stays', why: say`It is about the identity itself.` };
  const otherClusters = others();
  if (otherClusters === undefined) return 'notRead';
  const otherCluster = ownerAmong(otherClusters.all, assignment, facts);
  return otherCluster && { fate: 'stays', why: say`It is for ${otherCluster.name}, which keeps the identity.` };
}

function byDefinition(
  { scope, roleDefinitionId }: RoleAssignment,
  answer: Answer<RoleDefinition>,
  sorter: Sorter,
): CarryVerdict {
  const { cluster, of, others } = sorter;
  const definition = answer.kind === 'found' ? answer.value : undefined;
  const purposeFor = (slot: IdentitySlot): Purpose | undefined =>
    definition && purposeOf({ of: slot, scope, definition }, cluster);
  if (isUsedElsewhere(sorter, purposeFor)) return 'elsewhere';
  if (managesAccess.some((manager) => isRole(roleDefinitionId, manager))) return { fate: 'named', why: neverCarried };
  if (definition === undefined) {
    const reason = answer.kind === 'unreadable' ? answer.reason : say`it was not found.`;
    return { fate: 'named', why: say`What the role allows can't be read: ${reason}` };
  }
  const { permissions } = definition;
  if (allowsAction(permissions, 'Microsoft.Authorization/roleAssignments/write'))
    return { fate: 'named', why: neverCarried };
  const isData = permissions.some(({ dataActions }) => dataActions.length > 0);
  if (of === 'controlPlane' && !isData && !isOutside(cluster, scope)) return { fate: 'stays', why: byAks };
  const purpose = purposeFor(of);
  if (purpose === undefined) return { fate: 'offered', why: notKnown };
  if (isOwnScope(scope, cluster) || others()?.unknown.length === 0)
    return { fate: 'offered', isUsual: true, purpose, why: purposeWords[purpose] };
  return { fate: 'offered', purpose, why: say`${purposeWords[purpose]} Whether another cluster needs it isn't known.` };
}

/** What a plan grants: neither advice, nor needs about which nothing is known. */
function isGranted({ advice, whyUnknown, likely }: Need): boolean {
  return whyUnknown === undefined ? advice !== true : likely === true;
}

function isExactly(need: Need, { scope, roleDefinitionId }: RoleAssignment): boolean {
  return sameId(need.scope, scope) && isRole(roleDefinitionId, need.role);
}

const managesAccess = [role.owner, role.userAccessAdministrator, role.rbacAdministrator];
const neverCarried = say`Its holder can give roles to others, so it is never carried over. Assign it yourself if the new identity needs it.`;
const throughGroup = say`It comes through a group. Add the new identity to the group if it needs it.`;
const seenTo = say`AKS is known to need it, so the plan takes care of it.`;
const byAks = say`AKS itself makes the new control plane Contributor there.`;
