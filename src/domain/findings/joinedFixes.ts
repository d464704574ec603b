/** Joins the fixes of several findings into one list of changes, which is planned and applied together. */
import { idKey } from '../arm/resourceId.ts';
import type { Change, ChangeKind, ChangeOf } from '../change/change.ts';
import { verbs, type Tenses } from '../change/tenses.ts';
import { kindOf } from './catalogue.ts';
import { openOf } from './rule/weight.ts';
import type { Finding } from './finding.ts';
import { countWithNoun } from '../words/counts.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { eachInSteps, inOneGo, type Stepwise } from '../../shape/steps.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';

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
  /** Those that have a fix which is not part of the plan, each with the reason. */
  readonly leftOut: readonly NotJoined[];
  /** How many more would go together than one plan takes. */
  readonly beyond: number;
  /** How many have no automatic fix. */
  readonly withoutFix: number;
}

/** A finding whose fix has to be seen, and confirmed, by itself. */
export interface NotJoined {
  readonly cluster: ClusterFindings['cluster'];
  readonly finding: Finding;
  /** A clause that can follow a colon. */
  readonly reason: Words;
}

/** The most changes in one plan, so that people can read it before they apply it. */
export const mostJoined = 100;

/** The only kind of change that is joined: it takes nothing away, interrupts nothing and makes no other finding. */
const joined: ChangeKind = 'assignRole';

/** Returns true for a finding whose fix can be one of several in a plan; what somebody did on purpose is not undone along the way. */
export function isJoinable({ fix, isOwnDoing }: Pick<Finding, 'fix' | 'isOwnDoing'>): boolean {
  return fix?.kind === joined && isOwnDoing !== true;
}

/** Why another kind of change has to be seen, and confirmed, by itself. */
const alone: Readonly<Partial<Record<ChangeKind, Phrase>>> = {
  setControlPlane: say`migrating to a managed identity can restart nodes`,
  setKubelet: say`changing the kubelet identity reimages nodes`,
  upgradeNodeImages: say`upgrading node images reimages nodes`,
  removeRole: say`first review whether an unused role is still needed`,
  detachRegistry: say`removing pull access can stop image pulls`,
  bindIdentity: say`its fix uses one of the identity's free federated credentials`,
  unbindIdentity: say`its fix can take access away from pods`,
  moveCredentials: say`its fix removes credentials of the old cluster`,
  setWorkloadIdentity: say`its fix turns on a feature of the cluster`,
  prepareGateway: say`its fix turns on features of the cluster`,
  setNginxRouting: say`its fix turns NGINX off, and traffic can depend on it`,
  setLocalAccounts: say`its fix takes the admin credential away from whoever uses it`,
  removeClusterAccess: say`its fix can take away somebody's access to the cluster`,
  removeTrustedAccess: say`its fix can take away an Azure service's access to the cluster`,
  deleteCredential: say`first review whether it is still needed`,
  deleteIdentity: say`a deleted identity can't be restored`,
};

/**
 * Joins the fixes of findings that are not accepted, where they only add roles. Every other kind is left out unless it is the
 * only fix; so is what goes beyond `mostJoined`, and always what a change made here is the reason for.
 */
export function joinedFixes(clusters: readonly ClusterFindings[]): JoinedFixes {
  return inOneGo(joiningFixes(clusters));
}

/** Does what `joinedFixes` does for many clusters. */
export function* joiningFixes(clusters: readonly ClusterFindings[]): Stepwise<JoinedFixes> {
  const fixable: Fixable[] = [];
  let withoutFix = 0;
  yield* eachInSteps(clusters, ({ cluster, findings }) => {
    for (const finding of openOf(findings))
      if (finding.fix) fixable.push({ cluster, finding, fix: finding.fix, key: fixKey(finding.fix) });
    withoutFix += findings.filter(hasNoFix).length;
  });
  const isOnly = new Set(fixable.map(({ key }) => key)).size === 1;
  const places = new Map<string, number>();
  const changes: Change[] = [];
  const fixed: FixedFinding[] = [];
  const leftOut: NotJoined[] = [];
  let beyond = 0;
  yield* eachInSteps(fixable, (one) => {
    const { cluster, finding, fix, key } = one;
    if (!isJoinable(finding) && !(isOnly && finding.isOwnDoing !== true)) {
      leftOut.push({ cluster, finding, reason: reasonOf(one) });
      return;
    }
    if (!places.has(key) && changes.length < mostJoined) places.set(key, changes.push(fix) - 1);
    const change = places.get(key);
    if (change === undefined) beyond++;
    else fixed.push({ cluster, finding, change });
  });
  return { changes, fixed, leftOut, beyond, withoutFix };
}

/** What could not be checked needs no fix, as far as is known. */
function hasNoFix({ fix, severity }: Finding): boolean {
  return fix === undefined && severity !== 'unknown';
}

/** Names what one plan fixes, as a title: `Fix 12 findings of 5 clusters`. */
export function fixTitle({ fixed }: Pick<JoinedFixes, 'fixed'>): Tenses {
  const names = distinctBy(fixed, ({ cluster }) => idKey(cluster.id)).map(({ cluster }) => cluster.name);
  return fixTenses(countWithNoun(fixed.length, 'finding'), names);
}

/** Names how many findings are fixed on which clusters, as a title. */
export function fixTenses(findings: Words, names: readonly string[]): Tenses {
  const clusterWords = names.length === 1 ? (names[0] ?? '') : countWithNoun(names.length, 'cluster');
  const fixedText = say`${findings} on ${clusterWords}`;
  // Whether they are fixed is known once the clusters were judged again.
  return { ...verbs.fix(fixedText), done: say`Applied the plan for ${fixedText}` };
}

interface Fixable extends Omit<FixedFinding, 'change'> {
  readonly fix: Change;
  readonly key: string;
}

function reasonOf({ finding, fix }: Fixable): Words {
  if (finding.isOwnDoing === true) return say`you did this here; fix it if you did not mean it, or else accept it`;
  if (kindOf(finding.code) === 'workloadTooWide') return say`a workload uses this role; assign a narrower one first`;
  return say`${alone[fix.kind] ?? say`its fix does more than add a role`}`;
}

/** The same role for the same principal at the same scope is one change, however its ids are written. */
function fixKey(fix: Change): string {
  return fix.kind === 'assignRole' ? roleKey(fix) : JSON.stringify(fix).toLowerCase();
}

function roleKey({ principalId, role, scope }: ChangeOf<'assignRole'>): string {
  return `${principalId} ${'id' in role ? role.id : role.name} ${idKey(scope)}`.toLowerCase();
}
