import type { Writable } from 'node:stream';
import type { SavedObjects } from '../../host/files/clusterObjectFiles.ts';
import type { Screen } from './layout.ts';

/** What the tool needs from its process. */
export interface Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The report, and nothing else. */
  readonly out: (text: string) => void | Promise<void>;
  /** Writes messages beside the report. */
  readonly tell: (text: string) => void;
  /** The terminal that the report goes to; left out where a file or another program gets it. */
  readonly screen?: Screen | undefined;
  /** Whether messages go to a terminal. */
  readonly isWatched: boolean;
  readonly isColoured: boolean;
  readonly readFile: (path: string) => Promise<string>;
  /** Reads the whole standard input. */
  readonly readInput: () => Promise<string>;
  /** Reads a file of decisions; `undefined` if there is none; rejects if it can't be read. */
  readonly readDecisions: (path: string) => Promise<string | undefined>;
  /** Writes the text whole, or nothing of it. */
  readonly writeFile: (path: string, text: Iterable<string>) => Promise<void>;
  /** Whether two paths lead to one file, through links, too. */
  readonly isSameFile: (a: string, b: string) => Promise<boolean>;
  /** Reads the saved answers of kubectl in a folder. */
  readonly readObjects: (folder: string, resources: readonly string[]) => Promise<SavedObjects>;
  readonly isFolder: (path: string) => Promise<boolean>;
  /** True also if there is no such folder; rejects if it can't be read. */
  readonly isEmpty: (path: string) => Promise<boolean>;
  /** Makes a folder and those above it; does nothing if it exists. */
  readonly makeFolder: (path: string) => Promise<void>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Frees the memory that reading took, before a large output is written; absent in a process that does other things, too. */
  readonly collectGarbage?: () => void;
}

/** A line of progress: on a terminal it is overwritten, elsewhere a new one is written from time to time. */
export interface Progress {
  readonly say: (text: string) => void;
  /** Clears the line. */
  readonly end: () => void;
}

/** Moves to the start of a terminal's line and clears it. */
export const emptyLine = '\r\u001B[2K';

/** Starts a line of progress. */
export function startProgress({ tell, isWatched }: Pick<Terminal, 'tell' | 'isWatched'>): Progress {
  let last = '';
  return {
    say(text) {
      if (text === last) return;
      last = text;
      tell(isWatched ? `${emptyLine}${text}` : `${text}\n`);
    },
    end() {
      if (isWatched && last !== '') tell(emptyLine);
    },
  };
}

/** Returns a text in red or yellow if the terminal shows colours. */
export function coloured(text: string, colour: 'red' | 'yellow', { isColoured }: Pick<Terminal, 'isColoured'>): string {
  return isColoured ? `\u001B[${colour === 'red' ? 31 : 33}m${text}\u001B[39m` : text;
}

/**
 * Makes a function that writes a text to a stream and waits until it is written. If that fails, it rejects, but doesn't
 * end the process.
 */
export function writerTo(stream: Writable): (text: string) => Promise<void> {
  // Without a listener, an error of the stream would end the process.
  stream.on('error', () => undefined);
  return (text) => new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}
