/** Judges each need of a cluster with and without role assignments that are to be removed. */
import { notReadYet, reachesScope } from '../../access/accessCheck.ts';
import { factsWithout } from '../../access/factsWithout.ts';
import { idKey, parseResourceId, resourceType, sameId } from '../../arm/resourceId.ts';
import type { Unknown } from '../../arm/unknown.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../cluster/model.ts';
import { isOutside } from '../../cluster/placement.ts';
import { type Need, type Requirement, principalOfNeed } from '../../needs/need.ts';
import { judgeNeed } from '../../needs/needs.ts';
import { casesOf, isPull, needsNow } from './needsNow.ts';
import { mayAllow } from './pullGrants.ts';
import type { Removal } from '../planPart.ts';
import type { Holding, User } from './roleUsers.ts';
import type { Words, Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** A need, and how a removal of roles affects it. */
export interface JudgedLoss {
  readonly cluster: Cluster;
  readonly need: Need;
  /** The need's scope in words. */
  readonly place: Phrase;
  readonly principalId: string;
  readonly before: Requirement;
  readonly after: Requirement;
  /** `same`: the removal makes no difference. */
  readonly fate: 'lost' | 'kept' | 'open' | 'same';
  /** Why it is open. */
  readonly reason?: Words;
  /** The removed assignments that serve it. */
  readonly servedBy: readonly RoleAssignment[];
  /** Why a service principal is assumed to be the cluster's. */
  readonly evidence?: Words;
}

/** Everything that is removed, and what the same plan makes. */
export interface Difference {
  readonly removals: readonly Removal[];
  readonly made: readonly RoleAssignment[];
}

/** A cluster's needs that the assignments reach, judged, and what could not be determined. */
export interface JudgedUser {
  readonly judged: readonly JudgedLoss[];
  readonly doubts: readonly Unknown[];
}

/** Judges the needs of a cluster that the removals affect. */
export function judgedOf(user: User, { removals, made }: Difference, facts: Facts): JudgedUser {
  const { cluster, holdings } = user;
  const removedIds = new Set(removals.map(({ assignment }) => idKey(assignment.id)));
  const factsNow = facts;
  const then = factsWithout(removedIds, facts, made);
  const { needs, doubts } = needsNow(user, facts);
  const judged = needs.flatMap((need): readonly JudgedLoss[] => {
    const holder = loserOf(need, user, facts);
    if (holder === undefined) return [];
    const { principalId, evidence } = holder;
    const reaching = holdings.filter(
      (holding) => holding.principalId === principalId && mayServe(holding, need, cluster, facts),
    );
    if (reaching.length === 0) return [];
    const cases = casesOf(need).map((alternative) =>
      needOutcome(alternative, { principalId, gone: removedIds, now: factsNow, then }),
    );
    const place = scopeWithKind(need.scope, subscriptionNames(facts));
    const serving = ({ assignment }: Holding): boolean => mayAllow(assignment, need, cluster, facts);
    const servedBy = reaching.filter(serving).map(({ assignment }) => assignment);
    return [
      {
        cluster,
        place,
        principalId,
        servedBy,
        ...joinCases(cases, need),
        ...defined({ evidence }),
      },
    ];
  });
  return { judged: gravestOfEach(judged), doubts };
}

/** The holder of a removed assignment that the need belongs to, if any. */
function loserOf(
  need: Need,
  { cluster, holdings }: User,
  facts: Facts,
): Pick<Holding, 'principalId' | 'evidence'> | undefined {
  if (need.identity === 'servicePrincipal') return holdings.find(({ evidence }) => evidence !== undefined);
  const principalId = principalOfNeed(cluster, need, facts)?.toLowerCase();
  return principalId === undefined ? undefined : { principalId };
}

/** If it is not visible what a need is about, any assignment with a matching role and kind of scope counts. */
function mayServe({ assignment }: Holding, need: Need, cluster: Cluster, facts: Facts): boolean {
  const { scope } = assignment;
  if ([need.scope, ...(need.orAt?.scopes ?? [])].some((neededScope) => reachesScope(scope, neededScope, 'asListed')))
    return true;
  if (need.whyUnknown === undefined || isPull(need) || !isOutside(cluster, scope)) return false;
  const type = parseResourceId(scope)?.type;
  const isWide = type === undefined || type === resourceType.group || type === resourceType.subscription;
  const neededActions = [...need.actions, ...(need.dataActions ?? [])].map((action) => action.toLowerCase());
  const fits = isWide || neededActions.some((action) => action.startsWith(`${type.toLowerCase()}/`));
  return fits && mayAllow(assignment, need, cluster, facts);
}

type NeedOutcome = Pick<JudgedLoss, 'need' | 'before' | 'after' | 'fate' | 'reason'>;

interface ComparedFacts {
  readonly principalId: string;
  readonly gone: ReadonlySet<string>;
  readonly now: Facts;
  readonly then: Facts;
}

function needOutcome(need: Need, { principalId, gone: removedIds, now, then }: ComparedFacts): NeedOutcome {
  const before = judgeNeed(need, principalId, now);
  const after = judgeNeed(need, principalId, then);
  const outcome = { need, before, after };
  const isLimited = isPull(need) && before.verdict === 'unknown' && after.verdict === 'missing';
  // A pull role that works only for some repositories is needed for those.
  if (after.verdict === 'missing' && (before.verdict === 'granted' || isLimited)) return { ...outcome, fate: 'lost' };
  if (before.verdict === 'missing') return { ...outcome, fate: 'same' };
  if (after.verdict === 'unknown') return { ...outcome, fate: 'open', reason: after.reason ?? notReadYet };
  if (before.verdict === 'unknown') {
    return after.verdict === 'missing'
      ? { ...outcome, fate: 'open', reason: before.reason ?? notReadYet }
      : { ...outcome, fate: 'same' };
  }
  const isOurs = before.grantedBy !== undefined && removedIds.has(idKey(before.grantedBy));
  return { ...outcome, fate: isOurs ? 'kept' : 'same' };
}

/** A need that is lost in one case and not in another is open; cases without anything to lose don't count. */
function joinCases(cases: readonly NeedOutcome[], need: Need): NeedOutcome {
  const [first] = cases;
  const lost = cases.find(({ fate }) => fate === 'lost');
  const holds = cases.find(({ fate, before }) => fate !== 'lost' && before.verdict !== 'missing');
  if (lost && holds) return { ...lost, fate: 'open', reason: need.whyUnknown ?? notReadYet };
  const telling = lost ?? holds ?? first;
  if (telling === undefined) throw new Error(`No case of ${need.id}`);
  return telling;
}

/** Returns only the gravest of the needs that ask for the same role. */
function gravestOfEach(judged: readonly JudgedLoss[]): readonly JudgedLoss[] {
  const grave: readonly JudgedLoss['fate'][] = ['same', 'kept', 'open', 'lost'];
  const lossByKey = new Map<string, JudgedLoss>();
  for (const loss of judged) {
    const key = [loss.principalId, loss.need.role.id, idKey(loss.need.scope)].join('|');
    const earlier = lossByKey.get(key);
    if (earlier === undefined || weightOf(loss, grave) > weightOf(earlier, grave)) lossByKey.set(key, loss);
  }
  return [...lossByKey.values()];
}

/** Advice weighs less than a need. */
function weightOf({ fate, need }: JudgedLoss, grave: readonly JudgedLoss['fate'][]): number {
  return grave.indexOf(fate) * 2 + (isAdvice(need) ? 0 : 1);
}

/** Returns true for a need that is only recommended, so that doubts about it need not be reported. */
export function isAdvice({ advice, grantedByAks }: Need): boolean {
  return advice === true && grantedByAks !== true;
}

/** Returns true if one of the assignments grants a need afterwards. */
export function isGrantedBy({ after }: JudgedLoss, assignments: readonly RoleAssignment[]): boolean {
  return assignments.some(({ id }) => sameId(id, after.grantedBy));
}
