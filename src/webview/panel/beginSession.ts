/** What a panel does in VS Code besides its page; loaded with the first panel. */
import { Uri, commands, env, window, workspace, type WebviewPanel } from 'vscode';
import type { CommandId } from '../../contributions.ts';
import type { IdentityService } from '../../app/identityService.ts';
import * as kubectl from '../../host/kubectl.ts';
import { allowNames } from '../../host/window/askDirectory.ts';
import type { Funnel } from '../../host/window/errorReporter.ts';
import type { PanelTarget } from '../../manifest.ts';
import type { SavedPicture } from '../protocol/map.ts';
import type { Memento } from '../protocol/memento.ts';
import type { Opening } from './doors.ts';
import type { DiscardedBy } from './planning.ts';
import { Session } from './session.ts';
import { readSshKeys } from './sshKeys.ts';
import { defined } from '../../shape/defined.ts';
import { say, type Words } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What a session needs from the extension. */
export interface SessionSurroundings {
  readonly funnel: Pick<Funnel, 'run' | 'note'>;
  /** Returns the service of the current connection; rejects if there is none. */
  readonly service: () => Promise<IdentityService>;
  /** Shows the row of a cluster in the tree, if the tree is visible. */
  readonly reveal: (clusterId: string) => void;
  /** Resolves when the views show what there is to read now. */
  readonly viewsDrawn?: () => Promise<void>;
}

/** What a session needs from the window that it is in. */
interface SessionWindow extends SessionSurroundings {
  /** Called when it shows another run, or none. */
  readonly onRunInView: () => void;
}

export { parseMemento } from '../protocol/memento.ts';

/** Starts the session of a panel. */
export function beginSession(
  view: WebviewPanel,
  from: PanelTarget | Memento,
  { funnel, service, reveal, viewsDrawn, onRunInView }: SessionWindow,
): Session {
  return new Session(from, {
    service,
    post: (state) => void view.webview.postMessage(state),
    copy: async (text) => env.clipboard.writeText(text),
    save: savePicture,
    openYaml: async (content) => {
      await window.showTextDocument(await workspace.openTextDocument({ content, language: 'yaml' }));
    },
    kubectl,
    allowNames,
    mayDiscard,
    onRunInView,
    note: (error) => funnel.note(error),
    open: (opening, target) => {
      void commands.executeCommand(commandOf[opening], target);
    },
    reveal,
    ...defined({ viewsDrawn }),
    close: () => {
      void funnel.run(() => closeAndGoOn(view));
    },
    sshKeys: readSshKeys,
    now: () => new Date(),
  });
}

/**
 * Closes a panel; if it had the focus, the editor that is shown then gets it, because VS Code would leave it nowhere.
 * Both happen in one call, so that the focus doesn't arrive after the user has moved on.
 */
async function closeAndGoOn(view: WebviewPanel): Promise<void> {
  if (!view.active || window.tabGroups.activeTabGroup.activeTab?.label !== view.title) {
    view.dispose();
    return;
  }
  await commands.executeCommand('runCommands', {
    commands: ['workbench.action.closeActiveEditor', 'workbench.action.focusActiveEditorGroup'],
  });
}

const commandOf = {
  accept: 'aksIdentity.acceptFinding',
  stopAccepting: 'aksIdentity.stopAccepting',
  portal: 'aksIdentity.openInPortal',
  json: 'aksIdentity.viewJson',
  log: 'aksIdentity.showLog',
  signIn: 'aksIdentity.signIn',
  cluster: 'aksIdentity.showPanel',
  identity: 'aksIdentity.assignRole',
  leftovers: 'aksIdentity.reviewLeftovers',
  undo: 'aksIdentity.undo',
  report: 'aksIdentity.showReport',
  export: 'aksIdentity.exportReport',
  files: 'aksIdentity.openClusterJson',
  map: 'aksIdentity.showIdentityMap',
  fix: 'aksIdentity.fixFinding',
  changes: 'aksIdentity.showPanel',
  group: 'aksIdentity.createIdentity',
  credentials: 'aksIdentity.getCredentials',
  nodeImages: 'aksIdentity.upgradeNodeImages',
  registries: 'aksIdentity.attachRegistry',
} as const satisfies Readonly<Record<Opening, CommandId>>;

const discardedBy: Readonly<Record<DiscardedBy, Words>> = {
  another: say`Another change was started here. What you entered for the previous one has not been applied.`,
  closing: say`What you entered has not been applied, and is not kept.`,
};

async function mayDiscard(because: DiscardedBy): Promise<boolean> {
  const discard = t`Discard`;
  const detail = shownText(discardedBy[because]);
  return (await window.showWarningMessage(t`Discard what you entered?`, { modal: true, detail }, discard)) === discard;
}

async function savePicture(picture: SavedPicture, name: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = await window.showSaveDialog({
    defaultUri: folder ? Uri.joinPath(folder, name) : Uri.file(name),
    filters: picture.format === 'svg' ? { SVG: ['svg'] } : { PNG: ['png'] },
  });
  if (!file) return;
  const content = picture.format === 'svg' ? new TextEncoder().encode(picture.svg) : Buffer.from(picture.png, 'base64');
  await workspace.fs.writeFile(file, content);
}
