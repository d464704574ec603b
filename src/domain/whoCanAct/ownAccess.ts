/**
 * What the signed-in person may do to a cluster. Azure lists their permissions, also those through groups, but neither
 * conditions of role assignments nor deny assignments, so these are looked up as well.
 * Source: https://learn.microsoft.com/rest/api/authorization/permissions
 */
import { isOwnerMissing, unknownsOf } from '../arm/answer.ts';
import { idKey, type ArmId } from '../arm/resourceId.ts';
import { unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import type { Facts, Read } from '../cluster/facts.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import type { AbilityVerdict, AccessDecider } from './accessDecider.ts';
import { deciderOver, listedBySubscription, wouldHave, type BySubscription, type KnownPlaces } from './eligible.ts';
import { nodeGroupOf } from './listedAccess.ts';
import { asAssigned } from './mayActOn.ts';
import type { AccessCell, AccessPrincipal, OwnAccess, WhoCanAct } from './model.ts';
import { askedScopes } from './places.ts';
import { cellsOf, type AbilityDecider } from './whoCanAct.ts';

/** In how many namespaces the person's permissions are asked for. */
const mostNamespaces = 20;

/** Returns what the signed-in person may do to a cluster, now and after activating roles. */
export function ownAccess(who: WhoCanAct, fleetIds: readonly ArmId[], facts: Facts): OwnAccess {
  const { cluster, posture } = who;
  const id = facts.get({ kind: 'callerId', scope: cluster.id });
  const principalId = id?.kind === 'found' ? id.value : undefined;
  const principal: AccessPrincipal = { id: principalId ?? 'you', name: say`You`, type: 'User' };
  const names = who.namespaces.slice(0, mostNamespaces);
  const places = { cluster, fleetIds, names };
  // A node resource group that is not there has nothing that anybody may do.
  const isThere = (scope: string): boolean => !isOwnerMissing(facts.get({ kind: 'callerPermissions', scope }));
  const scopes = scopesOf(places).filter(isThere);
  const permissions = permissionFacts(principal, scopes, facts);
  const asked = deciderOver(places, permissions.bySubscription, permissions.facts);
  const lists = scopes.map((scope) => [scope, facts.get({ kind: 'callerAssignments', scope })] as const);
  const assignedLists = listedBySubscription(lists);
  const assigned = deciderOver(places, heldBy(principal, assignedLists), facts);
  const held = cellsOf(principal, bothSay(asked, assigned, whyUnlimited(lists)), posture);
  const canActivate = facts.get({ kind: 'eligibleAt', scope: cluster.id, own: true });
  const eligibleLists = listedBySubscription([[cluster.id, canActivate]]);
  const afterwards = cellsOf(principal, deciderOver(places, heldBy(principal, eligibleLists), facts), posture);
  const originals = new Map(
    [...assignedLists.values(), ...eligibleLists.values()].flat().map((each) => [idKey(each.id), each]),
  );
  // Without the person's id nothing tells what they hold through a group.
  const named = (cell: AccessCell): AccessCell => (principalId === undefined ? cell : asAssigned(cell, originals));
  return {
    ...defined({ principalId }),
    principal,
    cells: [...held, ...wouldHave(afterwards, held)].map(named),
    unknown: [
      ...unknownsOf(say`Which roles you can activate can't be read`, canActivate),
      ...(names.length < who.namespaces.length ? [beyond(who.namespaces.length - names.length)] : []),
    ],
  };
}

function beyond(count: number): Unknown {
  const reason = say`Your permissions in ${count} more namespaces were not read.`;
  return { ...unknownToAll('namespaces', 'others', reason), cause: 'notAsked' };
}

/** Where Azure can be asked about the person: the cluster, its nodes, its Fleets and its namespaces. */
function scopesOf({ cluster, fleetIds, names }: KnownPlaces): readonly string[] {
  const places = { clusterId: cluster.id, fleetIds };
  const below = names.flatMap((name) => askedScopes(places, name).map(({ scope }) => scope));
  return [cluster.id, ...nodeGroupOf(cluster), ...fleetIds, ...below];
}

/** What comes through a group counts as the person's own. */
function heldBy({ id }: AccessPrincipal, bySubscription: BySubscription): BySubscription {
  const renamed = (assignment: RoleAssignment): RoleAssignment => ({ ...assignment, principalId: id });
  return new Map([...bySubscription].map(([place, assignments]) => [place, assignments.map(renamed)] as const));
}

/** The permissions at each scope, in the form of a role that is assigned there. */
function permissionFacts(
  { id }: AccessPrincipal,
  scopes: readonly string[],
  facts: Facts,
): { readonly bySubscription: BySubscription; readonly facts: Facts } {
  const assignments = scopes.map((scope, index) => ({
    id: `${scope}/permissions`,
    scope,
    principalId: id,
    roleDefinitionId: `permissions-${index}`,
  }));
  const scopeOf = new Map(assignments.map(({ scope, roleDefinitionId }) => [roleDefinitionId, scope]));
  const get = (read: Read): unknown => {
    const scope = read.kind === 'role' ? scopeOf.get(read.guid) : undefined;
    if (scope === undefined || read.kind !== 'role') return facts.get(read);
    const answer = facts.get({ kind: 'callerPermissions', scope });
    if (answer?.kind !== 'found') return answer;
    return { kind: 'found', value: { guid: read.guid, name: '', permissions: answer.value } };
  };
  const lists = assignments.map((each) => [each.scope, { kind: 'found', value: [each] }] as const);
  return { bySubscription: listedBySubscription(lists), facts: { ...facts, get: get as Facts['get'] } };
}

/** A person has what Azure lists as permitted, as far as the assignments say no less; `unread`: why some of these aren't known. */
function bothSay(asked: AccessDecider, assigned: AccessDecider, unread: Unknown | undefined): AbilityDecider {
  const both = (
    listed: AbilityVerdict | undefined,
    byAssignment: AbilityVerdict | undefined,
    isLimitable = false,
  ): AbilityVerdict | undefined => {
    if (listed?.kind === 'unknown')
      return byAssignment ?? { ...listed, unknown: withTitle(say`Your permissions can't be read`, listed.unknown) };
    if (listed?.kind !== 'held') return listed;
    if (byAssignment !== undefined) return byAssignment;
    return isLimitable && unread !== undefined ? { kind: 'unknown', unknown: unread } : { kind: 'permitted' };
  };
  return {
    namespacesOf: (id) => [...new Set([...asked.namespacesOf(id), ...assigned.namespacesOf(id)])].sort(),
    inAzure: (id, ability) => both(asked.inAzure(id, ability), assigned.inAzure(id, ability), ability === 'grant'),
    inKubernetes: (id, ability, namespace) =>
      both(asked.inKubernetes(id, ability, namespace), assigned.inKubernetes(id, ability, namespace)),
    anyInKubernetes: (id, namespace) =>
      both(asked.anyInKubernetes(id, namespace), assigned.anyInKubernetes(id, namespace)),
  };
}

/** Returns why it isn't known whether conditions limit what the person may grant; `undefined` if all of their assignments are. */
export function whyUnlimited(lists: Parameters<typeof listedBySubscription>[0]): Unknown | undefined {
  const open = lists.filter(([, each]) => each?.kind !== 'found');
  const [scope = '', answer] = open.find(([, each]) => each?.kind === 'unreadable') ?? open[0] ?? [];
  if (scope === '') return undefined;
  if (answer?.kind === 'unreadable')
    return withTitle(
      say`Whether a condition limits this isn't known, because your role assignments can't be read`,
      answer,
    );
  const reason = say`Whether a condition limits this isn't known, because your role assignments can't be read.`;
  return unknownToAll('callerAssignments', scope, reason);
}
