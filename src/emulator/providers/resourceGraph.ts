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
    const result = runQuery(query, this.#tables(request, asList(body['subscriptions'])));
    if ('error' in result) return { status: 400, body: { error: result.error as unknown as Json } };
    const options = asObject(body['options']);
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

  #tables(request: ArmRequest, asked: readonly Json[]): Tables {
    const { caller, now } = request;
    const indexed = this.#index.at(now);
    const visible = visibleSubscriptions(request, this.#world);
    const wanted = new Set(asked.map((entry) => asText(entry)?.toLowerCase()));
    const subscriptions = visible.filter(
      ({ subscriptionId }) => wanted.size === 0 || wanted.has(subscriptionId.toLowerCase()),
    );
    const key = [indexed.version, caller.ownsEverything ? '*' : `${caller.objectId} ${String(now)}`, ...wanted].join(
      '|',
    );
    if (this.#cached?.key === key) return this.#cached.tables;
    const inside = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
    const sees = (id: string, action: string): boolean => {
      const subscription = subscriptionOf(id);
      if (subscription !== undefined && !inside.has(subscription)) return false;
      return caller.ownsEverything || callerMay(this.#world, caller, action, id, now) === 'allowed';
    };
    const assignments = indexed.assignments.filter(({ scope }) =>
      sees(scope, 'Microsoft.Authorization/roleAssignments/read'),
    );
    const tables = indexTables({
      tenantId: this.#world.tenantId,
      subscriptions,
      resources: indexed.resources.filter((resource) => sees(resource.id, `${resource.type}/read`)),
      authorization: [...assignments.map(assignmentBody), ...indexed.roles.map((role) => roleBody('', role))],
    });
    this.#cached = { key, tables };
    return tables;
  }
}

function invalid(code: string, message: string): Error {
  return refuse(400, 'BadRequest', 'Please provide below info when asking for support: an invalid request.', {
    details: [{ code, message }],
  });
}
