/** Judges a program that found no variable of workload identity. */
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion } from '../../situation/azureHalf.ts';
import { askersMeant, podsMeant } from '../../situation/clusterHalf.ts';
import { inMessage, likely, open, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, type Situation } from '../../situation/situation.ts';
import { judgeMetadata, metadataHit } from './judgeMetadata.ts';
import { judgePods, lookAtPod, podSideCauses } from './podSide.ts';

/** Operators whose own pods ask, whatever the workload has. */
const ownPods = ['keda', 'app-configuration'] as const;

/** Judges it from the pods; if the program went on to the metadata endpoint, what was meant decides. */
export function judgeVariable(hit: Hit, situation: Situation): Judgement {
  const { message, objects } = situation;
  const after = metadataHit(message);
  if (after !== undefined && meansNodes(hit, situation)) return judgeMetadata(after, situation);
  const named = fieldAt('variable', hit, situation)?.value;
  const variable = named?.toLowerCase() ?? '';
  const lacks = variable.includes('token') ? 'tokenFile' : variable.includes('client') ? 'clientId' : undefined;
  const pods = judgePods(hit, situation, lacks);
  const evidence = named === undefined ? [] : [inMessage(say`The program says that it has no ${named}.`)];
  if (pods !== undefined) return { ...pods, evidence: [...evidence, ...(pods.evidence ?? [])] };
  const operator = ownPods.find((name) => message.components.has(name));
  const found = podsMeant(hit, situation).length;
  if (operator !== undefined && after === undefined && found === 0)
    return likely('ENV_NOT_INJECTED', {
      text: say`The pods of the operator (${operator}) did not get the variables of workload identity; the account of the workload doesn't matter.`,
      evidence,
      possible: ['POD_LABEL_MISSING', 'WORKLOAD_IDENTITY_OFF', 'CLIENT_ID_MISSING'],
      next: [
        say`Look at the operator's own pods: their label, the annotation of their service account, and their variables that begin with AZURE_.`,
      ],
      fixes: [],
    });
  return open(
    after === undefined ? podSideCauses : [...podSideCauses, 'IMDS_UNREACHABLE', 'NODES_SEVERAL_IDENTITIES'],
    {
      evidence,
      ...(found > 0
        ? {
            text: say`The pods that were read have what the program says is missing: it may run elsewhere, or before they were created.`,
          }
        : {}),
      unknown: [...clusterInQuestion(hit, situation).unknown, ...(objects?.unknown ?? [])],
      next: [lookAtPod],
    },
  );
}

/** True if what asks is set to the identity of the nodes, and nothing about it is meant for workload identity. */
function meansNodes(hit: Hit, situation: Situation): boolean {
  const askers = askersMeant(hit, situation);
  return askers.length > 0 && askers.every(({ mode }) => mode === 'nodeIdentity');
}

/** Judges a program that sends no client ID: its pod has a token, and mostly an account without the annotation. */
export function judgeEmptyClient(hit: Hit, situation: Situation): Judgement {
  const judged = judgePods(hit, situation, 'clientId');
  if (judged?.cause === 'CLIENT_ID_MISSING') return judged;
  return likely('CLIENT_ID_MISSING', {
    text: say`The program sends an empty client ID.`,
    possible: ['OPERATOR_FIELD_WRONG'],
    next: [lookAtPod],
    fixes: [],
  });
}
