/** Texts of tables, so that nothing in a cell leaves it. */
import { harmlessText, inLine } from '../arm/inert.ts';

/** An address of our own, which a reader may follow. */
export interface OwnLink {
  readonly link: string;
}

/** Returns a line of a table in Markdown. */
export function tableRow(cells: readonly (string | OwnLink)[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'string' ? markdownCell(cell) : `<${cell.link}>`)).join(' | ')} |`;
}

/** A word joiner: it is not seen, and what it stands in is taken for no address, no mention and no reference. */
const apart = '&#8288;';

/**
 * Returns a text for Markdown that stays in its cell and brings nothing of its own: no markup, no link, nobody who is mentioned,
 * no issue that is referred to.
 * Sources: https://github.github.com/gfm/#autolinks-extension-,
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function markdownCell(text: string): string {
  return inLine(text)
    .replace(/[\\`*_~[\]<>|#&]/g, (character) => entities[character] ?? `\\${character}`)
    .replace(/\/(?=\/)|@(?=\w)|#(?=\d)|(?<![a-z0-9])(?:www(?=\.)|gh(?=-\d))/gi, (start) => `${start}${apart}`);
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Returns lines as CSV (RFC 4180). */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Returns a quoted cell that no spreadsheet takes for a formula, whatever is before it, and that gives no orders to whoever reads
 * it as a log.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
function csvCell(text: string): string {
  const plain = harmlessText(text.replace(/\r\n?/g, '\n'));
  const guarded = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\n\t])/.test(plain) ? `'${plain}` : plain;
  return `"${guarded.replace(/"/g, '""')}"`;
}
