/**
 * Finds every role that is left over because of a cluster: of identities that our changes replaced, and of others that
 * may have been its identities.
 */
import { tokenExpiryOf } from '../../access/tokenExpiry.ts';
import { unknownTexts, withTitle, type Unknown } from '../../arm/unknown.ts';
import { directAssignmentsOf } from '../../access/heldRoles.ts';
import { identityOfPrincipal } from '../../cluster/principals.ts';
import { unknownsOf, type Answer } from '../../arm/answer.ts';
import { idKey, sameId } from '../../arm/resourceId.ts';
import { type Facts, type ReplacedIdentity, type VaultPolicy } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { clustersNow, principalUses, principalUsesNow } from '../../cluster/uses.ts';
import { poolsNotDone } from '../../cluster/nodePools.ts';
import { sentenceList } from '../../words/describe.ts';
import { everyUse } from '../../cluster/usesInWords.ts';
import { looksAtClusters, unusedAfter, type Unused } from '../../uses/nothingUses.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import { actingCredentials } from '../../workloads/credentialState.ts';
import { issuerOwner } from '../../workloads/owners.ts';
import { isUsedNow, nameOfRole, rolesOfFormer, type UnusedRole } from './formerRoles.ts';
import { routingRolesLeft, type RoutingHolder } from './routingRoles.ts';
import { suspectsAt, type Suspect } from './suspects.ts';
import { joinWords, say, type Words, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** A principal that no visible cluster uses, with the roles and access policies that it has because of a cluster. */
export interface UnusedHolder {
  readonly principalId: string;
  /** Left out if the principal has no known name. */
  readonly name?: Phrase;
  /** The change that replaced it, if the journal knows it; without it, the principal only may have been the cluster's. */
  readonly replaced?: ReplacedIdentity;
  /** Set while it may still be in use: when that ends. */
  readonly inUseUntil?: Date;
  /** Why it may still be in use, in a sentence. */
  readonly doubt?: Words;
  /** Whether it is known that no visible cluster uses it. */
  readonly unused: Unused;
  /** True if it may equally have belonged to another cluster that pulls from the same registry. */
  readonly isShared: boolean;
  /** True for the add-on's identity of application routing, whose NGINX is off; the identity itself stays. */
  readonly isOfRouting?: true;
  readonly roles: readonly UnusedRole[];
  /** What else it holds, or why that is not known; only if it was read from Azure just now. */
  readonly others?: Answer<readonly UnusedRole[]>;
  /** The access policies of key vaults that name it; only for one that our changes replaced, read from Azure just now. */
  readonly policies?: Answer<readonly VaultPolicy[]>;
}

/** What is left over because of a cluster. */
export interface UnusedRoles {
  readonly holders: readonly UnusedHolder[];
  /** What could not be checked. */
  readonly unknown: readonly Unknown[];
  /** When it was checked. */
  readonly at: Date;
}

/** Returns the role assignments that are left over because of a cluster, from ARM's current lists. */
export function unusedRolesNow(cluster: Cluster, facts: Facts): UnusedRoles {
  const sight: KnownRoles = {
    clusters: clustersNow(facts).answer,
    usesOf: principalUsesNow,
    policiesOf: (principalId) => facts.get({ kind: 'vaultPolicies', principalId }),
  };
  const unusedRoles = unusedRolesIn(sight, cluster, facts, needsOf(cluster, facts));
  return { ...unusedRoles, holders: unusedRoles.holders.map((holder) => withOthers(holder, cluster, facts)) };
}

function withOthers(holder: UnusedHolder, { subscriptionId }: Cluster, facts: Facts): UnusedHolder {
  const direct = directAssignmentsOf(holder.principalId, subscriptionId, facts);
  if (direct?.kind !== 'found') return direct === undefined ? holder : { ...holder, others: direct };
  const listedKeys = new Set(holder.roles.map(({ assignment }) => idKey(assignment.id)));
  const unlisted = direct.value.filter(({ id }) => !listedKeys.has(idKey(id)));
  const value = unlisted.map((assignment) => ({ assignment, roleName: nameOfRole(assignment, subscriptionId, facts) }));
  return { ...holder, others: { kind: 'found', value } };
}

/** Returns the role assignments that are left over because of a cluster; lists of clusters and other resources may be some minutes old. */
export function unusedRolesOf(cluster: Cluster, facts: Facts, needs: readonly Need[]): UnusedRoles {
  const sight: KnownRoles = {
    clusters: facts.get({ kind: 'clusters' }),
    usesOf: principalUses,
  };
  return unusedRolesIn(sight, cluster, facts, needs);
}

/** How to check who uses what. */
interface KnownRoles {
  readonly clusters: Answer<readonly Cluster[]> | undefined;
  readonly usesOf: typeof principalUses;
  /** Left out if access policies are not checked. */
  readonly policiesOf?: (principalId: string) => Answer<readonly VaultPolicy[]> | undefined;
}

function unusedRolesIn(sight: KnownRoles, cluster: Cluster, facts: Facts, needs: readonly Need[]): UnusedRoles {
  const { clusters, usesOf, policiesOf } = sight;
  const unknown: Unknown[] = [];
  const replaced = latestAt(cluster, facts).flatMap((former): UnusedHolder[] => {
    const roles = rolesOfFormer(former, { cluster, needs, clusters }, facts);
    if ('what' in roles) unknown.push(withTitle(say`${roles.what} can't be read`, roles.why));
    if ('what' in roles || clusters?.kind !== 'found' || isUsedNow(former, cluster, clusters.value, facts)) return [];
    if (podsOfFormer(former, facts).areLive) return [];
    const { principalId, name } = former;
    const policies = policiesOf?.(principalId);
    if (roles.length === 0) {
      unknown.push(...unknownsOf(say`Access policies of ${name}`, policies));
      if (policies?.kind !== 'found' || policies.value.length === 0) return [];
    }
    const inUseUntil = tokenExpiryOf(former, facts);
    const { doubt, unused } = inUseUntil
      ? { doubt: undefined, unused: notAsked }
      : doubtOf(former, cluster, facts, usesOf);
    return [
      {
        principalId,
        name,
        replaced: former,
        isShared: false,
        roles,
        unused,
        ...defined({ inUseUntil, doubt, policies }),
      },
    ];
  });
  const listedKeys = new Set(replaced.flatMap(({ roles }) => roles.map(({ assignment }) => idKey(assignment.id))));
  const otherSuspects = suspectsAt(cluster, facts, needs);
  const suspects = otherSuspects.suspects.filter(({ assignment }) => !listedKeys.has(idKey(assignment.id)));
  const routing = routingRolesLeft(cluster, facts);
  return {
    holders: [...replaced, ...byHolder(suspects, cluster, facts), ...ofRouting(routing.holder, cluster, facts)],
    unknown: [...unknown, ...otherSuspects.unknown, ...routing.unknown],
    at: facts.now,
  };
}

/** Whether another controller of NGINX is left, only the cluster knows. */
function ofRouting(
  holder: RoutingHolder | undefined,
  { subscriptionId }: Cluster,
  facts: Facts,
): readonly UnusedHolder[] {
  if (holder === undefined) return [];
  const { assignments, ...who } = holder;
  const roles = assignments.map((assignment) => ({
    assignment,
    roleName: nameOfRole(assignment, subscriptionId, facts),
  }));
  return [{ ...who, roles, isOfRouting: true, isShared: false, unused: notAsked }];
}

/** Returns whether pods of an existing cluster act as the identity, so that the roles may be theirs, and why this may be missed. */
export function podsOfFormer(
  { principalId, name }: Pick<ReplacedIdentity, 'principalId' | 'name'>,
  facts: Facts,
): { readonly areLive: boolean; readonly unknown: readonly Unknown[] } {
  const identity = identityOfPrincipal(principalId, facts);
  const acting = identity && actingCredentials(identity.id, facts);
  const owners = acting?.kind === 'found' ? acting.value.map(({ issuer }) => issuerOwner(issuer, facts)) : [];
  return {
    areLive: owners.some(({ cluster }) => cluster !== undefined),
    unknown: [
      ...unknownsOf(say`Identities`, facts.get({ kind: 'identities' })),
      ...unknownsOf(say`Federated credentials of ${name}`, acting),
      ...owners.flatMap(({ doubt }) => doubt ?? []),
    ],
  };
}

/** The cluster's replaced identities, each with the last change that replaced it. */
function latestAt({ id }: Cluster, facts: Facts): readonly ReplacedIdentity[] {
  const ownReplaced = (facts.replaced ?? []).filter(({ clusterId }) => sameId(clusterId, id));
  const oldestFirst = [...ownReplaced].sort((a, b) => a.at.getTime() - b.at.getTime());
  return [
    ...new Map(
      oldestFirst.map((replacedIdentity) => [replacedIdentity.principalId.toLowerCase(), replacedIdentity]),
    ).values(),
  ];
}

/** Nodes of a pool that is not done may still use the former kubelet identity. */
function doubtOf(
  former: ReplacedIdentity,
  cluster: Cluster,
  facts: Facts,
  usesOf: KnownRoles['usesOf'],
): ReturnType<typeof doubtAbout> {
  const open = poolsNotDone(cluster);
  if (former.as !== 'kubelet' || open.length === 0) return doubtAbout(former, facts, usesOf);
  const names = sentenceList(open.map(({ name }) => name));
  return { doubt: say`Nodes of ${names} may still use it until all of them are updated.`, unused: notAsked };
}

/** Says why something else may use an identity that a cluster no longer uses. */
function doubtAbout(
  { kind, principalId }: ReplacedIdentity,
  facts: Facts,
  usesOf: KnownRoles['usesOf'],
): { readonly doubt: Words | undefined; readonly unused: Unused } {
  // Its principal was deleted with it.
  if (kind === 'systemAssigned') return { doubt: undefined, unused: unusedAfter({}, []) };
  const uses = usesOf(principalId, facts);
  const isUsed = uses.clusters.length + uses.around.length > 0;
  const ofClusters = isUsed ? notAsked : unusedAfter(uses.looked, looksAtClusters);
  const useTexts = everyUse(uses);
  // If it has other uses, they are reported, and no more are searched.
  if (useTexts.length > 0) return { doubt: say`It is also used by ${joinWords(useTexts, ', ')}.`, unused: ofClusters };
  if (kind === 'servicePrincipal') return { doubt: outsideAzure, unused: ofClusters };
  const unused = unusedAfter(uses.looked);
  const doubt = unused.isKnown ? undefined : say`What else uses it isn't known. ${joinWords(unknownTexts(unused.why))}`;
  return { doubt, unused: ofClusters };
}

const outsideAzure = say`A service principal can be used outside Azure too, which can't be seen here.`;

/** Something that is used, or may be, is never called unused. */
const notAsked: Unused = { isKnown: false, why: [] };

function byHolder(suspects: readonly Suspect[], { subscriptionId }: Cluster, facts: Facts): readonly UnusedHolder[] {
  const holders = new Map<string, UnusedHolder>();
  for (const { assignment, identity, inUseUntil, isShared, unused } of suspects) {
    const { principalId } = assignment;
    const holder = holders.get(principalId.toLowerCase());
    holders.set(principalId.toLowerCase(), {
      principalId,
      ...(identity ? { name: identity.name } : {}),
      ...(inUseUntil && inUseUntil > facts.now ? { inUseUntil } : {}),
      unused,
      isShared: isShared && holder?.isShared !== false,
      roles: [...(holder?.roles ?? []), { assignment, roleName: nameOfRole(assignment, subscriptionId, facts) }],
    });
  }
  return [...holders.values()];
}
