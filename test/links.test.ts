/** Where the pages of this repository lead: to files that there are, and to headings that they have. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = globSync('{*,.github/**/*,docs/**/*,scripts/**/*,src/**/*}.md', { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .toSorted();
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```/gms, '').replaceAll(/`[^`\n]*`/g, 'code');

/** The links of a page that lead into this repository. */
function linksIn(text: string): readonly string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  return links.filter((link) => !/^[a-z]+:/i.test(link));
}

/** The anchors that GitHub and the Marketplace give the headings of a page. */
function anchorsIn(text: string): readonly string[] {
  const headings = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  const plain = headings.map((heading) => heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase());
  const slugs = plain.map((heading) => heading.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-'));
  return slugs.map((slug, at) => {
    const before = slugs.slice(0, at).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  if (target.startsWith('..') || !existsSync(join(root, target))) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsIn(read(target)).includes(anchor);
}

describe('a page', () => {
  it.each(pages)('leads only to what there is: %s', (page) => {
    expect(linksIn(read(page)).filter((link) => isBroken(page, link))).toEqual([]);
  });

  it('leads to what is published where the Marketplace puts the repository in front of it', () => {
    const links = linksIn(read('README.md')).map((link) => link.split('#')[0] ?? '');
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((link) => /^(?:\.{0,2}\/|(?:dist|node_modules|out)\b)/.test(link))).toEqual([]);
  });

  it.each([
    ['no file', 'docs/nothing.md', true],
    ['no heading', 'docs/trust.md#nothing', true],
    ['a heading', 'docs/trust.md#what-nobody-has-tried', false],
    ['a place outside of it', '../x.md', true],
  ])('is seen to lead to %s', (_, link, broken) => {
    expect(isBroken('README.md', link)).toBe(broken);
  });
});
