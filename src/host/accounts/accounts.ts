import type { TokenCredential } from '@azure/core-auth';
import type { Authentication } from '../../manifest.ts';
import { assertOnlyUserDecides } from '../ownSetting.ts';
import type { Cloud } from './cloud.ts';

/** An account that is signed in, with tokens for every directory that it belongs to. */
export interface Account {
  readonly id: string;
  /** The name that the user sees. */
  readonly label?: string;
  /** The account's home directory, if a token has named it. */
  readonly homeTenantId?: string;
  /** Throws `signedOut` once they are signed out; nothing may be sent for them any more. */
  readonly assertSignedIn: () => void;
  /** Whether there may be tokens for a directory other than the home directory; left out: there may. */
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  credential(tenantId: string | undefined): TokenCredential;
}

/** What to sign in to; where nothing is given, the user chooses an account. */
export interface SignInWish {
  readonly tenantId?: string;
  readonly accountId?: string;
}

/** All accounts that are signed in to a cloud. */
export interface Accounts {
  /** Who is signed in now, without asking anybody. The same person is the same object as before. */
  list(): Promise<readonly Account[]>;
  /** Asks the user to sign in; rejects with `cancelled` if they leave and with `signedOut` if it fails. */
  signIn(wish: SignInWish): Promise<void>;
}

/**
 * Opens the accounts that the settings name, without loading or asking anything yet. While a workspace would have a say in
 * them, listing and signing in reject with `refused` and nobody is asked for a token.
 */
export async function openAccounts(how: Authentication, cloud: Cloud): Promise<Accounts> {
  const accounts = await accountsOf(how, cloud);
  return {
    async list() {
      assertOnlyUserDecides();
      return accounts.list();
    },
    async signIn(wish) {
      assertOnlyUserDecides();
      await accounts.signIn(wish);
    },
  };
}

async function accountsOf(how: Authentication, cloud: Cloud): Promise<Accounts> {
  if (how === 'vscode') return (await import('./vscodeAccounts.ts')).vscodeAccounts(cloud);
  return (await import('./fallbackAccounts.ts')).fallbackAccounts(how, cloud);
}
