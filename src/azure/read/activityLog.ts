/** Reads what happened: the activity log of a subscription, and Resource Graph's table of changes. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { textAt, type Json } from '../../domain/arm/json.ts';
import { idKey, isAtOrBelow } from '../../domain/arm/resourceId.ts';
import { loggedEvent, type LoggedOperation } from '../../domain/history/activityEvents.ts';
import { changeRow, namesId, namesIdentity, type ChangeRow } from '../../domain/history/changeRows.ts';
import { livesOfUsers } from '../../domain/history/livesOfUsers.ts';
import type { Arm } from '../arm/arm.ts';
import { kqlText } from '../graph/kqlText.ts';
import { queryGraph } from '../graph/resourceGraph.ts';
import { armShapes } from '../http/armShapes.ts';
import { pageChecker } from '../http/pageCheck.ts';

/** The providers whose events a history has; each is a list of its own, because a filter can name only one. */
export const loggedProviders = [
  'Microsoft.Authorization',
  'Microsoft.ManagedIdentity',
  'Microsoft.ContainerService',
] as const;
/** One of them. */
export type LoggedProvider = (typeof loggedProviders)[number];

/** A list of the activity log. */
export interface ActivityQuestion {
  readonly subscriptionId: string;
  readonly provider: LoggedProvider;
  readonly since: Date;
  readonly until: Date;
  readonly signal?: AbortSignal | undefined;
}

/** What a list of the activity log had. */
export interface ActivityListing {
  readonly events: readonly LoggedOperation[];
  /** Events without a time, an action or a resource. */
  readonly unreadable: number;
  /** There are more events than are read. */
  readonly isCut: boolean;
}

/** The most events that are read of one list. */
const mostEvents = 50_000;

/**
 * Lists the events of a provider in a subscription. The filter is in the documented form: the time, and one other part.
 * Source: https://learn.microsoft.com/rest/api/monitor/activity-logs/list
 */
export async function listActivity(
  arm: Arm,
  { subscriptionId, provider, since, until, signal }: ActivityQuestion,
): Promise<ActivityListing> {
  const filter = `eventTimestamp ge '${since.toISOString()}' and eventTimestamp le '${until.toISOString()}' and resourceProvider eq '${provider}'`;
  const list = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
  const check = pageChecker(list, armShapes.thing);
  const events: LoggedOperation[] = [];
  let count = 0;
  let path: string | undefined = `${list}?$filter=${encodeURIComponent(filter)}`;
  let version: { readonly apiVersion?: string } = { apiVersion: apiVersions.activityLog };
  while (path !== undefined && count < mostEvents) {
    const { body } = await arm.send({ method: 'GET', path, ...version, signal });
    const { value, nextLink }: ReturnType<typeof check> = check(body);
    count += value.length;
    events.push(...(value as readonly Json[]).flatMap((event) => loggedEvent(event) ?? []));
    path = nextLink;
    version = {};
  }
  return { events, unreadable: count - events.length, isCut: path !== undefined };
}

/** The rows of changes, and how many could not be read. */
export interface ChangeListing {
  readonly rows: readonly ChangeRow[];
  readonly unreadable: number;
  /** Of an identity: those of its rows that are creations and deletions of clusters that had it then. */
  readonly lives?: readonly ChangeRow[];
}

/**
 * Returns the changes of these resources and of the clusters whose changes name an identity, or of all clusters and identities below
 * a scope, as long as Azure keeps them.
 * Source: https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes
 */
export async function queryChanges(
  arm: Arm,
  subscriptionIds: readonly string[],
  {
    resourceIds,
    below,
    usersOf,
  }: {
    readonly resourceIds: readonly string[];
    readonly below?: string | undefined;
    readonly usersOf?: string | undefined;
  },
  signal?: AbortSignal,
): Promise<ChangeListing> {
  const condition =
    below === undefined
      ? [
          `target in (${resourceIds.map((id) => kqlText(idKey(id))).join(', ')})`,
          ...(usersOf === undefined
            ? []
            : [
                `(target contains '/managedclusters/' and (tostring(properties.changes) contains ${kqlText(usersOf)} or tostring(properties.changeType) in ('Create', 'Delete')))`,
              ]),
        ].join(' or ')
      : `target startswith ${kqlText(`${idKey(below)}/`)} and (target contains '/managedclusters/' or target contains '/userassignedidentities/')`;
  const from = `resourcechanges\n| extend target = tolower(tostring(properties.targetResourceId))\n| where ${condition}`;
  const rows = await queryGraph(arm, {
    from,
    columns: ['id', 'name', 'properties'],
    subscriptionIds,
    shape: armShapes.thing,
    toModel: changeRow,
    signal,
  });
  const read = rows.filter((row) => row !== undefined);
  const unreadable = rows.length - read.length;
  if (usersOf === undefined) return { rows: read, unreadable };
  const isOwn = ({ resourceId }: (typeof read)[number]): boolean => isAtOrBelow(resourceId, usersOf);
  const own = read.filter(isOwn);
  const ofClusters = read.filter((row) => !isOwn(row));
  // The names of other identities may begin alike.
  const naming = ofClusters.filter((row) => namesIdentity(row, usersOf));
  const bounds = ofClusters.filter(({ type }) => type !== 'Update');
  const usersNow = bounds.length === 0 ? [] : await clustersWith(arm, subscriptionIds, usersOf, signal);
  const lives = livesOfUsers([...naming, ...bounds], usersOf, new Set(usersNow));
  return { rows: [...own, ...naming, ...lives], lives, unreadable };
}

/** Returns the keys of the clusters that have an identity now. */
async function clustersWith(
  arm: Arm,
  subscriptionIds: readonly string[],
  identityId: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const id = kqlText(identityId);
  const from = `resources\n| where type =~ 'microsoft.containerservice/managedclusters' and (tostring(identity) contains ${id} or tostring(properties) contains ${id})`;
  const keys = await queryGraph(arm, {
    from,
    columns: ['id', 'name', 'identity', 'properties'],
    subscriptionIds,
    shape: armShapes.cluster,
    toModel: (row) => (namesId(JSON.stringify(row), identityId) ? idKey(textAt(row, 'id') ?? '') : ''),
    signal,
  });
  return keys.filter((key) => key !== '');
}
