import { describe, expect, it } from 'vitest';
import {
  lastFailureIn,
  initialState,
  isLoading,
  mostOvertaken,
  nextState,
  type LoadingAction,
  type LoadingEvent,
  type LoadingPhase,
  type LoadingState,
} from '../../../src/tree/loading/loadingState.ts';

const failure = { error: new Error('No network.') };
const attempt = { isAnnounced: false, overtaken: 0, readsAgain: false };
const announced = { ...attempt, isAnnounced: true };

const idle: LoadingPhase = { kind: 'idle', isSignedOut: false };
const signedOut: LoadingPhase = { kind: 'idle', isSignedOut: true };
const failed: LoadingPhase = { kind: 'failed', failure };
const connecting: LoadingPhase = { kind: 'connecting', reconnects: false, ...attempt };
const reconnecting: LoadingPhase = { ...connecting, reconnects: true };
const reading: LoadingPhase = { kind: 'reading', ...attempt };
const readingOften: LoadingPhase = { ...reading, overtaken: mostOvertaken };
const readingAgain: LoadingPhase = { ...reading, readsAgain: true };
const retrying: LoadingPhase = { ...reading, previous: failure };
const begun: LoadingPhase = { kind: 'connecting', reconnects: false, ...announced };

const wanted: LoadingEvent = { kind: 'wanted', isAnnounced: false, retries: false };
const retried: LoadingEvent = { kind: 'wanted', isAnnounced: true, retries: true };
const refreshed: LoadingEvent = { kind: 'refreshed' };
const changed: LoadingEvent = { kind: 'changed' };
const shown: LoadingEvent = { kind: 'shown', isOld: false };
const shownLate: LoadingEvent = { kind: 'shown', isOld: true };
const hidden: LoadingEvent = { kind: 'hidden', isSaved: false };
const connected: LoadingEvent = { kind: 'connected', isOther: false };
const ended: LoadingEvent = { kind: 'ended', outcome: 'read' };
const endedSignedOut: LoadingEvent = { kind: 'ended', outcome: 'signedOut' };
const endedBadly: LoadingEvent = { kind: 'ended', outcome: failure };

const visible = (phase: LoadingPhase): LoadingState => ({ ...initialState, phase });
const behind = (phase: LoadingPhase, isOutdated = true): LoadingState => ({ phase, isVisible: false, isOutdated });

type Row = readonly [
  what: string,
  from: LoadingState,
  event: LoadingEvent,
  to: LoadingState,
  actions?: readonly LoadingAction[],
];

