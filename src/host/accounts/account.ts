import type { TokenCredential } from '@azure/core-auth';

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
