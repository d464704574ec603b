/** What `reportClusters` and `diagnoseCluster` check and write. */
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import { notesOnDeleted } from '../../app/fleet/deletedSubscriptions.ts';
import { hiddenClusters } from '../../app/fleet/hiddenClusters.ts';
import type { WholeSurvey } from '../../app/fleet/survey.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { subscriptionNamesOf, type SubscriptionNames } from '../../domain/arm/scopeWords.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { acceptedFindings, clustersLeft, comparing, type Baseline } from '../../domain/report/comparison.ts';
import { annotationsOf } from '../../domain/report/formats/annotations.ts';
import { reportPieces } from '../../domain/report/formats/report.ts';
import type { ReportFormat } from '../../domain/report/reportFormats.ts';
import type { AboutReport } from '../../domain/report/overview.ts';
import { notReadIn } from '../../domain/report/notRead.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { inOneGo } from '../../shape/steps.ts';
import { textsOf, textOf } from '../../sentences/textOf.ts';
import { say } from '../../sentences/words.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { isReadFailure, type NamedCluster, type WantedSubscriptions } from './clusters.ts';
import { notesOnEntries, notesOnStaleEntries, type DecisionsOfFile } from './decisionNotes.ts';
import { failingFindings, failingText, failsTool } from './exitCode.ts';
import { filterOf, filterText, mayHavePassedFilters, unmatchedFilters } from './filters.ts';
import type { CommandFound } from './found.ts';
import { reportAtTerminal } from './reportAtTerminal.ts';
import type { RowsWithSince } from './sinceFindings.ts';
import { SurveyProgress } from './surveyProgress.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The command line, with the inputs that don't come from Azure. */
export type WantedReport = Arguments & { readonly earlier?: Baseline; readonly decided: DecisionsOfFile };

/** Checks all requested clusters. */
export async function reportClusters(
  service: IdentityService,
  { ids: subscriptionIds, unseen }: WantedSubscriptions,
  request: WantedReport,
  terminal: Terminal,
): Promise<CommandFound> {
  const progress = new SurveyProgress(terminal, textOf(service.connection.name));
  const { onFound, onAsking } = progress;
  const { signal } = terminal;
  const { earlier, filters } = request;
  const passes = filterOf(filters);
  let listedClusters: readonly Cluster[] = [];
  const survey = await service.survey({
    subscriptionIds,
    signal,
    wanted: passes,
    onListed(clusters) {
      listedClusters = clusters;
      progress.onListed(passes === undefined ? clusters : clusters.filter(passes));
    },
    onFound,
    onAsking,
  });
  const names = await readSubscriptionNames(service, signal);
  const outside = new Set(listedClusters.map(({ id }) => idKey(id)));
  const clustersNotInReport = (earlier ? inOneGo(clustersLeft(survey.rows, earlier)) : []).filter(
    (id) => mayHavePassedFilters(id, filters) && !outside.has(idKey(id)),
  );
  if (clustersNotInReport.length > 0) progress.say('Looking for clusters that only the earlier report has...');
  const goneClusters = await service.goneClusters(clustersNotInReport, survey.listed, signal);
  progress.end();
  const isBlind = names.count === 0 && listedClusters.length === 0 && survey.unknown.length + unseen.length === 0;
  const nothing = { cause: 'refused', subject: { what: 'subscriptions' } } as const;
  const hidden = isBlind
    ? [{ ...nothing, reason: say`There are no subscriptions that you can see.` }]
    : await hiddenClusters({ clusters: listedClusters, listed: survey.listed }, service, names.of);
  const ownUnknowns = [...unseen, ...hidden, ...unmatchedFilters(filters, listedClusters)];
  const unknown = [...survey.unknown, ...ownUnknowns];
  const isRestricted = subscriptionIds !== undefined;
  const isWhole = unknown.length === 0 && passes === undefined && request.from.kind !== 'files';
  const stale = isWhole ? notesOnStaleEntries(request.decided, { ...survey, isRestricted }, terminal.now()) : [];
  const filter =
    passes === undefined
      ? undefined
      : `Only clusters with ${filterText(filters)}: ${survey.rows.length} of ${textOf(countWithNoun(listedClusters.length, 'cluster'))}.`;
  const since = await sinceOf(survey.rows, service, request, terminal);
  return reportText(
    {
      ...survey,
      rows: since.rows,
      notes: [...textsOf(survey.notes), ...since.notes],
      stale,
      unknown: [...unknown, ...since.unknown],
      gone: goneClusters,
      names: names.of,
      isBlind: survey.rows.length === 0,
      filter,
      from: service.connection.kind,
    },
    request,
    terminal,
  );
}

