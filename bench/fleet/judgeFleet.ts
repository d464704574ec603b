/**
 * Run in a process of its own: reads everything about a fleet into memory, then works out permission matrices, findings
 * and plans from memory alone, and prints the CPU time of that as JSON. Arguments: clusters, runs.
 */
import { createFleetReader } from '../../src/app/fleet/fleetFacts.ts';
import { createFleetTables } from '../../src/app/fleet/fleetTables.ts';
import type { Answers } from '../../src/app/facts/gatherFacts.ts';
import { createFactReader } from '../../src/app/facts/readFacts.ts';
import { shared } from '../../src/app/facts/readOnce.ts';
import { clusterList } from '../../src/azure/read/clusters.ts';
import { createDirectory } from '../../src/azure/directory/directory.ts';
import { listEverywhere } from '../../src/azure/read/listEverywhere.ts';
import { inParallel } from '../../src/async/inParallel.ts';
import { fleet } from '../../src/emulator/scenarios/fleet.ts';
import type { Change } from '../../src/domain/change/change.ts';
import type { Facts, Read } from '../../src/domain/cluster/facts.ts';
import { readKey } from '../../src/domain/cluster/facts.ts';
import { findingsOf } from '../../src/domain/findings/findings.ts';
import type { Cluster } from '../../src/domain/cluster/model.ts';
import { plan } from '../../src/domain/planners/planChanges.ts';
import { idKey } from '../../src/domain/arm/resourceId.ts';
import { requirementsOf } from '../../src/domain/needs/needs.ts';
import { createBench } from '../../test/support/azure/azureBench.ts';

/** Milliseconds of CPU, one entry a run. */
export interface JudgeCost {
  readonly matrix: readonly number[];
  readonly findings: readonly number[];
  readonly plan: readonly number[];
  /** So many needs were judged, findings found, steps planned: what the time went into. */
  readonly counts: { readonly needs: number; readonly findings: number; readonly steps: number };
}

type Rule = (cluster: Cluster, facts: Facts) => number;

const sideBySide = 16;

async function judgeFleet(count: number, runs: number): Promise<JudgeCost> {
  const { service, connection } = createBench(fleet(count));
  const { items: identities } = await service.identities();
  const directory = createDirectory(connection);
  const { items: clusters } = await listEverywhere(directory, clusterList);
  const read = shared(createFactReader(directory, {}));
  const reader = createFleetReader({
    tables: createFleetTables(directory, {
      subscriptionIds: [...new Set(clusters.map(({ subscriptionId }) => subscriptionId))],
      kubelets: clusters.flatMap(({ kubelet }) => ('objectId' in kubelet && kubelet.objectId ? kubelet.objectId : [])),
      notFromGraph: () => false,
    }),
    read,
    known: new Map(clusters.map((each) => [readKey({ kind: 'cluster', id: each.id }), { kind: 'found', value: each }])),
    uncounted: { identities: new Set(identities.map(({ id }) => idKey(id))), reason: 'Not counted here.' },
  });
  const now = new Date();
  const others = new Map(clusters.map(({ id }, index) => [id, identities[(index + 1) % identities.length]?.id ?? '']));
  const matrix: Rule = (cluster, facts) => requirementsOf(cluster, facts).length;
  const findings: Rule = (cluster, facts) => findingsOf(cluster, facts).length;
  const planning: Rule = (cluster, facts) =>
    plan([changeOf(cluster, others.get(cluster.id) ?? '')], facts).steps.length;

  async function factsFor(cluster: Cluster, rule: Rule): Promise<Facts> {
    const answers: Answers = new Map();
    for (;;) {
      const missed = new Map<string, Read>();
      const get = (wanted: Read): ReturnType<Facts['get']> => {
        const key = readKey(wanted);
        const answer = answers.get(key);
        if (answer === undefined) missed.set(key, wanted);
        return answer;
      };
      const facts = { now, get: get as Facts['get'] };
      rule(cluster, facts);
      if (missed.size === 0) return facts;
      for (const [key, wanted] of missed) answers.set(key, reader.peek(wanted, key) ?? (await reader.read(wanted)));
    }
  }

  async function measure(rule: Rule): Promise<{ readonly milliseconds: readonly number[]; readonly total: number }> {
    const known = await inParallel(clusters, sideBySide, async (cluster) => ({
      cluster,
      facts: await factsFor(cluster, rule),
    }));
    let total = 0;
    const milliseconds = Array.from({ length: runs }, () => {
      const before = process.cpuUsage();
      total = known.reduce((sum, { cluster, facts }) => sum + rule(cluster, facts), 0);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return { milliseconds, total };
  }

  const [needs, found, steps] = [await measure(matrix), await measure(findings), await measure(planning)];
  return {
    matrix: needs.milliseconds,
    findings: found.milliseconds,
    plan: steps.milliseconds,
    counts: { needs: needs.total, findings: found.total, steps: steps.total },
  };
}

function changeOf({ id, controlPlane }: Cluster, identityId: string): Change {
  if (controlPlane.kind === 'userAssigned')
    return { kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'systemAssigned' } };
  return { kind: 'setControlPlane', clusterId: id, controlPlane: { kind: 'userAssigned', identityId } };
}

const [count = 1, runs = 5] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await judgeFleet(count, runs)));
