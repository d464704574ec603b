/** Pods that ask for tokens themselves, by what made them; and accounts that are annotated, but that nothing uses. */
import { unknownWith } from '../../arm/unknown.ts';
import type { BoundAccount } from '../../cluster/ingressLook.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { nameOfAsker } from '../askerWords.ts';
import { isOfBindings } from '../clusterRoles.ts';
import { kindsRead } from './kinds.ts';
import type { AccountFact, AskedIdentity, Asker, ClusterObjects, PodFact } from '../model.ts';
import { accountFact } from '../operators/operators.ts';
import { givenByPodIdentity, podIdentityLabel } from '../operators/podIdentity.ts';
import { entraAudience } from '../pods.ts';
import { componentOf } from '../componentOf.ts';
import { useLabel } from '../../workloads/manifests.ts';
import { clientIdsOf, idNotRead, isIdElsewhere, isOlderThanAnnotation, podsThatRun, variableOf } from '../running.ts';

/** The audience of a pod's token for an identity binding. */
const bindingAudience = 'api://AKSIdentityBinding';
const bindingAnnotation = 'azure.workload.identity/use-identity-binding';

/**
 * Returns who asks among pods and accounts; pods of one owner and account ask as one. Operators' pods that ask because of
 * an object are left out: they are with the object, among `others`.
 */
export function askersOfPods(objects: ClusterObjects, others: readonly Asker[]): readonly Asker[] {
  const withObjects = new Set(others.flatMap(({ isOperatorAccount, pods = [] }) => (isOperatorAccount ? pods : [])));
  const pods = podsThatRun(objects).filter(
    (pod) => !withObjects.has(pod) && (doesAsk(pod) || accountFact(objects, pod.account)?.clientId !== undefined),
  );
  const groups = [...Map.groupBy(pods, podKey).values()];
  const asking = groups.filter(([first]) => first !== undefined && doesAsk(first));
  const ofPods = asking.flatMap((ofGroup) => askersOfGroup(ofGroup, objects));
  const unlabelled = groups
    .filter(([first]) => first !== undefined && !doesAsk(first))
    .flatMap((ofGroup) => withoutSign(ofGroup, objects, [...others, ...ofPods]));
  const users = [...others, ...ofPods, ...unlabelled];
  const idle = objects.accounts.filter(
    (fact) => fact.clientId !== undefined && !users.some((user) => asksAs(user, fact)),
  );
  return [...ofPods, ...unlabelled, ...idle.map((fact) => ofAccount(fact, objects))];
}

/** Returns the accounts whose pods ask through an identity binding; `undefined` if pods could not be read. */
export function boundAccounts(objects: ClusterObjects): readonly BoundAccount[] | undefined {
  if (!objects.kinds.has('Pod')) return undefined;
  const asking = askersOfPods(objects, []).filter(({ mode }) => mode === 'binding');
  return asking.flatMap(({ account, identity }) =>
    account === undefined ? [] : [{ ...account, ...defined({ clientId: identity?.clientId }) }],
  );
}

/** True if the pod shows that it asks; that its account is annotated shows only that somebody does. */
function doesAsk(pod: PodFact): boolean {
  return (
    pod.hasUseLabel ||
    pod.labelIsOutside === true ||
    pod.hasFederatedToken ||
    pod.audiences.includes(bindingAudience) ||
    pod.labels[podIdentityLabel] !== undefined ||
    pod.containers.some(({ env }) => env.includes('AAD_LOGIN_METHOD'))
  );
}

function asksAs(
  { account, accountInEachNamespace }: Asker,
  { namespace, serviceAccount }: Asker['account'] & object,
): boolean {
  return (
    accountInEachNamespace === serviceAccount ||
    (account?.namespace === namespace && account.serviceAccount === serviceAccount)
  );
}

function podKey(pod: PodFact): string {
  const { account, owner, kind, name, hasUseLabel, audiences, isOnVirtualNode } = pod;
  const by = owner ?? { kind, name };
  const signs = [hasUseLabel, audiences.join(), isOnVirtualNode, isOlderThanAnnotation(pod), clientIdsOf(pod).join()];
  return [account.namespace, account.serviceAccount, by.kind, by.name, ...signs].join('\n');
}

/** Containers with different client IDs ask for different identities. */
function askersOfGroup(pods: readonly PodFact[], objects: ClusterObjects): readonly Asker[] {
  const first = pods[0] as PodFact;
  const ids = clientIdsOf(first);
  if (ids.length < 2) return [podAsker(pods, objects)];
  return ids.map((clientId) => ({ ...podAsker(pods, objects), identity: { clientId, from: 'AZURE_CLIENT_ID' } }));
}

function commonOf(pods: readonly PodFact[]): Pick<Asker, 'component' | 'what' | 'account' | 'pods'> & object {
  const { account, owner, kind, name, ...first } = pods[0] as PodFact;
  return {
    component: componentOf({ account, ...first }),
    what: { ...(owner ?? { kind, name }), namespace: account.namespace },
    account,
    pods,
  };
}

