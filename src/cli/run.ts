import { setMaxListeners } from 'node:events';
import { basename, join, sep } from 'node:path';
import { whenAborted } from '../async/sleep.ts';
import { harmlessText, inLine } from '../domain/arm/inert.ts';
import { redactSecrets } from '../domain/arm/redact.ts';
import { maskMail } from '../domain/history/maskedHistory.ts';
import { maskGuids } from '../domain/report/mask.ts';
import { withoutEscapes } from '../domain/report/formats/tables.ts';
import { changedText, inChunks, maskedText, wholeText, type Text } from '../domain/report/pieces.ts';
import { version } from '../domain/report/version.ts';
import { failureOf, refusedError, type Failure } from '../errors.ts';
import { readArguments, type Arguments } from './commandLine/arguments.ts';
import { commands } from './commandLine/formats.ts';
import { NotReadError, UsageError } from './commandLine/usage.ts';
import { runCommand } from './command.ts';
import { exitCodeFor, exitCode, whyExitCode } from './commands/exitCode.ts';
import type { CommandFound, OutputFile } from './commands/found.ts';
import { helpText } from './commandLine/help.ts';
import { markdownPage } from './terminal/markdownPage.ts';
import { assertOutputKeepsInputs } from './terminal/inputs.ts';
import { coloured, emptyLine, type Terminal } from './terminal/terminal.ts';

/** Runs the tool; returns the exit code of the process, and never rejects. */
export async function runTool(terminal: Terminal): Promise<number> {
  const { signal, tell } = terminal;
  // Each running request listens to the signal, and Node would warn of a leak.
  setMaxListeners(0, signal);
  let hide = (text: string): string => text;
  const complain = (message: string): void => {
    // The work may have ended in the middle of a line of progress.
    const start = terminal.isWatched ? emptyLine : '';
    tell(`${start}${coloured(`aks-identity: ${harmlessText(redactSecrets(hide(message)))}`, 'red', terminal)}\n`);
  };
  try {
    const args = readArguments(terminal.args);
    if (args === 'version') return await printText(`${version}\n`, terminal);
    if ('helpOn' in args) return await printText(helpText(args.helpOn), terminal);
    if (args.mask) hide = hidePeople;
    return await runArguments(args, terminal);
  } catch (error) {
    if (signal.aborted) {
      complain('Stopped.');
      return exitCode.interrupted;
    }
    if (error instanceof UsageError) {
      const command = commands.find((name) => name === terminal.args[0]);
      complain(`${error.message}\nSee aks-identity ${command === undefined ? '' : `${command} `}--help.`);
      return exitCode.failed;
    }
    const failure = failureOf(error);
    complain(whatHappened(failure));
    return error instanceof NotReadError || failure.code === 'notFound' ? exitCode.notRead : exitCode.failed;
  }
}

/** The usual advice is in terms of VS Code, so only Azure's own message is shown. */
function whatHappened({ message, armCode, correlationId }: Failure): string {
  const code = armCode === undefined || message.includes(armCode) ? '' : ` (${armCode})`;
  return `${message.trim()}${code}${correlationId === undefined ? '' : `\nCorrelation ID: ${correlationId}`}`;
}

async function printText(text: string, terminal: Terminal): Promise<number> {
  await writeOut(text, terminal);
  return exitCode.clean;
}

/** Writes to the standard output. Whoever has read enough of it and left does not make the tool fail. */
async function writeOut(text: Text, { out }: Terminal): Promise<void> {
  await refusingFailures('The standard output', async () => {
    try {
      for (const piece of inChunks(text)) await out(piece);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EPIPE') throw error;
    }
  });
}

/** Rejects with `refused` if something can't be written. */
async function refusingFailures<T>(place: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'refused') throw error;
    throw refusedError(
      `${place} can't be written: ${error.code === 'ENOENT' ? 'there is no such folder' : String(error.code)}.`,
    );
  }
}

/** Azure's own words name who may not do something. */
function hidePeople(text: string): string {
  return maskGuids(maskMail(text));
}

