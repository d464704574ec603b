import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import type { EmulatorRequest, EmulatorResponse } from '../../../src/emulator/routing/exchange.ts';
import { memoryStore } from '../../support/azure/azureBench.ts';
import { azureFrom, type Azure } from './azure.ts';
import type { Colleague, Guard } from './colleagues.ts';
import type { Lands } from './faults.ts';
import { isAccepted, judgeCondition, judgeWrite, ofGuards, stepOf, type SentWrite, type Violation } from './judge.ts';

/** One Azure with one journal, and what has been seen of the writes to it. */
export interface Stage {
  readonly azure: Azure;
  readonly plan: Plan;
  readonly base: Snapshot;
  readonly store: ReturnType<typeof memoryStore>;
  readonly writes: readonly SentWrite[];
  readonly violations: Violation[];
  readonly repeated: () => number;
  /** Writes are counted for the second run from now on. */
  secondRun(): void;
  /** Time passes; what is on its way is taken at its time. */
  pass(seconds: number): void;
  /** The request gets there later. */
  keep(request: EmulatorRequest, lands: Lands): void;
  /** Lets a request that was kept go in front of the next attempt. */
  landBefore(request: EmulatorRequest): void;
  /** The run has ended; a request that was kept for that moment is taken. */
  runEnded(): void;
  /** Whether a request of the step was cut off and may be taken still. */
  isOnItsWay(step: Step): boolean;
  /** Looks whether a write that leaves has the condition that ARM takes. */
  leaves(request: EmulatorRequest): void;
  deliver(request: EmulatorRequest, fails?: boolean): EmulatorResponse;
  /** The how many-th write of the change this is, counted by different targets from 0. */
  ordinalOf(request: EmulatorRequest): number;
  lastOrdinal(): number;
  /** The colleague works for a while; at once, for the windows, where they have no time for it. */
  act(colleague: Colleague, isAtOnce?: boolean): void;
  /** The time that the windows believe it is, in milliseconds. */
  shown(): number;
  /** How many writes of ours there were when a colleague acted; undefined where none has. */
  readonly actedAfter: () => number | undefined;
  /** Looks once more whether all is as colleagues left it. */
  checkGuards(): void;
  /** The writes that ARM took for a step. */
  takenFor(step: Step): readonly SentWrite[];
  /** The same once more, as it is now. */
  copy(): Stage;
}

interface Kept {
  readonly request: EmulatorRequest;
  readonly lands: Lands;
  readonly at: number;
  readonly phase: 1 | 2;
}

interface State {
  readonly writes: readonly SentWrite[];
  readonly guards: readonly Guard[];
  readonly kept: Kept | undefined;
  readonly targets: readonly string[];
  readonly phase: 1 | 2;
  readonly repeated: number;
  readonly actedAfter: number | undefined;
  /** Milliseconds that have passed without the windows' clock. */
  readonly unseen: number;
}

const fresh: State = {
  writes: [],
  guards: [],
  kept: undefined,
  targets: [],
  phase: 1,
  repeated: 0,
  actedAfter: undefined,
  unseen: 0,
};

/** A stage on which nothing has happened since the plan was made; the journal is what earlier changes have left. */
export function stageFor(plan: Plan, base: Snapshot, journal?: string): Stage {
  return stageOf(plan, base, base, journal, fresh);
}

