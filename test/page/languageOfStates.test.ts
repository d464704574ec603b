/** What a page shows only after it was asked for something, in the language that nobody speaks. */
import { describe, expect, it } from 'vitest';
import { pseudoText } from '../../scripts/pseudoLanguage.ts';
import { textAt } from '../../src/domain/arm/json.ts';
import { parseBaseline } from '../../src/domain/report/formats/baseline.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { demoObjectsIn } from '../../src/emulator/scenarios/demoObjects.ts';
import type { PanelTarget } from '../../src/manifest.ts';
import type { PanelState } from '../../src/webview/protocol/panel.ts';
import type { SeenInCluster } from '../../src/host/kubectl.ts';
import type { Kubectl } from '../../src/webview/workloads/checkCluster.ts';
import { createBench, type Bench } from '../support/azure/azureBench.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { toUserAssigned } from '../support/azure/changes.ts';
import { idOf } from '../support/azure/idOf.ts';
import { openedFile } from '../support/azure/openedFile.ts';
import { idB, place, sami, smallWorld } from '../support/azure/smallWorld.ts';
import { account, object, pod } from '../support/domain/clusterObjects.ts';
import { languagePages, unfold } from './support/languagePages.ts';
import type { PanelPage } from './support/panelPage.ts';
import { plainTexts } from './support/plainTexts.ts';

const { panelOn, reportOn } = languagePages();

function demo(): Bench {
  return createBench(inCloud(demoWorld()), { kind: 'demo', operationSeconds: 1 });
}

/** Who asks for tokens, where it is not right or not known. */
const inside = [
  account('shop/id-old', { 'client-id': '99999999-9999-4999-8999-999999999999' }),
  pod('shop/id-old-1', 'id-old', { deployment: 'id-old' }),
  object('external-secrets.io/v1 SecretStore shop/id-old', {
    spec: { provider: { azurekv: { authType: 'ServicePrincipal', vaultUrl: 'https://kv-billing.vault.azure.net' } } },
  }),
];
/** Kubectl's own words are a number here, as they are never translated. */
const notRead = [{ what: 'clusterissuers.cert-manager.io', cause: 'refused' as const, reason: '12' }];

/** What kubectl finds in a cluster, by how it is. */
const lists: Readonly<Record<string, readonly [cluster: string, read: () => Promise<Partial<SeenInCluster>>]>> = {
  'what the samples of search-weu are': ['search-weu', async () => ({ items: demoObjectsIn('search-weu')! })],
  'what the samples of store-weu are': ['store-weu', async () => ({ items: demoObjectsIn('store-weu')! })],
  'what the samples of web-weu are': ['web-weu', async () => ({ items: demoObjectsIn('web-weu')! })],
  nothing: ['store-weu', async () => ({})],
  'what is not right': ['store-weu', async () => ({ items: inside, notRead })],
  'that it must not look': ['store-weu', async () => Promise.reject(new Error('12'))],
};

describe('Check in cluster in another language', () => {
  it.each(Object.entries(lists))('leaves no text untranslated where kubectl finds %s', async (what, [name, read]) => {
    const bench = demo();
    const clusterId = await idOf(bench, name);
    const fqdn = textAt((await bench.service.cluster(clusterId)).cluster.raw, 'properties.fqdn');
    const kubectl: Kubectl = {
      listContexts: async () => [{ name, server: `${fqdn}:443` }],
      readCluster: async (_, listed) => ({ items: [], listed, notRead: [], isWhole: true, ...(await read()) }),
    };
    const panel = await panelOn(bench, { kind: 'cluster', clusterId, tab: 'workloads' }, { kubectl });
    const { page } = panel;
    const check = (): PanelState['clusterCheck'] => panel.states.at(-1)?.clusterCheck;
    await page.getByRole('button', { name: pseudoText('Check in cluster') }).click();
    await expect.poll(() => check()?.at ?? check()?.failure).toBeDefined();
    await panel.drawn();
    const everything = page.locator('#asker-all');
    if (await everything.isVisible()) {
      await everything.click();
      await expect.poll(() => check()?.askers?.filter.isAll).toBe(true);
      await panel.drawn();
    }
    await unfold(page);
    await panel.picture(`language-check-${what.replaceAll(' ', '-')}`);
    expect(await plainTexts(page)).toEqual([]);
  });
});

