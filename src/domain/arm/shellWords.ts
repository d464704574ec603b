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
