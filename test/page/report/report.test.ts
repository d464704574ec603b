import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import { firstLook, reportColumns } from '../../../src/domain/words/reportLook.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { holdingBench } from '../../support/azure/holdingBench.ts';
import { pageColumns } from '../../../src/domain/report/columns.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { openReportPage, type ReportPage } from '../support/reportPage.ts';
import { themeNames } from '../support/themes.ts';

let report: ReportPage;

const outcome = () => report.page.locator('.outcome');
const names = () => report.page.locator('.report-table .unfold').allInnerTexts();
const filter = () => report.page.getByRole('combobox', { name: 'Filter' });
const cluster = (name: string) => report.page.getByRole('button', { name, exact: true });
const findingsOf = (name: string) => report.page.getByRole('list', { name: `Findings of ${name}` });

/** Returns whether the last column of pixels between two texts differs from one further left. */
async function isShadowed(): Promise<boolean> {
  const { x, y, width } = (await report.page.locator('main').boundingBox())!;
  const line = (await report.page.locator('.line').nth(2).boundingBox())!;
  expect(line.y).toBeGreaterThan(y);
  const clip = { x: x + width - 1, y: line.y + 1, width: 1, height: 1 };
  const pixel = await sharp(await report.page.screenshot({ clip }))
    .raw()
    .toBuffer();
  const ground = await sharp(await report.page.screenshot({ clip: { ...clip, x: clip.x - 16 } }))
    .raw()
    .toBuffer();
  return !pixel.equals(ground);
}

/** Opens the report of the demo, once all is checked. */
async function open(look: Parameters<typeof openReportPage>[1]): Promise<ReportPage> {
  const opened = await openReportPage(createBench(inCloud(demoWorld())), look);
  await opened.page.locator('.outcome').getByText('21 clusters', { exact: true }).waitFor();
  return opened;
}

