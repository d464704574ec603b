/** The files that a command line names to be read. */
import { decisionsFile } from '../domain/decisions/files.ts';
import { UsageError, type Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** Returns the file that has the change to plan, or `undefined` if the change is on the command line. */
export function changeFile({ command, subject = '' }: Pick<Arguments, 'command' | 'subject'>): string | undefined {
  return command === 'plan' && !subject.trim().startsWith('{') ? subject : undefined;
}

/** Throws a `UsageError` where the output would take the place of a file that is read; an earlier report it may replace. */
export async function assertOutputKeepsInputs(
  args: Arguments,
  { isSameFile }: Pick<Terminal, 'isSameFile'>,
): Promise<void> {
  const { output, config = decisionsFile, from } = args;
  if (output === undefined) return;
  const change = changeFile(args);
  const inputs = [config, ...(change === undefined ? [] : [change]), ...filesOf(from)];
  for (const input of inputs)
    if (await isSameFile(output, input)) throw new UsageError(`--output would overwrite the input ${input}.`);
}

function filesOf(from: Arguments['from']): readonly string[] {
  switch (from.kind) {
    case 'files':
      return from.paths;
    case 'azure':
      return from.cloud === undefined ? [] : [from.cloud];
    case 'demo':
    case 'emulator':
      return [];
  }
}
