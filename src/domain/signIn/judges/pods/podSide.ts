/** Whether a pod can have a token: label, switch, client id and variables, in this order. */
import { askersIn } from '../../../askers/reading/askers.ts';
import type { AccountFact, Asker, PodFact } from '../../../askers/model.ts';
import { idNotRead, isOlderThanAnnotation, isVariableElsewhere } from '../../../askers/running.ts';
import { clientIdAnnotation, useLabel } from '../../../workloads/manifests.ts';
import { hasWorkloadIdentity, issuerOf } from '../../../workloads/issuer.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, type FromAzure } from '../../situation/azureHalf.ts';
import { accountOf, groupOf, hasVariable, meantPods, podsIn } from '../../situation/clusterHalf.ts';
import {
  advice,
  inAzure,
  inCluster,
  likely,
  open,
  proven,
  toCopy,
  toPlan,
  type Fix,
  type Judgement,
} from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import { labelMissing } from './labelMissing.ts';

/** Without the cluster's half any of these fits. */
export const podSideCauses = [
  'POD_LABEL_MISSING',
  'WORKLOAD_IDENTITY_OFF',
  'CLIENT_ID_MISSING',
  'ENV_NOT_INJECTED',
] as const;

/** What to look at in a pod that has no token. */
export const lookAtPod = say`Look at the pod (kubectl get pod -o yaml): its label ${useLabel}, its service account and the account's annotation, its variables that begin with AZURE_, and its age.`;

/**
 * Judges why the pods that the message is about have no token; `lacks` is the variable that the message says is missing.
 * Returns `undefined` if the pods that were read lack nothing.
 */
export function judgePods(hit: Hit, situation: Situation, lacks?: string): Judgement | undefined {
  const cluster = clusterInQuestion(hit, situation);
  const { pods, by } = meantPods(hit, situation);
  const named = namedByObjects(situation);
  const judged = pods.flatMap(
    (pod) => judgePod(pod, situation, cluster, { lacks, isNamedByObject: named.has(pod) }) ?? [],
  );
  const [first, ...others] = judged;
  if (first === undefined) return pods.length > 0 ? undefined : withoutPods(cluster, situation);
  const isOneThing = new Set(pods.map(groupOf)).size === 1;
  const isSame = others.every(({ cause }) => cause === first.cause);
  if (isSame && (by !== 'guessed' || isOneThing))
    return by !== 'named' || judged.length < pods.length ? lessSure(first) : first;
  return open([...new Set(judged.map(({ cause }) => cause))], {
    text:
      by === 'guessed'
        ? say`The message does not tell which pod it is about, and several fit.`
        : say`Several pods fit, and they lack different things.`,
    evidence: judged.flatMap(({ text, evidence = [] }) => [
      ...(text === undefined ? [] : [inCluster(text)]),
      ...evidence,
    ]),
    next: [say`Name the pod, or paste a message that names it.`, lookAtPod],
  });
}

/** A pod that the message does not name, or of which others like it lack nothing, is no proof. */
function lessSure(judged: Judgement): Judgement {
  return { ...judged, certainty: judged.certainty === 'certain' ? 'likely' : judged.certainty };
}

function withoutPods({ value: cluster, unknown }: FromAzure<Cluster>, { objects }: Situation): Judgement | undefined {
  if (cluster === undefined || hasWorkloadIdentity(cluster)) return undefined;
  if (objects !== undefined && hasWebhook(objects)) return undefined;
  return { ...switchedOff(cluster), unknown };
}

function hasWebhook(objects: NonNullable<Situation['objects']>): boolean {
  return podsIn(objects).some(({ name }) => /azure-wi-webhook|workload-identity-webhook/.test(name));
}

function switchedOff(cluster: Cluster): Judgement {
  return likely('WORKLOAD_IDENTITY_OFF', {
    text: say`Workload identity is off on ${cluster.name}, and nothing else is seen that brings tokens into pods.`,
    evidence: [
      inAzure(
        issuerOf(cluster) === undefined
          ? say`${cluster.name} has workload identity off, and no OIDC issuer.`
          : say`${cluster.name} has workload identity off.`,
      ),
    ],
    possible: ['POD_LABEL_MISSING', 'ENV_NOT_INJECTED'],
    fixes: [
      toPlan(say`Enable workload identity on ${cluster.name}. Then restart the pods: only new pods get tokens.`, {
        kind: 'setWorkloadIdentity',
        clusterId: cluster.id,
        enabled: true,
        ...(issuerOf(cluster) === undefined ? { oidcIssuer: true } : {}),
      }),
    ],
  });
}

