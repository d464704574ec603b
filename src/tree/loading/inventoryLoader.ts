/** Reads everything that the view Clusters shows; `loadingState.ts` decides when. */
import { coalesceCalls } from '../../async/coalesce.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import { failureOf, type Failure } from '../../errors.ts';
import type { ViewState } from '../../manifest.ts';
import type { Inventory } from './inventory.ts';
import {
  lastFailureIn,
  initialState,
  isLoading,
  nextState,
  type LoadFailure,
  type LoadingAction,
  type LoadingEvent,
} from './loadingState.ts';
import { readInventory, type Reading } from './reading.ts';
import { say } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** An inventory of the last session, and who was signed in then. */
export interface SavedInventory {
  readonly connection: string;
  readonly accounts: readonly string[];
  readonly readAt: Date;
  readonly inventory: Inventory;
}

/** Keeps an inventory from one session to the next. */
export interface InventoryStore {
  /** Returns what the current user saw last; works without a connection. */
  read(): Promise<SavedInventory | undefined>;
  write(saved: SavedInventory): void;
}

/** What a loader needs from outside. */
export interface InventorySource {
  /** Returns the connected service, after connecting if a connection is remembered; `undefined` if there is nothing to connect to. */
  service(): Promise<IdentityService | undefined>;
  /** Returns the subscriptions to show; `undefined` means all. */
  shownSubscriptions(): readonly string[] | undefined;
  /** Returns the ids of the signed-in accounts; left out if no sign-in is needed. */
  accounts?(): readonly string[];
  readonly store?: InventoryStore;
  /** Called with what the view is about to show, and a message for above its rows. */
  onState(state: ViewState, message?: string): void;
  /** Called whenever a read of everything starts, with a promise that resolves when it ends. */
  onLoading?(ended: Promise<void>): void;
  /** Writes an error to the log. */
  note(error: unknown): void;
}

/** The inventory to show, and why there is nothing newer. */
export interface LoadedInventory extends LoadFailure {
  /** `undefined` if nothing is known. */
  readonly inventory: Inventory | undefined;
  /** True for rows of the last session, false for what was read in this one. */
  readonly isSaved: boolean;
}

/** What is known: nothing, the rows of the last session, or what was read in this session for these accounts. */
type KnownInventory =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'saved'; readonly saved: SavedInventory }
  | { readonly kind: 'read'; readonly reading: Reading; readonly accounts: readonly string[] };

/** Milliseconds for which the rows of the last session are on the screen before heavy code is loaded. */
const firstRowsFor = 50;
/** The most milliseconds to wait for the rows of the last session, because finding out who is signed in may take a while. */
const longestLookup = 500;
/** Milliseconds after which a view that was hidden is read again. */
const freshFor = 5 * 60_000;

/** One attempt to read everything, with the service once it is connected. */
interface LoadAttempt {
  readonly abort: AbortController;
  service?: IdentityService | undefined;
}

/** Shows the inventory of the last session at once, then the new one, and reads it again on request. */
export class InventoryLoader {
  readonly #source: InventorySource;
  #state = initialState;
  #content: KnownInventory = { kind: 'nothing' };
  #attempt: LoadAttempt | undefined;
  #waiting: PromiseWithResolvers<void> | undefined;
  #lookup: Promise<void> | undefined;
  readonly #loadSoon: ReturnType<typeof coalesceCalls>;
  readonly #actions: Readonly<Record<LoadingAction, () => void>>;
  readonly #firstRows = Promise.withResolvers<void>();

