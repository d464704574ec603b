import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { themes, type Theme } from '../../support/browser/themes.ts';

/**
 * The colours that VS Code gives a page, by theme and variable: recorded from a real VS Code by
 * `AKS_IDENTITY_RECORD_THEMES=1 npm run test:e2e -- changes`, which fails if they have changed.
 */
export const themesFile = join(import.meta.dirname, 'themes.json');

const recorded = JSON.parse(readFileSync(themesFile, 'utf8')) as Readonly<
  Record<Theme, Readonly<Record<string, string>>>
>;

/** The themes by name. */
export const themeNames: readonly Theme[] = ['dark', 'light', 'highContrast', 'highContrastLight'];

/** The style sheet that VS Code would put before the page's own. */
export function themeSheet(name: Theme): string {
  const colours = Object.entries(recorded[name]).map(([variable, value]) => `${variable}: ${value};`);
  const fonts = ['--vscode-font-family: sans-serif;', '--vscode-font-size: 13px;'];
  const editor = ['--vscode-editor-font-family: monospace;', '--vscode-editor-font-size: 12px;'];
  return `:root { ${[...colours, ...fonts, ...editor].join(' ')} }`;
}

/** The start of a page's body, from which controls tell the kind of theme. */
export function themedBody(name: Theme): string {
  const both = name === 'highContrastLight' ? 'vscode-high-contrast ' : '';
  const { pageClass } = themes[name];
  return `<body class="${both}${pageClass}" data-vscode-theme-kind="${pageClass}">`;
}
