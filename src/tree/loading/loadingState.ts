/** The state of reading everything, as data. What comes next is decided here and done by `inventoryLoader.ts`. */
import type { Unlisted } from './inventory.ts';

/** Why there is nothing newer to show: an error, or places that could not be listed. */
export interface LoadFailure {
  readonly error?: unknown;
  readonly unlisted?: readonly Unlisted[];
}

interface Attempt {
  /** No one waits for its end, so the view has to be notified. */
  readonly isAnnounced: boolean;
  /** How many attempts in a row a refresh has ended. */
  readonly overtaken: number;
  /** Everything is to be read once more when it has ended. */
  readonly readsAgain: boolean;
  /** What went wrong the last time, which is shown until this attempt has ended. */
  readonly previous?: LoadFailure | undefined;
}

/** What the loader is doing. */
export type LoadingPhase =
  | { readonly kind: 'idle'; readonly isSignedOut: boolean }
  /** It waits for the connection; `reconnects` says that it has to ask for the connection again. */
  | ({ readonly kind: 'connecting'; readonly reconnects: boolean } & Attempt)
  | ({ readonly kind: 'reading' } & Attempt)
  | { readonly kind: 'failed'; readonly failure: LoadFailure };

/** The phase, and what is known of the view. */
export interface LoadingState {
  readonly phase: LoadingPhase;
  readonly isVisible: boolean;
  /** Everything has to be read again when the view is visible. */
  readonly isOutdated: boolean;
}

/** What happens to a loader. */
export type LoadingEvent =
  /** Rows were asked for that are not known yet; `retries` says that a failure does not stand in the way. */
  | { readonly kind: 'wanted'; readonly isAnnounced: boolean; readonly retries: boolean }
  /** Everything is to be read again at once. */
  | { readonly kind: 'refreshed' }
  /** Something has changed in Azure, which may happen faster than everything can be read. */
  | { readonly kind: 'changed' }
  /** The view becomes visible; `isOld` says that too much time has passed since everything was read. */
  | { readonly kind: 'shown'; readonly isOld: boolean }
  /** The view becomes hidden; `isSaved` says that it shows the rows of the last session. */
  | { readonly kind: 'hidden'; readonly isSaved: boolean }
  /** The connection is there; `isOther` says that what was read came from another one. */
  | { readonly kind: 'connected'; readonly isOther: boolean }
  | { readonly kind: 'ended'; readonly outcome: 'read' | 'signedOut' | LoadFailure };

/** What the loader must do, in this order. */
export type LoadingAction =
  /** Starts an attempt by asking for the connection; an attempt that is under way is aborted. */
  | 'connect'
  | 'read'
  /** Aborts the attempt. */
  | 'abort'
  /** Aborts what is being read below unfolded rows. */
  | 'abortDetails'
  /** Releases those who wait for the attempt. */
  | 'release'
  /** Notifies the view that there is something else to show. */
  | 'announce';

/** The new state, and what has to be done. */
export interface Transition {
  readonly state: LoadingState;
  readonly actions: readonly LoadingAction[];
}

/** After so many attempts in a row that a refresh has ended, the next one comes to its end. */
export const mostOvertaken = 3;

/** The state of a loader that has done nothing yet, for a view that is visible. */
export const initialState: LoadingState = {
  phase: { kind: 'idle', isSignedOut: false },
  isVisible: true,
  isOutdated: false,
};

/** Returns true while an attempt is under way. */
export function isLoading({ phase }: LoadingState): boolean {
  return phase.kind === 'connecting' || phase.kind === 'reading';
}

/** Returns what went wrong the last time, also while it is tried again. */
export function lastFailureIn({ phase }: LoadingState): LoadFailure | undefined {
  if (phase.kind === 'failed') return phase.failure;
  return phase.kind === 'idle' ? undefined : phase.previous;
}

