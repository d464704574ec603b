/** What is known only where a person wants it to be asked for. */
import type { Phrase, Words } from '../../sentences/words.ts';

/** A user, a group or an application of a directory. */
export interface DirectoryObject {
  readonly id: string;
  /** Left out if the account may not read it. */
  readonly name?: string;
}

/** Somebody who changed roles or identities of a cluster, and is not among those who are expected to. */
export interface UnexpectedWriter {
  readonly who: Words;
  /** The object ID. */
  readonly id: string;
  readonly count: number;
  /** When that was first done in the time that was looked at, as ISO 8601. */
  readonly firstAt: string;
  /** When that was done last, as ISO 8601. */
  readonly lastAt: string;
}

/** Who fetched the admin credential of a cluster since its certificates were last rotated, according to Azure's log. */
export interface FetchedCredential {
  /** When it was last fetched, as ISO 8601. */
  readonly lastAt: string;
  readonly count: number;
  /** Who did, the last one first. */
  readonly by: readonly Phrase[];
  /** When a rotation began after that whose end is not known. */
  readonly rotatingSince?: string;
}

/** What facts hold of it. */
export interface AskedOnly {
  /** True if what is found will not be compared with an earlier report, so that nothing is kept for that. */
  readonly isNotCompared?: boolean;
  /** True if the person allows the directory to be asked about people and groups. */
  readonly asksDirectory?: boolean;
  /** Who fetched admin credentials, by `idKey` of the cluster; left out unless Azure's logs were asked. */
  readonly adminCredentials?: ReadonlyMap<string, FetchedCredential>;
  /** Who else changed a cluster than is expected, by its `idKey`; left out unless Azure's logs were asked, and somebody is expected. */
  readonly unexpectedWriters?: ReadonlyMap<string, readonly UnexpectedWriter[]>;
}
