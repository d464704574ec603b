/** What clusters lose with role assignments that are to be removed: each need as it is now and as it would be without them. */
import { notReadYet, reaches } from '../../access/accessCheck.ts';
import { factsWithout } from '../../access/factsWithout.ts';
import { identityOfPrincipal } from '../../access/principalNames.ts';
import { roleById } from '../../access/roles.ts';
import { idKey, isRegistry, sameId } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { addonName } from '../../cluster/addons.ts';
import { subscriptionNames } from '../../cluster/facts.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { principalOf } from '../../cluster/principals.ts';
import { clustersNow } from '../../cluster/uses.ts';
import type { Need, Requirement } from '../../needs/need.ts';
import { judge } from '../../needs/needs.ts';
import { listed } from '../../words/describe.ts';
import type { DraftCheck, PlanPart } from '../planPart.ts';
import type { LostNeed, Warning } from '../plan.ts';
import { isPull, needsNow } from './needsNow.ts';
import { mostClusters, otherUses, usersOf, workloadDoubts, workloadWarnings } from './roleUsers.ts';
import type { User } from './roleUsers.ts';

/** What is lost with some role assignments. */
export interface Losses {
  readonly lost: readonly LostNeed[];
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  /** Who needs it, to go on with a sentence: `web-weu needs`. */
  readonly needers?: string;
  /** What has to be typed before it is done: the cluster that loses something or, where several do, who holds the roles. */
  readonly confirmName?: string;
}

/** Role assignments of one principal that go, and those that are gone before, by `idKey`. */
export interface Removal {
  readonly removed: readonly RoleAssignment[];
  readonly goneBefore?: ReadonlySet<string>;
  /** The cluster that the change is about, which is judged even where clusters can't be listed. */
  readonly of?: Cluster;
}

/** Returns what the clusters in sight, as ARM lists them now, lose with role assignments. */
export function lossesOf(removal: Removal, facts: Facts): Losses {
  const [first] = removal.removed;
  if (!first) return { lost: [], warnings: [], checks: [] };
  const { answer, late } = clustersNow(facts);
  const unseen = answer?.kind === 'unreadable' ? [`Clusters: ${answer.reason}`] : late;
  const inSight = answer?.kind === 'found' ? answer.value : [];
  const { of } = removal;
  const clusters = of ? [of, ...inSight.filter(({ id }) => !sameId(id, of.id))] : inSight;
  const { users, doubts } = usersOf(first, clusters, facts);
  const judged = users.slice(0, mostClusters).flatMap((user) => judgedOf(user, removal, facts));
  const lost = distinct(judged.filter(isLost));
  const open = [
    ...unseen,
    ...doubts,
    ...(users.length > mostClusters
      ? [`${users.length - mostClusters} more clusters use it and were not checked.`]
      : []),
    ...new Set(judged.flatMap(doubtOf)),
  ];
  const kept = distinct(judged.filter((each) => isKept(each, removal)));
  const told = new Set([...lost, ...kept].map(({ cluster }) => cluster.id));
  const others = users.filter(({ cluster }) => !told.has(cluster.id));
  const fatal = lost.filter(({ need }) => !need.advice || need.grantedByAks);
  return {
    lost: fatal.map((each) => lostNeed(each)),
    warnings: [
      ...lost.map(lossWarning),
      ...kept.map(keptWarning),
      ...otherUses(others, facts),
      ...workloadWarnings(first, facts),
    ],
    checks: [...useChecks({ users, open, isLost: fatal.length > 0 }), ...workloadDoubts(first, facts)],
    ...namesOf(fatal, first, facts),
  };
}

/** Returns what a part of a plan has of losses beside its checks. */
export function harmOf({ lost, warnings, confirmName }: Losses): Pick<PlanPart, 'lost' | 'warnings' | 'confirmName'> {
  return { lost, warnings, ...(confirmName === undefined ? {} : { confirmName }) };
}

interface Judged {
  readonly cluster: Cluster;
  readonly need: Need;
  /** The need's scope in words. */
  readonly place: string;
  readonly principalId: string;
  readonly before: Requirement;
  readonly after: Requirement;
  readonly evidence?: string;
}

function judgedOf({ cluster, principals, evidence }: User, removal: Removal, facts: Facts): readonly Judged[] {
  const { removed, goneBefore = new Set<string>() } = removal;
  const [now, then] = [
    factsWithout(goneBefore, facts),
    factsWithout(new Set([...goneBefore, ...removed.map(({ id }) => idKey(id))]), facts),
  ];
  const [only] = principals;
  const holderOf = ({ identity }: Need): string | undefined =>
    identity === 'servicePrincipal' ? evidence && only : principalOf(cluster, identity, facts)?.toLowerCase();
  return needsNow(cluster, removed, facts).flatMap((need) => {
    const principalId = holderOf(need);
    if (principalId === undefined || !principals.has(principalId)) return [];
    if (!removed.some(({ scope }) => applies(scope, need))) return [];
    const [before, after] = [judge(need, principalId, now), judge(need, principalId, then)];
    const place = scopeWithKind(need.scope, subscriptionNames(facts));
    return [{ cluster, need, place, principalId, before, after, ...(evidence ? { evidence } : {}) }];
  });
}

