/** A step that writes, alone with an Azure that answers by a script; all that happens is written down in order. */
import { textOf } from '../../../src/sentences/textOf.ts';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { createArm, type Arm } from '../../../src/azure/arm/arm.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { StepAction } from '../../../src/domain/plan/stepActions.ts';
import { defined } from '../../../src/shape/defined.ts';
import { armOptions, httpDouble, type Scripted } from '../httpDouble.ts';

/** What the step works with, and what it did. */
export interface WriteStage {
  readonly arm: Arm;
  readonly context: StepContext;
  /** `PUT name`, `note`, `take back`, `refused`, `lost`, `look again`, `turn`, `wait 8`: in the order in which it happened. */
  readonly log: string[];
  /** The same without reads and notes of them. */
  readonly events: () => readonly string[];
  /** The messages shown while waiting. */
  readonly details: string[];
  /** The writes that have left. */
  readonly writes: PipelineRequest[];
}

/** Seconds of the stage's own clock may pass before anything is answered. */
export type Answer = (request: PipelineRequest, writes: number) => Scripted;

/** Sets the stage: `answer` is asked for each request, with the number of writes that have left before it. */
export function writeStage(answer: Answer, more: Partial<StepContext> = {}, credential?: TokenCredential): WriteStage {
  const log: string[] = [];
  const details: string[] = [];
  const writes: PipelineRequest[] = [];
  let now = Date.parse('2026-05-04T08:00:00Z');
  const sleep: StepContext['sleep'] = (milliseconds) => {
    log.push(`wait ${milliseconds / 1000}`);
    now += milliseconds;
    return Promise.resolve();
  };
  const double = httpDouble((request) => {
    const before = writes.length;
    const name = nameIn(request.url);
    if (name === '') throw new Error(`${request.method} of nothing`);
    log.push(`${request.method} ${name}`);
    if (request.method !== 'GET') writes.push(request);
    return answer(request, before);
  });
  const arm = createArm(armOptions(double, { sleep, now: () => now, ...defined({ credential }) }));
  const said =
    (event: string): (() => Promise<void>) =>
    () => {
      log.push(event);
      return Promise.resolve();
    };
  const context: StepContext = {
    armFor: () => Promise.resolve(arm),
    sleep,
    now: () => new Date(now),
    sent: false,
    fresh: [],
    waitForTurn: said('turn'),
    noteSending: async () => {
      await said('note')();
      return said('take back');
    },
    noteSender: () => Promise.resolve(),
    keepTarget: () => undefined,
    keepSent: () => undefined,
    lookAtPlan: said('look again'),
    noteRefused: said('refused'),
    noteLost: said('lost'),
    noteOperation: said('operation'),
    onDetail: (detail) => void details.push(textOf(detail)),
    ...more,
  };
  const events = (): readonly string[] => log.filter((event) => !/^(GET|turn|look again|operation)/.test(event));
  return { arm, context, log, events, details, writes };
}

/** The last segment of an address, without its query. */
function nameIn(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** An error as ARM answers it. */
export function refusal(status: number, code: string, message = `${code}.`, headers = {}): Scripted {
  return { status, headers, body: { error: { code, message } } };
}

/** What is there, by its address in lower case; what a write does to it is the test's to say. */
export type Things = Record<string, object | undefined>;

/** Answers reads from what is there; a write makes, or takes away, what it names, unless `onWrite` answers in its place. */
export function answering(
  things: Things,
  onWrite: (request: PipelineRequest, writes: number) => Scripted | undefined = () => undefined,
): Answer {
  return (request, writes) => {
    const key = new URL(request.url).pathname.toLowerCase();
    if (request.method === 'GET') {
      const there = things[key];
      return there === undefined ? refusal(404, 'ResourceNotFound') : { body: there };
    }
    const answer = onWrite(request, writes);
    if (answer !== undefined) return answer;
    things[key] = request.method === 'DELETE' ? undefined : (JSON.parse(request.body as string) as object);
    return { body: things[key] ?? {} };
  };
}

/** A step with nothing but what it does; the words and the rest can be given. */
export function stepOf<A extends StepAction>(action: A, more: Partial<Step> = {}): A & Step {
  const step = {
    id: action.kind,
    title: `Do ${action.kind}`,
    effect: '',
    az: '',
    request: { method: 'PUT', path: '' },
  };
  return { ...step, ...action, ...more } as A & Step;
}
