/** Why a change may stay that no test has noticed: most of them change nothing that anybody could see. */
export interface Reason {
  /** The end of the file's path. */
  readonly file: string;
  /** Matches `code -> what it became`. */
  readonly what: RegExp;
  /** What makes it so, true of each change that it names. */
  readonly why: string;
}

/** The compiler asks for it. */
export const narrows = 'It only tells the compiler what is there; without it the next comparison says the same.';
