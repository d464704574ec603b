import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { activationLimit, atActivation, readChunks } from '../../../scripts/package/chunks.ts';
import { sbomFile, writeSbom } from '../../../scripts/package/sbom.ts';
import { imagesIn, packExtension, pictureAddress, vsixFile, vsixLimit } from '../../../scripts/package/vsix.ts';
import { channelOf } from '../../../scripts/release/version.ts';
import { notifications, openContainer, panelFrame, runCommand, treeRow } from '../support/gestures.ts';
import { node24, projectRoot } from '../host/paths.ts';
import { openSession, type Session } from '../support/harness.ts';

let session: Session;
type Packed = Awaited<ReturnType<typeof packExtension>>;
let published: Packed;
let packed: Packed;

beforeAll(async () => {
  published = await packExtension({ isPublished: true });
  packed = await packExtension();
  session = await openSession({ vsix: vsixFile });
});
afterAll(async () => session.close());

describe('the package', () => {
  it('is smaller than 1,000 kB and holds what runs, what it looks like and what one reads', () => {
    expect(packed.size).toBeLessThan(vsixLimit);
    const tops = new Set(packed.files.map(({ path }) => path.replace(/^extension\//, '').split('/')[0]));
    expect([...tops].toSorted()).toEqual(
      [
        '[Content_Types].xml',
        'LICENSE.txt',
        'changelog.md',
        'dist',
        'extension.vsixmanifest',
        'media',
        'package.json',
        'package.nls.json',
        'readme.md',
      ].toSorted(),
    );
    expect(packed.files.filter(({ path }) => /\.(map|ts)$/.test(path))).toEqual([]);
  });

  it('is marked as a pre-release if its version is one, without which the Marketplace refuses it', async () => {
    const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
    expect(packed.isPreRelease).toBe(channelOf(version) === 'preRelease');
    expect(published.isPreRelease).toBe(packed.isPreRelease);
  });

  it('has at most 130 kB of code that is loaded at activation; the rest is loaded on first use', async () => {
    const chunks = await readChunks();
    expect(atActivation(chunks)).toBeGreaterThan(0);
    expect(atActivation(chunks)).toBeLessThanOrEqual(activationLimit);
  });

  it('asks for no data of a language at activation, which would take a third of its time', async () => {
    const activating = join(import.meta.dirname, '..', 'support', 'languageData.ts');
    const { stdout } = await promisify(execFile)(node24, [activating]);
    expect(stdout.trim()).toBe('');
  });

  it('has no file that fails to load, whichever is loaded first', async () => {
    const loader = join(import.meta.dirname, '..', 'support', 'loadEach.ts');
    const { stdout } = await promisify(execFile)(node24, [loader, join(projectRoot, 'dist', 'chunks')]);
    expect(stdout).toBe('');
  });

  it('comes with a list of what it is made from: every dependency, and nothing that only builds it', async () => {
    await writeSbom();
    const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
    const sbom = (await read(sbomFile)) as { bomFormat: string; components: { purl: string }[] };
    const { dependencies } = (await read(join(projectRoot, 'package.json'))) as { dependencies: object };
    const listed = sbom.components.map(({ purl }) => decodeURIComponent(purl));
    expect(sbom.bomFormat).toBe('CycloneDX');
    expect(
      Object.entries(dependencies).filter(([name, version]) => !listed.includes(`pkg:npm/${name}@${version}`)),
    ).toEqual([]);
    expect(listed.filter((one) => /rolldown|vitest|typescript@/.test(one))).toEqual([]);
  });

  it('shows pictures only once they are in a public repository, and links that lead somewhere', async () => {
    const { readme } = packed;
    expect(imagesIn(readme)).toEqual([]);
    const images = imagesIn(published.readme);
    expect(images.length).toBeGreaterThan(2);
    expect(images.filter((image) => !image.startsWith(pictureAddress))).toEqual([]);
    const links = [...readme.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
  });

  it('has a page without gaps where pictures would be', async () => {
    const { page } = session;
    await openContainer(page, 'Extensions');
    await page.locator('.extensions-viewlet .monaco-list-row').filter({ hasText: 'AKS Identity' }).first().click();
    const readme = panelFrame(page);
    await readme.getByRole('heading', { name: 'AKS Identity' }).first().waitFor();
    expect(await readme.locator('img').count()).toBe(0);
    await session.screenshot('package-page');
  });

  it('once installed, starts the demo and shows its clusters', async () => {
    const { page } = session;
    await openContainer(page, 'AKS Identity');
    await runCommand(page, 'AKS Identity: Start Demo');
    await treeRow(page, /^shop-weu/).waitFor({ timeout: 60_000 });
    expect(await notifications(page)).toEqual([]);
    await session.screenshot('package');
  });
});
