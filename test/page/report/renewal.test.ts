import { expect, it, onTestFinished } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { openReportPage } from '../support/reportPage.ts';

it('a fix shows in the report where its cluster stands, without Refresh and with the focus where it was', async () => {
  const bench = createBench(inCloud(demoWorld()), { kind: 'demo' });
  const report = await openReportPage(bench, { width: 1100 });
  onTestFinished(() => report.close());
  const { page } = report;
  await page.locator('.outcome').getByText('21 clusters', { exact: true }).waitFor();
  const names = () => page.locator('.report-table .unfold').allInnerTexts();
  const [before, first] = [await names(), page.locator('.report-table tbody tr').first()];
  const errors = first.locator('.sign.error');
  await errors.waitFor();
  const unfold = page.getByRole('button', { name: 'shop-weu', exact: true });
  await unfold.focus();
  const clusterId = (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!.id;
  const findings = await bench.service.diagnose(clusterId);
  await bench.service.apply(findings.flatMap(({ severity, fix }) => (severity === 'error' && fix ? [fix] : [])));
  await errors.waitFor({ state: 'hidden' });
  expect(await names()).toEqual(before);
  expect(await unfold.evaluate((button) => button.matches(':focus'))).toBe(true);
  expect(await page.getByText('Something has changed').count()).toBe(0);
  const head = page.locator('.report-table th.findings');
  expect(await head.getAttribute('aria-sort')).toBe('none');
  await report.picture('report/renewed');
  await head.getByRole('button').click();
  await expect.poll(async () => head.getAttribute('aria-sort')).toBe('descending');
  expect(await names()).not.toEqual(before);
  // It counts clusters, and the same sign at a cluster what could not be checked there.
  expect(await page.locator('.of-clusters ~ .chip').first().innerText()).toMatch(/1 cluster$/);
});
