/** Texts of tables, so that nothing in a cell leaves it. */

/** Returns a line of a table in Markdown. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** Returns a text for Markdown that stays in its cell and brings no markup of its own. */
export function escaped(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>|#&]/g, (character) => entities[character] ?? `\\${character}`)
    .replace(/[\s\p{Cc}]+/gu, ' ');
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '&': '&amp;' };

/** Returns lines as CSV (RFC 4180). */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Returns a quoted cell that no spreadsheet takes for a formula. */
function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replace(/"/g, '""')}"`;
}
