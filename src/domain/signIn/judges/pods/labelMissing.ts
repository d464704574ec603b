/** Judges a pod without the label with which the webhook gives it a token. */
import { useLabel } from '../../../workloads/manifests.ts';
import { say } from '../../../../sentences/words.ts';
import type { PodFact } from '../../../askers/model.ts';
import { inCluster, proven, toCopy, type Judgement } from '../../situation/judgement.ts';

/** Returns what is wrong, and the label to copy. */
export function labelMissing(pod: PodFact, words: string): Judgement {
  const outside = pod.labelIsOutside === true;
  const value = pod.labels[useLabel];
  return proven('POD_LABEL_MISSING', {
    text: outside
      ? say`${words} has the label ${useLabel} outside of the pod template, where it has no effect.`
      : say`${words} lacks the label ${useLabel}: "true", so it gets no token.`,
    evidence: [
      inCluster(
        value === undefined
          ? say`The labels of ${words} lack ${useLabel}.`
          : say`The label ${useLabel} of ${words} is ${JSON.stringify(value)}, and only "true" counts.`,
      ),
    ],
    fixes: [
      toCopy(
        say`In the pod template of ${pod.owner?.name ?? pod.name}. Applying it starts new pods, which get the token.`,
        ['spec:', '  template:', '    metadata:', '      labels:', `        ${useLabel}: "true"`, ''].join('\n'),
      ),
    ],
  });
}
