/** Failures: one type and one wording. They are thrown once, and caught only at the edges. */
import { SentenceError } from './sentences/sentenceError.ts';
import {
  joinWords,
  keyOfWords,
  say,
  firstOfJoined,
  verbatim,
  replaceNames,
  asSentence,
  withoutFullStop,
  type Phrase,
  type Words,
} from './sentences/words.ts';

/** The kind of failure; `code` in the public API. */
export type FailureCode =
  | 'refused'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'throttled'
  | 'signedOut'
  | 'cancelled'
  | 'unexpected';

/** Everything known about a failure; can be serialised as JSON and contains no token. */
export interface Failure {
  readonly code: FailureCode;
  /** What happened, in a sentence; ARM's own message if it comes from ARM. */
  readonly message: string;
  readonly armCode?: string;
  /** The page or rule that says so. */
  readonly source?: string;
  readonly target?: string;
  readonly details?: readonly { readonly code?: string; readonly message?: string; readonly target?: string }[];
  readonly status?: number;
  readonly correlationId?: string;
  /** Seconds that ARM asks to wait before the next try. */
  readonly retryAfter?: number;
  /** No answer came: the request or its answer was lost. */
  readonly isUnanswered?: true;
  /** Azure accepted the request, but its operation failed, so the caller was allowed to ask. */
  readonly isOfOperation?: true;
  /** The answer was not what Azure's API promises. */
  readonly isOdd?: true;
  /** A web page came instead of an answer of Azure; the message says what to do. */
  readonly isWebPage?: true;
  /** Nothing was asked, because answering would take too many requests. */
  readonly isTooMuch?: true;
  /** Someone changed the target since it was read; nothing was overwritten. */
  readonly changedSince?: true;
  /** Which of several changes in one plan is refused, counted from 0. */
  readonly refusedAt?: number;
  /** There is no connection: the user may sign in, or start the demo. */
  readonly notConnected?: true;
  /** Everything was read, and there is nothing of what was looked for: nothing is wrong. */
  readonly isNothing?: true;
  /** What was refused, where Azure's message doesn't name it. */
  readonly lack?: { readonly action: string; readonly scope: string };
}

/** A failure whose message may be the words of a rule. */
export type SaidFailure = Omit<Failure, 'message'> & { readonly message: Phrase };

/** The messages that are sentences of ours, by their failures: a failure is data, whose message is English. */
const sentences = new WeakMap<SaidFailure, Words>();

/** The only error type of this extension. */
export class IdentityError extends SentenceError {
  readonly failure: Failure;
  constructor(failure: SaidFailure, options?: ErrorOptions) {
    const said = sentences.get(failure) ?? failure.message;
    super(said, options);
    this.name = 'IdentityError';
    this.failure = { ...failure, message: this.message };
    if (typeof said !== 'string') sentences.set(this.failure, said);
  }
  get code(): FailureCode {
    return this.failure.code;
  }
  get armCode(): string | undefined {
    return this.failure.armCode;
  }
  get source(): string | undefined {
    return this.failure.source;
  }
}

/** Returns the error for a rule of AKS or of this extension, with the page that states it. */
export function refusedError(message: Phrase, source?: string): IdentityError {
  return new IdentityError({ code: 'refused', message, ...(source ? { source } : {}) });
}

/** Makes the error for a question or a wait that the user cancelled; it is never shown. */
export function cancelledError(cause?: unknown): IdentityError {
  return new IdentityError({ code: 'cancelled', message: 'Cancelled.' }, { cause });
}

/** Makes the error for a change whose connection was left. */
export function connectionLeftError(): IdentityError {
  const message = say`You have disconnected from the Azure account of this change.`;
  return new IdentityError({ code: 'cancelled', message });
}

/** Makes the error for a write that was not sent, or that Azure refused, because someone changed its target since it was read. */
export function changedSince(
  changedThing: Phrase,
  details: Pick<Failure, 'armCode' | 'source'> = {},
  effect?: Words,
): ChangedSince {
  return new ChangedSince(changedThing, effect, details);
}

