/** When ARM takes a request that was cut off on its way. */
export type Lands = 'twoSecondsLater' | 'beforeTheNext' | 'duringTheNextPause' | 'onceTheRunHasEnded';

/** What may go wrong at one write of a change. */
export type Effect =
  /** ARM answers with an error; `taken` where it has done what was asked all the same. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code: string;
      readonly retryAfter?: number;
      readonly taken?: boolean;
    }
  | { readonly kind: 'dropped'; readonly when: 'before' | 'after' }
  /** The connection is cut, and ARM takes the request later. */
  | { readonly kind: 'late'; readonly lands: Exclude<Lands, 'onceTheRunHasEnded'> }
  | { readonly kind: 'killed'; readonly at: 'note' | 'send' | 'sendAndTakenLater' | 'answer' | 'poll' }
  | { readonly kind: 'operationFails' }
  /** ARM asks for another sign-in (conditional access), at the request or at a look at its operation. */
  | { readonly kind: 'challenged'; readonly at: 'request' | 'poll'; readonly signsIn: boolean }
  /** The first answer is lost, and what is sent after it is refused; ARM takes the first one, or not. */
  | { readonly kind: 'lostThenRefused'; readonly taken: 'never' | 'atOnce' | 'onceTheRunHasEnded' }
  | { readonly kind: 'poll'; readonly answer: number | 'dropped' }
  | { readonly kind: 'stopped' };

/** An effect with how often it happens. */
export interface Fault {
  readonly name: string;
  readonly effect: Effect;
  /** At how many attempts at most; without end where it lasts until the run has ended. */
  readonly times: number;
  /** Only where an operation follows. */
  readonly operationsOnly: boolean;
  /** Only where a federated credential is written. */
  readonly credentialsOnly?: true;
  /** What else is odd about the time in which it happens. */
  readonly around?: 'clockSetBack' | 'activityCleared';
}

const answers = [
  { status: 401, code: 'ExpiredAuthenticationToken' },
  { status: 403, code: 'AuthorizationFailed' },
  { status: 404, code: 'ResourceNotFound' },
  { status: 409, code: 'EtagMismatch' },
  { status: 409, code: 'OperationNotAllowed' },
  { status: 412, code: 'PreconditionFailed' },
  { status: 429, code: 'TooManyRequests' },
  { status: 500, code: 'InternalServerError' },
  { status: 503, code: 'ServiceUnavailable' },
];

const concurrent = {
  kind: 'answer',
  status: 409,
  code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
} as const;

function fault(name: string, effect: Effect, more: Partial<Fault> = {}): Fault {
  return { name, effect, times: 1, operationsOnly: false, ...more };
}

const forbidden = { status: 403, code: 'AuthorizationFailed' };
const words = {
  clockSetBack: 'the clock set back since an earlier change',
  activityCleared: 'resumed while another window clears Activity',
};

function challengedPoll(signsIn: boolean): [Effect, Partial<Fault>] {
  return [{ kind: 'challenged', at: 'poll', signsIn }, { operationsOnly: true }];
}

function refusedAfter(taken: Extract<Effect, { kind: 'lostThenRefused' }>['taken']): [Effect, Partial<Fault>] {
  return [{ kind: 'lostThenRefused', taken }, { times: Infinity }];
}

/** Every fault of the table, in its order. */
export const faults: readonly Fault[] = [
  ...answers.flatMap(({ status, code }) => {
    const name = `${status} ${code}`;
    const pause = (retryAfter: number): object => (status === 429 ? { retryAfter } : {});
    return [
      fault(`${name}, once`, { kind: 'answer', status, code, ...pause(7) }),
      fault(`${name}, each time`, { kind: 'answer', status, code, ...pause(600) }, { times: Infinity }),
    ];
  }),
  fault('409 of another write of the identity, once', concurrent, { credentialsOnly: true }),
  fault('409 of another write of the identity, each time', concurrent, { times: Infinity, credentialsOnly: true }),
  ...answers
    .slice(-2)
    .map(({ status, code }) => fault(`${status} ${code}, though taken`, { kind: 'answer', status, code, taken: true })),
  ...(['before', 'after'] as const).flatMap((when) => [
    fault(`dropped ${when}, once`, { kind: 'dropped', when }),
    fault(`dropped ${when}, each time`, { kind: 'dropped', when }, { times: Infinity }),
  ]),
  fault('dropped, taken 2 s later', { kind: 'late', lands: 'twoSecondsLater' }),
  fault('dropped, taken right before the next attempt', { kind: 'late', lands: 'beforeTheNext' }),
  fault('dropped, taken and over during the next pause', { kind: 'late', lands: 'duringTheNextPause' }),
  fault('process killed before it noted the request', { kind: 'killed', at: 'note' }),
  fault('process killed between noting and sending', { kind: 'killed', at: 'send' }),
  fault('process killed while sending, taken 2 s later', { kind: 'killed', at: 'sendAndTakenLater' }),
  fault('process killed between answer and noting', { kind: 'killed', at: 'answer' }),
  fault('process killed while it waits', { kind: 'killed', at: 'poll' }, { operationsOnly: true }),
  fault('the operation ends Failed', { kind: 'operationFails' }, { operationsOnly: true }),
  ...([401, 403, 404, 503, 'dropped'] as const).map((answer) =>
    fault(`polls: ${answer}, each time`, { kind: 'poll', answer }, { times: Infinity, operationsOnly: true }),
  ),
  fault('a sign-in is asked for, and done', { kind: 'challenged', at: 'request', signsIn: true }),
  fault('a sign-in is asked for, and not done', { kind: 'challenged', at: 'request', signsIn: false }),
  fault('polls: a sign-in is asked for, and done', ...challengedPoll(true)),
  fault('polls: a sign-in is asked for, and not done', ...challengedPoll(false)),
  fault('dropped before, then refused', ...refusedAfter('never')),
  fault('dropped after, then refused', ...refusedAfter('atOnce')),
  fault('dropped, then refused, and taken once the run has ended', ...refusedAfter('onceTheRunHasEnded')),
  ...(['clockSetBack', 'activityCleared'] as const).flatMap((around) => [
    fault(`403 AuthorizationFailed, once, ${words[around]}`, { kind: 'answer', ...forbidden }, { around }),
    fault(`process killed between answer and noting, ${words[around]}`, { kind: 'killed', at: 'answer' }, { around }),
  ]),
  fault('somebody stops the waiting', { kind: 'stopped' }, { operationsOnly: true }),
];
