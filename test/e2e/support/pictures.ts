/**
 * The pictures that tests take for readers, each beside a record of the words that it shows. A test that takes them only
 * compares these words, which don't depend on the machine, so that a picture does not become stale unnoticed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { projectRoot } from '../host/paths.ts';
import { foldRow, openContainer, panelFrame, treeRow } from './gestures.ts';
import { openSession, type Session } from './harness.ts';

/** Pictures and records are replaced, not compared. */
export const isWanted = process.env['AKS_IDENTITY_PICTURES'] === '1';

const records = join(projectRoot, 'docs', 'images');

/** Keeps a picture under its path in the project. */
export async function keepPicture(path: string, picture: Buffer): Promise<void> {
  const file = join(projectRoot, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture);
}

/** Waits for the words of the record, because rows and badges arrive one after another, or writes what is there if new pictures are wanted. */
export async function expectWords(name: string, read: () => Promise<string>): Promise<void> {
  const record = join(records, `${name}.txt`);
  await mkdir(dirname(record), { recursive: true });
  if (isWanted) await writeFile(record, await read());
  const words = await readFile(record, 'utf8');
  await expect
    .poll(read, { message: 'take the pictures again, with AKS_IDENTITY_PICTURES=1', timeout: 20_000 })
    .toBe(words);
}

/** Returns the picture in the few colors that it has, which halves the file. */
export async function smallPicture(picture: Buffer): Promise<Buffer> {
  return sharp(picture).png({ palette: true, dither: 0, effort: 10 }).toBuffer();
}

/** Moves the pointer away, and resolves once no tooltip is left. */
export async function withoutHover(page: Page): Promise<void> {
  // The middle of the status bar has no tooltip.
  const { width, height } = page.viewportSize()!;
  await page.mouse.move(width / 2, height - 4);
  await expect.poll(() => page.locator('.monaco-hover:visible').count()).toBe(0);
}

/** Resolves once the page in the editor has its fonts, with the pointer away from it. */
export async function readyForPicture(page: Page): Promise<void> {
  await withoutHover(page);
  await panelFrame(page)
    .locator('html')
    .evaluate(async () => Promise.all([...document.fonts].map(async (font) => font.load())));
}

/** Returns the words of the page without its lines for clusters, whose findings depend on the day, and without numbers. */
export async function pageWords(page: Page): Promise<string> {
  const text = await panelFrame(page)
    .locator('body')
    .evaluate((body) => {
      const lines = [...body.querySelectorAll<HTMLElement>('tbody')];
      for (const one of lines) one.hidden = true;
      const shown = (body as HTMLElement).innerText;
      for (const one of lines) one.hidden = false;
      return shown;
    });
  const isTime = /under \d+ s|\b[A-Z][a-z]{2} \d{1,2}, \d{4}|\b\d{1,2}:\d{2}(:\d{2})?(\s[AP]M)?|\d+/g;
  const words = text.replaceAll(/[ \t]+$/gm, '').replaceAll(isTime, '0');
  return `${words.replaceAll(/\n{2,}/g, '\n\n').trim()}\n`;
}

/** Returns a line for each row of the tree between two heights, with the badge where it does not count what was found. What was found on a cluster depends on the day and is left out. */
export async function treeWords(page: Page, { y, height }: { y: number; height: number }): Promise<string> {
  const rows = await page.locator('.sidebar .monaco-list-row:visible').evaluateAll((all) =>
    all.map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      const isFolder = row.getAttribute('aria-expanded') !== null;
      const isTop = row.getAttribute('aria-level') === '1';
      const labels = [...row.querySelectorAll('.monaco-icon-label')];
      const badges = labels.map((label) => getComputedStyle(label, '::after').content.replaceAll('"', ''));
      const badge = isTop ? badges.find((content) => content !== '' && content !== 'none') : undefined;
      const words = `${isFolder ? '> ' : '- '}${row.getAttribute('aria-label') ?? ''}`;
      return { top, bottom, words: badge === undefined ? words : `${words} [${badge}]` };
    }),
  );
  const shown = rows.filter(({ top, bottom }) => top >= y && bottom <= y + height).toSorted((a, b) => a.top - b.top);
  const found = /(, )?(\b\d+ (with )?(errors?|warnings?|info|accepted)\b|1 cluster with \w+|\bno problems\b)/g;
  return `${shown.map(({ words }) => words.replaceAll(found, '')).join('\n')}\n`;
}

/** Opens VS Code on the demo for pictures, with shop-weu in view. */
export async function openForPictures(viewport: { readonly width: number; readonly height: number }): Promise<Session> {
  const session = await openSession({
    env: { AKS_IDENTITY_START: 'demo' },
    viewport,
    scale: isWanted ? 2 : 1,
    settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
  });
  await openContainer(session.page, 'AKS Identity');
  await treeRow(session.page, /^Contoso Dev.*with errors/).waitFor({ timeout: 60_000 });
  await foldRow(session.page, /^Contoso Dev/);
  await foldRow(session.page, /^Contoso Platform/);
  await treeRow(session.page, /^shop-weu.*2 errors/).waitFor();
  return session;
}

/** Gives the side bar a width by dragging its edge. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const { x, width: now } = (await page.locator('.sidebar').boundingBox())!;
  await page.mouse.move(x + now, 400);
  await page.mouse.down();
  await page.mouse.move(x + width, 400, { steps: 4 });
  await page.mouse.up();
}
