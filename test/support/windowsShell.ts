/**
 * What a command of PowerShell gives to a program behind a batch file on Windows, by the published rules of each that reads it on the way:
 * PowerShell's own quotations, how it makes a command line for batch files in all its versions, cmd (for the call, and for the `%*`
 * of the file), and the C runtime. Throws where one of them would do something other than pass a text on.
 * Sources: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules,
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing,
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */

/** What a command prints that stands in another. */
export type Prints = (args: readonly string[]) => string;

/** Returns the words of a command as the program gets them; `prints` answers for commands in it. */
export function argumentsOnWindows(command: string, prints: Prints): readonly string[] {
  const { words, end } = powerShellWords(command, 0, prints);
  if (end !== command.length) throw new Error(`PowerShell reads on after ${command.slice(0, end)}`);
  return behindBatch(words);
}

const singleQuote = /['\u2018-\u201B]/;
const doubleQuote = /["\u201C-\u201E]/;

function powerShellWords(text: string, from: number, prints: Prints): { words: readonly string[]; end: number } {
  const words: string[] = [];
  let at = from;
  while (at < text.length && text[at] !== ')') {
    const rest = text.slice(at);
    const space = /^(?: |`\n)+/.exec(rest)?.[0];
    const start = text[at]!;
    if (space !== undefined) at += space.length;
    else if (singleQuote.test(start)) {
      const quoted = singleQuoted(text, at + 1);
      words.push(quoted.value);
      at = quoted.end;
    } else if (doubleQuote.test(start)) {
      const quoted = doubleQuoted(text, at + 1, prints);
      words.push(quoted.value);
      at = quoted.end;
    } else {
      // Of a word that begins with a hyphen, `.` begins another, and `:` a value.
      const word = /^(?:-[A-Za-z-]*|[A-Za-z/][\w./:@+=-]*)/.exec(rest)?.[0];
      if (word === undefined) throw new Error(`PowerShell reads ${rest.slice(0, 20)} as something else than a word`);
      words.push(word);
      at += word.length;
    }
    // A quotation that ends before the word does would begin another argument.
    if (space === undefined && at < text.length && !/^(?:[ )]|`\n)/.test(text.slice(at)))
      throw new Error(`PowerShell begins a new argument at ${text.slice(at)}`);
  }
  return { words, end: at };
}

function singleQuoted(text: string, from: number): { value: string; end: number } {
  let value = '';
  for (let at = from; at < text.length; at++) {
    if (!singleQuote.test(text[at]!)) value += text[at];
    else if (singleQuote.test(text[at + 1] ?? '')) value += text[at++];
    else return { value, end: at + 1 };
  }
  throw new Error('a quotation that does not end');
}

function doubleQuoted(text: string, from: number, prints: Prints): { value: string; end: number } {
  let value = '';
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!;
    if (doubleQuote.test(sign)) return { value, end: at + 1 };
    if (sign === '`') {
      const next = text[++at] ?? '';
      if (/[0abefnrtuv]/.test(next)) throw new Error(`an escape of a character: ${next}`);
      value += next;
    } else if (sign !== '$') value += sign;
    else if (text[at + 1] === '(') {
      const inner = powerShellWords(text, at + 2, prints);
      value += prints(inner.words[0] === 'az' ? behindBatch(inner.words) : inner.words);
      at = inner.end;
    } else if (/[\w{:?^$]/.test(text[at + 1] ?? '')) throw new Error(`a variable: ${text.slice(at, at + 20)}`);
    else value += sign;
  }
  throw new Error('a quotation that does not end');
}

function behindBatch(words: readonly string[]): readonly string[] {
  const [program = '', ...args] = words;
  const line = args.map(onLine).join(' ');
  readByCmd(line);
  return [program, ...programArguments(line)];
}

/** Quotes are put around an argument with a space outside of its own quotes; nothing else is escaped. */
function onLine(argument: string): string {
  let quotes = 0;
  let isAfterBackslash = false;
  for (const sign of argument) {
    if (sign === '"' && !isAfterBackslash) quotes++;
    else if (/\s/.test(sign) && quotes % 2 === 0) return `"${argument}${argument.endsWith('\\') ? '\\' : ''}"`;
    isAfterBackslash = sign === '\\';
  }
  return argument;
}

/** Reading it again, as for the `%*` of the file, gives the same. */
function readByCmd(line: string): void {
  if (/[\0\r\n]/.test(line)) throw new Error('cmd ends the command at a line break');
  if (/%[^%]+%/.test(line)) throw new Error(`cmd puts a variable in place of ${line}`);
  let isQuoted = false;
  for (const sign of line) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[&|<>^()]/.test(sign)) throw new Error(`cmd acts on ${sign} in ${line}`);
  }
}

function programArguments(line: string): readonly string[] {
  const args: string[] = [];
  let current: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const [backslashes = ''] = /^\\*/.exec(line.slice(at)) ?? [];
    const after = line[at + backslashes.length];
    if (after === '"' && backslashes.length > 0) {
      current = (current ?? '') + '\\'.repeat(Math.floor(backslashes.length / 2));
      at += backslashes.length - (backslashes.length % 2 === 0 ? 1 : 0);
      if (backslashes.length % 2 === 1) current += '"';
    } else if (line[at] === '"') {
      if (isQuoted && line[at + 1] === '"') current = `${current}${line[++at]}`;
      else isQuoted = !isQuoted;
      current ??= '';
    } else if (!isQuoted && /[ \t]/.test(line[at]!)) {
      if (current !== undefined) args.push(current);
      current = undefined;
    } else current = (current ?? '') + line[at];
  }
  return current === undefined ? args : [...args, current];
}
