import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';

/** What the person chooses: one of the lists' values, and a text where one is asked for. */
const person = { chooses: '', types: '' };
vi.mock('vscode', () => ({
  EventEmitter: class {
    readonly listeners: (() => void)[] = [];
    event = (listener: () => void) => {
      this.listeners.push(listener);
      return { dispose: () => undefined };
    };
    fire(): void {
      for (const listener of this.listeners) listener();
    }
    dispose(): void {
      this.listeners.length = 0;
    }
  },
  ThemeIcon: class {},
  ProgressLocation: {},
  authentication: { onDidChangeSessions: () => ({ dispose: () => undefined }) },
  workspace: {
    onDidChangeConfiguration: () => ({ dispose: () => undefined }),
    getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }),
  },
  window: {
    showQuickPick: async (choices: Promise<readonly { value: string }[]>) =>
      (await choices).find(({ value }) => value === person.chooses),
    withProgress: (_: unknown, work: () => unknown) => work(),
    showInputBox: () => Promise.resolve(person.types),
  },
}));
const { createConnections } = await import('../../../src/session/connections.ts');
const { setActiveSubscription } = await import('../../../src/commands/setActiveSubscription.ts');

const funnel = { info: () => undefined } as Partial<Funnel> as Funnel;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'connections-'))));
afterAll(() => rm(folder, { recursive: true }));

/** What VS Code keeps for the extension, across reloads. */
function contextWith(kept: Map<string, unknown>): ExtensionContext {
  return {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: folder },
    globalState: {
      get: (key: string, fallback?: unknown) => kept.get(key) ?? fallback,
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    },
  } as unknown as ExtensionContext;
}

/** The views, of which only reading again counts here. */
function viewsThat(refresh: () => void): { refresh: () => void; showActivity: () => Promise<void> } {
  return { refresh, showActivity: () => Promise.resolve() };
}

describe('article: choosing a subscription', () => {
  it('A-15 remembers the chosen subscription across a reload, and can go back to all of them', async () => {
    const kept = new Map<string, unknown>();
    const before = createConnections(contextWith(kept), funnel);
    await before.startDemo();
    const { items } = await before.current!.subscriptions();
    expect(items.length).toBeGreaterThan(1);
    const refreshed = vi.fn();
    const command = (connections: typeof before) =>
      setActiveSubscription({ connections, views: viewsThat(refreshed) }, {});
    person.chooses = items[1]!.id;
    await command(before);
    expect(before.activeSubscription()).toBe(items[1]!.id);
    expect(refreshed).toHaveBeenCalledOnce();
    before.dispose();

    const after = createConnections(contextWith(kept), funnel);
    await after.open();
    expect(after.activeSubscription()).toBe(items[1]!.id);
    person.chooses = 'all';
    await command(after);
    expect(after.activeSubscription()).toBeUndefined();
    after.dispose();
  });

  it('A-16 takes a pasted id only where Azure shows such a subscription', async () => {
    const connections = createConnections(contextWith(new Map()), funnel);
    await connections.startDemo();
    const { items } = await connections.current!.subscriptions();
    const views = viewsThat(() => undefined);
    person.chooses = 'paste';
    person.types = items[0]!.id;
    await setActiveSubscription({ connections, views }, {});
    person.types = '99999999-9999-4999-9999-999999999999';
    await expect(setActiveSubscription({ connections, views }, {})).rejects.toMatchObject({
      code: 'notFound',
      armCode: 'SubscriptionNotFound',
    });
    expect(connections.activeSubscription()).toBe(items[0]!.id);
    connections.dispose();
  });
});
