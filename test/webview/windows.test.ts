import type { Uri, WebviewPanel } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Funnel } from '../../src/host/window/errorReporter.ts';
import { createPanels } from '../../src/webview/panel/panelWindow.ts';
import { createReports } from '../../src/webview/report/reportWindow.ts';

const windows = vi.hoisted(() => ({
  closed: 0,
  restore: new Map<string, (view: unknown, kept: unknown) => Promise<void>>(),
  make: (): unknown => undefined,
}));

vi.mock('vscode', () => ({
  ...{ ViewColumn: { Active: -1 }, Uri: { joinPath: () => 'uri' }, commands: {}, env: {}, workspace: {} },
  window: {
    createWebviewPanel: () => windows.make(),
    registerWebviewPanelSerializer: (
      type: string,
      { deserializeWebviewPanel }: { deserializeWebviewPanel: (view: unknown, kept: unknown) => Promise<void> },
    ) => {
      windows.restore.set(type, deserializeWebviewPanel);
      return { dispose: () => windows.restore.delete(type) };
    },
  },
}));
// As after an update of the extension took its files away.
vi.mock('../../src/webview/panel/sshKeys.ts', () => Promise.reject(new Error('Cannot find module')));
vi.mock('../../src/webview/report/session.ts', () => Promise.reject(new Error('Cannot find module')));

function view(): WebviewPanel {
  const listeners: (() => void)[] = [];
  const panel = {
    onDidDispose: (listener: () => void) => listeners.push(listener),
    reveal: () => undefined,
    webview: { asWebviewUri: String, cspSource: 'self', onDidReceiveMessage: () => undefined },
    dispose() {
      windows.closed += 1;
      for (const listener of listeners.splice(0)) listener();
    },
  };
  return panel as unknown as WebviewPanel;
}

const told: unknown[] = [];
const funnel: Pick<Funnel, 'run' | 'note'> = {
  run: async (work) => {
    try {
      return await work();
    } catch (error) {
      told.push(error);
      return undefined;
    }
  },
  note: () => undefined,
};
const options = {
  ...{ extensionUri: 'uri' as unknown as Uri, funnel, shownSubscriptions: () => undefined },
  service: async () => Promise.reject(new Error('not asked')),
};
const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';

beforeEach(() => {
  windows.make = view;
  windows.closed = told.length = 0;
});

describe('a window whose code cannot be loaded', () => {
  it('the window of a cluster closes and says so once', async () => {
    const panels = createPanels(options);
    panels.show({ kind: 'cluster', clusterId });
    panels.show({ kind: 'cluster', clusterId, tab: 'map' });
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(windows.closed).toBe(1);
    panels.dispose();
  });

  it('the window of the report closes and says so once', async () => {
    const reports = createReports(options);
    reports.show({});
    reports.show({ subscriptionId: 's' });
    reports.follow();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(windows.closed).toBe(1);
    reports.dispose();
  });
});

describe('a panel that VS Code restores', () => {
  it.each(
    [undefined, null, 5, 'x', {}, { version: 2, tab: 'map' }, { version: 1, tab: 'map', clusterId: 5 }].map((kept) => [
      kept,
    ]),
  )('closes quietly where what it kept is not of this version: %j', async (kept) => {
    const panels = createPanels(options);
    await windows.restore.get('aksIdentity.panel')!(view(), kept);
    expect([windows.closed, told]).toEqual([1, []]);
    panels.dispose();
  });
});
