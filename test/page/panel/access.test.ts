import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { accessWorld, clusterId, principals, givenRole } from '../../whole/access/accessWorld.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

const pictures = 'page/access';
const [ana = '', ben = '', team = '', auditors = '', pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');
const subscription = group.replace(/\/resourceGroups\/.*/, '');
const onlySome = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR @Request[x] StringEquals 'y')";

function company(asksAzure = true): Bench {
  return createBench(
    accessWorld({
      asksAzure,
      isInFleet: false,
      ownRoles: [],
      given: [
        givenRole(pipeline, group, 'Contributor'),
        givenRole(ana, `${clusterId}/namespaces/shop`, 'Azure Kubernetes Service RBAC Writer'),
        givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Cluster Admin'),
        givenRole(auditors, subscription, 'Azure Kubernetes Service RBAC Reader'),
        givenRole(ben, group, 'Owner', onlySome),
      ],
      denied: [
        {
          principalId: auditors,
          scope: clusterId,
          dataActions: ['Microsoft.ContainerService/managedClusters/pods/read'],
          isOnlyThere: false,
        },
      ],
    }),
  );
}

/** Nothing but a group that is the administrator of the whole cluster. */
function administered(): Bench {
  const given = [givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Cluster Admin')];
  return createBench(accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] }));
}

let panel: PanelPage;
afterEach(async () => panel?.close());

async function open(bench: Bench, theme: Theme = 'dark', width = 1000): Promise<void> {
  panel = await openPanelPage(bench, { kind: 'cluster', clusterId, tab: 'access' }, { theme, width });
  await panel.page.getByRole('heading', { name: 'Where the access comes from' }).waitFor();
}

