/** The cluster's half: which pods and objects a message is about, and which identity they mean. */
import type { AccountFact, Asker, ClusterObjects, PodFact } from '../../askers/model.ts';
import { askersIn } from '../../askers/reading/askers.ts';
import { isNamedAs, productOfAccount, type Product } from '../../products/products.ts';
import { serviceAccountOf, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { productsNamed } from '../message/components.ts';
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
  const operator = byAccount && productOfAccount(byAccount.serviceAccount);
  if (byAccount !== undefined) return all.filter(({ component }) => component === operator);
  const named = productsNamed(message);
  const ofComponents = all.filter(({ component }) => component !== 'workload' && named.includes(component));
  if (ofComponents.length > 0) return ofComponents;
  const own = all.filter(({ component }) => component === 'workload');
  return named.length > 0 || message.isProductElsewhere === true ? [] : own;
}

/** Returns what asks because of objects of a product, for a message that only this product writes. */
export function askersOf(product: Product, hit: Hit, situation: Situation): readonly Asker[] {
  const isIts = ({ component, what }: Asker): boolean => component === product && what.kind !== 'Pod';
  const meant = askersMeant(hit, situation).filter(isIts);
  const { objects } = situation;
  return meant.length > 0 || objects === undefined ? meant : askersIn(objects).filter(isIts);
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
  const ofName = pod === undefined ? [] : podsIn(objects).filter((each) => isNamed(each, pod));
  if (ofName.length > 0) return { pods: ofName, by: 'named' };
  const all = podsIn(objects).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  const account = accountNamed(hit, situation);
  if (account !== undefined) return { pods: all.filter((each) => isSameAccount(each.account, account)), by: 'named' };
  const askers = askersMeant(hit, situation);
  const accounts = askers.flatMap((asker) => asker.account ?? []);
  const known = askers.flatMap(({ pods = [] }) => pods);
  const ofAskers =
    known.length > 0 ? known : all.filter((each) => accounts.some((one) => isSameAccount(each.account, one)));
  const named = productsNamed(message);
  const ofProduct = all.filter((each) => named.some((product) => isOfProduct(each, product)));
  if (ofProduct.length > 0) return { pods: ofProduct, by: 'product' };
  if (named.length > 0 || message.isProductElsewhere === true) return { pods: ofAskers, by: 'product' };
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

function isOfProduct({ name, account, containers }: PodFact, product: Product): boolean {
  const { namespace, serviceAccount } = account;
  return isNamedAs(product, [name, namespace, serviceAccount, ...containers.map(({ image }) => image)]);
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

/** Returns true if any container has a variable of this name that is not empty. */
export function hasVariable({ containers }: PodFact, name: string): boolean {
  return containers.some(({ env, emptyEnv = [] }) => env.includes(name) && !emptyEnv.includes(name));
}