describe('the identity report', () => {
  beforeAll(async () => (report = await open({ width: 1100 })));
  afterAll(async () => report.close());

  it('says that its clusters are those of the demo, and nothing where they are in Azure', async () => {
    const badge = (of: ReportPage) => of.page.locator('.head vscode-badge').allInnerTexts();
    expect(await badge(report)).toEqual([]);
    const demo = await openReportPage(createBench(inCloud(demoWorld()), { kind: 'demo' }));
    onTestFinished(async () => demo.close());
    await demo.page.locator('.outcome').getByText('21 clusters', { exact: true }).waitFor();
    expect(await badge(demo)).toEqual(['Demo']);
  });

  it('has every cluster, the worst first', async () => {
    expect((await names())[0]).toBe('shop-weu');
    await report.page.getByRole('button', { name: /^\d+ errors$/ }).waitFor();
    await report.picture('report/all');
  });

  it('shows what a filter lets through, with the number, and everything again', async () => {
    await filter().fill('neu');
    const some = outcome().getByText(/^\d of 21 clusters$/);
    await some.waitFor();
    expect(new Set((await names()).map((name) => name.slice(-3)))).toEqual(new Set(['neu']));
    await report.page.getByRole('button', { name: /clusters? without findings$/ }).click();
    await some.waitFor();
    await filter().fill('nobody has this name');
    await report.page.getByText('No cluster matches the filter.').waitFor();
    await report.page.getByRole('search').getByRole('button', { name: 'Clear filter' }).press('Enter');
    await outcome().getByText('21 clusters').waitFor();
    expect(await filter().evaluate((field) => field.matches(':focus'))).toBe(true);
  });

  it('says which terms the filter does not have, and clears it where nothing matches', async () => {
    await filter().fill('severity:error');
    await report.page
      .getByText('There is no term "severity:". Filter by words, or by terms such as subscription:, group:,')
      .waitFor();
    await report.picture('report/no-match');
    await report.page.locator('.alone').getByRole('button', { name: 'Clear filter' }).click();
    await outcome().getByText('21 clusters').waitFor();
  });

  it('counts what the filter lets through', async () => {
    const errors = report.page.locator('.marks').getByRole('button', { name: /^\d+ errors?$/ });
    const all = await errors.getAttribute('aria-label');
    await filter().fill('nobody has this name');
    await report.page.locator('.marks').getByRole('button', { name: '0 errors', exact: true }).waitFor();
    await filter().fill('');
    await report.page.locator('.marks').getByRole('button', { name: all!, exact: true }).waitFor();
  });

  it('is sorted and unfolded by keyboard alone', async () => {
    const { page } = report;
    const head = page.getByRole('columnheader', { name: 'Cluster' });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await head.and(page.locator('[aria-sort="ascending"]')).waitFor();
    await expect.poll(async () => (await names())[0]).toBe('batch-neu');
    expect(await names()).toEqual((await names()).toSorted());
    await page.keyboard.press('Enter');
    await head.and(page.locator('[aria-sort="descending"]')).waitFor();
    await expect.poll(async () => (await names())[0]).toBe('web-weu');
    await cluster('web-weu').focus();
    await page.keyboard.press('ArrowRight');
    await findingsOf('web-weu').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.unfold:focus').innerText()).toBe('vault-weu');
  });

  it('says what is worst behind the name, unless the window is small, and once where that is unfolded', async () => {
    const { page } = report;
    const worst = page.locator('.line', { hasText: 'shop-weu' }).locator('.worst > span');
    const shownWidth = async (): Promise<number> => (await worst.boundingBox())!.width;
    const header = page.getByRole('columnheader', { name: 'Worst finding' });
    expect(await shownWidth()).toBeGreaterThan(200);
    expect((await header.boundingBox())!.x).toBeLessThan(600);
    await page.setViewportSize({ width: 780, height: 900 });
    await expect.poll(shownWidth).toBeLessThan(5);
    await page.setViewportSize({ width: 2203, height: 900 });
    await expect.poll(shownWidth).toBeGreaterThan(800);
    expect(await worst.innerText()).toMatch(
      /^A role is missing: Private DNS Zone Contributor\s+shop-weu's control plane is missing/,
    );
    const rest = page.locator('main');
    expect(await rest.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await cluster('shop-weu').click();
    await findingsOf('shop-weu').waitFor();
    expect(await worst.innerText()).toBe('');
    await cluster('shop-weu').click();
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it('keeps findings in sight as a whole where it is narrow', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 560, height: 900 });
    const findings = findingsOf('web-weu');
    await expect
      .poll(() => findings.evaluate((one) => one.getBoundingClientRect().right <= window.innerWidth))
      .toBe(true);
    await page.setViewportSize({ width: 420, height: 900 });
    const [text, actions] = ['.finding-text', '.finding-actions'].map((one) => findings.locator(one).first());
    await expect
      .poll(async () => (await actions!.boundingBox())!.y - (await text!.boundingBox())!.y)
      .toBeGreaterThan(20);
    const tops = await page
      .getByRole('button', { name: /^(Show details of|Copy link to) web-weu/ })
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(Math.abs(tops[0]! - tops[1]!)).toBeLessThan(1);
    await report.picture('report/narrow');
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it('suggests terms and their values by keyboard, controls by their framework', async () => {
    const { page } = report;
    const option = (name: RegExp) => page.getByRole('option', { name });
    await filter().fill('');
    await filter().click();
    await option(/^subscription:/).waitFor();
    await filter().fill('comp');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Microsoft cloud security benchmark' }).getByRole('option').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.type('pa-');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await report.picture('report/suggestions');
    await page.keyboard.press('Enter');
    expect(await filter().inputValue()).toBe('compliance:PA-7 ');
    await outcome()
      .getByText(/^\d+ of 21 clusters$/)
      .waitFor();
    await page.keyboard.type('region:"west');
    await option(/^westeurope/).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('option').count()).toBe(0);
    expect(await filter().inputValue()).toContain('region:"west');
    await page.keyboard.press('Escape');
    await outcome().getByText('21 clusters', { exact: true }).waitFor();
  });

  it('has the table in view as a whole, and its head and names stay there while it scrolls', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 560, height: 640 });
    const first = page.locator('.report-table .line').first();
    expect((await first.boundingBox())!.y).toBeLessThan(200);
    const head = page.locator('thead th').first();
    const name = page.locator('.line .name').last();
    const before = await head.boundingBox();
    await page.locator('main').evaluate((main) => main.scrollTo(main.scrollWidth, main.scrollHeight));
    expect(await head.boundingBox()).toEqual(before);
    expect((await name.boundingBox())!.x).toBe(before!.x);
    expect(await page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight)).toBe(true);
    await page.locator('main').evaluate((main) => main.scrollTo(0, 0));
    await page.setViewportSize({ width: 980, height: 300 });
    await first.scrollIntoViewIfNeeded();
    expect((await first.boundingBox())!.height).toBeGreaterThan(20);
    expect((await page.locator('main').boundingBox())!.height).toBeGreaterThan(400);
    await page.setViewportSize({ width: 980, height: 790 });
    const rows = await page
      .locator('.report-table .line')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()));
    expect(rows[0]!.top).toBeLessThan(790 / 5);
    expect(rows.filter(({ bottom }) => bottom < 640).length).toBeGreaterThanOrEqual(8);
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it.each([1300, 1700, 2560])('gives what room the columns leave to what is worst, at %i pixels', async (width) => {
    const { page } = report;
    await page.setViewportSize({ width, height: 900 });
    const end = async (name: string): Promise<number> => {
      const box = (await page.getByRole('columnheader', { name }).boundingBox())!;
      return box.x + box.width;
    };
    await expect.poll(() => end('Region')).toBe(width);
    const worst = (await page.getByRole('columnheader', { name: 'Worst finding' }).boundingBox())!.width;
    expect(worst).toBeGreaterThan(230);
    expect(worst).toBeLessThan(1250);
    const places = page.locator('.place');
    expect(await places.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)).toBe(0);
    await report.picture(`report/wide-${width}`);
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it.each([
    [900, 140, 14],
    [1000, 215, 4],
    [1100, 250, 0],
    [1250, 300, 0],
  ])('has every column in view, and room for what is worst, at %i pixels', async (width, room, mostCut) => {
    const { page } = report;
    await page.setViewportSize({ width, height: 900 });
    const box = async (name: string) => (await page.getByRole('columnheader', { name }).boundingBox())!;
    await expect.poll(async () => (await box('Region')).x + (await box('Region')).width).toBe(width);
    expect((await box('Worst finding')).width).toBeGreaterThan(room);
    const names = page.locator('.line .unfold');
    expect(await names.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)).toBe(0);
    const kubelets = page.locator('.line > td:nth-child(5)');
    const cut = await kubelets.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
    expect(cut).toBeLessThanOrEqual(mostCut);
    await report.picture(`report/narrow-${width}`);
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it('leaves its filter room for what can be typed there', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 1003, height: 900 });
    expect((await filter().boundingBox())!.width).toBeGreaterThan(250);
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it('has a shadow at the right edge while columns are left to scroll to', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 560, height: 900 });
    const table = page.locator('main');
    await table.evaluate((main) => main.scrollTo(0, 0));
    expect(await isShadowed()).toBe(true);
    await table.evaluate((main) => main.scrollTo(main.scrollWidth, 0));
    expect(await isShadowed()).toBe(false);
    await table.evaluate((main) => main.scrollTo(0, 0));
    await page.setViewportSize({ width: 1100, height: 900 });
  });

  it('adds and removes columns by a menu, which keys open, move through and close', async () => {
    const { page } = report;
    const heads = () => page.getByRole('columnheader').allInnerTexts();
    expect((await heads()).map((each) => each.trim())).toEqual([
      ...['Cluster', 'Findings', 'Worst finding', 'Control plane', 'Kubelet', 'Workloads', 'Region'],
    ]);
    await page.getByRole('button', { name: 'Columns' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('menuitemcheckbox', { name: 'Control plane' }).and(page.locator(':focus')).waitFor();
    const last = pageColumns[reportColumns.at(-1)!].title;
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: last }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: last }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).and(page.locator(':focus')).waitFor();
  });

  it.each([
    ['CSV', 'csv', /^"subscription","resourceGroup","cluster"[\s\S]*"shop-weu"/],
    ['Markdown', 'markdown', /^# AKS identity report[\s\S]*^\| shop-weu \|/m],
    ['SARIF', 'sarif', /"\$schema"[\s\S]*sarif/],
    ['JUnit', 'junit', /<testsuite name="[^"]*shop-weu/],
  ])('saves what the filter shows as %s, under a name', async (item, format, content) => {
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await report.page.getByRole('button', { name: 'Export' }).click();
    await report.page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click();
    await expect.poll(() => report.exported.at(-1)?.format).toBe(format);
    const { text, name } = report.exported.at(-1)!;
    expect(name).toMatch(/^aks-identity-report-\d{4}-\d\d-\d\d[.-]/);
    expect(text).toMatch(content);
    expect(text).not.toContain('web-weu');
  });

  it('copies a link to itself, and one to an unfolded cluster', async () => {
    await filter().fill('pay-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await report.page.getByRole('button', { name: 'Copy link to this report' }).click();
    await cluster('pay-weu').click();
    await report.page.getByRole('button', { name: 'Copy link to pay-weu' }).click();
    await expect.poll(() => report.linked.map(({ look }) => look.text)).toEqual(['pay-weu']);
    await expect.poll(() => report.ran.map(({ command }) => command)).toContain('aksIdentity.copyLink');
    await cluster('pay-weu').click();
  });

  it('opens the form that leads away from a finding without a fix, as the details do', async () => {
    const { ran } = report;
    await filter().fill('web-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await findingsOf('web-weu')
      .getByRole('button', { name: /^Prepare Gateway API\.\.\./ })
      .click();
    const target = {
      kind: 'change',
      draft: { kind: 'prepareGateway', clusterId: expect.stringMatching(/web-weu$/) as string },
    };
    await expect.poll(() => ran.at(-1)).toEqual({ command: 'aksIdentity.showPanel', target });
  });

  it('follows what a link asks for while it is open', async () => {
    const { page, session } = report;
    session.show({ look: { ...firstLook, text: 'region:north', group: 'finding' }, unfolded: [] });
    await page.getByRole('list', { name: 'Findings', exact: true }).waitFor();
    expect(await filter().inputValue()).toBe('region:north');
    const first = page.locator('.groups .unfold').first();
    await first.press('Enter');
    await page.locator('.groups .findings li').first().waitFor();
    await report.picture('report/by-finding');
    await page.getByRole('button', { name: 'Clusters', exact: true }).click();
  });

  it('has the buttons of findings with several clusters at one edge', async () => {
    const { page, session } = report;
    session.show({ look: { ...firstLook, group: 'finding' }, unfolded: [] });
    await page
      .getByRole('button', { name: /^Fix 2 findings/ })
      .first()
      .waitFor();
    const fixes = await page.locator('.group > vscode-button').all();
    const edges = await Promise.all(fixes.map(async (one) => one.evaluate((of) => of.getBoundingClientRect().right)));
    expect(edges.length).toBeGreaterThan(1);
    expect(new Set(edges).size).toBe(1);
    expect(edges[0]).toBeGreaterThan(1000);
    await page.getByRole('button', { name: 'Clusters', exact: true }).click();
  });

  it('fixes the finding of a single cluster beside its title, which names the cluster', async () => {
    const { page, session } = report;
    session.show({ look: { ...firstLook, text: 'shop-weu', group: 'finding' }, unfolded: [] });
    const fix = page
      .locator('.group')
      .filter({ has: page.getByText('shop-weu', { exact: true }) })
      .getByRole('button', { name: /^Fix\.\.\./ });
    const whose = async () => new Set(await page.locator('.group .hint').allInnerTexts());
    await expect.poll(whose).toEqual(new Set(['shop-weu']));
    await fix.first().click();
    await expect.poll(() => report.ran.at(-1)?.command).toBe('aksIdentity.fixFinding');
    await report.picture('report/findings-of-one');
    await page.getByRole('button', { name: 'Clusters', exact: true }).click();
  });

  it('accepts a finding where it stands, from its menu', async () => {
    const { page } = report;
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await cluster('shop-weu').click();
    await findingsOf('shop-weu')
      .getByRole('button', { name: /^More:/ })
      .first()
      .click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual([
      ...['Show Details', 'Copy Custom Role', 'Accept Finding...', 'Learn More'],
    ]);
    await page.getByRole('menuitem', { name: 'Accept Finding...' }).click();
    await expect.poll(() => report.ran.at(-1)?.command).toBe('aksIdentity.acceptFinding');
    await cluster('shop-weu').click();
  });

  it('leads from a finding to the plan that fixes it', async () => {
    await filter().fill('shop-weu');
    await outcome().getByText('1 of 21 clusters').waitFor();
    await cluster('shop-weu').click();
    await findingsOf('shop-weu').getByRole('button', { name: 'Fix...' }).first().click();
    await expect.poll(() => report.ran.at(-1)?.target).toMatchObject({ fix: { kind: 'assignRole' } });
    expect(report.complaints).toEqual([]);
  });
});