function judgePod(
  pod: PodFact,
  situation: Situation,
  cluster: FromAzure<Cluster>,
  { lacks, isNamedByObject }: { readonly lacks: string | undefined; readonly isNamedByObject: boolean },
): Judgement | undefined {
  const { objects } = situation;
  if (objects === undefined) return undefined;
  const account = accountOf(pod, objects);
  const words = `${pod.account.namespace}/${pod.name}`;
  const asker = {
    what: words,
    account: `system:serviceaccount:${pod.account.namespace}:${pod.account.serviceAccount}`,
  };
  const hasToken = pod.hasFederatedToken || hasVariable(pod, 'AZURE_FEDERATED_TOKEN_FILE');
  const hasClient = hasVariable(pod, 'AZURE_CLIENT_ID');
  if (hasToken && (hasClient || isNamedByObject || lacks === 'tokenFile')) return undefined;
  if (!hasToken && !pod.hasUseLabel) return { ...labelMissing(pod, words), asker };
  const isOff = cluster.value !== undefined && !hasWorkloadIdentity(cluster.value) && !hasWebhook(objects);
  if (!hasToken && isOff && cluster.value !== undefined) return { ...switchedOff(cluster.value), asker };
  if (!hasClient && !isNamedByObject && hasToken && isVariableElsewhere(pod))
    return { ...idElsewhere(pod, words), asker };
  if (!hasClient && !isNamedByObject && (hasToken || account !== undefined) && account?.clientId === undefined) {
    const missing = clientMissing(pod, account, words, objects.kinds.has('ServiceAccount'));
    return { ...(account === undefined ? lessSure(missing) : missing), asker };
  }
  if (!hasClient && account?.clientId !== undefined && hasToken && isOlderThanAnnotation(pod))
    return {
      ...proven('CLIENT_ID_MISSING', {
        text: say`${words} is older than the annotation of its service account, so it has no client ID.`,
        fixes: [restart(pod)],
      }),
      asker,
    };
  if (!hasClient && account?.clientId !== undefined && hasToken) return { ...withoutVariables(pod, words), asker };
  if (hasToken) return undefined;
  if (pod.kind !== 'Pod') return { ...podsNotRead(words), asker };
  return {
    ...likely('ENV_NOT_INJECTED', {
      text: say`${words} has the label, but not the variables of workload identity.`,
      evidence: [inCluster(say`${words} has no AZURE_FEDERATED_TOKEN_FILE.`)],
      possible: ['WORKLOAD_IDENTITY_OFF'],
      fixes: [
        restart(pod),
        advice(
          say`If they are still missing, look at skip-containers in the annotations of the pod, and at the pods azure-wi-webhook in kube-system.`,
        ),
      ],
    }),
    asker,
  };
}

/** The pods of operators whose objects name the identity, so that they need no client ID of their own. */
function namedByObjects({ objects }: Situation): ReadonlySet<PodFact> {
  const askers = objects === undefined ? [] : askersIn(objects);
  return new Set(
    askers.flatMap(({ isOperatorAccount, identity, pods = [] }) =>
      isOperatorAccount === true && isOfObject(identity) ? pods : [],
    ),
  );
}

function isOfObject(identity: Asker['identity']): boolean {
  return identity !== undefined && identity.from !== 'annotation' && identity.from !== 'AZURE_CLIENT_ID';
}

/** What is among the variables of a Secret is not known. */
function idElsewhere(pod: PodFact, words: string): Judgement {
  return open(['CLIENT_ID_MISSING', 'ENV_NOT_INJECTED'], {
    evidence: [inCluster(say`${words} has no AZURE_CLIENT_ID of its own.`)],
    unknown: [idNotRead(pod, say`The AZURE_CLIENT_ID of ${words}`)],
    next: [
      say`Look whether AZURE_CLIENT_ID is among the variables that the containers of ${words} take from Secrets and ConfigMaps (envFrom).`,
    ],
  });
}

/** Only pods have what the webhook writes, never their templates. */
function podsNotRead(words: string): Judgement {
  return open(['ENV_NOT_INJECTED', 'WORKLOAD_IDENTITY_OFF'], {
    text: say`The pod template of ${words} has the label, and its pods were not read.`,
    next: [lookAtPod],
  });
}

