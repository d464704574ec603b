/** A plan as a script of az commands for PowerShell on Windows, and how a command is taken apart for that. */
import type { Plan } from '../plan/plan.ts';
import { aboutPlan, onLines } from './az.ts';
import { isOptional } from './cautions.ts';

/**
 * Returns the plan as a script for PowerShell on Windows, 5.1 or newer, which can be saved or pasted. It stops at the first failure. There az
 * is a batch file, so each argument is read by PowerShell, twice by cmd, and by Python; a plan with a text that can't get
 * through these unchanged becomes a script that only says so.
 */
export function planAsPowerShell(plan: Plan): string {
  const about = aboutPlan(plan, 'PowerShell on Windows').join('\n');
  const steps = plan.steps.map((step) => ({ commands: powerShellCommands(step.az), isOptional: isOptional(step) }));
  const lost = steps.findIndex(({ commands }) => commands === undefined);
  if (lost >= 0)
    return `${about}\n\nthrow 'Step ${lost + 1} has a text that Windows cannot pass to az unchanged. Nothing was run. Run the plan in bash, in Cloud Shell for example.'\n`;
  const lines = steps.flatMap(({ commands = [], isOptional: mayFail }, index) =>
    commands.flatMap((command) => [
      command,
      ...(mayFail ? [] : [`if ($LASTEXITCODE) { throw 'Step ${index + 1} failed.' }`]),
    ]),
  );
  const body = [
    `if ($env:OS -ne 'Windows_NT') { throw 'This is for Windows. Use the script for bash here.' }`,
    '$null = Get-Command az -ErrorAction Stop',
    ...lines,
  ];
  return `${about}\n\n& {\n${body.map((line) => `  ${line}\n`).join('')}}\n`;
}

/** The longest command that stays on one line. */
const longestLine = 100;
/**
 * The longest command that cmd takes has 8,191 characters, with what the batch file of az adds.
 * Source: https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/command-line-string-limitation
 */
const longestCommand = 8000;

