/** Which service accounts of a cluster may act as which identity, and whether that works. */
import { lastSegment, sameId } from '../arm/resourceId.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Facts, IdentityBinding, IdentityCredential } from '../cluster/facts.ts';
import { sameIssuer } from '../cluster/uses.ts';
import type { Cluster, RoleAssignment, UserAssignedIdentity } from '../cluster/model.ts';
import { malformation, serviceAccountOf, tokenAudience, credentialId } from './credential.ts';
import { goneIssuers } from './goneIssuers.ts';
import { hasWorkloadIdentity, issuerOf } from './issuer.ts';
import { trustInSight } from './trust.ts';

/** A service account that an identity trusts, or an identity bound to the cluster for accounts that only the cluster knows. */
export interface Workload {
  /** `*` where only the cluster knows which accounts it is. */
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly identityId: ArmId;
  readonly credentialId?: ArmId;
  readonly bindingId?: ArmId;
  /** The issuer whose tokens the identity takes. */
  readonly issuer: string;
  readonly state: 'works' | 'broken' | 'unknown';
  /** Why it does not work, or why that is not known. */
  readonly reason?: string;
  readonly principalId?: string;
  readonly clientId?: string;
  readonly tenantId?: string;
  /** What the identity holds, as far as it is visible. */
  readonly assignments: readonly RoleAssignment[];
}

/** The workloads of a cluster. */
export interface ClusterWorkloads {
  readonly issuer?: string;
  readonly hasWorkloadIdentity: boolean;
  readonly workloads: readonly Workload[];
  /** What could not be looked at, with the reason. */
  readonly unknown: readonly string[];
}

/** Returns what is known of the workloads of a cluster; it says what could not be looked at. */
export function workloadsOf(cluster: Cluster, facts: Facts): ClusterWorkloads {
  const issuer = issuerOf(cluster);
  const trust = trustInSight(cluster.subscriptionId, facts);
  const own = issuer === undefined ? [] : (trust?.ofIssuer(issuer) ?? []);
  const left = goneIssuers(trust?.all ?? [], facts).flatMap((each) =>
    each.cluster !== undefined && each.isSuccessor && sameId(each.cluster.id, cluster.id) ? each.credentials : [],
  );
  const bindings = bindingsOf(cluster, facts);
  const holders = holdersOf([...own, ...left, ...bindings.items], facts);
  return {
    ...(issuer === undefined ? {} : { issuer }),
    hasWorkloadIdentity: hasWorkloadIdentity(cluster),
    workloads: [
      ...[...own, ...left].map((credential) => ofCredential(credential, cluster, holders)),
      ...bindings.items.map((binding) => ofBinding(binding, cluster, holders, facts)),
    ],
    unknown: [
      ...(trust?.unknown === undefined ? [] : [`Federated credentials: ${trust.unknown}`]),
      ...bindings.unknown,
      ...holders.unknown,
    ],
  };
}

/** Returns the bindings of a cluster that can have any, and why they are not known. */
export function bindingsOf(
  cluster: Cluster,
  facts: Facts,
): { readonly items: readonly IdentityBinding[]; readonly unknown: readonly string[] } {
  if (issuerOf(cluster) === undefined || !hasWorkloadIdentity(cluster)) return { items: [], unknown: [] };
  const answer = facts.get({ kind: 'bindings', clusterId: cluster.id });
  if (answer?.kind === 'unreadable') return { items: [], unknown: [`Identity bindings: ${answer.reason}`] };
  return { items: answer?.kind === 'found' ? answer.value : [], unknown: [] };
}

/** The identities of workloads, and what they hold. */
interface Holders {
  readonly identity: (id: string) => UserAssignedIdentity | undefined;
  readonly assignments: (id: string) => readonly RoleAssignment[];
  readonly unknown: readonly string[];
}

