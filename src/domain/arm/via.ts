/** An account that is signed in. */
export interface Account {
  /** As the sign-in names it. */
  readonly id: string;
  /** For the user. */
  readonly name: string;
}

/**
 * Names the directory and the account through which something is read or written, if its ID alone does not determine
 * them.
 */
export interface Via {
  /** The directory to look in; matters for what is above all subscriptions. */
  readonly tenantId?: string;
  /** Whose rights count; left out where only one account is signed in. */
  readonly account?: Account;
}

/** Returns only the directory through which something is reached, without the account. */
export function directoryOf({ tenantId }: Via): Via {
  return tenantId === undefined ? {} : { tenantId };
}
