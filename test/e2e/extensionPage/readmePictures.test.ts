/**
 * Takes the pictures of README.md. With AKS_IDENTITY_PICTURES=1 they replace those in docs/images; without it they are only
 * looked at for their size, so that a picture that would be too large is noticed before it is needed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
import { openSession } from '../support/harness.ts';
import type { Session } from '../support/harness.ts';
import { panelOf } from '../support/panelGestures.ts';
import { withFewColors } from './smallPng.ts';

/** The most bytes of one picture, so that four of them and a moving one fit into the package. */
const most = 40_000;
const colors = 32;

let session: Session;

beforeAll(async () => {
  session = await openSession({
    demo: true,
    viewport: { width: 1080, height: 680 },
    settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden' },
  });
  await openContainer(session.page, 'AKS Identity');
  await treeRow(session.page, /^Contoso Dev.*with errors/).waitFor({ timeout: 60_000 });
  await foldRow(session.page, /^Contoso Dev/);
  await foldRow(session.page, /^Contoso Platform/);
  await treeRow(session.page, /^shop-weu.*2 errors/).waitFor();
});
afterAll(async () => session.close());

async function take(name: string): Promise<void> {
  await session.page.mouse.move(700, 10);
  const picture = withFewColors(await readFile(await session.screenshot(`readme-${name}`)), colors);
  const folder = join(
    projectRoot,
    process.env['AKS_IDENTITY_PICTURES'] === '1' ? 'docs/images' : 'test-results/readme',
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), picture);
  expect(picture.length).toBeLessThan(most);
}

describe('the pictures of the README', () => {
  it('the map of a cluster, beside the clusters', async () => {
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
    await panelFrame(session.page).getByText('17 clusters').first().waitFor();
    await take('report');
  });

  it('the plan of a change, and the change under way', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('User-assigned identity', /^id-pay-weu/);
    await panel.press('Review plan');
    await panel.reaches('Plan');
    await panel.frame.getByRole('button', { name: /^Apply/ }).waitFor();
    await take('plan');
    await panel.press(/^Apply/);
    await panel.frame.locator('ol.run').waitFor();
    await take('apply');
  });
});
