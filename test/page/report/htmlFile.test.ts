import { describe, expect, it, onTestFinished } from 'vitest';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { sharedBrowser } from '../../support/browser/sharedBrowser.ts';

describe('the report as a page of its own', () => {
  it('shows all columns of its clusters in a window of 1360 pixels, and breaks no name', async () => {
    const { rows } = await createBench(demoWorld()).service.survey({});
    const page = await (await sharedBrowser()).newPage({ viewport: { width: 1360, height: 900 } });
    onTestFinished(() => page.close());
    await page.setContent(reportOf(rows, 'html', new Date('2026-12-01T08:00:00Z')));
    const clusters = page.getByRole('region', { name: 'Clusters' });
    expect(await clusters.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    const lines = await clusters
      .locator('td', { hasText: 'partners-weu-agentpool' })
      .evaluate((cell) => Math.round(cell.clientHeight / Number.parseFloat(getComputedStyle(cell).lineHeight)));
    expect(lines, 'the name, and who created it').toBeLessThanOrEqual(3);
  });
});
