import { afterEach, describe, expect, it } from 'vitest';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { accessWorld, clusterId, givenRole, principals } from '../../whole/access/accessWorld.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

const [ana = '', , team = '', , pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');

function company(asksAzure = true): Bench {
  const given = [
    givenRole(pipeline, group, 'Contributor'),
    givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Cluster Admin'),
    givenRole(ana, `${clusterId}/namespaces/shop`, 'Azure Kubernetes Service RBAC Writer'),
    givenRole(ana, group, 'Azure Kubernetes Service RBAC Writer'),
  ];
  return createBench(accessWorld({ asksAzure, isInFleet: false, ownRoles: [], given, denied: [] }), {
    operationSeconds: 1,
  });
}

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(theme: Theme, bench = company()): Promise<void> {
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId, tab: 'access' }, { theme, width: 900 });
  await panel.page.getByRole('heading', { name: 'Where the access comes from' }).waitFor();
}

describe('changes of who can act, begun in the tab Access', () => {
  it.each(['light', 'dark'] as const)('assign a role at a namespace to a group, in %s (H-12)', async (theme) => {
    await open(theme);
    const { hand, page } = panel;
    await hand.press('Assign Kubernetes role...');
    await hand.reaches('Choose');
    await hand.take('Group');
    await hand.type('Object ID', team);
    await hand.type('Namespace', 'web');
    await hand.take(/^Writer/);
    await panel.picture(`access-changes/assign-1-choose-${theme}`);
    expect(await axeViolations(page)).toEqual([]);
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, {
      picture: (stage) => panel.picture(`access-changes/assign-${stage}-${theme}`),
    });
    expect(plan).toMatch(
      /Assign Azure Kubernetes Service RBAC Writer to group 2222\.\.\.03 on namespace web of cluster shop/,
    );
    expect(plan).toContain("Azure doesn't check that namespace web exists. Until it exists, the role has no effect.");
  });

  it.each(['light', 'dark'] as const)('remove an assignment, and say what stays, in %s (H-12)', async (theme) => {
    await open(theme);
    const { hand, page } = panel;
    await page.locator('.access-evidence summary', { hasText: ana }).click();
    await panel.picture(`access-changes/remove-0-tab-${theme}`);
    const removals = page.getByRole('button', { name: /RBAC Writer on .* from / });
    expect(await removals.count()).toBe(2);
    await removals.first().click();
    const plan = await applyAndSee(hand, {
      picture: (stage) => panel.picture(`access-changes/remove-${stage}-${theme}`),
    });
    expect(plan).toContain('in namespace shop, through Azure Kubernetes Service RBAC Writer there, but nowhere else.');
  });

  it.each(['light', 'dark'] as const)(
    'turn local accounts off, and name who loses them, in %s (H-11)',
    async (theme) => {
      await open(theme);
      const { hand } = panel;
      await hand.press('Disable local accounts...');
      await hand.reaches('Choose');
      await panel.picture(`access-changes/local-1-choose-${theme}`);
      await hand.press('Review plan');
      const plan = await applyAndSee(hand, {
        confirm: 'shop',
        picture: (stage) => panel.picture(`access-changes/local-${stage}-${theme}`),
      });
      expect(plan).toMatch(
        /You and application \S+ can no longer fetch the admin credential of shop[\s\S]*Local accounts\s+on\s+off/,
      );
    },
  );

  it('say why no role for Kubernetes can be assigned where the cluster does not ask Azure (H-12)', async () => {
    await open('dark', company(false));
    const button = panel.page.getByRole('button', { name: 'Assign Kubernetes role...' });
    expect(await button.isDisabled()).toBe(true);
  });
});
