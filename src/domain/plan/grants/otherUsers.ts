/** Finds who else may use role assignments that are to be removed: what runs in clusters, workloads, and other resources. */
import { identityOfPrincipal, namesOfPrincipal } from '../../cluster/principals.ts';
import { aksPage, overviewPage } from '../../arm/docs.ts';
import type { Unknown } from '../../arm/unknown.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { RoleAssignment, UserAssignedIdentity } from '../../cluster/model.ts';
import { identityUsesNow, usesOf } from '../../cluster/uses.ts';
import { describeUses } from '../../cluster/usesInWords.ts';
import { isByPath } from '../../uses/namedUses.ts';
import { stateOfCredential } from '../../workloads/credentialState.ts';
import { sentenceList } from '../../words/describe.ts';
import type { Warning } from '../plan.ts';
import { type DraftCheck, unknownCheck } from '../planPart.ts';
import type { User } from './roleUsers.ts';
import { say, type Words, type Phrase, distinctWords } from '../../../sentences/words.ts';

/**
 * Says what clusters that lose nothing use the holder for, because what runs in them may use roles that AKS does not
 * need. About clusters with something open it only says that they use the holder.
 */
export function otherUses(
  users: readonly User[],
  { open, named }: { readonly open: ReadonlySet<string>; readonly named: (user: User) => Phrase },
  facts: Facts,
): readonly Warning[] {
  return users.flatMap((user) => {
    const { cluster, holdings } = user;
    const principals = [...new Set(holdings.map(({ principalId }) => principalId))];
    const uses = principals.flatMap((principal) => usesOf(namesOfPrincipal(principal, facts), cluster));
    if (uses.length === 0) return [];
    const wordsOf = (usesToName: typeof uses): readonly Phrase[] => distinctWords(usesToName.map(({ as }) => as));
    const as = wordsOf(uses.filter((use) => !isByPath(use)));
    const nodesNote = uses.some(({ place }) => place === 'kubelet')
      ? say` What runs on its nodes may still use it.`
      : '';
    const effect = open.has(cluster.id)
      ? say`Whether ${named(user)} needs it is not known.`
      : say`${named(user)} loses nothing that AKS is known to need.${nodesNote}`;
    return [
      {
        id: 'otherUse',
        values: as,
        severity: 'warning' as const,
        text:
          as.length > 0
            ? say`It is held by the ${sentenceList(as)} of ${named(user)}. ${effect}`
            : say`Its holder is ${sentenceList(wordsOf(uses))} of ${named(user)}. ${effect}`,
        source: overviewPage,
        clusterId: cluster.id,
      },
    ];
  });
}

/** What is known about an identity's other users and its role assignments. */
export interface OtherUsers {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  /** The identities that pods use, by name. */
  readonly confirmNames: readonly string[];
}

/**
 * Returns who else uses the user-assigned identities with the assignments, from ARM's current lists. The texts name no
 * role, so that they stay the same while assignments are removed one after the other.
 */
export function otherUsersOf(assignments: readonly RoleAssignment[], facts: Facts): OtherUsers {
  const principals = [...new Set(assignments.map(({ principalId }) => principalId.toLowerCase()))];
  const foundUses = principals.flatMap((principalId) => {
    const identity = identityOfPrincipal(principalId, facts);
    return identity ? [usersOfIdentity(identity, facts)] : [];
  });
  const doubts = foundUses.flatMap(({ unknown }) => unknown);
  return {
    warnings: foundUses.flatMap(({ warnings }) => warnings),
    confirmNames: foundUses.flatMap(({ usedByPods }) => usedByPods ?? []),
    checks:
      doubts.length === 0 ? [] : [unknownCheck({ id: 'otherUses', title: say`Whether anything else uses it` }, doubts)],
  };
}

interface FoundUses {
  readonly warnings: readonly Warning[];
  readonly unknown: readonly Unknown[];
  /** Its name, where pods are known to use it. */
  readonly usedByPods?: string;
}

function usersOfIdentity({ id, name }: UserAssignedIdentity, facts: Facts): FoundUses {
  const uses = identityUsesNow(id, facts);
  const credentials = uses.credentials.map((credential) => credential.name);
  const otherUseTexts = describeUses({ ...uses, clusters: [], credentials: [] });
  const warning = (id: string, values: readonly Phrase[], text: Words, page: string): Warning => ({
    id,
    values: [name, ...values],
    severity: 'warning',
    text,
    source: aksPage(page),
  });
  const workloads = say`Workloads sign in as ${name} (federated credentials: ${sentenceList(credentials)}) and may need what is removed.`;
  const resources = say`${name} is also used by ${sentenceList(otherUseTexts)}, which may need what is removed.`;
  const answer = facts.get({ kind: 'federatedCredentials', identityId: id });
  const trusted = answer?.kind === 'found' ? answer.value : [];
  const arePodsIn =
    uses.bindings.length > 0 ||
    trusted.some((credential) => stateOfCredential(credential, undefined, facts).state === 'works');
  return {
    ...(arePodsIn ? { usedByPods: name } : {}),
    warnings: [
      ...(credentials.length === 0
        ? []
        : [warning('workloadsMayNeed', credentials, workloads, 'workload-identity-overview')]),
      ...(otherUseTexts.length === 0
        ? []
        : [warning('resourcesMayNeed', otherUseTexts, resources, 'managed-identity-overview')]),
    ],
    // Clusters that are not visible are reported with the clusters.
    unknown: [uses.looked.carriers, uses.looked.credentials, uses.looked.bindings].flatMap((unknown) => unknown ?? []),
  };
}