/** The conflict with a change that someone made since the target was read. */
export class ChangedSince extends IdentityError {
  /** What was changed, in sentences, without what became of the request. */
  readonly what: Phrase;
  constructor(changedThing: Phrase, effect: Words | undefined, details: Pick<Failure, 'armCode' | 'source'>) {
    const message = effect === undefined ? changedThing : say`${changedThing} ${effect}`;
    super({ code: 'conflict', message, ...details, changedSince: true });
    this.what = changedThing;
  }
}

/** The names of errors when a signal is aborted or VS Code cancels. */
const cancellations: readonly string[] = ['AbortError', 'Canceled'];

/** Returns the failure behind anything that was thrown: an abort is `cancelled`; anything but an IdentityError is `unexpected`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof IdentityError) return error.failure;
  if (error instanceof Error && cancellations.includes(error.name)) return { code: 'cancelled', message: 'Cancelled.' };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}

const advice: Record<FailureCode, Words | undefined> = {
  refused: undefined,
  forbidden: say`Ask an administrator for access, or sign in with another account.`,
  notFound: say`Refresh the view; it may have been deleted or moved.`,
  conflict: say`Once no other operation is running, review the plan again.`,
  throttled: say`Azure is throttling requests. Try again in a moment.`,
  signedOut: say`Sign in, then try again.`,
  cancelled: undefined,
  unexpected: say`Show the log for details, then try again.`,
};

/** Describes a failure for programs, in English; `failureWords` has the words for people. */
export function describeFailure(failure: Failure): string {
  return keyOfWords(failureWords(failure));
}

/**
 * Describes a failure: what happened and what to do. `identity` is the name of the cluster's identity for which an
 * operation may have failed.
 */
export function failureWords(failure: Failure, identity?: string): Words {
  return joinWords([messageWords(failure), whatToDo(failure, identity)]);
}

/** Describes a failure like `failureWords`, without Azure's code, for where that is shown beside it. */
export function wordsBesideCode(failure: Failure, identity?: string): Words {
  return joinWords([messageWords(withoutCode(failure)), whatToDo(failure, identity)]);
}

/** Describes what was thrown, for people. */
export function errorWords(error: unknown): Words {
  return failureWords(failureOf(error));
}

/** Returns what happened, as it was made: a sentence of ours can be translated. */
export function saidMessage(failure: Failure): Words {
  return sentences.get(failure) ?? verbatim(failure.message.trim());
}

/** Returns a failure with other names in its message. */
export function withOtherNames(failure: Failure, change: (text: string) => string): Failure {
  return new IdentityError({ ...failure, message: replaceNames(saidMessage(failure), change) }).failure;
}

/** Notes what the message of a failure was made of, where that was kept with it. */
export function keepMessage(failure: Failure, message: Words): void {
  sentences.set(failure, message);
}

function withoutCode(failure: Failure): Failure {
  const { armCode: _, ...rest } = failure;
  const words = sentences.get(failure);
  if (words) sentences.set(rest, words);
  return rest;
}

/** The message with its code, as a sentence with a full stop. */
function messageWords(failure: Failure): Words {
  const { message, armCode } = failure;
  const text = message.trim();
  const words = saidMessage(failure);
  const code = armCode && !text.includes(armCode) ? armCode : undefined;
  if (code !== undefined) return say`${withoutFullStop(words)} (${code}).`;
  return asSentence(words);
}

function whatToDo(failure: Failure, identity: string | undefined): Words | undefined {
  const { code, armCode, status, retryAfter, isUnanswered, isOfOperation, isWebPage, notConnected } = failure;
  if (isWebPage) return undefined;
  if (notConnected) return say`Sign in to Azure or start the demo.`;
  if (isUnanswered) return say`Check your connection, VPN or proxy, then try again.`;
  if (code === 'throttled' && retryAfter !== undefined)
    return say`Azure asks you to wait ${retryAfter} s; then try again.`;
  const ofCode = armCode === undefined ? undefined : adviceByCode.get(armCode.toLowerCase());
  if (ofCode !== undefined) return ofCode;
  if (code === 'forbidden' && isOfOperation) return adviceForIdentity(failure, identity);
  if (code !== 'unexpected' || status === undefined) return advice[code];
  return status >= 500 ? say`Azure is having problems; try again in a few minutes.` : rejectedAdvice;
}

