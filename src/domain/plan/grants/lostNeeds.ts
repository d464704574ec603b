/** What clusters lose with the role assignments that a plan removes, judged once for all of them. */
import { identityOfPrincipal } from '../../cluster/principals.ts';
import { roleById } from '../../access/roles.ts';
import { unknownsOf } from '../../arm/answer.ts';
import { idKey, sameId } from '../../arm/resourceId.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import { unknownWith, unknownToAll, withReason, type Unknown } from '../../arm/unknown.ts';
import type { Cluster } from '../../cluster/model.ts';
import { clustersNow } from '../../cluster/uses.ts';
import { unusedAfter, unusedCheck } from '../../uses/nothingUses.ts';
import { newerDoubts, unjudgedUses } from './unjudgedUses.ts';
import { sentenceList } from '../../words/describe.ts';
import type { LostNeed, Warning } from '../plan.ts';
import type { DraftCheck, Removal } from '../planPart.ts';
import { isAdvice, isGrantedBy, judgedOf, type Difference, type JudgedLoss } from './lossJudgement.ts';
import { clusterNames, lossWords, type LossWords } from './lossWords.ts';
import { otherUses, otherUsersOf } from './otherUsers.ts';
import { mostClusters, usersOf, type User } from './roleUsers.ts';
import { say, type Words, type Phrase } from '../../../sentences/words.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { moreOf } from '../../words/counts.ts';
import { defined } from '../../../shape/defined.ts';

/** What clusters lose with some role assignments. */
export interface Losses {
  readonly lost: readonly LostNeed[];
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
  /** Says who needs any of these, and what they take away: `web-weu needs AcrPull on acrshop.` */
  readonly neededBy: (removals: readonly Removal[], takesAway: Phrase) => Words | undefined;
  /** What has to be typed to confirm: the names of affected clusters, or of the holder of the roles. */
  readonly confirmNames: readonly Phrase[];
}

const nothing: Losses = {
  lost: [],
  warnings: [],
  checks: [],
  confirmNames: [],
  neededBy: () => undefined,
};

/** Returns what visible clusters, from ARM's current lists, lose when role assignments are removed. */
export function lossesOf(difference: Difference, facts: Facts): Losses {
  const { removals, made } = difference;
  if (removals.length === 0) return nothing;
  const { clusters, unseen } = sightOf(removals, facts);
  const { users, doubts } = usersOf(removals, clusters, facts);
  const judgedUsers = users.slice(0, mostClusters);
  const judgements = judgedUsers.map((user) => ({ user, ...judgedOf(user, difference, facts) }));
  const judged = judgements.flatMap((judgement) => judgement.judged);
  const nameOf = clusterNames(
    users.map(({ cluster }) => cluster),
    subscriptionNames(facts),
  );
  const words = lossWords(nameOf);
  const lost = judged.filter(({ fate }) => fate === 'lost');
  const open = judged.filter(({ fate, need }) => fate === 'open' && (!isAdvice(need) || need.whyUnknown !== undefined));
  const keptNeeds = judged.filter(({ fate }) => fate === 'kept');
  const fatal = lost.filter(({ need }) => !isAdvice(need));
  const uncertain = [
    ...unseen,
    ...doubts.map(({ unknown }) => unknown),
    ...(users.length > mostClusters
      ? [
          unknownWith(
            'notAsked',
            'clusters',
            say`Not checked: ${moreOf(users.length - mostClusters, 'cluster')} with the same identity.`,
          ),
        ]
      : []),
    ...judgements.flatMap((judgement) => judgement.doubts),
    ...open.map((loss) => withReason(words.open(loss), lossUnknown(loss))),
    ...unjudgedUses(judgedUsers, facts),
  ];
  const clusterIds = new Set([...lost, ...keptNeeds].map(({ cluster }) => cluster.id));
  const openAt = new Set<string>([
    ...open.map(({ cluster }) => cluster.id),
    ...doubts.flatMap(({ clusterId }) => clusterId ?? []),
    ...judgements.flatMap((judgement) => (judgement.doubts.length > 0 ? [judgement.user.cluster.id] : [])),
  ]);
  const usersWithoutLoss = judgedUsers.filter(({ cluster }) => !clusterIds.has(cluster.id));
  const otherUsers = otherUsersOf(
    removals.map(({ assignment }) => assignment),
    facts,
  );
  return {
    lost: fatal.map(words.lostNeed),
    warnings: [
      ...lossWarnings(lost, words),
      ...keptNeeds.map((loss) => words.kept(loss, isGrantedBy(loss, made))),
      ...otherUses(usersWithoutLoss, { open: openAt, named: ({ cluster }) => nameOf(cluster) }, facts),
      ...otherUsers.warnings,
    ],
    checks: [
      ...useChecks({ users, uncertain, isLost: fatal.length > 0, nameOf, removals }, facts),
      ...otherUsers.checks,
    ],
    neededBy: (removalsOfSome, takesAway) =>
      neededText(affectedClusters(fatal.filter((loss) => isServed(loss, removalsOfSome))).map(nameOf), takesAway),
    confirmNames: [...confirmNamesOf(fatal, { removals, nameOf }, facts), ...otherUsers.confirmNames],
  };
}

