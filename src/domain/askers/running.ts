/** The pods that can ask for tokens: finished and evicted ones ask no more. */
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
  return [...new Set(containers.flatMap(({ azureEnv }) => azureEnv['AZURE_CLIENT_ID']?.trim() || []))];
}

/** Returns the value of one of Azure's variables in the first container that has one. */
export function variableOf({ containers }: PodFact, name: string): string | undefined {
  return containers.map(({ azureEnv }) => azureEnv[name]).find((value) => value !== undefined && value !== '');
}

/** True if a variable's value is in a Secret or a ConfigMap. */
export function isVariableElsewhere({ containers }: PodFact, name: string): boolean {
  return containers.some(({ valuesElsewhere }) => valuesElsewhere.includes(name));
}

/** True if the webhook made the pod while its account had no annotation: it sets the variable all the same, without a value. */
export function isOlderThanAnnotation(pod: PodFact): boolean {
  const isNamed = pod.containers.some(({ env }) => env.includes('AZURE_CLIENT_ID'));
  return isNamed && clientIdsOf(pod).length === 0 && !isVariableElsewhere(pod, 'AZURE_CLIENT_ID');
}
