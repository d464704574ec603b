import type { Directory } from '../../azure/directory/directory.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { findingsOf } from '../../domain/findings/findings.ts';
import type { UnusedRoles } from '../../domain/findings/unusedRoles.ts';
import { unusedRolesNow } from '../../domain/findings/unusedRoles.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { requirementsOf } from '../../domain/needs/needs.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import { IdentityError } from '../../errors.ts';
import type { Gathering } from '../facts/gatherFacts.ts';
import { gatherFacts } from '../facts/gatherFacts.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';

/** Finds out what the cluster makes its identities need, and whether they have it. */
export function surveyRequirements(id: ArmId, gathering: Gathering): Promise<readonly Requirement[]> {
  return gatherFacts((facts) => ofCluster(id, facts, (cluster) => requirementsOf(cluster, facts)), gathering);
}

/** Finds out what is wrong with the cluster's identities, or will be. */
export function surveyFindings(id: ArmId, gathering: Gathering): Promise<readonly Finding[]> {
  return gatherFacts((facts) => ofCluster(id, facts, (cluster) => findingsOf(cluster, facts)), gathering);
}

/** Finds out what is left over because of the cluster. */
export function surveyUnusedRoles(id: ArmId, gathering: Gathering): Promise<UnusedRoles> {
  const nothing = { holders: [], unknown: [], at: gathering.now() };
  return gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster === undefined ? nothing : unusedRolesNow(cluster, facts);
  }, gathering);
}

/**
 * Returns a note for each requested subscription that is not visible, and rejects if none of them is: a report about
 * nothing would look as if all were well.
 */
export async function unseenSubscriptions(
  directory: Directory,
  subscriptionIds: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (subscriptionIds === undefined || subscriptionIds.length === 0) return [];
  const { items } = await directory.seats(signal);
  const seen = new Set(items.map(({ subscription }) => subscription.id.toLowerCase()));
  const unseen = subscriptionIds.filter((id) => !seen.has(id.toLowerCase()));
  const notes = unseen.map((id) => `The subscription ${id} is not visible with the accounts that are signed in.`);
  if (unseen.length < subscriptionIds.length) return notes;
  throw new IdentityError({ code: 'notFound', armCode: 'SubscriptionNotFound', message: notes.join(' ') });
}

/** Works on the cluster as it is now, and is refused if the cluster does not exist. */
function ofCluster<T>(id: ArmId, facts: Facts, work: (cluster: Cluster) => readonly T[]): readonly T[] {
  const cluster = clusterAt(id, facts);
  return cluster === undefined ? [] : work(cluster);
}
