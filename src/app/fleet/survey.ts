import {
  isNotInFile,
  isNotRead,
  joinUnknowns,
  unknownText,
  whyNotRead,
  type Cause,
  type Unknown,
} from '../../domain/arm/unknown.ts';
import { forEachInTurns, nextTurn } from '../../async/yielding.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import { trustedAccessList } from '../../domain/around/things/trustedAccess.ts';
import { forgetTexts, keptText } from '../../memory/kept.ts';
import { idKey, resourceType, type ArmId } from '../../domain/arm/resourceId.ts';
import { readKey, type Read } from '../../domain/cluster/facts.ts';
import type { Cluster, Subscription } from '../../domain/cluster/model.ts';
import { mostBindingLists } from '../../domain/uses/boundTo.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { homelessSentences } from '../../domain/workloads/goneIssuers.ts';
import type { ReportRow } from '../../domain/report/columns.ts';
import { checkedCluster, type CheckedCluster } from '../../domain/checked/checkedCluster.ts';
import { namedSubscriptions } from '../facts/clusterDetails.ts';
import { gatherFacts, type Answers, type AnyAnswer, type Gathering, type ReadFact } from '../facts/gatherFacts.ts';
import { readOnce } from '../facts/readOnce.ts';
import { createFleetReader, type FleetReading } from './fleetFacts.ts';
import { findContradiction } from './emptyTables.ts';
import { FleetTables } from './fleetTables.ts';
import { rolesNow } from './rolesNow.ts';
import { decideLeftOut, withoutNodeGroups } from './leftOut.ts';
import { doubtsAbout } from './doubtfulGrants.ts';
import { routingAddon } from '../../domain/gateway/mapping.ts';
import { routingOf, servesGateways } from '../../domain/gateway/routing.ts';
import { kubeletPrincipal, principalOf } from '../../domain/cluster/principals.ts';
import { inParallel } from '../../async/inParallel.ts';
import { groupByWords, joinWords, say, type Words } from '../../sentences/words.ts';
import { fewOf } from '../../domain/words/counts.ts';
import { defined } from '../../shape/defined.ts';

/** Holds clusters with their findings, what could not be read about all of them together, and notes. */
export interface Survey {
  readonly rows: readonly ReportRow[];
  readonly notes: readonly Words[];
  readonly unknown: readonly Unknown[];
}

/** Holds what was found in all requested subscriptions. */
export interface WholeSurvey extends Survey {
  /** The subscriptions whose clusters were listed, in lower case. */
  readonly listed: readonly string[];
  /** Changes since then may be missing, because Resource Graph lags; left out for files. */
  readonly mayLackChangesSince?: Date;
  /** What is listed and deleted, so that there is nothing to read. */
  readonly deletedSubscriptions?: readonly Pick<Subscription, 'id' | 'name'>[];
}

/** Says how to survey a fleet. */
export interface SurveyOptions {
  readonly directory: Directory;
  readonly gathering: Gathering;
  readonly notFromGraph: (subscriptionId: string) => boolean;
  readonly writtenTo: () => readonly ArmId[];
  readonly signal?: AbortSignal | undefined;
  /** True if the clusters are all that the user can see. */
  readonly isWhole: boolean;
  /** The most clusters to check if Resource Graph can't be used; left out: all of them. */
  readonly mostWithoutGraph?: number | undefined;
  /** True if everything that no table has is asked one by one; otherwise it is left out if that takes many requests. */
  readonly asksEach?: boolean | undefined;
  /** Called with the number of single requests for clusters and identities, before they are sent. */
  readonly onToAsk?: ((count: number) => void) | undefined;
  /** Called after each cluster. */
  readonly onFound?: ((row: ReportRow) => void) | undefined;
}

/** The most single requests for identities that Resource Graph doesn't show. */
const mostSingleReads = 40;
const sideBySide = 16;
/** After so many clusters the long lists have been read, and what they have in common is in memory once. */
const betweenForgetting = 100;