function podAsker(pods: readonly PodFact[], objects: ClusterObjects): Asker {
  const first = pods[0] as PodFact;
  const common = commonOf(pods);
  if (first.labels[podIdentityLabel] !== undefined)
    return { ...common, mode: 'podIdentity', ...defined({ identity: givenByPodIdentity(first, objects) }) };
  const fact = accountFact(objects, first.account);
  const isBound = first.annotations[bindingAnnotation] === 'true' || first.audiences.includes(bindingAudience);
  return {
    ...common,
    ...(isBound
      ? { mode: 'binding' as const, audience: bindingAudience }
      : { mode: 'workloadIdentity' as const, audience: entraAudience }),
    ...defined({
      identity: askedIdentityOf(first, fact),
      tenantId: variableOf(first, 'AZURE_TENANT_ID') ?? fact?.tenantId,
      unknown: isIdElsewhere(first, fact?.clientId) ? [idNotRead(first, say`Its AZURE_CLIENT_ID`)] : undefined,
    }),
  };
}

/** The variables of a pod were filled in when it was made; the annotation may be younger. */
function askedIdentityOf(pod: PodFact, fact: AccountFact | undefined): AskedIdentity | undefined {
  const [clientId] = clientIdsOf(pod);
  if (clientId !== undefined) return { clientId, from: 'AZURE_CLIENT_ID' };
  if (isIdElsewhere(pod, fact?.clientId) || isOlderThanAnnotation(pod)) return undefined;
  return fact?.clientId === undefined ? undefined : { clientId: fact.clientId, from: 'annotation' };
}

/** Pods of an annotated account that lack the label ask themselves only if nobody else can be meant. */
function withoutSign(pods: readonly PodFact[], objects: ClusterObjects, others: readonly Asker[]): readonly Asker[] {
  const [first] = pods;
  if (first === undefined) return [];
  const why = podUnknown(first, objects, others);
  if (why === undefined) return askersOfGroup(pods, objects);
  return [{ ...commonOf(pods), mode: 'unknown', unknown: [unknownWith('untellable', 'asker', why)] }];
}

function podUnknown(pod: PodFact, objects: ClusterObjects, others: readonly Asker[]): Words | undefined {
  const { account, kind, name } = pod;
  const user = others.find((other) => asksAs(other, account));
  if (user !== undefined)
    return say`Whether ${name} asks for tokens is unknown: it lacks the label ${useLabel}, and its account is used by ${nameOfAsker(user)}.`;
  if (account.serviceAccount === 'default')
    return say`Whether ${name} asks for tokens is unknown: it lacks the label ${useLabel}, and every pod of the namespace that names no account runs as this one.`;
  const former = formerUser(pod, objects);
  if (former !== undefined)
    return say`Whether ${name} asks for tokens is unknown: it lacks the label ${useLabel}, and its account was used by ${former.kind} ${former.name}, which has the label and is over.`;
  if (kind !== 'Pod')
    return say`Whether ${name} asks for tokens is unknown: its template lacks the label ${useLabel}, and no pod of it was read.`;
  return isAllRead(objects)
    ? undefined
    : say`Whether ${name} asks for tokens is unknown: it lacks the label ${useLabel}, and not everything that could use its account was read.`;
}

/** Something of another owner that asked as the same account and is over, such as the last run of a cron job. */
function formerUser(pod: PodFact, { pods, templates }: ClusterObjects): PodFact | undefined {
  const ownerOf = ({ owner, kind, name }: PodFact): string => `${owner?.kind ?? kind}/${owner?.name ?? name}`;
  return [...pods, ...templates].find(
    (each) =>
      each.isOver === true &&
      doesAsk(each) &&
      each.account.namespace === pod.account.namespace &&
      each.account.serviceAccount === pod.account.serviceAccount &&
      ownerOf(each) !== ownerOf(pod),
  );
}

function isAllRead({ isWhole, kinds, unknown }: ClusterObjects): boolean {
  return (
    isWhole &&
    unknown.length === 0 &&
    kindsRead.every(({ kind, resource }) => isOfBindings(resource) || kinds.has(kind))
  );
}

function ofAccount({ namespace, serviceAccount, clientId, tenantId }: AccountFact, { kinds }: ClusterObjects): Asker {
  const isRead = kinds.has('Pod');
  const reason = isRead
    ? say`No pod that was read runs as ${namespace}/${serviceAccount}.`
    : say`Pods were not read, so it is not known which run as ${namespace}/${serviceAccount}.`;
  return {
    component: 'workload',
    what: { kind: 'ServiceAccount', namespace, name: serviceAccount },
    mode: 'workloadIdentity',
    account: { namespace, serviceAccount },
    audience: entraAudience,
    unknown: [
      unknownWith(isRead ? 'untellable' : 'notAsked', 'podsOfAccount', reason, `${namespace}/${serviceAccount}`),
    ],
    ...(clientId === undefined ? {} : { identity: { clientId, from: 'annotation' } }),
    ...defined({ tenantId }),
  };
}
