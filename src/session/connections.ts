/**
 * The current connection: it is remembered across sessions and opened on first use. This file is light; the heavy part
 * is `openConnection.ts`.
 */
import { rm } from 'node:fs/promises';
import { authentication, EventEmitter, workspace, type Disposable, type ExtensionContext } from 'vscode';
import type { DecisionSource } from '../app/decisionSource.ts';
import type { IdentityService } from '../app/identityService.ts';
import { inOrder } from '../async/inOrder.ts';
import { IdentityError } from '../errors.ts';
import type { SignInWish } from '../host/accounts/account.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { decidingSettings } from '../host/ownSetting.ts';
import { authenticationSetting } from '../host/settings.ts';
import type { Funnel } from '../host/window/errorReporter.ts';
import { warn } from '../host/window/notify.ts';
import type { ConnectionKind } from '../manifest.ts';
import type { Open, ConnectionPlace } from './openConnection.ts';
import { rememberedIn, type RememberedConnection } from './rememberedConnection.ts';
import { rememberedUser, userOf, type SessionUser } from './signedInAccounts.ts';
import { createSubscriptionChoice, type SubscriptionChoice } from './subscriptionChoice.ts';
import { say } from '../sentences/words.ts';

/** Gives the current connection, and every way to change it. */
export interface Connections extends SubscriptionChoice, Disposable {
  /** Opens the remembered connection, once; returns `undefined` if there is none, or if no one is signed in. */
  open(): Promise<IdentityService | undefined>;
  /** Opens as `open` does, but rejects with `signedOut` if there is no connection. */
  service(): Promise<IdentityService>;
  /** The service of the open connection. */
  readonly current: IdentityService | undefined;
  readonly kind: ConnectionKind;
  /** The ids of the accounts that are signed in on the open connection. */
  readonly accounts: readonly string[];
  /** Returns the user of the open connection, or of the remembered one; `undefined` as `signedInAccounts.ts` says. */
  user(): Promise<SessionUser | undefined>;
  signIn(wish?: SignInWish): Promise<void>;
  startDemo(): Promise<void>;
  resetDemo(): Promise<void>;
  connectEmulator(url: string): Promise<void>;
  /** As `connectEmulator`, for another caller than the user: rejects with `conflict` while a change of theirs is under way. */
  connectEmulatorIfIdle(url: string): Promise<void>;
  /** Shows clusters from files until the user leaves them; what is remembered stays as it is. */
  openFiles(paths: readonly string[]): Promise<void>;
  /** Ends the connection and forgets it; leaving files goes back to the remembered connection. */
  leave(): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

const azure = { kind: 'azure' } as const;

/** Creates the connections that are remembered in the extension's storage, and opens nothing yet. */
export function createConnections(
  { globalState, globalStorageUri, extension }: ExtensionContext,
  funnel: Funnel,
  decisions?: DecisionSource,
): Connections {
  const { version } = extension.packageJSON as { version: string };
  const place: ConnectionPlace = {
    folder: globalStorageUri.fsPath,
    userAgent: `aks-identity/${version}`,
    onDamaged(message) {
      funnel.info(message);
      void warn(message);
    },
    onNote: (sentence) => funnel.info(sentence),
    ...(decisions ? { decisions } : {}),
  };
  const remembered = rememberedIn(globalState);
  const changed = new EventEmitter<void>();
  let current: Open | undefined;
  let opening: Promise<IdentityService | undefined> | undefined;
  /** The accounts that were signed in at the last look, as one text. */
  let signedIn = '';

  const showsFiles = (): boolean => current?.service.connection.kind === 'file';

  /** Changes the connection after all earlier changes have ended. */
  const inTurn = inOrder();

  /** Stops waiting for runs, which can be resumed on the same connection. */
  async function close(): Promise<void> {
    const open = current;
    current = undefined;
    opening = undefined;
    if (!open) return;
    await open.service.stopAll();
    open.dispose();
  }

  async function use(open: Open | undefined, as: RememberedConnection | undefined): Promise<void> {
    await close();
    current = open;
    opening = open && Promise.resolve(open.service);
    await remembered.setConnection(as);
    changed.fire();
  }

  /** Returns `undefined` if no one is signed in, and never asks anyone to sign in. */
  async function openedAzure(open: Open): Promise<Open | undefined> {
    signedIn = await accountsOf(open);
    return signedIn === '' ? undefined : open;
  }

  async function openRemembered(what: RememberedConnection): Promise<Open | undefined> {
    const room = await import('./openConnection.ts');
    switch (what.kind) {
      case 'azure':
        return openedAzure(await room.openAzure(place));
      case 'demo':
        return room.openDemo(place);
      case 'emulator':
        return room.openEmulator(place, what.url);
    }
  }

  function open(): Promise<IdentityService | undefined> {
    if (opening) return opening;
    const mine = inTurn(async () => {
      const what = remembered.connection();
      return current || !what ? current?.service : goTo(what);
    });
    opening = mine;
    mine.then(
      (service) => service ?? forgetOpening(mine),
      () => forgetOpening(mine),
    );
    return mine;
  }

  function forgetOpening(mine: typeof opening): void {
    if (opening === mine) opening = undefined;
  }

  async function connect(what: RememberedConnection): Promise<void> {
    await inTurn(() => goTo(what));
  }

  /** Uses another connection, unless it needs an account and no one is signed in. */
  async function goTo(what: RememberedConnection, assertMayLeave = () => {}): Promise<IdentityService | undefined> {
    assertMayLeave();
    const found = await openRemembered(what);
    try {
      assertMayLeave();
    } catch (error) {
      found?.dispose();
      throw error;
    }
    if (found) await use(found, what);
    return found?.service;
  }

  function assertIdle(): void {
    const [title] = current?.service.underWay() ?? [];
    if (title === undefined) return;
    const message = say`"${title}" is running, and connecting elsewhere would end it. Connect when it has finished, or let the user do it.`;
    throw new IdentityError({ code: 'conflict', message });
  }

  /**
   * Adds an account or directory to what is open, so that changes under way continue. While the user is asked, which may
   * take long, they may choose another connection.
   */
  async function signIn(wish: SignInWish = {}): Promise<void> {
    const before = current?.accounts ? current : undefined;
    const open: Open = before ?? (await (await import('./openConnection.ts')).openAzure(place));
    await open.accounts?.signIn(wish);
    await inTurn(async () => {
      if (current?.accounts) {
        await openedAzure(current);
        return changed.fire();
      }
      const found = before ? await openRemembered(azure) : await openedAzure(open);
      if (!found) throw new IdentityError({ code: 'signedOut', message: "You're not signed in to Azure." });
      await use(found, azure);
    });
  }

  /**
   * Reacts to VS Code's own accounts of this cloud; with another way of signing in, or for another cloud, they do not
   * matter.
   */
  async function sessionsChanged(provider: string): Promise<void> {
    if (authenticationSetting() === 'vscode' && provider === currentCloud().provider) await accountsChanged();
  }

  /** Someone signed in or out, or a token was renewed. Only the first two change what is shown; no one is asked. */
  async function accountsChanged(): Promise<void> {
    const open = current;
    if (!open?.accounts) return reopenAzure();
    const now = await accountsOf(open);
    if (open !== current || now === signedIn) return;
    signedIn = now;
    if (now !== '') return changed.fire();
    await inTurn(async () => {
      if (open === current) await use(undefined, azure);
    });
  }

  /**
   * Opens Azure again, without asking, after a change of settings or a sign-in. If that fails, what was open under the
   * previous settings ends all the same. Files stay until the user leaves them.
   */
  async function reopenAzure(): Promise<void> {
    await inTurn(async () => {
      if (remembered.connection()?.kind !== 'azure' || showsFiles()) return;
      let found: Open | undefined;
      try {
        found = await openRemembered(azure);
      } finally {
        await use(found, azure);
      }
    });
  }

  const accounts = (): readonly string[] => (current?.accounts ? signedIn.split(' ').filter(Boolean) : []);
  const watchers = [
    // This was not requested by anyone: a failure is logged, and the view that meets it shows it, too.
    authentication.onDidChangeSessions(({ provider }) => {
      sessionsChanged(provider.id).catch((error: unknown) => funnel.note(error));
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (decidingSettings.some((name) => change.affectsConfiguration(name))) void funnel.run(reopenAzure);
    }),
  ];

  return {
    ...createSubscriptionChoice(
      remembered,
      () => current,
      () => changed.fire(),
    ),
    open,
    async service() {
      const service = await open();
      if (service) return service;
      throw new IdentityError({ code: 'signedOut', message: "You're not signed in.", notConnected: true });
    },
    get current() {
      return current?.service;
    },
    get kind() {
      return current?.service.connection.kind ?? 'none';
    },
    get accounts() {
      return accounts();
    },
    user: async () =>
      current ? userOf(current.service.connection, accounts()) : rememberedUser(remembered.connection()),
    signIn,
    async startDemo() {
      if (current?.service.connection.kind !== 'demo') await connect({ kind: 'demo' });
    },
    async resetDemo() {
      await inTurn(async () => {
        if (current?.service.connection.kind === 'demo') await close();
        const { demoFile } = await import('./openConnection.ts');
        await rm(demoFile(place), { force: true });
        const found = await openRemembered({ kind: 'demo' });
        await found?.service.clearActivity();
        await use(found, { kind: 'demo' });
      });
    },
    connectEmulator: (url) => connect({ kind: 'emulator', url }),
    connectEmulatorIfIdle: async (url) => void (await inTurn(() => goTo({ kind: 'emulator', url }, assertIdle))),
    openFiles: (paths) =>
      inTurn(async () => {
        const room = await import('./openConnection.ts');
        await use(await room.openFiles(place, paths), remembered.connection());
      }),
    leave: () => inTurn(() => use(undefined, showsFiles() ? remembered.connection() : undefined)),
    onDidChange: (listener) => changed.event(listener),
    dispose() {
      for (const watcher of watchers) watcher.dispose();
      current?.dispose();
      changed.dispose();
    },
  };
}

/** Returns the ids of the accounts that are signed in, as one text to compare. */
async function accountsOf({ accounts }: Open): Promise<string> {
  const all = await accounts?.list();
  return (all ?? [])
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}
