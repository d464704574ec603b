/** The cluster's half: which pods and objects a message is about, and which identity they mean. */
import type { AccountFact, Asker, ClusterObjects, Component, PodFact } from '../../askers/model.ts';
import { askersIn } from '../../askers/askers.ts';
import { serviceAccountOf, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import type { Hit } from '../message/readMessage.ts';
import { fieldAt, plainValue, type Situation } from './situation.ts';

/** Returns everything in the cluster that asks for tokens and can be meant by the message. */
export function askersMeant(hit: Hit, situation: Situation): readonly Asker[] {
  const { objects, message } = situation;
  if (objects === undefined) return [];
  const all = askersIn(objects);
  const account = accountNamed(hit, situation);
  const pod = podNamed(hit, situation);
  const ofPod = pod && podsIn(objects).find((each) => isNamed(each, pod));
  const byAccount = account ?? ofPod?.account;
  const ofAccount = byAccount === undefined ? [] : all.filter((each) => isSameAccount(each.account, byAccount));
  if (ofAccount.length > 0) return ofAccount;
  const operator = byAccount && operatorOf(byAccount);
  if (byAccount !== undefined) return all.filter(({ component }) => component === operator);
  const named = [...message.components].filter((each): each is Component & typeof each => isComponent(each));
  const ofComponents = all.filter(({ component }) => named.includes(component as (typeof named)[number]));
  if (ofComponents.length > 0) return ofComponents;
  const own = all.filter(({ component }) => component === 'workload');
  return named.length > 0 ? [] : own;
}

/** The operators by the usual names of their accounts, for where their pods were not read. */
const operatorAccounts: readonly (readonly [RegExp, Component])[] = [
  [/^keda-operator$/, 'keda'],
  [/^external-secrets$/, 'external-secrets'],
  [/^cert-manager$/, 'cert-manager'],
  [/^external-dns$/, 'external-dns'],
  [/^(?:source|kustomize|image-reflector|helm)-controller$/, 'flux'],
  [/^argocd-/, 'argo-cd'],
  [/^az-?appconfig|^appconfig/, 'app-configuration'],
  [/^velero/, 'velero'],
];

function operatorOf({ serviceAccount }: ServiceAccount): Component | undefined {
  return operatorAccounts.find(([name]) => name.test(serviceAccount))?.[1];
}

/** Libraries and hints, which are no products that run in the cluster on their own. */
const notInCluster: ReadonlySet<string> = new Set([
  'adal',
  'chain',
  'workloadIdentityCredential',
  'managedIdentityCredential',
  'binding',
  'agic',
]);

function isComponent(name: string): boolean {
  return !notInCluster.has(name);
}

/** Returns the account that the message names, in its subject or as the user of Kubernetes. */
function accountNamed(hit: Hit, situation: Situation): ServiceAccount | undefined {
  const subject = plainValue(fieldAt('subject', hit, situation));
  return subject === undefined ? undefined : serviceAccountOf(subject);
}

/** Returns the namespace and name of the pod that the message names. */
function podNamed(hit: Hit, situation: Situation): { namespace: string; name: string } | undefined {
  const [namespace, name] = plainValue(fieldAt('pod', hit, situation))?.split('/') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** Returns all pods, and templates whose pods were not read. */
export function podsIn({ pods, templates }: ClusterObjects): readonly PodFact[] {
  return pods.length > 0 ? pods : templates;
}

/** The pods that a message can be about. */
export interface MeantPods {
  readonly pods: readonly PodFact[];
  /** `named`: by pod or account; `product`: by the product that the message names; `guessed`: it names nothing. */
  readonly by: 'named' | 'product' | 'guessed';
}

/** Returns the pods that the message can be about: that which it names, those of the account, or those of the product. */
export function meantPods(hit: Hit, situation: Situation): MeantPods {
  const { objects, message } = situation;
  if (objects === undefined) return { pods: [], by: 'guessed' };
  const pod = podNamed(hit, situation);
  const named = pod === undefined ? [] : podsIn(objects).filter((each) => isNamed(each, pod));
  if (named.length > 0) return { pods: named, by: 'named' };
  const all = podsIn(objects).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  const account = accountNamed(hit, situation);
  if (account !== undefined) return { pods: all.filter((each) => isSameAccount(each.account, account)), by: 'named' };
  const askers = askersMeant(hit, situation);
  const accounts = askers.flatMap((asker) => asker.account ?? []);
  const known = askers.flatMap(({ pods = [] }) => pods);
  const ofAskers =
    known.length > 0 ? known : all.filter((each) => accounts.some((one) => isSameAccount(each.account, one)));
  const words = [...message.components].filter(isComponent);
  const ofProduct = all.filter((each) => words.some((word) => isOfProduct(each, word)));
  if (ofProduct.length > 0) return { pods: ofProduct, by: 'product' };
  if (words.length > 0) return { pods: ofAskers, by: 'product' };
  return { pods: all.filter((each) => meansWorkloadIdentity(each, objects)), by: 'guessed' };
}

/** Returns the pods that the message can be about. */
export function podsMeant(hit: Hit, situation: Situation): readonly PodFact[] {
  return meantPods(hit, situation).pods;
}

/** Returns the only pod in the cluster, or the pods of the only owner: what asks the nodes if nothing is named. */
export function onlyPods(objects: ClusterObjects): readonly PodFact[] {
  const running = podsIn(objects).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  return new Set(running.map(groupOf)).size === 1 ? running : [];
}

/** Pods of one owner are one thing. */
export function groupOf({ account: { namespace }, owner, kind, name }: PodFact): string {
  return `${namespace}/${owner === undefined ? `${kind}/${name}` : `${owner.kind}/${owner.name}`}`;
}

/** How the pods of products are named, where that is not the name of the product. */
const podNames: Readonly<Record<string, RegExp>> = {
  flux: /source-controller|kustomize-controller|image-reflector|helm-controller|notification-controller/,
  'app-configuration': /azappconfig|appconfig/,
  'secrets-store-csi': /secrets-store/,
  'service-operator': /azureserviceoperator/,
  agic: /ingress-azure|ingress-appgw/,
  keda: /keda-operator/,
};

function isOfProduct({ name, account, containers }: PodFact, product: string): boolean {
  const pattern = podNames[product] ?? new RegExp(product.replace(/[^a-z-]/g, ''));
  return [name, account.namespace, account.serviceAccount, ...containers.map(({ image }) => image)].some((text) =>
    pattern.test(text),
  );
}

/** Returns true if the pod, or its account, is marked for workload identity. */
export function meansWorkloadIdentity(pod: PodFact, objects: ClusterObjects): boolean {
  return pod.hasUseLabel || pod.labelIsOutside === true || accountOf(pod, objects)?.clientId !== undefined;
}

/** Returns the service account of a pod if accounts were read. */
export function accountOf({ account }: Pick<PodFact, 'account'>, objects: ClusterObjects): AccountFact | undefined {
  return objects.accounts.find((each) => isSameAccount(each, account));
}

/** Returns true for the same account. */
function isSameAccount(one: ServiceAccount | undefined, other: ServiceAccount): boolean {
  return one !== undefined && one.namespace === other.namespace && one.serviceAccount === other.serviceAccount;
}

function isNamed(pod: PodFact, { namespace, name }: { namespace: string; name: string }): boolean {
  return pod.account.namespace === namespace && (pod.name === name || name.startsWith(`${pod.name}-`));
}

/** Returns the value of a variable in any container of the pod. */
export function azureVariable({ containers }: PodFact, name: string): string | undefined {
  return containers.map(({ azureEnv }) => azureEnv[name]).find((value) => value !== undefined && value !== '');
}

/** Returns true if any container has a variable of this name that is not empty. */
export function hasVariable({ containers }: PodFact, name: string): boolean {
  return containers.some(({ env, emptyEnv = [] }) => env.includes(name) && !emptyEnv.includes(name));
}
