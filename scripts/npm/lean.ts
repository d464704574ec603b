/**
 * `npm pack` runs it before and after: what npm packs is the command line, which is built with all that it needs, so that
 * whoever installs it gets no other package. package.json is put back afterwards.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';

const file = join(projectRoot, 'package.json');
const kept = join(projectRoot, 'out', 'package.json');
const told = ['name', 'version', 'description', 'private', 'license', 'homepage', 'repository', 'bugs', 'keywords'];

// Where packing broke off, the whole one is still there.
if (existsSync(kept)) renameSync(kept, file);
if (process.argv[2] === 'before') {
  const text = readFileSync(file, 'utf8');
  const whole = JSON.parse(text) as Record<string, unknown> & { readonly engines: { readonly node: string } };
  const lean = Object.fromEntries([...told, 'type', 'bin'].map((name) => [name, whole[name]]));
  mkdirSync(join(projectRoot, 'out'), { recursive: true });
  writeFileSync(kept, text);
  writeFileSync(file, `${JSON.stringify({ ...lean, engines: { node: whole.engines.node } }, undefined, 2)}\n`);
}
