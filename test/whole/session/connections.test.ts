import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { allTurns } from '../../support/allTurns.ts';
import { code, sessionsChange } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';

const world = vi.hoisted(() => ({
  signedIn: new Array<string>(),
  wishes: new Array<unknown>(),
  /** Who signs in when asked. */
  next: '',
}));

vi.mock('../../../src/host/accounts/accounts.ts', () => ({
  openAccounts: async () => ({
    list: async () =>
      world.signedIn.map((id) => ({
        id,
        assertSignedIn: () => undefined,
        credential: () => ({ getToken: async () => null }),
      })),
    signIn: async (wish: unknown) => {
      world.wishes.push(wish);
      if (world.next === '') throw new IdentityError({ code: 'cancelled', message: 'Cancelled.' });
      world.signedIn = [...new Set([...world.signedIn, world.next])];
    },
  }),
}));
const { Connections } = await import('../../../src/session/connections.ts');

const problems: unknown[] = [];
const funnel = {
  info: () => undefined,
  note: (error: unknown) => void problems.push(error),
  run: async (work: () => unknown) => {
    try {
      return await work();
    } catch (error) {
      problems.push(error);
      return undefined;
    }
  },
} as Partial<Funnel> as Funnel;
let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'connections-'))));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  Object.assign(world, { signedIn: [], wishes: [], next: 'ada' });
  problems.length = 0;
});

function connectionsWith(kept = new Map<string, unknown>()): InstanceType<typeof Connections> {
  return new Connections(
    {
      extension: { packageJSON: { version: '0.0.0' } },
      globalStorageUri: { fsPath: folder },
      globalState: {
        get: (key: string, fallback?: unknown) => kept.get(key) ?? fallback,
        update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
      },
    } as unknown as ExtensionContext,
    funnel,
  );
}

describe('being connected to Azure', () => {
  it('no one is asked and nothing is connected before a sign-in, and nothing is forgotten when the user leaves', async () => {
    const connections = connectionsWith();
    expect(await connections.open()).toBeUndefined();
    world.next = '';
    await expect(connections.signIn()).rejects.toMatchObject({ code: 'cancelled' });
    expect(connections.kind).toBe('none');
    connections.dispose();
  });

  it('a connection is opened again after a reload without asking, for the accounts that are still signed in', async () => {
    const kept = new Map<string, unknown>();
    const before = connectionsWith(kept);
    await before.signIn();
    expect(before.kind).toBe('azure');
    before.dispose();
    world.wishes = [];
    const after = connectionsWith(kept);
    expect(await after.open()).toBeDefined();
    expect(world.wishes).toEqual([]);
    after.dispose();
    world.signedIn = [];
    const later = connectionsWith(kept);
    expect(await later.open()).toBeUndefined();
    later.dispose();
  });

  it('the same service continues when another account signs in or out, so that changes under way continue', async () => {
    const connections = connectionsWith();
    await connections.signIn();
    const service = connections.current;
    const changed = vi.fn();
    connections.onDidChange(changed);
    world.next = 'grace';
    await connections.signIn({ tenantId: 'fabrikam', accountId: 'grace' });
    expect(world.wishes.at(-1)).toEqual({ tenantId: 'fabrikam', accountId: 'grace' });
    expect(changed).toHaveBeenCalledTimes(1);
    world.signedIn = ['ada'];
    sessionsChange('microsoft');
    await until(() => expect(changed).toHaveBeenCalledTimes(2));
    expect(connections.current).toBe(service);
    connections.dispose();
  });

  it('a renewed token changes nothing, nor does another provider', async () => {
    const connections = connectionsWith();
    await connections.signIn();
    const changed = vi.fn();
    connections.onDidChange(changed);
    sessionsChange('microsoft');
    await allTurns();
    world.signedIn = [];
    sessionsChange('github');
    await allTurns();
    expect(changed).not.toHaveBeenCalled();
    expect(connections.kind).toBe('azure');
    connections.dispose();
  });

  it('a connection ends with the last account and comes back with the next one', async () => {
    const connections = connectionsWith();
    await connections.signIn();
    world.signedIn = [];
    sessionsChange('microsoft');
    await until(() => expect(connections.kind).toBe('none'));
    world.signedIn = ['grace'];
    sessionsChange('microsoft');
    await until(() => expect(connections.kind).toBe('azure'));
    expect(problems).toEqual([]);
    connections.dispose();
  });
});

