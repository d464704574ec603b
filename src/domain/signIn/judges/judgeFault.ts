/** Judges a message by the versions of the software that can have written it. */
import type { PodFact } from '../../askers/model.ts';
import { say } from '../../../sentences/words.ts';
import type { Hit } from '../message/readMessage.ts';
import { groupOf, meantPods } from '../situation/clusterHalf.ts';
import { advice, inCluster, likely, type Judgement } from '../situation/judgement.ts';
import type { Situation } from '../situation/situation.ts';
import { faultsKnownAt, faultyVersion, knownFaults, type KnownFault } from './knownFaults.ts';

/** Names a version with a known fault that shows in such a message; `undefined` if the pods that are meant have none. */
export function judgeFault(hit: Hit, situation: Situation): Judgement | undefined {
  const faults = knownFaults.filter(({ signs }) => signs.includes(hit.sign));
  if (faults.length === 0 || situation.objects === undefined) return undefined;
  const { pods, by } = meantPods(hit, situation);
  // Pods that were only guessed prove nothing, unless there is one thing that can be meant.
  if (by === 'guessed' && new Set(pods.map(groupOf)).size !== 1) return undefined;
  const [found] = pods.flatMap((pod) => faults.flatMap((fault) => faultIn(pod, fault)));
  if (found === undefined) return undefined;
  const { pod, fault, version } = found;
  const words = `${pod.account.namespace}/${pod.name}`;
  return likely(fault.cause, {
    text:
      fault.cause === 'LIBRARY_TOO_OLD'
        ? say`${words} runs ${fault.name} ${version}, which does not know workload identity.`
        : say`${words} runs ${fault.name} ${version}, which has a known fault in its sign-in to Azure.`,
    evidence: [
      inCluster(say`The image of ${words} has version ${version}.`),
      { from: 'table', text: say`Known faults, as of ${faultsKnownAt}: ${fault.source}` },
    ],
    asker: { what: words },
    fixes: [advice(fault.instead)],
  });
}

interface FoundFault {
  readonly pod: PodFact;
  readonly fault: KnownFault;
  readonly version: string;
}

function faultIn(pod: PodFact, fault: KnownFault): readonly FoundFault[] {
  const isMeant = fault.needsToken !== true || pod.hasFederatedToken || pod.hasUseLabel;
  if (!isMeant) return [];
  return pod.containers.flatMap(({ image }) => {
    const version = faultyVersion(image, fault);
    return version === undefined ? [] : [{ pod, fault, version }];
  });
}
