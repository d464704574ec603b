import { eachOnce, type Unknown } from '../../domain/arm/unknown.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import { getCluster, getUpgradeProfile } from '../../azure/read/clusters.ts';
import { getIdentity } from '../../azure/read/identities.ts';
import { listEverywhere, type ListRequest } from '../../azure/read/listEverywhere.ts';
import { assignmentList, listAssignmentsOf } from '../../azure/read/roleAssignments.ts';
import { getRole } from '../../azure/read/roleDefinitions.ts';
import { reachesScope } from '../../domain/access/accessCheck.ts';
import { builtInRoles, roleGuidOf } from '../../domain/access/roles.ts';
import {
  idKey,
  isGuid,
  lastSegment,
  sameId,
  subscriptionOf,
  sameGuid,
  type ArmId,
} from '../../domain/arm/resourceId.ts';
import type { AgentPool, Cluster, RoleAssignment } from '../../domain/cluster/model.ts';
import { IdentityError, type Failure } from '../../errors.ts';
import { isObject, type Json } from '../../domain/arm/json.ts';
import { principalIdsIn } from '../../domain/cluster/principals.ts';
import { inParallel } from '../../async/inParallel.ts';
import { say, verbatim, type Phrase } from '../../sentences/words.ts';

/** A role assignment with the name of its role. */
export interface NamedAssignment extends RoleAssignment {
  readonly roleName: string;
  /** The role definition's GUID. */
  readonly roleId: string;
  /** The name of the subscription that is the scope; left out for any other scope. */
  readonly subscriptionName?: string;
}

/** A cluster, read just now, and the roles of its identities. */
export interface ClusterDetails {
  readonly cluster: Cluster;
  /** `inherited`: assigned above the cluster, at its resource group, its subscription or higher. */
  readonly roleAssignments: readonly (NamedAssignment & { readonly inherited: boolean })[];
  /** What could not be read about it, each once. */
  readonly unknown: readonly Unknown[];
  /** The principals, or identities without a known one, whose roles around the cluster are not or not all known; left out: none. */
  readonly rolesUnread?: readonly string[];
}

const parallelReads = 8;

type ReadOptions = Pick<ListRequest<RoleAssignment>, 'notFromGraph' | 'signal'>;

/** How a cluster is read, and who hears about what could not be read. */
interface DetailsReading {
  readonly directory: Directory;
  readonly signal: AbortSignal | undefined;
  readonly note: (title: Phrase, failure: Failure) => void;
}

/** Reads a cluster with its newest node images and the visible role assignments of its identities. */
export async function readDetails(directory: Directory, id: ArmId, options: ReadOptions = {}): Promise<ClusterDetails> {
  const { signal } = options;
  const allUnknown: Unknown[] = [];
  const looking: DetailsReading = { directory, signal, note };
  function note(title: Phrase, failure: Failure): void {
    const unknown = { ...whyUnknown(failure), subject: { what: 'roleAssignments', of: id }, title: verbatim(title) };
    allUnknown.push(unknown);
  }
  const cluster = await directory.read(id, (arm) => getCluster(arm, id, signal), signal);
  const [agentPools, { principals, unnamed }] = await Promise.all([
    inParallel(cluster.agentPools, parallelReads, (pool) => withLatestImage(pool, looking)),
    principalIdsOf(cluster, looking),
  ]);
  const namedIds = namedSubscriptions(cluster);
  const places = namedIds.flatMap((subscriptionId) =>
    principals.map((principalId) => ({ subscriptionId, principalId })),
  );
  const [placeLists, elsewhere] = await Promise.all([
    inParallel(places, parallelReads, ({ subscriptionId, principalId }) =>
      orNote(readAssignments(directory, principalId, subscriptionId, signal), undefined, say`Roles`, looking),
    ),
    readElsewhere({ principals, named: namedIds }, options, looking),
  ]);
  const lists = placeLists.map((list) => list ?? []);
  const unreadIds = places.flatMap(({ principalId }, at) => (placeLists[at] === undefined ? [principalId] : []));
  const rolesUnread = [...new Set([...unreadIds, ...unnamed])];
  // The cluster's own subscription comes first in `namedIds`, so the first lists are those of its principals there.
  const ofOwn = new Set(lists.slice(0, principals.length).flatMap((list) => list.map(({ id }) => idKey(id))));
  const assignments = [
    ...new Map([...lists.flat(), ...elsewhere].map((assignment) => [idKey(assignment.id), assignment])).values(),
  ];
  return {
    cluster: { ...cluster, agentPools },
    roleAssignments: assignments.map((assignment) => ({
      ...assignment,
      inherited: isAbove(assignment, cluster.id, ofOwn),
    })),
    unknown: eachOnce(allUnknown),
    ...(rolesUnread.length === 0 ? {} : { rolesUnread }),
  };
}

