/** Finds the subscriptions and clusters that the command line names. */
import { endsAll } from '../azure/arm/armErrors.ts';
import { whyUnknown } from '../azure/arm/whyUnknown.ts';
import type { Unknown } from '../domain/arm/unknown.ts';
import type { IdentityService } from '../app/identityService.ts';
import { createDirectory } from '../azure/directory/directory.ts';
import type { ListFailure } from '../azure/directory/partialList.ts';
import { listAllSubscriptions } from '../azure/directory/subscriptions.ts';
import { isGuid } from '../domain/arm/resourceId.ts';
import { IdentityError, refusedError } from '../errors.ts';
import type { Arguments } from './arguments.ts';
import { textOf } from '../sentences/textOf.ts';
import { say, verbatim } from '../sentences/words.ts';

type Wanted = Pick<Arguments, 'subscriptions' | 'managementGroups'>;

/** The subscriptions to look at. */
export interface WantedSubscriptions {
  /** The ids of those that are visible; `undefined`: all. */
  readonly ids: readonly string[] | undefined;
  /** Those that were named and are not visible. */
  readonly unseen: readonly Unknown[];
}

/**
 * Finds the subscriptions to look at, by their ids or names. Rejects if several subscriptions share a name, or if a
 * management group has none.
 */
export async function wantedSubscriptions(
  { subscriptions, managementGroups }: Wanted,
  service: IdentityService,
  signal: AbortSignal,
): Promise<WantedSubscriptions> {
  const noName = managementGroups.find((each) => !/^[-\w.()]+$/.test(each));
  if (noName !== undefined)
    throw refusedError(
      `"${noName}" is not the name of a management group; "az account management-group list" lists them.`,
    );
  if (subscriptions === undefined && managementGroups.length === 0) return { ids: undefined, unseen: [] };
  const [named, below] = await Promise.all([
    namedSubscriptions(subscriptions ?? [], service, signal),
    subscriptionsBelow(managementGroups, service, signal),
  ]);
  return { ...named, ids: [...new Set([...named.ids, ...below].map((id) => id.toLowerCase()))] };
}

async function namedSubscriptions(
  given: readonly string[],
  service: IdentityService,
  signal: AbortSignal,
): Promise<{ readonly ids: readonly string[]; readonly unseen: readonly Unknown[] }> {
  if (given.length === 0) return { ids: [], unseen: [] };
  const { items, failures } = await service.subscriptions(signal);
  const found = given.map((each) => {
    const ids = items.flatMap(({ id, name }) => ([id, name].some((one) => isSame(one, each)) ? id : []));
    if (new Set(ids.map((id) => id.toLowerCase())).size > 1)
      throw refusedError(
        `${ids.length} subscriptions are named "${each}". Use one of these IDs:\n  ${ids.join('\n  ')}`,
      );
    // If listing failed somewhere, an id may exist all the same; reading it says why it can't be seen.
    return { each, id: ids[0] ?? (isGuid(each) && failures.length > 0 ? each : undefined) };
  });
  return {
    ids: found.flatMap(({ id }) => id ?? []),
    unseen: found.flatMap(({ each, id }) => (id === undefined ? unseenSubscription(each) : [])),
  };
}

function unseenSubscription(given: string): Unknown {
  const name = isGuid(given) ? given : `"${given}"`;
  const reason = say`The subscription ${name} is not visible to the account that is signed in; "az account list" lists those that are.`;
  return { cause: 'refused', subject: { what: 'subscription', of: given }, reason };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function subscriptionsBelow(
  managementGroups: readonly string[],
  { connection }: IdentityService,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const directory = createDirectory(connection);
  const below = await Promise.all(
    managementGroups.map(async (name) => {
      const scope = `/providers/Microsoft.Management/managementGroups/${name}`;
      const found = await directory.read(scope, (arm) => listAllSubscriptions(arm, name, signal), signal);
      if (found.length === 0) throw refusedError(`The management group ${name} has no subscriptions that you can see.`);
      return found;
    }),
  );
  return below.flat();
}

/** A cluster, and the places where it is unknown whether they have another one of its name. */
export interface NamedCluster {
  readonly id: string;
  readonly unknown: readonly Unknown[];
}

/** Finds a cluster by its id, or by its name if only one visible cluster has that; rejects if several do. */
export async function clusterNamed(
  given: string,
  service: IdentityService,
  { ids, unseen, signal }: WantedSubscriptions & { readonly signal: AbortSignal },
): Promise<NamedCluster> {
  if (given.startsWith('/')) return { id: given, unknown: [] };
  const { items, failures } = await service.clusters({ ...(ids ? { subscriptionIds: ids } : {}), signal });
  const [failed] = failures;
  if (failed && items.length === 0) throw new IdentityError(failed.failure);
  const found = items.filter(({ name }) => name.toLowerCase() === given.toLowerCase());
  const [only, ...others] = found;
  if (only && others.length === 0) {
    const unknown = failures.map((each) => ({
      ...whyUnknown(each.failure),
      subject: { what: 'clusters' },
      title: verbatim(placeOf(each)),
      reason: say`Its clusters can't be listed, so there may be another "${given}". ${each.failure.message}`,
    }));
    return { id: only.id, unknown: [...unseen, ...unknown] };
  }
  if (only)
    throw refusedError(
      `${found.length} clusters are named "${given}". Use one of these IDs:\n  ${found.map(({ id }) => id).join('\n  ')}`,
    );
  if (failures.length + unseen.length > 0)
    throw new IdentityError({
      code: 'notFound',
      message: [
        `No cluster "${given}" was found, but not all clusters could be listed. Use its resource ID.`,
        ...failures.map((each) => `  ${placeOf(each)}: ${each.failure.message}`),
        ...unseen.map(({ reason }) => `  ${textOf(reason)}`),
      ].join('\n'),
    });
  const near = items.map(({ name }) => name).filter((name) => name.toLowerCase().includes(given.toLowerCase()));
  const seen = near.length > 0 ? near : items.map(({ name }) => name);
  const more = seen.length > mostNamed ? ` and ${seen.length - mostNamed} more` : '';
  const names = `${seen.slice(0, mostNamed).join(', ')}${more}`;
  throw new IdentityError({
    code: 'notFound',
    message: `There is no cluster "${given}".${names === '' ? '' : ` You can see ${names}.`}`,
  });
}

/** Says whether something could not be found or read; all other errors end the work, or are of the command line itself. */
export function isReadFailure(error: unknown): error is IdentityError {
  if (!(error instanceof IdentityError)) return false;
  const { failure } = error;
  return !endsAll(failure) && failure.code !== 'refused' && failure.isUnanswered !== true;
}

/** The most clusters that a message lists. */
const mostNamed = 20;

function placeOf({ subscriptionName, subscriptionId, tenantName, tenantId }: ListFailure): string {
  return subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
}
