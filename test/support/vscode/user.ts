import { EventEmitter } from './emitter.ts';
import type { SettingsDouble } from './settings.ts';
import type { UriDouble } from './uri.ts';

export type Answer = string | undefined;

/** A notification or dialog that the user saw. */
export interface Notification {
  readonly kind: 'error' | 'warning' | 'information';
  readonly text: string;
  /** The second text of a modal dialog. */
  readonly detail?: string;
  readonly buttons: readonly string[];
}
/** An entry of a list that the user saw. */
export interface ListItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}
/** A list that the user was asked to pick from. */
export interface List {
  readonly title: string | undefined;
  readonly items: readonly ListItem[];
}
/** A wait that the user saw, and may cancel. */
export interface Wait {
  readonly title: string;
  readonly messages: string[];
  isOver: boolean;
  cancel: () => void;
}
/** A webview that was opened, as its page sees it. */
export interface Page {
  title: string;
  /** What the extension has posted to the page. */
  readonly received: unknown[];
  /** Sends a message from the page to the extension. */
  readonly send: (message: unknown) => void;
  /** How often the extension has brought the webview to the front. */
  reveals: number;
  /** Whether it is the editor in front. */
  isActive: boolean;
  isClosed: boolean;
}

const noSettings: SettingsDouble = {};
const unanswered = () => ({
  /** Buttons that the user presses, one for each notification; without one they leave it. */
  presses: new Array<Answer | Promise<Answer>>(),
  /** Labels that the user picks, one for each list; without one they leave it. */
  picks: new Array<string | RegExp>(),
  /** Texts that the user types, one for each input box; without one they leave it. */
  types: new Array<string>(),
  notifications: new Array<Notification>(),
  lists: new Array<List>(),
  waits: new Array<Wait>(),
  statusBar: new Array<string>(),
  copied: new Array<string>(),
  /** Links that were opened. */
  links: new Array<string>(),
  /** Texts of the documents that were shown. */
  documents: new Array<unknown>(),
});
const freshCode = () => ({
  settings: noSettings,
  workspaceFolders: undefined as
    | readonly { readonly name: string; readonly uri: Partial<UriDouble> & { readonly path: string } }[]
    | undefined,
  isTrusted: true,
  /** The documents that are open. */
  textDocuments: new Array<{ readonly isDirty: boolean; readonly uri: { readonly fsPath: string } }>(),
  workspaceFile: undefined as { readonly scheme: string; readonly path: string } | undefined,
  /** Ids of the extensions that are installed. */
  installed: new Array<string>(),
  /** The accounts of VS Code. */
  accounts: new Array<{ readonly id: string; readonly label: string }>(),
  /** Commands that were executed. */
  executed: new Array<string>(),
  /** What a command of VS Code does, such as copying. */
  does: undefined as ((id: string) => void) | undefined,
  /** What each of them was given. */
  given: new Array<readonly unknown[]>(),
  /** Webviews that were opened. */
  pages: new Array<Page>(),
  /** Tabs, restored or not, in the groups of editors. */
  tabs: new Array<{ readonly label: string; readonly input: unknown; readonly viewColumn?: number }>(),
  /** Runs when the extension loads a webview's page. */
  onPageLoaded: (_page: Page): void => undefined,
});

/** What the user does, and what they have seen. */
export const user = unanswered();
/** VS Code around the extension. */
export const code = freshCode();

export const sessions = new EventEmitter<{ readonly provider: { readonly id: string } }>();
export const configuration = new EventEmitter<{ affectsConfiguration(name: string): boolean }>();

/** Another folder is open, or the one that is there is trusted now. */
export const folders = new EventEmitter<undefined>();

/** VS Code says that the sessions of an authentication provider have changed. */
export function sessionsChange(id: string): void {
  sessions.fire({ provider: { id } });
}

/** The settings become these, and VS Code says which of them have changed. */
export function settingsChange(settings: SettingsDouble, names: readonly string[]): void {
  code.settings = settings;
  configuration.fire({ affectsConfiguration: (name) => names.includes(name) });
}

/** Restores everything to before the first test; listeners of earlier tests hear nothing. */
export function resetVscode(): void {
  Object.assign(user, unanswered());
  Object.assign(code, freshCode());
  sessions.dispose();
  configuration.dispose();
  folders.dispose();
}
