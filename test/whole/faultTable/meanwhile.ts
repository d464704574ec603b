import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { Colleague } from './colleagues.ts';
import type { Effect, Fault } from './faults.ts';
import type { Stage } from './stage.ts';
import type { Moments } from './window.ts';

/** A moment of a step at which a colleague acts, and what Azure answers so that there is such a moment. */
export interface Meanwhile {
  readonly name: string;
  readonly when:
    | 'beforeNoting'
    | 'whileNoting'
    | 'atFirstRead'
    | 'beforeLastRead'
    | 'atLastRead'
    | 'whileSigningIn'
    | 'whileWaiting'
    | 'onTheWay';
  readonly effect?: Effect;
  /** How long somebody signs in. */
  readonly signInSeconds?: number;
  /** How often Azure answers so, and the colleague acts. */
  readonly times: number;
  readonly isMeant: (step: Step) => boolean;
}

const operations: readonly Step['kind'][] = [
  ...(['createCluster', 'putCluster', 'upgradeNodeImage', 'createBinding', 'deleteBinding'] as const),
];

/** True for a step that starts an operation of Azure. */
export function isOperation({ kind }: Step): boolean {
  return operations.includes(kind);
}

/** True for a step that writes a federated credential. */
export function isOfCredential({ kind }: Step): boolean {
  return kind === 'createCredential' || kind === 'deleteCredential';
}

function isRemoval({ kind }: Step): boolean {
  return ['deleteIdentity', 'removeRole', 'deleteCredential', 'deleteBinding'].includes(kind);
}

/** True for what ARM takes with a condition. */
export function isConditional({ kind }: Step): boolean {
  return ['createCluster', 'putCluster'].includes(kind);
}

/**
 * True if nothing can be promised: the colleague acts while the request is on its way, and it has no condition that
 * covers what they change; or they act between the check of what uses the thing and the check of the thing itself.
 */
export function isUnpromised({ when }: Meanwhile, step: Step, colleague: Colleague): boolean {
  if (when === 'beforeLastRead') return colleague.onlyUses === true;
  return when === 'onTheWay' && (!isConditional(step) || colleague.besideTheCondition === true);
}

const each = (): boolean => true;
/** Seconds for which an earlier check counts as recent. */
const quickly = 3;
const challenged: Effect = { kind: 'challenged', at: 'request', signsIn: true };
const busy: Effect = { kind: 'answer', status: 409, code: 'OperationNotAllowed' };
const throttled: Effect = { kind: 'answer', status: 429, code: 'TooManyRequests', retryAfter: 7 };
const concurrent: Effect = {
  kind: 'answer',
  status: 409,
  code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
};

/** Every moment of the table, in its order. */
export const meanwhiles: readonly Meanwhile[] = [
  { name: 'none: a colleague right before the step', when: 'beforeNoting', times: 1, isMeant: each },
  { name: 'none: a colleague while the request is noted', when: 'whileNoting', times: 1, isMeant: each },
  {
    name: 'none: a colleague between the look and the last look',
    when: 'beforeLastRead',
    times: 1,
    isMeant: isRemoval,
  },
  {
    name: 'a sign-in at the first look, a colleague meanwhile',
    when: 'atFirstRead',
    times: 1,
    isMeant: each,
    signInSeconds: quickly,
  },
  {
    name: 'a sign-in at the last look, a colleague meanwhile',
    when: 'atLastRead',
    times: 1,
    isMeant: each,
    signInSeconds: quickly,
  },
  {
    name: 'a quick sign-in at the request, a colleague meanwhile',
    when: 'whileSigningIn',
    times: 1,
    effect: challenged,
    signInSeconds: quickly,
    isMeant: each,
  },
  {
    name: 'a slow sign-in at the request, a colleague meanwhile',
    when: 'whileSigningIn',
    times: 1,
    effect: challenged,
    isMeant: each,
  },
  {
    name: '429, a colleague during the pause',
    when: 'whileWaiting',
    times: 1,
    isMeant: each,
    effect: throttled,
  },
  {
    name: 'dropped before, a colleague during the pause',
    when: 'whileWaiting',
    times: 1,
    isMeant: each,
    effect: { kind: 'dropped', when: 'before' },
  },
  {
    name: '409 three times, a colleague in each pause',
    when: 'whileWaiting',
    times: 3,
    isMeant: isOperation,
    effect: busy,
  },
  {
    name: '409 of another write of the identity, a colleague in each pause',
    when: 'whileWaiting',
    times: 3,
    effect: concurrent,
    isMeant: isOfCredential,
  },
  { name: 'none: a colleague in each wait for the operation', when: 'whileWaiting', times: 9, isMeant: isOperation },
  { name: 'none: a colleague while the request is on its way', when: 'onTheWay', times: 1, isMeant: each },
];

