/** Which service accounts of a cluster may act as which identity, and whether that works. */
import { unknownsOf } from '../arm/answer.ts';
import { unknownText, unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { idKey, lastSegment, type ArmId } from '../arm/resourceId.ts';
import type { Facts, IdentityBinding, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../cluster/model.ts';
import { identityAt } from '../cluster/principals.ts';
import { whyBindingsUnknown } from '../uses/boundTo.ts';
import { credentialId } from './workloadIds.ts';
import { isFlexible } from './credential.ts';
import { accountWords, controllerOf, serviceAccountOf } from './serviceAccount.ts';
import { stateOfCredential, withoutSwitch, type TrustState } from './credentialState.ts';
import { goneIssuersOf } from './goneIssuers.ts';
import { hasWorkloadIdentity, issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';
import { withWorkingInstead } from './workingInstead.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** A service account that an identity trusts, or an identity that is bound to the cluster for accounts that only the cluster knows. */
export interface Workload extends TrustState {
  /** `*` if only the cluster knows the accounts. */
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The well-known controller that uses the account, such as Karpenter. */
  readonly controller?: string;
  readonly identityId: ArmId;
  readonly credentialId?: ArmId;
  readonly bindingId?: ArmId;
  /** The issuer whose tokens the identity accepts. */
  readonly issuer: string;
  readonly principalId?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  /** The roles of the identity, as far as they are visible. */
  readonly assignments: readonly RoleAssignment[];
}

/** A workload as far as it is kept for many clusters: who acts as whom, and whether that works. */
export type KeptWorkload = Omit<Workload, 'assignments' | 'controller' | 'credentialId' | 'issuer' | 'tenantId'>;

/** Returns of a workload what is kept of it for many clusters. */
export function keptWorkload({
  assignments: _,
  controller: __,
  credentialId: ___,
  issuer: ____,
  tenantId: _____,
  ...seen
}: Workload): KeptWorkload {
  return seen;
}

/** Names the service account of a workload, or a placeholder if only the cluster knows the account. */
export function nameOfWorkload(workload: Pick<Workload, 'namespace' | 'serviceAccount' | 'bindingId'>): Phrase {
  const { namespace, serviceAccount, bindingId } = workload;
  if (bindingId !== undefined) return say`Service accounts chosen in the cluster`;
  if (namespace === '*') return serviceAccount === '*' ? say`Service accounts that are not known` : serviceAccount;
  return accountWords(workload);
}

/** Returns true if that name stands for any number of service accounts. */
export function hasSeveralAccounts({
  namespace,
  serviceAccount,
  bindingId,
}: Pick<Workload, 'namespace' | 'serviceAccount' | 'bindingId'>): boolean {
  return bindingId !== undefined || (namespace === '*' && serviceAccount === '*');
}

/** The workloads of a cluster. */
export interface ClusterWorkloads {
  readonly issuer?: string;
  readonly hasWorkloadIdentity: boolean;
  readonly workloads: readonly Workload[];
  /** What could not be checked. */
  readonly unknown: readonly Unknown[];
  /** Of these, why workloads may be missing from the list. */
  readonly trustUnknown: readonly Unknown[];
}

/** Returns the workloads of a cluster, with what is unknown about them. */
export function workloadsOf(cluster: Cluster, facts: Facts, trustOf = trustInSight): ClusterWorkloads {
  const issuer = issuerOf(cluster);
  // Nothing can trust a cluster without an issuer, and it is no one's successor.
  const trust = issuer === undefined ? undefined : trustOf(cluster, facts);
  const ownCredentials = issuer === undefined ? [] : (trust?.ofIssuer(issuer) ?? []);
  const goneIssuers = trust === undefined ? [] : goneIssuersOf(cluster, trust.all, facts);
  const leftBehind = goneIssuers.flatMap(({ isCandidate, credentials }) => (isCandidate ? credentials : []));
  const bindings = bindingsOf(cluster, facts);
  const holders = workloadHolders([...ownCredentials, ...leftBehind, ...bindings.items], facts);
  const trustUnknown = [
    ...(trust?.unknown === undefined ? [] : [withTitle(say`Federated credentials`, trust.unknown)]),
    ...bindings.unknown,
  ];
  return {
    ...defined({ issuer }),
    hasWorkloadIdentity: hasWorkloadIdentity(cluster),
    workloads: [
      ...withWorkingInstead(
        [...ownCredentials, ...leftBehind].map((credential) => ofCredential(credential, cluster, holders, facts)),
        accessOf,
      ),
      ...bindings.items.map((binding) => ofBinding(binding, cluster, holders, facts)),
    ],
    unknown: [...trustUnknown, ...holders.unknown],
    trustUnknown,
  };
}

/** An account that only the cluster knows is nobody's in particular. */
function accessOf({ namespace, serviceAccount, identityId, credentialId: id }: Workload) {
  if (namespace === '*') return undefined;
  const account = accountWords({ namespace, serviceAccount });
  return { key: `${idKey(identityId)} ${namespace}/${serviceAccount}`, account, name: lastSegment(id ?? '') };
}

/** Returns the bindings of a cluster that can have any, and why they are unknown; they stay when workload identity is turned off. */
export function bindingsOf(
  cluster: Cluster,
  facts: Facts,
): { readonly items: readonly IdentityBinding[]; readonly unknown: readonly Unknown[] } {
  if (issuerOf(cluster) === undefined) return { items: [], unknown: [] };
  const answer = facts.get({ kind: 'bindings', clusterId: cluster.id });
  const bindingsUnknown = whyBindingsUnknown(cluster.id, answer);
  return {
    items: answer?.kind === 'found' ? answer.value : [],
    unknown: bindingsUnknown === undefined ? [] : [withTitle(say`Identity bindings`, bindingsUnknown)],
  };
}

/** The identities of workloads, and their roles. */
interface WorkloadHolders {
  readonly identity: (id: string) => UserAssignedIdentity | undefined;
  readonly assignments: (id: string) => readonly RoleAssignment[];
  readonly unknown: readonly Unknown[];
}

function workloadHolders(bound: readonly { readonly identityId: ArmId }[], facts: Facts): WorkloadHolders {
  if (bound.length === 0) return { identity: () => undefined, assignments: () => [], unknown: [] };
  const answer = facts.get({ kind: 'identities' });
  const identity = (id: string): UserAssignedIdentity | undefined =>
    answer?.kind === 'found' ? identityAt(id, answer.value) : undefined;
  const principals = bound
    .map(({ identityId }) => identity(identityId)?.principalId.toLowerCase() ?? '')
    .filter(Boolean);
  const principalIds = [...new Set(principals)].sort();
  const assignmentAnswer =
    principalIds.length === 0 ? undefined : facts.get({ kind: 'assignmentsOfAll', principalIds });
  const assignments = assignmentAnswer?.kind === 'found' ? assignmentAnswer.value : [];
  return {
    identity,
    assignments: (id) => {
      const principal = identity(id)?.principalId.toLowerCase();
      return assignments.filter(({ principalId }) => principalId.toLowerCase() === principal);
    },
    unknown: [...unknownsOf(say`Identities`, answer), ...unknownsOf(say`Roles`, assignmentAnswer)],
  };
}

function ofCredential(
  credential: IdentityCredential,
  cluster: Cluster,
  holders: WorkloadHolders,
  facts: Facts,
): Workload {
  const { identityId, name, issuer, subject } = credential;
  const account = isFlexible(credential) ? undefined : serviceAccountOf(subject);
  const controller = account && controllerOf(account);
  return {
    ...(account ?? { namespace: '*', serviceAccount: isFlexible(credential) ? '*' : subject }),
    ...defined({ controller }),
    identityId,
    credentialId: credentialId(identityId, name),
    issuer,
    ...stateOfCredential(credential, cluster, facts),
    ...knownOf(identityId, holders),
  };
}

function ofBinding(binding: IdentityBinding, cluster: Cluster, holders: WorkloadHolders, facts: Facts): Workload {
  const identity = holders.identity(binding.identityId);
  return {
    namespace: '*',
    serviceAccount: '*',
    identityId: binding.identityId,
    bindingId: binding.id,
    issuer: binding.issuer ?? '',
    ...bindingState(binding, cluster, facts),
    ...defined({ clientId: binding.clientId, tenantId: binding.tenantId }),
    ...(identity ? knownOf(binding.identityId, holders) : { assignments: [] }),
  };
}

function bindingState(binding: IdentityBinding, cluster: Cluster, facts: Facts): TrustState {
  const answer = facts.get({ kind: 'resource', id: binding.identityId });
  const identity = say`The identity ${lastSegment(binding.identityId)}`;
  if (answer?.kind === 'missing') return { state: 'broken', reason: say`${identity} was deleted.` };
  if (/^failed$/i.test(binding.provisioningState))
    return { state: 'broken', reason: say`The binding could not be set up.` };
  if (!hasWorkloadIdentity(cluster)) return withoutSwitch(cluster);
  const inCluster = say`Which service accounts may use it is decided in ${cluster.name} (ClusterRole with "use-managed-identity").`;
  const unknown =
    answer?.kind === 'unreadable'
      ? withTitle(say`${identity} can't be read`, answer)
      : unknownToAll('bindingAccounts', binding.id, inCluster);
  return { state: 'unknown', reason: unknownText(unknown), unknown };
}

function knownOf(
  identityId: string,
  holders: WorkloadHolders,
): Pick<Workload, 'principalId' | 'clientId' | 'tenantId' | 'assignments'> {
  const identity = holders.identity(identityId);
  return {
    ...(identity === undefined
      ? {}
      : { principalId: identity.principalId, clientId: identity.clientId, tenantId: identity.tenantId }),
    assignments: holders.assignments(identityId),
  };
}
