/** Everything that connecting needs, loaded on first use: the Azure SDK and the service over it. */
import type { DecisionSource } from '../app/decisionSource.ts';
import type { IdentityService } from '../app/identityService.ts';
import { createIdentityService } from '../app/createIdentityService.ts';
import type { Connection, ConnectOptions } from '../azure/directory/connection.ts';
import { connectionToCloud } from '../azure/directory/tenants.ts';
import { describeFailure, failureOf } from '../errors.ts';
import { openAccounts } from '../host/accounts/accounts.ts';
import { createClaims } from '../host/files/runClaims.ts';
import { watchFile } from '../host/files/watchFile.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { authenticationSetting, showNamesSetting, tokenRefreshHoursSetting } from '../host/settings.ts';
import { emulatorConnection } from './emulatorConnection.ts';
import { fileConnection } from './fileConnection.ts';
import { sharedJournal } from './sharedJournal.ts';
import type { Accounts } from '../host/accounts/account.ts';
import type { Words } from '../sentences/words.ts';
import { defined } from '../shape/defined.ts';

/** Where connections keep their files, and how they identify themselves to Azure. */
export interface ConnectionPlace {
  readonly folder: string;
  readonly userAgent: string;
  /** Called with a sentence if a record of earlier changes could not be read. */
  readonly onDamaged: (message: Words) => void;
  /** Decisions about findings. */
  readonly decisions?: DecisionSource;
  /** Called with a sentence for the log. */
  readonly onNote?: (sentence: string) => void;
}

/** The service of a connection, and what has to be disposed with it. */
export interface OpenConnection {
  readonly service: IdentityService;
  /** Ends the connection; afterwards it neither sends nor saves anything. */
  readonly dispose: () => void;
  /** The accounts that are signed in, if the connection needs a sign-in. */
  readonly accounts?: Accounts;
}

/** Returns the path of the file with the demo's world. */
export function demoFile({ folder }: ConnectionPlace): string {
  return `${folder}/demo-world.json`;
}

/** Opens the demo as the user left it. */
export async function openDemo(place: ConnectionPlace): Promise<OpenConnection> {
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

/** Opens an emulator on this machine; rejects if the address belongs to another machine or nothing answers there. */
export async function openEmulator(place: ConnectionPlace, address: string): Promise<OpenConnection> {
  return serviceOver(await emulatorConnection(address, { userAgent: place.userAgent, ...noteOption(place) }), place);
}

/** Opens Azure with every account that is signed in according to the settings; later changes of accounts are noticed. */
export async function openAzure(place: ConnectionPlace): Promise<OpenConnection & { readonly accounts: Accounts }> {
  const cloud = currentCloud();
  const accounts = await openAccounts(authenticationSetting(), cloud);
  const options = { userAgent: place.userAgent, ...noteOption(place) };
  const connection = connectionToCloud(cloud, () => accounts.list(), options);
  return { ...serviceOver(connection, place), accounts };
}

function noteOption({ onNote }: ConnectionPlace): Pick<ConnectOptions, 'onNote'> {
  return onNote === undefined ? {} : { onNote };
}

/** Opens clusters from files, read-only and without an account. Throws `refused` for files of another kind. */
export async function openFiles(place: ConnectionPlace, paths: readonly string[]): Promise<OpenConnection> {
  return serviceOver(
    await fileConnection(
      paths.map((path) => ({ path })),
      place.userAgent,
    ),
    place,
  );
}

function serviceOver(
  connection: Connection,
  { folder, onDamaged, onNote, decisions }: ConnectionPlace,
): OpenConnection {
  const claims = createClaims(`${folder}/runs`);
  const journal = sharedJournal(folder, claims, onDamaged);
  const service = createIdentityService({
    connection,
    journal,
    tokenRefreshHours: tokenRefreshHoursSetting,
    asksDirectory: showNamesSetting,
    ...defined({ decisions }),
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
