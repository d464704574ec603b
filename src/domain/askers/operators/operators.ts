/** Operators in a cluster: their pods, and the account and identity that they use if an object names none. */
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import type { ServiceAccount } from '../../workloads/serviceAccount.ts';
import { defined } from '../../../shape/defined.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { keyOfWords, say, type Phrase, type Words } from '../../../sentences/words.ts';
import { namingLabels, type ProductPart } from '../../products/products.ts';
import type {
  AccountFact,
  AskedIdentity,
  Asker,
  ClusterObjects,
  Component,
  OperatorObject,
  PodFact,
} from '../model.ts';
import { entraAudience } from '../pods.ts';
import { clientIdsOf, idNotRead, isIdElsewhere, isOlderThanAnnotation, podsThatRun, variableOf } from '../running.ts';

/** An operator as it runs in the cluster. */
export interface Operator {
  readonly account: ServiceAccount;
  readonly pods: readonly PodFact[];
  /** Whether its pods have a federated token; `undefined` if its pods were not found. */
  readonly hasToken?: boolean;
  /** The client id in its pods' variables, or its account's annotation. */
  readonly identity?: AskedIdentity;
  readonly tenantId?: string;
  /** Its own client ID is in a Secret or a ConfigMap. */
  readonly clientIdNotRead?: Unknown;
  /** Why its account or its token is not certain. */
  readonly unknown: readonly Unknown[];
}

/** Finds an operator by the labels of its pods. */
export function operatorIn(objects: ClusterObjects, sign: ProductPart): Operator {
  return operatorOf(objects, sign, ({ labels }) =>
    namingLabels.some((label) => sign.labels.includes(labels[label] ?? '')),
  );
}

/** Finds an operator by its pods, or by their templates where no pod runs. */
export function operatorOf(
  objects: ClusterObjects,
  { name, account: usual }: Pick<ProductPart, 'name' | 'account'>,
  isIts: (pod: PodFact) => boolean,
): Operator {
  const operatorPods = podsThatRun(objects).filter(isIts);
  const running = operatorPods.filter(({ kind }) => kind === 'Pod');
  const pods = running.length > 0 ? running : operatorPods;
  const [first] = pods;
  if (first === undefined) {
    const reason = objects.kinds.has('Pod')
      ? say`No pods of ${name} were found, so its usual account ${usual.namespace}/${usual.serviceAccount} is assumed.`
      : say`Pods were not read, so ${name} is assumed to run as ${usual.namespace}/${usual.serviceAccount}.`;
    const unknown = [
      unknownWith(objects.kinds.has('Pod') ? 'untellable' : 'notAsked', 'operatorPods', reason, keyOfWords(name)),
    ];
    return { account: usual, pods, unknown, ...namedBy(accountFact(objects, usual)) };
  }
  const [difference] = differencesOf(pods);
  if (difference !== undefined) {
    const reason = say`The pods of ${name} differ in their ${difference}, as while they are replaced, so it is not known which of them asks.`;
    return {
      account: first.account,
      pods,
      unknown: [unknownWith('untellable', 'operatorPods', reason, keyOfWords(name))],
    };
  }
  const [clientId] = clientIdsOf(first);
  const tenantId = variableOf(first, 'AZURE_TENANT_ID');
  const fact = accountFact(objects, first.account);
  const isElsewhere = isIdElsewhere(first, fact?.clientId);
  return {
    account: first.account,
    pods,
    hasToken: hasToken(first),
    unknown: [],
    ...(isElsewhere ? { clientIdNotRead: idNotRead(first, say`The AZURE_CLIENT_ID of ${name}`) } : {}),
    ...(isOlderThanAnnotation(first) || isElsewhere ? {} : namedBy(fact)),
    ...(clientId === undefined ? {} : { identity: { clientId, from: 'AZURE_CLIENT_ID' } }),
    ...defined({ tenantId: tenantId ?? fact?.tenantId }),
  };
}

/** Templates get their tokens only when their pods are made. */
function hasToken({ kind, hasFederatedToken, hasUseLabel }: PodFact): boolean {
  return hasFederatedToken || (kind !== 'Pod' && hasUseLabel);
}

/** Says in what the pods of an operator differ that decides how it asks. */
function differencesOf(pods: readonly PodFact[]): readonly Words[] {
  const differ = (of: (pod: PodFact) => string): boolean => new Set(pods.map(of)).size > 1;
  return [
    ...(differ(({ account }) => `${account.namespace}/${account.serviceAccount}`) ? [say`account`] : []),
    ...(differ((pod) => String(hasToken(pod))) ? [say`token`] : []),
    ...(differ((pod) => clientIdsOf(pod).join()) || pods.some((pod) => clientIdsOf(pod).length > 1)
      ? [say`client ID`]
      : []),
  ];
}

function namedBy(fact: AccountFact | undefined): Pick<Operator, 'identity' | 'tenantId'> {
  return {
    ...(fact?.clientId === undefined ? {} : { identity: { clientId: fact.clientId, from: 'annotation' } }),
    ...defined({ tenantId: fact?.tenantId }),
  };
}