function holdersOf(all: readonly { readonly identityId: ArmId }[], facts: Facts): Holders {
  if (all.length === 0) return { identity: () => undefined, assignments: () => [], unknown: [] };
  const listed = facts.get({ kind: 'identities' });
  const identities = listed?.kind === 'found' ? listed.value : [];
  const identity = (id: string): UserAssignedIdentity | undefined => identities.find((each) => sameId(each.id, id));
  const principals = all.map(({ identityId }) => identity(identityId)?.principalId.toLowerCase() ?? '').filter(Boolean);
  const principalIds = [...new Set(principals)].sort();
  const held = principalIds.length === 0 ? undefined : facts.get({ kind: 'assignmentsOfAll', principalIds });
  const assignments = held?.kind === 'found' ? held.value : [];
  return {
    identity,
    assignments: (id) => {
      const principal = identity(id)?.principalId.toLowerCase();
      return assignments.filter(({ principalId }) => principalId.toLowerCase() === principal);
    },
    unknown: [
      ...(listed?.kind === 'unreadable' ? [`Identities: ${listed.reason}`] : []),
      ...(held?.kind === 'unreadable' ? [`Roles: ${held.reason}`] : []),
    ],
  };
}

function ofCredential(credential: IdentityCredential, cluster: Cluster, holders: Holders): Workload {
  const { identityId, name, issuer, subject } = credential;
  const account = serviceAccountOf(subject) ?? { namespace: '*', serviceAccount: subject === '' ? '*' : subject };
  return {
    ...account,
    identityId,
    credentialId: credentialId(identityId, name),
    issuer,
    ...stateOf(credential, cluster),
    ...knownOf(identityId, holders),
  };
}

type State = Pick<Workload, 'state' | 'reason'>;

function stateOf(credential: IdentityCredential, cluster: Cluster): State {
  const own = issuerOf(cluster);
  const broken = (reason: string): State => ({ state: 'broken', reason });
  const malformed = malformation(credential);
  if (malformed !== undefined) return broken(malformed);
  if (own === undefined || !sameIssuer(credential.issuer, own))
    return broken('Its issuer belongs to no cluster that you can see.');
  if (credential.issuer !== own)
    return broken(`The issuer has to be written as ${own}; Entra compares it letter by letter.`);
  if (credential.audiences.join() !== tokenAudience)
    return broken(`The audience is ${credential.audiences.join(', ')} instead of ${tokenAudience}.`);
  if (!hasWorkloadIdentity(cluster))
    return broken(`Workload identity is off on ${cluster.name}, so pods get no token.`);
  if (credential.expression !== undefined)
    return { state: 'unknown', reason: `Which accounts match ${credential.expression} isn't told by Azure.` };
  return { state: 'works' };
}

function ofBinding(binding: IdentityBinding, cluster: Cluster, holders: Holders, facts: Facts): Workload {
  const identity = holders.identity(binding.identityId);
  return {
    namespace: '*',
    serviceAccount: '*',
    identityId: binding.identityId,
    bindingId: binding.id,
    issuer: binding.issuer ?? '',
    ...bindingState(binding, cluster, facts),
    ...(binding.clientId === undefined ? {} : { clientId: binding.clientId }),
    ...(binding.tenantId === undefined ? {} : { tenantId: binding.tenantId }),
    ...(identity ? knownOf(binding.identityId, holders) : { assignments: [] }),
  };
}

function bindingState(binding: IdentityBinding, cluster: Cluster, facts: Facts): State {
  const answer = facts.get({ kind: 'resource', id: binding.identityId });
  if (answer?.kind === 'missing')
    return { state: 'broken', reason: `The identity ${lastSegment(binding.identityId)} was deleted.` };
  if (/^failed$/i.test(binding.provisioningState))
    return { state: 'broken', reason: 'The binding could not be set up.' };
  return {
    state: 'unknown',
    reason: `Which service accounts may use it is decided in ${cluster.name} (ClusterRole with "use-managed-identity").`,
  };
}

function knownOf(
  identityId: string,
  holders: Holders,
): Pick<Workload, 'principalId' | 'clientId' | 'tenantId' | 'assignments'> {
  const identity = holders.identity(identityId);
  return {
    ...(identity === undefined
      ? {}
      : { principalId: identity.principalId, clientId: identity.clientId, tenantId: identity.tenantId }),
    assignments: holders.assignments(identityId),
  };
}
