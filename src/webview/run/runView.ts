/** A run as the page shows it: its steps, its end in words, and what comes next. */
import { mayBeUnderWay } from '../../app/runs/activity.ts';
import type { Change } from '../../domain/change/change.ts';
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import { commandOf, doorOf, isStep, nextWords, type KeptNext } from '../../domain/plan/nextSteps.ts';
import type { LeftOutFixes } from '../../domain/report/promisedFixes.ts';
import { isWorthRetrying } from '../../errors.ts';
import { excerptOf } from '../state/excerpt.ts';
import type { FoundView, RunView } from '../protocol/flow.ts';
import type { WorkloadRow } from '../protocol/workloads.ts';
import { leavesWork, type Handover } from '../workloads/handover.ts';
import { resultOfChanges } from './afterRun.ts';
import { judgedView, verdictView, whyLessKnown } from './judged.ts';
import type { FateOfFindings } from './fateOfFindings.ts';
import { isAboutNodes } from './nodesAfter.ts';
import { failureView } from './failureView.ts';
import type { UnwaitedOutcome } from './unwaited.ts';
import { failureOfRun, type Run, type RunStep } from './runModel.ts';
import { defined } from '../../shape/defined.ts';
import { shownIn, t, shownText, shownTexts } from '../../sentences/language.ts';
import type { Words } from '../../sentences/words.ts';

/** What is known around a run that is shown. */
export interface RunContext {
  /** What is true now, if it succeeded. */
  readonly result: string;
  /** When that was read back, if it succeeded. */
  readonly verified?: string | undefined;
  /** All nodes use the identity that it gave them. */
  readonly areNodesDone?: boolean | undefined;
  /** What a failure did to the cluster, if something is known. */
  readonly state?: string | undefined;
  readonly found?: FoundView | undefined;
  /** What fixes the problems that are named. */
  readonly fixes?: readonly Change[];
  /** What a check in the cluster since then says of what was connected. */
  readonly seen?: readonly WorkloadRow[] | undefined;
  /** How the operation ended that a stopped run left to Azure, once that is known. */
  readonly outcome?: UnwaitedOutcome | undefined;
  /** The name of the cluster that each step is for, if there are several. */
  readonly clusters?: ReadonlyMap<string, string>;
  /** What became of the finding whose fix it was, once its cluster was read again. */
  readonly fate?: FateOfFindings | undefined;
  /** What could be fixed too and was not part of the plan, and why. */
  readonly leftOut?: LeftOutFixes | undefined;
}

/** Makes the run as the page shows it; a failure is shown only next to its step. */
export function runView(run: Run, context: RunContext): RunView {
  const { state, found, outcome, clusters, leftOut } = context;
  const failure = failureOfRun(run);
  const madeHere = run.status === 'succeeded' ? resultOfChanges(run.changes) : undefined;
  return {
    status: run.status,
    startedAt: run.startedAt,
    ...defined({ endedAt: run.endedAt }),
    steps: run.steps.map(({ error, maybeTaken: _, wasSent: __, detail, title, ...step }) => ({
      ...step,
      title: shownText(title),
      // What goes on without anyone waiting for it is said once, above the steps.
      ...defined({ detail: run.status === 'stopped' && step.status === 'running' ? undefined : detailText(detail) }),
      ...defined({ group: clusters?.get(step.id) }),
      ...(step.status === 'failed' && error !== undefined
        ? { failure: failureView(error, controlPlaneName(run.changes)) }
        : {}),
    })),
    summary: [summaryOf(run, resultOf(run, context), outcome), state].filter(Boolean).join(' '),
    next: isPreparingYaml(run) ? [] : nextStepViews(run, context),
    ...(found && run.status !== 'running' && !run.judged && !run.verdict
      ? { found: foundView(found, run, context.fate) }
      : {}),
    ...defined({ judged: run.status === 'running' ? undefined : judgedNow(run) }),
    ...(leftOut !== undefined && run.status !== 'running' ? { notIncluded: shownIn(leftOut) } : {}),
    ...(run.isVerifying ? { isVerifying: true } : {}),
    ...(run.isJudging && run.status !== 'running' ? { isJudging: true } : {}),
    stopping: run.stopping,
    canResume: run.status !== 'running' && run.resumable && failure?.code !== 'conflict',
    retryHelps: failure === undefined || isWorthRetrying(failure),
    ...(run.elsewhere ? { elsewhere: true } : {}),
    ...(run.undo && run.status !== 'running' ? { undo: run.undo.isPartial ? 'part' : 'all' } : {}),
    canReview: run.status === 'failed',
    ...(run.leftovers && run.status === 'succeeded' ? { leftovers: run.leftovers } : {}),
    ...(isSeekingRoles(run) ? { isSeekingRoles: true } : {}),
    ...(isPreparingYaml(run) ? { isPreparingYaml: true } : {}),
    ...(run.handover && run.status === 'succeeded' ? { handover: handoverView(run.handover, context) } : {}),
    ...(madeHere ? { made: madeHere.kind } : {}),
  };
}