function applies(madeAt: string, need: Need): boolean {
  return [need.scope, ...(need.orAt?.scopes ?? [])].some((scope) => reaches(madeAt, scope, 'asListed'));
}

/** One of each group of needs that ask for the same role. */
function distinct(judged: readonly Judged[]): readonly Judged[] {
  const keyOf = ({ cluster, principalId, need }: Judged): string =>
    [idKey(cluster.id), principalId, need.role.id, idKey(need.scope)].join('|');
  return [...new Map([...judged].reverse().map((each) => [keyOf(each), each])).values()].reverse();
}

/** A pull role that works for some repositories only is needed for those. */
function isLost({ need, before, after }: Judged): boolean {
  const had = before.verdict === 'granted' || (isPull(need) && before.verdict === 'unknown');
  return had && after.verdict === 'missing';
}

/** What goes is what gives it now, and something else does then. */
function isKept({ before, after }: Judged, { removed }: Removal): boolean {
  return after.verdict === 'granted' && removed.some(({ id }) => sameId(id, before.grantedBy));
}

/** A warning all the same, so that nobody removes what a cluster has come to use since the plan was confirmed. */
function keptWarning({ cluster, need, place, after }: Judged): Warning {
  const by = after.reason === undefined ? '.' : `: ${after.reason}`;
  const text = `${whose(cluster, need)} keeps ${need.role.name} on ${place} by another role${by}`;
  return { severity: 'warning', text, source: need.source };
}

function doubtOf({ cluster, need, place, before, after }: Judged): readonly string[] {
  const isOpen = after.verdict === 'unknown' && before.verdict !== 'missing';
  const isHalf = before.verdict === 'unknown' && after.verdict === 'missing' && !isPull(need);
  if ((!isOpen && !isHalf) || (need.advice && !need.grantedByAks)) return [];
  const reason = (isOpen ? after : before).reason ?? notReadYet;
  return [`Whether ${whose(cluster, need)} then lacks ${need.role.name} on ${place}: ${reason}`];
}

function whose({ name }: Cluster, { identity }: Need): string {
  switch (identity) {
    case 'controlPlane':
      return `${name}'s control plane`;
    case 'kubelet':
      return `${name}'s kubelet`;
    case 'servicePrincipal':
      return `${name}'s service principal`;
    default:
      return `${name}'s ${addonName(identity)}`;
  }
}

function lossWarning({ cluster, need, place, evidence }: Judged): Warning {
  const isAdvice = need.advice && !need.grantedByAks;
  const who = whose(cluster, need);
  const assumed = evidence
    ? ` It is taken for the service principal of ${cluster.name}: ${evidence.toLowerCase()}.`
    : '';
  const text = isPull(need)
    ? `New and restarted pods of ${cluster.name} can't pull images from ${isRegistry(need.scope) ? place : `the registries in ${place}`}: ${who} has no other role for it. Which images its pods use can't be seen.`
    : `${who} ${isAdvice ? 'has' : 'needs'} ${need.role.name} on ${place}, and nothing else grants it. ${stopsWithout(need)}`;
  return { severity: isAdvice ? 'warning' : 'disruption', text: `${text}${assumed}`, source: need.source };
}

function stopsWithout(need: Need): string {
  return need.grantedByAks
    ? "Without it AKS can't manage the cluster's nodes, load balancers and public IP addresses: scaling, upgrades and new services fail."
    : need.why;
}

function lostNeed({ cluster, need, place, principalId }: Judged): LostNeed {
  return {
    clusterId: cluster.id,
    text: `${need.role.name} of ${whose(cluster, need)} on ${place}`,
    fix: {
      kind: 'assignRole',
      principalId,
      principalType: 'ServicePrincipal',
      role: { id: need.role.id },
      scope: need.scope,
    },
    need,
    principalId,
  };
}

function namesOf(
  lost: readonly Judged[],
  { principalId, roleDefinitionId }: RoleAssignment,
  facts: Facts,
): Pick<Losses, 'confirmName' | 'needers'> {
  const [name, ...others] = new Set(lost.map(({ cluster }) => cluster.name));
  if (name === undefined) return {};
  const holder = identityOfPrincipal(principalId, facts)?.name ?? roleById(roleDefinitionId)?.name;
  return {
    needers: `${listed([name, ...others])} ${others.length === 0 ? 'needs' : 'need'}`,
    confirmName: others.length === 0 ? name : (holder ?? name),
  };
}

function useChecks({ users, open, isLost }: Looked): readonly DraftCheck[] {
  const title = 'No cluster needs it';
  if (open.length > 0) return [{ title, verdict: 'unknown', detail: open.join(' ') }];
  if (isLost) return [];
  const names = listed(users.map(({ cluster }) => cluster.name));
  const keeps = `${names} ${users.length === 1 ? 'keeps' : 'keep'} what AKS is known to need.`;
  return [{ title, verdict: 'pass', detail: users.length > 0 ? keeps : 'No cluster that you can see uses it.' }];
}

interface Looked {
  readonly users: readonly User[];
  readonly open: readonly string[];
  readonly isLost: boolean;
}
