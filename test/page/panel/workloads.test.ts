import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { demoObjectsIn } from '../../../src/emulator/scenarios/demoObjects.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { textAt } from '../../../src/domain/arm/json.ts';
import type { Kubectl } from '../../../src/webview/workloads/checkCluster.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { account, entra, object, pod } from '../../support/domain/clusterObjects.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import { themeNames } from '../support/themes.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

let panel: PanelPage;
const pictures = 'page/workloads';

afterEach(async () => panel?.close());

const elsewhere = '99999999-9999-4999-8999-999999999999';
/** What a cluster with several operators has. */
const inside = [
  account('shop/old', { 'client-id': elsewhere }),
  ...[1, 2].map((n) => pod(`shop/old-${n}`, 'old', { deployment: 'old' })),
  account('kube-system/keda-operator'),
  pod('kube-system/keda-operator-1', 'keda-operator', { labels: { app: 'keda-operator' }, tokens: [entra] }),
  object('keda.sh/v1alpha1 TriggerAuthentication shop/orders', {
    spec: { podIdentity: { provider: 'azure-workload', identityId: elsewhere } },
  }),
  object('external-secrets.io/v1 ClusterSecretStore vault', {
    spec: { provider: { azurekv: { authType: 'ManagedIdentity', vaultUrl: 'https://kv-store.vault.azure.net' } } },
  }),
  object('external-secrets.io/v1 SecretStore billing/vault', {
    spec: { provider: { azurekv: { authType: 'ServicePrincipal', vaultUrl: 'https://kv-billing.vault.azure.net' } } },
  }),
];
const notRead = [
  { what: 'clusterissuers.cert-manager.io', cause: 'refused' as const, reason: 'clusterissuers is forbidden.' },
];

/** A kubectl whose only context is that of the cluster. */
function kubectlOf(
  fqdn: string,
  items: readonly Record<string, unknown>[],
  unread: Awaited<ReturnType<Kubectl['readCluster']>>['notRead'] = notRead,
): Kubectl {
  return {
    listContexts: async () => [{ name: 'store', server: `${fqdn}:443` }],
    readCluster: async (_context, listed) => ({ items, listed, notRead: unread, isWhole: true }),
  };
}

async function open(
  name: string,
  options: { readonly theme: Theme; readonly width: number },
  target?: (clusterId: string) => PanelTarget,
): Promise<void> {
  const bench = createBench(inCloud(demoWorld()));
  const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
  const fqdn = textAt((await bench.service.cluster(id)).cluster.raw, 'properties.fqdn') ?? '';
  const kubectl = kubectlOf(fqdn, demoObjectsIn(name === 'search-weu' ? name : '') ?? inside);
  panel = await openPanelPage(bench, target?.(id) ?? { kind: 'cluster', clusterId: id }, {
    ...options,
    kubectl,
  });
}

async function lookAt(picture: string): Promise<void> {
  await keepScreenshot(panel.page, `${pictures}/${picture}`, { fullPage: true });
  expect(await axeViolations(panel.page)).toEqual([]);
  expect(panel.complaints).toEqual([]);
}

describe('who asks for tokens', () => {
  it.each([
    ['of everything', [], 'Nothing in the cluster asks Azure for tokens.'],
    ['of what could be read, where something could not', notRead, 'Nothing that could be read asks Azure for tokens.'],
  ])('is nobody %s', async (_, unread, says) => {
    const bench = createBench(inCloud(demoWorld()));
    const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'store-weu')!;
    const fqdn = textAt((await bench.service.cluster(id)).cluster.raw, 'properties.fqdn') ?? '';
    panel = await openPanelPage(
      bench,
      { kind: 'cluster', clusterId: id, tab: 'workloads' },
      { kubectl: kubectlOf(fqdn, [], unread) },
    );
    const { page } = panel;
    await page.getByRole('button', { name: 'Check in cluster' }).click();
    await page.getByText('Last checked at').waitFor();
    const said = await page.locator('.cluster-check [role="status"] p').allInnerTexts();
    expect(said.map((text) => text.replace(/^[^:]*:\s*/, ''))).toEqual([
      says,
      ...(unread.length === 0 ? [] : ['Not everything could be read.']),
    ]);
  });

  it('is filtered by all that was chosen, however quickly one follows the other (Q-07)', async () => {
    await open('store-weu', { theme: 'dark', width: 1000 });
    const { page } = panel;
    await page.getByRole('button', { name: 'Show workloads' }).click();
    await page.getByRole('button', { name: 'Check in cluster' }).click();
    await page.getByText('Last checked at').waitFor();
    expect(await page.getByRole('list', { name: 'In total' }).getByRole('listitem').allInnerTexts()).toEqual([
      "Doesn't work: 4",
      'Not in the cluster: 1',
      'Unknown: 3',
      'Works: 1',
    ]);
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('#asker-all')?.click();
      const field = document.querySelector<HTMLInputElement>('#asker-text');
      if (field === null) return;
      field.value = 'billing';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByText('SecretStore billing/vault').waitFor();
  });
});