  /** Loads nothing until it is asked; `onNews` is called when there is something else to show. */
  constructor(source: InventorySource, onNews: () => void) {
    this.#source = source;
    this.#loadSoon = coalesceCalls(
      () => this.#dispatch({ kind: 'wanted', isAnnounced: true, retries: false }),
      firstRowsFor,
    );
    this.#actions = {
      connect: () => this.#connect(),
      read: () => void (this.#attempt && this.#follow(this.#attempt, (attempt) => this.#read(attempt))),
      abort: () => this.#attempt?.abort.abort(),
      abortDetails: () => this.#abortDetails(),
      release: () => {
        this.#waiting?.resolve();
        this.#attempt = this.#waiting = undefined;
      },
      announce: onNews,
    };
  }

  /** Resolves when the rows that need no reading are on the screen, so that heavy code may be loaded. */
  get firstRows(): Promise<void> {
    return this.#firstRows.promise;
  }

  get reading(): Reading | undefined {
    return this.#content.kind === 'read' ? this.#content.reading : undefined;
  }

  /** True while everything is being read; `onNews` is called when that ends. */
  get isLoading(): boolean {
    return isLoading(this.#state);
  }

  /** Returns what to show now. If nothing is known yet, reads first; waits for a read that is running. */
  async load(): Promise<LoadedInventory> {
    await (this.#lookup ??= this.#lookUpSaved());
    if (this.#content.kind === 'saved') {
      const failure = lastFailureIn(this.#state);
      if (!failure) {
        this.#source.onState('ready', shownText(refreshing));
        this.#loadSoon();
      }
      return { inventory: this.#content.saved.inventory, isSaved: true, ...failure };
    }
    if (this.#content.kind === 'nothing') this.#dispatch({ kind: 'wanted', isAnnounced: false, retries: false });
    await this.#waiting?.promise;
    return this.#loaded();
  }

  /** Returns the newest reading; waits if none has ended yet. */
  async whenRead(): Promise<Reading | undefined> {
    if (!this.reading) this.#dispatch({ kind: 'wanted', isAnnounced: true, retries: true });
    await this.#waiting?.promise;
    return this.reading;
  }

  /** Reads everything again and aborts the current read. While the view is hidden, that waits until it is visible. */
  refresh(): void {
    this.#dispatch({ kind: 'refreshed' });
  }

  /** Reads everything again after the current read, because changes may come faster than everything can be read. */
  refreshAfterwards(): void {
    this.#dispatch({ kind: 'changed' });
  }

  setVisible(isVisible: boolean): void {
    if (isVisible) return this.#dispatch({ kind: 'shown', isOld: isOld(this.reading) });
    this.#loadSoon.dispose();
    this.#dispatch({ kind: 'hidden', isSaved: this.#content.kind === 'saved' });
  }

  dispose(): void {
    this.#loadSoon.dispose();
    this.#actions.abort();
    this.#actions.release();
    this.#abortDetails();
  }

  #accounts(): readonly string[] {
    return this.#source.accounts?.() ?? [];
  }

  #dispatch(event: LoadingEvent): void {
    const next = nextState(this.#state, event);
    this.#state = next.state;
    for (const action of next.actions) this.#actions[action]();
  }

  #connect(): void {
    this.#attempt?.abort.abort();
    this.#attempt = { abort: new AbortController() };
    if (this.#waiting === undefined) {
      this.#waiting = Promise.withResolvers();
      this.#source.onLoading?.(this.#waiting.promise);
    }
    this.#firstRows.resolve();
    if (this.#content.kind === 'saved') this.#source.onState('ready', shownText(refreshing));
    else if (this.#content.kind === 'nothing') this.#source.onState('loading');
    void this.#follow(this.#attempt, (attempt) => this.#connected(attempt));
  }

  /** Does the work, and drops its result if another attempt has begun meanwhile. */
  async #follow(attempt: LoadAttempt, work: (current: LoadAttempt) => Promise<() => LoadingEvent>): Promise<void> {
    const event = await work(attempt).catch((error: unknown) => () => this.#failed(error));
    if (this.#attempt === attempt) this.#dispatch(event());
  }

  async #connected(attempt: LoadAttempt): Promise<() => LoadingEvent> {
    attempt.service = await this.#source.service();
    return () => ({ kind: 'connected', isOther: this.#forgetOthers(attempt.service) });
  }

  async #read({ service, abort: { signal } }: LoadAttempt): Promise<() => LoadingEvent> {
    const next = service && (await readInventory(service, this.#source.shownSubscriptions(), this.reading, signal));
    return () => (next ? this.#succeeded(next) : this.#signedOut());
  }

  /** Forgets rows from another connection or of an account that has signed out; returns true if there were any. */
  #forgetOthers(service: IdentityService | undefined): boolean {
    if (!service || this.#content.kind === 'nothing') return false;
    const isOfService =
      this.#content.kind === 'saved'
        ? this.#content.saved.connection === service.connection.key
        : this.#content.reading.service === service;
    const { accounts: before } = this.#content.kind === 'saved' ? this.#content.saved : this.#content;
    if (isOfService && before.every((id) => this.#accounts().includes(id))) return false;
    this.#replace({ kind: 'nothing' });
    return true;
  }

  #replace(by: KnownInventory): void {
    this.reading?.abort.abort();
    this.#content = by;
  }

  #succeeded(next: Reading): LoadingEvent {
    const { inventory, readAt, service } = next;
    const { subscriptions, failures } = inventory;
    const isDown = subscriptions.length === 0 && failures.length > 0 && failures.every(isPassing);
    if (isDown && this.#content.kind !== 'nothing') return this.#outdated({ unlisted: failures }, failures[0]?.failure);
    this.#replace({ kind: 'read', reading: next, accounts: this.#accounts() });
    this.#source.onState(subscriptions.length > 0 ? 'ready' : failures.length > 0 ? 'error' : 'empty');
    if (subscriptions.length > 0) {
      this.#source.store?.write({ connection: service.connection.key, accounts: this.#accounts(), readAt, inventory });
    }
    return { kind: 'ended', outcome: 'read' };
  }

  #signedOut(): LoadingEvent {
    this.#replace({ kind: 'nothing' });
    this.#source.onState('signedOut');
    return { kind: 'ended', outcome: 'signedOut' };
  }

  #failed(error: unknown): LoadingEvent {
    const failure = failureOf(error);
    if (failure.code === 'signedOut' || failure.code === 'cancelled') return this.#signedOut();
    this.#source.note(error);
    if (isPassing({ failure }) && this.#content.kind !== 'nothing') return this.#outdated({ error }, failure);
    this.#replace({ kind: 'nothing' });
    this.#source.onState('error');
    return { kind: 'ended', outcome: { error } };
  }

  /** Keeps what is known, with the time at which it was read. */
  #outdated(outcome: LoadFailure, failure: Failure | undefined): LoadingEvent {
    const readAt = this.#content.kind === 'saved' ? this.#content.saved.readAt : this.reading?.readAt;
    this.#source.onState('ready', t`Last updated ${dateAndTime(readAt ?? new Date())}. ${whyOutdated(failure)}`);
    return { kind: 'ended', outcome };
  }

  /** Aborts reads below unfolded rows. What was read stays, and later reads continue from it. */
  #abortDetails(): void {
    const reading = this.reading;
    reading?.abort.abort();
    if (reading) reading.abort = new AbortController();
  }

  async #lookUpSaved(): Promise<void> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, longestLookup, undefined));
    const saved = await Promise.race([this.#source.store?.read(), late]);
    if (saved && this.#content.kind === 'nothing' && !isLoading(this.#state)) this.#content = { kind: 'saved', saved };
  }

  #loaded(): LoadedInventory {
    const inventory = this.#content.kind === 'saved' ? this.#content.saved.inventory : this.reading?.inventory;
    return { inventory, isSaved: this.#content.kind === 'saved', ...lastFailureIn(this.#state) };
  }
}

/** "Can't be reached" is said only if there was no answer at all. */
function whyOutdated(failure: Failure | undefined): string {
  if (failure?.code === 'throttled') return t`Azure is throttling requests.`;
  return failure?.status === undefined ? t`Can't reach Azure.` : t`Azure returns errors.`;
}

const refreshing = say`From the last session. Refreshing...`;

function isOld(reading: Reading | undefined): boolean {
  return reading !== undefined && Date.now() - reading.readAt.getTime() > freshFor;
}

/** True if the failure says nothing about what the user may see. */
function isPassing({ failure }: { readonly failure: Failure }): boolean {
  return failure.code === 'unexpected' || failure.code === 'throttled';
}
