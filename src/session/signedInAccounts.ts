/** Finds out who is signed in, and on which connection, without connecting: both decide which saved rows may be shown. */
import { authentication } from 'vscode';
import type { Connection } from '../azure/directory/connection.ts';
import { connectionKey } from '../azure/directory/connectionKey.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { authenticationSetting } from '../host/settings.ts';
import type { RememberedConnection } from './rememberedConnection.ts';

/** A connection by its key, and the ids of the accounts that are signed in there. */
export interface SessionUser {
  readonly connection: string;
  readonly accounts: readonly string[];
}

/** Returns the user of an open connection, if `rememberedUser` can find the same one in the next session. */
export function userOf(
  { kind, key }: Pick<Connection, 'kind' | 'key'>,
  accounts: readonly string[],
): SessionUser | undefined {
  const isKnownEarly = kind === 'emulator' || (kind === 'azure' && authenticationSetting() === 'vscode');
  return isKnownEarly ? { connection: key, accounts } : undefined;
}

/**
 * Returns the user of the remembered connection, without opening it. Returns `undefined` if no one is signed in, or if
 * that takes too long to find out: the demo has its own memory, and some ways of signing in have to be asked.
 */
export async function rememberedUser(connection: RememberedConnection | undefined): Promise<SessionUser | undefined> {
  if (connection?.kind === 'emulator') {
    return URL.canParse(connection.url)
      ? { connection: connectionKey('emulator', new URL(connection.url).origin), accounts: [] }
      : undefined;
  }
  if (connection?.kind !== 'azure' || authenticationSetting() !== 'vscode') return undefined;
  const { endpoint, provider } = currentCloud();
  const accounts = (await authentication.getAccounts(provider)).map(({ id }) => id);
  return accounts.length === 0 ? undefined : { connection: connectionKey('azure', endpoint), accounts };
}
