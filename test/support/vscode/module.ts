/** The one double of the module `vscode`: vitest.config.ts puts it in its place for all tests outside VS Code. */
import { EventEmitter, type Disposer } from './emitter.ts';
import { configurationOf } from './settings.ts';
import { Uri, type UriDouble } from './uri.ts';
import {
  code,
  configuration,
  folders,
  sessions,
  user,
  type Answer,
  type ListItem,
  type Notification,
  type Wait,
} from './user.ts';
import { openWebview, providers, restorers } from './views.ts';

export { EventEmitter, Uri };
export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}
export class ThemeIcon extends ThemeColor {
  readonly color: ThemeColor | undefined;
  constructor(id: string, color?: ThemeColor) {
    super(id);
    this.color = color;
  }
}
export class MarkdownString {
  value = '';
  /** Like VS Code's own; it also handles blanks and line breaks. */
  appendText(text: string): this {
    return this.appendMarkdown(text.replace(/[\\`*_{}[\]()#+\-!~<>|]/g, '\\$&'));
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}
export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState: number) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}
export class FileDecoration {
  readonly badge: string | undefined;
  readonly tooltip: string | undefined;
  readonly color: ThemeColor | undefined;
  /** Refuses what VS Code refuses. */
  constructor(badge?: string, tooltip?: string, color?: ThemeColor) {
    if (badge !== undefined && ([...badge].length < 1 || [...badge].length > 2))
      throw new Error(`The badge must be undefined or a short character: ${badge}`);
    Object.assign(this, { badge, tooltip, color });
  }
}
export class Range {
  readonly start: { readonly line: number; readonly character: number };
  constructor(line: number, character: number) {
    this.start = { line, character };
  }
}
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;
export const ProgressLocation = { Window: 10, Notification: 15 } as const;
export const ConfigurationTarget = { Global: 1 } as const;
export const ViewColumn = { Active: -1 } as const;
export const FileType = { File: 1, Directory: 2 } as const;
export const QuickPickItemKind = { Separator: -1, Default: 0 } as const;

interface Serializer {
  readonly deserializeWebviewPanel: (view: unknown, kept: unknown) => Promise<void>;
}
interface ContentProvider {
  readonly provideTextDocumentContent: (uri: UriDouble) => unknown;
}

function notify(kind: Notification['kind']) {
  return async (text: string, ...more: readonly (string | { readonly detail?: string })[]): Promise<Answer> => {
    const [options] = more.filter((one) => typeof one !== 'string');
    const buttons = more.filter((one) => typeof one === 'string');
    const { detail } = options ?? {};
    user.notifications.push({ kind, text, buttons, ...(detail === undefined ? {} : { detail }) });
    return user.presses.shift();
  };
}

const isPicked = ({ label }: ListItem, pick: string | RegExp): boolean =>
  typeof pick === 'string' ? label === pick : pick.test(label);

async function showQuickPick(
  given: readonly ListItem[] | Promise<readonly ListItem[]>,
  { title, canPickMany = false }: { readonly title?: string; readonly canPickMany?: boolean } = {},
): Promise<ListItem | readonly ListItem[] | undefined> {
  const pick = user.picks.shift();
  const items = await given;
  user.lists.push({ title, items });
  if (pick === undefined) return undefined;
  const picked = items.filter((item) => isPicked(item, pick));
  return canPickMany ? picked : picked[0];
}

async function showInputBox({ validateInput }: { validateInput?: (text: string) => Answer } = {}): Promise<Answer> {
  const typed = user.types.shift();
  return typed === undefined || validateInput?.(typed) !== undefined ? undefined : typed;
}

async function withProgress<T>(
  { title = '' }: { readonly title?: string },
  work: (
    progress: { report(step: { readonly message: string }): void },
    token: { onCancellationRequested(listener: () => void): Disposer },
  ) => Promise<T>,
): Promise<T> {
  const cancelled = new EventEmitter<void>();
  const wait: Wait = { title, messages: [], isOver: false, cancel: () => cancelled.fire() };
  user.waits.push(wait);
  try {
    const report = ({ message }: { readonly message: string }): void => void wait.messages.push(message);
    return await work({ report }, { onCancellationRequested: cancelled.event });
  } finally {
    wait.isOver = true;
  }
}

export const window = {
  showErrorMessage: notify('error'),
  showWarningMessage: notify('warning'),
  showInformationMessage: notify('information'),
  showQuickPick,
  showInputBox,
  showOpenDialog: async (): Promise<undefined> => undefined,
  setStatusBarMessage: (text: string): void => void user.statusBar.push(text),
  showTextDocument: async (text: unknown, { selection }: { selection?: Range } = {}): Promise<void> =>
    void user.documents.push(selection ? { text, at: selection.start } : text),
  withProgress,
  get tabGroups(): object {
    const groups = [...Map.groupBy(code.tabs, ({ viewColumn = 1 }) => viewColumn)];
    const all = groups.map(([viewColumn, tabs]) => ({ viewColumn, tabs }));
    return { all, activeTabGroup: { viewColumn: 1 } };
  },
  createWebviewPanel: (_type: string, title: string): object => openWebview(title).view,
  registerWebviewPanelSerializer(type: string, { deserializeWebviewPanel }: Serializer): Disposer {
    restorers.set(type, deserializeWebviewPanel);
    return { dispose: () => restorers.delete(type) };
  },
};

export const workspace = {
  getConfiguration: configurationOf(
    () => code.settings,
    (settings) => (code.settings = settings),
  ),
  onDidChangeConfiguration: configuration.event,
  get workspaceFolders() {
    return code.workspaceFolders;
  },
  get isTrusted() {
    return code.isTrusted;
  },
  onDidGrantWorkspaceTrust: folders.event,
  onDidChangeWorkspaceFolders: folders.event,
  get textDocuments() {
    return code.textDocuments;
  },
  get workspaceFile() {
    return code.workspaceFile;
  },
  registerTextDocumentContentProvider(scheme: string, { provideTextDocumentContent }: ContentProvider): Disposer {
    providers.set(scheme, provideTextDocumentContent);
    return { dispose: () => providers.delete(scheme) };
  },
  /** The document is its text. */
  openTextDocument: async (from: { readonly content: string } | UriDouble): Promise<unknown> =>
    'content' in from ? from.content : providers.get(from.scheme)?.(from),
  fs: {
    readDirectory: async (_folder: UriDouble): Promise<readonly [string, number][]> => [],
    readFile: async (file: UriDouble): Promise<Uint8Array> => Promise.reject(new Error(`There is no ${file.path}.`)),
  },
};
export class TabInputWebview {
  readonly viewType: string;
  constructor(viewType: string) {
    this.viewType = viewType;
  }
}
export const commands = {
  executeCommand: async (id: string, ...given: readonly unknown[]): Promise<void> => {
    code.executed.push(id);
    code.given.push(given);
    code.does?.(id);
  },
};
export const version = '1.105.0';
/** The language of VS Code: a test sets the bundle of another one. */
export const l10n: { bundle: Readonly<Record<string, string>> | undefined } = { bundle: undefined };
export const env = {
  language: 'en',
  appName: 'Code Double',
  uriScheme: 'code-double',
  clipboard: {
    readText: async (): Promise<string> => user.copied.at(-1) ?? '',
    writeText: async (text: string): Promise<void> => void user.copied.push(text),
  },
  openExternal: async (uri: UriDouble): Promise<boolean> => user.links.push(uri.toString()) > 0,
};
export const authentication = {
  onDidChangeSessions: sessions.event,
  getAccounts: async (): Promise<typeof code.accounts> => code.accounts,
};
export const extensions = {
  getExtension: (id: string): object | undefined => (code.installed.includes(id) ? {} : undefined),
};
