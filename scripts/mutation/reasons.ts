/** Why changes may stay that no test has noticed: most of them change nothing that anybody could see. */
export interface Reason {
  /** The end of the file's path. */
  readonly file: string;
  /** Matches `code -> what it became`. */
  readonly what: RegExp;
  readonly why: string;
}

export const reasons: readonly Reason[] = [];
