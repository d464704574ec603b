/** A page of Markdown as it is read at a terminal. */
import { withoutEscapes } from '../../domain/report/formats/tables.ts';
import { hanging, painted, rowLists, tableLines, widthFor, wrapped, type Screen } from './layout.ts';

/** Returns a page that `markdownCell` and `tableRow` have made, laid out for a terminal; commands and YAML stay as they are. */
export function markdownPage(markdown: string, screen: Screen): string {
  const width = widthFor(screen);
  const lines: string[] = [];
  let table: (readonly string[])[] = [];
  let isCode = false;
  const endTable = (): void => {
    if (table.length > 0) lines.push(...(tableLines(table, width) ?? rowLists(table, width)));
    table = [];
  };
  for (const line of markdown.trimEnd().split('\n')) {
    if (!isCode && line.startsWith('| ')) {
      if (!line.startsWith('| ---')) table.push(cellsOf(line));
      continue;
    }
    endTable();
    if (/^\s*```/.test(line)) isCode = !isCode;
    else if (isCode) lines.push(line);
    else if (line !== '' || lines.at(-1) !== '') lines.push(...paragraph(line, width, screen));
  }
  endTable();
  return painted(lines, screen);
}

function cellsOf(row: string): readonly string[] {
  return row
    .slice(2, -2)
    .split(' | ')
    .map((cell) => withoutEscapes(/^<(.*)>$/.exec(cell)?.[1] ?? cell));
}

function paragraph(line: string, width: number, { isColoured }: Screen): readonly string[] {
  const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
  const bold = (text: string): string => (isColoured ? `\u001B[1m${text}\u001B[22m` : text);
  if (heading !== undefined) return wrapped(withoutEscapes(heading), width).map(bold);
  const [, lead = '', text = ''] = /^(\s*(?:- |\d+\. )?)(.*)$/.exec(line) ?? [];
  return hanging(
    lead,
    withoutEscapes(text.replace(/^\*\*(.*)\*\*$/, '$1').replace(/(?<!\\)(`+) ?(.+?) ?\1/g, '$2')),
    width,
  );
}
