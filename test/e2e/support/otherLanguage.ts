/** VS Code in the language that nobody speaks: the extension in it, and what of a window stayed plain. */
import { cp, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { pseudoText, sourceTemplates, writePseudoLanguage } from '../../../scripts/pseudoLanguage.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { projectRoot, workbenchHome } from '../host/paths.ts';
import { runCommand } from './gestures.ts';

/** Copies the built extension to a folder and adds the language, as a translation is shipped. */
export async function extensionInPseudoLanguage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-language-'));
  for (const part of ['package.json', 'package.nls.json', 'dist', 'media'])
    await cp(join(projectRoot, part), join(folder, part), { recursive: true });
  const manifest = await readJson<object>(join(folder, 'package.json'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest, l10n: './l10n' }));
  writePseudoLanguage(folder);
  return folder;
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

/** What VS Code says around a text of ours, in its own language. */
const frames = [
  /^(.*) actions$/,
  /^(.*) Section$/,
  /^Actions for (.*)$/,
  /^\d+ (?:Results|Selected)()$/,
  /^(.*) \(Press 'Enter' to confirm or 'Escape' to cancel\)$/,
  /^Info: (.*), source: AKS Identity, notification(?:,.*)?$/,
  /^Source: (.*)$/,
  /^(.*): Not completed$/,
  /^Image showing (.*)$/,
  /^Inspect this in the accessible view \(.*\)\.\s+(.*)$/,
  /^(.*) \(Del\)$/,
];

/** A state as Azure calls it, in the row of a cluster. */
const states = /(?:^|(?<=, ))Updating(?=, | · )/g;

/**
 * Finds texts that stayed untranslated in a part of the window, beside what VS Code itself says in such a part. In the palette an English
 * title may stand below its translation.
 */
export type UntranslatedFinder = (
  texts: readonly string[],
  beside?: 'palette' | readonly string[],
) => readonly string[];

/**
 * Returns a function that finds the texts with plain words of ours, beside what is a name and what VS Code says in words that we don't
 * use.
 */
export async function untranslatedFinder(): Promise<UntranslatedFinder> {
  const vscode = join(workbenchHome, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'nls.messages.json');
  const english = await readJson<Record<string, string>>(join(projectRoot, 'package.nls.json'));
  const ours = new Set([...Object.values(english), ...sourceTemplates()]);
  const ofVscode = new Set((await readJson<readonly string[]>(vscode)).filter((text) => !ours.has(text)));
  const plainWords = plainWordsBeside(demoWorld());
  /** The name of a setting as VS Code makes it of the key; that of another extension is a link. */
  const isSetting = (text: string): boolean => /^microsoft-sovereign-cloud(?:: |\.)environment$/i.test(text);
  return (texts, beside = []) => {
    const all = new Set(texts);
    const isBelowTranslation = (text: string): boolean =>
      beside === 'palette' && all.has(`AKS Identity: ${pseudoText(text.replace(/^AKS Identity: /, ''))}`);
    return [...all].filter((text) => {
      const own = frames.reduce((rest, frame) => frame.exec(rest)?.[1] ?? rest, text).replaceAll(states, '');
      return (
        !(beside !== 'palette' && beside.includes(own)) &&
        !ofVscode.has(own) &&
        !isSetting(own) &&
        !isBelowTranslation(own) &&
        plainWords(own).length > 0
      );
    });
  };
}

/** Returns each text that a person reads in these parts of the window, and what a screen reader says of them. */
export async function textsIn(parts: Locator): Promise<readonly string[]> {
  const found = await parts.evaluateAll((all) =>
    all.flatMap((part) => {
      // VS Code names the bar of progress itself.
      const elements = [part, ...part.querySelectorAll(':not([role="progressbar"])')].filter((one) =>
        one.checkVisibility(),
      );
      return elements.flatMap((one) => [
        ...[...one.childNodes].map((node) => (node instanceof Text ? node.data : '')),
        ...['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? ''),
      ]);
    }),
  );
  return found.map((text) => text.trim()).filter((text) => text !== '');
}

/** Runs a command of the palette, which finds it by its English title, too. */
export async function runTranslated(page: Page, title: string): Promise<void> {
  await runCommand(page, `AKS Identity: ${title}`, `AKS Identity: ${pseudoText(title)}`);
}

/** Returns the texts of all files in a folder. */
export async function textsOfFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')));
}

/** Returns the words of a text in the language, without the brackets that a text has as a whole. */
export function pseudoWords(text: string): string {
  return pseudoText(text).replaceAll(/^\[|·*\]$/g, '');
}
