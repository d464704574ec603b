import type { Directory } from '../../azure/directory/directory.ts';
import type { Checked } from '../../domain/findings/finding.ts';
import { findingsOf } from '../../domain/findings/findings.ts';
import type { UnusedRoles } from '../../domain/findings/unusedRoles.ts';
import { unusedRolesNow } from '../../domain/findings/unusedRoles.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { judgedNeeds, requirementsOf } from '../../domain/needs/needs.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import { IdentityError } from '../../errors.ts';
import type { Gathering } from '../facts/gatherFacts.ts';
import { gatherFacts } from '../facts/gatherFacts.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';

/** Finds out what the cluster makes its identities need, and whether they have it. */
export function surveyRequirements(id: ArmId, gathering: Gathering): Promise<readonly Requirement[]> {
  return gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster === undefined ? [] : requirementsOf(cluster, facts);
  }, gathering);
}

/** Finds out what is wrong with the cluster's identities, or will be, and what can't be known. */
export function checkCluster(id: ArmId, gathering: Gathering): Promise<Checked> {
  return gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    if (cluster === undefined) return { findings: [], unknown: [] };
    const judged = judgedNeeds(cluster, facts);
    const requirements = judged.map(({ requirement }) => requirement);
    return {
      findings: findingsOf(cluster, facts, judged),
      unknown: requirements.filter(({ verdict }) => verdict === 'unknown'),
    };
  }, gathering);
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
