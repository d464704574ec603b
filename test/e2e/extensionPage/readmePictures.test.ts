/**
 * Takes the pictures of README.md, each with the words that it shows. With AKS_IDENTITY_PICTURES=1 they replace those in
 * docs/images. Without it the words are compared with those there, so that a picture does not become stale unnoticed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  chooseFromMenu,
  clickRowAction,
  expandRow,
  foldRow,
  openContainer,
  panelFrame,
  runCommand,
  treeRow,
} from '../support/gestures.ts';
import { projectRoot } from '../host/paths.ts';
import { openSession, type Session } from '../support/harness.ts';
import { panelOf } from '../support/panelGestures.ts';

/** The most bytes of one picture: all of them together have less than a megabyte. */
const most = 300_000;

let session: Session;

beforeAll(async () => {
  session = await openSession({
    env: { AKS_IDENTITY_START: 'demo' },
    viewport: { width: 1080, height: 680 },
    scale: 2,
    settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
  });
  await openContainer(session.page, 'AKS Identity');
  await treeRow(session.page, /^Contoso Dev.*with errors/).waitFor({ timeout: 60_000 });
  await foldRow(session.page, /^Contoso Dev/);
  await foldRow(session.page, /^Contoso Platform/);
  await treeRow(session.page, /^shop-weu.*2 errors/).waitFor();
});
afterAll(async () => session.close());

async function screen(name: string): Promise<Buffer> {
  await session.page.mouse.move(700, 10);
  await panelFrame(session.page)
    .locator('html')
    .evaluate(async () => Promise.all([...document.fonts].map(async (font) => font.load())));
  return readFile(await session.screenshot(`readme-${name}`));
}

const isWanted = process.env['AKS_IDENTITY_PICTURES'] === '1';
const images = join(projectRoot, 'docs', 'images');

async function keep(file: string, picture: Buffer, words: string): Promise<void> {
  const folder = isWanted ? images : join(projectRoot, 'test-results', 'readme');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), picture);
  expect(picture.length).toBeLessThan(most);
  const record = join(images, file.replace(/\.\w+$/, '.txt'));
  if (isWanted) await writeFile(record, words);
  expect(words, 'take the pictures again, with AKS_IDENTITY_PICTURES=1').toBe(await readFile(record, 'utf8'));
}

/** Returns the words of the page without its lines for clusters, whose findings depend on the day, and without numbers. */
async function wordsShown(): Promise<string> {
  const text = await panelFrame(session.page)
    .locator('body')
    .evaluate((body) => {
      const lines = [...body.querySelectorAll<HTMLElement>('tbody')];
      for (const one of lines) one.hidden = true;
      const shown = (body as HTMLElement).innerText;
      for (const one of lines) one.hidden = false;
      return shown;
    });
  const isTime = /\b[A-Z][a-z]{2} \d{1,2}, \d{4}|\b\d{1,2}:\d{2}(:\d{2})?(\s[AP]M)?|\d+/g;
  const words = text.replaceAll(/[ \t]+$/gm, '').replaceAll(isTime, '0');
  return `${words.replaceAll(/\n{2,}/g, '\n\n').trim()}\n`;
}

/** Keeps what the screen shows, in the few colors that it has, which halves the file. */
async function take(name: string): Promise<void> {
  const picture = sharp(await screen(name)).png({ palette: true, dither: 0, effort: 10 });
  await keep(`${name}.png`, await picture.toBuffer(), await wordsShown());
}

/** Shows the screens one after the other, three seconds each, again and again. */
async function moving(screens: Buffer[]): Promise<Buffer> {
  const delay = screens.map(() => 3000);
  return sharp(screens, { join: { animated: true } })
    .gif({ delay, dither: 0, effort: 10 })
    .toBuffer();
}

describe('the pictures of the README', () => {
  it('the map of a cluster, next to the clusters', async () => {
    const { page } = session;
    await expandRow(page, /^shop-weu/);
    await clickRowAction(page, /^shop-weu/, 'Show Identity Map', async (timeout) =>
      panelFrame(page).locator('.map-frame svg').waitFor({ timeout }),
    );
    await take('clusters');
    await foldRow(page, /^shop-weu/);
  });

  it('the report over all clusters', async () => {
    await runCommand(session.page, 'AKS Identity: Show Identity Report');
    await panelFrame(session.page).getByText('21 clusters').first().waitFor();
    await take('report');
  });

  it('a change from its plan to its result, as a moving picture', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('User-assigned identity', /^id-pay-weu/);
    await page.setViewportSize({ width: 780, height: 630 });
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await panel.press('Review plan');
    await panel.reaches('Plan');
    await panel.applyButton.waitFor();
    const plan = await screen('change-1-plan');
    const planned = await wordsShown();
    await panel.applyButton.click();
    await panel.frame.locator('ol.run > li.done').first().waitFor();
    const apply = await screen('change-2-apply');
    await panel.reaches('Result');
    await panel.frame.locator('vscode-badge', { hasText: 'id-pay-weu' }).waitFor();
    await panel.frame.locator('.leftovers').waitFor();
    const result = await screen('change-3-result');
    await keep('change.gif', await moving([plan, apply, result]), `${planned}\n${await wordsShown()}`);
  });
});
