import type { TokenCredential } from '@azure/core-auth';

/** A signed-in account, with tokens for every directory that it belongs to. */
export interface AccountWithTokens {
  readonly id: string;
  /** The name that the user sees. */
  readonly label?: string;
  /** The account's home directory, if a token names it. */
  readonly homeTenantId?: string;
  /** Throws `signedOut` after the account has signed out; from then on nothing may be sent for it. */
  readonly assertSignedIn: () => void;
  /** Whether tokens can be had for a directory other than the home directory; left out: they can. */
  readonly reaches?: (tenantId: string) => Promise<boolean>;
  /** Asks the account's owner to sign in for these scopes; left out where nobody can be asked. */
  readonly askFor?: (scopes: readonly string[], tenantId: string | undefined) => Promise<unknown>;
  /** Returns tokens for a directory; `name` is what the user knows it by. */
  credential(tenantId: string | undefined, name?: string): TokenCredential;
}

/** What to sign in to; if nothing is given, the user chooses an account. */
export interface SignInWish {
  readonly tenantId?: string;
  readonly accountId?: string;
}

/** All accounts that are signed in to a cloud. */
export interface Accounts {
  /** Returns who is signed in now, without asking anyone. The same person is always the same object. */
  list(): Promise<readonly AccountWithTokens[]>;
  /** Asks the user to sign in; rejects with `cancelled` if they leave and with `signedOut` if it fails. */
  signIn(wish: SignInWish): Promise<void>;
}
