/** The part of the service that judges many clusters. */
import { clusterList } from '../azure/read/clusters.ts';
import { reportingQueries } from '../azure/http/queryWatch.ts';
import { whyUnknown } from '../azure/arm/whyUnknown.ts';
import type { ListFailure } from '../azure/directory/partialList.ts';
import { listEverywhere } from '../azure/read/listEverywhere.ts';
import type { Unknown } from '../domain/arm/unknown.ts';
import { describeInBrief, IdentityError } from '../errors.ts';
import { forEachInTurns, textInTurns } from '../async/yielding.ts';
import { keeping } from '../memory/kept.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { reportPieces } from '../domain/report/formats/report.ts';
import { notesOnDeleted } from './fleet/deletedSubscriptions.ts';
import { goneClusters } from './fleet/goneSinceReport.ts';
import { surveyFleet } from './fleet/survey.ts';
import { subscriptionNamesIn, unseenSubscriptions, withSubscriptionNames } from './fleet/oneCluster.ts';
import { judgementOf } from './judgements.ts';
import { graphLag } from './runs/recentWrites.ts';
import type { AskingProgress, ServiceSurveys } from './identityService.ts';
import type { ServiceDependencies } from './serviceDependencies.ts';
import { say } from '../sentences/words.ts';

/** Makes the part of the service that applies the rules to many clusters. */
export function surveysOf(dependencies: ServiceDependencies): ServiceSurveys {
  const survey: ServiceSurveys['survey'] = async ({
    subscriptionIds,
    wanted,
    signal,
    onListed,
    onFound,
    mostWithoutGraph,
    isPrivate = false,
    asksEach = dependencies.asksEach,
    onAsking,
  }) => {
    const { directory, connection } = dependencies;
    const since = new Date(dependencies.now().getTime() - graphLag);
    const { isIn: notFromGraph, identities: writtenTo } = dependencies.written;
    await dependencies.decisions.ready();
    const list = { ...clusterList, subscriptionIds, signal, notFromGraph };
    const { items: clusters, failures, listed, deleted } = await listEverywhere(directory, list);
    const [failed] = failures;
    // Where each subscription that there is refuses its list, the survey says so of each.
    const blind = listed.length === 0 ? failures.find(({ subscriptionId }) => subscriptionId === undefined) : undefined;
    if (blind !== undefined) throw new IdentityError(blind.failure);
    const unseen = failed === undefined ? await unseenSubscriptions(directory, subscriptionIds, signal) : [];
    onListed?.(clusters);
    const items = wanted === undefined ? clusters : clusters.filter(wanted);
    const isWhole = subscriptionIds === undefined && wanted === undefined && failed === undefined;
    const { onAsked, onToAsk } = countsOfAsking(onAsking);
    const surveyed = await surveyFleet(items, {
      directory,
      notFromGraph,
      writtenTo,
      signal,
      isWhole,
      mostWithoutGraph,
      asksEach,
      gathering: dependencies.gathering({ signal, asksEach, onAsked, isPrivate }),
      onToAsk,
      onFound: (row) => onFound?.(dependencies.decider.row(row)),
    });
    const rows: ReportRow[] = [];
    await forEachInTurns(surveyed.rows, (row) => void rows.push(dependencies.decider.row(row)), signal);
    if (!isPrivate) await noteJudgements(dependencies, rows, signal);
    const unknown = [...unseen, ...failures.map(unlistedClusters)];
    return {
      rows,
      notes: [...dependencies.decisions.notes(), ...notesOnDeleted(deleted), ...surveyed.notes],
      unknown: [...unknown, ...surveyed.unknown],
      listed,
      ...(deleted.length === 0 ? {} : { deletedSubscriptions: deleted.map(({ id, name }) => ({ id, name })) }),
      ...(connection.kind === 'file' ? {} : { mayLackChangesSince: since }),
    };
  };

  const namedSurvey: ServiceSurveys['survey'] = async (options) => {
    const wholeSurvey = await reportingQueries(options.onQueries, () =>
      dependencies.written.after(() => keeping(() => survey(options))),
    );
    const { rows } = wholeSurvey;
    return {
      ...wholeSurvey,
      rows: withSubscriptionNames(rows, await subscriptionNamesIn(dependencies.directory, options.signal)),
    };
  };

  return {
    survey: namedSurvey,
    judgements: () => dependencies.judgements,
    goneClusters: (ids, listedIds, signal) => goneClusters(ids, listedIds, dependencies.gathering({ signal }).read),
    async report({ format, subscriptionIds, signal }) {
      const { rows, ...about } = await namedSurvey({ subscriptionIds, signal });
      const subscriptionName = await subscriptionNamesIn(dependencies.directory, signal);
      const from = dependencies.connection.kind;
      return textInTurns(reportPieces(rows, format, dependencies.now(), { ...about, subscriptionName, from }), signal);
    },
  };
}

/** Says that the clusters of a subscription or directory could not be listed. */
function unlistedClusters({ tenantId, tenantName, subscriptionId, subscriptionName, failure }: ListFailure): Unknown {
  const place = subscriptionName ?? subscriptionId ?? tenantName ?? tenantId;
  const subject = { what: 'clusters', of: subscriptionId ?? tenantId };
  return {
    ...whyUnknown(failure),
    subject,
    title: say`${place} can't be read`,
    short: say`Clusters in ${place}`,
    reason: describeInBrief(failure),
  };
}

/** Notes what was found, for views that show it too. */
async function noteJudgements(
  { judgements, changed, now }: ServiceDependencies,
  rows: readonly ReportRow[],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) return;
  const at = now();
  await forEachInTurns(rows, (row) => void judgements.set(...judgementOf(row, at)));
  changed.emit({ kind: 'judged' });
}

/** Counts the single requests for clusters and identities, and reports each. */
function countsOfAsking(report?: (progress: AskingProgress) => void) {
  let done = 0;
  let total = 0;
  return {
    onToAsk: (count: number): void => {
      total = count;
      report?.({ done, all: Math.max(total, done) });
    },
    onAsked: (): void => {
      done++;
      report?.({ done, all: Math.max(total, done) });
    },
  };
}
