/** Warns of folders in which a stranger has to search: those with more than fifteen files. None is split only to meet that. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project.ts';

const most = 15;

for (const top of ['src', 'test', 'bench', 'scripts']) {
  const entries = await readdir(join(projectRoot, top), { recursive: true, withFileTypes: true });
  const byFolder = Map.groupBy(
    entries.filter((entry) => entry.isFile()),
    ({ parentPath }) => parentPath.slice(projectRoot.length + 1),
  );
  for (const [folder, { length }] of byFolder) if (length > most) console.log(`! ${folder} has ${length} files`);
}
