import { inParallel } from '../../async/inParallel.ts';
import type { CallerVerdict } from '../../domain/access/callerPermissions.ts';
import type { SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import type { WholeSurvey } from './survey.ts';

const mostAsked = 100;
const sideBySide = 8;

/**
 * Says of which subscriptions without a cluster it can't be told that they have none, because a list leaves out what its reader
 * may not see; a note says of how many that was not asked.
 */
export async function hiddenClusters(
  { rows, listed }: Pick<WholeSurvey, 'rows' | 'listed'>,
  { callerCan }: { readonly callerCan: (action: string, scope: string) => Promise<CallerVerdict> },
  nameOf: SubscriptionNames,
): Promise<Pick<WholeSurvey, 'unread' | 'notes'>> {
  const seen = new Set(rows.map(({ cluster }) => cluster.subscriptionId.toLowerCase()));
  const empty = listed.filter((id) => !seen.has(id));
  const verdicts = await inParallel(empty.slice(0, mostAsked), sideBySide, async (id) => {
    const verdict = await callerCan('Microsoft.ContainerService/managedClusters/read', `/subscriptions/${id}`);
    return verdict.kind === 'missing' ? [`${nameOf(id) ?? id}: You may not read clusters. ${verdict.reason}`] : [];
  });
  const left =
    `Of ${empty.length} subscriptions without clusters ${mostAsked} were asked whether you may read clusters there. ` +
    'Name the others with --subscription to have them asked, too.';
  return { unread: verdicts.flat(), notes: empty.length > mostAsked ? [left] : [] };
}
