/** A plan, ready to show. */
import { comparePlan } from './compareView.ts';
import { groupsOfSteps } from './groupsOfSteps.ts';
import { heldView } from './heldView.ts';
import { nameOfCheck } from './fixes.ts';
import { planAs } from '../../../domain/export/planAs.ts';
import { forPowerShell, shownCommand } from '../../../domain/export/powershell.ts';
import { bodyToFillIn } from '../../../domain/export/secrets.ts';
import { activationOffer } from '../../../domain/plan/activationOffer.ts';
import { asker } from '../../../domain/plan/accessRequest.ts';
import type { AccessRequest, Check, Plan, Step } from '../../../domain/plan/plan.ts';
import type { LeftOutFixes } from '../../../domain/report/promisedFixes.ts';
import { isRemoval } from '../../../domain/plan/stepKinds.ts';
import { fixKeyOf } from '../../state/fixKey.ts';
import type { CheckView, CopyFormat, PlanView } from '../../protocol/flow.ts';
import { excerptOf } from '../../state/excerpt.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { shownIn, t, shownText, shownTexts } from '../../../sentences/language.ts';

const formats: readonly { readonly format: PlanView['formats'][number]['format']; readonly label: Phrase }[] = [
  { format: 'az', label: 'az' },
  { format: 'powershell', label: 'PowerShell' },
  { format: 'bicep', label: 'Bicep' },
  { format: 'terraform', label: 'Terraform' },
  { format: 'rest', label: 'REST' },
  { format: 'arm', label: say`ARM template` },
];

/** What is known of a plan for several changes. */
export interface ListedPlan {
  /** The title is that of the list. */
  readonly isList?: boolean;
  /** What else could be fixed, and why that is not part of it. */
  readonly leftOut?: LeftOutFixes;
  /** The name of the cluster that each step is for, if there are several. */
  readonly clusters?: ReadonlyMap<string, string>;
  /** Why each step is needed, as far as that is known. */
  readonly reasons?: ReadonlyMap<string, string>;
  /** Why its one change is needed, as far as that is known. */
  readonly why?: string;
}

/** Makes the plan as the page draws it. */
export function planView(
  plan: Plan,
  planId: string,
  { isList = false, leftOut, clusters = new Map(), reasons = new Map(), why }: ListedPlan = {},
): PlanView {
  // The headline of a list says what its changes are if they are of one kind.
  const isOfOneKind = new Set(plan.changes.map(({ kind }) => kind)).size === 1;
  // The title of a list of several kinds names none of its changes.
  const deeds = plan.points.filter(({ kind }) => kind === 'does').length;
  const isTold = isList ? isOfOneKind : deeds > 1 && plan.steps.length <= deeds + 1;
  const isSaidBySteps = clusters.size > 0 || (isTold && plan.nothingToDo !== true);
  const shownPoints = plan.points.filter(({ kind }) => kind !== 'does' || !isSaidBySteps);
  const isNamed = !isList && isNamedAfterStep(plan);
  const compare = comparePlan(plan);
  const disruptions = plan.warnings.filter(({ severity }) => severity === 'disruption');
  const checks = plan.checks.toSorted((a, b) => order[a.verdict] - order[b.verdict]);
  const failing = checks.filter(({ verdict }) => verdict === 'fail');
  const passed = passedText(checks);
  return {
    planId,
    ...(isNamed || (!isList && isSaidByTitle(plan, compare)) ? {} : { summary: shownText(plan.summary) }),
    points: shownPoints.map(({ kind, text }) => ({ kind, text: shownText(text) })),
    ...(plan.nothingToDo ? { nothingToDo: true } : {}),
    destructive:
      plan.confirmName !== undefined ||
      disruptions.length > 0 ||
      plan.restarts.length > 0 ||
      plan.steps.some((step) => takesAway(step, plan.steps)),
    ...defined({ leftOut: shownIn(leftOut) }),
    compare,
    checks: checks.map(checkView),
    ...defined({ passed }),
    steps: isNamed
      ? plan.steps.map((step) => onlyStepView(step, why))
      : stepViews(plan, isList ? plan.points : shownPoints, { clusters, reasons }),
    warnings: plan.warnings.flatMap(({ severity, isPoint, text, source }) =>
      severity === 'disruption' || isPoint ? [] : [{ severity, text: shownText(text), source }],
    ),
    ...(disruptions.length > 0
      ? { disruption: { texts: disruptions.map(({ text, source }) => ({ text: shownText(text), source })) } }
      : {}),
    ...heldView(plan),
    formats: formats.map(({ format, label }) => ({ format, label: shownText(label) })),
    applyLabel: shownText(plan.verb),
    ...blockedView(plan, failing),
    ...(plan.confirmName === undefined ? {} : { confirmName: shownText(plan.confirmName) }),
    ...(asksCluster(plan) ? { asksCluster: true } : {}),
  };
}

