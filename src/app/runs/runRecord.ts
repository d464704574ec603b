/**
 * What the journal keeps of a run. Entries may come from an earlier or newer version, or be damaged, so they are
 * checked: invalid ones are never run or shown, and unknown members stay as they are.
 */
import { openChangeShape } from '../../domain/change/change.ts';
import { scope } from '../../domain/arm/idShapes.ts';
import { isMarked, withoutSecrets } from '../../domain/arm/secretPlaces.ts';
import { clusterId, policy, stepFields } from '../../domain/plan/stepActions.ts';
import { withoutBody } from '../../domain/plan/clusterContent.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import { verdictShape } from '../../domain/report/verdict.ts';
import { keepMessage, saidMessage, type Failure } from '../../errors.ts';
import { putBack, sentencesToKeep, withKept, type KeptSentences } from '../../sentences/kept.ts';
import type { Sent } from '../../azure/http/oneSending.ts';
import type { SentTarget } from '../../azure/write/stepContext.ts';
import { defined } from '../../shape/defined.ts';
import {
  defineShape,
  count,
  matchesShape,
  flag,
  list,
  number,
  oneOf,
  open,
  optional,
  record,
  text,
  time,
  variants,
  type Of,
  type Shape,
} from '../../shape/shape.ts';

const ofEveryStep = {
  id: text,
  title: text,
  az: optional(text),
  azSince: optional(text),
  effect: optional(text),
  tenantId: optional(text),
  account: optional(open({ id: text, name: text })),
  request: open({ method: oneOf('PUT', 'POST', 'DELETE'), path: text, body: optional(record) }),
};
/** Accepts a step of a plan; unknown members from a newer version stay. */
const step = variants(
  Object.fromEntries(Object.entries(stepFields).map(([kind, fields]) => [kind, { ...ofEveryStep, ...fields }])),
  { make: open },
);

const need = open({
  id: text,
  identity: text,
  role: open({ id: text, name: text }),
  scope,
  actions: list(text),
  dataActions: optional(list(text)),
  orAt: optional(open({ scopes: list(scope), actions: list(text), doubt: text })),
  whyUnknown: optional(text),
  why: text,
  source: text,
});

const texts = optional(list(text));
const severity = oneOf('info', 'warning', 'disruption');
const verdict = oneOf('pass', 'fail', 'unknown');
const plan = open({
  title: text,
  doing: optional(text),
  done: optional(text),
  summary: optional(text),
  verb: optional(text),
  wayBack: optional(text),
  nothingToDo: optional(flag),
  changes: list(openChangeShape),
  steps: list(step),
  stepsOf: optional(list(list(text))),
  warnings: list(
    open({ id: optional(text), values: texts, severity, text, source: text, clusterId: optional(clusterId) }),
  ),
  checks: list(
    open({ id: optional(text), about: texts, title: text, verdict, detail: text, fix: optional(openChangeShape) }),
  ),
  before: record,
  after: record,
  reversible: flag,
  next: list(text),
  confirmName: optional(text),
  restarts: list(text),
  lost: optional(list(open({ clusterId: clusterId, text, fix: openChangeShape, need, principalId: text }))),
  held: optional(
    list(
      open({
        of: oneOf('controlPlane', 'kubelet'),
        holder: text,
        principalId: text,
        id: text,
        what: text,
        scope: text,
        condition: optional(text),
        policy: optional(policy),
        fate: oneOf('needed', 'stays', 'offered', 'named'),
        why: text,
      }),
    ),
  ),
  former: optional(
    list(
      open({
        principalId: text,
        name: text,
        as: oneOf('controlPlane', 'kubelet'),
        kind: optional(oneOf('systemAssigned', 'userAssigned', 'servicePrincipal')),
        clusterId: clusterId,
      }),
    ),
  ),
});

const failure = open({
  code: oneOf('refused', 'forbidden', 'notFound', 'conflict', 'throttled', 'signedOut', 'cancelled', 'unexpected'),
  message: text,
  armCode: optional(text),
  source: optional(text),
  target: optional(text),
  details: optional(list(open({ code: optional(text), message: optional(text), target: optional(text) }))),
  status: optional(number),
  correlationId: optional(text),
  retryAfter: optional(number),
  isOfOperation: optional(defineShape<true>('true', (value) => value === true)),
  lack: optional(open({ action: text, scope: text })),
}) satisfies Shape<Failure>;

const stepRecord = open({
  id: text,
  status: oneOf('pending', 'running', 'done', 'alreadyDone', 'failed'),
  error: optional(failure),
  /** Noted before the request is sent. */
  sentAt: optional(time),
  /** The object ID of who sends it, noted with it; journals of earlier versions have none, and neither has who could not be told by the token. */
  sentBy: optional(text),
  /** The same one's name or application ID, and the program that signed in, by the token that the request left with. */
  sender: optional(open({ name: optional(text), applicationId: optional(text), clientId: optional(text) })),
  /** What it was about, where the plan has a placeholder. */
  target: optional(open({ path: text, principalId: text })),
  /** The ID by which Azure logs the request, from its own answer. */
  correlationId: optional(text),
  /** The answer to one of its requests was lost: Azure may have accepted it, whatever it answered to later ones. */
  isLost: optional(flag),
  endedAt: optional(time),
  /** A text from which the step's operation can be followed again. */
  operation: optional(text),
});
/** What is known about one step of a run. */
export type StepRecord = Of<typeof stepRecord>;

