/** What a change of the identity of nodes has done to them, as the cluster and its node pools show it afterwards. */
import { lastSegment } from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { isAvailabilitySet, poolsNotDone } from '../../domain/cluster/nodePools.ts';
import { isStep, type NextStep } from '../../domain/plan/nextSteps.ts';
import { sentenceList } from '../../domain/words/describe.ts';
import { say } from '../../sentences/words.ts';
import { t } from '../../sentences/language.ts';
import type { Run } from './runModel.ts';

/** What became of the nodes. */
export interface NodesAfter {
  /** What is true now in place of what a change that is done would say. */
  readonly instead?: string;
  /** What else is known of the nodes. */
  readonly also?: string;
  /** All nodes use the new identity, so nobody has to watch them. */
  readonly areDone: boolean;
}

/** The next steps that are about nodes which may not use the new identity. */
const aboutNodes: readonly NextStep['kind'][] = ['nodePools', 'nodeImages', 'availabilitySets'];

/** Returns true for a next step that nodes which are done don't need. */
export function isAboutNodes(next: Run['next'][number]): boolean {
  return isStep(next) && aboutNodes.includes(next.kind);
}

/** Returns what became of the nodes whose identity a run has changed; `undefined` where it has changed none. */
export function nodesAfter({ status, next, before, changes }: Run, cluster: Cluster): NodesAfter | undefined {
  if (status !== 'succeeded' || !next.some(isAboutNodes)) return undefined;
  const leaves = next.some((step) => isStep(step) && (step.kind === 'nodeImages' || step.kind === 'availabilitySets'));
  if (leaves) return afterPrincipal(cluster, before?.cluster);
  if (!changes.some(({ kind }) => kind === 'setKubelet')) return undefined;
  const open = poolsNotDone(cluster);
  if (open.length === 0) return { areDone: true };
  const states = open.map(({ name, provisioningState }) => say`${name} (${provisioningState ?? say`state unknown`})`);
  return {
    instead: t`${kubeletName(cluster) ?? say`The new identity`} is set for ${cluster.name}; its nodes take it over pool by pool. Not done: ${sentenceList(states)}.`,
    areDone: false,
  };
}

/** Sources disagree on whether AKS reimages the nodes at once, so only what is seen is said: the identity, and the images. */
function afterPrincipal(cluster: Cluster, before: Cluster | undefined): NodesAfter {
  const kubelet = kubeletName(cluster);
  if (kubelet === undefined)
    return { also: t`Azure shows no kubelet identity, so nodes may still use the service principal.`, areDone: false };
  const imagesBefore = new Map(before?.agentPools.map(({ name, nodeImageVersion }) => [name, nodeImageVersion]));
  const isReimaged = ({ name, nodeImageVersion }: Cluster['agentPools'][number]): boolean =>
    imagesBefore.get(name) !== undefined && imagesBefore.get(name) !== nodeImageVersion;
  const names = (reimaged: boolean) =>
    cluster.agentPools.filter((pool) => isReimaged(pool) === reimaged).map(({ name }) => name);
  const [reimaged, others] = [names(true), names(false)];
  return {
    also: [
      t`The kubelet identity is ${kubelet}.`,
      ...(reimaged.length === 0 ? [] : [t`The nodes of ${sentenceList(reimaged)} were reimaged.`]),
      ...(others.length === 0 || before === undefined
        ? []
        : [
            t`The node image of ${sentenceList(others)} is as before, so nodes there may still use the service principal.`,
          ]),
    ].join(' '),
    areDone: others.length === 0 && !cluster.agentPools.some(isAvailabilitySet),
  };
}

function kubeletName({ kubelet }: Cluster): string | undefined {
  return 'identityId' in kubelet ? lastSegment(kubelet.identityId) : undefined;
}
