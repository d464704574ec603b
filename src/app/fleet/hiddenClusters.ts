import {
  isNotRead,
  joinUnknowns,
  unknownWith,
  unknownText,
  withTitle,
  type Unknown,
} from '../../domain/arm/unknown.ts';
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { inParallel } from '../../async/inParallel.ts';
import type { CallerVerdict } from '../../domain/access/callerPermissions.ts';
import type { SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import { IdentityError } from '../../errors.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { WholeSurvey } from './survey.ts';
import { say } from '../../sentences/words.ts';

/** One request each, about a minute in all. */
const mostAsked = 1000;
const sideBySide = 8;

/** Returns the subscriptions without a listed cluster that may still have one, because a list leaves out what its reader may not see. */
export async function hiddenClusters(
  { clusters, listed }: Pick<WholeSurvey, 'listed'> & { readonly clusters: readonly Pick<Cluster, 'subscriptionId'>[] },
  { callerCan }: { readonly callerCan: (action: string, scope: string) => Promise<CallerVerdict> },
  nameOf: SubscriptionNames,
): Promise<readonly Unknown[]> {
  const visibleIds = new Set(clusters.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const empty = listed.filter((id) => !visibleIds.has(id));
  const verdicts = await inParallel(empty.slice(0, mostAsked), sideBySide, async (id) => {
    const hiddenReason = whyHidden(id, await hiddenVerdict(callerCan, id));
    return hiddenReason === undefined ? [] : [withTitle(nameOf(id) ?? id, hiddenReason)];
  });
  const notAsked = empty.slice(mostAsked).map((id) => nameOf(id) ?? id);
  const reason = say`It was not checked whether you may read clusters in ${notAsked.length} of ${empty.length} subscriptions without clusters. Check them in separate runs with --subscription: ${notAsked.join(', ')}.`;
  return [...verdicts.flat(), ...(notAsked.length > 0 ? [unknownWith('notAsked', 'clusters', reason)] : [])];
}

async function hiddenVerdict(
  callerCan: (action: string, scope: string) => Promise<CallerVerdict>,
  id: string,
): Promise<CallerVerdict> {
  try {
    return await callerCan('Microsoft.ContainerService/managedClusters/read', `/subscriptions/${id}`);
  } catch (error) {
    if (!(error instanceof IdentityError) || isAboutEverything(error.failure)) throw error;
    const subject = { what: 'callerPermissions', of: `/subscriptions/${id}` };
    const unknown = withTitle(say`Your permissions there can't be read`, { ...whyUnknown(error.failure), subject });
    return { kind: 'unknown', reason: unknownText(unknown), unknown: [unknown] };
  }
}

function whyHidden(id: string, verdict: CallerVerdict): Unknown | undefined {
  const subject = { what: 'clusters', of: `/subscriptions/${id}` };
  switch (verdict.kind) {
    case 'granted':
      return undefined;
    case 'missing':
      return { cause: 'refused', subject, reason: say`You may not read clusters. ${verdict.reason}` };
    case 'unknown': {
      const reason = say`It isn't known whether you may read clusters. ${verdict.reason}`;
      return verdict.unknown.some(isNotRead) ? joinUnknowns(verdict.unknown, { subject, reason }) : undefined;
    }
  }
}
