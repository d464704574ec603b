/** Judges a program that did not find its token file. */
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion } from '../../situation/azureHalf.ts';
import { groupOf, hasVariable, meantPods } from '../../situation/clusterHalf.ts';
import { advice, inCluster, inMessage, likely, open, proven, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, type Situation } from '../../situation/situation.ts';
import { judgePods, lookAtPod } from './podSide.ts';
import { variableOf } from '../../../askers/running.ts';

/**
 * Paths of earlier webhooks than the newest.
 * Source: https://github.com/Azure/azure-workload-identity/releases/tag/v1.6.0 (2026-06-11), and its pull request 1749
 */
const formerPath = /\/var\/run\/secrets\/azure\/(?:tokens|wi\/token)\//;

/** Judges it from the pods: where their token is, and what they lack. */
export function judgeTokenPath(hit: Hit, situation: Situation): Judgement {
  const path = fieldAt('path', hit, situation)?.value ?? '';
  const isFormer = formerPath.test(path);
  const evidence = path === '' ? [] : [inMessage(say`The program looks for ${path}.`)];
  const { pods: meant, by } = meantPods(hit, situation);
  const isGuess = by === 'guessed' && new Set(meant.map(groupOf)).size > 1;
  const injected = (isGuess ? [] : meant).flatMap((pod) => {
    const file = variableOf(pod, 'AZURE_FEDERATED_TOKEN_FILE');
    return file !== undefined || hasVariable(pod, 'AZURE_FEDERATED_TOKEN_FILE') ? [{ pod, file }] : [];
  });
  const moved = injected.find(({ file }) => file === undefined || file !== path);
  if (moved !== undefined && isFormer)
    return (moved.file === undefined || by !== 'named' ? likely : proven)('TOKEN_PATH_MOVED', {
      text: say`The program has the path ${path} built in. In ${moved.pod.account.namespace}/${moved.pod.name} the token is at ${moved.file ?? say`the path that AZURE_FEDERATED_TOKEN_FILE names`}.`,
      evidence: [...evidence, inCluster(say`The webhook set AZURE_FEDERATED_TOKEN_FILE in the pod.`)],
      fixes: [
        advice(
          say`Use a version that reads AZURE_FEDERATED_TOKEN_FILE, or set the path in the program's own settings. Webhook 1.6.0 (June 2026) moved the file, and later ones give it a folder of its own in each pod.`,
        ),
      ],
    });
  const pods = injected.length > 0 ? undefined : judgePods(hit, situation);
  const isElsewhere = meant.some((pod) => (variableOf(pod, 'AZURE_FEDERATED_TOKEN_FILE') ?? path) !== path);
  const isMoved = isFormer && (pods?.cause === 'UNKNOWN' || (isGuess && isElsewhere));
  if (pods !== undefined)
    return {
      ...pods,
      evidence: [...evidence, ...(pods.evidence ?? [])],
      possible: [...(isMoved ? (['TOKEN_PATH_MOVED'] as const) : []), ...(pods.possible ?? [])],
    };
  const rest = ['POD_LABEL_MISSING', 'ENV_NOT_INJECTED', 'WORKLOAD_IDENTITY_OFF'] as const;
  return open(isFormer ? ['TOKEN_PATH_MOVED', ...rest] : rest, {
    evidence,
    next: [lookAtPod],
    unknown: clusterInQuestion(hit, situation).unknown,
  });
}
