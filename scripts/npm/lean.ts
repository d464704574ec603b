/**
 * `npm pack` runs it before and after: what npm packs is the command line, which is built with all that it needs, so that
 * whoever installs it gets no other package, and a README about it. package.json and README.md are put back afterwards.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project.ts';
import { npmReadme } from './readme.ts';

const kept = join(projectRoot, 'out', 'unpacked');
const told = ['name', 'version', 'license', 'homepage', 'repository', 'bugs', 'keywords'];

/** The extension also changes clusters; this only reads. */
const description =
  'Reports which managed identities AKS clusters use, what each may do, and what is wrong with it. It only reads.';

interface Manifest extends Record<string, unknown> {
  readonly homepage: string;
  readonly engines: { readonly node: string };
}

/** What takes the place of each file while npm packs. */
const leaner: Readonly<Record<string, (text: string, manifest: Manifest) => string>> = {
  'README.md': (_, { homepage }) => npmReadme(homepage),
  'package.json': (_, whole) => {
    const lean = Object.fromEntries([...told, 'type', 'bin'].map((name) => [name, whole[name]]));
    return `${JSON.stringify({ ...lean, description, engines: { node: whole.engines.node } }, undefined, 2)}\n`;
  },
};

// Where packing broke off, the whole ones are still there.
for (const name of Object.keys(leaner))
  if (existsSync(join(kept, name))) renameSync(join(kept, name), join(projectRoot, name));
if (process.argv[2] === 'before') {
  mkdirSync(kept, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
  for (const [name, lean] of Object.entries(leaner)) {
    const text = readFileSync(join(projectRoot, name), 'utf8');
    const after = lean(text, manifest);
    writeFileSync(join(kept, name), text);
    writeFileSync(join(projectRoot, name), after);
  }
}
