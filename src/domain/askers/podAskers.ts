/** Pods that ask for tokens themselves, by what made them; and accounts that are annotated, but used by no pod. */
import { unknownWith } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import type { AccountFact, AskedIdentity, Asker, ClusterObjects, Component, PodFact } from './model.ts';
import { accountFact } from './operators.ts';
import { entraAudience } from './pods.ts';

/** The audience of a pod's token for an identity binding. */
const bindingAudience = 'api://AKSIdentityBinding';
const bindingAnnotation = 'azure.workload.identity/use-identity-binding';

/** Returns who asks among pods and accounts; pods of one owner and account ask as one. */
export function askersOfPods(objects: ClusterObjects): readonly Asker[] {
  const pods = [...objects.pods, ...objects.templates.filter((template) => !isRunning(template, objects))];
  const asking = pods.filter((pod) => doesAsk(pod, accountFact(objects, pod.account)));
  const groups = Map.groupBy(asking, keyOf);
  const used = new Set(asking.map(({ account }) => `${account.namespace}/${account.serviceAccount}`));
  const idle = objects.accounts.filter(
    ({ namespace, serviceAccount, clientId }) => clientId !== undefined && !used.has(`${namespace}/${serviceAccount}`),
  );
  return [...[...groups.values()].map((ofGroup) => askerOf(ofGroup, objects)), ...idle.map(ofAccount)];
}

/** True if the pods that a template makes were read. */
function isRunning({ kind, name, account }: PodFact, { pods }: ClusterObjects): boolean {
  return pods.some(
    ({ owner, account: { namespace } }) =>
      namespace === account.namespace && owner?.kind === kind && owner.name === name,
  );
}

function doesAsk(pod: PodFact, account: AccountFact | undefined): boolean {
  const isOver = pod.phase === 'Succeeded' || pod.phase === 'Failed';
  if (isOver) return false;
  return (
    pod.hasUseLabel ||
    pod.hasFederatedToken ||
    pod.audiences.includes(bindingAudience) ||
    account?.clientId !== undefined ||
    pod.labels['aadpodidbinding'] !== undefined ||
    pod.containers.some(({ env }) => env.includes('AAD_LOGIN_METHOD'))
  );
}

function keyOf({ account, owner, kind, name, hasUseLabel, hasFederatedToken }: PodFact): string {
  const by = owner ?? { kind, name };
  return [account.namespace, account.serviceAccount, by.kind, by.name, hasUseLabel, hasFederatedToken].join('\n');
}

function askerOf(pods: readonly PodFact[], objects: ClusterObjects): Asker {
  const first = pods[0] as PodFact;
  const { account, owner, kind, name } = first;
  const { namespace } = account;
  const fact = accountFact(objects, account);
  const variables = Object.assign({}, ...first.containers.map(({ azureEnv }) => azureEnv)) as Record<string, string>;
  const isElsewhere = isClientIdElsewhere(first);
  const identity = isElsewhere ? undefined : identityOf(variables, fact);
  const unknown = isElsewhere
    ? [unknownWith('notAsked', 'clientId', say`Its AZURE_CLIENT_ID is in a Secret or a ConfigMap, which is not read.`)]
    : undefined;
  const tenantId = variables['AZURE_TENANT_ID'] ?? fact?.tenantId;
  const common: Pick<Asker, 'component' | 'what' | 'account' | 'pods'> = {
    component: componentOf(first),
    what: { ...(owner ?? { kind, name }), namespace },
    account,
    pods,
  };
  if (first.labels['aadpodidbinding'] !== undefined) return { ...common, mode: 'podIdentity' };
  const isBound = first.annotations[bindingAnnotation] === 'true' || first.audiences.includes(bindingAudience);
  return {
    ...common,
    ...(isBound
      ? { mode: 'binding' as const, audience: bindingAudience }
      : { mode: 'workloadIdentity' as const, audience: entraAudience }),
    ...defined({ identity, tenantId, unknown }),
  };
}

/** The variables of a pod were filled in when it was made; the annotation may be younger. */
function identityOf(variables: Record<string, string>, fact: AccountFact | undefined): AskedIdentity | undefined {
  const { AZURE_CLIENT_ID: clientId } = variables;
  if (clientId) return { clientId, from: 'AZURE_CLIENT_ID' };
  return fact?.clientId === undefined ? undefined : { clientId: fact.clientId, from: 'annotation' };
}

/** True if the client ID is a variable whose value is in a Secret or a ConfigMap. */
function isClientIdElsewhere({ containers }: PodFact): boolean {
  return containers.some(
    ({ env, azureEnv }) => env.includes('AZURE_CLIENT_ID') && azureEnv['AZURE_CLIENT_ID'] === undefined,
  );
}

function componentOf({ labels, account, containers }: PodFact): Component {
  if (labels['app.kubernetes.io/part-of'] === 'argocd') return 'argo-cd';
  if (labels['app.kubernetes.io/name'] === 'external-dns' || containers.some(({ image }) => /external-dns/.test(image)))
    return 'external-dns';
  return account.serviceAccount === 'azureserviceoperator-default' ? 'service-operator' : 'workload';
}

function ofAccount({ namespace, serviceAccount, clientId, tenantId }: AccountFact): Asker {
  const reason = say`No pod that was read runs as ${namespace}/${serviceAccount}.`;
  return {
    component: 'workload',
    what: { kind: 'ServiceAccount', namespace, name: serviceAccount },
    mode: 'workloadIdentity',
    account: { namespace, serviceAccount },
    audience: entraAudience,
    unknown: [unknownWith('untellable', 'podsOfAccount', reason, `${namespace}/${serviceAccount}`)],
    ...(clientId === undefined ? {} : { identity: { clientId, from: 'annotation' } }),
    ...defined({ tenantId }),
  };
}