function lossUnknown({ before, after, need }: JudgedLoss): Unknown {
  const [first] = [...(after.unknown ?? []), ...(before.unknown ?? []), ...(need.unknown ?? [])];
  return first ?? unknownToAll('need', need.scope, say``);
}

/** The clusters that ARM lists now, and in any case those that the changes are about. */
function sightOf(
  removals: readonly Removal[],
  facts: Facts,
): { readonly clusters: readonly Cluster[]; readonly unseen: readonly Unknown[] } {
  const { answer, late } = clustersNow(facts);
  const unseen = [...late, ...unknownsOf(say`Clusters`, answer)];
  const inSight = answer?.kind === 'found' ? answer.value : [];
  const clustersOfRemovals = removals.flatMap(({ of }) => of ?? []);
  const clustersById = [...clustersOfRemovals, ...inSight].map((cluster) => [idKey(cluster.id), cluster] as const);
  return { clusters: [...new Map([...clustersById].reverse()).values()].reverse(), unseen };
}

function lossWarnings(lost: readonly JudgedLoss[], words: LossWords): readonly Warning[] {
  return [...Map.groupBy(lost, ({ cluster }) => cluster.id).values()].flatMap(words.lost);
}

function isServed({ servedBy }: JudgedLoss, removals: readonly Removal[]): boolean {
  return servedBy.some(({ id }) => removals.some(({ assignment }) => sameId(assignment.id, id)));
}

function affectedClusters(lost: readonly JudgedLoss[]): readonly Cluster[] {
  return distinctBy(
    lost.map(({ cluster }) => cluster),
    ({ id }) => idKey(id),
  );
}

function neededText(names: readonly Phrase[], what: Phrase): Words | undefined {
  if (names.length === 0) return undefined;
  return names.length === 1 ? say`${names[0] ?? ''} needs ${what}.` : say`${sentenceList(names)} need ${what}.`;
}

/** The only affected cluster, or the one that the changes are about; if several are affected, the only holder of the roles. */
function confirmNamesOf(
  lost: readonly JudgedLoss[],
  { removals, nameOf }: { readonly removals: readonly Removal[]; readonly nameOf: (cluster: Cluster) => Phrase },
  facts: Facts,
): readonly Phrase[] {
  const clusters = affectedClusters(lost);
  const [first, ...otherClusters] = clusters;
  if (first === undefined) return [];
  if (otherClusters.length === 0) return [first.name];
  const causes = removals.filter((removal) => lost.some((loss) => isServed(loss, [removal])));
  const about = new Map(causes.map(({ of }) => [of && idKey(of.id), of?.name]));
  const [name] = about.values();
  if (about.size === 1 && name !== undefined) return [name];
  const [holder, ...holders] = new Set(causes.map((cause) => holderName(cause, facts)));
  return holder !== undefined && holders.length === 0 ? [holder] : clusters.map(nameOf);
}

function holderName({ assignment }: Removal, facts: Facts): string | undefined {
  const { principalId, roleDefinitionId } = assignment;
  return identityOfPrincipal(principalId, facts)?.name ?? roleById(roleDefinitionId)?.name;
}

interface FoundUsers {
  readonly users: readonly User[];
  readonly uncertain: readonly Unknown[];
  readonly isLost: boolean;
  readonly nameOf: (cluster: Cluster) => Phrase;
  readonly removals: readonly Removal[];
}

function useChecks({ users, uncertain, isLost, nameOf, removals }: FoundUsers, facts: Facts): readonly DraftCheck[] {
  if (isLost && uncertain.length === 0) return [];
  const newer = uncertain.length > 0 ? [] : newerDoubts(removals, users, facts);
  const unused = unusedAfter({ clusters: uncertain, ...defined({ newerSettings: newer }) }, [
    'clusters',
    'newerSettings',
  ]);
  const names = sentenceList(users.map(({ cluster }) => nameOf(cluster)));
  const keeps =
    users.length === 1 ? say`${names} keeps what AKS is known to need.` : say`${names} keep what AKS is known to need.`;
  const passes = users.length > 0 ? keeps : say`No cluster that you can see uses it.`;
  return [
    {
      id: 'needed',
      ...unusedCheck({ pass: say`No cluster needs it`, unknown: say`Whether a cluster needs it` }, unused, passes),
    },
  ];
}
