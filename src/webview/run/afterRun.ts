/** What is left to do after a run that succeeded: roles of the previous identity, and what was created. */
import type { IdentityService } from '../../app/identityService.ts';
import type { ActivityEntry } from '../../app/runs/activity.ts';
import { idKey, resourceIdOf, resourceType } from '../../domain/arm/resourceId.ts';
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import type { Change } from '../../domain/change/change.ts';
import { momentInSentence } from '../../domain/words/dateTime.ts';
import { capitaliseServicePrincipal, sentenceList } from '../../domain/words/describe.ts';
import { doorOf, type NextDoor } from '../../domain/plan/nextSteps.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import { kindOf, type FindingKind } from '../../domain/findings/catalogue.ts';
import type { Checked, Finding } from '../../domain/findings/finding.ts';
import { isGrave, isGraver } from '../../domain/findings/rule/weight.ts';
import { distinctionOf, fingerprintOf } from '../../domain/report/fingerprint.ts';
import type { FormerIdentity } from '../../domain/plan/plan.ts';
import { errorWords } from '../../errors.ts';
import { decisionsOf } from '../state/evidence.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { FoundView, RunView } from '../protocol/flow.ts';
import { isFixOf, isSameMatter, withoutUndone } from './fateOfFindings.ts';
import { isLost } from './lostFindings.ts';
import type { NotChecked, Run } from './runModel.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Something that a change created, by its id. */
export type MadeResource =
  | { readonly kind: 'cluster'; readonly clusterId: string }
  | { readonly kind: 'identity'; readonly identityId: string }
  | { readonly kind: 'group'; readonly subscriptionId: string; readonly resourceGroup: string };

/** Returns what the last of the changes creates, if the user may want to continue with it. */
export function resultOfChanges(changes: readonly Change[]): MadeResource | undefined {
  const change = changes.at(-1);
  if (change?.kind === 'createResourceGroup')
    return { kind: 'group', subscriptionId: change.subscriptionId, resourceGroup: change.name };
  if (change?.kind !== 'createCluster' && change?.kind !== 'createIdentity') return undefined;
  const { subscriptionId, resourceGroup, name } = change;
  const idOf = (type: string): string => resourceIdOf(subscriptionId, resourceGroup, type, name);
  return change.kind === 'createCluster'
    ? { kind: 'cluster', clusterId: idOf(resourceType.cluster) }
    : { kind: 'identity', identityId: idOf(resourceType.identity) };
}

/** Returns the id of the cluster that a change is about or creates, if there is one. */
export function changedOrCreatedClusterOf(change: Change): string | undefined {
  const madeHere = resultOfChanges([change]);
  if (madeHere?.kind === 'cluster') return madeHere.clusterId;
  if (change.kind === 'unbindIdentity') return ownerOf(change.bindingId);
  return 'clusterId' in change ? change.clusterId : undefined;
}

/** Returns the findings, or none if nothing could be checked. */
export function listedFindings(check: Checked | NotChecked | undefined): readonly Finding[] {
  return check && !('why' in check) ? check.findings : [];
}

/**
 * Reports the roles that the previous identities still have because of the cluster, or why that isn't known; returns
 * `undefined` if there are none.
 */
export async function leftoversAfter(service: IdentityService, activityId: string): Promise<RunView['leftovers']> {
  try {
    const entry = (await service.activity()).find((candidate) => candidate.activityId === activityId);
    return entry && (await leftoversOfEntry(service, entry));
  } catch (error) {
    const reason = shownText(errorWords(error));
    return { text: t`Whether old identities still have roles could not be looked up. ${reason}`, canReview: false };
  }
}

/** Returns what takes back a run; `undefined` if nothing does, or if that can't be looked up: the button is for convenience. */
export async function undoAfter(
  service: Pick<IdentityService, 'activity'>,
  activityId: string,
): Promise<ActivityEntry['undo']> {
  const entries = await service.activity().catch(() => []);
  return entries.find((entry) => entry.activityId === activityId)?.undo;
}

