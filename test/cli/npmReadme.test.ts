import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { npmReadme } from '../../scripts/npm/readme.ts';

const home = 'https://github.com/owner/project';
const readme = npmReadme(`${home}#readme`);
const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
const packed: readonly string[] = readFileSync('.npmignore', 'utf8').match(/(?<=^!\/)\S+\.\S+$/gm) ?? [];

describe('the README of the npm package', () => {
  it('is about the command line', () => {
    expect(readme).toMatch(/^# aks-identity\n/);
    expect(readme).toContain('| exit code | when |');
  });

  it('leads only to what is in the package, or to the repository, and shows no pictures (C-22)', () => {
    const outside = links.filter((link) => !link.startsWith('#') && !packed.includes(link.replace(/#.*/, '')));
    expect(links.length).toBeGreaterThan(1);
    for (const link of outside) {
      expect(link).toMatch(/^https:/);
      const path = link.startsWith(home) ? link.slice(`${home}/blob/HEAD/`.length).replace(/#.*/, '') : 'README.md';
      expect(existsSync(path), link).toBe(true);
    }
    expect(readme).not.toMatch(/!\[|<img/);
  });

  it('has the page about decisions and their schema beside it', () => {
    expect(packed).toEqual(
      expect.arrayContaining(['docs/decisions.md', 'media/decisions.schema.json', 'docs/findings.md']),
    );
  });
});
