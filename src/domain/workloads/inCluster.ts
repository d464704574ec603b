/** Compares what Azure says about a cluster's workloads with what `kubectl get -o json` shows in the cluster. */
import type { Unknown } from '../arm/unknown.ts';
import { objectAt, objectsAt, textAt, type JsonObject } from '../arm/json.ts';
import { lastSegment, sameId, sameText } from '../arm/resourceId.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import { clientIdAnnotation, useLabel } from './manifests.ts';
import { otherNodeSignIns } from './nodeSignIns.ts';
import type { Workload } from './workloads.ts';
import { say, type Words } from '../../sentences/words.ts';

/** A difference between a cluster and what Azure says about it. */
export interface InClusterFinding {
  readonly kind: 'annotatedNotTrusted' | 'trustedNotThere' | 'labelMissing' | 'deletedIdentity' | 'otherNodeIdentity';
  readonly text: Words;
}

/** What Azure says about a cluster's workloads, and what the cluster has. */
export interface InCluster {
  readonly workloads: readonly Pick<
    Workload,
    'namespace' | 'serviceAccount' | 'identityId' | 'clientId' | 'bindingId' | 'state' | 'reason'
  >[];
  /** All visible identities, or `undefined` if they could not be listed. */
  readonly identities: readonly Pick<UserAssignedIdentity, 'id' | 'name' | 'clientId'>[] | undefined;
  /** What could not be checked in Azure; then nothing is said to be missing there. */
  readonly unknown: readonly Unknown[];
  /** The output of `kubectl get serviceaccounts --all-namespaces --output json`, and of the same for pods. */
  readonly serviceAccounts: JsonObject;
  readonly pods: JsonObject;
  /** The objects that may name the identity of the nodes. */
  readonly nodeSettings: readonly JsonObject[];
  readonly cluster: Pick<Cluster, 'name' | 'kubelet' | 'addons'>;
}

interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly clientId: string | undefined;
}

/** Returns every difference, account by account; claims nothing about what could not be checked. */
export function compareInCluster(both: InCluster): readonly InClusterFinding[] {
  const accounts = objectsAt(both.serviceAccounts, 'items').map(accountOf);
  return [
    ...accounts.flatMap((account) => annotatedFindings(account, both)),
    ...trustedFindings(accounts, both),
    ...labelFindings(accounts, both),
    ...otherNodeSignIns(both.nodeSettings, both).map((text) => ({ kind: 'otherNodeIdentity' as const, text })),
  ];
}

function accountOf(item: JsonObject): Account {
  const annotations = objectAt(item, 'metadata.annotations') ?? {};
  const clientId = annotations[clientIdAnnotation];
  return {
    namespace: textAt(item, 'metadata.namespace') ?? '',
    name: textAt(item, 'metadata.name') ?? '',
    clientId: typeof clientId === 'string' && clientId !== '' ? clientId : undefined,
  };
}

function annotatedFindings(
  account: Account,
  { workloads, identities, unknown }: InCluster,
): readonly InClusterFinding[] {
  const { namespace, name, clientId } = account;
  if (clientId === undefined) return [];
  const is = (id: string | undefined): boolean => sameText(id, clientId);
  const identity = identities?.find((candidate) => is(candidate.clientId));
  const ownWorkloads = workloads.filter(
    (workload) => is(workload.clientId) || (identity && sameId(workload.identityId, identity.id)),
  );
  // For bindings and expressions, the cluster decides which accounts they apply to.
  if (
    ownWorkloads.some(
      (workload) => workload.state !== 'broken' && (workload.namespace === '*' || isOfAccount(workload, account)),
    )
  )
    return [];
  if (identity === undefined) {
    if (identities === undefined) return [];
    const text = say`${namespace}/${name} names client ID ${clientId}, which no visible identity has: it was deleted, you can't see it, or it is an app registration.`;
    return [{ kind: 'deletedIdentity', text }];
  }
  const broken = ownWorkloads.find((workload) => isOfAccount(workload, account));
  if (broken) {
    const text = say`${namespace}/${name} is annotated for ${identity.name}, but that doesn't work.${broken.reason === undefined ? '' : say` ${broken.reason}`}`;
    return [{ kind: 'annotatedNotTrusted', text }];
  }
  if (unknown.length > 0) return [];
  const text = say`${namespace}/${name} is annotated for ${identity.name}, which does not trust it: its pods get no access.`;
  return [{ kind: 'annotatedNotTrusted', text }];
}

function isOfAccount(
  workload: { readonly namespace: string; readonly serviceAccount: string },
  account: Account,
): boolean {
  return workload.namespace === account.namespace && workload.serviceAccount === account.name;
}

function trustedFindings(accounts: readonly Account[], { workloads, unknown }: InCluster): readonly InClusterFinding[] {
  // An index may still list trust that was removed.
  if (unknown.length > 0) return [];
  return workloads
    .filter(({ bindingId, state }) => bindingId === undefined && state === 'works')
    .filter((workload) => !accounts.some((account) => isOfAccount(workload, account)))
    .map(({ namespace, serviceAccount, identityId }) => ({
      kind: 'trustedNotThere',
      text: say`${lastSegment(identityId)} trusts ${namespace}/${serviceAccount}, and the cluster has no such service account.`,
    }));
}

/** Pods of an annotated account get no token without the label; there is one sentence for each account. */
function labelFindings(accounts: readonly Account[], { pods }: InCluster): readonly InClusterFinding[] {
  const annotated = accounts.filter(({ clientId }) => clientId !== undefined);
  return annotated.flatMap((account): readonly InClusterFinding[] => {
    const without = objectsAt(pods, 'items')
      .filter((pod) => textAt(pod, 'metadata.namespace') === account.namespace)
      .filter((pod) => (textAt(pod, 'spec.serviceAccountName') ?? 'default') === account.name)
      .filter((pod) => objectAt(pod, 'metadata.labels')?.[useLabel] !== 'true');
    const [first] = without;
    if (first === undefined) return [];
    const names = textAt(first, 'metadata.name') ?? '';
    const andOthers = without.length === 1 ? '' : ` and ${without.length - 1} more`;
    const [lack, get] = without.length === 1 ? ['lacks', 'gets'] : ['lack', 'get'];
    const text = say`${names}${andOthers} of ${account.namespace}/${account.name} ${lack} the label ${useLabel}: "true" and ${get} no token.`;
    return [{ kind: 'labelMissing', text }];
  });
}
