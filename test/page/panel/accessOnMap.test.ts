import { afterEach, describe, expect, it } from 'vitest';
import { kindsInLegend, legendWords } from '../../../src/domain/picture/picture.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { accessWorld, clusterId, principals, givenRole } from '../../whole/access/accessWorld.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import type { Look } from '../support/servedPage.ts';
import { themeNames } from '../support/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

const pictures = 'page/map';
const [ana = '', ben = '', team = '', auditors = '', pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');
const subscription = group.replace(/\/resourceGroups\/.*/, '');
const clusterAdmin = 'Azure Kubernetes Service RBAC Cluster Admin';

function company(): Bench {
  const made = accessWorld({
    asksAzure: true,
    isInFleet: false,
    ownRoles: [],
    given: [
      givenRole(pipeline, group, 'Contributor'),
      givenRole(ana, `${clusterId}/namespaces/shop`, 'Azure Kubernetes Service RBAC Writer'),
      givenRole(team, clusterId, clusterAdmin),
      givenRole(auditors, subscription, 'Reader'),
    ],
    denied: [],
  });
  return createBench({
    ...made,
    eligible: [{ principalId: ben, principalType: 'User', scope: clusterId, roleName: clusterAdmin }],
  });
}

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(bench: Bench, look: Look = {}): Promise<void> {
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId, tab: 'map' }, { width: 1360, ...look });
  await panel.page.locator('.map-frame .thing').first().waitFor();
  await expect.poll(() => panel.states.at(-1)?.loading).toBe(undefined);
}
const layer = () => panel.page.getByRole('switch', { name: 'Who can act' });
const things = () => panel.page.locator('.map-frame .thing');
const names = async (): Promise<readonly string[]> => things().locator('title').allTextContents();

describe('who can act, on the map', () => {
  it('is read and drawn only once it is switched on, and goes again (H-02)', async () => {
    const bench = company();
    await open(bench);
    const before = await names();
    expect(panel.states.at(-1)!.map!.access).toEqual({ isShown: false, isReading: false, unknown: [] });
    await layer().click();
    await things().filter({ hasText: 'Group 2222...03' }).waitFor();
    expect((await names()).length).toBeGreaterThan(before.length + 3);
    expect(await layer().getAttribute('aria-checked')).toBe('true');
    await panel.page.getByText('Members of groups are not read. They can do what their group can.').waitFor();
    await layer().click();
    await expect.poll(names).toEqual(before);
  });

  it('comes into view once it is drawn, below all that the map had before (H-02)', async () => {
    await open(company(), { height: 640 });
    await layer().click();
    const heading = panel.page.locator('.map-frame text', { hasText: 'CAN ACT ON THE CLUSTER' });
    await heading.waitFor();
    const frame = (await panel.page.locator('.map-frame').boundingBox())!;
    await expect
      .poll(async () => {
        const { y = 0 } = (await heading.boundingBox()) ?? {};
        return y >= frame.y && y < frame.y + frame.height - 60;
      })
      .toBe(true);
  });

  it('can be all that is shown, and is in the saved picture with its kind of line in the legend (H-02, H-06)', async () => {
    await open(company());
    await layer().click();
    await panel.page.locator('.map-chip', { hasText: 'Can act on the cluster' }).click();
    await things().filter({ hasText: 'User 2222...02' }).waitFor();
    const shown = panel.states.at(-1)!.map!.things.filter((thing) => thing.group === 'access').length;
    expect(await things().count()).toBeLessThan(panel.states.at(-1)!.map!.things.length);
    expect(
      (await names()).filter((name) => /^(Show )?(You|User|Group|Application|\d+ others?)/.test(name)).length,
    ).toBe(shown);
    const words = await panel.page.locator('.map-legend text').allTextContents();
    expect(words).toEqual([...kindsInLegend([]).map((kind) => legendWords[kind]), legendWords.eligible]);
    await panel.page.getByRole('button', { name: 'Save as SVG...' }).click();
    await expect.poll(() => panel.saved.length).toBe(1);
    const [{ picture } = { picture: undefined }] = panel.saved;
    if (picture?.format !== 'svg') throw new Error('It is no SVG.');
    for (const text of ['CAN ACT ON THE CLUSTER', 'Group 2222...03', 'AKS RBAC', legendWords.eligible])
      expect(picture.svg).toContain(text);
  });

  it('says why it could not be read, where that is so (H-02)', async () => {
    const bench = company();
    await open(bench);
    await bench.fault({
      match: { pathContains: 'Microsoft.Authorization' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not you.',
      times: 99,
    });
    await layer().click();
    await things().filter({ hasText: 'Partly unknown' }).waitFor();
  });

  it('says of a role that can be activated that it has no effect before (H-06)', async () => {
    await open(company());
    await layer().click();
    await panel.page
      .locator('.map-frame .role')
      .filter({ hasText: 'can be activated' })
      .first()
      .locator('text')
      .first()
      .click();
    const side = panel.page.getByRole('complementary', { name: 'Selected' });
    await side.getByText('Eligible: it has no effect until it is activated.').waitFor();
  });

  it.each(themeNames.flatMap((theme) => [900, 1360].map((width) => ({ theme, width }))))(
    'can be read in the theme $theme at $width pixels, and breaks no rule of axe (H-02)',
    async ({ theme, width }) => {
      await open(company(), { theme, width });
      await layer().click();
      await things().filter({ hasText: 'Group 2222...03' }).waitFor();
      await panel.drawn();
      await keepScreenshot(panel.page, `${pictures}/access-${theme}-${width}`, { fullPage: true });
      expect(await axeViolations(panel.page)).toEqual([]);
    },
  );
});
