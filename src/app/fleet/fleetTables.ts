import type { Directory } from '../../azure/directory/directory.ts';
import { queryCredentials } from '../../azure/read/credentials.ts';
import { queryResourcesWithIdentity } from '../../azure/read/identities.ts';
import {
  queryAncestors,
  queryAssignments,
  queryAssignmentsOf,
  queryGroupAssignments,
  queryResources,
  queryRoles,
  querySubscriptionAssignments,
} from '../../azure/read/graphTables.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import type { Failure } from '../../errors.ts';
import { forEachInTurns } from '../../async/yielding.ts';
import type { CredentialListing, ResourceWithIdentity } from '../../domain/cluster/facts.ts';
import { identityOf } from '../../domain/cluster/fromArm.ts';
import { identitiesById, identitiesByPrincipal } from '../../domain/cluster/principals.ts';
import { placedAssignments } from '../../domain/whoCanAct/placedAssignments.ts';
import { indexOf } from '../../domain/workloads/trust.ts';
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { RoleAssignment, RoleDefinition, Subscription, UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { IdMap, type ReadonlyIdMap } from '../../domain/arm/idMap.ts';
import { idKey, resourceType, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { roleGuidOf } from '../../domain/access/roles.ts';
import { emptyAnswer, type Contradiction } from './emptyTables.ts';
import { anyAtGroup, reachesFromList, type GrantPlace } from './aboveSubscriptions.ts';
import { assignmentTable, type AssignmentTable, scopeAndAbove } from './assignmentTable.ts';
import { askEveryTenant, type GraphQuery } from './everyTenant.ts';
import { carriersByIdentity, indexInTurns, tableKey, type LoadedTables, type TableName } from './loadedTables.ts';
import type { FleetScope } from './fleetScope.ts';
import { keptText } from '../../memory/kept.ts';
import { withRowsNow } from './rolesNow.ts';
import { defined } from '../../shape/defined.ts';

/**
 * Holds pages of Resource Graph; each table is loaded when it is first needed. A table is `undefined` until it is
 * loaded, and if Resource Graph doesn't answer for it; every method but `load` answers at once.
 */
export class FleetTables {
  readonly #directory: Directory;
  readonly #signal: AbortSignal | undefined;
  readonly #notFromGraph: (subscriptionId: string) => boolean;
  readonly #written: Set<string>;
  readonly #wanted: Set<string>;
  readonly #contradiction: Contradiction;
  readonly #rolesNow: FleetScope['rolesNow'];
  readonly #asksEach: boolean;
  readonly #readEverywhere: Set<string>;
  readonly #loading = new Map<string, Promise<void>>();
  readonly #done = new Set<string>();
  readonly #loaded: LoadedTables = { resources: new Map() };
  readonly #grantsRefused = new Map<string, Failure>();
  #unanswered: Failure | undefined;

  constructor(directory: Directory, scope: FleetScope) {
    this.#directory = directory;
    this.#signal = scope.signal;
    this.#contradiction = scope.contradiction;
    this.#notFromGraph = scope.notFromGraph;
    this.#rolesNow = scope.rolesNow;
    this.#asksEach = scope.asksEach === true;
    this.#written = new Set(scope.writtenTo().map(idKey));
    this.#wanted = new Set(scope.subscriptionIds.map((id) => id.toLowerCase()));
    this.#readEverywhere = new Set(scope.everywhere.map((id) => keptText(id.toLowerCase())));
  }

  /** Loads these tables, and always the subscriptions as well. */
  async load(names: readonly TableName[]): Promise<void> {
    await Promise.all((['subscriptions', ...names] as const).map((name) => this.#loadOne(name)));
  }

  isLoaded(names: readonly TableName[]): boolean {
    return this.#done.has('subscriptions') && names.every((name) => this.#done.has(tableKey(name)));
  }

  /** Returns true if a scope or id lies in a subscription that the tables cover. */
  covers(id: string): boolean {
    const subscriptionId = subscriptionOf(id)?.toLowerCase();
    return subscriptionId !== undefined && this.#wanted.has(subscriptionId) && this.#isVisible(subscriptionId);
  }

  /** Returns true if the tables of resources cover everything that the user can see. */
  isComplete(): boolean {
    const { subscriptions } = this.#loaded;
    return subscriptions?.isWhole === true && ![...subscriptions.byId.keys()].some(this.#notFromGraph);
  }

  subscription(id: string): Subscription | undefined {
    return this.#loaded.subscriptions?.byId.get(id.toLowerCase())?.subscription;
  }

  resources(type: string): ReadonlyIdMap<JsonObject> | undefined {
    return this.#loaded.resources.get(type.toLowerCase());
  }

  /** Returns all identities if the table of their type is loaded. */
  identities(): readonly UserAssignedIdentity[] | undefined {
    return this.#loaded.identities;
  }

  /** Says whether a grant was made at the scope or above it; `undefined` if the tables don't say. */
  reaches(grant: GrantPlace, scope: string): boolean | undefined {
    const place = subscriptionOf(scope)?.toLowerCase() ?? '';
    const groups = this.#loaded.ancestors?.get(place);
    const access = this.#loaded.subscriptions?.byId.get(place);
    return reachesFromList(grant, scope, { access, ...defined({ groups }) });
  }

  /** Returns the assignments of applications and managed identities. */
  assignments(): AssignmentTable | undefined {
    return this.#loaded.assignments;
  }

  /** Returns everyone's role assignments in and above a subscription, if ARM itself has listed it. */
  everyAssignmentIn(subscriptionId: string): readonly RoleAssignment[] | undefined {
    return this.#loaded.everyAssignment?.get(subscriptionId.toLowerCase());
  }

  /** Returns why the tables lack what is granted in a visible subscription, by its ID in lower case: ARM refused to list it. */
  grantsRefused(): ReadonlyMap<string, Failure> {
    return this.#grantsRefused;
  }

  /** Returns true if the principal is one whose assignments are read in all subscriptions. */
  isReadEverywhere(principalId: string): boolean {
    return this.#readEverywhere.has(principalId.toLowerCase());
  }

  /** Returns the assignments of such a principal in the subscriptions that no cluster uses. */
  assignmentsElsewhere(principalId: string): readonly RoleAssignment[] | undefined {
    return this.#loaded.assignmentsElsewhere?.byPrincipal.get(principalId.toLowerCase());
  }

  /** Returns the assignments on whole subscriptions that no cluster uses, and above them. */
  subscriptionAssignmentsElsewhere(): AssignmentTable | undefined {
    return this.#loaded.subscriptionAssignmentsElsewhere;
  }

  /** Returns the resources that a user-assigned identity is assigned to, by the `idKey` of the identity. */
  carriers(): ReadonlyMap<string, readonly ResourceWithIdentity[]> | undefined {
    return this.#loaded.carriers;
  }

  /** Returns the federated credentials, if Resource Graph lists any. */
  credentials(): CredentialListing | undefined {
    return this.#loaded.credentials;
  }

  /** Returns true if the table of credentials would have those of the identity. */
  hasCredentialsOf(identityId: string): boolean {
    const isListed = this.subscription(subscriptionOf(identityId) ?? '') !== undefined;
    return isListed && !this.#written.has(idKey(identityId)) && this.#loaded.credentials !== undefined;
  }

  /** By GUID in lower case. */
  roles(): ReadonlyMap<string, RoleDefinition> | undefined {
    return this.#loaded.roles;
  }

  /** Returns the assignments of groups at the scopes and above them; asks Resource Graph again each time. */
  async groupAssignments(scopes: readonly string[]): Promise<AssignmentTable | undefined> {
    const places = [...new Set(scopes.flatMap(scopeAndAbove))];
    const rows = await this.#inWanted((arm, ids, signal) => queryGroupAssignments(arm, places, ids, signal));
    return rows && this.#placed(rows);
  }

  /** Returns why Resource Graph first failed to answer; `undefined` if it always answered. */
  whyUnanswered(): Omit<Unknown, 'subject'> | undefined {
    return this.#unanswered && whyUnknown(this.#unanswered);
  }

  #ask<T>(query: GraphQuery<T>, among: (id: string) => boolean): Promise<readonly T[] | undefined> {
    return askEveryTenant(query, {
      directory: this.#directory,
      among,
      signal: this.#signal,
      onUnanswered: (failure) => void (this.#unanswered ??= failure),
    });
  }

  /** Asks about the subscriptions whose role assignments are read. */
  #inWanted<T>(query: GraphQuery<T>): Promise<readonly T[] | undefined> {
    return this.#everywhere(query, (id) => this.#wanted.has(id.toLowerCase()));
  }

  /** Asks every tenant; if Resource Graph doesn't answer for one of them, the whole table is unusable. */
  async #everywhere<T>(query: GraphQuery<T>, among = (_id: string) => true): Promise<readonly T[] | undefined> {
    return this.#ask(query, (id) => !this.#notFromGraph(id) && among(id));
  }

  /** Asks ARM where Resource Graph may be behind, and Resource Graph about the others of these subscriptions. */
  async #grants(query: GraphQuery<RoleAssignment>, among: (id: string) => boolean) {
    await this.#loadOne('subscriptions');
    const visibleIds = [...(this.#loaded.subscriptions?.byId.keys() ?? [])].filter(among);
    const behind = visibleIds.filter(this.#notFromGraph);
    const now = await this.#rolesNow(
      visibleIds.filter((id) => this.#notFromGraph(id) || (this.#asksEach && this.#wanted.has(id))),
    );
    for (const [id, failure] of now.refused) if (behind.includes(id)) this.#grantsRefused.set(id, failure);
    const isLeft = (id: string): boolean => among(id.toLowerCase()) && !now.listed.has(id.toLowerCase());
    return { now, graph: await this.#everywhere(query, isLeft) };
  }

  async #grantsElsewhere(query: GraphQuery<RoleAssignment>): Promise<AssignmentTable | undefined> {
    const { now, graph } = await this.#grants(query, (id) => !this.#wanted.has(id));
    return graph && assignmentTable(await withRowsNow(now, graph), this.#signal);
  }

  async #fill(name: TableName): Promise<void> {
    await (typeof name === 'string' ? this.#fillers[name]() : this.#fillResources(name.resources));
    this.#done.add(tableKey(name));
  }

  /** How each table is filled, by its name. */
  readonly #fillers: Readonly<Record<Extract<TableName, string>, () => Promise<void>>> = {
    subscriptions: async () => {
      const { items, failures } = await this.#directory.access(this.#signal);
      const byId = new Map(items.map((access) => [access.subscription.id.toLowerCase(), access]));
      this.#loaded.subscriptions = { byId, isWhole: failures.length === 0 };
    },
    ancestors: async () => {
      const rows = await this.#inWanted(queryAncestors);
      this.#loaded.ancestors = rows && new Map(rows.map((row) => [row.subscriptionId.toLowerCase(), row.groups]));
    },
    assignments: async () => {
      const { now, graph } = await this.#grants(queryAssignments, (id) => this.#wanted.has(id));
      const isAsked = [...this.#wanted].some((id) => this.#isVisible(id) && !now.listed.has(id));
      for (const list of now.listed.values()) await indexInTurns(list, placedAssignments);
      this.#loaded.everyAssignment = now.listed;
      const rows = isAsked ? await this.#believed('assignments', graph) : graph;
      this.#loaded.assignments = rows && (await this.#placed(await withRowsNow(now, rows)));
    },
    assignmentsElsewhere: async () => {
      const principals = [...this.#readEverywhere];
      const query: GraphQuery<RoleAssignment> = (arm, ids, signal) => queryAssignmentsOf(arm, principals, ids, signal);
      this.#loaded.assignmentsElsewhere = await this.#grantsElsewhere(query);
    },
    subscriptionAssignmentsElsewhere: async () => {
      this.#loaded.subscriptionAssignmentsElsewhere = await this.#grantsElsewhere(querySubscriptionAssignments);
    },
    carriers: async () => {
      const rows = await this.#everywhere(queryResourcesWithIdentity);
      this.#loaded.carriers = rows && carriersByIdentity(rows);
    },
    credentials: async () => {
      // Includes subscriptions that may be out of date: `writtenTo` names the identities to doubt.
      const rows = await this.#ask(queryCredentials, () => true);
      if (rows === undefined || rows.length === 0) return;
      this.#loaded.credentials = { all: await indexInTurns(rows, indexOf), unknown: [] };
    },
    roles: async () => {
      const rows = await this.#inWanted(queryRoles);
      this.#loaded.roles = rows && new Map(rows.map((role) => [roleGuidOf(role.guid), role]));
    },
  };

  async #fillResources(type: string): Promise<void> {
    const resources = await this.#everywhere((arm, ids, signal) => queryResources(arm, type, ids, signal));
    const rows = await this.#believed({ resources: type }, resources);
    const byId = new IdMap<JsonObject>();
    if (rows) await forEachInTurns(rows, (row) => void byId.set(textAt(row, 'id') ?? '', row), this.#signal);
    if (rows && type === resourceType.identity) {
      const identities: UserAssignedIdentity[] = [];
      await forEachInTurns(byId.values(), (row) => void identities.push(identityOf(row)), this.#signal);
      this.#loaded.identities = await indexInTurns(identities, identitiesById, identitiesByPrincipal);
    }
    this.#loaded.resources.set(type.toLowerCase(), rows && byId);
  }

  /** Returns the rows, or `undefined` if there are none although there should be. */
  async #believed<T>(name: TableName, rows: readonly T[] | undefined): Promise<readonly T[] | undefined> {
    if (rows?.length !== 0) return rows;
    await this.#loadOne('subscriptions');
    if (!(await this.#contradiction(name, (id) => this.#isVisible(subscriptionOf(id)?.toLowerCase())))) return rows;
    this.#unanswered ??= emptyAnswer;
    return undefined;
  }

  #isVisible(subscriptionId = ''): boolean {
    return !this.#notFromGraph(subscriptionId) && this.#loaded.subscriptions?.byId.has(subscriptionId) === true;
  }

  #loadOne(name: TableName): Promise<void> {
    const running = this.#loading.get(tableKey(name)) ?? this.#fill(name);
    this.#loading.set(tableKey(name), running);
    return running;
  }

  /** Builds a table of these rows, and looks up the management groups of their subscriptions if a grant was made at one. */
  async #placed(rows: readonly RoleAssignment[]): Promise<AssignmentTable> {
    if (anyAtGroup(rows)) await this.#loadOne('ancestors');
    const table = await assignmentTable(rows, this.#signal);
    return {
      ...table,
      reaching: (scope) => table.reaching(scope).filter((assignment) => this.reaches(assignment, scope) !== false),
    };
  }
}
