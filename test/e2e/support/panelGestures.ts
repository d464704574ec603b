import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { panelHandOn, type PanelHand } from '../../support/browser/panelHand.ts';
import { panelFrame } from './gestures.ts';

/** The panel that is shown now. */
export function panelOf(page: Page): PanelHand {
  return panelHandOn(panelFrame(page), async (press) => endFlow(page, press));
}

/** The panel of a cluster, as soon as it is in front: until then, another cluster's takes what is typed and clicked. */
export async function panelAbout(page: Page, cluster: string): Promise<PanelHand> {
  const panel = panelOf(page);
  await panel.frame.getByRole('heading', { level: 1, name: cluster }).waitFor();
  return panel;
}

/**
 * Ends a flow and waits until its page has gone and the focus has moved on; another panel that comes to the front may
 * have a flow, too.
 */
export async function endFlow(page: Page, press: () => Promise<void>): Promise<void> {
  const flow = await panelFrame(page).locator('.flow').elementHandle();
  await press();
  await flow?.waitForElementState('hidden').catch((error: unknown) => {
    // The page is gone with its frame.
    if (error instanceof Error && error.name === 'TimeoutError') throw error;
  });
  await focusGoesOn(page);
}

/**
 * Waits until the editor that is shown has the focus. A page that comes to the front is loaded again, and takes the focus only
 * then, from whatever has it.
 */
async function focusGoesOn(page: Page): Promise<void> {
  await expect.poll(async () => hasFocus(page), { timeout: 30_000 }).toBe(true);
}

async function hasFocus(page: Page): Promise<boolean> {
  const where = await page.evaluate(() => {
    const { activeElement, body } = document;
    if (!document.querySelector('.editor-group-container .tab.active')) return activeElement === body ? 'no' : 'yes';
    if (activeElement?.tagName === 'IFRAME') return 'page';
    return activeElement?.closest('.editor-group-container .editor-container') ? 'yes' : 'no';
  });
  if (where !== 'page') return where === 'yes';
  const html = panelFrame(page).locator('html');
  return html.evaluate(() => document.hasFocus(), undefined, { timeout: 1000 }).catch(() => false);
}
