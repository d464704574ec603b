import type { Text } from '../domain/report/pieces.ts';

/** What a command has found. */
export interface Found {
  readonly text: Text;
  /** What it writes into a folder; left out where it writes one text only. */
  readonly files?: readonly OutputFile[];
  /** What is printed for the pipeline beside the file. */
  readonly annotations?: string;
  /** The number of findings that make the tool fail. */
  readonly failing: number;
  /** True if no cluster was read at all, which is never a success. */
  readonly isBlind?: boolean;
  /** What could not be read, a sentence each. */
  readonly notRead: readonly string[];
  /** What is said beside it and changes nothing, a sentence each. */
  readonly notes?: readonly string[];
  /** What keeps a plan from being applied, a sentence each. */
  readonly blocks?: readonly string[];
}

/** One of the files that a command writes into a folder. */
export interface OutputFile {
  readonly name: string;
  readonly text: Text;
}