/** Returns the facts of an account, if it was read. */
export function accountFact(objects: ClusterObjects, account: ServiceAccount): AccountFact | undefined {
  return objects.accounts.find(
    ({ namespace, serviceAccount }) => namespace === account.namespace && serviceAccount === account.serviceAccount,
  );
}

/** Returns an identity as an object names it: by client id or by resource id; `undefined` if it names none. */
export function namedIdentity(text: string | undefined, from: string): AskedIdentity | undefined {
  const name = text?.trim();
  if (!name) return undefined;
  return name.startsWith('/') ? { resourceId: name, from } : { clientId: name, from };
}

/** Returns what an asker has in common: its component and its object. */
export function asks(
  component: Component,
  { kind, namespace, name }: OperatorObject,
): Pick<Asker, 'component' | 'what'> {
  return { component, what: { kind, name, ...defined({ namespace }) } };
}

/** Returns how an operator asks with its own account: by its token if its pods have one, else by the node's identity. */
export function byOperator(
  operator: Operator,
  ownValues: { readonly identity?: AskedIdentity | undefined; readonly tenantId?: string | undefined } = {},
): Pick<
  Asker,
  'mode' | 'account' | 'isOperatorAccount' | 'identity' | 'tenantId' | 'audience' | 'pods' | 'unknown' | 'wouldAskAs'
> {
  const { account, pods, unknown } = operator;
  if (operator.hasToken === false)
    return { ...byNode(ownValues.identity, { pods }), ...defined({ tenantId: ownValues.tenantId }) };
  const identity = ownValues.identity ?? operator.identity;
  const tenantId = ownValues.tenantId ?? operator.tenantId;
  const isNotRead = identity === undefined && operator.clientIdNotRead !== undefined;
  const open = [...unknown, ...(isNotRead ? [operator.clientIdNotRead] : [])];
  return {
    mode: operator.hasToken === undefined ? 'unknown' : 'workloadIdentity',
    account,
    isOperatorAccount: true,
    audience: entraAudience,
    pods,
    ...(open.length > 0 ? { unknown: open } : {}),
    ...defined({ identity, tenantId }),
  };
}

/** Returns how an operator asks that has no other way than its own token. */
export function byOperatorToken(
  operator: Operator,
  name: Phrase,
  ownValues: { readonly identity?: AskedIdentity | undefined; readonly tenantId?: string | undefined } = {},
): ReturnType<typeof byOperator> & Pick<Asker, 'stoppedBy'> {
  const viaToken = byOperator({ ...operator, hasToken: true }, ownValues);
  return operator.hasToken === false
    ? {
        ...viaToken,
        stoppedBy: say`The pods of ${name} have no federated token: it was installed, or started, without workload identity.`,
      }
    : viaToken;
}

/** Returns how something asks with an account that its object names. */
export function byAccount(
  objects: ClusterObjects,
  account: ServiceAccount,
  ownValues: { readonly identity?: AskedIdentity | undefined; readonly tenantId?: string | undefined } = {},
): Pick<Asker, 'mode' | 'account' | 'identity' | 'tenantId' | 'audience'> {
  const ofAccount = namedBy(accountFact(objects, account));
  return {
    mode: 'workloadIdentity',
    account,
    audience: entraAudience,
    ...defined({
      identity: ownValues.identity ?? ofAccount.identity,
      tenantId: ownValues.tenantId ?? ofAccount.tenantId,
    }),
  };
}

/** Returns how something asks the node's metadata endpoint. */
export function byNode(
  identity: AskedIdentity | undefined,
  { pods = [], nodes, wouldAskAs = accountsOf(pods) }: Pick<Asker, 'pods' | 'nodes' | 'wouldAskAs'> = {},
): Pick<Asker, 'mode' | 'identity' | 'pods' | 'nodes' | 'wouldAskAs'> {
  return {
    mode: 'nodeIdentity',
    ...(pods.length > 0 ? { pods } : {}),
    ...(wouldAskAs.length > 0 ? { wouldAskAs } : {}),
    ...defined({ identity, nodes }),
  };
}

/** Returns the accounts of pods, each once. */
export function accountsOf(pods: readonly PodFact[]): readonly ServiceAccount[] {
  return distinctBy(
    pods.map(({ account }) => account),
    ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`,
  );
}

/** Returns the names of the nodes of pods, or `undefined` if not all of them are known. */
export function nodesOf(pods: readonly PodFact[]): readonly string[] | undefined {
  const nodes = pods.flatMap(({ node }) => node ?? []);
  return nodes.length > 0 && nodes.length === pods.length ? [...new Set(nodes)] : undefined;
}

/** Returns how something asks with a secret, which is never read. */
export function bySecret(secret: Phrase): Pick<Asker, 'mode' | 'unknown'> {
  return {
    mode: 'secret',
    unknown: [unknownWith('notAsked', 'secret', say`${secret} is in a Secret, which is never read.`)],
  };
}
