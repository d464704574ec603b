import type { ArmRequest } from '../../request/armRequest.ts';
import { armRefusal, type ArmAnswer } from '../../arm/error.ts';
import { beyondText, headerOfLimit } from '../../arm/limits.ts';
import { Kept } from './kept.ts';
import { RowTexts } from './rowTexts.ts';
import type { GraphIndex, Indexed } from './lag.ts';
import { idKey, subscriptionOf } from '../../arm/path.ts';
import { asList, asObject, asText, valueAt, type JsonObject } from '../../arm/json.ts';
import { callerMay } from '../../access/rbac.ts';
import { pageOf } from '../../kql/page.ts';
import { runQuery } from '../../kql/query.ts';
import { supportInfo } from '../../kql/parse/failures.ts';
import { asTable } from '../../kql/table.ts';
import { indexTables, type Tables } from '../../kql/tables.ts';
import type { RoleAssignment } from '../../world/roleAssignmentStore.ts';
import type { Role, World } from '../../world/world.ts';
import type { Json, WorldResource, WorldSubscription } from '../../arm/worldFile.ts';
import { withoutHiddenEtag } from '../../request/etags.ts';
import { clusterInGraph } from '../../request/shownProperties.ts';
import { isTextList, requireBody } from '../../request/writeBody.ts';
import { shownCredential } from '../../world/federatedCredentials.ts';
import { chainOf, groupScope } from '../../world/managementGroups.ts';
import { changeRows } from '../resources/changes.ts';
import { managementGroupRows } from '../resources/managementGroups.ts';
import { assignmentBody } from '../authorization/roleAssignments.ts';
import { roleBody } from '../authorization/roleDefinitions.ts';
import { visibleSubscriptions } from '../resources/subscriptions.ts';

/** `az graph query` and Search-AzGraph split longer lists. */
const mostSubscriptions = 1000;
/** As seen in https://github.com/microsoft/ARI/issues/199 */
const largestPayload = 16_777_216;

/** The number of cached tables: a client reads some queries in parallel, page by page. */
const keptTables = 4;
const keptResults = 8;

