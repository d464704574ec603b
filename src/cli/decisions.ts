import { undecided, type DecisionSource } from '../app/decisionSource.ts';
import { decisionsFile, problemText } from '../domain/decisions/files.ts';
import { failureOf, refusedError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Returns what the given file decides, or the file of the folder where the tool was started, if there is one; rejects with line
 * and column if it is not right in every part, and with what to do if it cannot be read.
 */
export async function decisionsIn(given: string | undefined, { readDecisions }: Terminal): Promise<DecisionSource> {
  const path = given ?? decisionsFile;
  const text = await readDecisions(path).catch((error: unknown) => {
    throw refusedError(problemText({ message: failureOf(error).message }, path));
  });
  if (text === undefined && given !== undefined) throw refusedError(`${path} cannot be read: there is no such file.`);
  if (text === undefined) return undecided;
  const { parseDecisions } = await import('../domain/decisions/decisionsText.ts');
  const parsed = parseDecisions(text);
  if ('decisions' in parsed) return { ...undecided, current: () => parsed.decisions };
  throw refusedError(problemText(parsed.problem, path));
}
