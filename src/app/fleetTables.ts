import type { Arm } from '../azure/arm.ts';
import type { Directory } from '../azure/directory.ts';
import { queryAssignments, queryGroupAssignments, queryResources, queryRoles } from '../azure/graphTables.ts';
import { failureOf } from '../errors.ts';
import { textAt } from '../identity/jsonPath.ts';
import type { JsonObject, RoleAssignment, RoleDefinition, Subscription } from '../identity/model.ts';
import { idKey, subscriptionOf } from '../identity/resourceId.ts';
import { roleGuidOf } from '../identity/roles.ts';

/** Role assignments, found by holder and by scope. */
export interface AssignmentTable {
  /** By object id in lower case. */
  readonly byPrincipal: ReadonlyMap<string, readonly RoleAssignment[]>;
  /** Those made at the scope or above it. */
  reaching(scope: string): readonly RoleAssignment[];
}

/** Pages of Resource Graph, each table loaded when it is first asked for; `undefined` where Graph does not answer. */
export interface FleetTables {
  /** Whether a scope or id lies in a subscription that the tables cover. */
  covers(scope: string): Promise<boolean>;
  /** Whether the tables of resources cover everything that can be seen. */
  isComplete(): Promise<boolean>;
  subscription(id: string): Promise<Subscription | undefined>;
  /** By `idKey`. */
  resources(type: string): Promise<ReadonlyMap<string, JsonObject> | undefined>;
  /** What applications and managed identities hold. */
  assignments(): Promise<AssignmentTable | undefined>;
  /** What groups hold at the scopes and above them; asked anew each time. */
  groupAssignments(scopes: readonly string[]): Promise<AssignmentTable | undefined>;
  /** By GUID in lower case. */
  roles(): Promise<ReadonlyMap<string, RoleDefinition> | undefined>;
}

/** What the tables are about. */
export interface FleetScope {
  /** Where role assignments are looked at; resources are of all subscriptions. */
  readonly subscriptionIds: readonly string[];
  /** Subscriptions of which Resource Graph may not know the latest. */
  readonly notFromGraph: (subscriptionId: string) => boolean;
  readonly signal?: AbortSignal | undefined;
}

type Query<T> = (arm: Arm, subscriptionIds: readonly string[]) => Promise<readonly T[]>;

/** Tables over the subscriptions of a directory. Nothing is read yet. */
export function createFleetTables(directory: Directory, scope: FleetScope): FleetTables {
  const { signal, notFromGraph } = scope;
  const wanted = new Set(scope.subscriptionIds.map((id) => id.toLowerCase()));
  const loaded = new Map<string, Promise<unknown>>();

  function once<T>(name: string, load: () => Promise<T>): Promise<T> {
    const running = (loaded.get(name) as Promise<T> | undefined) ?? load();
    loaded.set(name, running);
    return running;
  }

  /** A query over every tenant; one that Graph does not answer makes the whole table unusable. */
  async function everywhere<T>(query: Query<T>, onlyWanted: boolean): Promise<readonly T[] | undefined> {
    const { items } = await directory.seats(signal);
    const seats = items.filter(
      ({ subscription: { id } }) => !notFromGraph(id) && (!onlyWanted || wanted.has(id.toLowerCase())),
    );
    const tenants = [...Map.groupBy(seats, ({ tenant }) => tenant).values()];
    try {
      const rows = await Promise.all(
        tenants.map(async (own) => {
          const ids = own.map(({ subscription }) => subscription.id);
          return own[0] === undefined ? [] : query(own[0].arm, ids);
        }),
      );
      return rows.flat();
    } catch (error) {
      if (['cancelled', 'signedOut'].includes(failureOf(error).code)) throw error;
      return undefined;
    }
  }

  return {
    async covers(id) {
      const subscriptionId = subscriptionOf(id)?.toLowerCase();
      if (subscriptionId === undefined || notFromGraph(subscriptionId) || !wanted.has(subscriptionId)) return false;
      return (await directory.seats(signal)).items.some(({ subscription }) =>
        sameText(subscription.id, subscriptionId),
      );
    },
    async isComplete() {
      const { items, failures } = await directory.seats(signal);
      return failures.length === 0 && !items.some(({ subscription }) => notFromGraph(subscription.id));
    },
    async subscription(id) {
      const { items } = await directory.seats(signal);
      return items.find(({ subscription }) => sameText(subscription.id, id))?.subscription;
    },
    resources: (type) =>
      once(type.toLowerCase(), async () => {
        const rows = await everywhere((arm, ids) => queryResources(arm, type, ids, signal), false);
        return rows && new Map(rows.map((row) => [idKey(textAt(row, 'id') ?? ''), row]));
      }),
    assignments: () =>
      once('assignments', async () => {
        const rows = await everywhere((arm, ids) => queryAssignments(arm, ids, signal), true);
        return rows && tableOf(rows);
      }),
    async groupAssignments(scopes) {
      const places = [...new Set(scopes.flatMap(pathsTo))];
      const rows = await everywhere((arm, ids) => queryGroupAssignments(arm, places, ids, signal), true);
      return rows && tableOf(rows);
    },
    roles: () =>
      once('roles', async () => {
        const rows = await everywhere((arm, ids) => queryRoles(arm, ids, signal), true);
        return rows && new Map(rows.map((role) => [roleGuidOf(role.guid), role]));
      }),
  };
}

function tableOf(rows: readonly RoleAssignment[]): AssignmentTable {
  const byPrincipal = Map.groupBy(rows, ({ principalId }) => principalId.toLowerCase());
  const byScope = Map.groupBy(rows, ({ scope }) => idKey(scope));
  const aboveAll = [...byScope].filter(([scope]) => !scope.startsWith('/subscriptions/')).flatMap(([, held]) => held);
  return {
    byPrincipal,
    reaching(scope) {
      return [...pathsTo(scope).flatMap((path) => byScope.get(path) ?? []), ...aboveAll];
    },
  };
}

/** The scope and everything above it that may be a scope of its own, as `idKey`. */
function pathsTo(scope: string): readonly string[] {
  const segments = idKey(scope).split('/');
  return segments
    .map((_, index) => segments.slice(0, index + 1).join('/'))
    .filter((path, index) => index >= 2 && index % 2 === 0 && !path.endsWith('/providers'));
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
