/** An account that is signed in. */
export interface Account {
  /** The id that the sign-in uses. */
  readonly id: string;
  /** The name that the user sees. */
  readonly name: string;
}

/** The directory and the account through which something is read or written, if its id alone does not determine them. */
export interface Via {
  /** The directory to look in; matters for what is above all subscriptions. */
  readonly tenantId?: string;
  /** The account whose rights count; left out if only one is signed in. */
  readonly account?: Account;
}

/** Returns only the directory through which something is reached, without the account. */
export function directoryOf({ tenantId }: Via): Via {
  return tenantId === undefined ? {} : { tenantId };
}