async function leftoversOfEntry(service: IdentityService, entry: ActivityEntry): Promise<RunView['leftovers']> {
  const { former } = entry;
  if (former.length === 0) return undefined;
  const names = [...new Set(former.map(({ name }) => shownText(name)))];
  const isOne = names.length === 1;
  const oldOnes = sentenceList(names);
  try {
    const remaining = await Promise.all(
      former.map(async (formerIdentity) => ({
        as: formerIdentity.as,
        grants: await service.leftovers(formerIdentity),
      })),
    );
    const count = new Set(remaining.flatMap(({ grants }) => grants.map(({ assignment }) => idKey(assignment.id)))).size;
    if (count === 0) return undefined;
    const wait = entry.timers.find(({ kind }) => kind === 'tokenRefresh');
    const canReview = remaining.some(({ as, grants }) => grants.length > 0 && (as === 'kubelet' || wait === undefined));
    const roles = countWithNoun(count, 'role');
    const who = capitaliseServicePrincipal(oldOnes);
    const have = isOne
      ? say`${who}, the old identity, still has ${roles}.`
      : say`${who}, the old identities, still have ${roles}.`;
    const text = t`${have}${assumptionOf(former)}`;
    if (canReview || !wait) return { text, canReview };
    const end = momentInSentence(wait.endsAt);
    const one =
      count === 1
        ? t`It may stay in use until ${end}; review the role after that.`
        : t`It may stay in use until ${end}; review the roles after that.`;
    const review = isOne ? one : t`They may stay in use until ${end}; review the roles after that.`;
    return { text: `${text} ${review}`, canReview };
  } catch (error) {
    const reason = shownText(errorWords(error));
    return {
      text: isOne
        ? t`Which roles ${oldOnes}, the old identity, still has could not be looked up. ${reason}`
        : t`Which roles ${oldOnes}, the old identities, still have could not be looked up. ${reason}`,
      canReview: false,
    };
  }
}

/** Azure doesn't show the object id of a service principal, so whose roles these are is an assumption, which is stated. */
function assumptionOf(former: readonly FormerIdentity[]): string {
  const assumed = former.find(({ kind }) => kind === 'servicePrincipal');
  return assumed === undefined
    ? ''
    : t` Azure doesn't show its object ID; it is assumed to be ${shortGuid(assumed.principalId)}, as in the plan.`;
}

/** The most findings that are named after a run; the others are in Details. */
const mostNamed = 4;

/** Findings that a run leaves on purpose, because its own next step resolves them; they are neither news nor a mistake. */
const doneNext: Readonly<Partial<Record<NextDoor, FindingKind>>> = { nodeImages: 'halfMigrated' };

/** Returns the findings after a run without those that one of its next steps resolves. */
export function withoutExpected(findings: readonly Finding[], { status, next }: RunEnd): readonly Finding[] {
  const doors = status === 'succeeded' ? next.flatMap((nextStep) => doorOf(nextStep) ?? []) : [];
  const expected = new Set(doors.map((door) => doneNext[door]));
  return findings.filter(({ code }) => !expected.has(kindOf(code)));
}

type RunEnd = Pick<Run, 'status' | 'next'>;

/** Whose findings they are. */
interface FoundAt {
  /** Given if the findings are among the details next to the run. */
  readonly clusterId?: string | undefined;
  readonly name?: string | undefined;
  /** What the run was to change. */
  readonly run?: Pick<Run, 'changes' | 'steps'>;
}

/**
 * Names the problems after a run, those that were there before apart from news; `undefined` if there are none. Of those, what a
 * change was to fix remains, and the others have nothing to do with it. `leftoversAfter` reports roles of a previous identity.
 * `before` is left out if the earlier problems are unknown.
 */
