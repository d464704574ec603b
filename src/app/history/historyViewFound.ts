/** What a history is asked with, and what it looks for. */
import { isNotFound } from '../../azure/arm/armErrors.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { getIdentity } from '../../azure/read/identities.ts';
import { asArmId, parseResourceId, resourceType, sameText } from '../../domain/arm/resourceId.ts';
import { unknownWith, type Unknown } from '../../domain/arm/unknown.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import { subjectOf, viewOfCluster, viewOfIdentity, viewOfPlace } from '../../domain/history/historyViews.ts';
import type { HistoryView } from '../../domain/history/model.ts';
import { clusterAt } from '../../domain/plan/lookUps.ts';
import { failureOf, saidMessage } from '../../errors.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { Journal } from '../runs/journal.ts';

/** What is asked with. */
export interface HistoryAsking {
  readonly directory: Directory;
  readonly journal: Journal;
  readonly connectionKey: string;
  readonly now: Date;
  readonly since: Date;
  readonly signal?: AbortSignal | undefined;
  readonly gather: <T>(run: (facts: Facts) => T) => Promise<T>;
}

/** What a history looks for; `absence` says that what it is about does not exist now. */
export interface HistoryViewFound {
  readonly view: HistoryView;
  readonly unknown: readonly Unknown[];
  readonly absence?: Words;
}

/** What no longer exists has a history, too, but its principals are not known. */
export async function viewOf(id: string, { gather, directory, signal }: HistoryAsking): Promise<HistoryViewFound> {
  const { kind, name } = subjectOf(id);
  if (kind === 'scope') return viewOfScope(id, gather);
  try {
    if (kind === 'identity') {
      const identity = await directory.read(
        id,
        (arm) => getIdentity(arm, asArmId(id, resourceType.identity), signal),
        signal,
      );
      return { view: viewOfIdentity(identity), unknown: [] };
    }
    const view = await gather((facts) => {
      const cluster = clusterAt(asArmId(id, resourceType.cluster), facts);
      return cluster && viewOfCluster(cluster, facts);
    });
    if (view === undefined) throw new Error(`${id} was neither read nor refused.`);
    return { view, unknown: [] };
  } catch (error) {
    const failure = failureOf(error);
    if (!isNotFound(failure)) throw error;
    const reason = say`${name} no longer exists, so which principals it had is not known. ${saidMessage(failure)}`;
    const unknown = [unknownWith('hidden', 'identities', reason, id)];
    return { view: viewOfPlace(id), unknown, absence: saidMessage(failure) };
  }
}

async function viewOfScope(id: string, gather: HistoryAsking['gather']): Promise<HistoryViewFound> {
  const view = viewOfPlace(id);
  const { type = resourceType.subscription } = parseResourceId(id) ?? {};
  if (sameText(type, resourceType.subscription)) return { view, unknown: [] };
  const answer = await gather((facts) => facts.get({ kind: 'resource', id: asArmId(id) }));
  const { name } = view.subject;
  const isOfCluster = type.toLowerCase().startsWith(`${resourceType.cluster.toLowerCase()}/`);
  const withCluster = say`Changes to ${name} that were made together with its cluster are only in the cluster's History.`;
  return {
    view,
    unknown: isOfCluster ? [unknownWith('untellable', 'managedClusters', withCluster, id)] : [],
    ...(answer?.kind === 'missing' ? { absence: say`${name} does not exist.` } : {}),
  };
}