/** Returns true if a plan says what only a check in the cluster shows. */
export function asksCluster({ checks, warnings }: Pick<Plan, 'checks' | 'warnings'>): boolean {
  return [...checks, ...warnings].some(({ id }) => id === 'firstElsewhere' || id === 'ingressesLeft');
}

/** A plan of one change in one step is named after it. */
function isNamedAfterStep({ changes, steps, nothingToDo }: Plan): boolean {
  return changes.length === 1 && steps.length === 1 && nothingToDo !== true;
}

/** The title, and what is before and after, say what a headline would. */
function isSaidByTitle({ nothingToDo }: Plan, compare: PlanView['compare']): boolean {
  return nothingToDo !== true && compare.some(({ before, after }) => before !== after);
}

/** The step that the plan is named after, with what is true after it and why that is needed. */
function onlyStepView(step: Step, why: string | undefined): PlanView['steps'][number] {
  return { ...stepView(step), effect: [shownText(step.effect), why].filter(Boolean).join(' ') };
}

/**
 * The steps, with the cluster or workload of each where there are several, and with why each is needed in place of what its title
 * says already: the page says `points` above them, or the titles of the steps of a list do.
 */
function stepViews(
  { steps, summary }: Plan,
  points: Plan['points'],
  { clusters, reasons }: Required<Pick<ListedPlan, 'clusters' | 'reasons'>>,
): PlanView['steps'] {
  const said = new Set(shownTexts([summary, ...points.map(({ text }) => text)]));
  const groups = groupsOfSteps(steps, clusters);
  return steps.map((step, index) => ({
    ...stepView(step),
    ...(said.has(shownText(step.effect)) ? {} : { effect: reasons.get(step.id) ?? shownText(step.effect) }),
    ...defined({ group: groups[index] }),
  }));
}

function stepView(step: Step): PlanView['steps'][number] {
  const { id, title, request, az } = step;
  const { method, path } = request;
  const body = bodyText(step);
  return {
    id,
    title: shownText(title),
    method,
    path,
    az: excerptOf(azText(az)),
    ...('isThere' in step ? { isThere: true } : {}),
    ...(body === undefined ? {} : { body: excerptOf(body) }),
  };
}

const order: Readonly<Record<Check['verdict'], number>> = { fail: 0, unknown: 1, pass: 2 };

/** A credential that another one replaces doesn't count as removed. */
function takesAway(step: Step, steps: readonly Step[]): boolean {
  const isReplaced = step.kind === 'deleteCredential' && steps.some(({ kind }) => kind === 'createCredential');
  return isRemoval(step) && !isReplaced;
}

function checkView(check: Check): CheckView {
  const { title, verdict, detail, fix, permission, request } = check;
  return {
    title: shownText(title),
    verdict,
    ...shortenDetail(shownText(detail)),
    ...(permission ? { permission: t`${permission.action} on ${permission.scope}` } : {}),
    ...(request ? { request: { ask: askText(request), command: azText(request.command) } } : {}),
    ...fixKeyOf(nameOfCheck(check), fix),
  };
}