/** Checks many clusters with a few pages of Resource Graph instead of about ten reads for each cluster. */
export async function surveyFleet(clusters: readonly Cluster[], options: SurveyOptions): Promise<Survey> {
  const { directory, gathering, notFromGraph, writtenTo, signal, isWhole } = options;
  const subscriptionIds = new Set<string>();
  await forEachInTurns(
    clusters,
    (cluster) => namedSubscriptions(cluster).forEach((id) => subscriptionIds.add(id)),
    signal,
  );
  const kubelets = clusters.flatMap(({ kubelet }) => kubeletPrincipal(kubelet) ?? []);
  const ofRouting = clusters.flatMap((cluster) =>
    servesGateways(routingOf(cluster)) ? (principalOf(cluster, routingAddon) ?? []) : [],
  );
  const contradiction = findContradiction(clusters, gathering.read);
  const scope = {
    subscriptionIds: [...subscriptionIds],
    everywhere: [...kubelets, ...ofRouting],
    notFromGraph,
    writtenTo,
    contradiction,
    rolesNow: (ids: readonly string[]) => rolesNow(directory, ids, signal),
    asksEach: options.asksEach,
    signal,
  };
  const tables = new FleetTables(directory, scope);
  if (await isTooMuch(clusters, options, tables)) return surveyOf([], [tooMuch]);
  await tables.load(['credentials']);
  const most = options.asksEach === true ? Infinity : mostSingleReads;
  const leftOut = await decideLeftOut(clusters, { tables, most, signal, looksAround: gathering.looksAround === true });
  const { uncounted } = leftOut;
  options.onToAsk?.(leftOut.toAsk);
  const read = readOnce(leftOut.isWithoutNodeGroups ? withoutNodeGroups(gathering.read) : gathering.read, (question) =>
    isNotKept(question, leftOut.issuing),
  );
  const reader = createFleetReader({
    tables,
    read,
    known: knownOf(clusters, isWhole),
    ...defined({ uncounted, unlistedBindings: leftOut.unlistedBindings, unlisted: leftOut.unlisted }),
  });

  const diagnoses = await diagnoseEach(clusters, { ...gathering, ...reader }, options);
  const missing = diagnoses.flatMap((diagnosis) => diagnosis.missing);
  const unheld = diagnoses.flatMap((diagnosis) => diagnosis.unheld);
  const doubts = await doubtsAbout({ missing, unheld }, { tables, read: read.read, signal });
  const judged = await settleDoubts(diagnoses, { doubts, read: read.read }, options);
  const byCluster = new Map(judged.map((row) => [row.cluster, row]));
  const rows = clusters.flatMap((cluster) => byCluster.get(cluster) ?? []);
  if (!isWhole || uncounted !== undefined) return surveyOf(rows, leftOut.unknown);
  const { homeless, unknown } = await aboutCredentials(
    { ...gathering, ...reader, answers: new Map() },
    { tables, most },
  );
  return surveyOf(rows, [...leftOut.unknown, ...unknown], homeless);
}

/** Says that only one cluster asks, or that the reader of facts keeps the answer for all who ask. */
function isNotKept(question: Read, issuing: number): boolean {
  if (question.kind === 'listBelow') return question.list === trustedAccessList;
  return question.kind === 'federatedCredentials' || (question.kind === 'bindings' && issuing > mostBindingLists);
}

/** Returns what the clusters themselves answer; as a list only if they are all. */
function knownOf(clusters: readonly Cluster[], isWhole: boolean): FleetReading['known'] {
  const clustersByKey = new Map(clusters.map((cluster) => [keptText(idKey(cluster.id)), cluster]));
  const all: AnyAnswer | undefined = isWhole ? { kind: 'found', value: clusters } : undefined;
  return (read) => {
    if (read.kind === 'clusters') return read.fromArm === true ? undefined : all;
    const cluster = read.kind === 'cluster' ? clustersByKey.get(idKey(read.id)) : undefined;
    return cluster && { kind: 'found', value: cluster };
  };
}

interface Diagnosis {
  readonly row: ReportRow;
  readonly missing: CheckedCluster['missing'];
  readonly unheld: NonNullable<CheckedCluster['unheld']>;
  /** Diagnoses the cluster again with changed answers; kept only if it may lack roles, because the answers take memory. */
  readonly again?: { readonly answers: Answers; readonly diagnose: () => Promise<CheckedCluster> };
}

/** One list for all clusters that lack nothing. */
const nothing: readonly never[] = [];

/** Diagnoses clusters side by side, and reports those that lack no role. */
function diagnoseEach(
  clusters: readonly Cluster[],
  gathering: Gathering,
  { signal, onFound }: SurveyOptions,
): Promise<readonly Diagnosis[]> {
  let judged = 0;
  return inParallel(acrossSubscriptions(clusters), sideBySide, async (cluster) => {
    await nextTurn(signal);
    const answers: Answers = new Map();
    const diagnose = diagnosisOf(cluster, { ...gathering, answers });
    const checked = await diagnose();
    if (++judged % betweenForgetting === 0) forgetTexts();
    const { missing, unheld = [] } = checked;
    const row = { cluster, ...checkedOf(checked) };
    if (missing.length + unheld.length > 0) return { row, missing, unheld, again: { answers, diagnose } };
    onFound?.(row);
    return { row, missing: nothing, unheld: nothing };
  });
}

/** Diagnoses clusters again with ARM's answers to doubtful reads, and reports those that lack roles. */
function settleDoubts(
  diagnoses: readonly Diagnosis[],
  { doubts, read }: { readonly doubts: ReadonlyMap<string, Read>; readonly read: ReadFact },
  { signal, onFound }: SurveyOptions,
): Promise<readonly ReportRow[]> {
  return inParallel(diagnoses, sideBySide, async ({ row, again }) => {
    if (again === undefined) return row;
    await nextTurn(signal);
    const doubtful = [...again.answers.keys()].flatMap((key) => doubts.get(key) ?? []);
    for (const doubtfulRead of doubtful) again.answers.set(readKey(doubtfulRead), await read(doubtfulRead));
    const sure = doubtful.length === 0 ? row : { cluster: row.cluster, ...checkedOf(await again.diagnose()) };
    onFound?.(sure);
    return sure;
  });
}

