/**
 * The current connection, which is remembered across sessions and opened on first use. This file is light; the heavy
 * part is `openConnection.ts`.
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
import { authenticationSetting, azureResourcesSelection } from '../host/settings.ts';
import type { Funnel } from '../host/window/errorReporter.ts';
import { showWarning } from '../host/window/notify.ts';
import type { ConnectionKind } from '../manifest.ts';
import { loadInSteps } from './loadInSteps.ts';
import type { OpenConnection, ConnectionPlace } from './openConnection.ts';
import { rememberConnectionIn, type Remembered, type RememberedConnection } from './rememberedConnection.ts';
import { rememberedUser, userOf, type SessionUser } from './signedInAccounts.ts';
import { shownText } from '../sentences/language.ts';
import { keyOfWords, say } from '../sentences/words.ts';
import { defined } from '../shape/defined.ts';

const azure = { kind: 'azure' } as const;

/** The current connection, and every way to change it; it is remembered in the extension's storage. Nothing is open at first. */
export class Connections implements Disposable {
  readonly #place: ConnectionPlace;
  readonly #remembered: Remembered;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #watchers: readonly Disposable[];
  /** Changes the connection after all earlier changes have ended. */
  readonly #inTurn = inOrder();
  #current: OpenConnection | undefined;
  #opening: Promise<IdentityService | undefined> | undefined;
  /** The accounts that were signed in at the last check, as one text. */
  #signedIn = '';

