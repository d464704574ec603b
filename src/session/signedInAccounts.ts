/** Who looks, and where: what may be shown depends on both. Light: nothing is connected to find it out. */
import { authentication } from 'vscode';
import type { Connection } from '../azure/directory/connection.ts';
import { connectionKey } from '../azure/directory/connectionKey.ts';
import { currentCloud } from '../host/accounts/cloud.ts';
import { authenticationSetting } from '../host/settings.ts';
import type { RememberedConnection } from './rememberedConnection.ts';

/** A connection by its key, and who is signed in there, by ids. */
export interface Viewer {
  readonly connection: string;
  readonly accounts: readonly string[];
}

/** Who looks through an open connection, where `rememberedViewer` could tell it in the next session, too. */
export function viewerOf(
  { kind, key }: Pick<Connection, 'kind' | 'key'>,
  accounts: readonly string[],
): Viewer | undefined {
  const isTold = kind === 'emulator' || (kind === 'azure' && authenticationSetting() === 'vscode');
  return isTold ? { connection: key, accounts } : undefined;
}

/**
 * Who would look through the remembered connection, were it opened now. `undefined` where that can't be told quickly (the
 * demo, which is its own memory, and ways of signing in that have to be asked), or where nobody is signed in.
 */
export async function rememberedViewer(what: RememberedConnection | undefined): Promise<Viewer | undefined> {
  if (what?.kind === 'emulator') {
    return URL.canParse(what.url)
      ? { connection: connectionKey('emulator', new URL(what.url).origin), accounts: [] }
      : undefined;
  }
  if (what?.kind !== 'azure' || authenticationSetting() !== 'vscode') return undefined;
  const { endpoint, provider } = currentCloud();
  const accounts = (await authentication.getAccounts(provider)).map(({ id }) => id);
  return accounts.length === 0 ? undefined : { connection: connectionKey('azure', endpoint), accounts };
}
