/** Who holds a role assignment that is to be removed: clusters' identities, and workloads. */
import { reaches } from '../../access/accessCheck.ts';
import { identityOfPrincipal, isManagedIdentity, principalName } from '../../access/principalNames.ts';
import { roleById } from '../../access/roles.ts';
import { aksPage } from '../../arm/docs.ts';
import { sameId } from '../../arm/resourceId.ts';
import { scopeName } from '../../arm/scopeWords.ts';
import { subscriptionNames } from '../../cluster/facts.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { principalIdsIn } from '../../cluster/principals.ts';
import { usesOfPrincipal } from '../../cluster/uses.ts';
import { needsOf } from '../../needs/needs.ts';
import { listed } from '../../words/describe.ts';
import type { DraftCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { servicePrincipalOf } from '../servicePrincipal.ts';

/** The most clusters that are looked at closely. */
export const mostClusters = 40;
/** Of so many principals is asked whether they are in a group. */
const mostMembers = 60;

/** A cluster, and those of its principals to which the assignments apply. */
export interface User {
  readonly cluster: Cluster;
  readonly principals: ReadonlySet<string>;
  /** Why its service principal is taken for the holder. */
  readonly evidence?: string;
}

/** The clusters whose identities hold a role assignment, as far as can be told. */
export interface Users {
  readonly users: readonly User[];
  /** Why more clusters may be among them. */
  readonly doubts: readonly string[];
}

/** Returns the clusters to whose identities a role assignment applies, itself or through a group. */
export function usersOf(assignment: RoleAssignment, clusters: readonly Cluster[], facts: Facts): Users {
  const { principalId, principalType } = assignment;
  if (principalType?.toLowerCase() === 'group') return membersOf(assignment, clusters, facts);
  const identityId = identityOfPrincipal(principalId, facts)?.id;
  const own = new Set([principalId.toLowerCase()]);
  const users = clusters
    .filter((cluster) => usesOfPrincipal(principalId, cluster, identityId).length > 0)
    .map((cluster) => ({ cluster, principals: own }));
  return users.length > 0 || isManagedIdentity(principalId, facts)
    ? { users, doubts: [] }
    : ofServicePrincipals(assignment, clusters, facts);
}

/** Which clusters' identities are in the group is asked of ARM for each: it lists what applies through groups, too. */
function membersOf({ id, scope }: RoleAssignment, clusters: readonly Cluster[], facts: Facts): Users {
  const principals = [
    ...new Set(clusters.flatMap((cluster) => principalIdsIn(cluster)).map((one) => one.toLowerCase())),
  ];
  if (principals.length > mostMembers) {
    const count = `${principals.length} identities of clusters`;
    return { users: [], doubts: [`It is assigned to a group, and whether ${count} are in it was not checked.`] };
  }
  const answers = principals.map((one) => ({
    one,
    answer: facts.get({ kind: 'assignments', scope, principalId: one }),
  }));
  const members = new Set(
    answers.flatMap(({ one, answer }) =>
      answer?.kind === 'found' && answer.value.some((each) => sameId(each.id, id)) ? [one] : [],
    ),
  );
  const unreadable = answers.find(({ answer }) => answer?.kind === 'unreadable')?.answer;
  return {
    users: clusters
      .filter((cluster) => principalIdsIn(cluster).some((one) => members.has(one.toLowerCase())))
      .map((cluster) => ({ cluster, principals: members })),
    doubts:
      unreadable?.kind === 'unreadable'
        ? [`It is assigned to a group, and who is in it can't be read: ${unreadable.reason}`]
        : [],
  };
}

/** A service principal's object ID is not in its cluster's JSON, so it is inferred, or stays open. */
function ofServicePrincipals(
  { principalId, scope }: RoleAssignment,
  clusters: readonly Cluster[],
  facts: Facts,
): Users {
  const known = clusters
    .filter(({ controlPlane }) => controlPlane.kind === 'servicePrincipal')
    .slice(0, mostClusters)
    .map((cluster) => ({ cluster, inferred: servicePrincipalOf(cluster, facts) }));
  const users = known.flatMap(({ cluster, inferred }) =>
    inferred?.principalId.toLowerCase() === principalId.toLowerCase()
      ? [{ cluster, principals: new Set([principalId.toLowerCase()]), evidence: inferred.evidence }]
      : [],
  );
  const doubts = known
    .filter(
      ({ cluster, inferred }) =>
        !inferred && needsOf(cluster, facts).some((need) => reaches(scope, need.scope, 'asListed')),
    )
    .map(
      ({ cluster: { name } }) =>
        `${name} uses a service principal, and Azure doesn't tell whether it is the one that holds this.`,
    );
  return { users, doubts: users.length > 0 ? [] : doubts };
}

/**
 * Says of clusters that lose nothing what they use the holder for: what AKS does not need may still be used by what runs
 * there.
 */
export function otherUses(users: readonly User[], facts: Facts): readonly Warning[] {
  return users.slice(0, mostClusters).flatMap(({ cluster, principals }) => {
    const uses = [...principals].flatMap((one) => usesOfPrincipal(one, cluster, identityOfPrincipal(one, facts)?.id));
    const as = [...new Set(uses.map((use) => use.as))];
    if (as.length === 0) return [];
    const onNodes = as.includes('kubelet');
    const more = onNodes ? ' What runs on its nodes may use it all the same.' : '';
    return [
      {
        severity: 'warning' as const,
        text: `It is held by the ${listed(as)} of ${cluster.name}, which loses nothing that AKS is known to need.${more}`,
        source: aksPage('managed-identity-overview'),
      },
    ];
  });
}

/** Returns the warning that workloads sign in as the identity that holds the role. */
export function workloadWarnings(
  { principalId, scope, roleDefinitionId }: RoleAssignment,
  facts: Facts,
): readonly Warning[] {
  const answer = credentialsOf(principalId, facts);
  if (answer?.kind !== 'found' || answer.value.length === 0) return [];
  const names = listed(answer.value.map(({ name }) => name));
  const what = roleById(roleDefinitionId)?.name ?? 'this role';
  const who = principalName(principalId, facts);
  return [
    {
      severity: 'warning',
      text: `Workloads sign in as ${who} (federated credentials: ${names}) and may need ${what} on ${scopeName(scope, subscriptionNames(facts))}.`,
      source: aksPage('workload-identity-overview'),
    },
  ];
}

/** Returns an open check where it can't be read whether workloads sign in as the identity. */
export function workloadDoubts({ principalId }: RoleAssignment, facts: Facts): readonly DraftCheck[] {
  const answer = credentialsOf(principalId, facts);
  if (answer?.kind !== 'unreadable') return [];
  return [{ title: 'No workload uses it', verdict: 'unknown', detail: `Federated credentials: ${answer.reason}` }];
}

function credentialsOf(principalId: string, facts: Facts) {
  const identityId = identityOfPrincipal(principalId, facts)?.id;
  return identityId && facts.get({ kind: 'federatedCredentials', identityId });
}
