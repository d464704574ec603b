import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Connections } from '../../src/connections.ts';
import { IdentityError } from '../../src/errors.ts';
import type { Funnel } from '../../src/host/funnel.ts';

const world = vi.hoisted(() => ({
  settingsChanged: (_change: { affectsConfiguration(name: string): boolean }): void => undefined,
  /** Why nobody can be signed in. */
  problem: undefined as Error | undefined,
  /** The person signs in when this is resolved. */
  asked: Promise.resolve(),
}));
vi.mock('vscode', async () => ({
  EventEmitter: (await import('./vscodeDouble.ts')).EventEmitter,
  authentication: { onDidChangeSessions: () => ({ dispose: () => undefined }) },
  workspace: {
    onDidChangeConfiguration: (listener: typeof world.settingsChanged) => {
      world.settingsChanged = listener;
      return { dispose: () => undefined };
    },
    getConfiguration: () => ({ get: () => undefined }),
  },
  extensions: { getExtension: () => undefined },
}));
vi.mock('../../src/host/accounts.ts', () => ({
  openAccounts: async () => ({
    list: async () => {
      if (world.problem) throw world.problem;
      return [{ id: 'ada', assertSignedIn: () => undefined, credential: () => ({ getToken: async () => null }) }];
    },
    signIn: () => world.asked,
  }),
}));
const { createConnections } = await import('../../src/connections.ts');

const told: unknown[] = [];
let folder: string;
let connections: Connections;
beforeEach(async () => {
  told.length = 0;
  Object.assign(world, { problem: undefined, asked: Promise.resolve() });
  folder = await mkdtemp(join(tmpdir(), 'azure-'));
  const kept = new Map<string, unknown>();
  const context = {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: folder },
    globalState: {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    },
  } as unknown as ExtensionContext;
  const funnel: Partial<Funnel> = {
    run: async (work) => void (await Promise.resolve(work()).catch((error: unknown) => told.push(error))),
  };
  connections = createConnections(context, funnel as Funnel);
});
afterEach(async () => {
  connections.dispose();
  await rm(folder, { recursive: true });
});

it('a connection ends where another way of signing in is set and nobody can be signed in that way', async () => {
  await connections.signIn();
  expect(connections.kind).toBe('azure');
  world.problem = new IdentityError({ code: 'signedOut', message: 'Run az login.' });
  world.settingsChanged({ affectsConfiguration: (name) => name === 'aksIdentity.authentication' });
  await vi.waitFor(() => expect(told).toEqual([world.problem]));
  expect(connections.kind).toBe('none');
  world.problem = undefined;
  expect((await connections.open())?.connection.kind).toBe('azure');
});

it('a sign-in that is left open in a browser keeps nobody from the demo, and takes its place once it is done', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.asked = promise;
  const signingIn = connections.signIn();
  await connections.startDemo();
  expect(connections.kind).toBe('demo');
  resolve();
  await signingIn;
  expect(connections.kind).toBe('azure');
});

it('a sign-in to one more directory that is left open keeps nobody from leaving', async () => {
  await connections.signIn();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.asked = promise;
  const signingIn = connections.signIn({ tenantId: 'fabrikam' });
  await connections.leave();
  expect(connections.kind).toBe('none');
  resolve();
  await signingIn;
  expect(connections.kind).toBe('azure');
});