describe('Gateways in a cluster', () => {
  it('say what the account of a listener lacks, and lead to the change that gives it (G-08)', async () => {
    await open('search-weu', { theme: 'dark', width: 1000 });
    const { page } = panel;
    await page.getByRole('tab', { name: 'Workloads' }).click();
    await page.getByRole('button', { name: 'Check in cluster' }).click();
    await page.getByText("Doesn't work: 1").waitFor();
    await page.getByText('asks for id-search-gateway as previews/app-routing, which').waitFor();
    await page.getByText('With a Gateway API route: 1 of 2 hosts (search.contoso.com).').waitFor();
    await page.getByText('previews/app-routing lacks the label azure.workload.identity/use').waitFor();
    await lookAt('gateways-dark');
    await page.getByRole('button', { name: /^Fix\.\.\. Gateway previews\/edge/ }).click();
    await page
      .getByRole('heading', { name: 'Connect previews/app-routing on search-weu to id-search-gateway' })
      .waitFor();
  });
});

describe('accounts without a name', () => {
  it.each([
    ['search-weu', 'id-search-previews, for service accounts that are not known'],
    ['reports-neu', 'id-archive, for service accounts chosen in the cluster'],
  ])('of %s come after the identity that they get', async (name, title) => {
    await open(name, { theme: 'light', width: 900 });
    await panel.page.getByRole('tab', { name: 'Workloads' }).click();
    await panel.page.locator('.workload-title').first().waitFor();
    expect(await panel.page.locator('.workload-title').allInnerTexts()).toContain(title);
  });
});

describe('many workloads', () => {
  it('stand below their identities, each of which says once what it may do and what is wrong with it', async () => {
    await open('partners-weu', { theme: 'light', width: 1000 });
    const { page } = panel;
    await page.getByRole('button', { name: 'Show workloads' }).click();
    const jobs = page.getByRole('region', { name: 'id-jobs' });
    await jobs.getByRole('listitem').first().waitFor();
    expect(await jobs.locator('.workload-rows > li').count()).toBe(19);
    expect(await jobs.getByText('No role assignments are visible.').count()).toBe(1);
    expect(await jobs.locator('.asker-findings > li').count()).toBe(1);
    await lookAt('many-light');
  });

  it('that do not work have a fix in sight, and a menu for the rest', async () => {
    await open('store-weu', { theme: 'dark', width: 1000 });
    const { page } = panel;
    await page.getByRole('button', { name: 'Show workloads' }).click();
    await page.getByRole('button', { name: 'More: basket/api as id-basket' }).click();
    await lookAt('menu-dark');
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(
      expect.arrayContaining(['Copy YAML', 'Open YAML', 'Remove...']),
    );
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Fix... basket/api as id-basket' }).click();
    await page.getByRole('heading', { name: /Move federated credentials to store-weu/ }).waitFor();
  });
});

describe.each(themeNames)('workloads in the theme %s', (theme) => {
  it.each([1000, 560])(
    'have a tab that breaks no rule of axe, with who asks for tokens in the cluster (%i px) (Q-07)',
    async (width) => {
      await open('store-weu', { theme, width });
      const { page } = panel;
      await page.getByRole('button', { name: 'Show workloads' }).click();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('tab-workloads');
      await page.getByRole('button', { name: 'Check in cluster' }).click();
      await page.getByText('Last checked at').waitFor();
      await lookAt(`tab-${theme}-${width}`);
      await page.getByRole('checkbox', { name: /Also show the other/ }).click();
      await page.getByText('SecretStore billing/vault').waitFor();
      await lookAt(`all-${theme}-${width}`);
    },
  );

  it('are connected in a form that breaks no rule of axe', async () => {
    await open('pay-weu', { theme, width: 900 }, (clusterId) => ({
      kind: 'change',
      draft: { kind: 'createCredential', clusterId, namespace: 'shop', serviceAccount: 'cart' },
    }));
    await panel.page.getByLabel('Role').waitFor();
    await lookAt(`connect-${theme}`);
  });

  it('are moved in a form that names clusters and identities, not ids', async () => {
    await open('store-weu', { theme, width: 900 }, (clusterId) => ({
      kind: 'change',
      draft: { kind: 'moveCredentials', clusterId },
    }));
    await panel.page.getByRole('checkbox', { name: /id-basket/ }).waitFor();
    await lookAt(`move-${theme}`);
    expect(await panel.page.locator('main').innerText()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  it('leave pod identity in a form, and the result says what to do in the cluster', async () => {
    await open('dev-weu', { theme, width: 900 }, (clusterId) => ({ kind: 'leavePodIdentity', clusterId }));
    const { page } = panel;
    await page.getByRole('checkbox', { name: /dev\/app/ }).waitFor();
    await lookAt(`pod-identity-${theme}`);
    await page.getByRole('button', { name: 'Review plan' }).click();
    await page.locator('#apply').getByRole('button').click();
    await page.getByRole('button', { name: 'Copy YAML' }).click();
    await page.getByRole('button', { name: 'YAML copied' }).waitFor();
    await lookAt(`handover-${theme}`);
    expect(panel.copied.at(-1)).toContain('kind: ServiceAccount');
  });
});
