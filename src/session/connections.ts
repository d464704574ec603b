/** Which connection is current: remembered across sessions, opened on first use. Light; the heavy part is `openConnection.ts`. */
import { rm } from 'node:fs/promises';
import type { Disposable, ExtensionContext } from 'vscode';
import { authentication, EventEmitter, workspace } from 'vscode';
import type { IdentityService } from '../app/identityService.ts';
import { inOrder } from '../async/inOrder.ts';
import { IdentityError } from '../errors.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { decidingSettings } from '../host/ownSetting.ts';
import { authenticationSetting, azureResourcesSelection } from '../host/settings.ts';
import type { Funnel } from '../host/window/errorReporter.ts';
import { warn } from '../host/window/notify.ts';
import type { ConnectionKind } from '../manifest.ts';
import type { Open, Place } from './openConnection.ts';
import type { RememberedConnection } from './rememberedConnection.ts';
import { rememberedIn } from './rememberedConnection.ts';
import type { Viewer } from './signedInAccounts.ts';
import { rememberedViewer, viewerOf } from './signedInAccounts.ts';
import type { SignInWish } from '../host/accounts/account.ts';

/** The current connection, and every way to change it. */
export interface Connections extends Disposable {
  /** Opens what is remembered, once; `undefined` where there is nothing, or nobody is signed in. */
  open(): Promise<IdentityService | undefined>;
  /** As `open`; rejects with `signedOut` where there is none. */
  service(): Promise<IdentityService>;
  /** The service that is open now. */
  readonly current: IdentityService | undefined;
  readonly kind: ConnectionKind;
  /** Who is signed in on the connection that is open now, by ids. */
  readonly accounts: readonly string[];
  /** Who looks now, or would if what is remembered were opened; `undefined` as `signedInAccounts.ts` says. */
  viewer(): Promise<Viewer | undefined>;
  signIn(wish?: SignInWish): Promise<void>;
  startDemo(): Promise<void>;
  resetDemo(): Promise<void>;
  connectEmulator(url: string): Promise<void>;
  /** Shows clusters from files until they are left; what is remembered stays so. */
  openFiles(paths: readonly string[]): Promise<void>;
  /** Ends the connection and forgets it; from files it goes back to what is remembered. */
  leave(): Promise<void>;
  activeSubscription(): string | undefined;
  setActiveSubscription(id: string | undefined): Promise<void>;
  /** The subscriptions to show: the active one, else those that were chosen; `undefined`: all. */
  shownSubscriptions(): readonly string[] | undefined;
  selectSubscriptions(ids: readonly string[] | undefined): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

/** Connections that are remembered in the extension's storage. Nothing is opened yet. */
export function createConnections(
  { globalState, globalStorageUri, extension }: ExtensionContext,
  funnel: Funnel,
): Connections {
  const { version } = extension.packageJSON as { version: string };
  const place: Place = {
    folder: globalStorageUri.fsPath,
    userAgent: `aks-identity/${version}`,
    onDamaged(message) {
      funnel.info(message);
      void warn(message);
    },
    onNote: (sentence) => funnel.info(sentence),
  };
  const remembered = rememberedIn(globalState);
  const changed = new EventEmitter<void>();
  let current: Open | undefined;
  let opening: Promise<IdentityService | undefined> | undefined;
  /** Who was signed in when it was last looked. */
  let who = '';

  const showsFiles = (): boolean => current?.service.connection.kind === 'file';

  /** Changes of the connection happen one after the other. */
  const inTurn = inOrder();

  /** Waiting for runs ends; they can be resumed on the same connection. */
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

  /** `undefined` where nobody is signed in; nobody is asked. */
  async function openedAzure(open: Open): Promise<Open | undefined> {
    who = await whoIn(open);
    return who === '' ? undefined : open;
  }

  async function opened(what: RememberedConnection): Promise<Open | undefined> {
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
      if (current || !what) return current?.service;
      const found = await opened(what);
      if (found) await use(found, what);
      return found?.service;
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
    await inTurn(async () => {
      const found = await opened(what);
      if (found) await use(found, what);
    });
  }

  /**
   * One more account or directory joins what is open: changes that are under way go on. While the person is asked, which may
   * take long, they may go elsewhere.
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
      const found = before ? await opened({ kind: 'azure' }) : await openedAzure(open);
      if (!found) throw new IdentityError({ code: 'signedOut', message: 'Nobody is signed in to Azure.' });
      await use(found, { kind: 'azure' });
    });
  }

  /** VS Code's own accounts of this cloud sign in; with another way of signing in, or for another cloud, it is no news. */
  async function sessionsChanged(provider: string): Promise<void> {
    if (authenticationSetting() === 'vscode' && provider === currentCloud().provider) await accountsChanged();
  }

  /** Somebody signed in or out, or a token was renewed. Only the first two change what is shown; nothing is asked. */
  async function accountsChanged(): Promise<void> {
    const open = current;
    if (!open?.accounts) return reopenAzure();
    const now = await whoIn(open);
    if (open !== current || now === who) return;
    who = now;
    if (now !== '') return changed.fire();
    await inTurn(async () => {
      if (open === current) await use(undefined, { kind: 'azure' });
    });
  }

  /**
   * Other settings count, or somebody signed in: Azure is opened again, without asking. Where that fails, what was open by
   * the settings of before ends all the same. Files stay until they are left.
   */
  async function reopenAzure(): Promise<void> {
    await inTurn(async () => {
      if (remembered.connection()?.kind !== 'azure' || showsFiles()) return;
      let found: Open | undefined;
      try {
        found = await opened({ kind: 'azure' });
      } finally {
        await use(found, { kind: 'azure' });
      }
    });
  }

  const accounts = (): readonly string[] => (current?.accounts ? who.split(' ').filter(Boolean) : []);
  const currentKey = (): string | undefined => current?.service.connection.key;

  function activeSubscription(): string | undefined {
    const key = currentKey();
    return key === undefined ? undefined : remembered.active(key);
  }

  /** What was chosen here; before anything was, what is selected in the extension Azure Resources. */
  function selected(): readonly string[] | undefined {
    const open = current;
    if (!open) return undefined;
    const chosen = remembered.selected(open.service.connection.key);
    if (chosen !== undefined) return chosen === 'all' ? undefined : chosen;
    return open.accounts ? azureResourcesSelection() : undefined;
  }

  const watchers = [
    // Nobody asked for anything here: what fails is noted, and shown by the view that finds it, too.
    authentication.onDidChangeSessions(({ provider }) => {
      sessionsChanged(provider.id).catch((error: unknown) => funnel.note(error));
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (decidingSettings.some((name) => change.affectsConfiguration(name))) void funnel.run(reopenAzure);
    }),
  ];

  return {
    open,
    async service() {
      const service = await open();
      if (service) return service;
      throw new IdentityError({ code: 'signedOut', message: 'There is no connection: sign in, or start the demo.' });
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
    viewer: async () =>
      current ? viewerOf(current.service.connection, accounts()) : rememberedViewer(remembered.connection()),
    signIn,
    async startDemo() {
      if (current?.service.connection.kind !== 'demo') await connect({ kind: 'demo' });
    },
    async resetDemo() {
      await inTurn(async () => {
        if (current?.service.connection.kind === 'demo') await close();
        const { demoFile } = await import('./openConnection.ts');
        await rm(demoFile(place), { force: true });
        const found = await opened({ kind: 'demo' });
        await found?.service.clearActivity();
        await use(found, { kind: 'demo' });
      });
    },
    connectEmulator: (url) => connect({ kind: 'emulator', url }),
    openFiles: (paths) =>
      inTurn(async () => {
        const room = await import('./openConnection.ts');
        await use(await room.openFiles(place, paths), remembered.connection());
      }),
    leave: () => inTurn(() => use(undefined, showsFiles() ? remembered.connection() : undefined)),
    activeSubscription,
    async setActiveSubscription(id) {
      const key = currentKey();
      if (key !== undefined) await remembered.setActive(key, id);
      changed.fire();
    },
    shownSubscriptions() {
      const active = activeSubscription();
      return active === undefined ? selected() : [active];
    },
    async selectSubscriptions(ids) {
      const key = currentKey();
      if (key === undefined) return;
      await remembered.setSelected(key, ids ?? 'all');
      changed.fire();
    },
    onDidChange: (listener) => changed.event(listener),
    dispose() {
      for (const watcher of watchers) watcher.dispose();
      current?.dispose();
      changed.dispose();
    },
  };
}

/** Who is signed in, as one text to compare. */
async function whoIn({ accounts }: Open): Promise<string> {
  const all = await accounts?.list();
  return (all ?? [])
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
}
