/** The identities that pods of a cluster get, on its map. */
import { idKey, lastSegment } from '../arm/resourceId.ts';
import { isNotRead } from '../arm/unknown.ts';
import type { TrustState } from '../workloads/credentialState.ts';
import { hasSeveralAccounts, nameOfWorkload, type Workload } from '../workloads/workloads.ts';
import { say, type Words, distinctWords, joinWords } from '../../sentences/words.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import type { ClusterSketch, MapWorkload } from './clusterFacts.ts';
import { drawRoles } from './holders.ts';
import { isUnknownWord, wordOf } from './problemWords.ts';
import type { SketchProblem } from './sketch.ts';

/** What Azure shows of each state, in words: that pods sign in is seen only in the cluster. */
export const workloadStates: Readonly<Record<Workload['state'], Words>> = {
  works: say`Trusted`,
  broken: say`Doesn't work`,
  unknown: say`Unknown`,
};

/** Says whether a credential or binding works, and why not; one that nobody needs is old. */
export function stateText({ state, reason, workingInstead }: TrustState): string {
  const word = textOf(workingInstead === undefined ? workloadStates[state] : say`Old credential`);
  return [word, reason && textOf(reason)].filter(Boolean).join(': ');
}

/** Draws the identities of workloads with the roles that pods have through them. */
export function sketchWorkloads({ sketch, holders, root, facts: { workloads = [] } }: ClusterSketch): void {
  for (const ownWorkloads of Map.groupBy(workloads, ({ identityId }) => idKey(identityId)).values()) {
    const [first] = ownWorkloads;
    if (first === undefined) continue;
    const { identityId, principalId, clientId } = first;
    const box = holders.add({
      key: identityId,
      group: 'workloads',
      identityId,
      principalId,
      clientId,
      label: lastSegment(identityId),
      caption: accountWords(ownWorkloads),
      why: toText`Pods with these service accounts sign in as it.`,
      facts: ownWorkloads.map((workload) => ({
        label: textOf(nameOfWorkload(workload)),
        value: stateText(workload),
      })),
    });
    const isBroken = ownWorkloads.every(({ state }) => state === 'broken');
    const isKnown = ownWorkloads.some((workload) => workload.state === 'works' || isBound(workload));
    const tie = sketch.connect({ from: root, to: box });
    if (!isKnown) sketch.turn(tie, isBroken ? 'noEffect' : 'unknown');
    drawRoles(sketch, box, first.roles);
  }
}

/** Returns true for a binding that is in order: which accounts it lets in only the cluster knows. */
export function isBound({ state, bindingId, unknown }: Pick<MapWorkload, 'state' | 'bindingId' | 'unknown'>): boolean {
  return state === 'unknown' && bindingId !== undefined && unknown?.subject.what === 'bindingAccounts';
}

/** Says at identities which service accounts get no token, or may get none, where no finding says so there. */
export function placeStates({ sketch, holders, facts: { workloads = [] } }: ClusterSketch): void {
  for (const workload of workloads) {
    const box = holders.find(workload);
    if (box === undefined || workload.state === 'works' || workload.workingInstead !== undefined) continue;
    // What Azure reveals to no one is no check that has failed: the line to the identity says that it is not known.
    if (workload.unknown !== undefined && !isNotRead(workload.unknown)) continue;
    if (sketch.problemsAt(box).some((problem) => says(problem, workload.state))) continue;
    const reason = workload.reason ?? say`It isn't known whether it works.`;
    const word = workload.state === 'broken' ? toText`doesn't work` : toText`unknown`;
    const tone = workload.state === 'broken' ? 'error' : 'unknown';
    const title =
      workload.state === 'broken'
        ? hasSeveralAccounts(workload)
          ? say`${nameOfWorkload(workload)} get no token`
          : say`${nameOfWorkload(workload)} gets no token`
        : say`Not known: who acts as ${lastSegment(workload.identityId)}`;
    sketch.report({ tone, word, title, text: reason }, [box]);
  }
}

/** Whether a finding at an identity says already why pods don't, or may not, act as it. */
function says({ tone, finding }: SketchProblem, state: Workload['state']): boolean {
  if (finding === undefined) return false;
  return state === 'broken' ? tone === 'error' && wordOf(finding).line === 'noEffect' : isUnknownWord(finding);
}

function accountWords(workloads: readonly MapWorkload[]): string {
  const names = distinctWords(workloads.map(nameOfWorkload));
  return names.length > 3 ? toText`${names.length} service accounts` : textOf(joinWords(names, ', '));
}
