/** All that an identity holds whose place is taken, sorted by what becomes of it. */
import { unreadOf } from '../../arm/answer.ts';
import { idKey, isRegistry, sameId, subscriptionOf } from '../../arm/resourceId.ts';
import { directoryOf } from '../../arm/via.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames } from '../../cluster/facts.ts';
import type { Facts, VaultPolicy } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { allows } from '../../access/permissions.ts';
import { isRole, role, roleById, roleGuidOf } from '../../access/roles.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import type { Held, Seat } from '../plan.ts';
import { isPullRole } from '../servicePrincipal.ts';
import type { Outgoing } from './outgoing.ts';
import { outgoingOf } from './outgoing.ts';
import { isOwnScope, purposeOf, purposeWords } from './usual.ts';
import type { Purpose } from './usual.ts';

/** Something that is held, and what it is usually for. */
export interface Sorted extends Held {
  readonly purpose?: Purpose;
}

/** What somebody holds who loses a place in a cluster. */
export interface Holdings {
  /** Nothing where the place is free. */
  readonly outgoing?: Outgoing;
  readonly all: readonly Sorted[];
  /** What could not be found out, in sentences. */
  readonly unknown: readonly string[];
  /** Everything that this depends on has been asked of Azure. */
  readonly isRead: boolean;
}

/** Returns what the identity that has a place in a cluster holds anywhere in sight. */
export function holdingsOf(cluster: Cluster, of: Seat, facts: Facts): Holdings {
  const outgoing = outgoingOf(cluster, of, facts);
  if (outgoing === undefined) return { all: [], unknown: [], isRead: true };
  const { name, principalId } = outgoing;
  if (principalId === undefined) {
    const hidden = `Azure doesn't show the object ID of ${name}, so what it holds can't be listed.`;
    return { outgoing, all: [], unknown: [hidden], isRead: true };
  }
  const here = facts.get({ kind: 'assignedIn', subscriptionId: cluster.subscriptionId, principalId });
  const everywhere = facts.get({ kind: 'assignmentsEverywhere', principalId });
  const policies = facts.get({ kind: 'vaultPolicies', principalId });
  const listed = [here, everywhere].flatMap((answer) => (answer?.kind === 'found' ? answer.value : []));
  const assignments = [...new Map(listed.map((each) => [idKey(each.id), each])).values()];
  const sorter: Sorter = {
    cluster,
    of,
    outgoing: { ...outgoing, principalId },
    needs: needsNow(cluster, of, facts),
    facts,
  };
  const roles = assignments.map((each) => ofAssignment(each, sorter));
  const inVaults = policies?.kind === 'found' ? policies.value.map((each) => ofPolicy(each, sorter)) : [];
  return {
    outgoing,
    all: [...roles, ...inVaults].flatMap((each) => (each && each !== 'elsewhere' ? [each] : [])),
    unknown: [
      ...(outgoing.evidence === undefined
        ? []
        : [`${name} is assumed to be ${principalId}, because ${outgoing.evidence}.`]),
      ...new Set([here, everywhere].flatMap((answer) => unreadOf('Role assignments', answer))),
      ...unreadOf('Access policies of key vaults', policies),
    ],
    isRead: ![here, everywhere, policies, ...roles].includes(undefined),
  };
}

interface Sorter {
  readonly cluster: Cluster;
  readonly of: Seat;
  readonly outgoing: Outgoing & { readonly principalId: string };
  readonly needs: readonly Need[];
  readonly facts: Facts;
}

/** What the plan sees to: advice is not granted, nor what AKS grants itself. */
function needsNow(cluster: Cluster, of: Seat, facts: Facts): readonly Need[] {
  const isPrincipal = cluster.controlPlane.kind === 'servicePrincipal';
  return needsOf(cluster, facts).filter(
    ({ identity, advice, whyUnknown }) =>
      identity === (isPrincipal ? 'servicePrincipal' : of) && (advice !== true || whyUnknown !== undefined),
  );
}

/**
 * A service principal is control plane and kubelet at once: what only nodes are known to use goes to the kubelet identity, what both
 * may use to both, and all else to the control plane's.
 */
function isElsewhere({ cluster, of }: Sorter, purposeFor: (seat: Seat) => Purpose | undefined): boolean {
  if (cluster.controlPlane.kind !== 'servicePrincipal') return false;
  const isOfNodes = ![undefined, 'cluster'].includes(purposeFor('kubelet'));
  return of === 'kubelet' ? !isOfNodes : isOfNodes && purposeFor('controlPlane') === undefined;
}

