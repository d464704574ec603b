import type { ArmRequest } from '../arm.ts';
import { refuse } from '../armError.ts';
import type { ArmAnswer } from '../armError.ts';
import type { GraphIndex } from '../graphIndex.ts';
import { subscriptionOf } from '../armPath.ts';
import { asList, asObject, asText } from '../json.ts';
import { callerMay } from '../rbac.ts';
import { page } from '../resourceGraph/page.ts';
import { runQuery } from '../resourceGraph/query.ts';
import { indexTables } from '../resourceGraph/tables.ts';
import type { Tables } from '../resourceGraph/tables.ts';
import type { World } from '../world.ts';
import type { Json } from '../worldFile.ts';
import { requireBody } from '../writing.ts';
import { assignmentBody } from './roleAssignments.ts';
import { roleBody } from './roleDefinitions.ts';
import { visibleSubscriptions } from './subscriptions.ts';

interface CachedTables {
  readonly key: string;
  readonly tables: Tables;
}

/** Answers `POST /providers/Microsoft.ResourceGraph/resources`: a query over what the caller may read. */
export class ResourceGraph {
  readonly #world: World;
  readonly #index: GraphIndex;
  #cached: CachedTables | undefined;

  constructor(world: World, index: GraphIndex) {
    this.#world = world;
    this.#index = index;
  }

  answer(request: ArmRequest): ArmAnswer {
    const body = requireBody(request);
    const query = asText(body['query']);
    if (query === undefined) throw invalid('QueryNotProvided', 'The query is missing.');
    const options = asObject(body['options']);
    const levels = levelsOf(options['authorizationScopeFilter']);
    if (levels === undefined)
      throw invalid('InvalidAuthorizationScopeFilter', 'The authorization scope filter is none.');
    const result = runQuery(query, this.#tables(request, asList(body['subscriptions']), levels));
    if ('error' in result) return { status: 400, body: { error: result.error as unknown as Json } };
    const paged = page(result.rows, options);
    if (paged === undefined) throw invalid('InvalidPagingOptions', 'The paging options are not valid.');
    if (asText(options['resultFormat'])?.toLowerCase() === 'table') {
      throw invalid('ResultFormatNotSupported', "The emulator answers with resultFormat 'objectArray' only.");
    }
    return {
      status: 200,
      headers: { 'x-ms-user-quota-remaining': '14', 'x-ms-user-quota-resets-after': '00:00:05' },
      body: paged as unknown as Json,
    };
  }

  #tables(request: ArmRequest, asked: readonly Json[], levels: readonly Level[]): Tables {
    const { caller, now } = request;
    const indexed = this.#index.at(now);
    const visible = visibleSubscriptions(request, this.#world);
    const wanted = new Set(asked.map((entry) => asText(entry)?.toLowerCase()));
    const subscriptions = visible.filter(
      ({ subscriptionId }) => wanted.size === 0 || wanted.has(subscriptionId.toLowerCase()),
    );
    const who = caller.ownsEverything ? '*' : `${caller.objectId} ${String(now)}`;
    const key = [indexed.version, who, levels.join(' '), ...wanted].join('|');
    if (this.#cached?.key === key) return this.#cached.tables;
    const inside = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
    const isInside = (id: string): boolean => {
      const subscription = subscriptionOf(id);
      return subscription === undefined || inside.has(subscription);
    };
    const sees = (id: string, action: string): boolean => {
      if (!isInside(id)) return false;
      return caller.ownsEverything || callerMay(this.#world, caller, action, id, now) === 'allowed';
    };
    const isAsked = (level: Level): boolean => wanted.size === 0 || levels.includes(level);
    const assignments = indexed.assignments.filter(
      ({ scope }) => isAsked(levelOf(scope)) && sees(scope, 'Microsoft.Authorization/roleAssignments/read'),
    );
    const roles = indexed.roles.filter((role) =>
      (role.custom ? role.assignableScopes : ['/']).some((scope) => isAsked(levelOf(scope)) && isInside(scope)),
    );
    const tables = indexTables({
      tenantId: this.#world.tenantId,
      subscriptions,
      resources: indexed.resources.filter((resource) => sees(resource.id, `${resource.type}/read`)),
      authorization: [...assignments.map(assignmentBody), ...roles.map((role) => roleBody('', role))],
    });
    this.#cached = { key, tables };
    return tables;
  }
}

/** Where something stands, seen from the subscriptions that are asked for. */
type Level = 'above' | 'exact' | 'below';

const filters: Readonly<Record<string, readonly Level[]>> = {
  atscopeandbelow: ['exact', 'below'],
  atscopeandabove: ['exact', 'above'],
  atscopeexact: ['exact'],
  atscopeaboveandbelow: ['above', 'exact', 'below'],
};

/**
 * What of `authorizationresources` is shown; `undefined` for a filter that is none. Without one, nothing that is made above
 * the subscriptions. https://learn.microsoft.com/javascript/api/@azure/arm-resourcegraph/authorizationscopefilter
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

function invalid(code: string, message: string): Error {
  return refuse(400, 'BadRequest', 'Please provide below info when asking for support: an invalid request.', {
    details: [{ code, message }],
  });
}
