import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pseudoText } from '../../scripts/pseudoLanguage.ts';
import type { ChangeKind, Draft } from '../../src/domain/change/change.ts';
import { kinds } from '../../src/domain/change/kinds.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../src/emulator/scenarios/fleet.ts';
import type { PanelTarget } from '../../src/manifest.ts';
import { speak } from '../../src/sentences/language.ts';
import { reportColumns } from '../../src/domain/words/reportLook.ts';
import { queryKeys } from '../../src/webview/protocol/reportQuery.ts';
import { createBench, type Bench } from '../support/azure/azureBench.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { idOf } from '../support/azure/idOf.ts';
import { own } from '../support/azure/smallWorld.ts';
import { demoChanges, drawnKinds } from '../whole/exports/demoChanges.ts';
import { changedByOthers, worldBefore } from '../whole/history/past.ts';
import { isReady, openReport } from '../whole/report/reportBench.ts';
import { language, languagePages, unfold } from './support/languagePages.ts';
import type { PanelPage } from './support/panelPage.ts';
import { openReportPage } from './support/reportPage.ts';
import { plainIn, plainTexts, textsOfLists } from './support/plainTexts.ts';
import { openWhyPage } from './support/whyPage.ts';

const { panelOn, reportOn, toClose } = languagePages();
let demo: Bench;
beforeAll(() => {
  demo = createBench(inCloud(demoWorld()));
});

/** All clusters of the demo. */
const clusterNames = (demoWorld().resources ?? [])
  .filter(({ type }) => /\/managedClusters$/i.test(type))
  .map(({ name }) => name);

/** Things that a form takes away begin with what it is. */
const removals: readonly ChangeKind[] = [
  ...(['deleteIdentity', 'removeRole', 'deleteCredential', 'unbindIdentity', 'removeTrustedAccess'] as const),
];

async function draftOf(kind: ChangeKind): Promise<Draft> {
  const [first] = drawnKinds.includes(kind) ? demoChanges(kind, demoWorld()) : [];
  if (first !== undefined && removals.includes(kind)) return first;
  const clusterId = await idOf(demo, 'shop-weu');
  return 'clusterId' in kinds[kind].fields ? { kind, clusterId } : { kind };
}

describe('a page under a display language without texts of ours', () => {
  beforeAll(() => speak(undefined, 'de'));
  afterAll(() => speak(language.bundle, 'en'));

  it(
    'has English sentences, and dates and counts as VS Code writes them in that language',
    { timeout: 180_000 },
    async () => {
      const report = await openReportPage(createBench(fleetWorld(1200)), { language: { code: 'de' } });
      toClose(report as never);
      const { page } = report;
      await page.getByText(/^1\.200 clusters/).waitFor({ timeout: 150_000 });
      expect(await page.locator('.subtitle').innerText()).toMatch(/1\.200 clusters.*in .*, \d\d:\d\d/s);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    },
  );
});

describe('pages in another language', () => {
  it.each(['details', 'map', 'workloads', 'access', 'history', 'change'] as const)(
    'the tab %s of a cluster has no text that is not translated',
    async (tab) => {
      const panel = await panelOn(demo, { kind: 'cluster', clusterId: await idOf(demo, 'shop-weu'), tab });
      await panel.picture(`language-${tab}`);
      expect(await plainTexts(panel.page)).toEqual([]);
    },
  );

  it.each(clusterNames)('the unfolded details of %s have no text that is not translated', async (name) => {
    const { page } = await panelOn(demo, { kind: 'cluster', clusterId: await idOf(demo, name), tab: 'details' });
    await unfold(page);
    expect(await plainTexts(page)).toEqual([]);
  });

  it.each(Object.keys(kinds) as ChangeKind[])('the form of %s has no text that is not translated', async (kind) => {
    const panel = await panelOn(demo, { kind: 'change', draft: await draftOf(kind) });
    expect(await plainTexts(panel.page)).toEqual([]);
  });

  it.each(drawnKinds)('a plan of %s has no text that is not translated', async (kind) => {
    const [draft] = demoChanges(kind, demoWorld());
    const panel = await panelOn(demo, { kind: 'change', draft: draft! });
    expect(await plainTexts(panel.page)).toEqual([]);
  });

  it('the history of changes has no text that is not translated', async () => {
    const bench = createBench(worldBefore());
    await changedByOthers(bench);
    const panel = await panelOn(bench, { kind: 'cluster', clusterId: own.id, tab: 'history' });
    expect(await plainTexts(panel.page)).toEqual([]);
  });

  it.each(['map', 'access', 'history'] as const)(
    'the tab %s of an identity has no text that is not translated',
    async (tab) => {
      const panel = await panelOn(demo, { kind: 'identity', identityId: await idOf(demo, 'id-shop-weu'), tab });
      expect(await plainTexts(panel.page)).toEqual([]);
    },
  );

  it('the report has no text that is not translated', async () => {
    const report = await reportOn(createBench(inCloud(demoWorld())));
    await report.page.locator('tbody').first().waitFor();
    await report.picture('language-report');
    expect(await plainTexts(report.page)).toEqual([]);
  });

  it('every column that the report can have is translated', async () => {
    const report = await reportOn(createBench(inCloud(demoWorld())));
    const { page } = report;
    await page.locator('tbody').first().waitFor();
    await page.getByRole('button', { name: pseudoText('Columns') }).click();
    const choices = page.locator('[role="menuitemcheckbox"]:visible');
    expect((await choices.allInnerTexts()).flatMap(plainIn)).toEqual([]);
    for (const choice of await choices.all())
      if ((await choice.getAttribute('aria-checked')) === 'false') await choice.click();
    await expect.poll(() => report.states.at(-1)!.memento.look.columns.length).toBe(reportColumns.length);
    await report.drawn();
    // What Azure calls the state of the last operation.
    expect(await plainTexts(page)).toEqual(['Failed in: Failed']);
  });

  it.each(queryKeys)('what the report suggests after %s: has no text that is not translated', async (key) => {
    const report = await reportOn(createBench(inCloud(demoWorld())));
    await report.page.locator('tbody').first().waitFor();
    await report.page.getByRole('combobox').fill(`${key}:`);
    await expect.poll(() => report.states.at(-1)?.suggestions).toMatchObject({ key });
    await report.page.getByRole('option').first().waitFor();
    expect(await textsOfLists(report.page)).not.toEqual([]);
    expect(await plainTexts(report.page)).toEqual([]);
  });

  it('the answer to a sign-in error has no text that is not translated', async () => {
    const text = 'AADSTS700024: Client assertion is not within its valid time range.';
    const why = await openWhyPage(demo, { text }, { language });
    toClose(why as never);
    await why.page.locator('.cause').waitFor();
    expect(await plainTexts(why.page)).toEqual([]);
  });
});