function askText({ from, command }: AccessRequest): string {
  return command.includes(asker)
    ? t`Ask ${from} to run this, with your sign-in name or object ID in place of ${asker}:`
    : t`Ask ${from} to run:`;
}

const longestDetail = 180;

/** Shortens a long detail, such as a message of ARM, to its first sentence, or to what is before a colon. */
function shortenDetail(detail: string): Pick<CheckView, 'detail' | 'more'> {
  if (detail.length <= longestDetail) return { detail };
  const [sentence = detail] = /^.*?[.!?](?=\s|$)/s.exec(detail) ?? [];
  if (sentence.length <= longestDetail) return { detail: sentence, more: detail };
  const colon = sentence.indexOf(': ');
  if (colon > 0 && colon <= longestDetail) return { detail: `${sentence.slice(0, colon)}.`, more: detail };
  return { detail: `${sentence.slice(0, longestDetail).replace(/\s+\S*$/, '')} ...`, more: detail };
}

function passedText(checks: readonly Check[]): string | undefined {
  const passing = checks.filter(({ verdict }) => verdict === 'pass');
  const granted = passing.filter(({ metByStep }) => metByStep !== undefined).length;
  const passed = passing.length - granted;
  const passedWords = passed > 0 ? t`${countWithNoun(passed, 'check')} passed` : undefined;
  const later =
    granted > 0
      ? t`${passedWords ? granted : countWithNoun(granted, 'check')} will pass with the steps above`
      : undefined;
  return passing.length > 0 ? [passedWords, later].filter((part) => part !== undefined).join(', ') : undefined;
}

/** Why it can't be applied, and the role that only has to be activated. */
function blockedView(plan: Plan, failing: readonly Check[]): Pick<PlanView, 'blocked' | 'activateLabel'> {
  if (failing.length === 0) return {};
  const offer = activationOffer(plan);
  if (offer === undefined) return { blocked: blockedBy(failing) };
  const { role, place } = offer.eligible;
  return {
    blocked: t`You can't apply this yet. You are eligible for ${role} on ${place}, but it isn't active.`,
    activateLabel: t`Activate ${role}...`,
  };
}

function blockedBy(failing: readonly Check[]): string {
  const missing = failing.filter(({ permission }) => permission !== undefined);
  return missing.length === failing.length
    ? t`You can't apply this yet. You're missing ${countWithNoun(missing.length, 'permission')}.`
    : t`You can't apply this yet: ${countWithNoun(failing.length, 'check')} failed.`;
}

/** What a step sends, without secrets, and which secrets these are. */
function bodyText({ request: { path, body } }: Step): string | undefined {
  if (body === undefined) return undefined;
  const { text, missing } = bodyToFillIn(path, body);
  return [...missing, text].join('\n');
}

/** Whether commands are written for PowerShell, also those for somebody else, whose system is not known. */
export const isWindows = process.platform === 'win32';

/** Writes commands for the shell of this machine; those that PowerShell can't run are for bash, and say so. */
export function azText(az: string, onWindows = isWindows): string {
  const isForBash = onWindows && forPowerShell(az) === undefined;
  return `${isForBash ? `# ${t`For bash`}\n` : ''}${shownCommand(az, onWindows)}`;
}

/** Writes what a step sends as text. */
export function requestAsText(step: Step): string {
  const { method, path } = step.request;
  const body = bodyText(step);
  return `${method} ${path}${body === undefined ? '' : `\n\n${body}`}`;
}

/** Writes the plan as text. */
export function planAsText(plan: Plan, format: CopyFormat): string {
  return planAs(plan, format);
}

/** Names a format for use in a sentence. */
export function formatName(format: CopyFormat): string {
  const name = formats.find((candidate) => candidate.format === format)?.label ?? format;
  return format === 'az' ? t`az commands` : shownText(name);
}
