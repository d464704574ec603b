import { isNotRead, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { moreUnknown, needsNotRead } from '../../domain/report/unknowns.ts';
import { watchedFacts } from '../../domain/checked/unknownFindings.ts';
import { subscriptionNamesOf, type SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { unusedRolesNow, type UnusedRoles } from '../../domain/findings/leftovers/unusedRoles.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { requirementsOf } from '../../domain/needs/needs.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { checkedCluster, type CheckedCluster } from '../../domain/checked/checkedCluster.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import { IdentityError } from '../../errors.ts';
import { gatherFacts, type Gathering } from '../facts/gatherFacts.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import { joinWords, say } from '../../sentences/words.ts';

/** What a cluster makes its identities need, and which of that could not be read. */
export interface JudgedRequirements {
  readonly requirements: readonly Requirement[];
  readonly unknown: readonly Unknown[];
}

/** Finds out what the cluster makes its identities need and whether they have it, and what could not be read. */
export function surveyRequirements(id: ArmId, gathering: Gathering): Promise<JudgedRequirements> {
  return gatherFacts((unrecorded) => {
    const cluster = clusterAt(id, unrecorded);
    if (cluster === undefined) return { requirements: [], unknown: [] };
    const { facts, ...watched } = watchedFacts(unrecorded, cluster);
    const requirements = requirementsOf(cluster, facts);
    const unknowns = requirements.flatMap(({ unknown = [] }) => unknown);
    return {
      requirements,
      unknown: [...needsNotRead(requirements), ...moreUnknown(watched, unknowns).filter(isNotRead)],
    };
  }, gathering);
}

/** Finds out what is wrong with the cluster's identities, what soon will be, and what can't be known. */
export async function checkCluster(id: ArmId, gathering: Gathering): Promise<CheckedCluster> {
  const checked = await gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster && checkedCluster(cluster, facts);
  }, gathering);
  return checked ?? throwNotRead(id);
}

/** Makes the row of one cluster in a report; throws a `Refusal` if the cluster does not exist or can't be read. */
export async function surveyCluster(id: ArmId, gathering: Gathering): Promise<ReportRow> {
  const row = await gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster && { cluster, ...checkedCluster(cluster, facts) };
  }, gathering);
  return row ?? throwNotRead(id);
}

function throwNotRead(id: ArmId): never {
  throw new IdentityError({ code: 'unexpected', message: say`${id} was not read.` });
}

/** Reads the names of the visible subscriptions. */
export async function subscriptionNamesIn(directory: Directory, signal?: AbortSignal): Promise<SubscriptionNames> {
  const { items } = await directory.access(signal);
  return subscriptionNamesOf(items.map(({ subscription }) => subscription));
}

/** Adds the names of subscriptions, as far as they are known. */
export function withSubscriptionNames(rows: readonly ReportRow[], names: SubscriptionNames): readonly ReportRow[] {
  return rows.map((row) => ({ ...row, subscriptionName: names(row.cluster.subscriptionId) }));
}

/** Finds out what is left over because of the cluster. */
export function surveyUnusedRoles(id: ArmId, gathering: Gathering): Promise<UnusedRoles> {
  const nothing = { holders: [], unknown: [], at: gathering.now() };
  return gatherFacts((facts) => {
    const cluster = clusterAt(id, facts);
    return cluster === undefined ? nothing : unusedRolesNow(cluster, facts);
  }, gathering);
}

/** Returns each requested subscription that is neither visible nor deleted, and rejects if none is: a report about nothing would look like a clean one. */
export async function unseenSubscriptions(
  directory: Directory,
  subscriptionIds: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly Unknown[]> {
  if (subscriptionIds === undefined || subscriptionIds.length === 0) return [];
  const { items, deleted } = await directory.access(signal);
  const knownIds = new Set(
    [...items.map(({ subscription }) => subscription), ...deleted].map(({ id }) => id.toLowerCase()),
  );
  const unseen = subscriptionIds.filter((id) => !knownIds.has(id.toLowerCase()));
  const unknown = unseen.map((id): Unknown => ({
    cause: 'refused',
    subject: { what: 'subscription', of: id },
    reason: say`The subscription ${id} is not visible to the accounts that are signed in.`,
  }));
  if (unseen.length < subscriptionIds.length) return unknown;
  throw new IdentityError({
    code: 'notFound',
    armCode: 'SubscriptionNotFound',
    message: joinWords(unknownTexts(unknown)),
  });
}
