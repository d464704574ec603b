import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page, PageScreenshotOptions } from 'playwright-core';

const folder = join(import.meta.dirname, '..', '..', '..', 'test-results');

/** They take time that only someone who looks at them wants to spend. */
export const areWanted = process.env['AKS_IDENTITY_SCREENSHOTS'] === '1';

/** Keeps what a page shows in `test-results/NAME.png`, if screenshots are wanted. */
export async function keepScreenshot(page: Page, name: string, options: PageScreenshotOptions = {}): Promise<void> {
  if (areWanted) await takeScreenshot(page, name, options);
}

/** Keeps what a page shows in `test-results/NAME.png`, whether screenshots are wanted or not. */
export async function takeScreenshot(page: Page, name: string, options: PageScreenshotOptions = {}): Promise<void> {
  const path = join(folder, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ ...options, path });
}