/** Changes that are applied in the panel, each on an Azure of its own, by how they end. */
const runs: Readonly<Record<string, (bench: Bench) => Promise<PanelPage>>> = {
  'a change that succeeded': async (bench) => applied(await moving(bench)),
  'a change that failed': async (bench) => {
    // Azure's own words are a number here, as they are never translated.
    const fault = { status: 403, code: 'AuthorizationFailed', message: '12' };
    const panel = await moving(bench);
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/pay-weu' }, times: 99, ...fault });
    return applied(panel);
  },
  'a change that was stopped': async (bench) => {
    const panel = await moving(bench);
    bench.onWait = () => panel.page.getByRole('button', { name: pseudoText('Stop waiting') }).click();
    return applied(panel);
  },
  'a change under way': async (bench) => underWay(bench),
  'a change that another window takes up': async (bench) => {
    const before = await underWay(bench);
    await before.close();
    const panel = await panelOn(bench.restarted(), before.states.at(-1)!.memento);
    await expect.poll(() => panel.states.at(-1)?.flow?.run?.canResume).toBe(true);
    return panel;
  },
  'fixes over several clusters': async (bench) => {
    const report = openReport(bench);
    await report.until(isReady);
    report.send({ kind: 'fixAll' });
    const panel = await applied(await panelOn(bench, report.ran.at(-1)!.target as PanelTarget));
    await panel.page.locator('.judged li').first().waitFor();
    return panel;
  },
  'what Gateway API needs, with the YAML to hand over': async (bench) => {
    const clusterId = await idOf(bench, 'web-weu');
    const panel = await panelOn(bench, { kind: 'change', draft: { kind: 'prepareGateway', clusterId } });
    const { hand, page } = panel;
    await page.getByRole('checkbox', { name: /internal.contoso.com/ }).waitFor();
    await hand.type(pseudoText('Service accounts'), 'shop/app-routing');
    await hand.press(pseudoText('Review plan'));
    await expect.poll(() => panel.states.at(-1)?.flow?.plan, { timeout: 20_000 }).toBeDefined();
    await panel.drawn();
    await applied(panel);
    await panel.page.getByText('kind: ClusterExternalDNS').first().waitFor();
    return panel;
  },
};

/** Shows the plan that gives the control plane of a cluster another identity, which needs a role first. */
async function moving(bench: Bench): Promise<PanelPage> {
  const [clusterId, identityId] = [await idOf(bench, 'pay-weu'), await idOf(bench, 'id-pay-weu')];
  const controlPlane = { kind: 'userAssigned', identityId } as const;
  return panelOn(bench, { kind: 'change', draft: { kind: 'setControlPlane', clusterId, controlPlane } });
}

/** Leaves that change where Azure works on it. */
async function underWay(bench: Bench): Promise<PanelPage> {
  const panel = await moving(bench);
  bench.onWait = () => new Promise(() => undefined);
  await panel.hand.applyButton.click();
  await expect.poll(() => panel.states.at(-1)?.flow?.run?.steps.some(({ status }) => status === 'done')).toBe(true);
  return panel;
}

/** Applies the plan that is shown, and waits until the panel is at rest again. */
async function applied(panel: PanelPage): Promise<PanelPage> {
  const { confirmName } = panel.states.at(-1)!.flow!.plan!;
  if (confirmName !== undefined) await panel.page.locator('.confirm').getByRole('textbox').fill(confirmName);
  await panel.hand.applyButton.click();
  await expect
    .poll(() => panel.states.at(-1)?.flow?.run, { timeout: 60_000 })
    .toMatchObject({ status: expect.stringMatching(/^(?:succeeded|failed|stopped)$/) as string });
  await expect.poll(() => panel.states.at(-1)?.flow?.run?.isVerifying).toBeUndefined();
  await panel.drawn();
  return panel;
}

describe('results in another language', () => {
  it.each(Object.entries(runs))('that of %s has no text that is not translated', async (name, run) => {
    const panel = await run(createBench(inCloud(demoWorld()), { kind: 'demo', operationSeconds: 1 }));
    await unfold(panel.page);
    await panel.picture(`language-${name.replaceAll(' ', '-')}`);
    expect(await plainTexts(panel.page)).toEqual([]);
  });
});
