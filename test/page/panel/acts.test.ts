import { afterEach, describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { accessWorld, clusterId, givenRole, principals } from '../../whole/access/accessWorld.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

const pictures = 'page/acts';
const [ana = '', , team = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');
const at = (name: string): string => `${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** Ana administers one cluster, can take another, writes in a namespace through her group, and reads a third in vain. */
function company(): Bench {
  const role = (name: string): string => `Azure Kubernetes Service ${name}`;
  const world = accessWorld({
    asksAzure: true,
    isInFleet: false,
    ownRoles: [],
    given: [
      givenRole(ana, at('shop-weu'), role('RBAC Cluster Admin')),
      givenRole(ana, at('shop-neu'), role('Contributor Role')),
      givenRole(team, `${clusterId}/namespaces/shop`, role('RBAC Writer')),
      givenRole(ana, at('legacy'), role('RBAC Reader')),
    ],
    denied: [],
  });
  const first = world.resources.find(({ id }) => id === clusterId)!;
  const more = ['shop-weu', 'shop-neu', 'legacy', 'lab'].map((name) => ({
    ...first,
    id: at(name),
    name,
    properties: {
      ...(first['properties'] as object),
      nodeResourceGroup: `MC_${name}`,
      ...(name === 'legacy' ? { aadProfile: { managed: true } } : {}),
    },
  }));
  const groups = [{ objectId: team, displayName: 'Team', members: [ana] }];
  return createBench({ ...world, groups, resources: [...world.resources, ...more] });
}

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(bench: Bench, target: PanelTarget, theme: Theme = 'dark'): Promise<void> {
  panel = await openPanelPage(bench, target, { theme, width: 1000 });
  await panel.page.getByRole('heading', { name: 'Where the access comes from' }).waitFor();
}

const ofAna: PanelTarget = { kind: 'principal', principalId: ana, name: 'Ana' };

describe('what a principal can act on', () => {
  it.each(themeNames)('shows each cluster in %s, and has no violation of axe (H-05)', async (theme) => {
    await open(company(), ofAna, theme);
    const { page } = panel;
    await page.locator('.access-evidence summary', { hasText: /^shop$/ }).click();
    await keepScreenshot(page, `${pictures}/${theme}`, { fullPage: true });
    expect(await page.locator('h1').innerText()).toBe('Ana');
    expect(await page.locator('.access-matrix tbody .link').allInnerTexts()).toEqual([
      'shop-weu',
      'shop-neu',
      'shop',
      'legacy',
    ]);
    expect(await page.locator('.access-evidence details[open]').innerText()).toContain(`through group ${team}`);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('leads to who can act on one of these clusters, and from there back to somebody (H-05)', async () => {
    await open(company(), ofAna);
    await panel.page.getByRole('button', { name: 'Who can act on shop-neu' }).click();
    await expect.poll(() => panel.opened.length).toBe(1);
    expect(panel.opened[0]).toMatchObject({ what: 'cluster', target: { kind: 'cluster', tab: 'access' } });
    await panel.close();
    const ofCluster = { kind: 'cluster', clusterId: at('shop-weu'), tab: 'access' } as const;
    await open(company(), ofCluster);
    const { page } = panel;
    await page.locator('.access-evidence summary', { hasText: ana }).click();
    await page.getByRole('button', { name: `What else this principal can act on: User ${ana}` }).click();
    await expect.poll(() => panel.opened.length).toBe(1);
    expect(panel.opened[0]?.target).toEqual({ kind: 'principal', principalId: ana });
  });

  it('opens no cluster that it does not show (H-05)', async () => {
    await open(company(), ofAna);
    for (const shown of [at('lab'), at('legacy')])
      await panel.page.evaluate(
        (id) => (globalThis as unknown as Host).fromPage({ kind: 'showAccess', clusterId: id }),
        shown,
      );
    await expect.poll(() => panel.opened.map(({ target }) => target)).toMatchObject([{ kind: 'cluster' }]);
    expect(JSON.stringify(panel.opened)).toContain(at('legacy'));
  });
});

/** What the page of a test has to reach the session. */
interface Host {
  fromPage(message: unknown): Promise<void>;
}