/** Returns the same commands for PowerShell on Windows; `undefined` if an argument can't get to az unchanged. */
export function powerShellCommands(az: string): readonly string[] | undefined {
  const commands = readCommands(az)?.map((words) => {
    const all = words.map((word, index) => argument(word, words[index - 1]?.[0]));
    const { length } = all.join(' ');
    if (all.includes(undefined) || length > longestCommand) return undefined;
    const isLong = length > longestLine;
    return all
      .map((one, index) => `${index === 0 ? '' : isLong && /^['"]?--/.test(one ?? '') ? ' `\n    ' : ' '}${one}`)
      .join('');
  });
  return commands?.every((command) => command !== undefined) ? commands : undefined;
}

/** Returns commands for the shell of this machine: for PowerShell on Windows, where it can run all of them, and otherwise for bash. */
export function shownCommand(az: string, isWindows: boolean): string {
  return (isWindows ? forPowerShell(az) : undefined) ?? onLines(az);
}

/**
 * Returns the same for PowerShell on Windows of lines that each have a command, or several joined by `&&`, of which none is run after one that
 * fails; `undefined` if it can't run all of them.
 */
export function forPowerShell(az: string): string | undefined {
  const lines = az.split(/(?<!&&)\n/).map((line) =>
    powerShellCommands(line)
      ?.map((one, index) => (index === 0 ? one : `if (!$LASTEXITCODE) { ${one} }`))
      .join('\n'),
  );
  return lines.includes(undefined) ? undefined : lines.join('\n');
}

/** Stands for what is looked up while the text around it is quoted. */
const lookedUp = '\uE000';

/** The arguments of az whose values are JSON, after a path and `=` if they are set. */
const jsonArguments = ['--body', '--set'];

function argument(word: Word, before?: Word[number]): string | undefined {
  const commands = word.flatMap((part) => (typeof part === 'string' ? [] : [part.words.map((one) => argument(one))]));
  const text = word.map((part) => (typeof part === 'string' ? part : lookedUp)).join('');
  const isTold = commands.every((words) => !words.includes(undefined));
  if (!isTold || text.split(lookedUp).length !== commands.length + 1) return undefined;
  if (commands.length === 0 && /^[\w./:@+=-]*$/.test(text) && text !== '')
    return /^(?:-[a-z-]*|[A-Za-z/][\w./:@+=-]*)$/.test(text) ? text : `'${text}'`;
  const given = forProgram(typeof before === 'string' && jsonArguments.includes(before) ? withEscapes(text) : text);
  if (given === undefined) return undefined;
  if (commands.length === 0 && !given.includes('##')) return `'${given.replace(/['\u2018-\u201B]/g, '$&$&')}'`;
  // What would start a command for a pipeline is split.
  const inert = given.replace(/[`"$\u201C-\u201E]|(?<=#)#/g, '`$&');
  return `"${inert.replaceAll(lookedUp, () => `$(${programOf(commands.shift() ?? [])})`)}"`;
}

function programOf(words: readonly (string | undefined)[]): string {
  return words.join(' ') === 'uuidgen' ? 'New-Guid' : words.join(' ');
}

/** What cmd acts on outside of its quotations. */
const signs = /[&|<>^()!%]/g;

/**
 * Quotes a text as Windows programs read it; `undefined` if cmd would change it. To cmd every second double quote ends a quotation, so that a text
 * with some of them must have an even number, and nothing that cmd acts on.
 * Sources: https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-quoting,
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
function forProgram(text: string): string | undefined {
  const quotes = text.split('"').length - 1;
  const isSafe = quotes === 0 || (quotes % 2 === 0 && text.search(signs) < 0);
  if (!isSafe || /[%\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u.test(text)) return undefined;
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
}

/** The same JSON without such signs; any other text as it is. */
function withEscapes(text: string): string {
  const [, path = '', json = ''] = /^([\w.[\]]+=)?(.*)$/s.exec(text) ?? [];
  try {
    JSON.parse(json);
    return `${path}${json.replace(signs, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)}`;
  } catch {
    return text;
  }
}

/** Reads commands that were written for bash with `shellQuoted`, so that they can be written for another shell. */

/** What another command prints. */
export interface LookUp {
  readonly words: readonly Word[];
}

/** One argument: texts, and what is looked up when the command runs. */
export type Word = readonly (string | LookUp)[];

/** What a shell has between spaces: a separator, the start or end of a command in another, or a text in some quotation. */
const token =
  /(\s*&&\s*)|(\s+)|"\$(\()|(\))"|'([^']*)'|\$'((?:\\[0-7]{3})+)'|"([^"$`\\]*)"|([^\s'"$`\\()&|;<>*?~#!{}[\]]+)/gy;

/** Returns the arguments of each command, one command after the other; `undefined` for a text that `shellQuoted` would not write. */
export function readCommands(text: string): readonly (readonly Word[])[] | undefined {
  const commands: Word[][] = [];
  const around: { readonly words: Word[]; readonly before: Word | undefined }[] = [];
  let words: Word[] = [];
  let word: Word | undefined;
  let end = 0;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (const [all, separator, space, opening, closing, quoted, bytes, inDouble, bare] of text.matchAll(token)) {
    end += all.length;
    if (space !== undefined) endWord();
    else if (separator !== undefined) {
      endWord();
      if (around.length > 0) return undefined;
      commands.push(words);
      words = [];
    } else if (opening !== undefined) {
      around.push({ words, before: word });
      words = [];
      word = undefined;
    } else if (closing !== undefined) {
      endWord();
      const outer = around.pop();
      if (outer === undefined) return undefined;
      word = [...(outer.before ?? []), ...printed(words)];
      words = outer.words;
    } else word = [...(word ?? []), quoted ?? (bytes === undefined ? (inDouble ?? bare ?? '') : textOfBytes(bytes))];
  }
  endWord();
  return end === text.length && around.length === 0 ? [...commands, words] : undefined;
}

/** What a command prints: `printf` prints its first argument with the others in place of each `%s`. */
function printed(words: readonly Word[]): Word {
  const [[name] = [], [form] = [], ...values] = words;
  if (name !== 'printf' || typeof form !== 'string') return [{ words }];
  return form.split('%s').flatMap((part, index) => [...(index === 0 ? [] : (values[index - 1] ?? [])), part]);
}

function textOfBytes(escapes: string): string {
  const bytes = escapes.match(/[0-7]{3}/g) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 8)));
}
