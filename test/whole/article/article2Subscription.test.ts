import type { CommandContext } from '../../../src/commands/context.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setActiveSubscription } from '../../../src/commands/subscriptions.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { Connections } from '../../../src/session/connections.ts';
import { user } from '../../support/vscode/user.ts';

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

/** The views; only reading again counts here. */
function viewsThat(refresh: () => void): CommandContext['views'] {
  const none = () => Promise.resolve();
  return {
    refresh,
    checkAll: none,
    showActivity: none,
    showClusters: none,
    reveal: none,
    showOnlyProblems: () => undefined,
  };
}

describe('article: choosing a subscription', () => {
  it('remembers the chosen subscription across a reload, and can go back to all of them (A-15)', async () => {
    const kept = new Map<string, unknown>();
    const before = new Connections(contextWith(kept), funnel);
    await before.startDemo();
    const { items } = await before.current!.subscriptions();
    expect(items.length).toBeGreaterThan(1);
    const refreshed = vi.fn();
    const command = (connections: typeof before) =>
      setActiveSubscription({ connections, views: viewsThat(refreshed) }, {});
    user.picks = [items[1]!.name];
    await command(before);
    expect(before.activeSubscription()).toBe(items[1]!.id);
    expect(refreshed).toHaveBeenCalledOnce();
    before.dispose();

    const after = new Connections(contextWith(kept), funnel);
    await after.open();
    expect(after.activeSubscription()).toBe(items[1]!.id);
    user.picks = [/All Subscriptions/];
    await command(after);
    expect(after.activeSubscription()).toBeUndefined();
    after.dispose();
  });

  it('takes a pasted id only where Azure shows such a subscription (A-16)', async () => {
    const connections = new Connections(contextWith(new Map()), funnel);
    await connections.startDemo();
    const { items } = await connections.current!.subscriptions();
    const views = viewsThat(() => undefined);
    user.picks = [/Enter a Subscription ID/, /Enter a Subscription ID/];
    user.types = [items[0]!.id, '99999999-9999-4999-9999-999999999999'];
    await setActiveSubscription({ connections, views }, {});
    await expect(setActiveSubscription({ connections, views }, {})).rejects.toMatchObject({
      code: 'notFound',
      armCode: 'SubscriptionNotFound',
    });
    expect(connections.activeSubscription()).toBe(items[0]!.id);
    connections.dispose();
  });
});
