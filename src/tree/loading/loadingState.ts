/** The state of reading everything, as data. This file decides what comes next, and `inventoryLoader.ts` does it. */
import type { Unlisted } from './inventory.ts';

/** Why there is nothing newer to show: an error, or places that could not be listed. */
export interface LoadFailure {
  readonly error?: unknown;
  readonly unlisted?: readonly Unlisted[];
}

interface ShownAttempt {
  /** No one waits for its end, so the view has to be notified. */
  readonly isAnnounced: boolean;
  /** How many attempts in a row a refresh has aborted. */
  readonly overtaken: number;
  /** When it ends, everything has to be read once more. */
  readonly readsAgain: boolean;
  /** The last failure, which is shown until this attempt has ended. */
  readonly previous?: LoadFailure | undefined;
}

/** What the loader is doing. */
export type LoadingPhase =
  | { readonly kind: 'idle'; readonly isSignedOut: boolean }
  /** Waiting for the connection; `reconnects` means that it has to be asked for again. */
  | ({ readonly kind: 'connecting'; readonly reconnects: boolean } & ShownAttempt)
  | ({ readonly kind: 'reading' } & ShownAttempt)
  | { readonly kind: 'failed'; readonly failure: LoadFailure };

/** The phase, and the state of the view. */
export interface LoadingState {
  readonly phase: LoadingPhase;
  readonly isVisible: boolean;
  /** Everything has to be read again when the view is visible. */
  readonly isOutdated: boolean;
}

/** An event for the loader. */
export type LoadingEvent =
  /** Someone asked for rows that are not known yet; `retries` means that an earlier failure is no obstacle. */
  | { readonly kind: 'wanted'; readonly isAnnounced: boolean; readonly retries: boolean }
  /** Everything is to be read again at once. */
  | { readonly kind: 'refreshed' }
  /** Something has changed in Azure, which may happen faster than everything can be read. */
  | { readonly kind: 'changed' }
  /** The view became visible; `isOld` means that too much time has passed since the last read. */
  | { readonly kind: 'shown'; readonly isOld: boolean }
  /** The view became hidden; `isSaved` means that it shows the rows of the last session. */
  | { readonly kind: 'hidden'; readonly isSaved: boolean }
  /** The connection is open; `isOther` means that the known rows came from another one. */
  | { readonly kind: 'connected'; readonly isOther: boolean }
  | { readonly kind: 'ended'; readonly outcome: 'read' | 'signedOut' | LoadFailure };

/** What the loader must do, in this order. */
export type LoadingAction =
  /** Starts an attempt by asking for the connection, and aborts one that is running. */
  | 'connect'
  | 'read'
  /** Aborts the attempt. */
  | 'abort'
  /** Aborts reads below unfolded rows. */
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

/** After a refresh has aborted this many attempts in a row, the next one is allowed to end. */
export const mostOvertaken = 3;

/** The initial state of a loader whose view is visible. */
export const initialState: LoadingState = {
  phase: { kind: 'idle', isSignedOut: false },
  isVisible: true,
  isOutdated: false,
};

/** Returns true while an attempt is running. */
export function isLoading({ phase }: LoadingState): boolean {
  return phase.kind === 'connecting' || phase.kind === 'reading';
}

/** Returns the last failure, also while a retry is running. */
export function lastFailureIn({ phase }: LoadingState): LoadFailure | undefined {
  if (phase.kind === 'failed') return phase.failure;
  return phase.kind === 'idle' ? undefined : phase.previous;
}

/** Decides what follows from an event. */
export function nextState(state: LoadingState, event: LoadingEvent): Transition {
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

/** While the view is hidden and has missed something, nothing is read; that happens when it becomes visible. */
function isToBeRead({ phase, isVisible, isOutdated }: LoadingState, retries: boolean): boolean {
  if (!isVisible && isOutdated) return false;
  return phase.kind === 'idle' ? !phase.isSignedOut : phase.kind === 'failed' && retries;
}

function startAttempt(state: LoadingState, isAnnounced: boolean, overtaken = 0): Transition {
  const carriedOver = { isAnnounced, overtaken, readsAgain: false, previous: lastFailureIn(state) };
  return {
    state: { ...state, phase: { kind: 'connecting', reconnects: false, ...carriedOver }, isOutdated: false },
    actions: ['connect'],
  };
}

function readingAgain(state: LoadingState): LoadingState {
  const { phase } = state;
  if (phase.kind !== 'connecting' && phase.kind !== 'reading') return state;
  return { ...state, phase: { ...phase, readsAgain: true } };
}

/** Opening a connection triggers a refresh, which must not disturb the attempt that waits for the connection. */
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
