/** What connecting needs, loaded on first use: the Azure SDK and the service over it. */
import type { IdentityService } from './app/identityService.ts';
import { createIdentityService } from './app/identityService.ts';
import { createJournal } from './app/journal.ts';
import type { Connection, Tenant } from './azure/connection.ts';
import { connect } from './azure/connection.ts';
import { isLoopback } from './azure/origin.ts';
import { failureOf, IdentityError, refused } from './errors.ts';
import type { Cloud } from './host/cloud.ts';
import { currentCloud } from './host/cloud.ts';
import type { Session } from './host/session.ts';
import { openSession } from './host/session.ts';
import { authenticationSetting } from './host/settings.ts';
import { fileStore } from './host/storage.ts';
import { textAt } from './identity/jsonPath.ts';

/** Where connections keep things, and how they call themselves. */
export interface Place {
  readonly folder: string;
  readonly userAgent: string;
  /** Told in words where a record of earlier changes could not be read. */
  readonly onDamaged: (message: string) => void;
}

/** An open connection. */
export interface Open {
  readonly service: IdentityService;
  /** Nothing is sent or kept any more. */
  readonly dispose: () => void;
}

/** The file that keeps the demo's world. */
export function demoFile({ folder }: Place): string {
  return `${folder}/demo-world.json`;
}

/** The demo as it was left. */
export async function openDemo(place: Place): Promise<Open> {
  const { demoConnection } = await import('./demo.ts');
  const demo = await demoConnection(demoFile(place), place.userAgent);
  return { service: serviceOver(demo.connection, place), dispose: () => demo.dispose() };
}

/** An emulator on this machine; rejects where the address is another machine's, or none answers there. */
export async function openEmulator(place: Place, address: string): Promise<Open> {
  const { visitor } = await import('./demo.ts');
  const url = emulatorUrl(address);
  const connection = connect({
    kind: 'emulator',
    name: `the emulator at ${url.host}`,
    endpoint: url.origin,
    tenants: [{ tenantId: 'emulator', credential: visitor }],
    userAgent: place.userAgent,
  });
  const service = serviceOver(connection, place);
  const { items, failures } = await service.subscriptions();
  const [failed] = failures;
  if (failed !== undefined && items.length === 0) {
    const message = `No emulator answers at ${url.origin}. ${failed.failure.message}`;
    throw new IdentityError({ ...failed.failure, message });
  }
  return { service, dispose: () => undefined };
}

/** Azure, as the settings say; asks the person only if `interactive`. `undefined` where nobody is signed in. */
export async function openAzure(place: Place, interactive: boolean, tenantId?: string): Promise<Open | undefined> {
  const cloud = currentCloud();
  const session = await openSession(authenticationSetting(), cloud, interactive, tenantId);
  if (!session) return undefined;
  const connection = await azureConnection(session, cloud, place.userAgent);
  return { service: serviceOver(connection, place), dispose: () => undefined };
}

function serviceOver(connection: Connection, { folder, onDamaged }: Place): IdentityService {
  return createIdentityService({ connection, journal: createJournal(fileStore(`${folder}/journal.json`), onDamaged) });
}

/** Every directory that the account is in. */
async function azureConnection(session: Session, cloud: Cloud, userAgent: string): Promise<Connection> {
  const { name, endpoint, portal, scope } = cloud;
  const base = { kind: 'azure', name, endpoint, portal, scopes: [scope], userAgent } as const;
  const who = session.account === undefined ? {} : { account: session.account };
  const home: Tenant = {
    tenantId: session.tenantId ?? 'home',
    ...who,
    credential: session.credential(session.tenantId),
  };
  const directories = await listDirectories(connect({ ...base, tenants: [home] }), home);
  const tenants = directories.map(({ id, name }): Tenant => {
    const credential = id === home.tenantId ? home.credential : session.credential(id);
    return { tenantId: id, ...(name === undefined ? {} : { name }), ...who, credential };
  });
  return connect({ ...base, tenants: tenants.length > 0 ? tenants : [home] });
}

/** Where the directories may not be listed, the account's own has to do. */
async function listDirectories(
  connection: Connection,
  home: Tenant,
): Promise<{ id: string; name: string | undefined }[]> {
  try {
    const tenants = await connection.arm(home).list('/tenants', '2022-12-01');
    return tenants.flatMap((tenant) => {
      const id = textAt(tenant, 'tenantId');
      return id === undefined ? [] : [{ id, name: textAt(tenant, 'displayName') }];
    });
  } catch (error) {
    if (failureOf(error).code !== 'forbidden') throw error;
    return [];
  }
}

function emulatorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused(`"${text}" is not a web address.`);
  if (/^https?:$/.test(url.protocol) && isLoopback(url)) return url;
  throw refused(`Only an emulator on this machine can be connected to, not ${url.host}.`);
}
