import type { Text } from '../../domain/report/pieces.ts';

/** What a command has found. */
export interface CommandFound {
  readonly text: Text;
  /** True if the text is made for the terminal that reads it. */
  readonly isLaidOut?: true;
  /** What it writes into a folder; left out where it writes one text only. */
  readonly files?: readonly OutputFile[];
  /** What is printed for the pipeline in addition to the file. */
  readonly annotations?: string;
  /** The findings that make the tool fail, counted in words; left out: none. */
  readonly failing?: string;
  /** True if no cluster was read at all, which is never a success. */
  readonly isBlind?: boolean;
  /** True if the question is still open: then it is not a success, whatever was read. */
  readonly isOpen?: boolean;
  /** What could not be read, one sentence each. */
  readonly notRead: readonly string[];
  /** Notes that change neither the result nor the exit code, one sentence each. */
  readonly notes?: readonly string[];
  /** What prevents a plan from being applied, one sentence each. */
  readonly blocks?: readonly string[];
}

/** One of the files that a command writes into a folder. */
export interface OutputFile {
  readonly name: string;
  readonly text: Text;
}
