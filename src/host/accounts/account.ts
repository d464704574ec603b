import type { TokenCredential } from '@azure/core-auth';

/** An account that is signed in, with tokens for every directory that it belongs to. */
export interface AccountWithTokens {
  readonly id: string;
  /** The name that the user sees. */
  readonly label?: string;
  /** The account's home directory, if a token has named it. */
  readonly homeTenantId?: string;
  /** Throws `signedOut` once they are signed out, from when on nothing may be sent for them. */
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
  /** Who is signed in now, without asking anyone. The same person is the same object as before. */
  list(): Promise<readonly AccountWithTokens[]>;
  /** Asks the user to sign in; rejects with `cancelled` if they leave and with `signedOut` if it fails. */
  signIn(wish: SignInWish): Promise<void>;
}