const runRecord = open({
  /** Must also be valid in a file name. */
  activityId: defineShape<string>('a name', (value) => typeof value === 'string' && /^\w[\w.-]{0,99}$/.test(value)),
  /** The key of its connection. */
  connection: text,
  plan: plan as Shape<unknown> as Shape<Plan>,
  /** `running` in the journal of another session means that it was interrupted. */
  status: oneOf('running', 'succeeded', 'failed', 'stopped'),
  startedAt: time,
  endedAt: optional(time),
  /** No one stopped it: VS Code was closed. */
  wasClosed: optional(flag),
  steps: list(stepRecord),
  /** What it has fixed of what its list of changes was to fix, when that was last judged. */
  verdict: optional(verdictShape),
  /** Someone has cleared it. It is not shown, but is kept for the minutes in which Azure may not know everywhere what it wrote. */
  isCleared: optional(flag),
  /** What the sentences in it were made of, for who reads them in another language; an earlier version kept only their texts. */
  sentences: optional(defineShape<KeptSentences>('anything', () => true)),
  /** How often it was recorded; set by the journal, and kept when an entry is changed. */
  revision: optional(count),
  /** Its position in the order in which runs were last recorded, whatever the clock said; set by the journal. */
  position: optional(count),
});
/** One run of a plan, with enough data to continue it in another session. */
export type RunRecord = Of<typeof runRecord>;

/** Says whether the value is the record of a run that can be shown and resumed. */
export function isRunRecord(value: unknown): value is RunRecord {
  return matchesShape(runRecord, value) && hasAllSteps(value);
}

/** Each step needs a record, in which its requests are noted. */
function hasAllSteps({ plan: { steps: planned }, steps }: RunRecord): boolean {
  const recorded = new Set(steps.map(({ id }) => id));
  return planned.every(({ id }) => recorded.has(id));
}

/** Returns what is stored of a record: no secrets, and no body of an existing cluster, because that is made again for each request. */
export function recordToStore({ sentences: _, ...entry }: RunRecord): RunRecord {
  const plan = { ...entry.plan, steps: entry.plan.steps.map(storedStep) };
  const failures = entry.steps.map(({ error }) => (error ? { message: saidMessage(error) } : {}));
  return {
    ...entry,
    plan,
    ...defined({ sentences: sentencesToKeep({ plan, failures }, [...planPlaces, failurePlace]) }),
  };
}

/** Where a plan has what is shown of a run after a reload. */
const planPlaces = [
  ...['plan.title', 'plan.doing', 'plan.done', 'plan.steps.*.title', 'plan.warnings.*.text', 'plan.next.*'],
  ...['plan.former.*.name', 'plan.lost.*.text'],
  ...['why', 'whyUnknown', 'orAt.doubt'].map((name) => `plan.lost.*.need.${name}`),
];
const failurePlace = 'failures.*.message';

/** Makes the texts of a record that was read the sentences that they were; what can't be one stays a text. */
export function readSentences({ plan, steps, sentences }: RunRecord): void {
  withKept({ plan }, planPlaces, sentences, putBack);
  const failures = steps.map(({ error }) => error ?? {});
  withKept({ failures }, [failurePlace], sentences, (failure, _, message) => keepMessage(failure as Failure, message));
}

function storedStep(step: Step): Step {
  if (step.kind === 'putCluster') return withoutBody(step);
  const { body } = step.request;
  const request = body === undefined ? step.request : { ...step.request, body: withoutSecrets(body) };
  return 'body' in step ? { ...step, request, body: withoutSecrets(step.body) } : { ...step, request };
}

/** Returns true if something to be sent was not stored because it is a secret: the user has to enter it again. */
export function lacksSecret({ plan: { steps } }: RunRecord): boolean {
  return steps.some((step) => 'body' in step && isMarked(step.body));
}

/** Returns true if the step has written something, or may have. */
export function hasWritten({ status, sentAt }: StepRecord): boolean {
  return status === 'done' || sentAt !== undefined;
}

/** Returns the progress of a step of the run. */
export function recordOf(entry: RunRecord, id: string): StepRecord {
  return entry.steps.find((record) => record.id === id) ?? { id, status: 'pending' };
}

/** Returns what a record keeps of a request that was sent. */
export function sentPart(
  { sender: { objectId, ...sender } = {}, correlationId }: Partial<Sent>,
  target: SentTarget | undefined,
): Partial<StepRecord> {
  return defined({
    sentBy: objectId,
    sender: Object.keys(sender).length > 0 ? sender : undefined,
    correlationId,
    target,
  });
}

/** Returns the record without what is known of a request that was sent. */
export function withoutSent({
  sentBy: _,
  sender: __,
  correlationId: ___,
  target: ____,
  ...record
}: StepRecord): StepRecord {
  return record;
}

/** Returns the records with one of them replaced. */
export function withRecord(records: readonly StepRecord[], changed: StepRecord): readonly StepRecord[] {
  return records.map((record) => (record.id === changed.id ? changed : record));
}