/** Takes one cluster of each subscription in turn, so that lists of subscriptions are read in parallel. */
function acrossSubscriptions(clusters: readonly Cluster[]): readonly Cluster[] {
  const queues = [...Map.groupBy(clusters, ({ subscriptionId }) => subscriptionId.toLowerCase()).values()];
  const longest = queues.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}

/** What no row says about credentials: those with a deleted issuer in places without clusters, and those that could not be read. */
async function aboutCredentials(
  gathering: Gathering,
  { tables, most }: { readonly tables: FleetTables; readonly most: number },
): Promise<{ readonly homeless: readonly Words[]; readonly unknown: readonly Unknown[] }> {
  await tables.load([{ resources: resourceType.identity }]);
  const identities = (tables.identities() ?? []).filter(
    (identity) => !isInGroupNamedLikeNodes(identity.id) && !tables.hasCredentialsOf(identity.id),
  );
  const isKnown = gathering.peek?.(everyCredential, readKey(everyCredential)) !== undefined;
  const none = (reason: Words, cause: Cause = 'notAsked') => {
    const unknown: Unknown = { cause, subject: everywhere, reason };
    return isNotRead(unknown) ? { homeless: [], unknown: [unknown] } : { homeless: [unknown.reason], unknown: [] };
  };
  if (!isKnown && identities.length > most)
    return none(
      say`Federated credentials were checked only where there are clusters: ${identities.length} identities would have to be asked one by one.`,
    );
  return gatherFacts((facts) => {
    const answer = facts.get(everyCredential);
    if (answer?.kind === 'unreadable' && isNotInFile(answer)) return { homeless: [noneInFile], unknown: [] };
    if (answer?.kind === 'unreadable')
      return none(
        say`Federated credentials were checked only where there are clusters. ${answer.reason}`,
        answer.cause,
      );
    if (answer?.kind !== 'found') return { homeless: [], unknown: [] };
    const { all, unknown } = answer.value;
    const whys = groupByWords(unknown, whyNotRead, ({ title }) => String(title === undefined));
    const reason = say`Not all federated credentials could be read. ${joinWords(whys.map(inFewWords))}`;
    const lacking = unknown.length === 0 ? [] : [joinUnknowns(unknown, { subject: everywhere, reason })];
    return { homeless: homelessSentences(all, facts), unknown: lacking };
  }, gathering);
}

/** Names the first things that were not read for one reason. */
function inFewWords(same: readonly Unknown[]): Words | undefined {
  const [first] = same;
  if (first === undefined || same.length === 1) return first && unknownText(first);
  const titles = same.flatMap(({ title }) => title ?? []);
  return titles.length === 0 ? first.reason : say`${fewOf(titles, 'thing')}: ${whyNotRead(first)}`;
}

const noneInFile = say`An opened file has no federated credentials, so it isn't known whether some trust a cluster that is gone.`;

const everyCredential = { kind: 'credentials' } as const;
const everywhere = { what: 'credentials' };

const tooMuch: Unknown = {
  cause: 'notAsked',
  subject: { what: 'findings' },
  title: say`Skipped`,
  reason: say`Resource Graph isn't responding for these subscriptions.`,
};

function surveyOf(rows: readonly ReportRow[], unknown: readonly Unknown[], notes: readonly Words[] = []): Survey {
  return { rows, notes, unknown };
}

async function isTooMuch(
  clusters: readonly Cluster[],
  { mostWithoutGraph = Infinity, notFromGraph }: SurveyOptions,
  tables: FleetTables,
): Promise<boolean> {
  if (clusters.length <= mostWithoutGraph) return false;
  const behind = clusters.filter(({ subscriptionId }) => notFromGraph(subscriptionId));
  if (behind.length > mostWithoutGraph) return true;
  await tables.load(['assignments']);
  return tables.assignments() === undefined;
}

function diagnosisOf(cluster: Cluster, gathering: Gathering): () => Promise<CheckedCluster> {
  return () => gatherFacts((facts) => checkedCluster(cluster, facts), gathering);
}

/**
 * Returns what a row holds about a cluster; empty members are left out, because nearly all are empty for thousands of
 * clusters.
 */
function checkedOf({ missing: _, unheld: _places, ...checked }: CheckedCluster): Omit<ReportRow, 'cluster'> {
  const { unjudged, unknownFindings, unknownReads, ...more } = checked;
  return {
    ...more,
    ...(unjudged.length > 0 ? { unjudged } : {}),
    ...(unknownFindings.size > 0 ? { unknownFindings } : {}),
    ...(unknownReads.length > 0 ? { unknownReads } : {}),
  };
}