function stageOf(plan: Plan, base: Snapshot, world: Snapshot, journal: string | undefined, from: State): Stage {
  const azure = azureFrom(world);
  const store = memoryStore(journal);
  const violations: Violation[] = [];
  let state = from;

  function land(): void {
    const { kept } = state;
    state = { ...state, kept: undefined };
    if (kept === undefined) return;
    send(kept.request, { phase: kept.phase, late: kept.lands === 'beforeTheNext' ? 'unseen' : 'seen' });
    if (kept.lands === 'duringTheNextPause') azure.clock.advance(600);
  }

  function send(
    request: EmulatorRequest,
    how: Pick<SentWrite, 'phase' | 'late'> & { fails?: boolean },
  ): EmulatorResponse {
    const { fails = false } = how;
    stage.ordinalOf(request);
    const { pathname } = new URL(request.url);
    const before = azure.now();
    if (fails) azure.failNextOperation(request.method, pathname);
    const answer = azure.handle(request);
    if (answer === 'drop') return answer;
    const { method, body } = request;
    const content: unknown = body === undefined || body === '' ? undefined : JSON.parse(body);
    const write = { method, path: pathname, body: content, status: answer.status, ...how, fails };
    state = { ...state, writes: [...state.writes, { ...write, before, after: azure.now() }] };
    const judged = judgeWrite({ plan, base, writes: state.writes, guards: state.guards });
    state = { ...state, repeated: state.repeated + (judged.repeated ? 1 : 0) };
    blame(judged.violations);
    return answer;
  }

  function blame(found: readonly Violation[]): void {
    violations.push(...found);
    const broken = new Set(ofGuards(state.guards, azure.now()).map(({ what }) => what));
    state = { ...state, guards: state.guards.filter(({ what }) => !broken.has(`${what} is gone`)) };
  }

  const stage: Stage = {
    azure,
    plan,
    base,
    store,
    violations,
    get writes() {
      return state.writes;
    },
    repeated: () => state.repeated,
    secondRun: () => {
      state = { ...state, phase: 2 };
    },
    pass(seconds) {
      const until = azure.clock.now() + seconds * 1000;
      if (state.kept !== undefined && state.kept.at <= until) {
        azure.clock.advance(Math.max(0, state.kept.at - azure.clock.now()) / 1000);
        land();
      }
      azure.clock.advance(Math.max(0, until - azure.clock.now()) / 1000);
      if (seconds > 0 && state.kept?.lands === 'duringTheNextPause') land();
    },
    keep(request, lands) {
      const patience = { twoSecondsLater: 2000, beforeTheNext: 60_000, duringTheNextPause: 60_000 };
      const after = lands === 'onceTheRunHasEnded' ? Infinity : patience[lands];
      state = { ...state, kept: { request, lands, at: azure.clock.now() + after, phase: state.phase } };
    },
    landBefore(request) {
      if (
        state.kept !== undefined &&
        state.kept.lands === 'beforeTheNext' &&
        keyOf(state.kept.request) === keyOf(request)
      )
        land();
    },
    runEnded() {
      if (state.kept?.lands === 'onceTheRunHasEnded') land();
    },
    isOnItsWay(step) {
      if (state.kept === undefined) return false;
      const { method, url, body = '' } = state.kept.request;
      const path = new URL(url).pathname;
      return stepOf({ method, path, body: body === '' ? undefined : JSON.parse(body) }, plan)?.id === step.id;
    },
    leaves: ({ method, url, headers }) =>
      void violations.push(...judgeCondition({ method, path: new URL(url).pathname, headers }, azure.now())),
    deliver: (request, fails = false) => send(request, { phase: state.phase, fails }),
    ordinalOf(request) {
      const key = keyOf(request);
      if (!state.targets.includes(key)) state = { ...state, targets: [...state.targets, key] };
      return state.targets.indexOf(key);
    },
    lastOrdinal: () => state.targets.length - 1,
    act(colleague, isAtOnce = false) {
      const begun = azure.clock.now();
      if (!isAtOnce) stage.pass(120);
      azure.arm('GET', '/subscriptions?api-version=2022-12-01');
      const guards = colleague.act({ azure, plan, base });
      // What the same colleague has left before is theirs to change.
      const kept = state.guards.filter(({ what }) => guards.every((one) => one.what !== what));
      state = { ...state, guards: [...kept, ...guards], actedAfter: state.writes.length };
      if (isAtOnce) state = { ...state, unseen: state.unseen + azure.clock.now() - begun };
    },
    shown: () => azure.clock.now() - state.unseen,
    actedAfter: () => state.actedAfter,
    checkGuards: () => blame(ofGuards(state.guards, azure.now())),
    takenFor: (step) => state.writes.filter((write) => isAccepted(write) && stepOf(write, plan) === step),
    copy: () => stageOf(plan, base, azure.now(), store.text, state),
  };
  return stage;
}

function keyOf({ method, url }: EmulatorRequest): string {
  return `${method} ${new URL(url).pathname.toLowerCase()}`;
}
