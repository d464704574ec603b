import type { IdentityService } from '../../app/identityService.ts';
import { coalesced } from '../../async/coalesce.ts';
import { dateAndTime } from '../../domain/words/dateTime.ts';
import type { Failure } from '../../errors.ts';
import { failureOf, IdentityError } from '../../errors.ts';
import type { ViewState } from '../../manifest.ts';
import type { Inventory, Unlisted } from './inventory.ts';
import type { Reading } from './reading.ts';
import { readInventory } from './reading.ts';

/** What the last session saw, and who was signed in then. */
export interface Kept {
  readonly connection: string;
  readonly accounts: readonly string[];
  readonly readAt: Date;
  readonly inventory: Inventory;
}

/** Where what was seen is kept from one session to the next. */
export interface KeptInventory {
  /** What the person who is signed in now saw last; found without connecting. */
  read(): Promise<Kept | undefined>;
  write(kept: Kept): void;
}

/** What reading needs from outside. */
export interface LatestSource {
  /** The connected service, connected now if it is remembered; `undefined` where there is none. */
  service(): Promise<IdentityService | undefined>;
  /** The subscriptions to show; `undefined`: all. */
  shownSubscriptions(): readonly string[] | undefined;
  /** Who is signed in, by ids; left out where nobody has to be. */
  accounts?(): readonly string[];
  readonly kept?: KeptInventory;
  /** What the view is about to show, and words to stand above its rows. */
  tell(state: ViewState, words?: string): void;
  /** For the log. */
  note(error: unknown): void;
}

/** What there is to show. */
export interface Shown {
  /** `undefined` where nothing is known. */
  readonly inventory: Inventory | undefined;
  /** From the last session, or read in this one. */
  readonly isKept: boolean;
  /** Why there is nothing newer. */
  readonly error?: unknown;
  readonly unlisted?: readonly Unlisted[];
}

/** What is known of subscriptions and clusters: that of the last session at once, then what is read, and read again. */
export interface Latest {
  readonly reading: Reading | undefined;
  /** While it reads; `onNews` is told when it has. */
  readonly isReading: boolean;
  /** Resolved once what is known without reading is shown, and something heavy may be loaded. */
  readonly begun: Promise<void>;
  /** What to show now. Reads first where nothing is known; a reading that was asked for is waited for. */
  shown(): Promise<Shown>;
  /** The newest reading, waited for where none has ended yet. */
  whenRead(): Promise<Reading | undefined>;
  /** Reads everything again; whatever is being read ends. While the view is hidden that waits until it is shown. */
  refresh(): void;
  /** As `refresh`, after what is being read: for news, which may come faster than everything can be read. */
  renew(): void;
  setVisible(isVisible: boolean): void;
  dispose(): void;
}

