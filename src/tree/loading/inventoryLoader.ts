/** Reads everything that the view Clusters shows; `loadingState.ts` decides when. */
import { coalesced } from '../../async/coalesce.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import type { Failure } from '../../errors.ts';
import { failureOf } from '../../errors.ts';
import type { ViewState } from '../../manifest.ts';
import type { Inventory } from './inventory.ts';
import type { LoadFailure, LoadingAction, LoadingEvent } from './loadingState.ts';
import { failureIn, initialState, isLoading, transition } from './loadingState.ts';
import type { Reading } from './reading.ts';
import { readInventory } from './reading.ts';

/** An inventory of the last session, and who was signed in then. */
export interface SavedInventory {
  readonly connection: string;
  readonly accounts: readonly string[];
  readonly readAt: Date;
  readonly inventory: Inventory;
}

/** Keeps an inventory from one session to the next. */
export interface InventoryStore {
  /** Returns what the user who is signed in now saw last; it is found without connecting. */
  read(): Promise<SavedInventory | undefined>;
  write(saved: SavedInventory): void;
}

/** What a loader needs from outside. */
export interface InventorySource {
  /** Returns the connected service, and connects to what is remembered; `undefined` where there is nothing to connect to. */
  service(): Promise<IdentityService | undefined>;
  /** Returns the subscriptions to show; `undefined` stands for all. */
  shownSubscriptions(): readonly string[] | undefined;
  /** Returns the ids of the accounts that are signed in; left out where nobody has to sign in. */
  accounts?(): readonly string[];
  readonly store?: InventoryStore;
  /** Is told what the view is about to show, and a message to stand above its rows. */
  onState(state: ViewState, message?: string): void;
  /** Is told whenever everything is being read, with a promise that resolves when that has ended. */
  onLoading?(ended: Promise<void>): void;
  /** Writes an error to the log. */
  note(error: unknown): void;
}

/** The inventory to show, and why there is nothing newer. */
export interface LoadedInventory extends LoadFailure {
  /** `undefined` where nothing is known. */
  readonly inventory: Inventory | undefined;
  /** True for rows of the last session, false for what was read in this one. */
  readonly isSaved: boolean;
}

/** Shows the inventory of the last session at once, then what is read, and reads it again. */
export interface InventoryLoader {
  readonly reading: Reading | undefined;
  /** True while everything is being read; `onNews` is called when that ends. */
  readonly isLoading: boolean;
  /** Resolves once the rows that are known without reading are on the screen, so that something heavy may be loaded. */
  readonly firstRows: Promise<void>;
  /** Returns what to show now. Reads first where nothing is known, and waits for what is being read. */
  load(): Promise<LoadedInventory>;
  /** Returns the newest reading, and waits for it where none has ended yet. */
  whenRead(): Promise<Reading | undefined>;
  /** Reads everything again; whatever is being read is aborted. While the view is hidden that waits until it is visible. */
  refresh(): void;
  /** Reads everything again after what is being read, as changes may come faster than everything can be read. */
  refreshAfterwards(): void;
  setVisible(isVisible: boolean): void;
  dispose(): void;
}

/** What is known: nothing, the rows of the last session, or what was read in this one for these accounts. */
type Content =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'saved'; readonly saved: SavedInventory }
  | { readonly kind: 'read'; readonly reading: Reading; readonly accounts: readonly string[] };

/** Milliseconds for which the rows of the last session are on the screen before anything heavy is loaded. */
const firstRowsFor = 50;
/** Milliseconds for which the rows of the last session are waited for: finding out who is signed in may take a while. */
const longestLookup = 500;
/** After so many milliseconds a view that was hidden is read again. */
const freshFor = 5 * 60_000;

/** One attempt to read everything, with the service once it is connected. */
interface Attempt {
  readonly abort: AbortController;
  service?: IdentityService | undefined;
}

