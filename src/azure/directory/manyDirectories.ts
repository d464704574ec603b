import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { lastSegment } from '../../domain/arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind } from '../../domain/arm/scopeWords.ts';
import { failureOf, IdentityError, refusedError, saidMessage } from '../../errors.ts';
import type { Arm } from '../arm/arm.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import type { Tenant } from './connection.ts';
import type { Listing } from './partialList.ts';
import { getAssignment } from '../arm/roleAssignment.ts';
import { armShapes } from '../http/armShapes.ts';
import { say, type Phrase, type Words } from '../../sentences/words.ts';

/**
 * Returns the tenants, all of one directory, for a scope or id above all subscriptions: those of the only directory
 * that has it. Throws `refused` if that is ambiguous. Sends nothing if there is only one directory.
 */
export async function tenantsAbove(
  id: string,
  listing: Listing<Tenant>,
  armOf: (tenant: Tenant) => Arm,
  signal?: AbortSignal,
): Promise<readonly Tenant[]> {
  const directories = [...Map.groupBy(listing.items, ({ tenantId }) => tenantId.toLowerCase()).values()];
  const [failed] = listing.failures;
  if (failed !== undefined) {
    throw unknownDirectoryError(
      id,
      say`${failed.account ?? failed.tenantName ?? failed.tenantId} can't be asked`,
      saidMessage(failed.failure),
    );
  }
  const [only, ...otherDirectories] = directories;
  if (only === undefined) throw signedOutOfAllError();
  if (otherDirectories.length === 0) return only;
  const has = presenceOf(id);
  if (has === undefined) throw ambiguousError(id, directories.length, directories.length);
  const isInDirectory = await Promise.all(directories.map((tenants) => isIn(tenants, { id, has, armOf, signal })));
  const having = directories.filter((_, index) => isInDirectory[index]);
  const [firstTenants, ...furtherTenants] = having;
  if (firstTenants !== undefined && furtherTenants.length === 0) return firstTenants;
  if (firstTenants === undefined && isAssignment(id)) return only;
  throw ambiguousError(id, having.length, directories.length);
}

type Presence = (arm: Arm, signal?: AbortSignal) => Promise<unknown>;

/** A question that only directories with this id can answer; every directory has `/`. */
function presenceOf(id: string): Presence | undefined {
  if (isAssignment(id)) return (arm, signal) => getAssignment(arm, id, signal);
  const group = /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+/i.exec(id)?.[0];
  return group === undefined
    ? undefined
    : (arm, signal) => arm.get(group, apiVersions.managementGroup, signal, armShapes.thing);
}

interface PresenceQuestion {
  readonly id: string;
  readonly has: Presence;
  readonly armOf: (tenant: Tenant) => Arm;
  readonly signal: AbortSignal | undefined;
}

/** Whether a directory has it, according to the first of its accounts that answers; throws if none does. */
async function isIn(tenants: readonly Tenant[], { id, has, armOf, signal }: PresenceQuestion): Promise<boolean> {
  let refusal: IdentityError | undefined;
  for (const tenant of tenants) {
    try {
      await has(armOf(tenant), signal);
      return true;
    } catch (thrown) {
      const error = asIdentityError(thrown);
      if (signal?.aborted) throw error;
      if (error.code === 'notFound') return false;
      refusal ??= unknownDirectoryError(
        id,
        say`the directory ${tenant.name ?? tenant.tenantId} does not say`,
        saidMessage(failureOf(error)),
      );
    }
  }
  throw refusal ?? signedOutOfAllError();
}

function isAssignment(id: string): boolean {
  return scopeOfAssignment(id) !== id;
}

function nameForId(id: string): Phrase {
  return isAssignment(id)
    ? say`role assignment ${lastSegment(id)} on ${scopeWithKind(scopeOfAssignment(id))}`
    : scopeWithKind(id);
}

const wayOut = say`Start the change from the row of its role in Clusters, or name the directory (tenantId).`;

function ambiguousError(id: string, having: number, directories: number): IdentityError {
  const memberships = having === 0 ? say`is in none of them` : say`is in ${having} of them`;
  return refusedError(
    say`You are signed in to ${directories} directories, and ${nameForId(id)} ${memberships}. ${wayOut}`,
    'https://learn.microsoft.com/azure/governance/management-groups/overview',
  );
}

function unknownDirectoryError(id: string, missing: Words, reason: Words): IdentityError {
  return refusedError(say`Which directory has ${nameForId(id)} is not known, because ${missing}: ${reason} ${wayOut}`);
}

function signedOutOfAllError(): IdentityError {
  return new IdentityError({ code: 'signedOut', message: say`No one is signed in.` });
}