describe('clusters from files', () => {
  async function clusterFile(): Promise<string> {
    const path = join(folder, 'aks.json');
    const id = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
    await writeFile(path, JSON.stringify({ id, name: 'shop', location: 'westeurope', agentPoolProfiles: [] }));
    return path;
  }

  it('do not replace the remembered connection: leaving them, or a reload, goes back to it', async () => {
    const kept = new Map<string, unknown>();
    const connections = connectionsWith(kept);
    await connections.signIn();
    await connections.openFiles([await clusterFile()]);
    expect(connections.kind).toBe('file');
    await connections.leave();
    expect((await connections.open())?.connection.kind).toBe('azure');
    await connections.openFiles([await clusterFile()]);
    connections.dispose();
    const after = connectionsWith(kept);
    expect((await after.open())?.connection.kind).toBe('azure');
    await after.leave();
    expect(await after.open()).toBeUndefined();
    after.dispose();
  });

  it('leaving clusters from files leads to nothing if no connection was remembered', async () => {
    const connections = connectionsWith();
    await connections.openFiles([await clusterFile()]);
    await connections.leave();
    expect(await connections.open()).toBeUndefined();
    connections.dispose();
  });

  it('stay open while accounts come and go', async () => {
    const connections = connectionsWith();
    await connections.signIn();
    await connections.openFiles([await clusterFile()]);
    sessionsChange('microsoft');
    await allTurns();
    expect(connections.kind).toBe('file');
    connections.dispose();
  });
});

describe('the subscriptions that are shown', () => {
  it('shown subscriptions start from the selection of the extension Azure Resources, if it is present, and not in the demo', async () => {
    code.settings = { user: { 'azureResourceGroups.selectedSubscriptions': ['tenant/one', 'tenant/two'] } };
    const connections = connectionsWith();
    await connections.signIn();
    expect(connections.shownSubscriptions()).toBeUndefined();
    code.installed = ['ms-azuretools.vscode-azureresourcegroups'];
    expect(connections.shownSubscriptions()).toEqual(['one', 'two']);
    await connections.startDemo();
    expect(connections.shownSubscriptions()).toBeUndefined();
    connections.dispose();
  });

  it('are those selected here, also after a reload, until all are selected; the active one comes first', async () => {
    code.settings = { user: { 'azureResourceGroups.selectedSubscriptions': ['tenant/one'] } };
    code.installed = ['ms-azuretools.vscode-azureresourcegroups'];
    const kept = new Map<string, unknown>();
    const before = connectionsWith(kept);
    await before.signIn();
    await before.selectSubscriptions(['two', 'three']);
    expect(before.shownSubscriptions()).toEqual(['two', 'three']);
    await before.setActiveSubscription('four');
    expect(before.shownSubscriptions()).toEqual(['four']);
    await before.setActiveSubscription(undefined);
    before.dispose();
    const after = connectionsWith(kept);
    await after.open();
    expect(after.shownSubscriptions()).toEqual(['two', 'three']);
    await after.selectSubscriptions(undefined);
    expect(after.shownSubscriptions()).toBeUndefined();
    after.dispose();
  });
});

describe('leaving a connection', () => {
  it("works although the record of changes can't be read", async () => {
    const connections = connectionsWith();
    await connections.startDemo();
    const journal = join(folder, 'journal.json');
    await mkdir(journal);
    try {
      await connections.leave();
      expect(connections.kind).toBe('none');
    } finally {
      await rm(journal, { recursive: true });
      connections.dispose();
    }
  });

  it('noticing a sign-out does not end the connection that the user has opened meanwhile', async () => {
    const connections = connectionsWith();
    await connections.signIn();
    world.signedIn = [];
    sessionsChange('microsoft');
    await connections.startDemo();
    sessionsChange('microsoft');
    await allTurns();
    expect(connections.kind).toBe('demo');
    expect(problems).toEqual([]);
    connections.dispose();
  });
});