/** What was there before is aside where the change was done: the result is about it, and about what it was to fix. */
function foundView(found: FoundView, { status }: Run, fate: FateOfFindings | undefined): FoundView {
  const isOld = !found.hasNews && found.items.length > 0;
  const isAside = status === 'succeeded' && isOld && fate?.remain === undefined;
  return isAside ? { ...found, isAside } : found;
}

/** What the run has fixed: as it was judged now, or else when that was last done. */
function judgedNow({ judged, verdict }: Run): RunView['judged'] {
  if (verdict === undefined) return judged && judgedView(judged);
  if (judged === undefined) return verdictView(verdict);
  const reason = whyLessKnown(judged, verdict);
  return reason === undefined ? judgedView(judged) : verdictView(verdict, reason);
}

/** What was fixed stands above it, cluster by cluster, where that is known. */
function resultOf({ judged, verdict, isJudging }: Run, { result, verified, fate, found }: RunContext): string {
  const isSaid = verdict !== undefined || (judged !== undefined && !('why' in judged));
  if (isSaid && verified) return verified;
  // What the list above it is still to say is not said before.
  if (isJudging && judged === undefined) return [result, verified].filter(Boolean).join(' ');
  // The problems below name what remains.
  const isListed = fate?.isNamed === true && found !== undefined && !found.hasNews && !judged && !verdict;
  return [result, verified, fate?.text, isListed ? undefined : fate?.remain].filter(Boolean).join(' ');
}

function handoverView({ yaml, notes, steps }: Handover, { seen }: RunContext): NonNullable<RunView['handover']> {
  return { yaml: excerptOf(yaml), notes, steps: shownTexts(steps), ...defined({ seen }) };
}

/** The next steps; a failure is shown next to its step, and the old identity and its roles elsewhere. */
function nextStepViews(run: Run, { areNodesDone = false, fixes = [] }: RunContext): RunView['next'] {
  const { status, next, changes } = run;
  if (status === 'failed') return [];
  return next
    .map((nextStep, at) => ({ nextStep, at }))
    .filter(({ nextStep }) => !(areNodesDone && isAboutNodes(nextStep)))
    .filter(({ nextStep }) => !hasPlaceOfItsOwn(nextStep, run) && !isDoneByFixes(nextStep, fixes))
    .map(({ nextStep, at }) => {
      const text = shownText(nextWords(nextStep));
      const said = { text, ...defined({ command: commandOf(nextStep) }) };
      const door = status === 'succeeded' ? doorOf(nextStep) : undefined;
      // Its workloads are already connected.
      if (door === 'workload' && changes.some(({ kind }) => kind === 'createCredential')) return said;
      return door === undefined ? said : { ...said, door, at };
    });
}

/** A problem above says the same and has the button. */
function isDoneByFixes(next: KeptNext, fixes: readonly Change[]): boolean {
  return (
    isStep(next) &&
    'credentialIds' in next &&
    next.credentialIds.every((id) =>
      fixes.some((fix) => fix.kind === 'deleteCredential' && sameId(fix.credentialId, id)),
    )
  );
}

/** Kinds of next steps that the YAML of a binding has: its roles, and the order in which applications go over. */
const inYaml: readonly string[] = ['letAccountsUse', 'bindingOrder'];

function hasPlaceOfItsOwn(next: KeptNext, run: Run): boolean {
  if (!isStep(next)) return false;
  const { kind } = next;
  if (kind === 'oldToken') return run.leftovers !== undefined || isSeekingRoles(run);
  return kind === 'leftovers' || (run.handover !== undefined && inYaml.includes(kind));
}

function isPreparingYaml({ status, changes, handover, isRestKnown }: Run): boolean {
  return status === 'succeeded' && !handover && !isRestKnown && leavesWork(changes);
}