interface Asked {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** The rows of the last session are on the screen before anything heavy is loaded: so long, in milliseconds. */
const firstGlance = 50;
/** So long, in milliseconds, the rows of the last session are waited for; who is signed in may take a while to tell. */
const longestLookBack = 500;
/** After that time out of sight everything is read again, in milliseconds. */
const freshFor = 5 * 60_000;
/** So many readings in a row are ended by a refresh; the next comes to its end, however often a refresh is asked for. */
const mostOvertaken = 3;

/** Nothing is read before it is asked for. `onNews` is told when there is something else to show. */
export function createLatest(source: LatestSource, onNews: () => void): Latest {
  let kept: Kept | undefined;
  let keptRead: Promise<void> | undefined;
  let reading: Reading | undefined;
  let readFor: readonly string[] = [];
  let asked: Asked | undefined;
  let failed: Pick<Shown, 'error' | 'unlisted'> = {};
  let [isVisible, isStale, isOut, again, overtaken] = [true, false, false, false, 0];
  /** The reading that waits for its connection, and how often a refresh was asked for. */
  let connecting: AbortSignal | undefined;
  let refreshes = 0;
  const begun = Promise.withResolvers<void>();
  const readSoon = coalesced(() => asked ?? begin(true), firstGlance);
  const accounts = (): readonly string[] => source.accounts?.() ?? [];

  function begin(isAnnounced: boolean): void {
    const abort = new AbortController();
    const ended = (): void => {
      asked = undefined;
      overtaken = 0;
      if (isAnnounced) onNews();
      if (again) begin(true);
    };
    isStale = isOut = again = false;
    begun.resolve();
    const isMine = (): boolean => asked === mine;
    const done = read(abort.signal).then(
      (next) => {
        if (!isMine()) return next?.abort.abort();
        take(next);
        ended();
      },
      (error: unknown) => {
        if (!isMine()) return;
        fail(error);
        ended();
      },
    );
    const mine = { abort, done };
    asked = mine;
  }

  async function read(signal: AbortSignal): Promise<Reading | undefined> {
    if (kept) source.tell('ready', beingRead);
    else if (!reading) source.tell('loading');
    const service = await connected(signal);
    if (signal.aborted) throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
    if (service) forgetOthers(service);
    return service && readInventory(service, source.shownSubscriptions(), reading, signal);
  }

  /** The service to read from. Opening a connection asks for a refresh: it is the reading that waits for it. */
  async function connected(signal: AbortSignal): Promise<IdentityService | undefined> {
    connecting = signal;
    try {
      for (;;) {
        const before = refreshes;
        const service = await source.service();
        if (before === refreshes) return service;
      }
    } finally {
      if (connecting === signal) connecting = undefined;
    }
  }

  /** What another connection showed, or somebody who has signed out since, is shown no more. */
  function forgetOthers(service: IdentityService): void {
    const areIn = (ids: readonly string[]): boolean => ids.every((id) => accounts().includes(id));
    if (kept && (kept.connection !== service.connection.key || !areIn(kept.accounts))) kept = undefined;
    if (reading && (reading.service !== service || !areIn(readFor))) forget();
  }

  function forget(): void {
    reading?.abort.abort();
    [reading, failed] = [undefined, {}];
  }

  function take(next: Reading | undefined): void {
    const { subscriptions = [], failures = [] } = next?.inventory ?? {};
    const isDown = subscriptions.length === 0 && failures.length > 0 && failures.every(isPassing);
    if (next && isDown && (kept ?? reading)) {
      failed = { unlisted: failures };
      return tellOld();
    }
    forget();
    [reading, readFor, kept] = [next, accounts(), undefined];
    isOut = next === undefined;
    if (next === undefined) return source.tell('signedOut');
    source.tell(subscriptions.length > 0 ? 'ready' : failures.length > 0 ? 'error' : 'empty');
    if (subscriptions.length > 0) keep(next);
  }

  function keep({ service, readAt, inventory }: Reading): void {
    source.kept?.write({ connection: service.connection.key, accounts: readFor, readAt, inventory });
  }

  function fail(error: unknown): void {
    const failure = failureOf(error);
    isOut = failure.code === 'signedOut' || failure.code === 'cancelled';
    if (!isOut) source.note(error);
    if (!isOut && isPassing({ failure }) && (kept ?? reading)) {
      failed = { error };
      return tellOld();
    }
    forget();
    kept = undefined;
    failed = isOut ? {} : { error };
    source.tell(isOut ? 'signedOut' : 'error');
  }

  function tellOld(): void {
    const readAt = (kept ?? reading)?.readAt ?? new Date();
    source.tell('ready', `From ${dateAndTime(readAt)}. Azure can't be read now.`);
  }

  async function readKept(): Promise<void> {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, longestLookBack, undefined));
    const found = await Promise.race([source.kept?.read(), late]);
    if (!reading && !asked) kept = found;
  }

  /** The end of what was asked for last, also where that was overtaken meanwhile. */
  async function settled(): Promise<void> {
    for (let mine = asked; mine; mine = mine.abort.signal.aborted ? asked : undefined) await mine.done;
  }

  const hasFailed = (): boolean => failed.error !== undefined || failed.unlisted !== undefined;
  const isWaiting = (): boolean => !isVisible && isStale;

  return {
    get reading() {
      return reading;
    },
    get isReading() {
      return asked !== undefined;
    },
    begun: begun.promise,
    async shown() {
      await (keptRead ??= readKept());
      if (kept && !reading) {
        if (!hasFailed()) source.tell('ready', beingRead);
        if (!asked && !hasFailed() && !isWaiting()) readSoon();
        return { inventory: kept.inventory, isKept: true, ...failed };
      }
      if (!asked && !reading && !hasFailed() && !isOut && !isWaiting()) begin(false);
      await settled();
      return { inventory: reading?.inventory ?? kept?.inventory, isKept: !reading && kept !== undefined, ...failed };
    },
    async whenRead() {
      if (!reading && !asked && !isOut && !isWaiting()) begin(true);
      await settled();
      return reading;
    },
    refresh() {
      refreshes += 1;
      if (asked && asked.abort.signal === connecting) return;
      reading?.abort.abort();
      if (reading) reading.abort = new AbortController();
      if (!isVisible) isStale = true;
      else if (asked && overtaken >= mostOvertaken) again = true;
      else {
        overtaken += asked ? 1 : 0;
        asked?.abort.abort();
        begin(true);
      }
    },
    renew() {
      if (!isVisible) isStale = true;
      else if (asked) again = true;
      else begin(true);
    },
    setVisible(visible) {
      if (visible === isVisible) return;
      isVisible = visible;
      if (visible) {
        const isOld = reading !== undefined && Date.now() - reading.readAt.getTime() > freshFor;
        if (isStale || isOld || hasFailed()) begin(true);
        return;
      }
      readSoon.dispose();
      isStale ||= asked !== undefined || again || kept !== undefined;
      stop();
    },
    dispose() {
      readSoon.dispose();
      stop();
    },
  };

  /** Ends whatever is being read. What has been read stays, and can be read on from. */
  function stop(): void {
    asked?.abort.abort();
    [asked, again] = [undefined, false];
    reading?.abort.abort();
    if (reading) reading.abort = new AbortController();
  }
}

const beingRead = 'From the last session. Refreshing...';

/** True where it says nothing about what the person may see. */
function isPassing({ failure }: { readonly failure: Failure }): boolean {
  return failure.code === 'unexpected' || failure.code === 'throttled';
}