/**
 * Whether the assignment has effect at the cluster from above; `listedScopes` is what ARM lists for the cluster's own
 * subscription, by `idKey`.
 */
function isAbove({ id, scope }: RoleAssignment, clusterId: ArmId, listedScopes: ReadonlySet<string>): boolean {
  return (
    !sameId(clusterId, scope) && reachesScope(scope, clusterId, listedScopes.has(idKey(id)) ? 'asListed' : new Set())
  );
}

/** Reads the role assignments of a principal in a subscription, with the names of the roles. */
export async function readAssignments(
  directory: Directory,
  principalId: string,
  subscriptionId: string,
  signal?: AbortSignal,
): Promise<readonly NamedAssignment[]> {
  const scope = `/subscriptions/${subscriptionId}`;
  const assignments = await directory.read(
    scope,
    (arm) => listAssignmentsOf(arm, subscriptionId, principalId, signal),
    signal,
  );
  return inParallel(assignments, parallelReads, (assignment) => withRoleName(directory, assignment, { scope, signal }));
}

/** Everything that a principal holds, in all subscriptions, as far as it may be seen. */
export interface EveryRole {
  readonly roles: readonly NamedAssignment[];
  /** What could not be read, each once. */
  readonly unknown: readonly Unknown[];
}

/** Reads what a principal holds anywhere, with the names of the roles. */
export async function readEveryRole(
  directory: Directory,
  principalId: string,
  options: ReadOptions = {},
): Promise<EveryRole> {
  const allUnknown: Unknown[] = [];
  const note = (title: Phrase, failure: Failure): void => {
    const subject = { what: 'roleAssignments', of: principalId };
    allUnknown.push({ ...whyUnknown(failure), subject, title: verbatim(title) });
  };
  const looking = { directory, signal: options.signal, note };
  const roles = await readElsewhere({ principals: [principalId], named: [] }, options, looking);
  return { roles, unknown: eachOnce(allUnknown) };
}

/** What principals hold in the subscriptions that their cluster does not name, as a registry's, as far as it may be seen. */
async function readElsewhere(
  { principals, named }: { readonly principals: readonly string[]; readonly named: readonly string[] },
  options: ReadOptions,
  { directory, note }: DetailsReading,
): Promise<readonly NamedAssignment[]> {
  const namedKeys = new Set(named.map((id) => id.toLowerCase()));
  if (principals.length === 0) return [];
  const { items: accessible, failures: unseen } = await directory.access(options.signal);
  for (const { failure } of unseen) note(say`Roles`, failure);
  const subscriptionIds = accessible
    .map(({ subscription }) => subscription.id)
    .filter((id) => !namedKeys.has(id.toLowerCase()));
  const [anySubscription] = subscriptionIds;
  if (anySubscription === undefined) return [];
  const list = { ...assignmentList(principals), ...options, subscriptionIds };
  const { items, failures } = await listEverywhere(directory, list);
  for (const { failure } of failures) note(say`Roles`, failure);
  // What is above all subscriptions is listed in each of them.
  const isThere = (place: string | undefined): boolean =>
    place === undefined ? namedKeys.size === 0 : !namedKeys.has(place.toLowerCase());
  const visible = items.filter(({ scope }) => isThere(subscriptionOf(scope)));
  return inParallel(visible, parallelReads, (assignment) => {
    // A role above all subscriptions is read from one that can be seen, which says which directory is meant.
    const scope = `/subscriptions/${subscriptionOf(assignment.scope) ?? anySubscription}`;
    return withRoleName(directory, assignment, { scope, signal: options.signal });
  });
}

