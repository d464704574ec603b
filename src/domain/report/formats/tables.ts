/** Text for cells of tables, escaped so that nothing breaks out of its cell. */
import { harmlessText, inLine } from '../../arm/inert.ts';

/** A link of our own, which is safe to follow. */
export interface OwnLink {
  readonly link: string;
}

/** Returns a line of a table in Markdown. */
export function tableRow(cells: readonly (string | OwnLink)[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'string' ? markdownCell(cell) : `<${cell.link}>`)).join(' | ')} |`;
}

/** Returns the lines of a part of a page in Markdown; none if there is nothing in it. */
export function markdownSection(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}

/** A word joiner: invisible, and it keeps a text from being read as an address, a mention or a reference. */
const apart = '&#8288;';

/**
 * Returns a text for Markdown that stays in its cell and has no effect of its own: no markup, no link, no mention of a
 * person, no reference to an issue.
 * Sources: https://github.github.com/gfm/#autolinks-extension-,
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function markdownCell(text: string): string {
  return inLine(text)
    .replace(/[\\`*_~[\]<>|#&]/g, (character) => entities[character] ?? `\\${character}`)
    .replace(/\/(?=\/)|@(?=\w)|#(?=\d)|(?<![a-z0-9])(?:www(?=\.)|gh(?=-\d))/gi, (start) => `${start}${apart}`);
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Returns a page in Markdown for a terminal, which shows escapes as they are: without those that `markdownCell` makes. */
export function withoutEscapes(markdown: string): string {
  return markdown.replace(/&#8288;|&lt;|&amp;|\\([\\`*_~[\]>|#])/g, (escape, character: string | undefined) => {
    if (character !== undefined) return character;
    return escape === '&lt;' ? '<' : escape === '&amp;' ? '&' : '';
  });
}

/** Returns lines as CSV (RFC 4180). */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Returns a quoted cell that no spreadsheet takes for a formula, whatever it starts with, and that contains no control
 * sequences for whoever logs it.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvCell(text: string): string {
  const plain = harmlessText(text.replace(/\r\n?/g, '\n'));
  const guarded = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\n\t])/.test(plain) ? `'${plain}` : plain;
  return `"${guarded.replace(/"/g, '""')}"`;
}
