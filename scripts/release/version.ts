/** What a version says about its release. */

/** Where a version goes: VS Code offers those with an odd minor number only to people who asked for pre-releases. */
export type Channel = 'release' | 'preRelease';

const versionForm = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * Returns the channel of a version; throws for one that the Marketplace doesn't take.
 * Source: https://code.visualstudio.com/api/working-with-extensions/publishing-extension#prerelease-extensions
 */
export function channelOf(version: string): Channel {
  const [, , minor] = versionForm.exec(version) ?? [];
  if (minor === undefined)
    throw new Error(`${version} is no version for the Marketplace, which takes three numbers and nothing else.`);
  return Number(minor) % 2 === 1 ? 'preRelease' : 'release';
}

/** Throws unless a tag names this version. */
export function checkTag(tag: string, version: string): void {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, but package.json has version ${version}.`);
}

/** What is said of something that is nowhere yet. */
const notThere =
  /\b(?:not|isn't|none of them is) (?:yet )?(?:in the Marketplace|on (?:a registry|npm)|published)[^.:,]*? yet\b|\bonce \S+ \S+ is (?:on npm|in the Marketplace)\b/gi;

/** The pages that say where a version can be had. */
export const pagesOfPlaces = ['README.md', 'CHANGELOG.md', 'docs/ci.md', 'docs/emulator.md'];

/** Throws if a page says that nothing is published, which a release makes false. */
export function checkPages(pages: Readonly<Record<string, string>>): void {
  const wrong = Object.entries(pages).flatMap(([name, text]) =>
    [...text.replaceAll(/\s+/g, ' ').matchAll(notThere)].map(
      ([sentence]) => `${name} would be false once it is released: ${sentence}`,
    ),
  );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** Returns what CHANGELOG.md says about a version, without its heading; throws if that has no date, or says nothing. */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## \[)/m);
  const section = sections.find((one) => one.startsWith(`## [${version}]`));
  if (section === undefined) throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  const [heading = '', ...lines] = section.split('\n');
  if (!/^## \[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading))
    throw new Error(`CHANGELOG.md has no date for ${version}: ${heading}`);
  const notes = lines.join('\n').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  return `${notes}\n`;
}
