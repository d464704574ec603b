/** Asks somebody at a terminal. */
import { createInterface } from 'node:readline/promises';

/** What a question is asked with; `stop` hears Ctrl+C, which a prompt keeps to itself. */
export interface Prompt {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly stop: () => void;
  readonly signal: AbortSignal;
}

/** Returns true for a yes; a prompt that is left by Ctrl+C, Ctrl+D or the signal is a no. */
export async function saysYes(question: string, { input, output, stop, signal }: Prompt): Promise<boolean> {
  const terminal = createInterface({ input, output, terminal: true });
  const left = new AbortController();
  terminal.on('SIGINT', stop);
  terminal.on('close', () => left.abort());
  try {
    const ends = AbortSignal.any([left.signal, signal]);
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal: ends })).trim());
  } catch (error) {
    if (left.signal.aborted || signal.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}
