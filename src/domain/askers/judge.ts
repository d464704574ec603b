/** Whether what asks in a cluster gets its tokens: joins the cluster's half with Azure's. */
import type { Unknown } from '../arm/unknown.ts';
import { notKnown } from '../arm/unknown.ts';
import type { NodeMachines } from '../around/things/nodes.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import type { Workload } from '../workloads/workloads.ts';
import { say } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { judgeNodeAsker } from './judgeNodes.ts';
import { judgeTokenAsker } from './judgeTokens.ts';
import type { Asker, AskerFinding, ClusterObjects, JudgedAsker } from './model.ts';

/** What Azure says about a cluster's workloads, identities and nodes. */
export interface AzureHalf {
  readonly cluster: Cluster;
  readonly workloads: readonly Pick<
    Workload,
    'namespace' | 'serviceAccount' | 'identityId' | 'bindingId' | 'state' | 'reason' | 'unknown'
  >[];
  /** All visible identities, or `undefined` if they could not be listed. */
  readonly identities: readonly UserAssignedIdentity[] | undefined;
  /** What could not be checked about whom identities trust. */
  readonly unknown: readonly Unknown[];
  readonly nodes: NodeMachines;
}

/** What the judgement of an asker says. */
export type Verdict = Pick<JudgedAsker, 'works' | 'findings' | 'identityId'>;

const order: readonly AskerFinding['severity'][] = ['error', 'warning', 'info'];

/** Judges every asker; those that do not work come first, in the order in which they were given. */
export function judgeAskers(
  askers: readonly Asker[],
  objects: ClusterObjects,
  azure: AzureHalf,
): readonly JudgedAsker[] {
  const judged = askers.map((asker): JudgedAsker => {
    const { works, findings, identityId } = verdictOn(asker, objects, azure);
    const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    return { ...asker, works, findings: sorted, ...defined({ identityId }) };
  });
  return judged.sort((a, b) => weightOf(a) - weightOf(b));
}

function weightOf({ works, findings }: JudgedAsker): number {
  const [worst] = findings;
  const state = works.kind === 'no' ? 0 : works.kind === 'unknown' ? 1 : 2;
  return (worst === undefined ? order.length : order.indexOf(worst.severity)) * 3 + state;
}

function verdictOn(asker: Asker, objects: ClusterObjects, azure: AzureHalf): Verdict {
  switch (asker.mode) {
    case 'workloadIdentity':
    case 'binding':
      return judgeTokenAsker(asker, objects, azure);
    case 'nodeIdentity':
      return judgeNodeAsker(asker, azure);
    case 'secret':
    case 'podIdentity':
    case 'unknown':
      return { works: { kind: 'unknown', unknown: whyOpen(asker) }, findings: [] };
  }
}

function whyOpen({ unknown = [], mode }: Asker): Unknown {
  const reason =
    mode === 'podIdentity'
      ? say`It uses pod identity, which is retired: which identity it gets is decided by objects that are not read.`
      : say`How it signs in is not known.`;
  return unknown[0] ?? notKnown('notAsked', 'asker', reason);
}
