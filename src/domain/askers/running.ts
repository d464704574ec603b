/** The pods that can ask for tokens: finished and evicted ones ask no more. */
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import type { ClusterObjects, PodFact } from './model.ts';

/** Returns the pods that run or start, and the templates of those that were not read; never what is finished or replaced. */
export function podsThatRun({ pods, templates }: Pick<ClusterObjects, 'pods' | 'templates'>): readonly PodFact[] {
  const running = pods.filter(({ isOver }) => isOver !== true);
  const standing = templates.filter(
    (template) =>
      template.isOver !== true &&
      !running.some((pod) => isMadeBy(pod, template)) &&
      !templates.some((other) => isMadeBy(template, other)),
  );
  return [...running, ...standing];
}

/** A CronJob makes Jobs whose names end with the minute; the pods name only the Job. */
function isMadeBy({ owner, account }: PodFact, { kind, name, account: { namespace } }: PodFact): boolean {
  if (owner === undefined || account.namespace !== namespace) return false;
  if (owner.kind === kind) return owner.name === name;
  return (
    kind === 'CronJob' &&
    owner.kind === 'Job' &&
    owner.name.startsWith(`${name}-`) &&
    /^\d+$/.test(owner.name.slice(name.length + 1))
  );
}

/** Returns the client IDs that the containers of a pod have in AZURE_CLIENT_ID; most often one. */
export function clientIdsOf({ containers }: PodFact): readonly string[] {
  return [
    ...new Set(
      containers.flatMap(({ azureEnv }) =>
        isBlank(azureEnv['AZURE_CLIENT_ID']) ? [] : (azureEnv['AZURE_CLIENT_ID'] ?? []),
      ),
    ),
  ];
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

/** Returns the value of one of Azure's variables in the first container that has one. */
export function variableOf({ containers }: PodFact, name: string): string | undefined {
  return containers.map(({ azureEnv }) => azureEnv[name]).find((value) => value !== undefined && value !== '');
}

const clientVariable = 'AZURE_CLIENT_ID';

/** True if the client ID in a pod's variable is in a Secret or a ConfigMap. */
function isNamedElsewhere({ containers }: PodFact): boolean {
  return containers.some(({ valuesElsewhere }) => valuesElsewhere.includes(clientVariable));
}

/** True if it is there, or may be: a container without the variable may take all of one; one that it has itself counts before these. */
export function isVariableElsewhere(pod: PodFact): boolean {
  return (
    isNamedElsewhere(pod) ||
    (variableOf(pod, clientVariable) === undefined &&
      pod.containers.some(({ env, takesAll }) => takesAll === true && !env.includes(clientVariable)))
  );
}

/** True if the client ID of a pod is, or may be, in a Secret or a ConfigMap: the webhook writes an annotated one into new pods. */
export function isIdElsewhere(pod: PodFact, annotated: string | undefined): boolean {
  const isWritten = pod.kind !== 'Pod' && pod.hasUseLabel && annotated !== undefined;
  return isWritten ? isNamedElsewhere(pod) : isVariableElsewhere(pod);
}

/** Says that the client ID is, or may be, where it is not read; `whose` is such as `Its`. */
export function idNotRead(pod: PodFact, whose: Phrase): Unknown {
  return unknownWith(
    'notAsked',
    'clientId',
    isNamedElsewhere(pod)
      ? say`${whose} is in a Secret or a ConfigMap, which is not read.`
      : say`${whose} may be in a Secret or a ConfigMap, which is not read: a container takes all of its variables from there.`,
  );
}

/**
 * True if the webhook made the pod while its account had no annotation: it leaves the client ID out, or, in older versions,
 * empty. A container that it passed over has no token file either.
 * Source: pkg/webhook/webhook.go of Azure/azure-workload-identity
 */
export function isOlderThanAnnotation(pod: PodFact): boolean {
  const wasChanged =
    pod.containers.some(({ env }) => env.includes('AZURE_CLIENT_ID')) ||
    (pod.kind === 'Pod' && pod.hasUseLabel && variableOf(pod, 'AZURE_FEDERATED_TOKEN_FILE') !== undefined);
  return wasChanged && clientIdsOf(pod).length === 0 && !isVariableElsewhere(pod);
}