/** Checks one cluster; if it can't be found or read, the report says so. */
export async function diagnoseCluster(
  service: IdentityService,
  named: Promise<NamedCluster>,
  request: WantedReport,
  terminal: Terminal,
): Promise<CommandFound> {
  const { signal } = terminal;
  const { rows, unknown } = await named
    .then(async (cluster) => ({ rows: [await service.reportRow(cluster.id, signal)], unknown: cluster.unknown }))
    .catch((error: unknown) => {
      if (!isReadFailure(error)) throw error;
      const subject = { what: 'cluster', of: request.subject ?? '' };
      return { rows: [], unknown: [{ ...whyUnknown(error.failure), subject }] };
    });
  const { of: names } = await readSubscriptionNames(service, signal);
  const isBlind = rows.length === 0;
  const since = await sinceOf(rows, service, request, terminal);
  const all = { rows: since.rows, unknown: [...unknown, ...since.unknown], from: service.connection.kind };
  return reportText({ ...all, notes: since.notes, stale: [], gone: [], names, isBlind }, request, terminal);
}

/** Azure's logs are asked only if that is wanted. */
async function sinceOf(
  rows: readonly ReportRow[],
  service: IdentityService,
  { tellsSince, mask }: Pick<Arguments, 'tellsSince' | 'mask'>,
  { now, signal }: Pick<Terminal, 'now' | 'signal'>,
): Promise<RowsWithSince> {
  if (!tellsSince) return { rows, unknown: [], notes: [] };
  const { withSince } = await import('./sinceFindings.ts');
  return withSince(rows, service, { now: now(), mask, signal });
}

async function readSubscriptionNames(
  service: IdentityService,
  signal: AbortSignal,
): Promise<{ readonly of: SubscriptionNames; readonly count: number }> {
  const { items } = await service.subscriptions(signal);
  return { of: subscriptionNamesOf(items), count: items.length };
}

interface SurveyWithNotes {
  readonly rows: readonly ReportRow[];
  readonly notes: readonly string[];
  /** Notes on entries of decisions that match nothing. */
  readonly stale: readonly string[];
  readonly unknown: readonly Unknown[];
  /** The clusters of the earlier report that no longer exist. */
  readonly gone: readonly string[];
  readonly names: SubscriptionNames;
  /** True if no cluster was read, of those that the filters let through. */
  readonly isBlind: boolean;
  readonly filter?: string | undefined;
  readonly mayLackChangesSince?: Date | undefined;
  readonly deletedSubscriptions?: WholeSurvey['deletedSubscriptions'];
  readonly from: IdentityService['connection']['kind'];
}

function reportText(survey: SurveyWithNotes, request: WantedReport, terminal: Terminal): CommandFound {
  const { rows } = survey;
  const { format, failOn, earlier, category, allowPartial, annotations, decided } = request;
  const now = terminal.now();
  const comparison = earlier && inOneGo(comparing(rows, earlier, survey.gone));
  const notRead = notReadIn(rows, survey.unknown);
  const ownNotes = [...notesOnEntries(decided, now), ...survey.stale];
  const failing = rows.map((row) => failingFindings(row, failOn, { now, comparison }));
  const { filter } = survey;
  const notes = [...survey.notes, ...ownNotes];
  const rowsToShow = request.hideAccepted ? rows.map((row) => ({ ...row, findings: openOf(row.findings) })) : rows;
  const about: AboutReport = {
    unknown: survey.unknown,
    mayLackChangesSince: survey.mayLackChangesSince,
    deletedSubscriptions: survey.deletedSubscriptions,
    from: survey.from,
    notes,
    comparison,
    category,
    filter,
    hidden: request.hideAccepted ? acceptedFindings(rows, now, comparison) : undefined,
    subscriptionName: survey.names,
    isBlind: survey.isBlind,
    allowsPartial: allowPartial,
    fails: (finding) => failsTool(finding, failOn, comparison),
  };
  const screen = request.isUsualFormat ? terminal.screen : undefined;
  return {
    ...(screen
      ? {
          text: reportAtTerminal(rowsToShow, about, { ...request, screen, typed: terminal.args, now }),
          isLaidOut: true,
        }
      : { text: reportPieces(rowsToShow, format as ReportFormat, now, about) }),
    ...(failing.flat().length > 0 ? { failing: failingText(failing, comparison !== undefined) } : {}),
    notRead: textsOf(notRead.map((failedRead) => failedRead.text)),
    isBlind: survey.isBlind,
    ...(annotations ? { annotations: annotationsOf(rowsToShow, notRead, annotations) } : {}),
    notes: [
      ...(filter === undefined ? [] : [filter]),
      ...textsOf(notesOnDeleted(survey.deletedSubscriptions ?? [])),
      ...ownNotes,
    ],
  };
}