export function findingsAfterRun(
  before: readonly Finding[] | undefined,
  after: readonly Finding[],
  { clusterId, name, run }: FoundAt = {},
): FoundView | undefined {
  const grave = after.filter((finding) => isGrave(finding) && kindOf(finding.code) !== 'leftoverGrant');
  if (grave.length === 0) return undefined;
  if (before === undefined) {
    const title = grave.length === 1 ? t`${countsOf(grave)} was found` : t`${countsOf(grave)} were found`;
    return { ...problemsView(title, grave, clusterId), hasNews: true };
  }
  const keyOf = (finding: Finding): string => `${finding.code} ${distinctionOf(finding)}`.toLowerCase();
  const earlier = new Map(before.map((finding) => [keyOf(finding), finding]));
  const isWorse = (finding: Finding): boolean => isGraver(finding, earlier.get(keyOf(finding))?.severity ?? 'error');
  const fateOf = (finding: Finding): 'news' | 'remains' | 'other' => {
    const was = earlier.get(keyOf(finding));
    if (was === undefined || isWorse(finding)) return 'news';
    if (run === undefined || !isFixOf(was, run)) return 'other';
    return isSameMatter(finding, run) ? 'remains' : 'news';
  };
  const shown = grave.map((finding) => withoutUndone(finding, earlier.get(keyOf(finding)), run?.changes));
  const fates = Map.groupBy(shown, fateOf);
  const [news = [], remains = [], other = []] = (['news', 'remains', 'other'] as const).map((fate) => fates.get(fate));
  const oldView = (findings: readonly Finding[], isLeft: boolean): FoundView =>
    problemsView(titleOfRemaining(findings, isLeft ? undefined : { name }), findings, clusterId);
  const old = [...remains, ...other];
  if (news.length > 0)
    return {
      ...problemsView(titleOfNews(news, news.filter(isWorse).length), news, clusterId),
      hasNews: true,
      ...(old.length === 0 ? {} : { earlier: oldView(old, remains.length > 0) }),
    };
  if (remains.length === 0) return oldView(other, false);
  return { ...oldView(remains, true), ...(other.length === 0 ? {} : { earlier: oldView(other, false) }) };
}

/** Counts them as the tree does, because there may be others that are only informative. */
function countsOf(findings: readonly Finding[]): Words {
  const grades = ['error', 'warning'] as const;
  const counts = grades.map((grade) => [grade, findings.filter(({ severity }) => severity === grade).length] as const);
  return sentenceList(counts.flatMap(([grade, count]) => (count > 0 ? [countWithNoun(count, grade)] : [])));
}

/** Says what is still there; whose it is where no change was to fix any of it, and that it is not its doing. */
function titleOfRemaining(findings: readonly Finding[], before?: { readonly name: string | undefined }): string {
  const counts = countsOf(findings);
  const isOne = findings.length === 1;
  if (before === undefined) return isOne ? t`${counts} remains` : t`${counts} remain`;
  const { name } = before;
  if (name === undefined) return t`${counts} from before`;
  return isOne ? t`${counts} on ${name} remains from before` : t`${counts} on ${name} remain from before`;
}

function problemsView(title: string, findings: readonly Finding[], clusterId?: string): FoundView {
  const moreCount = findings.length - mostNamed;
  return {
    title,
    tone: findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    items: findings.slice(0, mostNamed).map((finding) => ({
      tone: finding.severity === 'error' ? 'error' : 'warning',
      text: shownText(finding.text),
      ...(isLost(finding)
        ? { clusterId: finding.lostAt }
        : defined({ finding: clusterId === undefined ? undefined : fingerprintOf(clusterId, finding) })),
      ...fixKeyOf(finding.code, finding.fix),
      ...(finding.isOwnDoing === true ? { isOwnDoing: true } : {}),
      ...decisionsOf(finding),
    })),
    ...(moreCount > 0 ? { more: t`${moreCount} more in Details.` } : {}),
  };
}

/** `worse` is how many of the news were there before, but less serious. */
function titleOfNews(news: readonly Finding[], worse: number): string {
  if (news.every((finding) => isLost(finding) || kindOf(finding.code) === 'missingGrant'))
    return news.length === 1 ? t`${1} role is missing now` : t`${news.length} roles are missing now`;
  const counts = countsOf(news);
  if (worse === 0) return t`New since the change: ${counts}`;
  return worse === news.length ? t`Worse since the change: ${counts}` : t`New or worse since the change: ${counts}`;
}

/** Says why it is not known whether something is wrong after a run. */
function notFoundOut(reason: string): FoundView {
  return { title: t`It isn't known whether anything is wrong now`, tone: 'unknown', items: [], more: reason };
}

/** Returns what was found, with the reasons why the rest could not be determined. */
export function withUnknown(view: FoundView | undefined, reasons: readonly string[]): FoundView | undefined {
  if (reasons.length === 0) return view;
  const moreCount = reasons.length - mostNamed;
  const text = [...reasons.slice(0, mostNamed), ...(moreCount > 0 ? [t`${moreCount} more in Details.`] : [])].join(' ');
  return view ? { ...view, more: [view.more, text].filter(Boolean).join(' ') } : notFoundOut(text);
}