/** What to do about a request that Azure has checked and rejected. */
const rejectedAdvice = say`Correct what Azure names here, then review the plan again.`;

/** What to do where Azure's code says more than the kind of failure: neither another account nor waiting helps. */
const adviceByCode: ReadonlyMap<string, Words> = new Map([
  [
    'requestdisallowedbypolicy',
    say`A policy of your organization forbids it: change what the policy names, or ask whoever manages it for an exemption.`,
  ],
  ['scopelocked', say`Ask whoever set the lock, or remove it; then review the plan again.`],
]);

function adviceForIdentity(failure: Failure, identity: Phrase = say`The cluster's identity`): Words {
  const lack = lackOf(failure);
  if (!lack) return say`${identity} may lack a role: assign it one for what Azure names here, then retry.`;
  return say`${identity} lacks ${shortenAction(lack.action)} on ${lastName(lack.scope)}. Assign it a role for that, then retry.`;
}

/** Returns what a refusal of Azure names as missing, or what is known to be. */
export function lackOf({ code, message, lack }: Failure): Failure['lack'] {
  const [, action, scope] = code === 'forbidden' ? (lackIn.exec(message) ?? []) : [];
  return action === undefined || scope === undefined ? lack : { action, scope };
}

/** Matches the action and the scope in ARM's message about a missing permission. */
const lackIn =
  /does not have (?:permission|authorization) to perform action(?:\(s\))? '([^']+)' (?:on|over) (?:the )?(?:linked )?scope(?:\(s\))? '([^',]+)/i;

/** Returns Azure's refusal in a few words that are the same for every scope, for a sentence that begins with what was asked. */
export function briefMessage(failure: Failure): Words | undefined {
  const lack = lackOf(failure);
  return lack && say`your account doesn't have the permission ${lack.action}.`;
}

/** Describes a failure like `describeFailure`, but a missing permission in few words. */
export function describeInBrief(failure: Failure): Words {
  const brief = briefMessage(failure);
  return brief === undefined ? failureWords(failure) : joinWords([brief, whatToDo(failure, undefined)]);
}

/** Shortens an action: `subnets/join` for `Microsoft.Network/virtualNetworks/subnets/join/action`. */
export function shortenAction(action: string): string {
  return action
    .replace(/\/action$/i, '')
    .split('/')
    .slice(-2)
    .join('/');
}

function lastName(id: string): string {
  return id.split('/').findLast((part) => part !== '') ?? id;
}

/** Returns why something failed, in a few words, for a line whose full text is elsewhere. */
export function failureInShort(failure: Failure): Words {
  const { armCode, code, message, isUnanswered } = failure;
  if (isUnanswered) return shortReason.unanswered;
  const own = sentences.get(failure);
  const said = own && firstOfJoined(own);
  const [first = '', ...others] = (said ? keyOfWords(said) : message).trim().split(/(?<=[.!?])\s/);
  const isShort = first !== '' && first.length <= 100 && !/[0-9a-f]{8}-[0-9a-f]{4}-/i.test(first);
  const brief = said ? (others.length === 0 ? withoutFullStop(said) : undefined) : verbatim(first.replace(/[.!]$/, ''));
  const reason = (isShort ? brief : undefined) ?? shortReason[code];
  return armCode === undefined || keyOfWords(reason).includes(armCode) ? reason : say`${reason} (${armCode})`;
}

const shortReason: Record<FailureCode | 'unanswered', Words> = {
  unanswered: say`no answer from Azure`,
  refused: say`it was refused`,
  forbidden: say`permission is missing`,
  notFound: say`something was not found`,
  conflict: say`something else has changed it, or is changing it`,
  throttled: say`Azure is throttling requests`,
  signedOut: say`nobody is signed in`,
  cancelled: say`it was cancelled`,
  unexpected: say`something unexpected happened`,
};

/** Returns true if a retry may help although no one has changed anything. */
export function isWorthRetrying({ code, status }: Failure): boolean {
  if (code === 'unexpected') return status === undefined || status >= 500 || status === 408;
  return code === 'throttled' || code === 'conflict';
}
