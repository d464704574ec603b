import type { IdentityError } from '../../errors.ts';
import { asIdentityError, isAboutEverything } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import type { Directory, SubscriptionAccess } from '../directory/directory.ts';
import { failureIn, type Listing, type ListFailure } from '../directory/partialList.ts';
import { inParallel } from '../../async/inParallel.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { Subscription } from '../../domain/cluster/model.ts';
import type { Shape } from '../../shape/shape.ts';
import { queryGraph, withTypeCasing } from '../graph/resourceGraph.ts';

const parallelSubscriptions = 8;
/** The most subscriptions that are listed one by one to make sure that there is nothing. */
const mostDoubted = 100;

/** How to list one kind of resource: with one query to Resource Graph for a whole tenant, or subscription by subscription. */
export interface ListRequest<T> {
  readonly fromGraph: (arm: Arm, subscriptionIds: readonly string[], signal?: AbortSignal) => Promise<readonly T[]>;
  /** May note why its list can be incomplete although it did not fail. */
  readonly inSubscription: (
    arm: Arm,
    subscriptionId: string,
    signal?: AbortSignal,
    note?: (lack: IdentityError) => void,
  ) => Promise<readonly T[]>;
  /** True where nothing at all is unlikely: then an empty answer of Resource Graph is not believed before ARM has said the same. */
  readonly isDoubtedIfEmpty?: true;
  /** Only these subscriptions. */
  readonly subscriptionIds?: readonly string[] | undefined;
  /** Subscriptions whose latest state Resource Graph may not know. */
  readonly notFromGraph?: (subscriptionId: string) => boolean;
  /** How many subscriptions are listed at once where they are listed one by one; left out: the usual number. */
  readonly sideBySide?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a list is read, wherever that is. */
export type ListWay<T> = Pick<ListRequest<T>, 'fromGraph' | 'inSubscription' | 'isDoubtedIfEmpty'>;

/** A list over some subscriptions. */
interface ListingOfSome<T> extends Listing<T> {
  /** The subscriptions that were listed, in lower case. */
  readonly listed: readonly string[];
}

/** A list over all tenants and subscriptions. */
export interface ListingEverywhere<T> extends ListingOfSome<T> {
  /** Those of the wanted subscriptions that are left out because they are deleted. */
  readonly deleted: readonly Subscription[];
}

/** Lists over all tenants and subscriptions: with Resource Graph, and subscription by subscription if that is refused or out of date. */
export async function listEverywhere<T>(directory: Directory, request: ListRequest<T>): Promise<ListingEverywhere<T>> {
  const { items: accessible, deleted, failures } = await directory.access(request.signal);
  const wantedIds = request.subscriptionIds?.map((id) => id.toLowerCase());
  const isWanted = ({ id }: Subscription): boolean => wantedIds?.includes(id.toLowerCase()) ?? true;
  const chosen = accessible.filter(({ subscription }) => isWanted(subscription));
  const byTenant = Map.groupBy(chosen, ({ tenant }) => tenant);
  const listings = await Promise.all(
    [...byTenant.values()].map((accessible) => listInTenant(directory, accessible, request)),
  );
  return {
    items: listings.flatMap(({ items }) => items),
    failures: [...failures, ...listings.flatMap((listing) => listing.failures)],
    listed: listings.flatMap(({ listed }) => listed),
    deleted: deleted.filter(isWanted),
  };
}

async function listInTenant<T>(
  directory: Directory,
  accessible: readonly SubscriptionAccess[],
  request: ListRequest<T>,
): Promise<ListingOfSome<T>> {
  const [first] = accessible;
  if (first === undefined) return { items: [], failures: [], listed: [] };
  // Whether Resource Graph has what is in a disabled subscription is not documented.
  const behind = accessible.filter(
    ({ subscription }) => subscription.isReadOnly === true || (request.notFromGraph?.(subscription.id) ?? false),
  );
  const inGraph = accessible.filter((access) => !behind.includes(access));
  const ids = inGraph.map(({ subscription }) => subscription.id);
  try {
    const [rows, rest] = await Promise.all([
      ids.length === 0 ? [] : request.fromGraph(first.arm, ids, request.signal),
      listOneByOne(directory, behind, request),
    ]);
    const isDoubted = request.isDoubtedIfEmpty === true && rows.length === 0 && ids.length <= mostDoubted;
    const indexed: ListingOfSome<T> = isDoubted
      ? await listOneByOne(directory, inGraph, request)
      : { items: rows, failures: [], listed: ids.map((id) => id.toLowerCase()) };
    return {
      items: [...indexed.items, ...rest.items],
      failures: [...indexed.failures, ...rest.failures],
      listed: [...indexed.listed, ...rest.listed],
    };
  } catch (thrown) {
    const error = asIdentityError(thrown);
    if (isAboutEverything(error.failure)) return failedListing(first, error, request);
    return listOneByOne(directory, accessible, request);
  }
}

function failedListing<T>(
  { tenant }: SubscriptionAccess,
  error: IdentityError,
  { signal }: ListRequest<T>,
): ListingOfSome<T> {
  if (signal?.aborted) throw error;
  return { items: [], failures: [failureIn(tenant, error.failure)], listed: [] };
}

/** Lists each subscription by itself, through the first account that is allowed to. */
async function listOneByOne<T>(
  directory: Directory,
  accessible: readonly SubscriptionAccess[],
  request: ListRequest<T>,
): Promise<ListingOfSome<T>> {
  const failures: ListFailure[] = [];
  const failed = new Set<string>();
  const lists = await inParallel(
    accessible,
    request.sideBySide ?? parallelSubscriptions,
    async ({ tenant, subscription }) => {
      const note = ({ failure }: IdentityError): void => void failures.push(failureIn(tenant, failure, subscription));
      try {
        return await directory.read(
          `/subscriptions/${subscription.id}`,
          (arm) => request.inSubscription(arm, subscription.id, request.signal, note),
          request.signal,
        );
      } catch (thrown) {
        const error = asIdentityError(thrown);
        if (request.signal?.aborted) throw error;
        note(error);
        failed.add(subscription.id);
        return [];
      }
    },
  );
  const listedIds = accessible.flatMap(({ subscription: { id } }) => (failed.has(id) ? [] : id.toLowerCase()));
  return { items: lists.flat(), failures, listed: listedIds };
}

/** What is listed, and what is made of it. */
export interface ListedType<T> {
  readonly type: string;
  /** The columns that Resource Graph is asked for. */
  readonly columns: readonly string[];
  /** The API version of ARM's own list. */
  readonly apiVersion: string;
  /** What each must have, wherever it is read. */
  readonly shape: Shape<unknown>;
  readonly toModel: (resource: JsonObject) => T;
  /** The most bytes of an answer of Resource Graph; left out: as many as it gives. */
  readonly partBytes?: number;
}

/** Says how the resources of a type are listed, with Resource Graph or without it. */
export function listOfType<T>({ type, columns, apiVersion, shape, toModel, partBytes }: ListedType<T>): ListWay<T> {
  return {
    isDoubtedIfEmpty: true,
    fromGraph: (arm, subscriptionIds, signal) =>
      queryGraph(arm, {
        from: `resources\n| where type =~ '${type}'`,
        columns,
        subscriptionIds,
        signal,
        ...(partBytes === undefined ? {} : { partBytes }),
        shape,
        toModel: (row) => toModel(withTypeCasing(row, type)),
      }),
    inSubscription: async (arm, subscriptionId, signal) => {
      const listed = await arm.list(`/subscriptions/${subscriptionId}/providers/${type}`, apiVersion, signal, shape);
      return listed.map(toModel);
    },
  };
}
