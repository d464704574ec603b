/** Pages in the language that nobody speaks. */
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { pseudoBundle, pseudoCode } from '../../../scripts/pseudoLanguage.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { speak } from '../../../src/sentences/language.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { openPanelPage, type PanelPage } from './panelPage.ts';
import { openReportPage, type ReportPage } from './reportPage.ts';
import type { Look, ServedPage } from './servedPage.ts';

export const language = { code: pseudoCode, bundle: pseudoBundle() };

/** What opens pages in that language; each is closed after its test. */
export interface LanguagePages {
  /** Opens a panel, and waits until it has read everything. */
  readonly panelOn: (bench: Bench, target: PanelTarget, service?: IdentityService) => Promise<PanelPage>;
  readonly reportOn: (bench: Bench, service?: () => Promise<IdentityService>) => Promise<ReportPage>;
  readonly toClose: (page: ServedPage<never>) => void;
}

/** Speaks that language in the tests of this file. */
export function languagePages(): LanguagePages {
  let open: ServedPage<never> | undefined;
  beforeAll(() => speak(language.bundle, 'en'));
  afterEach(async () => open?.close());
  afterAll(() => speak());
  return {
    panelOn: async (bench, target, service = bench.service) => {
      const panel = await openPanelPage(bench, target, { language, service });
      open = panel as never;
      const underWay = (): readonly unknown[] => {
        const { loading, flow, access, history } = panel.states.at(-1) ?? {};
        return [loading, flow?.working, access?.reading, history?.reading].filter((each) => each !== undefined);
      };
      await expect.poll(() => panel.states.length > 0 && underWay(), { timeout: 20_000 }).toEqual([]);
      await panel.drawn();
      return panel;
    },
    reportOn: async (bench, service) => {
      const look: Look & { service?: () => Promise<IdentityService> } = { language, ...(service && { service }) };
      const report = await openReportPage(bench, look);
      open = report as never;
      return report;
    },
    toClose: (page) => (open = page),
  };
}