describe('the tab Access', () => {
  it.each(themeNames)('shows who can do what in %s, and has no violation of axe (H-02)', async (theme) => {
    await open(company(), theme);
    const { page } = panel;
    await keepScreenshot(page, `${pictures}/${theme}`, { fullPage: true });
    const row = page.getByRole('row', { name: new RegExp(team) });
    expect(await row.getByText('Yes').count()).toBeGreaterThan(5);
    expect(await axeViolations(page)).toEqual([]);
  });

  it('puts whoever can do most first, and namespaces in words (H-02)', async () => {
    await open(company());
    const { page } = panel;
    const heads = await page.locator('.access-matrix tbody th').allInnerTexts();
    expect([heads[0]?.trim(), heads[1]?.includes(team)]).toEqual(['You', true]);
    expect(await page.getByRole('row', { name: new RegExp(ana) }).innerText()).toContain(
      'shop: can create and change workloads, read Secrets, and run commands in pods',
    );
  });

  it.each([
    [1500, 'horizontal-tb'],
    [820, 'vertical-rl'],
  ])(
    'writes its headings at %i px %s, scrolls nothing there, and whom a row is about stays in view',
    async (width, mode) => {
      await open(company(), 'light', width);
      const { page } = panel;
      await keepScreenshot(page, `${pictures}/width-${width}`, { fullPage: true });
      const heading = page.locator('.access-matrix .upright > span').first();
      expect(await heading.evaluate((span) => getComputedStyle(span).writingMode)).toBe(mode);
      const who = page.locator('.access-matrix tbody th', { hasText: team });
      expect(await who.locator('[aria-hidden="true"]', { hasText: '...' }).innerText()).toBe(
        `Group ${team.slice(0, 4)}...${team.slice(-2)}`,
      );
      const box = page.locator('.wide:has(.access-matrix)');
      expect(await box.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
      await page.setViewportSize({ width: 600, height: 900 });
      const before = await who.boundingBox();
      await box.evaluate((one) => one.scrollTo({ left: 500 }));
      expect((await who.boundingBox())?.x).toBe(before?.x);
    },
  );

  it('writes level headings in a window of 1360 pixels where nobody has only a namespace, and scrolls nothing', async () => {
    await open(administered(), 'light', 1003);
    const heading = panel.page.locator('.access-matrix .upright > span').first();
    expect(await heading.evaluate((span) => getComputedStyle(span).writingMode)).toBe('horizontal-tb');
    const box = panel.page.locator('.wide:has(.access-matrix)');
    expect(await box.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  });

  it('explains no signs where a dot is the only one', async () => {
    await open(administered(), 'dark', 1360);
    await keepScreenshot(panel.page, `${pictures}/orders`, { fullPage: true });
    const signs = await panel.page.locator('.access-matrix .access-sign').allInnerTexts();
    expect(new Set(signs.map((sign) => sign.trim()))).toEqual(new Set(['Yes']));
    expect(await panel.page.locator('.access-legend').count()).toBe(0);
  });

  it('unfolds the role assignments of somebody, and names the ways to administrator (H-04)', async () => {
    await open(company());
    const { page } = panel;
    await page.locator('.access-evidence summary', { hasText: pipeline }).click();
    expect(await page.locator('.access-evidence details[open]').innerText()).toContain(
      'Contributor on resource group rg-shop',
    );
    expect(await page.locator('.access-ways').innerText()).toContain(
      'To prevent this, disable local accounts, which requires Microsoft Entra.',
    );
  });

  it('says what has no effect where the cluster does not ask Azure (H-02)', async () => {
    await open(company(false));
    const { page } = panel;
    expect(await page.locator('.access-legend').innerText()).toContain('No effect');
    expect(
      await page
        .getByRole('row', { name: new RegExp(team) })
        .getByText('Yes')
        .count(),
    ).toBeLessThan(3);
  });

  it('has columns for Kubernetes only where they can have something, and says why no role can be assigned there (H-02)', async () => {
    const demo = demoWorld();
    const withoutEntra = { aadProfile: null, disableLocalAccounts: false };
    const resources = demo.resources.map((one) =>
      one.name === 'shop-weu' ? { ...one, properties: { ...(one['properties'] as object), ...withoutEntra } } : one,
    );
    const bench = createBench(inCloud({ ...demo, resources }));
    const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!;
    panel = await openPanelPage(bench, { kind: 'cluster', clusterId: id, tab: 'access' });
    const { page } = panel;
    await page.locator('.access-matrix').waitFor();
    await keepScreenshot(page, `${pictures}/without-entra`, { fullPage: true });
    expect(await page.locator('.access-matrix thead [scope="colgroup"]').allInnerTexts()).toEqual(['In Azure']);
    expect(await page.locator('.access .workload-actions').innerText()).toContain('Azure RBAC for Kubernetes');
    await page.locator('.access-evidence summary').first().click();
    expect(await page.locator('.access-evidence details[open] > .link').innerText()).toBe('What else you can act on');
    const who = await page.locator('.access-way-of > li').allInnerTexts();
    expect(new Set(who).size, 'everybody once').toBe(who.length);
    expect(who.length).toBeGreaterThan(0);
    const lines = await page.locator('.access-ways .access-lines > li').allInnerTexts();
    expect(lines.filter((line) => !/^[A-Z]/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(2);
    const local = page.getByRole('button', { name: 'Disable local accounts...' });
    expect(await local.getAttribute('disabled')).not.toBeNull();
    await page.getByText('no one could sign in once local accounts are off').waitFor();
  });

  it('says once why somebody can do several things, with the day in words (H-02)', async () => {
    await open(company());
    await panel.page.locator('.access-evidence summary', { hasText: pipeline }).click();
    const [first = '', ...others] = await panel.page
      .locator('.access-evidence details[open] .access-lines')
      .first()
      .getByRole('listitem')
      .allInnerTexts();
    expect(first).toMatch(/^Can see the cluster in Azure, .* and .*: Contributor on resource group rg-shop/);
    expect([first, ...others].filter((line) => line.includes('Contributor on resource group'))).toHaveLength(1);
    expect(first).not.toMatch(/\d{4}-\d\d-\d\d/);
  });

  it('says what could not be read, and shows who can act by the rest (H-02)', async () => {
    const bench = company();
    const list = `${subscription}/providers/Microsoft.Authorization/roleAssignments`;
    await bench.fault({
      match: { pathContains: list },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not you.',
      times: 9,
    });
    panel = await openPanelPage(bench, { kind: 'cluster', clusterId, tab: 'details' }, {});
    await panel.page.getByRole('tab', { name: 'Access' }).click();
    await panel.page.getByText("Role assignments at namespaces can't be read").waitFor();
    const text = await panel.page.locator('.access').innerText();
    expect(text).toContain('Azure role assignments decide');
    expect([text.includes(team), text.includes(ana)]).toEqual([true, false]);
  });

  it.each(['light', 'dark'] as const)(
    'shows you first, what can be activated, and Trusted Access, in %s (H-06, H-07, H-09)',
    async (theme) => {
      const vault = `${group}/providers/Microsoft.DataProtection/backupVaults/vault-shop`;
      const writer = 'Azure Kubernetes Service RBAC Writer';
      const made = accessWorld({
        asksAzure: true,
        isInFleet: false,
        ownRoles: [],
        given: [
          givenRole(ana, subscription, 'Reader'),
          givenRole(team, clusterId, 'Azure Kubernetes Service RBAC Reader'),
          givenRole(pipeline, group, 'Contributor'),
        ],
        denied: [],
      });
      const bench = createBench({
        ...made,
        caller: { objectId: ana, displayName: 'Ana', roles: [] },
        eligible: [
          { principalId: ana, principalType: 'User', scope: group, roleName: writer },
          {
            principalId: ben,
            principalType: 'User',
            scope: clusterId,
            roleName: 'Azure Kubernetes Service RBAC Cluster Admin',
          },
        ],
        resources: [
          ...made.resources,
          ...['vault-shop', 'vault-old'].map((name) => ({
            id: `${clusterId}/trustedAccessRoleBindings/${name}`,
            name,
            type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
            properties: {
              sourceResourceId: vault.replace('vault-shop', name),
              roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
              provisioningState: 'Succeeded',
            },
          })),
          { id: vault, name: 'vault-shop', type: 'Microsoft.DataProtection/backupVaults', location: 'westeurope' },
        ],
      });
      await open(bench, theme);
      const { page } = panel;
      await keepScreenshot(page, `${pictures}/you-${theme}`, { fullPage: true });
      const rows = page.locator('.access-matrix tbody tr');
      expect(await rows.first().innerText()).toContain('You');
      expect(await rows.first().getByText('Can be activated').count()).toBe(4);
      expect(await page.locator('.access-matrix tbody tr.eligible').innerText()).toContain(ben);
      expect(await page.getByText('vault-old (it no longer exists but still has a binding): may back up').count()).toBe(
        1,
      );
      expect(await axeViolations(page)).toEqual([]);
    },
  );

  it.each(['light', 'dark'] as const)(
    'shows what role bindings inside give, once the cluster was checked, in %s (H-08)',
    async (theme) => {
      const made = accessWorld({
        asksAzure: false,
        isInFleet: false,
        ownRoles: [],
        given: [givenRole(pipeline, group, 'Contributor')],
        denied: [],
      });
      const fqdn = 'shop-1a2b.hcp.westeurope.azmk8s.io';
      const resources = made.resources.map((one) =>
        one.id === clusterId ? { ...one, properties: { ...(one['properties'] as object), fqdn } } : one,
      );
      const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
      const roleRef = { kind: 'ClusterRole', name: 'all' };
      const items = [
        {
          ...rbac,
          kind: 'ClusterRole',
          metadata: { name: 'all' },
          rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
        },
        {
          ...rbac,
          kind: 'ClusterRoleBinding',
          metadata: { name: 'admins' },
          subjects: [{ kind: 'Group', name: team }],
          roleRef,
        },
        {
          ...rbac,
          kind: 'RoleBinding',
          metadata: { name: 'ana', namespace: 'shop' },
          subjects: [{ kind: 'User', name: ana }],
          roleRef,
        },
      ];
      const kubectl = {
        listContexts: async () => [{ name: 'shop', server: `${fqdn}:443` }],
        readCluster: async (_context: string, listed: readonly string[]) => ({
          items,
          listed,
          notRead: [],
          isWhole: true as const,
        }),
      };
      const target = { kind: 'cluster', clusterId, tab: 'workloads' } as const;
      panel = await openPanelPage(createBench({ ...made, resources }), target, { theme, width: 1000, kubectl });
      const { page } = panel;
      await page.getByRole('tab', { name: 'Access' }).click();
      await page.getByText('Role bindings in the cluster were not read').waitFor();
      await page.getByRole('button', { name: 'Show workloads' }).click();
      await page.getByRole('button', { name: 'Check in cluster' }).click();
      await page.getByText('Last checked at').waitFor();
      await page.getByRole('tab', { name: 'Access' }).click();
      const row = page.getByRole('row', { name: new RegExp(team) });
      await row.waitFor();
      expect(await row.getByText('Yes').count()).toBe(6);
      expect(await page.getByRole('row', { name: new RegExp(ana) }).innerText()).toContain(
        'shop: can give Kubernetes roles',
      );
      await page.locator('.access-evidence summary', { hasText: team }).click();
      expect(await page.locator('.access-evidence details[open]').innerText()).toContain(
        'ClusterRoleBinding admins with ClusterRole all, inside the cluster',
      );
      expect(await page.getByText('Role bindings in the cluster were not read').count()).toBe(0);
      await keepScreenshot(page, `${pictures}/inside-${theme}`, { fullPage: true });
      expect(await axeViolations(page)).toEqual([]);
    },
  );

  it('asks the directory for names by a button, which goes once they are there (H-02)', async () => {
    const world = demoWorld();
    const { id } = world.resources.find(({ name }) => name === 'orders-weu')!;
    const bench = createBench(world);
    panel = await openPanelPage(
      bench,
      { kind: 'cluster', clusterId: id, tab: 'access' },
      { theme: 'dark', width: 1000 },
    );
    const { page } = panel;
    const show = page.getByRole('button', { name: 'Show names...' });
    await show.click();
    await page.getByRole('row', { name: /Group Orders Team/ }).waitFor();
    expect(await show.count()).toBe(0);
    await keepScreenshot(page, `${pictures}/names`, { fullPage: true });
    // What the cluster needs is said, and is nobody who becomes an administrator.
    expect(
      await page.getByText('id-orders-weu can act as root on nodes. AKS manages the nodes with this').count(),
    ).toBe(1);
    expect(await page.getByRole('heading', { name: 'Others who can become an administrator' }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });
});
