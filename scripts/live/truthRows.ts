/** What a guided run says about each row of docs/tables/truth.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';

/** A row of the page: its number, what it calls true, and what the run was told about it. */
export interface TruthRow {
  readonly row: string;
  readonly isTrue: string;
  readonly says: string;
}

/** Returns every row of the page in its order, each with the answers that name it, or that this run does not ask about it. */
export function truthRows(answers: readonly { readonly about: string; readonly says: string }[]): readonly TruthRow[] {
  const page = readFileSync(join(projectRoot, 'docs/tables/truth.md'), 'utf8');
  return [...page.matchAll(/^\| (T-\d+) \| (.+?) \| /gm)].map(([, row = '', isTrue = '']) => {
    const told = answers.filter(({ about }) => about.split(', ').includes(row)).map(({ says }) => says);
    return { row, isTrue, says: told.length === 0 ? 'this run does not ask' : told.join(' ') };
  });
}