  constructor(
    { globalState, globalStorageUri, extension }: ExtensionContext,
    funnel: Funnel,
    decisions?: DecisionSource,
  ) {
    this.#remembered = rememberConnectionIn(globalState);
    this.#place = {
      folder: globalStorageUri.fsPath,
      userAgent: `aks-identity/${(extension.packageJSON as { version: string }).version}`,
      onDamaged(message) {
        funnel.info(keyOfWords(message));
        void showWarning(shownText(message));
      },
      onNote: (sentence) => funnel.info(sentence),
      ...defined({ decisions }),
    };
    this.#watchers = [
      // No one asked for anything here, so a failure is noted, and the view shows it when it finds it, too.
      authentication.onDidChangeSessions(({ provider }) => {
        this.#sessionsChanged(provider.id).catch((error: unknown) => funnel.note(error));
      }),
      workspace.onDidChangeConfiguration((change) => {
        const isDeciding = decidingSettings.some((name) => change.affectsConfiguration(name));
        if (isDeciding) void funnel.run(() => this.#reopenAzure());
      }),
    ];
  }

  /** The service of the open connection. */
  get current(): IdentityService | undefined {
    return this.#current?.service;
  }

  get kind(): ConnectionKind {
    return this.current?.connection.kind ?? 'none';
  }

  /** The ids of the accounts that are signed in on the open connection. */
  get accounts(): readonly string[] {
    return this.#current?.accounts ? this.#signedIn.split(' ').filter(Boolean) : [];
  }

  /** Opens the remembered connection, once; returns `undefined` if there is none, or if no one is signed in. */
  open(): Promise<IdentityService | undefined> {
    if (this.#opening) return this.#opening;
    const connecting = this.#inTurn(async () => {
      const remembered = this.#remembered.connection();
      return this.#current || !remembered ? this.current : this.#goTo(remembered);
    });
    const forget = (): unknown => this.#opening === connecting && (this.#opening = undefined);
    this.#opening = connecting;
    connecting.then((service) => service ?? forget(), forget);
    return connecting;
  }

  /** Opens like `open`, but rejects with `signedOut` if there is no connection. */
  async service(): Promise<IdentityService> {
    const service = await this.open();
    if (service) return service;
    throw new IdentityError({ code: 'signedOut', message: say`You're not signed in.`, notConnected: true });
  }

  /** Returns the user of the open connection, or of the remembered one; `undefined` as in `signedInAccounts.ts`. */
  async user(): Promise<SessionUser | undefined> {
    return this.current
      ? userOf(this.current.connection, this.accounts)
      : rememberedUser(this.#remembered.connection());
  }

  /**
   * Adds an account or directory to the open connection, so that running changes continue. While the user is asked,
   * which may take long, they may choose another connection.
   */
  async signIn(wish: SignInWish = {}): Promise<void> {
    const before = this.#current?.accounts ? this.#current : undefined;
    const open: OpenConnection = before ?? (await (await loadInSteps()).openAzure(this.#place));
    await open.accounts?.signIn(wish);
    await this.#inTurn(async () => {
      if (this.#current?.accounts) {
        await this.#openedAzure(this.#current);
        return this.#changed.fire();
      }
      const opened = before ? await this.#openRemembered(azure) : await this.#openedAzure(open);
      if (!opened) throw new IdentityError({ code: 'signedOut', message: say`You're not signed in to Azure.` });
      await this.#use(opened, azure);
    });
  }

  async startDemo(): Promise<void> {
    if (this.kind !== 'demo') await this.#inTurn(() => this.#goTo({ kind: 'demo' }));
  }

  async resetDemo(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.kind === 'demo') await this.#close();
      const { demoFile } = await loadInSteps();
      await rm(demoFile(this.#place), { force: true });
      const opened = await this.#openRemembered({ kind: 'demo' });
      await opened?.service.clearActivity();
      await this.#use(opened, { kind: 'demo' });
    });
  }

  async connectEmulator(url: string): Promise<void> {
    await this.#inTurn(() => this.#goTo({ kind: 'emulator', url }));
  }

  /** Like `connectEmulator`, for callers other than the user: rejects with `conflict` while one of the user's changes is running. */
  async connectEmulatorIfIdle(url: string): Promise<void> {
    await this.#inTurn(() => this.#goTo({ kind: 'emulator', url }, () => this.#assertIdle()));
  }

  /** Shows clusters from files until the user leaves them; the remembered connection stays. */
  async openFiles(paths: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      const room = await loadInSteps();
      await this.#use(await room.openFiles(this.#place, paths), this.#remembered.connection());
    });
  }

  /** Ends the connection and forgets it; leaving files returns to the remembered connection. */
  async leave(): Promise<void> {
    await this.#inTurn(() => this.#use(undefined, this.kind === 'file' ? this.#remembered.connection() : undefined));
  }

  activeSubscription(): string | undefined {
    return this.current && this.#remembered.active(this.current.connection.key);
  }

  async setActiveSubscription(id: string | undefined): Promise<void> {
    if (this.current) await this.#remembered.setActive(this.current.connection.key, id);
    this.#changed.fire();
  }

  /**
   * Returns the subscriptions to show: the active one, otherwise the selected ones; `undefined` means all. Until
   * something is selected here, the selection in the extension Azure Resources counts.
   */
  shownSubscriptions(): readonly string[] | undefined {
    if (!this.#current) return undefined;
    const { key } = this.#current.service.connection;
    const active = this.#remembered.active(key);
    if (active !== undefined) return [active];
    const chosen = this.#remembered.selected(key);
    if (chosen !== undefined) return chosen === 'all' ? undefined : chosen;
    return this.#current.accounts ? azureResourcesSelection() : undefined;
  }

  async selectSubscriptions(ids: readonly string[] | undefined): Promise<void> {
    if (!this.current) return;
    await this.#remembered.setSelected(this.current.connection.key, ids ?? 'all');
    this.#changed.fire();
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#current?.dispose();
    this.#changed.dispose();
  }

  /** Stops waiting for runs, which can be resumed on the same connection. */
  async #close(): Promise<void> {
    const open = this.#current;
    this.#current = undefined;
    this.#opening = undefined;
    if (!open) return;
    await open.service.stopAll();
    open.dispose();
  }

  async #use(open: OpenConnection | undefined, as?: RememberedConnection): Promise<void> {
    await this.#close();
    this.#current = open;
    this.#opening = open && Promise.resolve(open.service);
    await this.#remembered.setConnection(as);
    this.#changed.fire();
  }

  /** Returns `undefined` if no one is signed in, and never asks anyone to sign in. */
  async #openedAzure(open: OpenConnection): Promise<OpenConnection | undefined> {
    this.#signedIn = await accountNames(open);
    return this.#signedIn === '' ? undefined : open;
  }

  async #openRemembered(connection: RememberedConnection): Promise<OpenConnection | undefined> {
    const room = await loadInSteps();
    switch (connection.kind) {
      case 'azure':
        return this.#openedAzure(await room.openAzure(this.#place));
      case 'demo':
        return room.openDemo(this.#place);
      case 'emulator':
        return room.openEmulator(this.#place, connection.url);
    }
  }

  /** Switches to another connection, unless it needs an account and no one is signed in. */
  async #goTo(connection: RememberedConnection, assertMayLeave = () => {}): Promise<IdentityService | undefined> {
    assertMayLeave();
    const opened = await this.#openRemembered(connection);
    try {
      assertMayLeave();
    } catch (error) {
      opened?.dispose();
      throw error;
    }
    if (opened) await this.#use(opened, connection);
    return opened?.service;
  }

  #assertIdle(): void {
    const [title] = this.current?.underWay() ?? [];
    if (title === undefined) return;
    const message = say`"${title}" is running, and connecting elsewhere would end it. Connect when it has finished, or let the user do it.`;
    throw new IdentityError({ code: 'conflict', message });
  }

  /**
   * Someone signed in or out, or a token was renewed. Only the first two change what is shown; no one is asked. With
   * another way of signing in, or for another cloud, VS Code's own accounts don't matter.
   */
  async #sessionsChanged(provider: string): Promise<void> {
    if (authenticationSetting() !== 'vscode' || provider !== currentCloud().provider) return;
    const open = this.#current;
    if (!open?.accounts) return this.#reopenAzure();
    const accountsNow = await accountNames(open);
    if (open !== this.#current || accountsNow === this.#signedIn) return;
    this.#signedIn = accountsNow;
    if (accountsNow !== '') return this.#changed.fire();
    await this.#inTurn(async () => {
      if (open === this.#current) await this.#use(undefined, azure);
    });
  }

  /**
   * Opens Azure again, without asking, after a change of settings or a sign-in. Even if that fails, the connection with
   * the previous settings ends. Files stay until the user leaves them.
   */
  async #reopenAzure(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#remembered.connection()?.kind !== 'azure' || this.kind === 'file') return;
      let opened: OpenConnection | undefined;
      try {
        opened = await this.#openRemembered(azure);
      } finally {
        await this.#use(opened, azure);
      }
    });
  }
}

/** Returns the ids of the accounts that are signed in, as one text to compare. */
async function accountNames({ accounts }: OpenConnection): Promise<string> {
  const signedIn = await accounts?.list();
  return (signedIn ?? [])
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}
