/** The built extension in a plain Node: activated over a stand-in for VS Code, its views asked as VS Code asks them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TreeDataProvider, TreeItem } from 'vscode';
import { projectRoot } from '../scripts/project.ts';
import type { AksIdentityApi } from '../src/api/contract.ts';
import type { Row } from '../src/tree/row/row.ts';
import * as double from '../test/support/vscode/module.ts';
import { anything, provideVscode } from './vscodeModule.ts';

type Command = (...args: readonly unknown[]) => unknown;

/** A view as the extension made it. */
export interface View {
  readonly rows: TreeDataProvider<Row>;
  /** What the extension shows above the rows. */
  readonly message: string;
  readonly onMessage: (listener: () => void) => { dispose(): void };
}

/** The extension, activated. */
export interface ExtensionHost {
  readonly api: AksIdentityApi;
  view(id: string): View;
  /** Runs a command as its button does. */
  run(id: string, target: object): Promise<void>;
  /** Calls when rows of the view, or the words above them, have changed, until it is disposed. */
  onDrawn(id: string, listener: () => void): { dispose(): void };
  /** As when VS Code closes. */
  close(): Promise<void>;
}

/** What VS Code keeps for the extension, and its settings. */
export interface HostOptions {
  readonly storage: string;
  readonly emulatorUrl: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False where nothing is to be read for the views, as while another view is in front. */
  readonly isViewSeen?: boolean;
}

/** Loads dist/extension.js and activates it, with a connection to an emulator remembered. */
export async function activateExtension(options: HostOptions): Promise<ExtensionHost> {
  const { storage, emulatorUrl, settings = {}, isViewSeen = true } = options;
  const made = new Map<string, View>();
  const commands = new Map<string, Command>();
  const noEvents = new double.EventEmitter<unknown>().event;
  const view = (id: string): View => {
    const found = made.get(id);
    if (found === undefined) throw new Error(`The extension made no view ${id}.`);
    return found;
  };
  const nothing = (members: object): unknown =>
    new Proxy(members, { get: (target, key) => (Reflect.get(target, key) as unknown) ?? anythingBut(key) });
  provideVscode({
    ...double,
    anything,
    Uri: anything,
    env: anything,
    window: nothing({
      withProgress: (_: unknown, task: (progress: unknown, token: unknown) => unknown) =>
        task({ report: () => {} }, { isCancellationRequested: false, onCancellationRequested: noEvents }),
      createTreeView(id: string, { treeDataProvider }: { treeDataProvider: TreeDataProvider<Row> }) {
        const said = new double.EventEmitter<void>();
        let words = '';
        const created = {
          visible: isViewSeen,
          onDidChangeVisibility: noEvents,
          onDidCollapseElement: noEvents,
          onDidExpandElement: noEvents,
          dispose: () => {},
          get message() {
            return words;
          },
          set message(text: string) {
            const isNews = text !== words;
            words = text;
            if (isNews) said.fire();
          },
        };
        made.set(id, {
          rows: treeDataProvider,
          get message() {
            return words;
          },
          onMessage: (listener) => said.event(listener),
        });
        return created;
      },
    }),
    commands: {
      registerCommand(id: string, command: Command) {
        commands.set(id, command);
        return { dispose: () => {} };
      },
      executeCommand: () => Promise.resolve(),
    },
    workspace: nothing({
      workspaceFolders: [],
      textDocuments: [],
      isTrusted: true,
      getConfiguration: () => ({
        get: (name: string) => settings[name],
        inspect: (name: string) => ({ globalValue: settings[name] }),
      }),
      onDidChangeConfiguration: noEvents,
    }),
    authentication: nothing({ onDidChangeSessions: noEvents }),
    extensions: { getExtension: () => undefined },
  });
  const packageJSON: unknown = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  const state = new Map<string, unknown>([['connection', { kind: 'emulator', url: emulatorUrl }]]);
  const subscriptions: { dispose(): unknown }[] = [];
  const bundle = pathToFileURL(join(projectRoot, 'dist', 'extension.js')).href;
  const { activate } = (await import(bundle)) as { activate: (context: unknown) => AksIdentityApi };
  const api = activate({
    subscriptions,
    globalState: {
      get: (key: string, otherwise?: unknown) => state.get(key) ?? otherwise,
      update: async (key: string, value: unknown) => void state.set(key, value),
      keys: () => [...state.keys()],
    },
    globalStorageUri: { fsPath: storage },
    extensionUri: anything,
    extension: { packageJSON },
  });
  return {
    api,
    view,
    async run(id, target) {
      await commands.get(id)?.(target);
    },
    onDrawn(id, listener) {
      const { rows, onMessage } = view(id);
      const listening = [rows.onDidChangeTreeData?.(listener), onMessage(listener)];
      return { dispose: () => listening.forEach((one) => void one?.dispose()) };
    },
    async close() {
      for (const item of subscriptions.toReversed()) await item.dispose();
    },
  };
}

function anythingBut(key: string | symbol): unknown {
  return typeof key === 'symbol' || key === 'then' ? undefined : anything;
}

/** The rows below a row, drawn; all roots without one. */
export async function drawn(view: View, row?: Row): Promise<readonly Row[]> {
  const rows = (await view.rows.getChildren(row)) ?? [];
  for (const each of rows) void (view.rows.getTreeItem(each) as TreeItem);
  return rows;
}