/** Decides what follows from an event. */
export function transition(state: LoadingState, event: LoadingEvent): Transition {
  switch (event.kind) {
    case 'wanted':
      return isToBeRead(state, event.retries) ? startAttempt(state, event.isAnnounced) : withoutActions(state);
    case 'refreshed':
      return onRefresh(state);
    case 'changed':
      if (!state.isVisible) return withoutActions({ ...state, isOutdated: true });
      return isLoading(state) ? withoutActions(readingAgain(state)) : startAttempt(state, true);
    case 'shown': {
      if (state.isVisible) return withoutActions(state);
      const visible = { ...state, isVisible: true };
      const isDue = state.isOutdated || event.isOld || state.phase.kind === 'failed';
      return isDue ? startAttempt(visible, true) : withoutActions(visible);
    }
    case 'hidden':
      return state.isVisible ? onHidden(state, event.isSaved) : withoutActions(state);
    case 'connected':
      return onConnected(state, event.isOther);
    case 'ended':
      return onEnded(state, event.outcome);
  }
}

function withoutActions(state: LoadingState): Transition {
  return { state, actions: [] };
}

/** Nothing is read while the view is hidden and has missed something: it is read when the view is visible. */
function isToBeRead({ phase, isVisible, isOutdated }: LoadingState, retries: boolean): boolean {
  if (!isVisible && isOutdated) return false;
  return phase.kind === 'idle' ? !phase.isSignedOut : phase.kind === 'failed' && retries;
}

function startAttempt(state: LoadingState, isAnnounced: boolean, overtaken = 0): Transition {
  const rest = { isAnnounced, overtaken, readsAgain: false, previous: lastFailureIn(state) };
  return {
    state: { ...state, phase: { kind: 'connecting', reconnects: false, ...rest }, isOutdated: false },
    actions: ['connect'],
  };
}

function readingAgain(state: LoadingState): LoadingState {
  const { phase } = state;
  if (phase.kind !== 'connecting' && phase.kind !== 'reading') return state;
  return { ...state, phase: { ...phase, readsAgain: true } };
}

/** Opening a connection asks for a refresh: that changes nothing for the attempt that waits for the connection. */
function onRefresh(state: LoadingState): Transition {
  const { phase, isVisible } = state;
  if (phase.kind === 'connecting') return withoutActions({ ...state, phase: { ...phase, reconnects: true } });
  const { state: next, actions } = !isVisible ? withoutActions({ ...state, isOutdated: true }) : onOvertaken(state);
  return { state: next, actions: ['abortDetails', ...actions] };
}

function onOvertaken(state: LoadingState): Transition {
  const { phase } = state;
  if (phase.kind !== 'reading') return startAttempt(state, true);
  return phase.overtaken < mostOvertaken
    ? startAttempt(state, true, phase.overtaken + 1)
    : withoutActions(readingAgain(state));
}

function onHidden(state: LoadingState, isSaved: boolean): Transition {
  const failure = lastFailureIn(state);
  const stopped: LoadingPhase = failure ? { kind: 'failed', failure } : { kind: 'idle', isSignedOut: false };
  const next = { ...state, isVisible: false, isOutdated: state.isOutdated || isLoading(state) || isSaved };
  if (!isLoading(state)) return { state: next, actions: ['abortDetails'] };
  return { state: { ...next, phase: stopped }, actions: ['abort', 'release', 'abortDetails'] };
}

function onConnected(state: LoadingState, isOther: boolean): Transition {
  const { phase } = state;
  if (phase.kind !== 'connecting') return withoutActions(state);
  if (phase.reconnects) return { state: { ...state, phase: { ...phase, reconnects: false } }, actions: ['connect'] };
  const { isAnnounced, overtaken, readsAgain } = phase;
  const previous = isOther ? undefined : phase.previous;
  const reading: LoadingPhase = { kind: 'reading', isAnnounced, overtaken, readsAgain, previous };
  return { state: { ...state, phase: reading }, actions: ['read'] };
}

function onEnded(state: LoadingState, outcome: Extract<LoadingEvent, { kind: 'ended' }>['outcome']): Transition {
  const { phase } = state;
  if (phase.kind !== 'connecting' && phase.kind !== 'reading') return withoutActions(state);
  const after: LoadingState = { ...state, phase: phaseAfter(outcome) };
  const next = phase.readsAgain ? startAttempt(after, true) : withoutActions(after);
  return {
    state: next.state,
    actions: ['release', ...(phase.isAnnounced ? ['announce' as const] : []), ...next.actions],
  };
}

function phaseAfter(outcome: 'read' | 'signedOut' | LoadFailure): LoadingPhase {
  if (typeof outcome === 'object') return { kind: 'failed', failure: outcome };
  return { kind: 'idle', isSignedOut: outcome === 'signedOut' };
}
