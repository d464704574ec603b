import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../scripts/project.ts';
import type { Results } from './results.ts';
import { asMarkdown } from './table.ts';
import { targetTable } from './targets.ts';

const file = join(projectRoot, 'docs', 'performance.md');

/** Puts the tables of the results between their marks in docs/performance.md. */
export async function writeDocument(results: Results): Promise<void> {
  let text = await readFile(file, 'utf8');
  const { machine, memory, system, node, load } = results;
  text = between(text, 'machine', `${machine}, ${memory}, ${system}, Node ${node}; load average ${load} at the start.`);
  for (const [name, tables] of Object.entries(results.comparisons)) {
    text = between(text, name, tables.map(asMarkdown).join('\n\n'));
  }
  text = between(text, 'targets', asMarkdown(targetTable(results)));
  await writeFile(file, text);
}

/** Replaces what stands between the marks of that name; a name without marks is left out of the document. */
function between(text: string, name: string, replacement: string): string {
  const start = `<!-- bench ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + start.length)}\n\n${replacement}\n\n${text.slice(to)}`;
}
