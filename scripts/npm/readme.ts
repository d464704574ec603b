import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { projectRoot } from '../project.ts';

const source = 'docs/ci.md';

/** What .npmignore lets into the package, by path; a folder ends in a slash. */
function packed(): readonly string[] {
  const lines = readFileSync(join(projectRoot, '.npmignore'), 'utf8').split('\n');
  return lines.flatMap((line) => (line.startsWith('!/') ? line.slice(2) : []));
}

/**
 * Returns the README of the npm package: the page about the command line. Its links lead to what is in the package, or to the
 * repository.
 */
export function npmReadme(homepage: string): string {
  const repository = homepage.replace(/#.*$/, '');
  const inside = packed();
  const text = readFileSync(join(projectRoot, source), 'utf8').replace(/^# .*$/m, '# aks-identity');
  return text.replace(/(?<=\]\()(?!https?:|#)([^)#\s]+)/g, (link) => {
    const path = posix.normalize(posix.join(posix.dirname(source), link));
    if (!existsSync(join(projectRoot, path))) throw new Error(`${source} links to ${link}, which is not there.`);
    return inside.includes(path) ? path : `${repository}/blob/HEAD/${path}`;
  });
}
