import type { Writable } from 'node:stream';

/** What the tool needs of the process that it runs in. */
export interface Terminal {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The report, and nothing else. */
  readonly out: (text: string) => void | Promise<void>;
  /** Everything that is said beside it. */
  readonly tell: (text: string) => void;
  /** Whether somebody reads what is told as it comes. */
  readonly isWatched: boolean;
  readonly isColoured: boolean;
  readonly readFile: (path: string) => Promise<string>;
  /** The whole of the standard input. */
  readonly readInput: () => Promise<string>;
  /** The text of a file with decisions, or `undefined` where there is none; rejects with what is wrong with it. */
  readonly readDecisions: (path: string) => Promise<string | undefined>;
  /** Writes the text whole, or nothing of it. */
  readonly writeFile: (path: string, text: Iterable<string>) => Promise<void>;
  /** Whether two paths lead to one file, through links, too. */
  readonly isSameFile: (one: string, other: string) => Promise<boolean>;
  readonly isFolder: (path: string) => Promise<boolean>;
  /** Makes a folder, and those above it; one that is there is left as it is. */
  readonly makeFolder: (path: string) => Promise<void>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** A line of progress that is written over on a terminal, and written now and then elsewhere. */
export interface Progress {
  readonly say: (text: string) => void;
  /** Leaves the line empty. */
  readonly end: () => void;
}

/** Goes back to the start of a terminal's line and leaves nothing on it. */
export const emptyLine = '\r\u001B[2K';

/** Starts a line of progress. */
export function progressOn({ tell, isWatched }: Pick<Terminal, 'tell' | 'isWatched'>): Progress {
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

/** Returns a text in red or yellow, where colours are shown. */
export function inColour(text: string, colour: 'red' | 'yellow', { isColoured }: Pick<Terminal, 'isColoured'>): string {
  return isColoured ? `\u001B[${colour === 'red' ? 31 : 33}m${text}\u001B[39m` : text;
}

/** Makes a function that writes a text to a stream and waits until it is written. If that fails it rejects, and nothing else ends. */
export function writerTo(stream: Writable): (text: string) => Promise<void> {
  // A stream without a listener would end the process in the middle.
  stream.on('error', () => undefined);
  return (text) => new Promise((resolve, reject) => stream.write(text, (error) => (error ? reject(error) : resolve())));
}