describe('the identity report beside an earlier one', () => {
  afterAll(async () => report.close());

  it('shows what is new since then, and stops comparing', async () => {
    let earlier = '';
    report = await open({ width: 1100, pickEarlier: async () => parseBaseline(earlier) });
    await report.page.getByRole('button', { name: 'Export' }).click();
    await report.page.getByRole('menuitem', { name: /^JSON/ }).click();
    await expect.poll(() => report.exported).toHaveLength(1);
    const kept = JSON.parse(report.exported[0]!.text) as { clusters: { name: string; findings: object[] }[] };
    kept.clusters.find(({ name }) => name === 'web-weu')!.findings = [];
    earlier = JSON.stringify(kept);
    await report.page.getByRole('button', { name: 'Compare with an earlier report...' }).click();
    const stop = report.page.getByRole('button', { name: 'Stop comparing' });
    await stop.waitFor();
    const fresh = report.page.getByRole('button', { name: '3 new findings' });
    await fresh.click();
    await expect.poll(names).toEqual(['web-weu']);
    await cluster('web-weu').click();
    expect(await findingsOf('web-weu').locator('p.hint').first().innerText()).toBe('New.');
    await report.picture('report/compared');
    await fresh.click();
    await stop.click();
    await outcome().getByText('21 clusters', { exact: true }).waitFor();
  });
});

