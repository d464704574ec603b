/**
 * Takes the pictures of README.md, each with the words that it shows. With AKS_IDENTITY_PICTURES=1 they replace those in
 * docs/images. Without it the words are compared with those there, so that a picture does not become stale unnoticed.
 */
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFromMenu, clickRowAction, expandRow, foldRow, panelFrame, runCommand } from '../support/gestures.ts';
import type { Session } from '../support/harness.ts';
import { panelOf } from '../support/panelGestures.ts';
import {
  expectWords,
  isWanted,
  keepPicture,
  openForPictures,
  pageWords,
  readyForPicture,
  smallPicture,
  widenSideBar,
} from '../support/pictures.ts';

/** The most bytes of one picture: all of them together have less than a megabyte. */
const most = 300_000;

let session: Session;

beforeAll(async () => {
  session = await openForPictures({ width: 1240, height: 776 });
});
afterAll(async () => session.close());

async function screen(): Promise<Buffer> {
  await readyForPicture(session.page);
  return session.page.screenshot();
}

/** Keeps a picture if pictures are wanted, and compares its words. */
async function keep(file: string, draw: () => Promise<Buffer>, words: () => Promise<string>): Promise<void> {
  if (isWanted) {
    const picture = await draw();
    expect(picture.length).toBeLessThan(most);
    await keepPicture(`docs/images/${file}`, picture);
  }
  await expectWords(file.replace(/\.\w+$/, ''), words);
}

async function take(name: string): Promise<void> {
  const shown = await screen();
  await keep(
    `${name}.png`,
    async () => smallPicture(shown),
    async () => pageWords(session.page),
  );
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
    const { width } = (await page.locator('.sidebar').boundingBox())!;
    await widenSideBar(page, width + 190);
    await expandRow(page, /^shop-weu/);
    await clickRowAction(page, /^shop-weu/, 'Show Identity Map', async (timeout) =>
      panelFrame(page).locator('.map-frame svg').waitFor({ timeout }),
    );
    // The whole map would be cut at its lower edge.
    await panelFrame(page)
      .getByRole('button', { name: /^Problems/ })
      .click();
    // High enough for what stands below it.
    await page.setViewportSize({ width: 1240, height: 1084 });
    await take('clusters');
    await page.setViewportSize({ width: 1240, height: 776 });
    await foldRow(page, /^shop-weu/);
    await widenSideBar(page, width);
  });

  it('the report over all clusters', async () => {
    await runCommand(session.page, 'AKS Identity: Show Identity Report');
    await panelFrame(session.page).getByText('21 clusters', { exact: true }).waitFor();
    await runCommand(session.page, 'View: Toggle Primary Side Bar Visibility');
    await take('report');
    await runCommand(session.page, 'View: Toggle Primary Side Bar Visibility');
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
    const plan = await screen();
    const planned = await pageWords(page);
    await panel.applyButton.click();
    await panel.frame.locator('ol.run > li.done').first().waitFor();
    const apply = await screen();
    await panel.reaches('Result');
    await panel.frame.locator('vscode-badge', { hasText: 'id-pay-weu' }).waitFor();
    await panel.frame.locator('.summary.succeeded').waitFor();
    await panel.frame.getByText('the old identity, still has').waitFor();
    const result = await screen();
    const words = async (): Promise<string> => `${planned}\n${await pageWords(page)}`;
    await keep('change.gif', async () => moving([plan, apply, result]), words);
  });
});
