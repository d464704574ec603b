/** The files that a command line names as input. */
import { decisionsFile, otherDecisionsFile } from '../../domain/decisions/files.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { standard } from '../commandLine/options.ts';
import { UsageError } from '../commandLine/usage.ts';
import type { Terminal } from './terminal.ts';

/** Returns the file with the change to plan, or `undefined` if the command line itself has the change. */
export function changeFile({ command, subject = '' }: Pick<Arguments, 'command' | 'subject'>): string | undefined {
  return command === 'plan' && !subject.trim().startsWith('{') ? subject : undefined;
}

/** Throws a `UsageError` if an output would overwrite an input; only an earlier report may be overwritten. */
export async function assertOutputKeepsInputs(
  output: string,
  args: Arguments,
  { isSameFile }: Pick<Terminal, 'isSameFile'>,
): Promise<void> {
  const { config, from } = args;
  const change = changeFile(args);
  const decisions = config === undefined ? [decisionsFile, otherDecisionsFile] : [config];
  const message = args.file === undefined ? [] : [args.file];
  const inputs = [...decisions, ...message, ...(change === undefined ? [] : [change]), ...filesOf(from)];
  for (const input of inputs.filter((path) => path !== standard))
    if (await isSameFile(output, input)) throw new UsageError(`--output would overwrite the input ${input}.`);
}

function filesOf(from: Arguments['from']): readonly string[] {
  switch (from.kind) {
    case 'files':
      return [...from.clusters, ...from.assignments];
    case 'azure':
      return from.cloud === undefined ? [] : [from.cloud];
    case 'demo':
    case 'emulator':
      return [];
  }
}