/** What has the token without the webhook, which alone reads the annotation. */
function withoutWebhook(pod: PodFact, words: string): Judgement {
  return likely('CLIENT_ID_MISSING', {
    text: say`${words} has a token file, but no client ID: the annotation of its service account counts only for pods with the label ${useLabel}.`,
    evidence: [inCluster(say`${words} has no AZURE_CLIENT_ID, and lacks the label.`)],
    possible: ['POD_LABEL_MISSING'],
    fixes: [
      advice(say`Set AZURE_CLIENT_ID in the pod template of ${pod.owner?.name ?? pod.name}, or add the label there.`),
    ],
  });
}

/** A pod with a token, and with no variables: the webhook passed over its containers. */
function withoutVariables(pod: PodFact, words: string): Judgement {
  if (!pod.hasUseLabel && hasVariable(pod, 'AZURE_FEDERATED_TOKEN_FILE')) return withoutWebhook(pod, words);
  const skipped = pod.annotations[skipAnnotation];
  return likely('ENV_NOT_INJECTED', {
    text:
      skipped === undefined
        ? say`${words} has a token, but no container of it has the variables of workload identity.`
        : say`The annotation ${skipAnnotation} of ${words} (${skipped}) keeps containers from the variables of workload identity.`,
    evidence: [inCluster(say`${words} has neither AZURE_CLIENT_ID nor AZURE_FEDERATED_TOKEN_FILE.`)],
    possible: ['CLIENT_ID_MISSING'],
    fixes: [
      skipped === undefined
        ? advice(
            say`Set the variables in the pod template, or let the webhook do it: the label has to be on the pod template.`,
          )
        : advice(say`Remove the container from the annotation, and restart the pods.`),
    ],
  });
}

const skipAnnotation = 'azure.workload.identity/skip-containers';

function clientMissing(pod: PodFact, account: AccountFact | undefined, words: string, wereRead: boolean): Judgement {
  const { namespace, serviceAccount } = pod.account;
  const misspelt = Object.keys(account?.marks ?? {}).find(
    (name) => name !== clientIdAnnotation && /client/i.test(name),
  );
  return proven('CLIENT_ID_MISSING', {
    text: whyNoClient(words, `${namespace}/${serviceAccount}`, { account, misspelt, wereRead }),
    evidence: [inCluster(say`${words} has no AZURE_CLIENT_ID.`)],
    fixes: [annotateFix(namespace, serviceAccount), restart(pod)],
  });
}

/** Claims nothing about a service account that was not read. */
function whyNoClient(
  words: string,
  name: string,
  known: {
    readonly account?: AccountFact | undefined;
    readonly misspelt?: string | undefined;
    readonly wereRead: boolean;
  },
): Words {
  const { account, misspelt, wereRead } = known;
  if (misspelt !== undefined)
    return say`${words} has no client ID: the annotation of ${name} is spelt ${misspelt}. It is ${clientIdAnnotation}.`;
  if (account !== undefined)
    return say`${words} has no client ID: the service account ${name} has no annotation ${clientIdAnnotation}.`;
  return wereRead
    ? say`${words} has no client ID, and there is no service account ${name} in what was read.`
    : say`${words} has no client ID; whether its service account ${name} has the annotation ${clientIdAnnotation} was not read.`;
}

/** The annotation of an account, to copy. */
function annotateFix(namespace: string, serviceAccount: string): Fix {
  return toCopy(
    say`Annotate the service account, then restart its pods: only new pods get the client ID.`,
    [
      'apiVersion: v1',
      'kind: ServiceAccount',
      'metadata:',
      `  name: ${JSON.stringify(serviceAccount)}`,
      `  namespace: ${JSON.stringify(namespace)}`,
      '  annotations:',
      `    ${clientIdAnnotation}: "<client ID of the identity>"`,
      '',
    ].join('\n'),
  );
}

/** What `kubectl rollout restart` can restart. */
const restartable: ReadonlySet<string> = new Set(['deployment', 'daemonset', 'statefulset']);

function restart({ owner, name, account: { namespace } }: PodFact): Fix {
  const kind = owner?.kind.toLowerCase() ?? '';
  return owner !== undefined && restartable.has(kind)
    ? advice(say`Restart the pods: kubectl rollout restart ${kind}/${owner.name} --namespace ${namespace}`)
    : advice(
        kind === 'job'
          ? say`Delete the pod ${name} in ${namespace} so that it is recreated, or run its job again.`
          : say`Delete the pod ${name} in ${namespace} so that it is recreated.`,
      );
}
