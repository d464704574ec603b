/** What is known only where a person wants it to be asked for. */

/** A user, a group or an application of a directory. */
export interface DirectoryObject {
  readonly id: string;
  /** Left out if the account may not read it. */
  readonly name?: string;
}

/** Who fetched the admin credential of a cluster since its certificates were last rotated, according to Azure's log. */
export interface FetchedCredential {
  /** When it was last fetched, as ISO 8601. */
  readonly lastAt: string;
  readonly count: number;
  /** Who did, the last one first. */
  readonly by: readonly string[];
  /** When a rotation began after that whose end is not known. */
  readonly rotatingSince?: string;
}
