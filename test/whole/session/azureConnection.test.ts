import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { allTurns } from '../../support/allTurns.ts';
import { code, sessionsChange, settingsChange } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';

interface World {
  /** How often it was asked who is signed in. */
  looks: number;
  /** Why nobody can be signed in. */
  problem: Error | undefined;
  /** The person signs in when this is resolved. */
  asked: Promise<void>;
}
const world = vi.hoisted((): World => ({
  looks: 0,
  problem: undefined,
  asked: Promise.resolve(),
}));
vi.mock('../../../src/host/accounts/accounts.ts', () => ({
  openAccounts: async () => ({
    list: async () => {
      world.looks++;
      if (world.problem) throw world.problem;
      return [{ id: 'ada', assertSignedIn: () => undefined, credential: () => ({ getToken: async () => null }) }];
    },
    signIn: () => world.asked,
  }),
}));
const { Connections } = await import('../../../src/session/connections.ts');

const told: unknown[] = [];
const noted: unknown[] = [];
let folder: string;
let connections: InstanceType<typeof Connections>;
beforeEach(async () => {
  [told.length, noted.length] = [0, 0];
  Object.assign(world, { looks: 0, problem: undefined, asked: Promise.resolve() });
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
    note: (error) => void noted.push(error),
    run: async (work) => void (await Promise.resolve(work()).catch((error: unknown) => told.push(error))),
  };
  connections = new Connections(context, funnel as Funnel);
});
afterEach(async () => {
  connections.dispose();
  await rm(folder, { recursive: true });
});

it('a connection ends if another way of signing in is set that signs no one in', async () => {
  await connections.signIn();
  expect(connections.kind).toBe('azure');
  world.problem = new IdentityError({ code: 'signedOut', message: 'Run az login.' });
  settingsChange({}, ['aksIdentity.authentication']);
  await until(() => expect(told).toEqual([world.problem]));
  expect(connections.kind).toBe('none');
  world.problem = undefined;
  expect((await connections.open())?.connection.kind).toBe('azure');
});

it('a sign-in that is left open in a browser does not block the demo, and replaces it once it is done', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  world.asked = promise;
  const signingIn = connections.signIn();
  await connections.startDemo();
  expect(connections.kind).toBe('demo');
  resolve();
  await signingIn;
  expect(connections.kind).toBe('azure');
});

it('a sign-in to one more directory that is left open does not block leaving', async () => {
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

describe('a change of sessions in VS Code', () => {
  it.each(['azureCli', 'environment', 'deviceCode'])('is ignored if %s signs in: no one is asked', async (how) => {
    code.settings = { user: { 'aksIdentity.authentication': how } };
    await connections.signIn();
    world.problem = new IdentityError({ code: 'signedOut', message: 'Run az login.' });
    world.looks = 0;
    sessionsChange('microsoft');
    sessionsChange('microsoft-sovereign-cloud');
    await allTurns();
    expect([world.looks, told, noted, connections.kind]).toEqual([0, [], [], 'azure']);
  });

  it("is ignored if it is of another cloud than the user's", async () => {
    code.settings = { user: { 'microsoft-sovereign-cloud.environment': 'USGovernment' } };
    await connections.signIn();
    world.looks = 0;
    sessionsChange('microsoft');
    await allTurns();
    expect(world.looks).toBe(0);
    sessionsChange('microsoft-sovereign-cloud');
    await until(() => expect(world.looks).toBe(1));
  });

  it('never shows an error, as the user has asked for nothing', async () => {
    await connections.signIn();
    world.problem = new IdentityError({ code: 'signedOut', message: 'Signing in failed.' });
    sessionsChange('microsoft');
    await until(() => expect(noted).toHaveLength(1));
    expect([told, noted, connections.kind]).toEqual([[], [world.problem], 'azure']);
  });
});
