/**
 * Takes the pictures of the walkthrough, in each theme, with a record of the words that they show. With
 * AKS_IDENTITY_PICTURES=1 they replace those in media/walkthrough; without it only the words are compared.
 */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { themes, type Theme } from '../../support/browser/themes.ts';
import { chooseFromMenu, expandRow, foldRow, panelFrame, runCommand, treeRow } from '../support/gestures.ts';
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
  treeWords,
  widenSideBar,
  withoutHover,
} from '../support/pictures.ts';

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** The most bytes of one picture. */
const most = 150_000;

let session: Session;

beforeAll(async () => {
  session = await openForPictures({ width: 1400, height: 900 });
  await widenSideBar(session.page, 440);
});
afterAll(async () => session.close());

const panes = () => session.page.locator('.sidebar .pane').first();
const editor = () => session.page.locator('.editor-group-container .editor-container').first();

/** The height of a picture of the tree. */
const treeHeight = 310;

/** Keeps a part of the window in each theme, if pictures are wanted. */
async function take(name: string, place: () => Promise<Box>): Promise<void> {
  const { page } = session;
  for (const theme of isWanted ? (Object.keys(themes) as Theme[]) : []) {
    await session.changeTheme(theme);
    await withoutHover(page);
    const picture = await smallPicture(await page.screenshot({ clip: await place() }));
    expect(picture.length).toBeLessThan(most);
    await keepPicture(`media/walkthrough/${name}-${theme}.png`, picture);
  }
  await session.changeTheme('dark');
}

/** Keeps the tree from a row on; the focus is elsewhere and each row has its color. */
async function takeTree(name: string, first: RegExp): Promise<void> {
  const { page } = session;
  const row = treeRow(page, first);
  await row.locator('[class*="monaco-decoration"]').first().waitFor();
  // A selected row has other colors.
  await page.keyboard.press('Escape');
  await page.locator('.editor-group-container').first().click();
  const place = async (): Promise<Box> => {
    const { x, width } = (await panes().boundingBox())!;
    return { x, width, y: (await row.boundingBox())!.y, height: treeHeight };
  };
  await take(name, place);
  await expectWords(`walkthrough/${name}`, async () => treeWords(page, await place()));
}

/** Keeps the page in the editor. */
async function takePage(name: string): Promise<void> {
  await readyForPicture(session.page);
  await take(name, async () => (await editor().boundingBox())!);
  await expectWords(`walkthrough/${name}`, async () => pageWords(session.page));
}

describe('the pictures of the walkthrough', () => {
  it('the clusters of the demo', async () => {
    const { page } = session;
    await treeRow(page, /^web-weu/).waitFor();
    await takeTree('demo', /^Contoso Dev/);
  });

  it('a cluster with its identities', async () => {
    const { page } = session;
    await foldRow(page, /^Contoso Workloads/);
    await expandRow(page, /^shop-weu/);
    await expandRow(page, /^Control plane/);
    await treeRow(page, /^Kubelet/).waitFor();
    await takeTree('look', /^shop-weu/);
  });

  it('the plan that assigns a missing role', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^Missing: Private DNS Zone Contributor/, 'Assign Missing Role...');
    const panel = panelOf(page);
    await panel.reaches('Plan');
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await page.setViewportSize({ width: 620, height: 700 });
    await panel.applyButton.waitFor();
    await takePage('change');
  });

  it('the report over all clusters', async () => {
    const { page } = session;
    await runCommand(page, 'AKS Identity: Show Identity Report');
    await panelFrame(page).locator('.outcome').getByText('21 clusters').waitFor();
    await page.setViewportSize({ width: 780, height: 620 });
    await takePage('report');
  });
});
