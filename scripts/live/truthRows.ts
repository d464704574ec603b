/** What a guided run says about each row and each open question of docs/tables/truth.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';
import { unasked } from './questions.ts';

/** A row of the page, or an open question: its number, its words, and what the run was told about it. */
export interface TruthRow {
  readonly row: string;
  readonly isTrue?: string;
  readonly asksWhether?: string;
  readonly says: string;
}

/** Returns every row and every open question in their order, each with the answers that name it, or why this run does not ask about it. */
export function truthRows(answers: readonly { readonly about: string; readonly says: string }[]): readonly TruthRow[] {
  const page = readFileSync(join(projectRoot, 'docs/tables/truth.md'), 'utf8');
  const said = (row: string): string => {
    const told = answers.filter(({ about }) => about.split(', ').includes(row)).map(({ says }) => says);
    return told.length === 0 ? `this run does not ask: ${unasked[row] ?? 'its source is public'}` : told.join(' ');
  };
  const rows = [...page.matchAll(/^\| (T-\d+) \| (.+?) \| /gm)];
  const open = [...page.matchAll(/^- (Q-\d+): (.+(?:\n {2}.+)*)/gm)];
  return [
    ...rows.map(([, row = '', isTrue = '']) => ({ row, isTrue, says: said(row) })),
    ...open.map(([, row = '', text = '']) => ({ row, asksWhether: text.replaceAll(/\s+/g, ' '), says: said(row) })),
  ];
}
