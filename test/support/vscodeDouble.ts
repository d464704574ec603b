/** As much of the module `vscode` as rows of a tree need, for tests outside VS Code. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(event: T) => void>();
  readonly event = (listener: (event: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}
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
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;

/** Waits that nobody cancels. */
export function withProgress<T>(_: unknown, work: (progress: unknown, token: unknown) => Promise<T>): Promise<T> {
  const token = { onCancellationRequested: () => ({ dispose: () => undefined }) };
  return work({ report: () => undefined }, token);
}
export const ProgressLocation = { Window: 10, Notification: 15 } as const;

/** Settings by their full names, as they stand in the person's file, in the workspace's and in that of each folder. */
export interface SettingsDouble {
  readonly user?: Readonly<Record<string, unknown>>;
  readonly workspace?: Readonly<Record<string, unknown>>;
  /** By the path of the folder. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
}
interface ConfigurationDouble {
  get(name: string): unknown;
  inspect(name: string): Readonly<Record<string, unknown>>;
}

/** `workspace.getConfiguration` over these settings, which are read anew at each call; `get` gives what VS Code would: the narrowest. */
export function configurationOf(
  read: () => SettingsDouble,
): (section?: string, scope?: { readonly path: string }) => ConfigurationDouble {
  return (section, scope) => {
    const inspect = (name: string): Readonly<Record<string, unknown>> => {
      const key = section === undefined ? name : `${section}.${name}`;
      const { user, workspace, folders, defaults } = read();
      return {
        key,
        defaultValue: defaults?.[key],
        globalValue: user?.[key],
        workspaceValue: workspace?.[key],
        workspaceFolderValue: scope && folders?.[scope.path]?.[key],
      };
    };
    return {
      inspect,
      get(name) {
        const { workspaceFolderValue, workspaceValue, globalValue, defaultValue } = inspect(name);
        return workspaceFolderValue ?? workspaceValue ?? globalValue ?? defaultValue;
      },
    };
  };
}