/** True while it is not known yet which roles the previous identity still has. */
function isSeekingRoles({ status, next, leftovers, isRestKnown }: Run): boolean {
  if (status !== 'succeeded' || leftovers || isRestKnown) return false;
  return next.some((each) => isStep(each) && each.kind === 'leftovers');
}

/** The name of the control plane's new identity, which AKS uses for its operations. */
function controlPlaneName(changes: readonly Change[]): string | undefined {
  const change = changes.at(-1);
  if (change?.kind !== 'setControlPlane' && change?.kind !== 'createCluster') return undefined;
  return 'identityId' in change.controlPlane ? lastSegment(change.controlPlane.identityId) : undefined;
}

function summaryOf(run: Run, result: string, outcome: UnwaitedOutcome | undefined): string {
  const { steps, wasClosed } = run;
  switch (run.status) {
    case 'running': {
      if (run.elsewhere) return t`Running in another VS Code window; only that window can stop waiting for it.`;
      if (steps.length > 0 && steps.every(({ status }) => isOver.includes(status))) return readingAgain();
      const first = (wantedStatus: RunStep['status']): number =>
        steps.findIndex(({ status }) => status === wantedStatus) + 1;
      const at = first('running') || (first('done') && first('pending'));
      // The heading above it says what is running.
      return at > 0 ? t`Step ${at} of ${steps.length}.` : t`Starting ...`;
    }
    case 'succeeded': {
      if (run.isVerifying) return readingAgain();
      const failed = steps.findIndex(({ status }) => status === 'failed') + 1;
      return failed > 0 ? t`${result} Step ${failed} failed, which does not undo it.` : result;
    }
    case 'failed':
      return failureSummary(steps);
    case 'stopped': {
      if (!steps.every(({ status }) => status === 'pending')) return stoppedSummary(run, outcome);
      return wasClosed ? t`VS Code was closed before anything was sent.` : t`Stopped before anything was sent.`;
    }
  }
}

const isOver: readonly RunStep['status'][] = ['done', 'alreadyDone'];

function readingAgain(): string {
  return t`Applied. Reading the new state ...`;
}

/** Says what Azure does, or has done, with what a stopped run has sent. */
function stoppedSummary({ steps, wasClosed }: Run, outcome: UnwaitedOutcome | undefined): string {
  // While the last step is under way, there is nothing else to run.
  const rest = steps.at(-1)?.status === 'pending' ? t` Then the remaining steps run.` : '';
  const begin = wasClosed ? t`VS Code was closed while this ran. ` : '';
  // Between two steps, nothing that was sent is open.
  if (!steps.some(mayBeUnderWay))
    return t`${begin || t`Stopped. `}Nothing is under way in Azure; resume to run the remaining steps.`;
  switch (outcome) {
    case 'succeeded':
      return t`${begin}Azure has finished. Resume to verify the result.${rest}`;
    case 'notSucceeded':
      return t`${begin}Azure has finished, but not successfully. Resume to see what failed.`;
    case undefined:
      return wasClosed
        ? t`${begin}Azure may have continued; resume to track it.${rest}`
        : t`Stopped waiting. Azure continues; resume to track it.${rest}`;
  }
}

/** Says that nothing was changed only if that is known: nothing was done, and Azure accepted no request. */
function failureSummary(steps: readonly RunStep[]): string {
  const at = steps.findLastIndex(({ status }) => status === 'failed') + 1;
  const isDone = steps.some(({ status }) => status === 'done');
  const mayBeDone = steps.some(({ maybeTaken }) => maybeTaken === true);
  const nothing = isDone || mayBeDone ? [] : [t`Nothing was changed.`];
  const partWords = !isDone && mayBeDone ? [t`Azure may have carried out part of it.`] : [];
  if (at === 0 || steps.length === 1) return [t`The change failed.`, ...nothing, ...partWords].join(' ');
  const earlier = at === 2 ? t`What step 1 did stays.` : t`What the earlier steps did stays.`;
  const later = at === steps.length - 1 ? t`Step ${steps.length} didn't run.` : t`The later steps didn't run.`;
  const consequences = [...(isDone ? [earlier] : []), ...(at < steps.length ? [later] : []), ...nothing, ...partWords];
  return [t`Step ${at} of ${steps.length} failed.`, ...consequences].join(' ');
}

/** What a step waits for; nothing if it merely goes on. */
function detailText(detail: Words | undefined): string | undefined {
  return (detail && shownText(detail)) || undefined;
}
