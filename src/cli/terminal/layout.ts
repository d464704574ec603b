/** Lines and tables that fit a terminal. */

/** A terminal that a command writes to. */
export interface Screen {
  /** In characters; left out or 0 if the terminal doesn't tell. */
  readonly columns?: number | undefined;
  readonly isColoured: boolean;
}

/** Returns in how many characters to write. */
export function widthFor({ columns }: Screen): number {
  return columns ? Math.min(Math.max(columns, narrowest), widest) : 80;
}

/** Less has no room for a word, and longer lines are hard to read. */
const [narrowest, widest] = [20, 140];

const double =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

/** Returns how many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  const widths = Array.from(text, (sign) => (/[\p{M}\p{Cf}]/u.test(sign) ? 0 : double.test(sign) ? 2 : 1));
  return widths.reduce<number>((sum, width) => sum + width, 0);
}

/** What a person copies in one go, and terminals break without a new line: a resource ID, or the address of a page. */
const copied = /^(?:\/subscriptions\/|https?:\/\/)/;

/**
 * Breaks a text into lines between words, and where a word has no room, within it. Resource IDs and addresses stay whole, and so
 * may be wider.
 */
export function wrapped(text: string, width: number): readonly string[] {
  return linesOf(text, width, (word) => (copied.test(word) ? [word] : partsOf(word, width)));
}

function linesOf(text: string, width: number, parts: (word: string) => readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap(parts)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Cuts a word into parts that have room, after a hyphen or the like where a part has one in its second half. */
function partsOf(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const sign of word) {
    if (widthOf(part + sign) > width) {
      const end = /[-/._](?=[^-/._]*$)/.exec(part)?.index ?? 0;
      const cut = end * 2 < part.length ? part.length : end + 1;
      parts.push(part.slice(0, cut));
      part = part.slice(cut);
    }
    part += sign;
  }
  return part === '' ? parts : [...parts, part];
}

/** Breaks a text into lines, the first of them after `lead`, and the others below it. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  const indent = ' '.repeat(widthOf(lead));
  return wrapped(text, width - indent.length).map((line, index) => `${index === 0 ? lead : indent}${line}`);
}

const gap = '  ';

/**
 * Returns a table whose first row is its heading. Texts that have no room are broken within their columns, between words;
 * `undefined` if that is not enough.
 */
export function tableLines(rows: readonly (readonly string[])[], width: number): readonly string[] | undefined {
  const [heading = [], ...body] = rows;
  const columns = heading.flatMap((_, column) => {
    if (body.every((cells) => (cells[column] ?? '') === '')) return [];
    const texts = rows.map((cells) => cells[column] ?? '');
    const least = Math.max(...texts.flatMap((text) => text.split(/\s+/)).map(widthOf));
    const most = Math.max(...texts.map(widthOf));
    return {
      column,
      least: Math.min(least, longWord),
      most,
      isCount: texts.slice(1).every((text) => /^[\d?]*$/.test(text)),
    };
  });
  const room = width - gap.length * (columns.length - 1);
  const widthsAt = (cap: number): readonly number[] =>
    columns.map(({ least, most }) => Math.max(least, Math.min(most, cap)));
  const fits = (cap: number): boolean => widthsAt(cap).reduce((sum, own) => sum + own, 0) <= room;
  if (!fits(0)) return undefined;
  let cap = width;
  while (!fits(cap)) cap--;
  const widths = widthsAt(cap);
  return rows.flatMap((cells) => {
    const texts = columns.map(({ column }, index) => {
      const width = widths[index] ?? 0;
      return linesOf(cells[column] ?? '', width, (word) => partsOf(word, width));
    });
    const height = Math.max(0, ...texts.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map(({ isCount }, index) => padded(texts[index]?.[line] ?? '', widths[index] ?? 0, isCount))
        .join(gap)
        .trimEnd(),
    );
  });
}

/** A longer word may be broken, too. */
const longWord = 20;

function padded(text: string, width: number, isCount: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isCount ? `${space}${text}` : `${text}${space}`;
}

/** Returns the rows of a table that has no room, each as a list of its cells. */
export function rowLists([heading = [], ...body]: readonly (readonly string[])[], width: number): readonly string[] {
  return body.flatMap(([first = '', ...others], row) => [
    ...(row === 0 ? [] : ['']),
    ...wrapped(first, width),
    ...others.flatMap((cell, index) =>
      cell === '' ? [] : hanging(gap, `${heading[index + 1] ?? ''}: ${cell}`, width),
    ),
  ]);
}

const signs: Readonly<Record<string, number>> = { '\u2716': 31, '\u26a0': 33, '?': 36, '\u2139': 34, '\u2714': 32 };

/** Returns lines as a text, in which signs of severity at the start of a line have their colours. */
export function painted(lines: readonly string[], { isColoured }: Pick<Screen, 'isColoured'>): string {
  const text = lines.map((line) => `${line}\n`).join('');
  if (!isColoured) return text;
  return text.replace(/^[\u2716\u26a0?\u2139\u2714](?= )/gm, (sign) => `\u001B[${signs[sign] ?? 39}m${sign}\u001B[39m`);
}