/** What is shown of the demo, or of another world, after some clicks. */
const views: Readonly<Record<string, () => Promise<PanelPage>>> = {
  'what somebody can act on': async () => {
    const group = (demoWorld().groups ?? [])[0]!;
    return panelOn(demo(), { kind: 'principal', principalId: group.objectId, name: group.displayName });
  },
  'leftover roles': async () => {
    const bench = demo();
    return panelOn(bench, { kind: 'unusedRoles', clusterId: await idOf(bench, 'shop-weu') });
  },
  'the way from pod identity': async () => {
    const bench = demo();
    return panelOn(bench, { kind: 'leavePodIdentity', clusterId: await idOf(bench, 'dev-weu') });
  },
  'a file with its roles': async () => ofFile(true),
  'a file without roles': async () => ofFile(false),
  'who can act, on the map': async () => {
    const panel = await panelOn(demo(), await ofShop('map'));
    await panel.page.locator('[role="switch"]').click();
    await expect.poll(() => panel.states.at(-1)?.map?.access).toMatchObject({ isShown: true, isReading: false });
    return panel;
  },
  'since when something is wrong, and by whom': async () => {
    const panel = await panelOn(demo(), await ofShop('details'));
    await panel.page
      .getByRole('button', { name: /Private DNS Zone Contributor/ })
      .and(panel.page.locator('[aria-haspopup]'))
      .first()
      .click();
    await panel.page.getByRole('menuitem', { name: pseudoText('Since When, and by Whom?') }).click();
    await expect.poll(() => panel.states.at(-1)?.details?.findings.some(({ since }) => since !== undefined)).toBe(true);
    return panel;
  },
  'a role to be activated': async () => {
    const panel = await lackingOwner();
    expect(panel.states.at(-1)?.flow?.plan?.activateLabel).toBeDefined();
    return panel;
  },
  'the form that activates a role': async () => {
    const panel = await lackingOwner();
    await panel.page.getByRole('button', { name: panel.states.at(-1)!.flow!.plan!.activateLabel! }).click();
    await expect.poll(() => panel.states.at(-1)?.flow?.stage).toBe('choose');
    return panel;
  },
};

async function ofShop(tab: 'map' | 'details'): Promise<PanelTarget> {
  return { kind: 'cluster', clusterId: await idOf(demo(), 'shop-weu'), tab };
}

async function ofFile(hasRoles: boolean): Promise<PanelPage> {
  const bench = createBench(demoWorld());
  const clusterId = await idOf(bench, 'shop-weu');
  return panelOn(bench, { kind: 'cluster', clusterId }, { service: await openedFile(bench, clusterId, hasRoles) });
}

/** The plan of somebody who can activate the role that it takes. */
async function lackingOwner(): Promise<PanelPage> {
  const scope = `/subscriptions/${place.subscriptionId}`;
  const bench = createBench({
    ...smallWorld(),
    caller: {
      objectId: '0b000000-0000-4000-8000-000000000001',
      roles: [{ scope, roleName: 'Reader' }],
      eligibleRoles: [{ scope, roleName: 'Owner' }],
    },
    rolePolicies: [{ roleName: 'Owner', maximumDuration: 'PT4H', requires: ['Justification', 'Ticketing'] }],
  });
  return panelOn(bench, { kind: 'change', draft: toUserAssigned(sami.id, idB.id) });
}

describe('a panel in another language', () => {
  it.each(Object.entries(views))('leaves no text untranslated of %s', async (name, open) => {
    const panel = await open();
    await panel.drawn();
    await unfold(panel.page);
    await panel.picture(`language-${name.replaceAll(/\W+/g, '-')}`);
    expect(await plainTexts(panel.page)).toEqual([]);
  });

  it('leaves no text untranslated beside the map, whatever is selected', { timeout: 120_000 }, async () => {
    const { page } = await panelOn(demo(), await ofShop('map'));
    const found: string[] = [];
    for (const one of await page.locator('.thing, .role').all()) {
      await one.dispatchEvent('click');
      await page.locator('.chosen').first().waitFor();
      found.push(...(await plainTexts(page)));
    }
    expect([...new Set(found)]).toEqual([]);
  });
});

describe('a report in another language', () => {
  it('leaves no text untranslated beside an earlier one', async () => {
    let earlier = '';
    const report = await reportOn(createBench(inCloud(demoWorld())), {
      pickEarlier: async () => parseBaseline(earlier),
    });
    const { page } = report;
    await page.getByRole('button', { name: pseudoText('Export') }).click();
    await page.getByRole('menuitem', { name: /^JSON/ }).click();
    await expect.poll(() => report.exported).toHaveLength(1);
    const kept = JSON.parse(report.exported[0]!.text) as {
      clusters: { id: string; name: string; findings: object[] }[];
    };
    const [changed, isNew] = kept.clusters.filter(({ findings }) => findings.length > 1);
    changed!.findings = [];
    isNew!.id += '-before';
    earlier = JSON.stringify(kept);
    await page.getByRole('button', { name: pseudoText('Compare with an earlier report...') }).click();
    await expect.poll(() => report.states.at(-1)?.changes).toBeDefined();
    await report.drawn();
    await page.locator('.unfold', { hasText: changed!.name }).click();
    await expect.poll(() => report.states.at(-1)?.lines.some(({ findings }) => findings !== undefined)).toBe(true);
    await report.drawn();
    await report.picture('language-compared');
    expect(await plainTexts(page)).toEqual([]);
  });
});
