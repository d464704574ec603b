import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionKey } from '../../../src/azure/directory/connectionKey.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { allTurns } from '../../support/allTurns.ts';
import { authentication } from '../../support/vscode/module.ts';
import { code, sessionsChange, settingsChange } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';

const world = vi.hoisted(() => ({
  /** Tokens and accounts that were asked for. */
  asked: new Array<string>(),
}));
vi.mock('../../../src/host/accounts/fallbackCredential.ts', () => {
  const getToken = async (scopes: string | string[]) => {
    world.asked.push(`token ${scopes.toString()}`);
    return { token: 'x.e30.y', expiresOnTimestamp: Date.now() + 3_600_000 };
  };
  return { createFallback: () => ({ quiet: { getToken }, signIn: getToken }) };
});
const { Connections } = await import('../../../src/session/connections.ts');

/** Until something holds; the Azure SDK is loaded on the way, which may take its time. */

/** A host that only counts who knocks. */
async function listener(): Promise<Listener> {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks++;
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    knocks: () => knocks,
    stop: () => server.close(),
  };
}
interface Listener {
  readonly url: string;
  readonly knocks: () => number;
  readonly stop: () => unknown;
}
const cloudAt = (url: string): Readonly<Record<string, unknown>> => ({
  'microsoft-sovereign-cloud.environment': 'custom',
  'microsoft-sovereign-cloud.customEnvironment': {
    resourceManagerEndpointUrl: url,
    portalUrl: url,
    managementEndpointUrl: url,
    activeDirectoryResourceId: url,
    activeDirectoryEndpointUrl: url,
  },
});

const told: unknown[] = [];
let folder: string;
let connections: InstanceType<typeof Connections>;
let own: Listener;
let foreign: Listener;
let user: Readonly<Record<string, unknown>>;

beforeEach(async () => {
  [told.length, world.asked.length] = [0, 0];
  [own, foreign] = [await listener(), await listener()];
  user = { 'aksIdentity.authentication': 'azureCli', ...cloudAt(own.url) };
  code.settings = { user };
  code.workspaceFolders = [{ name: 'shop', uri: { path: '/home/me/shop' } }];
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  const kept = new Map<string, unknown>([['connection', { kind: 'azure' }]]);
  const context = {
    extension: { packageJSON: { version: '0.0.0' } },
    globalStorageUri: { fsPath: folder },
    globalState: {
      get: (key: string) => kept.get(key),
      update: async (key: string, value: unknown) => void kept.set(key, value),
    },
  } as unknown as ExtensionContext;
  const funnel: Partial<Funnel> = {
    note: () => undefined,
    run: async (work) => void (await Promise.resolve(work()).catch((error: unknown) => told.push(error))),
  };
  connections = new Connections(context, funnel as Funnel);
});
afterEach(async () => {
  connections.dispose();
  own.stop();
  foreign.stop();
  await rm(folder, { recursive: true });
});

/** Who may have a say beside the person. */
const strangers = ['workspace', 'remote'] as const;

/** The settings of the folder, or of a remote machine, become these, and VS Code tells. */
function strangerSets(who: (typeof strangers)[number], wished: Readonly<Record<string, unknown>>): void {
  const set = [...Object.keys(code.settings[who] ?? {}), ...Object.keys(wished)];
  settingsChange({ user, [who]: wished }, set);
}
const refusal = expect.objectContaining({ code: 'refused' }) as unknown;
/** What they can set, at the foreign host where it is an address. */
const wishes: readonly [string, (url: string) => Readonly<Record<string, unknown>>][] = [
  ['another cloud', cloudAt],
  ['an address of the cloud', (url) => ({ 'microsoft-sovereign-cloud.customEnvironment': { portalUrl: url } })],
  ['the public cloud', () => ({ 'microsoft-sovereign-cloud.environment': '' })],
  ['another way to sign in', () => ({ 'aksIdentity.authentication': 'vscode' })],
];

const cases = strangers.flatMap((who) => wishes.map(([what, wish]) => ({ who, what, wish })));

describe.each(cases)('while the settings of a $who ask for $what', ({ who, wish }) => {
  it('no token is asked for and nothing is sent to any host, whatever is tried (S-16)', async () => {
    strangerSets(who, wish(foreign.url));
    await until(() => expect(told).toEqual([refusal]));
    await expect(connections.open()).rejects.toEqual(refusal);
    await expect(connections.service()).rejects.toEqual(refusal);
    await expect(connections.signIn()).rejects.toEqual(refusal);
    vi.spyOn(authentication, 'getAccounts').mockImplementation(async () => (world.asked.push('accounts'), []));
    await connections.user().catch(() => undefined);
    for (const id of ['microsoft', 'microsoft-sovereign-cloud']) sessionsChange(id);
    await allTurns();
    expect([world.asked, own.knocks(), foreign.knocks(), told.length]).toEqual([[], 0, 0, 1]);
    expect(connections.kind).toBe('none');
  });

  it('what is open ends with a message, and comes back once the stranger has no say', async () => {
    const before = await connections.open();
    expect(before?.connection.key).toBe(connectionKey('azure', own.url));
    expect(world.asked).toEqual([`token ${own.url}/.default`]);
    strangerSets(who, wish(foreign.url));
    await until(() => expect(connections.kind).toBe('none'));
    expect(told).toEqual([refusal]);
    expect(world.asked).toHaveLength(1);
    strangerSets(who, {});
    await until(() => expect(connections.kind).toBe('azure'));
    expect(connections.current?.connection.key).toBe(connectionKey('azure', own.url));
    expect([told.length, foreign.knocks()]).toEqual([1, 0]);
  });
});

it('a cloud that the person has set themselves is asked, with its own tokens', async () => {
  const service = await connections.open();
  void service?.subscriptions().catch(() => undefined);
  await until(() => expect(own.knocks()).toBeGreaterThan(0));
  expect(new Set(world.asked)).toEqual(new Set([`token ${own.url}/.default`]));
});