async function runArguments(args: Arguments, terminal: Terminal): Promise<number> {
  const { mask, isQuiet } = args;
  const hide = mask ? hidePeople : (text: string): string => text;
  const target = await outputTarget(args, terminal);
  const quiet = isQuiet ? { ...terminal, tell: () => undefined } : terminal;
  const answer = await Promise.race([runCommand(args, quiet), whenAborted(terminal.signal)]);
  terminal.collectGarbage?.();
  const { notRead, notes = [], blocks = [] } = answer;
  terminal.signal.throwIfAborted();
  const say = (lead: string, sentences: readonly string[], { tell }: Pick<Terminal, 'tell'> = terminal): void => {
    for (const sentence of sentences) {
      const line = harmlessText(inLine(hide(sentence)));
      tell(`${coloured(`${lead}: ${line}`, 'yellow', terminal)}\n`);
    }
  };
  // The page has it, too.
  const isSaid = answer.isLaidOut === true && terminal.isWatched;
  say('Not read', isSaid ? [] : notRead);
  say('Blocked', blocks);
  say('Note', isSaid ? [] : notes, quiet);
  const hideIn = (text: Text): Text => (mask ? maskedText(text) : text);
  if (target === undefined) {
    const shown = textAtTerminal({ ...answer, text: hideIn(answer.text) }, args, terminal);
    await Promise.race([writeOut(shown, terminal), whenAborted(terminal.signal)]);
  } else await writeFiles(await filesOf(answer, target, args, terminal), hideIn, { ...terminal, tell: quiet.tell });
  if (answer.annotations !== undefined) await writeOut(hide(answer.annotations), terminal);
  const code = exitCodeFor(answer, args);
  say(`Exit code ${code}`, [whyExitCode(code, answer) ?? []].flat(), quiet);
  return code;
}

/** What goes to the standard output: at a terminal nothing else turns Markdown into a page. */
function textAtTerminal(
  { text, isLaidOut }: CommandFound,
  { format, isUsualFormat }: Arguments,
  { screen }: Terminal,
): Text {
  if (screen === undefined || isLaidOut || format !== 'markdown') return text;
  return isUsualFormat ? markdownPage(wholeText(text), screen) : changedText(text, withoutEscapes);
}

/** Where a command writes if not to the standard output. */
interface OutputTarget {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Rejects, before anything is read from Azure, if the target can't be written. */
async function outputTarget(args: Arguments, terminal: Terminal): Promise<OutputTarget | undefined> {
  const { output: path, command } = args;
  if (path === undefined) return undefined;
  const isFolder = path.endsWith('/') || path.endsWith(sep) || (await terminal.isFolder(path));
  if (isFolder && command !== 'plan') throw new UsageError(`--output ${path} is a folder. Name a file in it.`);
  if (isFolder && !(await refusingFailures(path, () => terminal.isEmpty(path))))
    throw refusedError(
      `${path} is not empty. Name a new or an empty folder, so that no file is overwritten, and none of an earlier plan stays among the new ones.`,
    );
  if (!isFolder) await assertOutputKeepsInputs(path, args, terminal);
  return { path, isFolder };
}

/** Returns the files to write, by their paths; rejects if one of them was an input. */
async function filesOf(
  { text, files = [] }: CommandFound,
  { path, isFolder }: OutputTarget,
  args: Arguments,
  terminal: Terminal,
): Promise<readonly OutputFile[]> {
  if (!isFolder) return [{ name: path, text }];
  const below = files.map((file) => ({ ...file, name: join(path, basename(file.name)) }));
  for (const { name } of below) await assertOutputKeepsInputs(name, args, terminal);
  await refusingFailures(path, () => terminal.makeFolder(path));
  return below;
}

/** A file that was begun is finished, so that an interruption leaves no partial file. */
async function writeFiles(
  files: readonly OutputFile[],
  hide: (text: Text) => Text,
  { writeFile, tell }: Pick<Terminal, 'writeFile' | 'tell'>,
): Promise<void> {
  for (const { name, text } of files) {
    await refusingFailures(name, () => writeFile(name, inChunks(hide(text))));
    tell(`Written to ${harmlessText(name)}.\n`);
  }
}
