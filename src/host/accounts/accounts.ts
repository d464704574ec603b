import type { TokenCredential } from '@azure/core-auth';
import type { Authentication } from '../../manifest.ts';
import { assertOnlyPersonDecides } from '../ownSetting.ts';
import type { Cloud } from './cloud.ts';

/** Somebody who is signed in, and how to ask for tokens of any directory that they are in. */
export interface Account {
  readonly id: string;
  /** Shown to the person. */
  readonly label?: string;
  /** Their home directory, where a token told. */
  readonly homeTenantId?: string;
  /** Throws `signedOut` once they are signed out; nothing may be sent for them any more. */
  readonly assertSignedIn: () => void;
  /** Whether there may be tokens for a directory other than the home directory; left out: there may. */
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  credential(tenantId: string | undefined): TokenCredential;
}

/** What to sign in to; all left out: the person chooses an account. */
export interface SignInWish {
  readonly tenantId?: string;
  readonly accountId?: string;
}

/** Everybody who is signed in to a cloud. */
export interface Accounts {
  /** Who is signed in now, without asking anybody. The same person is the same object as before. */
  list(): Promise<readonly Account[]>;
  /** Asks the person; rejects with `cancelled` where they leave and with `signedOut` where it fails. */
  signIn(wish: SignInWish): Promise<void>;
}

/**
 * The accounts as the settings say. Nothing is loaded or asked yet; as long as a workspace would have a say in them, both
 * reject with `refused` and nobody is asked for a token.
 */
export async function openAccounts(how: Authentication, cloud: Cloud): Promise<Accounts> {
  const accounts = await accountsOf(how, cloud);
  return {
    async list() {
      assertOnlyPersonDecides();
      return accounts.list();
    },
    async signIn(wish) {
      assertOnlyPersonDecides();
      await accounts.signIn(wish);
    },
  };
}

async function accountsOf(how: Authentication, cloud: Cloud): Promise<Accounts> {
  if (how === 'vscode') return (await import('./vscodeAccounts.ts')).vscodeAccounts(cloud);
  return (await import('./fallbackAccounts.ts')).fallbackAccounts(how, cloud);
}
