import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project.ts';
import { compareText } from '../src/shape/compareText.ts';

interface Notice {
  readonly name: string;
  readonly license: string;
  readonly text: string;
}

/**
 * Returns the notices of the packages that files come from, each text once: their licences ask that they go along with what is
 * bundled. Rejects where a package has no licence.
 */
export async function noticesOf(files: readonly string[]): Promise<string> {
  const folders = new Map<string, string>();
  for (const file of files) {
    const [folder] = /^.*(?:^|[/\\])node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/.exec(file) ?? [];
    if (folder !== undefined) folders.set(folder, folder);
  }
  const notices = await Promise.all([...folders.keys()].map(noticeOf));
  const byText = Map.groupBy(
    // Texts that are alike take less room next to each other.
    notices.toSorted((a, b) => compareText(a.license, b.license) || compareText(a.name, b.name)),
    ({ text }) => text,
  );
  const parts = [...byText].map(([text, of]) => `${[...new Set(of.map(({ name }) => name))].join('\n')}\n\n${text}`);
  return `${['AKS Identity contains the following packages.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly repository?: string | { readonly url: string };
}

async function noticeOf(folder: string): Promise<Notice> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license } = manifest;
  // Apache 2.0 asks for the notice, too; elsewhere it lists what a package is built with, and what of that is bundled has its own.
  const wanted = /apache/i.test(license ?? '') ? /^(?:licen[cs]e|copying|notice)/i : /^(?:licen[cs]e|copying)/i;
  const files = (await readdir(folder)).filter((file) => wanted.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const text = texts.map((one) => byAddress(withoutWraps(one.replace(/\r\n/g, '\n').trim()), manifest)).join('\n\n');
  return {
    name: `${name} ${version} (${license ?? 'see below'})`,
    license: license ?? '',
    text: text === '' ? await withoutText(manifest) : text,
  };
}

/** The words of a text without the ends of full lines within sentences, where licences that are alike differ. */
function withoutWraps(text: string): string {
  return text.replace(/(?<=^.{50,})[ \t]*\n[ \t]*(?=[a-z"(*])/gim, ' ');
}

/**
 * This licence, whose text takes more room than most packages, asks for its text or its address (section 3.a.1.C), and to say that
 * something was changed (3.a.1.B): of the icon font and its style sheet, scripts/codicons.ts leaves out what is not shown.
 */
function byAddress(text: string, manifest: Manifest): string {
  if (!text.startsWith('Attribution 4.0 International')) return text;
  return `By ${makerOf(manifest)}, modified: reduced to what is used here. Without warranty, under Creative Commons Attribution 4.0 International:\nhttps://creativecommons.org/licenses/by/4.0/legalcode`;
}

/** Some packages name their licence and do not bring its text; that of MIT, which asks to go along, is the same as ours. */
async function withoutText(manifest: Manifest): Promise<string> {
  const { name, version, license, author } = manifest;
  if (license === undefined) throw new Error(`${name} ${version} has no licence.`);
  const origin = `The package has no text of its licence, which is https://spdx.org/licenses/${license}.html.`;
  if (license !== 'MIT') return `By ${makerOf(manifest)}. ${origin}`;
  const own = await readFile(join(projectRoot, 'LICENSE'), 'utf8');
  const owner = (typeof author === 'object' ? author.name : author) ?? `the authors of ${name}`;
  return withoutWraps(own.trim()).replace(/^Copyright .*$/m, `Copyright (c) ${owner}`);
}

function makerOf({ author, repository }: Manifest): string {
  const owner = typeof author === 'object' ? author.name : author;
  const url = typeof repository === 'object' ? repository.url : repository;
  return [owner, url].filter((one) => one !== undefined).join(', ');
}
