/** From what the command line says to what is read. */
import { whyUnknown } from '../azure/arm/whyUnknown.ts';
import type { Unknown } from '../domain/arm/unknown.ts';
import type { IdentityService } from '../app/identityService.ts';
import { createDirectory } from '../azure/directory/directory.ts';
import type { ListFailure } from '../azure/directory/partialList.ts';
import { listAllSubscriptions } from '../azure/directory/subscriptions.ts';
import { isGuid } from '../domain/arm/resourceId.ts';
import { IdentityError, refusedError } from '../errors.ts';
import type { Arguments } from './arguments.ts';
import { say, verbatim } from '../sentences/words.ts';

type Wanted = Pick<Arguments, 'subscriptions' | 'managementGroups'>;

/** Returns the subscriptions to look at; `undefined` stands for all. Rejects if a management group has none. */
export async function wantedSubscriptions(
  { subscriptions, managementGroups }: Wanted,
  { connection }: IdentityService,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const noId = subscriptions?.find((each) => !isGuid(each));
  if (noId !== undefined) throw refusedError(`"${noId}" is not a subscription ID; "az account list" lists them.`);
  const noName = managementGroups.find((each) => !/^[-\w.()]+$/.test(each));
  if (noName !== undefined)
    throw refusedError(
      `"${noName}" is not the name of a management group; "az account management-group list" lists them.`,
    );
  if (managementGroups.length === 0) return subscriptions;
  const directory = createDirectory(connection);
  const below = await Promise.all(
    managementGroups.map(async (name) => {
      const scope = `/providers/Microsoft.Management/managementGroups/${name}`;
      const found = await directory.read(scope, (arm) => listAllSubscriptions(arm, name, signal), signal);
      if (found.length === 0) throw refusedError(`The management group ${name} has no subscriptions that you can see.`);
      return found;
    }),
  );
  return [...new Set([...(subscriptions ?? []), ...below.flat()].map((id) => id.toLowerCase()))];
}

/** A cluster, and of which places it is unknown whether they have one of its name. */
export interface NamedCluster {
  readonly id: string;
  readonly unknown: readonly Unknown[];
}

/** Finds a cluster by its id, or by a name that only one visible cluster has; rejects if that is ambiguous. */
export async function clusterNamed(
  given: string,
  service: IdentityService,
  wanted: { readonly subscriptionIds: readonly string[] | undefined; readonly signal: AbortSignal },
): Promise<NamedCluster> {
  if (given.startsWith('/')) return { id: given, unknown: [] };
  const { subscriptionIds, signal } = wanted;
  const { items, failures } = await service.clusters({ ...(subscriptionIds ? { subscriptionIds } : {}), signal });
  const [failed] = failures;
  if (failed && items.length === 0) throw new IdentityError(failed.failure);
  const found = items.filter(({ name }) => name.toLowerCase() === given.toLowerCase());
  const [only, ...others] = found;
  if (only && others.length === 0) {
    const unknown = failures.map((each) => ({
      ...{ ...whyUnknown(each.failure), subject: { what: 'clusters' }, title: verbatim(placeOf(each)) },
      reason: say`Its clusters can't be listed, so there may be another "${given}". ${each.failure.message}`,
    }));
    return { id: only.id, unknown };
  }
  if (only)
    throw refusedError(
      `${found.length} clusters are named "${given}". Use one of these IDs:\n  ${found.map(({ id }) => id).join('\n  ')}`,
    );
  if (failures.length > 0)
    throw new IdentityError({
      code: 'notFound',
      message: [
        `No cluster "${given}" was found, but not all clusters could be listed. Use its resource ID.`,
        ...failures.map((each) => `  ${placeOf(each)}: ${each.failure.message}`),
      ].join('\n'),
    });
  const near = items.map(({ name }) => name).filter((name) => name.toLowerCase().includes(given.toLowerCase()));
  const names = (near.length > 0 ? near : items.map(({ name }) => name)).slice(0, 20).join(', ');
  throw new IdentityError({
    code: 'notFound',
    message: `There is no cluster "${given}".${names === '' ? '' : ` You can see ${names}.`}`,
  });
}

function placeOf({ subscriptionName, subscriptionId, tenantName, tenantId }: ListFailure): string {
  return subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
}