async function withRoleName(
  directory: Directory,
  assignment: RoleAssignment,
  { scope, signal }: { readonly scope: string; readonly signal: AbortSignal | undefined },
): Promise<NamedAssignment> {
  const roleId = roleGuidOf(assignment.roleDefinitionId);
  const place = await subscriptionNameOf(directory, assignment, signal);
  const builtInName = builtInRoles.find(({ guid }) => guid.toLowerCase() === roleId)?.name;
  if (builtInName !== undefined) return { ...assignment, ...place, roleId, roleName: builtInName };
  const role = await orElse(
    directory.read(scope, (arm) => getRole(arm, scope, roleId, signal), signal),
    () => undefined,
  );
  return { ...assignment, ...place, roleId, roleName: role?.name ?? roleId };
}

async function subscriptionNameOf(
  directory: Directory,
  { scope }: RoleAssignment,
  signal: AbortSignal | undefined,
): Promise<Pick<NamedAssignment, 'subscriptionName'>> {
  const id = subscriptionOf(scope);
  if (id === undefined || !sameId(scope, `/subscriptions/${id}`)) return {};
  const { items } = await directory.access(signal);
  const name = items.find(({ subscription }) => sameGuid(subscription.id, id))?.subscription.name;
  return name === undefined ? {} : { subscriptionName: name };
}

/** AKS refuses some questions about a single pool because of its mode, state and number, which says nothing about the rest. */
async function withLatestImage(pool: AgentPool, { directory, signal }: DetailsReading): Promise<AgentPool> {
  const profile = directory.read(pool.id, (arm) => getUpgradeProfile(arm, pool.id, signal), signal);
  return { ...pool, ...(await orElse(profile, () => ({}))) };
}

/** The object ids of the cluster's identities, and the identities without; a control plane that doesn't show its own is looked up. */
async function principalIdsOf(
  cluster: Cluster,
  looking: DetailsReading,
): Promise<{ readonly principals: readonly string[]; readonly unnamed: readonly string[] }> {
  const { controlPlane } = cluster;
  const { directory, signal } = looking;
  const known = principalIdsIn(cluster);
  if (controlPlane.kind !== 'userAssigned' || controlPlane.principalId !== undefined)
    return { principals: [...new Set(known)], unnamed: [] };
  const { identityId } = controlPlane;
  const reading = readPrincipal(directory, identityId, signal);
  const found = await orNote(reading, undefined, say`Roles of ${lastSegment(identityId)}`, looking);
  if (found === undefined) return { principals: [...new Set(known)], unnamed: [identityId] };
  return { principals: [...new Set([found, ...known])], unnamed: [] };
}

async function readPrincipal(directory: Directory, id: ArmId, signal?: AbortSignal): Promise<string> {
  return (await directory.read(id, (arm) => getIdentity(arm, id, signal), signal)).principalId;
}

/** Returns the cluster's own subscription, then those of the subnets, zones, vaults and everything else that its JSON names. */
export function namedSubscriptions(cluster: Cluster): readonly string[] {
  const idsByKey = new Map<string, string>();
  const name = (id: string): void => {
    if (isGuid(id)) idsByKey.set(id.toLowerCase(), id);
  };
  name(cluster.subscriptionId);
  forEachText(cluster.raw, (text) => {
    if (!text.includes('/')) return;
    for (const [, id = ''] of text.matchAll(/\/subscriptions\/([0-9a-f-]{36})/gi)) name(id);
  });
  return [...idsByKey.values()];
}

/** Visits the keys of objects as well, because identities are listed as keys. */
function forEachText(json: Json | undefined, visit: (text: string) => void): void {
  if (typeof json === 'string') return visit(json);
  if (Array.isArray(json)) return (json as readonly Json[]).forEach((item) => forEachText(item, visit));
  if (!isObject(json)) return;
  for (const key in json) {
    visit(key);
    forEachText(json[key], visit);
  }
}

/** Notes why something can't be read, and goes on without it. */
function orNote<T, F>(answer: Promise<T>, otherwise: F, list: Phrase, { note }: DetailsReading): Promise<T | F> {
  return orElse(answer, (failure) => {
    note(list, failure);
    return otherwise;
  });
}

async function orElse<T, F>(answer: Promise<T>, otherwise: (failure: Failure) => F): Promise<T | F> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof IdentityError) || isAboutEverything(error.failure)) throw error;
    return otherwise(error.failure);
  }
}
