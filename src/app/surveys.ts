import { inParallel } from '../azure/listing.ts';
import { IdentityError } from '../errors.ts';
import type { Facts } from '../identity/facts.ts';
import { readKey } from '../identity/facts.ts';
import type { Finding } from '../identity/finding.ts';
import { findingsOf } from '../identity/findings.ts';
import type { ArmId, Cluster } from '../identity/model.ts';
import type { Requirement } from '../identity/need.ts';
import type { ReportFormat } from '../identity/report.ts';
import { reportOf } from '../identity/report.ts';
import { requirementsOf } from '../identity/requirements.ts';
import type { Answers, Gathering, ReadFact } from './gatherFacts.ts';
import { gatherFacts } from './gatherFacts.ts';

const parallelClusters = 4;

/** What the cluster makes its identities need, and whether they have it. */
export function surveyRequirements(id: ArmId, gathering: Gathering): Promise<readonly Requirement[]> {
  return gatherFacts((facts) => ofCluster(id, facts, (cluster) => requirementsOf(cluster, facts)), gathering);
}

/** What is wrong with the cluster's identities, or will be. */
export function surveyFindings(id: ArmId, gathering: Gathering): Promise<readonly Finding[]> {
  return gatherFacts((facts) => ofCluster(id, facts, (cluster) => findingsOf(cluster, facts)), gathering);
}

/** Clusters with their findings as text; what several clusters need to know is read once. */
export async function surveyAll(
  clusters: readonly Cluster[],
  format: ReportFormat,
  gathering: Gathering,
): Promise<string> {
  const answers: Answers = new Map();
  for (const cluster of clusters) {
    answers.set(readKey({ kind: 'cluster', id: cluster.id }), { kind: 'found', value: cluster });
  }
  const read = once(gathering.read);
  const rows = await inParallel(clusters, parallelClusters, async (cluster) => ({
    cluster,
    findings: await gatherFacts((facts) => findingsOf(cluster, facts), { ...gathering, read, answers }),
  }));
  return reportOf(rows, format, gathering.now());
}

/** Reads each thing once, however many ask for it at the same time. */
function once(read: ReadFact): ReadFact {
  const running = new Map<string, ReturnType<ReadFact>>();
  return (wanted) => {
    const key = readKey(wanted);
    const answer = running.get(key) ?? read(wanted);
    running.set(key, answer);
    return answer;
  };
}

/** Works on the cluster as it is now; without it there is nothing to work on. */
function ofCluster<T>(id: ArmId, facts: Facts, work: (cluster: Cluster) => readonly T[]): readonly T[] {
  const answer = facts.get({ kind: 'cluster', id });
  switch (answer?.kind) {
    case undefined:
      return [];
    case 'found':
      return work(answer.value);
    case 'missing':
      throw new IdentityError({ code: 'notFound', message: `There is no cluster ${id}.` });
    case 'unreadable':
      throw new IdentityError({ code: 'forbidden', message: answer.reason });
  }
}