/** Queries whose answer changes by time alone. */
const dependsOnTime = /changes\b|\b(ago|now)\s*\(/i;

type Ran = ReturnType<typeof runQuery>;
type Result = Extract<Ran, { error: unknown }> | (Exclude<Ran, { error: unknown }> & { readonly texts: RowTexts });

/** Answers `POST /providers/Microsoft.ResourceGraph/resources`: a query over what the caller may read. */
export class ResourceGraph {
  readonly #world: World;
  readonly #index: GraphIndex;
  readonly #tables = new Kept<Tables>(keptTables);
  /** By tables and query: sorted rows, for the pages that follow. */
  readonly #results = new Kept<Result>(keptResults);
  #version: number | undefined;

  constructor(world: World, index: GraphIndex) {
    this.#world = world;
    this.#index = index;
  }

  answer(request: ArmRequest): ArmAnswer {
    const body = requireBody(request);
    const subscriptions = askedSubscriptions(body, this.#world);
    const query = asText(body['query']);
    if (query === undefined) throw invalidQuery('QueryNotProvided', 'The query is missing.');
    const options = asObject(body['options']);
    const levels = levelsOf(options['authorizationScopeFilter']);
    if (levels === undefined)
      throw invalidQuery('InvalidAuthorizationScopeFilter', 'The authorization scope filter is none.');
    const isTable = wantsTable(options['resultFormat'], request.apiVersion);
    if (asList(body['facets']).length > 0) throw noFacets();
    const [key, tables] = this.#tablesFor(request, subscriptions, levels, dependsOnTime.test(query));
    const result = this.#results.get(`${key}\n${query}`, () => this.#run(query, tables, request.now));
    if ('error' in result) this.#results.forget(`${key}\n${query}`);
    if ('error' in result) {
      const headers = result.isBeyond ? { headers: headerOfLimit('query') } : {};
      return { status: 400, ...headers, body: { error: result.error as unknown as Json } };
    }
    const paged = pageOf(result.rows, options);
    if (paged === undefined) throw invalidQuery('InvalidPagingOptions', 'The paging options are not valid.');
    const { start, page } = paged;
    const text = isTable
      ? this.#written({ ...page, data: asTable(result.columns, page.data) })
      : this.#written({ ...page, data: [] }).replace('[]', () => `[${result.texts.page(start, page.count).join(',')}]`);
    if (text.length > largestPayload) {
      throw invalidQuery(
        'ResponsePayloadTooLarge',
        `Response payload size is ${String(text.length)}, and has exceeded the limit of ${String(largestPayload)}. ` +
          'Please consider querying less data at a time and make paginated call if needed.',
      );
    }
    return { status: 200, text };
  }

  #run(query: string, tables: Tables, now: number): Result {
    const ran = runQuery(query, tables, supportInfo(), new Date(now).toISOString());
    return 'error' in ran ? ran : { ...ran, texts: new RowTexts(ran.rows, (row) => this.#written(row)) };
  }

  #written(answer: object): string {
    return JSON.stringify(answer, this.#world.hidesEtags ? withoutHiddenEtag : undefined);
  }

  /** Whatever was cached before a write is dropped. */
  #indexed(now: number): Indexed {
    const indexed = this.#index.at(now);
    if (indexed.version !== this.#version) {
      this.#tables.clear();
      this.#results.clear();
    }
    this.#version = indexed.version;
    return indexed;
  }

  #tablesFor(
    request: ArmRequest,
    askedIds: readonly string[],
    levels: readonly Level[],
    isTimed: boolean,
  ): readonly [key: string, tables: Tables] {
    const { caller, now } = request;
    const indexed = this.#indexed(now);
    const visible = visibleSubscriptions(request, this.#world);
    const askedKeys = new Set(askedIds.map((entry) => entry.toLowerCase()));
    const subscriptions = visible.filter(
      ({ subscriptionId }) => askedKeys.size === 0 || askedKeys.has(subscriptionId.toLowerCase()),
    );
    if (subscriptions.length === 0) {
      throw invalidQuery(
        'NoValidSubscriptionsInQueryRequest',
        `There must be at least one subscription that is eligible to contain resources. Given: '${askedIds.join("','")}'.`,
      );
    }
    const callerKey = caller.ownsEverything ? '*' : `${caller.objectId} ${String(now)}`;
    const timeKey = isTimed ? `${String(this.#world.history.version)} ${String(now)}` : '';
    const key = [indexed.version, callerKey, timeKey, levels.join(' '), ...askedKeys].join('|');
    return [
      key,
      this.#tables.get(key, () => this.#tablesOf(request, { indexed, subscriptions, wanted: askedKeys, levels })),
    ];
  }

  #tablesOf({ caller, now }: ArmRequest, { indexed, subscriptions, wanted, levels }: QuerySight): Tables {
    const ids = subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase());
    const inside = <T>(byScope: ReadonlyMap<string | undefined, readonly T[]>): readonly T[] =>
      [undefined, ...ids].flatMap((id) => byScope.get(id) ?? []);
    const { managementGroups } = this.#world;
    const chains = subscriptions.map(({ subscriptionId }) =>
      managementGroups.above(`/subscriptions/${subscriptionId}`),
    );
    const above = new Set(['/', ...chains.flat().map((group) => idKey(groupScope(group)))]);
    const isInside = (id: string): boolean => {
      const subscription = subscriptionOf(id);
      return subscription === undefined ? above.has(idKey(id)) : ids.includes(subscription);
    };
    const sees = (id: string, action: string): boolean => {
      if (!isInside(id)) return false;
      return caller.ownsEverything || callerMay(this.#world, caller, action, id, now) === 'allowed';
    };
    const isAsked = (level: Level): boolean => wanted.size === 0 || levels.includes(level);
    const assignments = (): readonly RoleAssignment[] =>
      inside(indexed.assignments).filter(
        ({ scope }) => isAsked(levelOf(scope)) && sees(scope, 'Microsoft.Authorization/roleAssignments/read'),
      );
    const roles = (): readonly Role[] =>
      indexed.roles.filter((role) =>
        (role.custom ? role.assignableScopes : ['/']).some((scope) => isAsked(levelOf(scope)) && isInside(scope)),
      );
    const hasCredentials = this.#world.graphHasCredentials === true;
    return indexTables({
      tenantId: this.#world.tenantId,
      subscriptions: subscriptions.map((entry, index) => ({ ...entry, chain: chainOf(chains[index] ?? []) })),
      groupsAbove: managementGroupRows(this.#world, caller, now).filter(
        ({ id }) => wanted.size === 0 || above.has(idKey(asText(id) ?? '')),
      ),
      resources: () => {
        const visible = inside(indexed.resources)
          .filter((resource) => sees(resource.id, `${resource.type}/read`))
          .map((resource) => (isCluster(resource) ? clusterInGraph(resource, this.#world) : resource));
        return hasCredentials ? visible.flatMap((resource) => shownCredential(resource, this.#world) ?? []) : visible;
      },
      hasCredentials,
      changes: () =>
        changeRows(this.#world, now, this.#index.lag).filter((row) => {
          const target = asText(valueAt(row, 'properties', 'targetResourceId')) ?? '';
          return sees(target, `${asText(valueAt(row, 'properties', 'targetResourceType')) ?? ''}/read`);
        }),
      authorization: () => [...assignments().map(assignmentBody), ...roles().map((role) => roleBody('', role))],
    });
  }
}

function isCluster({ type }: WorldResource): boolean {
  return type.toLowerCase() === 'microsoft.containerservice/managedclusters';
}

/** What a query is about: the index, and the part of it that was requested. */
interface QuerySight {
  readonly indexed: Indexed;
  readonly subscriptions: readonly WorldSubscription[];
  /** In lower case; empty for all. */
  readonly wanted: ReadonlySet<string>;
  readonly levels: readonly Level[];
}

/**
 * The subscriptions that a query names, or that are below its management groups; none for a query about all. Throws if
 * there is no scope.
 */
function askedSubscriptions(body: JsonObject, world: World): readonly string[] {
  const [subscriptions, groups] = ['subscriptions', 'managementGroups'].map((name) => {
    const value = body[name] ?? [];
    if (!isTextList(value)) throw invalidQuery('InvalidScope', `${name} must be a list of texts.`);
    return value;
  }) as [readonly string[], readonly string[]];
  if (subscriptions.length > mostSubscriptions) {
    throw invalidQuery('TooManySubscriptions', `A query may name ${String(mostSubscriptions)} subscriptions at most.`);
  }
  const wrong = groups.find((name) => !/^[\w().-]{1,90}$/.test(name));
  if (wrong !== undefined) {
    const message = `The provided management groups must be valid. Given: '${wrong}'.`;
    throw invalidQuery('ManagementGroupsContainInvalidIds', message);
  }
  if (groups.length === 0) return subscriptions;
  const scopes = groups.map((name) => groupScope({ name }));
  const below = world.subscriptions.filter(({ subscriptionId }) =>
    scopes.some((scope) => world.managementGroups.isBelow(scope, `/subscriptions/${subscriptionId}`)),
  );
  // A group that does not exist has nothing below it.
  return below.length === 0 ? groups : below.map(({ subscriptionId }) => subscriptionId);
}

/** Returns true if the rows are requested as a table, which is the default of the first versions. */
function wantsTable(format: Json | undefined, apiVersion: string): boolean {
  const name = format ?? (apiVersion < '2020-04-01' ? 'table' : 'objectArray');
  if (name === 'table' || name === 'objectArray') return name === 'table';
  throw invalidQuery('InvalidResultFormat', "resultFormat must be 'table' or 'objectArray'.");
}

/** Where something is, seen from the requested subscriptions. */
type Level = 'above' | 'exact' | 'below';

const filters: Readonly<Record<string, readonly Level[]>> = {
  atscopeandbelow: ['exact', 'below'],
  atscopeandabove: ['exact', 'above'],
  atscopeexact: ['exact'],
  atscopeaboveandbelow: ['above', 'exact', 'below'],
};

/**
 * The part of `authorizationresources` that is shown; `undefined` for an invalid filter. Without a filter, nothing
 * above the subscriptions is shown.
 * https://learn.microsoft.com/javascript/api/@azure/arm-resourcegraph/authorizationscopefilter
 */
function levelsOf(filter: Json | undefined): readonly Level[] | undefined {
  if (filter === undefined || filter === null) return filters['atscopeandbelow'];
  const name = asText(filter)?.toLowerCase() ?? '';
  return Object.hasOwn(filters, name) ? filters[name] : undefined;
}

function levelOf(scope: string): Level {
  if (subscriptionOf(scope) === undefined) return 'above';
  return /^\/subscriptions\/[^/]+\/?$/i.test(scope) ? 'exact' : 'below';
}

function noFacets(): Error {
  const message = beyondText('has no facets');
  const details = [{ code: 'FacetsNotSupported', message }];
  return armRefusal(400, 'BadRequest', message, { details, headers: headerOfLimit('query') });
}

function invalidQuery(code: string, message: string): Error {
  return armRefusal(400, 'BadRequest', 'Please provide below info when asking for support: an invalid request.', {
    details: [{ code, message }],
  });
}