const table: readonly Row[] = [
  ['an idle loader connects when rows are wanted', visible(idle), wanted, visible(connecting), ['connect']],
  ['a loader does not connect again for nobody who is signed in', visible(signedOut), wanted, visible(signedOut)],
  ['a failure stands until somebody retries', visible(failed), wanted, visible(failed)],
  [
    'a retry shows the failure until it ends',
    visible(failed),
    retried,
    visible({ ...begun, previous: failure }),
    ['connect'],
  ],
  ['rows that are wanted while connecting start nothing', visible(connecting), wanted, visible(connecting)],
  ['rows that are wanted while reading start nothing', visible(reading), wanted, visible(reading)],
  ['a hidden view that missed something reads nothing', behind(idle), wanted, behind(idle)],
  [
    'a hidden view that missed nothing reads what is wanted',
    behind(idle, false),
    wanted,
    behind(connecting, false),
    ['connect'],
  ],

  ['a refresh reads again', visible(idle), refreshed, visible(begun), ['abortDetails', 'connect']],
  [
    'a refresh reads although nobody was signed in',
    visible(signedOut),
    refreshed,
    visible(begun),
    ['abortDetails', 'connect'],
  ],
  ['a refresh while connecting asks for the connection again', visible(connecting), refreshed, visible(reconnecting)],
  [
    'a refresh overtakes what is being read',
    visible(reading),
    refreshed,
    visible({ ...begun, overtaken: 1 }),
    ['abortDetails', 'connect'],
  ],
  [
    'a refresh too many waits for the end of the reading',
    visible(readingOften),
    refreshed,
    visible({ ...readingOften, readsAgain: true }),
    ['abortDetails'],
  ],
  [
    'a refresh of a hidden view waits until it is visible',
    behind(idle, false),
    refreshed,
    behind(idle),
    ['abortDetails'],
  ],

  ['a change in Azure reads again', visible(idle), changed, visible(begun), ['connect']],
  ['a change while reading waits for its end', visible(reading), changed, visible(readingAgain)],
  [
    'a change while connecting waits for the end, too',
    visible(connecting),
    changed,
    visible({ ...connecting, readsAgain: true }),
  ],
  ['a change behind a hidden view waits until it is visible', behind(idle, false), changed, behind(idle)],

  ['a connection leads to reading', visible(connecting), connected, visible(reading), ['read']],
  [
    'a connection that was refreshed meanwhile is asked for again',
    visible(reconnecting),
    connected,
    visible(connecting),
    ['connect'],
  ],
  [
    'a failure is forgotten with the connection that it came from',
    visible({ ...connecting, previous: failure }),
    { kind: 'connected', isOther: true },
    visible(reading),
    ['read'],
  ],
  ['a connection that nobody waits for is nothing', visible(idle), connected, visible(idle)],

  ['the end of a reading releases who waits for it', visible(reading), ended, visible(idle), ['release']],
  [
    'the end of a reading is announced where nobody waits',
    visible({ ...reading, isAnnounced: true }),
    ended,
    visible(idle),
    ['release', 'announce'],
  ],
  [
    'the end of a reading starts the next one where it was asked for',
    visible(readingAgain),
    ended,
    visible(begun),
    ['release', 'connect'],
  ],
  [
    'a reading by nobody who is signed in ends signed out',
    visible(reading),
    endedSignedOut,
    visible(signedOut),
    ['release'],
  ],
  ['a reading that fails ends in its failure', visible(reading), endedBadly, visible(failed), ['release']],
  ['a connection that fails ends in its failure', visible(connecting), endedBadly, visible(failed), ['release']],
  ['a success after a failure ends the failure', visible(retrying), ended, visible(idle), ['release']],
  ['an end of nothing is nothing', visible(failed), ended, visible(failed)],

  [
    'hiding an idle view ends what is read below its rows',
    visible(idle),
    hidden,
    behind(idle, false),
    ['abortDetails'],
  ],
  [
    'hiding a view aborts what is being read',
    visible(reading),
    hidden,
    behind(idle),
    ['abort', 'release', 'abortDetails'],
  ],
  ['hiding a view aborts connecting', visible(connecting), hidden, behind(idle), ['abort', 'release', 'abortDetails']],
  [
    'hiding a view keeps the failure that it shows',
    visible(retrying),
    hidden,
    behind(failed),
    ['abort', 'release', 'abortDetails'],
  ],
  [
    'rows of the last session are read when the view is visible again',
    visible(idle),
    { kind: 'hidden', isSaved: true },
    behind(idle),
    ['abortDetails'],
  ],
  ['hiding a hidden view is nothing', behind(idle), hidden, behind(idle)],

  ['a view that is shown reads what it has missed', behind(idle), shown, visible(begun), ['connect']],
  ['a view that is shown after long reads again', behind(idle, false), shownLate, visible(begun), ['connect']],
  [
    'a view that is shown after a failure tries again',
    behind(failed, false),
    shown,
    visible({ ...begun, previous: failure }),
    ['connect'],
  ],
  ['a view that has missed nothing stays as it is', behind(idle, false), shown, visible(idle)],
  ['showing a visible view is nothing', visible(idle), shownLate, visible(idle)],
];

describe('the state of loading', () => {
  it.each(table.map((row) => [row[0], row] as const))('%s', (_, [, from, event, to, actions = []]) => {
    expect(nextState(from, event)).toEqual({ state: to, actions });
  });

  it('is loading only while it connects or reads', () => {
    const loading = [idle, signedOut, connecting, reading, failed].filter((phase) => isLoading(visible(phase)));
    expect(loading).toEqual([connecting, reading]);
  });

  it('has a failure while it lasts and while it is tried again', () => {
    const failing = [idle, connecting, reading, retrying, failed].filter((phase) => lastFailureIn(visible(phase)));
    expect(failing).toEqual([retrying, failed]);
  });
});
