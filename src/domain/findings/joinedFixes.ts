/** Joins the fixes of several findings into one list of changes, which is planned and applied together. */
import { idKey } from '../arm/resourceId.ts';
import type { Change, ChangeKind, ChangeOf } from '../change/change.ts';
import { verbs, type Tenses } from '../change/tenses.ts';
import { kindOf } from './catalogue.ts';
import { openOf } from './rule/weight.ts';
import type { Finding } from './finding.ts';
import { largeCount } from '../words/counts.ts';
import { sentenceList } from '../words/describe.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Some findings of one cluster. */
export interface ClusterFindings {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly findings: readonly Finding[];
}

/** A finding with its cluster, and which of the changes is to fix it. */
interface FixedFinding {
  readonly cluster: ClusterFindings['cluster'];
  readonly finding: Finding;
  /** The index of the change. */
  readonly change: number;
}

/** What one plan fixes of several findings, and what it does not. */
export interface JoinedFixes {
  /** Each change once. */
  readonly changes: readonly Change[];
  /** The findings that they are to fix. */
  readonly fixed: readonly FixedFinding[];
  /** In sentences, what is not part of the plan, with the reason. */
  readonly leftOut: readonly Words[];
}

/** The most changes in one plan, so that people can read it before they apply it. */
export const mostJoined = 100;

/** The only kind of change that is joined: it takes nothing away, interrupts nothing and makes no other finding. */
const joined: ChangeKind = 'assignRole';

/** Returns true for a fix that can be one of several in a plan. */
export function isJoinable({ kind }: Change): boolean {
  return kind === joined;
}

/** Why another kind of change has to be seen, and confirmed, by itself. */
const alone: Readonly<Partial<Record<ChangeKind, string>>> = {
  setControlPlane: 'changing the control plane identity can restart nodes',
  setKubelet: 'changing the kubelet identity restarts nodes',
  upgradeNodeImages: 'upgrading node images restarts nodes',
  removeRole: 'first review whether an unused role is still needed',
  detachRegistry: 'removing pull access can stop image pulls',
  bindIdentity: 'a binding can take the last federated credential of an identity',
  unbindIdentity: 'pods can lose access',
  moveCredentials: 'credentials of the old cluster are removed',
  setWorkloadIdentity: 'it turns on a feature of the cluster',
  setLocalAccounts: 'whoever uses the admin credential loses it',
  removeClusterAccess: 'someone can lose access to the cluster',
  removeTrustedAccess: 'an Azure service can lose access to the cluster',
  deleteCredential: 'first review whether it is still needed',
  deleteIdentity: 'a deleted identity does not come back',
};

/**
 * Joins the fixes of findings that are not accepted, where they only add roles. Every other kind is left out unless it is the
 * only fix; so is what goes beyond `mostJoined`.
 */
export function joinedFixes(clusters: readonly ClusterFindings[]): JoinedFixes {
  const fixable = clusters.flatMap(({ cluster, findings }) =>
    openOf(findings).flatMap((finding): Fixable[] => (finding.fix ? [{ cluster, finding, fix: finding.fix }] : [])),
  );
  const isOnly = distinctFixes(fixable).length === 1;
  const joinable = isOnly ? fixable : fixable.filter(({ fix }) => isJoinable(fix));
  const changes = distinctFixes(joinable).slice(0, mostJoined);
  const names = changes.map(fixKey);
  const fixed = joinable.flatMap(({ fix, ...found }) => {
    const change = names.indexOf(fixKey(fix));
    return change < 0 ? [] : [{ ...found, change }];
  });
  const unfixable = clusters.reduce((sum, { findings }) => sum + findings.filter(hasNoFix).length, 0);
  const beyond = joinable.length - fixed.length;
  return {
    changes,
    fixed,
    leftOut: [
      ...(isOnly ? [] : aloneTexts(fixable)),
      ...(beyond === 0
        ? []
        : [say`${largeCount(beyond, 'more finding')}: one plan fixes at most ${mostJoined}. Fix the rest afterwards.`]),
      ...(unfixable === 0 ? [] : [withoutFix(unfixable)]),
    ],
  };
}

/** What could not be checked needs no fix, as far as is known. */
function hasNoFix({ fix, severity }: Finding): boolean {
  return fix === undefined && severity !== 'unknown';
}

function withoutFix(count: number): Words {
  return count === 1
    ? say`1 finding has no automatic fix.`
    : say`${largeCount(count, 'finding')} have no automatic fix.`;
}

/** Names what one plan fixes, as a title: `Fix 12 findings of 5 clusters`. */
export function fixTitle({ fixed }: Pick<JoinedFixes, 'fixed'>): Tenses {
  const names = distinctBy(fixed, ({ cluster }) => idKey(cluster.id)).map(({ cluster }) => cluster.name);
  const clusterWords = names.length === 1 ? (names[0] ?? '') : largeCount(names.length, 'cluster');
  const fixedText = `${largeCount(fixed.length, 'finding')} on ${clusterWords}`;
  // Whether they are fixed is known once the clusters were judged again.
  return { ...verbs.fix(fixedText), done: say`Applied the plan for ${fixedText}` };
}

interface Fixable extends Omit<FixedFinding, 'change'> {
  readonly fix: Change;
}

function aloneTexts(fixable: readonly Fixable[]): Words[] {
  const byAdvice = Map.groupBy(
    fixable.filter(({ fix }) => fix.kind !== joined),
    adviceOn,
  );
  return [...byAdvice.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const names = [...new Set(alike.map(({ cluster }) => cluster.name))];
    const clusterWords = names.length > 3 ? largeCount(names.length, 'cluster') : sentenceList(names);
    const counted = say`${largeCount(alike.length, 'finding')} on ${clusterWords}`;
    if (isOfWorkload(first))
      return alike.length === 1
        ? [say`${counted}: a workload uses this role. Assign a narrower one first.`]
        : [say`${counted}: workloads use these roles. Assign narrower ones first.`];
    const reason = alone[first.fix.kind] ?? 'it does more than add a role';
    return [
      alike.length === 1
        ? say`${counted}: ${reason}. Fix it separately.`
        : say`${counted}: ${reason}. Fix each separately.`,
    ];
  });
}

/** Distinguishes what people have to do first. */
function adviceOn(fixable: Fixable): string {
  return isOfWorkload(fixable) ? 'workloadTooWide' : fixable.fix.kind;
}

/** A workload's role is wider than it needs to be, but in use. */
function isOfWorkload({ finding }: Fixable): boolean {
  return kindOf(finding.code) === 'workloadTooWide';
}

/** The same role for the same principal at the same scope is one change, however its ids are written. */
function fixKey(fix: Change): string {
  return fix.kind === 'assignRole' ? roleKey(fix) : JSON.stringify(fix).toLowerCase();
}

function roleKey({ principalId, role, scope }: ChangeOf<'assignRole'>): string {
  return `${principalId} ${'id' in role ? role.id : role.name} ${idKey(scope)}`.toLowerCase();
}

function distinctFixes(fixable: readonly Fixable[]): readonly Change[] {
  return distinctBy(fixable, ({ fix }) => fixKey(fix)).map(({ fix }) => fix);
}