/** Creates a loader that reads nothing before it is asked; `onNews` is called when there is something else to show. */
export function createInventoryLoader(source: InventorySource, onNews: () => void): InventoryLoader {
  let state = initialState;
  let content: Content = { kind: 'nothing' };
  let attempt: Attempt | undefined;
  let waiting: PromiseWithResolvers<void> | undefined;
  let lookup: Promise<void> | undefined;
  const firstRows = Promise.withResolvers<void>();
  const loadSoon = coalesced(() => dispatch({ kind: 'wanted', isAnnounced: true, retries: false }), firstRowsFor);
  const accounts = (): readonly string[] => source.accounts?.() ?? [];
  const reading = (): Reading | undefined => (content.kind === 'read' ? content.reading : undefined);
  const actions: Readonly<Record<LoadingAction, () => void>> = {
    connect,
    read: () => void (attempt && follow(attempt, read)),
    abort: () => attempt?.abort.abort(),
    abortDetails,
    release() {
      waiting?.resolve();
      attempt = waiting = undefined;
    },
    announce: onNews,
  };

  function dispatch(event: LoadingEvent): void {
    const next = transition(state, event);
    state = next.state;
    for (const action of next.actions) actions[action]();
  }

  function connect(): void {
    attempt?.abort.abort();
    attempt = { abort: new AbortController() };
    if (waiting === undefined) {
      waiting = Promise.withResolvers();
      source.onLoading?.(waiting.promise);
    }
    firstRows.resolve();
    if (content.kind === 'saved') source.onState('ready', refreshing);
    else if (content.kind === 'nothing') source.onState('loading');
    void follow(attempt, connected);
  }

  /** Does the work, and drops its outcome where another attempt has begun meanwhile. */
  async function follow(mine: Attempt, work: (mine: Attempt) => Promise<() => LoadingEvent>): Promise<void> {
    const event = await work(mine).catch((error: unknown) => () => failed(error));
    if (attempt === mine) dispatch(event());
  }

  async function connected(mine: Attempt): Promise<() => LoadingEvent> {
    mine.service = await source.service();
    return () => ({ kind: 'connected', isOther: forgetOthers(mine.service) });
  }

  async function read({ service, abort: { signal } }: Attempt): Promise<() => LoadingEvent> {
    const next = service && (await readInventory(service, source.shownSubscriptions(), reading(), signal));
    return () => (next ? succeeded(next) : signedOut());
  }

  /** Forgets what another connection showed, or an account that has signed out since; true if there was such a thing. */
  function forgetOthers(service: IdentityService | undefined): boolean {
    if (!service || content.kind === 'nothing') return false;
    const isOfService =
      content.kind === 'saved'
        ? content.saved.connection === service.connection.key
        : content.reading.service === service;
    const { accounts: before } = content.kind === 'saved' ? content.saved : content;
    if (isOfService && before.every((id) => accounts().includes(id))) return false;
    replace({ kind: 'nothing' });
    return true;
  }

  function replace(by: Content): void {
    reading()?.abort.abort();
    content = by;
  }

  function succeeded(next: Reading): LoadingEvent {
    const { inventory, readAt, service } = next;
    const { subscriptions, failures } = inventory;
    const isDown = subscriptions.length === 0 && failures.length > 0 && failures.every(isPassing);
    if (isDown && content.kind !== 'nothing') return outdated({ unlisted: failures }, failures[0]?.failure);
    replace({ kind: 'read', reading: next, accounts: accounts() });
    source.onState(subscriptions.length > 0 ? 'ready' : failures.length > 0 ? 'error' : 'empty');
    if (subscriptions.length > 0) {
      source.store?.write({ connection: service.connection.key, accounts: accounts(), readAt, inventory });
    }
    return { kind: 'ended', outcome: 'read' };
  }

  function signedOut(): LoadingEvent {
    replace({ kind: 'nothing' });
    source.onState('signedOut');
    return { kind: 'ended', outcome: 'signedOut' };
  }

  function failed(error: unknown): LoadingEvent {
    const failure = failureOf(error);
    if (failure.code === 'signedOut' || failure.code === 'cancelled') return signedOut();
    source.note(error);
    if (isPassing({ failure }) && content.kind !== 'nothing') return outdated({ error }, failure);
    replace({ kind: 'nothing' });
    source.onState('error');
    return { kind: 'ended', outcome: { error } };
  }

  /** What is known stays, with the time at which it was read. */
  function outdated(outcome: LoadFailure, failure: Failure | undefined): LoadingEvent {
    const readAt = content.kind === 'saved' ? content.saved.readAt : reading()?.readAt;
    source.onState('ready', `Last updated ${dateAndTime(readAt ?? new Date())}. ${whyOutdated(failure)}`);
    return { kind: 'ended', outcome };
  }

  /** Ends what is read below unfolded rows. What has been read stays, and can be read on from. */
  function abortDetails(): void {
    const known = reading();
    known?.abort.abort();
    if (known) known.abort = new AbortController();
  }

  async function lookUpSaved(): Promise<void> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, longestLookup, undefined));
    const saved = await Promise.race([source.store?.read(), late]);
    if (saved && content.kind === 'nothing' && !isLoading(state)) content = { kind: 'saved', saved };
  }

  return {
    get reading() {
      return reading();
    },
    get isLoading() {
      return isLoading(state);
    },
    firstRows: firstRows.promise,
    async load() {
      await (lookup ??= lookUpSaved());
      if (content.kind === 'saved') {
        const failure = failureIn(state);
        if (!failure) {
          source.onState('ready', refreshing);
          loadSoon();
        }
        return { inventory: content.saved.inventory, isSaved: true, ...failure };
      }
      if (content.kind === 'nothing') dispatch({ kind: 'wanted', isAnnounced: false, retries: false });
      await waiting?.promise;
      return loaded();
    },
    async whenRead() {
      if (!reading()) dispatch({ kind: 'wanted', isAnnounced: true, retries: true });
      await waiting?.promise;
      return reading();
    },
    refresh: () => dispatch({ kind: 'refreshed' }),
    refreshAfterwards: () => dispatch({ kind: 'changed' }),
    setVisible(isVisible) {
      if (isVisible) return dispatch({ kind: 'shown', isOld: isOld(reading()) });
      loadSoon.dispose();
      dispatch({ kind: 'hidden', isSaved: content.kind === 'saved' });
    },
    dispose() {
      loadSoon.dispose();
      actions.abort();
      actions.release();
      abortDetails();
    },
  };

  function loaded(): LoadedInventory {
    const inventory = content.kind === 'saved' ? content.saved.inventory : reading()?.inventory;
    return { inventory, isSaved: content.kind === 'saved', ...failureIn(state) };
  }
}

/** Only what nothing answered to can't be reached. */
function whyOutdated(failure: Failure | undefined): string {
  if (failure?.code === 'throttled') return 'Azure is throttling requests.';
  return failure?.status === undefined ? "Can't reach Azure." : 'Azure returns errors.';
}

const refreshing = 'From the last session. Refreshing...';

function isOld(reading: Reading | undefined): boolean {
  return reading !== undefined && Date.now() - reading.readAt.getTime() > freshFor;
}

/** True where it says nothing about what the user may see. */
function isPassing({ failure }: { readonly failure: Failure }): boolean {
  return failure.code === 'unexpected' || failure.code === 'throttled';
}
