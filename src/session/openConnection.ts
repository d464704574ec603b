/** Everything that connecting needs, loaded on first use: the Azure SDK and the service over it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import type { DecisionSource } from '../app/decisionSource.ts';
import type { IdentityService } from '../app/identityService.ts';
import { createIdentityService } from '../app/identityService.ts';
import type { Connection, ConnectOptions } from '../azure/directory/connection.ts';
import { connect } from '../azure/directory/connection.ts';
import { createFileClient } from '../azure/directory/fileArm.ts';
import { tenantsOf } from '../azure/directory/tenants.ts';
import type { Failure } from '../errors.ts';
import { describeFailure, failureOf, IdentityError, refused } from '../errors.ts';
import { openAccounts } from '../host/accounts/accounts.ts';
import { createClaims } from '../host/files/runClaims.ts';
import { watchFile } from '../host/files/watchFile.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { isListening } from '../host/isListening.ts';
import { authenticationSetting, tokenRefreshHoursSetting } from '../host/settings.ts';
import type { OpenedJson } from '../domain/cluster/fromFile.ts';
import { openedJson } from '../domain/cluster/fromFile.ts';
import { textAt } from '../domain/arm/json.ts';
import { Refusal } from '../domain/arm/refusal.ts';
import { idKey } from '../domain/arm/resourceId.ts';
import { sharedJournal } from './sharedJournal.ts';
import type { JsonObject } from '../domain/arm/json.ts';
import type { Accounts } from '../host/accounts/account.ts';
import { isLoopback } from '../domain/arm/loopback.ts';

/** Says where connections keep their files, and how they name themselves to Azure. */
export interface Place {
  readonly folder: string;
  readonly userAgent: string;
  /** Is told in a sentence that a record of earlier changes could not be read. */
  readonly onDamaged: (message: string) => void;
  /** What is decided about findings. */
  readonly decisions?: DecisionSource;
  /** Is told in a sentence what is worth a line in the log. */
  readonly onNote?: (sentence: string) => void;
}

/** An open connection. */
export interface Open {
  readonly service: IdentityService;
  /** Ends the connection, which neither sends nor saves anything afterwards. */
  readonly dispose: () => void;
  /** The accounts that are signed in, where somebody has to sign in. */
  readonly accounts?: Accounts;
}

/** Returns the path of the file that holds the demo's world. */
export function demoFile({ folder }: Place): string {
  return `${folder}/demo-world.json`;
}

/** Opens the demo as the user left it. */
export async function openDemo(place: Place): Promise<Open> {
  const { demoConnection } = await import('./demoConnection.ts');
  const demo = await demoConnection(demoFile(place), place.userAgent);
  const over = serviceOver(demo.connection, place);
  return {
    ...over,
    dispose() {
      over.dispose();
      demo.dispose();
    },
  };
}

/**
 * Opens an emulator on this machine, and rejects if the address belongs to another machine or nothing answers there.
 */
export async function openEmulator(place: Place, address: string): Promise<Open> {
  const { visitor } = await import('./demoConnection.ts');
  const url = emulatorUrl(address);
  if (!(await isListening(url)))
    throw noEmulator(url, { code: 'unexpected', message: 'Start it, or give another address.' });
  const connection = connect({
    kind: 'emulator',
    name: `the emulator at ${url.host}`,
    endpoint: url.origin,
    tenants: [{ tenantId: 'emulator', name: `the emulator at ${url.host}`, credential: visitor }],
    userAgent: place.userAgent,
    ...noted(place),
  });
  const over = serviceOver(connection, place);
  const { items, failures } = await over.service.subscriptions();
  const [failed] = failures;
  if (failed !== undefined && items.length === 0) throw noEmulator(url, failed.failure);
  return over;
}

/**
 * Opens Azure with every account that is signed in as the settings say; accounts that come or go later are found then.
 */
export async function openAzure(place: Place): Promise<Open & { readonly accounts: Accounts }> {
  const cloud = currentCloud();
  const { name, endpoint, portal, scope } = cloud;
  const accounts = await openAccounts(authenticationSetting(), cloud);
  const connection = connect({
    kind: 'azure',
    name,
    endpoint,
    portal,
    scopes: [scope],
    tenants: tenantsOf(() => accounts.list()),
    userAgent: place.userAgent,
    ...noted(place),
  });
  return { ...serviceOver(connection, place), accounts };
}

function noted({ onNote }: Place): Pick<ConnectOptions, 'onNote'> {
  return onNote === undefined ? {} : { onNote };
}

/** Opens clusters from files, read-only and without an account. Throws `refused` for files of another kind. */
export async function openFiles(place: Place, paths: readonly string[]): Promise<Open> {
  const opened = await Promise.all(paths.map(readOpened));
  const all = {
    clusters: onceEach(opened.flatMap((one) => one.clusters)),
    assignments: onceEach(opened.flatMap((one) => one.assignments)),
  };
  if (all.clusters.length === 0) throw refused('None of these files holds a cluster: open one of "az aks show", too.');
  const name = paths.map((path) => basename(path)).join(', ');
  const connection = connect({
    kind: 'file',
    name,
    endpoint: 'https://management.file.invalid',
    tenants: [{ tenantId: 'file', name, credential: nobody }],
    userAgent: place.userAgent,
    httpClient: createFileClient(all),
  });
  return serviceOver(connection, place);
}

/** Keeps of things that stand in several files the one of the last file. */
function onceEach(things: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(things.map((thing) => [idKey(textAt(thing, 'id') ?? ''), thing])).values()];
}

const nobody: TokenCredential = {
  getToken: () => Promise.resolve({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

async function readOpened(path: string): Promise<OpenedJson> {
  try {
    return openedJson(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Refusal) throw refused(`${basename(path)}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw refused(`${basename(path)} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`);
  }
}

function serviceOver(connection: Connection, { folder, onDamaged, onNote, decisions }: Place): Open {
  const claims = createClaims(`${folder}/runs`);
  const journal = sharedJournal(folder, claims, onDamaged);
  const service = createIdentityService({
    ...{ connection, journal, tokenRefreshHours: tokenRefreshHoursSetting },
    ...(decisions ? { decisions } : {}),
  });
  const watching = watchFile(`${folder}/journal.json`, () => {
    service.lookAtOtherWindows().catch((error: unknown) => onNote?.(describeFailure(failureOf(error))));
  });
  return {
    service,
    dispose() {
      watching.dispose();
      void service.stopAll('closed');
      claims.dispose();
    },
  };
}

function noEmulator({ origin }: URL, failure: Failure): IdentityError {
  return new IdentityError({ ...failure, message: `No emulator answers at ${origin}. ${failure.message}` });
}

function emulatorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused(`"${text}" is not a web address.`);
  if (url.username || url.password)
    throw refused('An emulator takes no name and no password: leave them out of the address.');
  if (/^https?:$/.test(url.protocol) && isLoopback(url)) return url;
  throw refused(`Only an emulator on this machine can be connected to, not ${url.host}.`);
}
