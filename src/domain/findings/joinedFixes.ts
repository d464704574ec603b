/** Joins the fixes of several findings into one list of changes, which is planned and applied together. */
import { idKey } from '../arm/resourceId.ts';
import type { Change, ChangeKind, ChangeOf } from '../change/change.ts';
import { verbs, type Tenses } from '../change/tenses.ts';
import { openOf } from './rule/weight.ts';
import type { Finding } from './finding.ts';
import { largeCount } from '../words/counts.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Some findings of one cluster. */
export interface ClusterFindings {
  readonly cluster: { readonly id: string; readonly name: string };
  readonly findings: readonly Finding[];
}

/** A finding with its cluster. */
interface Found {
  readonly cluster: ClusterFindings['cluster'];
  readonly finding: Finding;
}

/** What one plan fixes of several findings, and what it does not. */
export interface JoinedFixes {
  /** Each change once. */
  readonly changes: readonly Change[];
  /** The findings that they fix. */
  readonly fixed: readonly Found[];
  /** What is not part of the plan and why, one sentence each. */
  readonly leftOut: readonly Words[];
}

/** The most changes in one plan, so that people can read it before they apply it. */
export const mostJoined = 100;

/** Why a kind of change is never joined with others: each has to be seen and confirmed alone. */
const alone: Readonly<Partial<Record<ChangeKind, string>>> = {
  setControlPlane: 'changing the control plane identity can restart nodes',
  setKubelet: 'changing the kubelet identity restarts nodes',
  upgradeNodeImages: 'upgrading node images restarts nodes',
  removeRole: 'first review whether an unused role is still needed',
  detachRegistry: 'removing pull access can stop image pulls',
  unbindIdentity: 'pods can lose access',
  removeTrustedAccess: 'an Azure service can lose access to the cluster',
  deleteCredential: 'first review whether it is still needed',
  deleteIdentity: 'a deleted identity does not come back',
};

/**
 * Joins the fixes of findings that are not accepted, if they only add roles. A fix that may interrupt workloads, or
 * takes something away, is left out unless it is the only one; so are fixes beyond `mostJoined`.
 */
export function joinedFixes(all: readonly ClusterFindings[]): JoinedFixes {
  const fixable = all.flatMap(({ cluster, findings }) =>
    openOf(findings).flatMap((finding): Fixable[] => (finding.fix ? [{ cluster, finding, fix: finding.fix }] : [])),
  );
  const isOnly = distinctFixes(fixable).length === 1;
  const joinable = isOnly ? fixable : fixable.filter(({ fix }) => alone[fix.kind] === undefined);
  const changes = distinctFixes(joinable).slice(0, mostJoined);
  const taken = new Set(changes.map(nameOf));
  const fixed = joinable.filter(({ fix }) => taken.has(nameOf(fix)));
  const unfixable = all.reduce((sum, { findings }) => sum + findings.filter(hasNoFix).length, 0);
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
    ? say`1 finding has no automatic fix; it says what to do.`
    : say`${largeCount(count, 'finding')} have no automatic fix; each says what to do.`;
}

/** Names what one plan fixes, as a title: `Fix 12 findings of 5 clusters`. */
export function fixTitle({ fixed }: Pick<JoinedFixes, 'fixed'>): Tenses {
  const names = distinctBy(fixed, ({ cluster }) => idKey(cluster.id)).map(({ cluster }) => cluster.name);
  const where = names.length === 1 ? (names[0] ?? '') : largeCount(names.length, 'cluster');
  return verbs.fix(`${largeCount(fixed.length, 'finding')} on ${where}`);
}

interface Fixable extends Found {
  readonly fix: Change;
}

function aloneTexts(fixable: readonly Fixable[]): Words[] {
  const kinds = Map.groupBy(fixable, ({ fix }) => fix.kind);
  return [...kinds].flatMap(([kind, some]) => {
    const why = alone[kind];
    if (why === undefined) return [];
    const names = [...new Set(some.map(({ cluster }) => cluster.name))];
    const where = names.length > 3 ? largeCount(names.length, 'cluster') : names.join(', ');
    return some.length === 1
      ? [say`1 finding on ${where}: ${why}. Fix it separately.`]
      : [say`${largeCount(some.length, 'finding')} on ${where}: ${why}. Fix each separately.`];
  });
}

/** The same role for the same principal at the same scope is one change, however its ids are written. */
function nameOf(fix: Change): string {
  return fix.kind === 'assignRole' ? roleKey(fix) : JSON.stringify(fix).toLowerCase();
}

function roleKey({ principalId, role, scope }: ChangeOf<'assignRole'>): string {
  return `${principalId} ${'id' in role ? role.id : role.name} ${idKey(scope)}`.toLowerCase();
}

function distinctFixes(fixable: readonly Fixable[]): readonly Change[] {
  return distinctBy(fixable, ({ fix }) => nameOf(fix)).map(({ fix }) => fix);
}
