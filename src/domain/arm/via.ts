/** An account that is signed in. */
export interface Account {
  /** As whoever signs in tells it. */
  readonly id: string;
  /** For the user. */
  readonly name: string;
}

/**
 * Names the directory and the account through which something is read or written, if its ID alone does not determine
 * them.
 */
export interface Via {
  /** The directory that is looked into; matters for what lies above all subscriptions. */
  readonly tenantId?: string;
  /** Whose rights count; left out where only one account is signed in. */
  readonly account?: Account;
}

/** Returns only the directory through which something is reached, without the account. */
export function directoryOf({ tenantId }: Via): Via {
  return tenantId === undefined ? {} : { tenantId };
}