/** The fault by which Azure makes the moment; none where it needs none. */
export function faultOf({ name, effect, times }: Meanwhile): Fault | undefined {
  return effect && { name, effect, times, operationsOnly: false };
}

/** How a step goes as a window notes it: begun, noted, left. */
interface Watch {
  readonly moments: Moments;
  /** How many reads there were between noting and sending. */
  readonly reads: () => number;
  readonly hasActed: () => boolean;
}

/** Lets the colleague act at the moment of the step; `lastRead` says which read is the last before the request. */
export function watch(
  stage: Stage,
  at: number,
  happens?: { readonly meanwhile: Meanwhile; readonly colleague: Colleague; readonly lastRead: number },
): Watch {
  let state: 'before' | 'begun' | 'noted' | 'left' = 'before';
  let reads = 0;
  let acted = 0;
  const is = (when: Meanwhile['when']): boolean =>
    happens?.meanwhile.when === when && acted < happens.meanwhile.times && state !== 'before';
  const act = (): void => {
    acted += 1;
    if (happens) stage.act(happens.colleague, happens.meanwhile.when !== 'beforeNoting');
  };
  /** Reads are asked again after a sign-in, so that none is counted twice. */
  const isRead = (): boolean => state === 'noted' && acted === 0;
  const { signInSeconds } = happens?.meanwhile ?? {};
  const moments: Moments = {
    ...(signInSeconds === undefined ? {} : { signInSeconds }),
    beforeNote(text) {
      const step = stepIn(text, at);
      if (step?.status !== 'running') return;
      if (state === 'before') {
        state = 'begun';
        if (step.sentAt === undefined && is('beforeNoting')) act();
      }
      if (state !== 'begun' || step.sentAt === undefined) return;
      state = 'noted';
      if (is('whileNoting')) act();
    },
    beforeRead() {
      if (!isRead()) return false;
      reads += 1;
      if (reads === happens?.lastRead && is('beforeLastRead')) act();
      const isChallenged = (reads === 1 && is('atFirstRead')) || (reads === happens?.lastRead && is('atLastRead'));
      return isChallenged;
    },
    whileSigningIn() {
      if (is('atFirstRead') || is('atLastRead') || is('whileSigningIn')) act();
    },
    whileWaiting() {
      if (state === 'left' && is('whileWaiting')) act();
    },
    onTheWay() {
      if (state !== 'noted') return;
      state = 'left';
      if (is('onTheWay')) act();
    },
  };
  return { moments, reads: () => reads, hasActed: () => acted > 0 };
}

function stepIn(text: string, at: number): { readonly status: string; readonly sentAt?: string } | undefined {
  const { entries } = JSON.parse(text) as { entries: { steps: { status: string; sentAt?: string }[] }[] };
  return entries.at(-1)?.steps[at];
}

/** Which write of the change the step is; the plan's steps are sent in its order. */
export function stepAt({ steps }: Plan, at: number): Step {
  const step = steps[at];
  if (step === undefined) throw new Error(`There is no step ${at}.`);
  return step;
}
