import type { WorldFile, WorldResource } from '../../src/emulator/arm/worldFile.ts';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.ts';

export const subscriptionId = '11111111-1111-4111-a111-111111111111';
export const tenantId = '22222222-2222-4222-a222-222222222222';
export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/rg`;
export const clusterPath = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;

const versions: readonly (readonly [RegExp, string])[] = [
  [/managedClusters/i, '2026-04-01'],
  [/Microsoft\.ContainerService/i, '2026-04-01'],
  [/Microsoft\.ManagedIdentity/i, '2024-11-30'],
  [/Microsoft\.Authorization\/denyAssignments/i, '2022-04-01'],
  [/Microsoft\.Authorization/i, '2022-04-01'],
  [/Microsoft\.Network/i, '2024-05-01'],
];

/** An answer with its JSON; the tests look into it freely. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Loose;
}

/** JSON that a test knows more about than the compiler does. */
export interface Loose {
  readonly [name: string]: Loose;
}

type Send = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answered>;

/** An emulator and the ways to talk to it. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly send: Send;
  /** Sends and lets the operation end that has started. */
  readonly done: Send;
  readonly advance: (seconds: number) => void;
}

/** The items of a list. */
export function items(body: Loose, name = 'value'): readonly Loose[] {
  return body[name] as unknown as readonly Loose[];
}

/** An emulator with one subscription, the resource group `rg`, and what is given; its clock stands still. */
export function emulate(
  given: Partial<WorldFile> = {},
  options: Partial<Omit<EmulatorOptions, 'world'>> = {},
): Emulated {
  const start = Date.parse('2026-09-01T08:00:00Z');
  const world: WorldFile = {
    tenantId,
    subscriptions: [{ subscriptionId, displayName: 'One' }],
    roleAssignments: [],
    ...given,
    resources: [resourceGroup('rg'), ...(given.resources ?? [])],
  };
  const emulator = createEmulator({ world, realTime: () => start, ...options });
  const send: Send = async (method, path, body, headers = {}) => {
    const url = new URL(path.startsWith('http') ? path : `http://127.0.0.1:1${path}`);
    const isArm = !url.pathname.startsWith('/_emulator');
    if (isArm && !url.searchParams.has('api-version')) {
      const known = versions.findLast(([pattern]) => pattern.test(url.pathname));
      const version = /graph/i.test(url.pathname) ? '2024-04-01' : (known?.[1] ?? '2022-12-01');
      url.searchParams.set('api-version', version);
    }
    const response = await emulator.handle({
      method,
      url: url.href,
      headers: { authorization: 'Bearer token', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if (response === 'drop') return { status: 0, headers: {}, body: {} };
    return { ...response, body: (response.body === '' ? {} : JSON.parse(response.body)) as Loose };
  };
  return {
    emulator,
    send,
    done: async (...request) => {
      const first = await send(...request);
      emulator.clock.advance(60);
      return first;
    },
    advance: (seconds) => {
      emulator.clock.advance(seconds);
    },
  };
}

export function resourceGroup(name: string): WorldResource {
  return {
    id: `${subscription}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location: 'westeurope',
    properties: { provisioningState: 'Succeeded' },
  };
}

export function identityId(name: string): string {
  return `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

/** A user-assigned identity whose principal id is `{name}` filled up to a GUID. */
export function identity(name: string): WorldResource {
  return {
    id: identityId(name),
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    location: 'westeurope',
    tags: {},
    properties: { tenantId, principalId: principal(name), clientId: principal(`${name} client`) },
  };
}

/** The principal of an identity made with `identity`. */
export function principal(name: string): string {
  const hex = Buffer.from(name).toString('hex').padEnd(12, '0').slice(-12);
  return `aaaaaaaa-aaaa-4aaa-aaaa-${hex}`;
}

/** A token that names who sends it. */
export function tokenOf(objectId: string): Readonly<Record<string, string>> {
  const claims = Buffer.from(JSON.stringify({ oid: objectId })).toString('base64url');
  return { authorization: `Bearer x.${claims}.x` };
}

export const pools = [{ name: 'nodepool1', count: 1, mode: 'System' }];

export function clusterBody(
  more: Readonly<Record<string, unknown>> = {},
  properties: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    location: 'westeurope',
    identity: { type: 'SystemAssigned' },
    ...more,
    properties: { dnsPrefix: 'shop', agentPoolProfiles: pools, ...properties },
  };
}

export function userAssigned(...names: readonly string[]): { identity: unknown } {
  return {
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: Object.fromEntries(names.map((name) => [identityId(name), {}])),
    },
  };
}

/** The text that stands there; empty where there is none. */
export function said(value: Loose | undefined): string {
  const found: unknown = value;
  return typeof found === 'string' ? found : '';
}

/** The code of an error in ARM's form. */
export function codeOf(body: Loose): string {
  return said(body['error']?.['code']);
}
