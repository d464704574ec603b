import type { Arm } from '../../azure/arm/arm.ts';
import { endsAll } from '../../azure/arm/armErrors.ts';
import type { Directory, SubscriptionAccess } from '../../azure/directory/directory.ts';
import { queryCredentials } from '../../azure/read/credentials.ts';
import { queryResourcesWithIdentity } from '../../azure/read/identityCarriers.ts';
import {
  queryAncestors,
  queryAssignments,
  queryAssignmentsOf,
  queryGroupAssignments,
  queryResources,
  queryRoles,
  querySubscriptionAssignments,
} from '../../azure/read/graphTables.ts';
import { inTurns } from '../../async/inTurns.ts';
import { failureOf } from '../../errors.ts';
import type { CredentialListing, ResourceWithIdentity } from '../../domain/cluster/facts.ts';
import { identityOf } from '../../domain/cluster/fromArm.ts';
import { textAt } from '../../domain/arm/json.ts';
import type { RoleAssignment, RoleDefinition, Subscription, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { idKey, resourceType, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import type { Granted } from './aboveSubscriptions.ts';
import { anyAtGroup, reachesFromList } from './aboveSubscriptions.ts';
import { pathsTo, ScopeIndex } from './scopeIndex.ts';
import type { JsonObject } from '../../domain/arm/json.ts';

/** Finds role assignments by their holder and by their scope. */
export interface AssignmentTable {
  /** The assignments by the holder's object id in lower case. */
  readonly byPrincipal: ReadonlyMap<string, readonly RoleAssignment[]>;
  /**
   * Returns the assignments at the scope or above it, and those above all subscriptions that may or may not be above
   * the scope.
   */
  reaching(scope: string): readonly RoleAssignment[];
}

/** Names a table, or the resources of a type. */
export type TableName =
  | 'subscriptions'
  | 'ancestors'
  | 'assignments'
  | 'assignmentsElsewhere'
  | 'subscriptionAssignmentsElsewhere'
  | 'carriers'
  | 'roles'
  | 'credentials'
  | { readonly resources: string };

/**
 * Holds pages of Resource Graph; each table is loaded when it is first needed. A table that is not loaded, or for which
 * Graph does not answer, is `undefined`; every method but `load` answers at once.
 */
export interface FleetTables {
  /** Loads these tables, and always the subscriptions with them. */
  load(names: readonly TableName[]): Promise<void>;
  isLoaded(names: readonly TableName[]): boolean;
  /** Returns true if a scope or id lies in a subscription that the tables cover. */
  covers(scope: string): boolean;
  /** Returns true if the tables of resources cover everything that the user can see. */
  isComplete(): boolean;
  subscription(id: string): Subscription | undefined;
  /** By `idKey`. */
  resources(type: string): ReadonlyMap<string, JsonObject> | undefined;
  /** Returns all identities if the table of their type is loaded. */
  identities(): readonly UserAssignedIdentity[] | undefined;
  /** Says whether a grant was made at the scope or above it; returns `undefined` where the tables do not say. */
  reaches(made: Granted, scope: string): boolean | undefined;
  /** Returns the assignments of applications and managed identities. */
  assignments(): AssignmentTable | undefined;
  /** Returns true if the principal is that of a kubelet whose cluster the tables are about. */
  isKubelet(principalId: string): boolean;
  /** Returns the assignments of a kubelet in the subscriptions that no cluster names. */
  assignmentsElsewhere(principalId: string): readonly RoleAssignment[] | undefined;
  /** Returns what principals hold on whole subscriptions that no cluster names, and above them. */
  subscriptionAssignmentsElsewhere(): AssignmentTable | undefined;
  /** Returns the resources that a user-assigned identity is assigned to, by the `idKey` of the identity. */
  carriers(): ReadonlyMap<string, readonly ResourceWithIdentity[]> | undefined;
  /** Returns the federated credentials if Resource Graph lists any. */
  credentials(): CredentialListing | undefined;
  /** Returns true if those of the identity would be among them. */
  hasCredentialsOf(identityId: string): boolean;
  /** By GUID in lower case. */
  roles(): ReadonlyMap<string, RoleDefinition> | undefined;
  /** Returns the assignments of groups at the scopes and above them, and asks Graph again each time. */
  groupAssignments(scopes: readonly string[]): Promise<AssignmentTable | undefined>;
}

/** The subscriptions and kubelets that the tables are about, and where Resource Graph may be behind. */
export interface FleetScope {
  /** The subscriptions whose role assignments are read; resources are read in all subscriptions. */
  readonly subscriptionIds: readonly string[];
  /** The principals of the clusters' kubelets, whose assignments are read in all subscriptions. */
  readonly kubelets: readonly string[];
  /** Returns true for a subscription of which Resource Graph may not know the newest state. */
  readonly notFromGraph: (subscriptionId: string) => boolean;
  /** Returns the identities of which Resource Graph may not know the latest credentials. */
  readonly writtenTo: () => readonly ArmId[];
  readonly signal?: AbortSignal | undefined;
}

type Query<T> = (arm: Arm, subscriptionIds: readonly string[]) => Promise<readonly T[]>;

interface Loaded {
  subscriptions?: { readonly byId: ReadonlyMap<string, SubscriptionAccess>; readonly isWhole: boolean };
  /** The management groups above each subscription. */
  ancestors?: ReadonlyMap<string, ReadonlySet<string> | undefined> | undefined;
  assignments?: AssignmentTable | undefined;
  assignmentsElsewhere?: AssignmentTable | undefined;
  subscriptionAssignmentsElsewhere?: AssignmentTable | undefined;
  carriers?: ReadonlyMap<string, readonly ResourceWithIdentity[]> | undefined;
  roles?: ReadonlyMap<string, RoleDefinition> | undefined;
  credentials?: CredentialListing | undefined;
  identities?: readonly UserAssignedIdentity[];
  readonly resources: Map<string, ReadonlyMap<string, JsonObject> | undefined>;
}

/** Creates tables over the subscriptions of a directory, and reads nothing yet. */
export function createFleetTables(directory: Directory, scope: FleetScope): FleetTables {
  const { signal, notFromGraph } = scope;
  const written = new Set(scope.writtenTo().map(idKey));
  const wanted = new Set(scope.subscriptionIds.map((id) => id.toLowerCase()));
  const kubelets = new Set(scope.kubelets.map((id) => id.toLowerCase()));
  const loading = new Map<string, Promise<void>>();
  const done = new Set<string>();
  const loaded: Loaded = { resources: new Map() };

  const isWanted = (id: string): boolean => wanted.has(id.toLowerCase());
  const isOther = (id: string): boolean => !isWanted(id);

  /** Asks every tenant; one for which Graph does not answer makes the whole table unusable. */
  async function everywhere<T>(query: Query<T>, among = (_id: string) => true): Promise<readonly T[] | undefined> {
    return inGraph(query, (id) => !notFromGraph(id) && among(id));
  }

  async function inGraph<T>(query: Query<T>, among: (id: string) => boolean): Promise<readonly T[] | undefined> {
    const { items } = await directory.access(signal);
    const accessible = items.filter(({ subscription: { id } }) => among(id));
    const tenants = [...Map.groupBy(accessible, ({ tenant }) => tenant).values()];
    try {
      const rows = await Promise.all(
        tenants.map(async (own) => {
          const ids = own.map(({ subscription }) => subscription.id);
          return own[0] === undefined ? [] : query(own[0].arm, ids);
        }),
      );
      return rows.flat();
    } catch (error) {
      if (endsAll(failureOf(error))) throw error;
      return undefined;
    }
  }

  async function fill(name: TableName): Promise<void> {
    if (name === 'subscriptions') {
      const { items, failures } = await directory.access(signal);
      const byId = new Map(items.map((access) => [access.subscription.id.toLowerCase(), access]));
      loaded.subscriptions = { byId, isWhole: failures.length === 0 };
    } else if (name === 'ancestors') {
      const rows = await everywhere((arm, ids) => queryAncestors(arm, ids, signal), isWanted);
      loaded.ancestors = rows && new Map(rows.map((row) => [row.subscriptionId.toLowerCase(), row.groups]));
    } else if (name === 'assignments') {
      const rows = await everywhere((arm, ids) => queryAssignments(arm, ids, signal), isWanted);
      loaded.assignments = rows && (await placed(rows));
    } else if (name === 'assignmentsElsewhere') {
      const rows = await everywhere((arm, ids) => queryAssignmentsOf(arm, [...kubelets], ids, signal), isOther);
      loaded.assignmentsElsewhere = rows && (await tableOf(rows, signal));
    } else if (name === 'subscriptionAssignmentsElsewhere') {
      const rows = await everywhere((arm, ids) => querySubscriptionAssignments(arm, ids, signal), isOther);
      loaded.subscriptionAssignmentsElsewhere = rows && (await tableOf(rows, signal));
    } else if (name === 'carriers') {
      const rows = await everywhere((arm, ids) => queryResourcesWithIdentity(arm, ids, signal));
      const pairs = rows?.flatMap(({ identityIds, ...carrier }) =>
        identityIds.map((id) => [idKey(id), carrier] as const),
      );
      const byIdentity = pairs && Map.groupBy(pairs, ([id]) => id);
      loaded.carriers = byIdentity && new Map([...byIdentity].map(([id, own]) => [id, own.map(([, one]) => one)]));
    } else if (name === 'credentials') {
      // Of which identities that may be old is known by name.
      const rows = await inGraph(
        (arm, ids) => queryCredentials(arm, ids, signal),
        () => true,
      );
      if (rows !== undefined && rows.length > 0) loaded.credentials = { all: rows, unread: [] };
    } else if (name === 'roles') {
      const rows = await everywhere((arm, ids) => queryRoles(arm, ids, signal), isWanted);
      loaded.roles = rows && new Map(rows.map((role) => [roleGuidOf(role.guid), role]));
    } else {
      const rows = await everywhere((arm, ids) => queryResources(arm, name.resources, ids, signal));
      const byId = new Map<string, JsonObject>();
      await inTurns(rows ?? [], (row) => void byId.set(idKey(textAt(row, 'id') ?? ''), row), signal);
      if (rows && name.resources === resourceType.identity) {
        const identities: UserAssignedIdentity[] = [];
        await inTurns(byId.values(), (row) => void identities.push(identityOf(row)), signal);
        loaded.identities = identities;
      }
      loaded.resources.set(name.resources.toLowerCase(), rows && byId);
    }
    done.add(keyOf(name));
  }

  function loadOne(name: TableName): Promise<void> {
    const running = loading.get(keyOf(name)) ?? fill(name);
    loading.set(keyOf(name), running);
    return running;
  }

  /** Builds a table of these rows; what is above their subscriptions is looked up where it matters. */
  async function placed(rows: readonly RoleAssignment[]): Promise<AssignmentTable> {
    if (anyAtGroup(rows)) await loadOne('ancestors');
    const table = await tableOf(rows, signal);
    return { ...table, reaching: (scope) => table.reaching(scope).filter((made) => reaches(made, scope) !== false) };
  }

  function reaches(made: Granted, scope: string): boolean | undefined {
    const place = subscriptionOf(scope)?.toLowerCase() ?? '';
    const groups = loaded.ancestors?.get(place);
    return reachesFromList(made, scope, { access: loaded.subscriptions?.byId.get(place), ...(groups && { groups }) });
  }

  return {
    load: async (names) => void (await Promise.all((['subscriptions', ...names] as const).map(loadOne))),
    isLoaded: (names) => done.has('subscriptions') && names.every((name) => done.has(keyOf(name))),
    covers(id) {
      const subscriptionId = subscriptionOf(id)?.toLowerCase();
      if (subscriptionId === undefined || notFromGraph(subscriptionId) || !wanted.has(subscriptionId)) return false;
      return loaded.subscriptions?.byId.has(subscriptionId) ?? false;
    },
    isComplete() {
      const { subscriptions } = loaded;
      return subscriptions?.isWhole === true && ![...subscriptions.byId.keys()].some(notFromGraph);
    },
    subscription: (id) => loaded.subscriptions?.byId.get(id.toLowerCase())?.subscription,
    resources: (type) => loaded.resources.get(type.toLowerCase()),
    identities: () => loaded.identities,
    reaches,
    assignments: () => loaded.assignments,
    isKubelet: (principalId) => kubelets.has(principalId.toLowerCase()),
    assignmentsElsewhere: (principalId) =>
      loaded.assignmentsElsewhere && (loaded.assignmentsElsewhere.byPrincipal.get(principalId.toLowerCase()) ?? []),
    subscriptionAssignmentsElsewhere: () => loaded.subscriptionAssignmentsElsewhere,
    carriers: () => loaded.carriers,
    credentials: () => loaded.credentials,
    hasCredentialsOf(identityId) {
      const subscriptionId = subscriptionOf(identityId)?.toLowerCase() ?? '';
      const isListed = loaded.subscriptions?.byId.has(subscriptionId) === true && !written.has(idKey(identityId));
      return isListed && loaded.credentials !== undefined;
    },
    roles: () => loaded.roles,
    async groupAssignments(scopes) {
      const places = [...new Set(scopes.flatMap(pathsTo))];
      const rows = await everywhere((arm, ids) => queryGroupAssignments(arm, places, ids, signal), isWanted);
      return rows && placed(rows);
    },
  };
}

function keyOf(name: TableName): string {
  return typeof name === 'string' ? name : name.resources.toLowerCase();
}

async function tableOf(rows: readonly RoleAssignment[], signal?: AbortSignal): Promise<AssignmentTable> {
  const byPrincipal = new Map<string, RoleAssignment[]>();
  const places = new ScopeIndex<RoleAssignment>();
  await inTurns(
    rows,
    (row) => {
      const principal = row.principalId.toLowerCase();
      const known = byPrincipal.get(principal);
      if (known) known.push(row);
      else byPrincipal.set(principal, [row]);
      places.add(row);
    },
    signal,
  );
  return { byPrincipal, reaching: (scope) => places.reaching(scope) };
}
