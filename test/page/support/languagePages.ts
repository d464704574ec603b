/** Pages in the language that nobody speaks. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { pseudoBundle, pseudoCode } from '../../../scripts/pseudoLanguage.ts';
import { speak } from '../../../src/sentences/language.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { openPanelPage, type PanelPage } from './panelPage.ts';
import { openReportPage, type ReportPage } from './reportPage.ts';
import type { ServedPage } from './servedPage.ts';

export const language = { code: pseudoCode, bundle: pseudoBundle() };

/** What opens pages in that language; each is closed after its test. */
export interface LanguagePages {
  /** Opens a panel, and waits until it has read everything. */
  readonly panelOn: (
    bench: Bench,
    target: Parameters<typeof openPanelPage>[1],
    look?: Parameters<typeof openPanelPage>[2],
  ) => Promise<PanelPage>;
  readonly reportOn: (bench: Bench, look?: Parameters<typeof openReportPage>[1]) => Promise<ReportPage>;
  readonly toClose: (page: ServedPage<never>) => void;
}

/** Speaks that language in the tests of this file. */
export function languagePages(): LanguagePages {
  let open: ServedPage<never> | undefined;
  beforeAll(() => speak(language.bundle, 'en'));
  afterEach(async () => open?.close());
  afterAll(() => speak());
  return {
    panelOn: async (bench, target, look) => {
      const panel = await openPanelPage(bench, target, { language, ...look });
      open = panel as never;
      const underWay = (): readonly unknown[] => {
        const { loading, flow, access, history } = panel.states.at(-1) ?? {};
        return [loading, flow?.working, access?.reading, history?.reading].filter((each) => each !== undefined);
      };
      await expect.poll(() => panel.states.length > 0 && underWay(), { timeout: 20_000 }).toEqual([]);
      await panel.drawn();
      return panel;
    },
    reportOn: async (bench, look) => {
      const report = await openReportPage(bench, { language, ...look });
      open = report as never;
      return report;
    },
    toClose: (page) => (open = page),
  };
}

/** Opens everything that is folded. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
  });
}
