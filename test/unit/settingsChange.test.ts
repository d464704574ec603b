import type { ExtensionContext } from 'vscode';
import { expect, it, vi } from 'vitest';
import { IdentityError } from '../../src/errors.ts';
import type { Funnel } from '../../src/host/funnel.ts';

const world = vi.hoisted(() => ({
  settingsChanged: (_change: { affectsConfiguration(name: string): boolean }): void => undefined,
  problem: undefined as Error | undefined,
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
    signIn: async () => undefined,
  }),
}));
const { createConnections } = await import('../../src/connections.ts');

it('a connection ends where another way of signing in is set and nobody can be signed in that way', async () => {
  const kept = new Map<string, unknown>();
  const told: unknown[] = [];
  const context = {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: '/nowhere' },
    globalState: {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    },
  } as unknown as ExtensionContext;
  const funnel: Partial<Funnel> = {
    run: async (work) => void (await Promise.resolve(work()).catch((error: unknown) => told.push(error))),
  };
  const connections = createConnections(context, funnel as Funnel);
  await connections.signIn();
  expect(connections.kind).toBe('azure');
  world.problem = new IdentityError({ code: 'signedOut', message: 'Run az login.' });
  world.settingsChanged({ affectsConfiguration: (name) => name === 'aksIdentity.authentication' });
  await vi.waitFor(() => expect(told).toEqual([world.problem]));
  expect(connections.kind).toBe('none');
  world.problem = undefined;
  expect((await connections.open())?.connection.kind).toBe('azure');
  connections.dispose();
});