function ofAssignment(assignment: RoleAssignment, sorter: Sorter): Sorted | 'elsewhere' | undefined {
  const { outgoing, cluster, of, needs, facts } = sorter;
  const { scope, condition, roleDefinitionId } = assignment;
  const guid = roleGuidOf(roleDefinitionId);
  const place = `/subscriptions/${subscriptionOf(scope) ?? cluster.subscriptionId}`;
  const answer = facts.get({ kind: 'role', guid, scope: place });
  if (answer === undefined) return undefined;
  const definition = answer.kind === 'found' ? answer.value : undefined;
  const purposeFor = (seat: Seat): Purpose | undefined =>
    isRegistry(scope) && isPullRole(guid)
      ? purposeOfPull(seat)
      : definition && purposeOf({ of: seat, scope, definition }, cluster);
  if (isElsewhere(sorter, purposeFor)) return 'elsewhere';
  const name = definition?.name ?? roleById(guid)?.name ?? 'a role';
  const limited = condition ? ' under a condition' : '';
  const base = {
    ...{ of, holder: outgoing.name, principalId: outgoing.principalId, id: assignment.id, scope },
    what: `${name} on ${scopeWithKind(scope, subscriptionNames(facts))}${limited}`,
    role: { name, id: guid },
    ...directoryOf(assignment),
    ...(condition ? { condition } : {}),
  };
  const isOwn = assignment.principalId.toLowerCase() === outgoing.principalId.toLowerCase();
  if (!isOwn) return { ...base, fate: 'named', why: throughGroup };
  if (isNeeded(assignment, needs)) return { ...base, fate: 'needed', why: seenTo };
  if (sameId(scope, outgoing.identityId)) return { ...base, fate: 'stays', why: 'It is about the identity itself.' };
  if (managesAccess.some((each) => isRole(guid, each))) return { ...base, fate: 'named', why: neverCarried };
  if (definition === undefined) {
    const reason = answer.kind === 'unreadable' ? answer.reason : 'it was not found.';
    return { ...base, fate: 'named', why: `What the role allows can't be read: ${reason}` };
  }
  const { permissions } = definition;
  if (allows(permissions, 'Microsoft.Authorization/roleAssignments/write')) {
    return { ...base, fate: 'named', why: neverCarried };
  }
  const isData = permissions.some(({ dataActions }) => dataActions.length > 0);
  if (of === 'controlPlane' && !isData && isInNodeGroup(scope, cluster)) return { ...base, fate: 'stays', why: byAks };
  const purpose = purposeFor(of);
  if (purpose !== undefined) return { ...base, fate: 'offered', isUsual: true, purpose, why: purposeWords[purpose] };
  return { ...base, fate: 'offered', why: notKnown };
}

function purposeOfPull(seat: Seat): Purpose | undefined {
  return seat === 'kubelet' ? 'images' : undefined;
}

/** Exactly what is granted anew: the same role on the same scope, or a pull role on a registry, and no condition. */
function isNeeded({ scope, roleDefinitionId, condition }: RoleAssignment, needs: readonly Need[]): boolean {
  if (condition) return false;
  if (isRegistry(scope) && isPullRole(roleDefinitionId)) return true;
  return needs.some((need) => sameId(need.scope, scope) && isRole(roleDefinitionId, need.role));
}

function isInNodeGroup(scope: string, { id, ...cluster }: Cluster): boolean {
  return isOwnScope(scope, { ...cluster, id }) && !idKey(scope).startsWith(idKey(id));
}

function ofPolicy(policy: VaultPolicy, sorter: Sorter): Sorted | 'elsewhere' {
  const { outgoing, of, needs, facts } = sorter;
  if (isElsewhere(sorter, (seat) => purposeOfPolicy(policy, seat, needs))) return 'elsewhere';
  const { vaultId, tenantId, applicationId, permissions, isIdle } = policy;
  const given = Object.entries(permissions).filter(([, list]) => list.length > 0);
  const words = given.map(([about, list]) => `${about}: ${list.join(', ')}`).join('; ');
  const base = {
    ...{ of, holder: outgoing.name, principalId: outgoing.principalId, id: vaultId, scope: vaultId },
    what: `an access policy of ${scopeWithKind(vaultId, subscriptionNames(facts))} (${words})`,
    policy: { tenantId, ...(applicationId === undefined ? {} : { applicationId }), permissions },
  };
  if (isIdle)
    return { ...base, fate: 'stays', why: 'The vault decides by roles, so its access policies have no effect.' };
  const purpose = purposeOfPolicy(policy, of, needs);
  return purpose === undefined
    ? { ...base, fate: 'offered', why: notKnown }
    : { ...base, fate: 'offered', isUsual: true, purpose, why: purposeWords[purpose] };
}

function purposeOfPolicy({ vaultId, permissions }: VaultPolicy, of: Seat, needs: readonly Need[]): Purpose | undefined {
  const gives = (about: string, ...wanted: readonly string[]): boolean => {
    const list = permissions[about]?.map((each) => each.toLowerCase()) ?? [];
    return list.includes('all') || wanted.every((one) => list.includes(one));
  };
  const isOfKeys = needs.some((need) => sameId(need.scope, vaultId) && isRole(need.role.id, role.keyVaultCryptoUser));
  if (of === 'controlPlane') return isOfKeys && gives('keys', 'encrypt', 'decrypt') ? 'keys' : undefined;
  return gives('secrets', 'get') ? 'secrets' : undefined;
}

const managesAccess = [role.owner, role.userAccessAdministrator, role.rbacAdministrator];
const neverCarried =
  'Whoever has it can give roles to others, so it is never carried over. Assign it yourself if the new identity needs it.';
const throughGroup = 'It comes through a group. Add the new identity to the group if it needs it.';
const seenTo = 'AKS is known to need it, so the plan sees to it.';
const byAks = 'AKS itself makes the new control plane Contributor there.';
const notKnown = 'AKS is not known to need it.';
