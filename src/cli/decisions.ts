import { undecided } from '../app/decisionSource.ts';
import type { DecisionSource } from '../app/decisionSource.ts';
import { decisionsFile } from '../domain/decisions/files.ts';
import { refused } from '../errors.ts';
import { readGiven } from './files.ts';
import type { Terminal } from './terminal.ts';

/**
 * Returns what the given file decides, or the file of the folder where the tool was started, if there is one; rejects with line
 * and column if it is not right in every part.
 */
export async function decisionsIn(given: string | undefined, terminal: Terminal): Promise<DecisionSource> {
  const text = given === undefined ? await textOf(decisionsFile, terminal) : await readGiven(given, terminal);
  if (text === undefined) return undecided;
  const { parseDecisions } = await import('../domain/decisions/decisionsText.ts');
  const parsed = parseDecisions(text);
  if ('decisions' in parsed) return { ...undecided, current: () => parsed.decisions };
  const { line, column, message } = parsed.problem;
  throw refused(`${given ?? decisionsFile}, line ${line}, column ${column}: ${message}`);
}

async function textOf(path: string, { readFile }: Terminal): Promise<string | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
