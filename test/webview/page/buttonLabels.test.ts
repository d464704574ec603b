import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'src', 'webview', 'page');
const labels = globSync('**/*.ts', { cwd: folder }).flatMap((file) => [
  ...labelsIn(readFileSync(join(folder, file), 'utf8')),
]);

/** Names keep their capitals: of products, and of the tabs. */
const names = /\b(?:AKS Identity|Azure|Details|Gateway API|Cloud Shell|PowerShell|Bicep|Terraform)\b/g;

/** What the buttons and links of a source say; menus are written like commands, and are not among them. */
function labelsIn(source: string): readonly string[] {
  const ofCalls = source.matchAll(/\b(?:linkButton|iconButton|link|run|open)\(\s*t`([^`$]+)`/g);
  const ofOptions = source.matchAll(/\bbutton\(\{[^}]*?label: t`([^`$]+)`/g);
  const ofElements = source.matchAll(/<button\b[^`]*?>\s*(?:\$\{icon\('[\w-]+'\)\})?\$\{t`([^`$]+)`\}\s*<\/button/g);
  return [...ofCalls, ...ofOptions, ...ofElements].map(([, label = '']) => label);
}

function isInSentenceCase(label: string): boolean {
  return !/\s\p{Lu}\p{Ll}/u.test(label.replaceAll(names, 'x'));
}

describe('the buttons and links of pages', () => {
  it('are many, of every kind', () => {
    expect(labels).toEqual(expect.arrayContaining(['Check all', 'Learn more', 'Refresh', 'Sign in']));
  });

  it('have a capital only at their beginning and in names, as VS Code writes them', () => {
    expect(labels.filter((label) => !isInSentenceCase(label))).toEqual([]);
  });

  it('would be found with capitals of a command', () => {
    expect(labelsIn('button({ look, label: t`Check All` })').filter((label) => !isInSentenceCase(label))).toEqual([
      'Check All',
    ]);
  });
});
