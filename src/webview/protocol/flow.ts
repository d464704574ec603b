/** A change in the panel, from the form through its plan and its run to the result; both sides check it at run time. */
import type { ChangeKind } from '../../domain/change/change.ts';
import { leftOutFixes } from '../../domain/report/promisedFixes.ts';
import { count, flag, object, oneOf, optional, type Of } from '../../shape/shape.ts';
import { form } from './form.ts';
import { decidable, href, cappedList, shownName, text } from './limits.ts';
import { tone } from './tone.ts';
import { handover } from './workloads.ts';

const checkView = object({
  title: text,
  verdict: oneOf('pass', 'fail', 'unknown'),
  detail: text,
  /** A long detail as a whole; `detail` has its beginning. */
  more: optional(text),
  /** The action and its scope, for those who look for them. */
  permission: optional(text),
  /** What to ask of an administrator, and the command that they can run. */
  request: optional(object({ ask: text, command: text })),
  /** Names the change that fixes it, for the intent `fix`; left out if there is none. */
  fixKey: optional(text),
});
/** Something that was checked while planning. */
export type CheckView = Of<typeof checkView>;

const stepView = object({
  id: text,
  title: text,
  /** What it does, or why it is needed; left out where the plan says it above. */
  effect: optional(text),
  method: text,
  path: text,
  /** Nothing is sent for it. */
  isThere: optional(flag),
  /** The cluster or service account that it is about, in a plan for several. */
  group: optional(text),
  /** Its JSON, indented; if it is long, an excerpt, like the command. The whole is copied by the step's id. */
  body: optional(text),
  az: text,
});
/** One write of the plan. */
export type StepView = Of<typeof stepView>;

/** The formats in which a plan can be copied. */
export const format = oneOf('az', 'powershell', 'bicep', 'terraform', 'rest', 'arm');
/** A format in which the plan can be copied. */
export type CopyFormat = Of<typeof format>;

const planView = object({
  planId: text,
  /** What happens, in one sentence; left out where the title says it. */
  summary: optional(text),
  /** What else it does, how long it takes, what stops meanwhile, and the way back. */
  points: cappedList(object({ kind: oneOf('does', 'takes', 'stops', 'wayBack'), text })),
  /** There is nothing to apply, because everything is already done. */
  nothingToDo: optional(flag),
  /** It removes or disrupts something. */
  destructive: flag,
  /** What could be fixed too and is not part of the plan, and why. */
  leftOut: optional(leftOutFixes),
  compare: cappedList(object({ label: text, before: text, after: text })),
  /** Failed ones come first, then unknown ones. */
  checks: cappedList(checkView),
  /** How many checks passed, in words; left out if none did. */
  passed: optional(text),
  steps: cappedList(stepView),
  warnings: cappedList(object({ severity: oneOf('info', 'warning'), text, source: href })),
  disruption: optional(object({ texts: cappedList(object({ text, source: href })) })),
  /** What the replaced identity holds, and what becomes of each; left out if nothing is known. */
  held: optional(object({ summary: text, items: cappedList(object({ what: text, fate: text, why: text })) })),
  formats: cappedList(object({ format, label: text })),
  applyLabel: text,
  /** Why it can't be applied yet; the request to an administrator is copied as `accessRequest`. */
  blocked: optional(text),
  /** A check in the cluster says more of who uses what it takes away. */
  asksCluster: optional(flag),
  /** The button for the role that only has to be activated; left out if that would not be enough. */
  activateLabel: optional(text),
  /** What the user has to type before applying. */
  confirmName: optional(text),
});
/** The plan, ready to show. */
export type PlanView = Of<typeof planView>;

const failureView = object({ text, code: optional(text), correlationId: optional(text), source: optional(text) });
/** A failure in words, with what the user may want to pass on. */
export type FailureView = Of<typeof failureView>;

const runStepView = object({
  id: text,
  title: text,
  /** The cluster that it is about, in a run for several. */
  group: optional(text),
  status: oneOf('pending', 'running', 'done', 'alreadyDone', 'failed'),
  detail: optional(text),
  /** While it is running: nothing of it was sent, or somebody is to sign in; left out once Azure may work on it. */
  phase: optional(oneOf('unsent', 'signIn')),
  startedAt: optional(text),
  endedAt: optional(text),
  failure: optional(failureView),
});
/** One step of a run. Times are ISO 8601. */
export type RunStepView = Of<typeof runStepView>;

