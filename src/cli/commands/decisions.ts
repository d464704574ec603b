import { devNull } from 'node:os';
import { undecided, type DecisionSource } from '../../app/decisionSource.ts';
import { decisionsFile, otherDecisionsFile, problemWords } from '../../domain/decisions/files.ts';
import { failureOf, refusedError, saidMessage } from '../../errors.ts';
import { standard } from '../commandLine/options.ts';
import type { DecisionsOfFile } from './decisionNotes.ts';
import type { Terminal } from '../terminal/terminal.ts';

/**
 * Returns the decisions of the given file, or of the one in the current folder, if there is one. Rejects with line and
 * column if any part is invalid, and says what to do if the file can't be read or there are two.
 */
export async function decisionsIn(file: string | undefined, terminal: Terminal): Promise<DecisionsOfFile> {
  const { path, text } = file === undefined ? await ofFolder(terminal) : await ofFile(file, terminal);
  if (text === undefined) return { path, decisions: {}, lineOf: () => 1 };
  const { lineFinder, parseDecisions } = await import('../../domain/decisions/decisionsText.ts');
  const parsed = parseDecisions(text);
  if ('decisions' in parsed) return { path, decisions: parsed.decisions, lineOf: lineFinder(text) };
  throw refusedError(problemWords(parsed.problem, path));
}

/** Returns a source with unchanging decisions. */
export function sourceOf({ decisions }: DecisionsOfFile): DecisionSource {
  return { ...undecided, current: () => decisions };
}

interface FileText {
  readonly path: string;
  /** Left out if there is no file. */
  readonly text?: string | undefined;
}

async function ofFolder(terminal: Terminal): Promise<FileText> {
  const [usual, otherText] = await Promise.all(
    [decisionsFile, otherDecisionsFile].map((path) => textOf(path, terminal)),
  );
  if (usual !== undefined && otherText !== undefined)
    throw refusedError(`There are ${decisionsFile} and ${otherDecisionsFile}. Keep one, or name it with --config.`);
  return otherText === undefined ? { path: decisionsFile, text: usual } : { path: otherDecisionsFile, text: otherText };
}

async function ofFile(path: string, terminal: Terminal): Promise<FileText> {
  if (path === devNull) return { path };
  if (path === standard) return { path: 'The standard input', text: await terminal.readInput() };
  const text = await textOf(path, terminal);
  if (text === undefined) throw refusedError(`${path} can't be read: there is no such file.`);
  return { path, text };
}

function textOf(path: string, { readDecisions }: Terminal): Promise<string | undefined> {
  return readDecisions(path).catch((error: unknown) => {
    throw refusedError(problemWords({ message: saidMessage(failureOf(error)) }, path));
  });
}
