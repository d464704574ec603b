/** Somebody who is signed in. */
export interface Account {
  /** As whoever signs in tells it. */
  readonly id: string;
  /** For the person. */
  readonly name: string;
}

/** Through whom something is read or written, where its id alone does not tell. */
export interface Via {
  /** The directory that is looked into; matters for what lies above all subscriptions. */
  readonly tenantId?: string;
  /** Whose rights count; left out where only one account is signed in. */
  readonly account?: Account;
}

/** Only the directory. */
export function directoryOf({ tenantId }: Via): Via {
  return tenantId === undefined ? {} : { tenantId };
}
