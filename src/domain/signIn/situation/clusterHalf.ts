/** The cluster's half: which pods and objects a message is about, and which identity they mean. */
import type { AccountFact, Asker, ClusterObjects, PodFact } from '../../askers/model.ts';
import { askersIn } from '../../askers/reading/askers.ts';
import { isNamedAs, productOfAccount, type Product } from '../../products/products.ts';
import { defined } from '../../../shape/defined.ts';
import { serviceAccountOf, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { productsNamed } from '../message/components.ts';
import type { Hit } from '../message/readMessage.ts';
import { fieldAt, plainValue, type Situation } from './situation.ts';

/** Products that ask for the pods of others, by objects that these mount. */
const drivers = ['secrets-store-csi', 'volume'] as const satisfies readonly Product[];

/** Returns true if the message is that of a driver, whatever of the cluster was read. */
export function isOfDriver({ message }: Situation): boolean {
  return drivers.some((driver) => message.components.has(driver));
}

/** Returns everything in the cluster that asks for tokens and can be meant by the message. */
export function askersMeant(hit: Hit, situation: Situation): readonly Asker[] {
  const { objects, message } = situation;
  if (objects === undefined) return [];
  const all = askersIn(objects);
  const named = productsNamed(message);
  const isNamed = (product: Product): boolean => named.includes(product);
  const account = accountNamed(hit, situation);
  const pod = podNamed(hit, situation);
  const ofPod = pod === undefined ? [] : podsFor(pod, objects).pods;
  const [one, ...others] = ofPod;
  const ofOne = one !== undefined && others.every((each) => isSameAccount(each.account, one.account));
  const byAccount = account ?? (ofOne ? one.account : undefined);
  const isFor = ({ account: own, wouldAskAs = [] }: Asker): boolean =>
    byAccount !== undefined && [own, ...wouldAskAs].some((each) => isSameAccount(each, byAccount));
  // A driver that says so itself asks for the pod, whatever the pod asks for by itself.
  const ofDriver = all.filter((each) => isFor(each) && drivers.some((one) => one === each.component && isNamed(one)));
  if (ofDriver.length > 0) return ofDriver;
  const ofAccount = byAccount === undefined ? [] : all.filter((each) => isSameAccount(each.account, byAccount));
  if (ofAccount.length > 0) return ofAccount;
  // Objects that make the nodes ask for the pods of the account.
  const forAccount = all.filter(isFor);
  if (forAccount.length > 0) return forAccount;
  const operator = byAccount && productOfAccount(byAccount.serviceAccount);
  if (byAccount !== undefined) return all.filter(({ component }) => component === operator);
  // What asks is named, but not seen, so that nothing else is meant.
  if (pod !== undefined) return [];
  const ofComponents = all.filter(({ component }) => component !== 'workload' && named.includes(component));
  if (ofComponents.length > 0) return ofComponents;
  const own = all.filter(({ component }) => component === 'workload');
  return named.length > 0 || message.mayBeOfProduct === true ? [] : own;
}

/** Returns what asks because of objects of a product, for a message that only this product writes. */
export function askersOf(product: Product, hit: Hit, situation: Situation): readonly Asker[] {
  const isIts = ({ component, what }: Asker): boolean => component === product && what.kind !== 'Pod';
  const meant = askersMeant(hit, situation).filter(isIts);
  const { objects } = situation;
  return meant.length > 0 || objects === undefined ? meant : askersIn(objects).filter(isIts);
}

/** Returns the object of an operator that names the account, if no pod runs as it. */
export function objectAskingAs(account: ServiceAccount | undefined, { objects }: Situation): string | undefined {
  if (account === undefined || objects === undefined) return undefined;
  if (podsIn(objects).some((each) => isSameAccount(each.account, account))) return undefined;
  const [first] = askersIn(objects).filter(
    (each) => each.component !== 'workload' && isSameAccount(each.account, account) && (each.pods ?? []).length === 0,
  );
  return first && `${first.what.kind} ${first.what.name}`;
}

/** Returns the account that the message names, in its subject or as the user of Kubernetes. */
function accountNamed(hit: Hit, situation: Situation): ServiceAccount | undefined {
  const subject = plainValue(fieldAt('subject', hit, situation));
  return subject === undefined ? undefined : serviceAccountOf(subject);
}

/** A pod as a message names it. */
interface PodName {
  /** Left out where a log names the pod alone. */
  readonly namespace?: string;
  readonly name: string;
  /** True if the error itself names it, and not only the line that it is in. */
  readonly isOwn: boolean;
}

/**
 * Returns the pod that the message names. The pod of an operator that writes the line is not the one that it is about:
 * what the operator is asked for is in its objects.
 */
function podNamed(hit: Hit, situation: Situation): PodName | undefined {
  const field = fieldAt('pod', hit, situation);
  const [last, namespace] = plainValue(field)?.split('/').toReversed() ?? [];
  if (last === undefined) return undefined;
  const pod = { name: last, isOwn: field?.isFromElsewhere !== true, ...defined({ namespace }) };
  if (pod.isOwn) return pod;
  const products = productsNamed(situation.message);
  const found = situation.objects === undefined ? [] : podsOfName(pod, situation.objects);
  const isOperator = products.some(
    (product) => isNamedAs(product, [last, namespace ?? '']) || found.some((each) => isOfProduct(each, product)),
  );
  return isOperator ? undefined : pod;
}

/** Returns the pods of a name: one, unless the namespace is not known; of templates, the one whose name is the nearest. */
function podsOfName({ namespace, name }: Omit<PodName, 'isOwn'>, objects: ClusterObjects): readonly PodFact[] {
  const near = podsIn(objects).filter(({ account }) => namespace === undefined || account.namespace === namespace);
  const exact = near.filter((pod) => pod.name === name);
  if (exact.length > 0) return exact;
  const made = near.filter((pod) => pod.kind !== 'Pod' && name.startsWith(`${pod.name}-`));
  const longest = Math.max(...made.map((pod) => pod.name.length));
  return made.filter((pod) => pod.name.length === longest);
}

/** What Kubernetes adds to the name of an owner, in its own letters. Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go */
const generated = /^-(?:(?:[b-df-hj-np-tv-xz2456789]{6,10}-)?[b-df-hj-np-tv-xz2456789]{5}|\d{1,4})$/;

/** Returns the pods of the owner whose name a pod has that was not read: it was replaced by them. */
function replaced({ namespace, name }: PodName, objects: ClusterObjects): readonly PodFact[] {
  return podsIn(objects).filter(
    ({ account, owner }) =>
      owner !== undefined &&
      (namespace === undefined || account.namespace === namespace) &&
      name.startsWith(`${owner.name}-`) &&
      generated.test(name.slice(owner.name.length)),
  );
}

/** Returns the name of the pod that the message names if the pods that were read do not have it. */
export function podNotRead(hit: Hit, situation: Situation): string | undefined {
  const pod = podNamed(hit, situation);
  if (pod === undefined || situation.objects === undefined || podsOfName(pod, situation.objects).length > 0)
    return undefined;
  return pod.namespace === undefined ? pod.name : `${pod.namespace}/${pod.name}`;
}

/** Returns all pods, and templates whose pods were not read. */
export function podsIn({ pods, templates }: ClusterObjects): readonly PodFact[] {
  return pods.length > 0 ? pods : templates;
}

/** The pods that a message can be about. */
export interface MeantPods {
  readonly pods: readonly PodFact[];
  /** `named`: by pod or account, even if it was not read; `product`: by the product that the message names; `guessed`: nothing tells. */
  readonly by: 'named' | 'product' | 'guessed';
}

/** Returns the pods that can be the one of a name: none, if neither it nor its kind was read, whatever else there is. */
function podsFor(pod: PodName, objects: ClusterObjects): MeantPods {
  const found = podsOfName(pod, objects);
  const [first, ...others] = found;
  if (first === undefined) {
    const instead = replaced(pod, objects);
    return { pods: instead, by: instead.length > 0 ? 'guessed' : 'named' };
  }
  return {
    pods: found,
    by: others.every(({ account }) => account.namespace === first.account.namespace) ? 'named' : 'guessed',
  };
}

/** Returns the pods that the message can be about: that which it names, those of the account, or those of the product. */
export function meantPods(hit: Hit, situation: Situation): MeantPods {
  const { objects, message } = situation;
  if (objects === undefined) return { pods: [], by: 'guessed' };
  const pod = podNamed(hit, situation);
  const ofName = pod === undefined ? undefined : podsFor(pod, objects);
  if (ofName !== undefined && ofName.pods.length > 0 && pod?.isOwn === true) return ofName;
  const all = podsIn(objects).filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed');
  const account = accountNamed(hit, situation);
  const isBoth = ofName?.pods.some((each) => account !== undefined && isSameAccount(each.account, account)) === true;
  if (account !== undefined && !isBoth)
    return {
      pods: all.filter((each) => isSameAccount(each.account, account)),
      // Others of the account of a pod that was not read can be set up otherwise.
      by: ofName?.pods.length === 0 ? 'guessed' : 'named',
    };
  if (ofName !== undefined) return ofName;
  const askers = askersMeant(hit, situation);
  const accounts = askers.flatMap((asker) => asker.account ?? []);
  const known = askers.flatMap(({ pods = [] }) => pods);
  const ofAskers =
    known.length > 0 ? known : all.filter((each) => accounts.some((one) => isSameAccount(each.account, one)));
  const named = productsNamed(message);
  const ofProduct = all.filter((each) => named.some((product) => isOfProduct(each, product)));
  if (ofProduct.length > 0) return { pods: ofProduct, by: 'product' };
  if (named.length > 0 || message.mayBeOfProduct === true) return { pods: ofAskers, by: 'product' };
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

/** Returns true if any container has a variable of this name that is not empty. */
export function hasVariable({ containers }: PodFact, name: string): boolean {
  return containers.some(({ env, emptyEnv = [] }) => env.includes(name) && !emptyEnv.includes(name));
}
