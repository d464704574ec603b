import { getCluster } from '../azure/clusters.ts';
import type { Directory } from '../azure/directory.ts';
import { inParallel } from '../azure/listing.ts';
import { IdentityError } from '../errors.ts';
import type { Facts, Read } from '../identity/facts.ts';
import { readKey } from '../identity/facts.ts';
import type { Finding } from '../identity/finding.ts';
import { findingsOf } from '../identity/findings.ts';
import { ownIdentities } from '../identity/findingsIdentity.ts';
import { lacksCreationTime } from '../identity/findingsState.ts';
import type { Cluster } from '../identity/model.ts';
import type { Requirement } from '../identity/need.ts';
import type { ReportRow } from '../identity/report.ts';
import { judgedNeeds } from '../identity/requirements.ts';
import { idKey } from '../identity/resourceId.ts';
import { namedSubscriptions } from './clusterDetails.ts';
import { doubtsAbout } from './fleetDoubts.ts';
import { createFleetReader } from './fleetFacts.ts';
import type { FleetTables } from './fleetTables.ts';
import { createFleetTables } from './fleetTables.ts';
import type { Answers, Gathering, ReadFact } from './gatherFacts.ts';
import { gatherFacts } from './gatherFacts.ts';

/** Clusters with their findings, and what was left out while looking, in words. */
export interface Survey {
  readonly rows: readonly ReportRow[];
  readonly notes: readonly string[];
}

/** How a fleet is looked at. */
export interface SurveyOptions {
  readonly directory: Directory;
  readonly gathering: Gathering;
  readonly notFromGraph: (subscriptionId: string) => boolean;
  readonly signal?: AbortSignal | undefined;
  /** The clusters are all that can be seen. */
  readonly isWhole: boolean;
  /** Where Resource Graph can't be used, no more clusters than these are looked at; left out: all. */
  readonly mostWithoutGraph?: number | undefined;
  /** Told after each cluster. */
  readonly onFound?: ((row: ReportRow) => void) | undefined;
}

/** Up to so many clusters or identities are asked one by one for what Resource Graph does not show. */
const mostSingleReads = 40;
const sideBySide = 8;

/** Looks at many clusters with a few pages of Resource Graph instead of ten reads a cluster. */
export async function surveyFleet(listed: readonly Cluster[], options: SurveyOptions): Promise<Survey> {
  const { directory, gathering, notFromGraph, signal, isWhole, onFound } = options;
  const notes: string[] = [];
  const tables = createFleetTables(directory, {
    subscriptionIds: listed.flatMap(namedSubscriptions),
    notFromGraph,
    signal,
  });
  if (await isTooMuch(listed, options, tables)) return { rows: [], notes: [tooMuch] };
  const clusters = await withCreationTimes(listed, options, notes);
  const uncounted = whyUncounted(clusters, notes);
  const read = once(gathering.read);
  const exactly = new Set(
    readOneByOne(listed).flatMap(({ kubelet }) => ('identityId' in kubelet ? idKey(kubelet.identityId) : [])),
  );
  const fleetRead = once(createFleetReader({ tables, read, exactly, ...(uncounted ? { uncounted } : {}) }));
  const known: Answers = new Map(
    clusters.map((cluster) => [readKey({ kind: 'cluster', id: cluster.id }), { kind: 'found', value: cluster }]),
  );
  if (isWhole) known.set(readKey({ kind: 'clusters' }), { kind: 'found', value: clusters });

  const looks = await inParallel(clusters, sideBySide, async (cluster) => {
    await breath(signal);
    const answers: Answers = new Map();
    const look = lookAt(cluster, { ...gathering, read: through(known, fleetRead), answers });
    const first = await look();
    if (first.missing.length === 0) onFound?.({ cluster, findings: first.findings });
    return { cluster, answers, look, first };
  });
  const doubts = await doubtsAbout(
    looks.flatMap(({ first }) => first.missing),
    tables,
    read,
  );
  const rows = await inParallel(looks, sideBySide, async ({ cluster, answers, look, first }) => {
    if (first.missing.length === 0) return { cluster, findings: first.findings };
    const again = [...doubts].filter(([key]) => answers.has(key));
    for (const [key, wanted] of again) answers.set(key, await read(wanted));
    const row = { cluster, findings: again.length === 0 ? first.findings : (await look()).findings };
    onFound?.(row);
    return row;
  });
  return { rows, notes };
}

const tooMuch = 'Nothing was looked at: Resource Graph does not answer for these subscriptions now.';

async function isTooMuch(
  clusters: readonly Cluster[],
  { mostWithoutGraph = Infinity, notFromGraph }: SurveyOptions,
  tables: FleetTables,
): Promise<boolean> {
  if (clusters.length <= mostWithoutGraph) return false;
  const behind = clusters.filter(({ subscriptionId }) => notFromGraph(subscriptionId));
  return behind.length > mostWithoutGraph || (await tables.assignments()) === undefined;
}

interface Look {
  readonly findings: readonly Finding[];
  readonly missing: readonly Requirement[];
}

function lookAt(cluster: Cluster, gathering: Gathering): () => Promise<Look> {
  const look = (facts: Facts): Look => {
    const judged = judgedNeeds(cluster, facts);
    const requirements = judged.map(({ requirement }) => requirement);
    return {
      findings: findingsOf(cluster, facts, judged),
      missing: requirements.filter(({ verdict }) => verdict === 'missing'),
    };
  };
  return () => gatherFacts(look, gathering);
}

function through(known: Answers, read: ReadFact): ReadFact {
  return async (wanted) => known.get(readKey(wanted)) ?? read(wanted);
}

/** Reads each thing once, however many ask for it at the same time. */
function once(read: ReadFact): ReadFact {
  const running = new Map<string, ReturnType<ReadFact>>();
  return (wanted: Read) => {
    const key = readKey(wanted);
    const answer = running.get(key) ?? read(wanted);
    running.set(key, answer);
    return answer;
  };
}

/** Lets others have their turn between two clusters, and ends where nobody waits any more. */
async function breath(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
}

/** Clusters for which it matters are read one by one while they are few: a list does not tell when things were made. */
async function withCreationTimes(
  clusters: readonly Cluster[],
  { directory, signal }: SurveyOptions,
  notes: string[],
): Promise<readonly Cluster[]> {
  const open = readOneByOne(clusters);
  const unread = clusters.filter(lacksCreationTime).length - open.length;
  if (unread > 0) {
    notes.push(
      `Whether nodes still run on the service principal of before was not looked at for ${unread} clusters: ` +
        'that takes two requests each. Look at a cluster by itself, or at fewer at once.',
    );
  }
  return inParallel(clusters, sideBySide, async (cluster) => {
    if (!open.includes(cluster)) return cluster;
    try {
      return await getCluster(await directory.armFor(cluster.id, signal), cluster.id, signal);
    } catch (error) {
      if (error instanceof IdentityError && ['notFound', 'forbidden'].includes(error.code)) return cluster;
      throw error;
    }
  });
}

function readOneByOne(clusters: readonly Cluster[]): readonly Cluster[] {
  const open = clusters.filter(lacksCreationTime);
  return open.length > mostSingleReads ? [] : open;
}

function whyUncounted(clusters: readonly Cluster[], notes: string[]): string | undefined {
  const count = new Set(clusters.flatMap(ownIdentities).map(idKey)).size;
  if (count <= mostSingleReads) return undefined;
  const note =
    `Federated credentials were not counted: that takes a request for each of ${count} identities. ` +
    'Look at a cluster by itself, or at fewer at once.';
  notes.push(note);
  return note;
}