describe('the identity report, for everybody', () => {
  it.each(themeNames)('breaks no rule of axe in the theme %s', async (theme) => {
    report = await open({ theme, width: 1100 });
    onTestFinished(report.close);
    await cluster('web-weu').click();
    await findingsOf('web-weu').waitFor();
    expect(await axeViolations(report.page)).toEqual([]);
    await report.picture(`report/theme-${theme}`);
  });
});

describe('the identity report while it reads', () => {
  afterAll(async () => report.close());

  it('lists clusters before they are checked, and says after a stop that they were not', async () => {
    const { bench, release } = holdingBench(inCloud(demoWorld()));
    report = await openReportPage(bench, { width: 1100 });
    const { page } = report;
    await page.getByRole('cell', { name: 'Still being checked' }).first().waitFor();
    expect(await names()).toHaveLength(21);
    const notYet = page.getByRole('button', { name: /not counted yet$/ });
    expect(await notYet.locator(':scope > span:last-child').allInnerTexts()).toEqual(Array(4).fill('\u2013'));
    await cluster('web-weu').click();
    await page.locator('.unfolded').getByText('Still being checked.').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await report.picture('report/listed');
    await page.getByRole('button', { name: 'Cancel' }).click();
    const stopped = outcome().getByText(/^21 clusters, \d+ not checked$/);
    await stopped.waitFor();
    const unchecked = await page.getByRole('cell', { name: 'Not checked: stopped', exact: true }).count();
    expect(unchecked).toBeGreaterThan(0);
    expect(await stopped.innerText()).toBe(`21 clusters, ${unchecked} not checked`);
    await report.picture('report/stopped');
    release();
    await page.getByRole('button', { name: 'Start again' }).click();
    await outcome().getByText('21 clusters', { exact: true }).waitFor();
  });
});

describe('the identity report of a large fleet', () => {
  afterAll(async () => report.close());

  it('says what takes a request for each, and checks all of it on request', async () => {
    report = await openReportPage(createBench(fleetWorld(60, 3, 24)), { width: 1100 });
    const { page } = report;
    const note = page.getByText('Federated credentials were not counted: that takes a request for each of');
    const checkAll = page.getByRole('button', { name: 'Check all' });
    await note.waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await report.picture('report/left-out');
    await checkAll.click();
    await outcome().getByText('60 clusters', { exact: true }).waitFor();
    await note.waitFor({ state: 'detached' });
    expect(await checkAll.count()).toBe(0);
  });
});