/** A place that a result leads to. */
export const nextDoor = oneOf(
  'credentials',
  'nodePools',
  'nodeImages',
  'leftovers',
  'registries',
  'workload',
  'kubernetesRoles',
  'inCluster',
  'removal',
  'role',
);

const problems = {
  title: text,
  tone,
  /** `finding` is its id among the details, if it is there. */
  items: cappedList(
    object({
      tone,
      text,
      finding: optional(text),
      /** Its cluster, if that need not be the panel's. */
      clusterId: optional(text),
      fixKey: optional(text),
      /** Someone has done it on purpose, so it may be accepted as well as fixed. */
      isOwnDoing: optional(flag),
      ...decidable,
    }),
  ),
  /** How many more there are, in words. */
  more: optional(text),
};

/** What is wrong with the cluster after a change; without items, why that isn't known. */
const foundView = object({
  ...problems,
  /** What was there before and is not what the change was to fix: it is folded, below what is. */
  earlier: optional(object(problems)),
  /** Some of it was not there before. */
  hasNews: optional(flag),
  /** It is shown in one line until someone unfolds it. */
  isAside: optional(flag),
});
/** What was found after a run. */
export type FoundView = Of<typeof foundView>;

/** What a list of changes has fixed, cluster by cluster; without clusters, why that isn't known. */
const judgedView = object({
  title: text,
  tone,
  clusters: cappedList(
    object({
      id: text,
      name: text,
      tone,
      text,
      items: cappedList(object({ tone, text, fixKey: optional(text) })),
    }),
  ),
  more: optional(text),
});
/** What a list of changes has fixed. */
export type JudgedView = Of<typeof judgedView>;

const runView = object({
  status: oneOf('running', 'succeeded', 'failed', 'stopped'),
  startedAt: text,
  endedAt: optional(text),
  steps: cappedList(runStepView),
  summary: text,
  /** What comes next; with `door`, the intent `next` opens the place to do it, for the step `at` its place in the run. */
  next: cappedList(object({ text, command: optional(text), door: optional(nextDoor), at: optional(count) })),
  found: optional(foundView),
  judged: optional(judgedView),
  /** What could be fixed too and was not part of the plan, and why. */
  notIncluded: optional(leftOutFixes),
  /** What it has fixed is being looked up. */
  isJudging: optional(flag),
  /** What has changed is being read again. */
  isVerifying: optional(flag),
  stopping: optional(flag),
  /** A failure that belongs to no step. */
  failure: optional(failureView),
  canResume: flag,
  /** Retrying may help even if no one has done anything in the meantime. */
  retryHelps: flag,
  /** Another window of VS Code follows it, and only that can stop it. */
  elsewhere: optional(flag),
  canReview: flag,
  /** What the previous identity still holds, in words; the intent `open` opens a review. */
  leftovers: optional(object({ text, canReview: flag })),
  /** A plan can take back what it has done, or a part of it. */
  undo: optional(oneOf('all', 'part')),
  /** That is being looked up for the first time. */
  isSeekingRoles: optional(flag),
  /** What is left to do in the cluster is being written; what comes next waits for it. */
  isPreparingYaml: optional(flag),
  handover: optional(handover),
  /** What was created and can be continued with, using the intent `open`. */
  made: optional(oneOf('cluster', 'identity', 'group')),
});
/** A run, in progress or ended. */
export type RunView = Of<typeof runView>;

/** How far a change has come. */
export const stage = oneOf('choose', 'plan', 'apply', 'result');
/** The stage of a flow. */
export type Stage = Of<typeof stage>;

/** What a flow can be about that is not one change: several that are planned together, leftover roles, or pod identity. */
export const ownLists = oneOf('changes', 'unusedRoles', 'leavePodIdentity');
/** What a flow is about. */
export type FlowKind = ChangeKind | Of<typeof ownLists>;

/** The shape of a change in the panel. */
export const flow = object({
  kind: shownName<FlowKind>(),
  title: text,
  stage,
  form,
  /** What is being read, in words. */
  working: optional(text),
  plan: optional(planView),
  run: optional(runView),
  failure: optional(failureView),
  /** Why there can be no such plan; retrying would not help. */
  refusal: optional(object({ text, source: optional(href) })),
});
/** A change in progress, from choice to result. */
export type Flow = Of<typeof flow>;
