import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { textAt } from '../../../src/domain/arm/json.ts';
import { demo } from '../../../src/emulator/scenarios/demo.ts';
import { hasKubectl, startKubernetesApi } from '../../support/kubernetesApi.ts';
import type { KubernetesApi } from '../../support/kubernetesApi.ts';
import { connectTo, startEmulator } from '../support/externalEmulator.ts';
import type { ExternalEmulator } from '../support/externalEmulator.ts';
import {
  chooseFromMenu,
  foldRow,
  openContainer,
  clearNotifications,
  runCommand,
  treeRow,
} from '../support/gestures.ts';
import type { Session, Theme } from '../support/harness.ts';
import { openSession } from '../support/harness.ts';
import { applyAndSee, panelOf } from '../support/panelGestures.ts';
import type { PanelHand } from '../support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;
let kubernetes: KubernetesApi;

beforeAll(async () => {
  const store = demo().resources?.find(({ name }) => name === 'store-weu');
  const annotations = { 'azure.workload.identity/client-id': '99999999-9999-4999-8999-999999999999' };
  kubernetes = await startKubernetesApi(
    { serviceAccounts: [{ metadata: { namespace: 'shop', name: 'old', annotations } }], pods: [] },
    textAt(store, 'properties.fqdn'),
  );
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  await mkdir(dirname(session.kubeconfig));
  await copyFile(join(kubernetes.folder, 'config'), session.kubeconfig);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  await foldRow(session.page, /Contoso Dev/);
  await foldRow(session.page, /Contoso Platform/);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
  await kubernetes.close();
});

/** Opens the details of a cluster, once its workloads have been read. */
async function detailsOf(name: RegExp): Promise<PanelHand> {
  await chooseFromMenu(session.page, name, 'Show Details');
  const panel = panelOf(session.page);
  await panel.frame.getByRole('heading', { name: 'Workloads' }).waitFor();
  return panel;
}

/** Keeps a picture in the other themes, and ends in the dark one. */
async function inOtherThemes(panel: PanelHand, picture: string): Promise<void> {
  for (const theme of ['light', 'highContrast', 'dark'] as const satisfies readonly Theme[]) {
    await session.changeTheme(theme);
    await panel.frame.locator('h1').waitFor();
    if (theme !== 'dark') await session.screenshot(`${picture}-${theme}`);
  }
}

describe('workload identity in VS Code', () => {
  it('workload identity in VS Code is enabled for a cluster (W-02), which then lets a service account act as a new identity with a role (W-03)', async () => {
    const { page } = session;
    const panel = await detailsOf(/^pay-weu/);
    await panel.press('Enable workload identity...');
    await panel.reaches('Choose');
    await panel.press('Review plan');
    const enabling = await applyAndSee(session, panel, 'workloads-enable');
    expect(enabling).toMatch(/can't be turned off again[\s\S]*Workload identity\s+off\s+on/);
    await inOtherThemes(panel, 'workloads-enable-4-result');
    await panel.done();

    await panel.tab('Details');
    await panel.press('Connect workload...');
    await panel.reaches('Choose');
    await panel.type('Namespace', 'shop');
    await panel.type('Service account', 'cart');
    await panel.choose('Identity', /New identity/);
    await panel.choose('Role', /^Reader/, 'Reader');
    await panel.choose('Scope', /^rg-pay/, 'rg-pay');
    await session.screenshot('workloads-connect-1-choose');
    await panel.press('Review plan');
    const plan = await applyAndSee(session, panel, 'workloads-connect');
    expect(plan).toMatch(
      /Create identity id-cart[\s\S]*Let shop\/cart of pay-weu act as id-cart[\s\S]*Assign Reader to id-cart on rg-pay/,
    );
    await panel.frame.getByText('kind: ServiceAccount').waitFor();
    expect(await panel.text()).toMatch(/azure.workload.identity\/client-id: "[0-9a-f-]{36}"/);
    await panel.frame.getByRole('button', { name: 'Open as YAML' }).scrollIntoViewIfNeeded();
    await session.screenshot('workloads-connect-5-yaml');
    await inOtherThemes(panel, 'workloads-connect-5-yaml');
    await panel.press('Open as YAML');
    await page.locator('.monaco-editor .view-line', { hasText: 'ServiceAccount' }).first().waitFor();
    await session.screenshot('workloads-connect-6-document');
    await runCommand(page, 'View: Revert and Close Editor');
  });

  it('workload identity in VS Code moves the credentials of a cluster that was created again (W-05)', async () => {
    const panel = await detailsOf(/^store-weu/);
    await panel.frame.getByText("Doesn't work").first().waitFor();
    await panel.frame.getByRole('heading', { name: 'Workloads' }).scrollIntoViewIfNeeded();
    await session.screenshot('workloads-move-0-details');
    await inOtherThemes(panel, 'workloads-move-0-details');
    await panel.press('Move credentials...');
    await panel.reaches('Choose');
    await panel.frame.getByRole('checkbox', { name: /id-basket/ }).waitFor();
    await session.screenshot('workloads-move-1-choose');
    await inOtherThemes(panel, 'workloads-move-1-choose');
    await panel.press('Review plan');
    const plan = await applyAndSee(session, panel, 'workloads-move');
    expect(plan).toMatch(/Remove credential basket-api of id-basket/);
    await panel.done();
    await panel.tab('Details');
    await panel.frame.getByText('Works', { exact: true }).first().waitFor();
    await panel.frame.getByText("Doesn't work").first().waitFor({ state: 'hidden' });
    await session.screenshot('workloads-move-5-details');
  });

  it.skipIf(!hasKubectl)(
    'workload identity in VS Code reads in the cluster, by the kubectl of the user, what does not fit (W-03)',
    async () => {
      const { frame, press } = panelOf(session.page);
      await press('Check in cluster');
      await frame.getByText(/shop\/old names client ID 9+-.*no visible identity has/).waitFor();
      expect(kubernetes.asked.filter((one) => !one.startsWith('GET '))).toEqual([]);
      await session.screenshot('workloads-check-in-cluster');
    },
  );

  it('workload identity in VS Code binds an identity to a cluster, and removes the binding (W-06)', async () => {
    const panel = await detailsOf(/^partners-weu/);
    await panel.press('Bind identity...');
    await panel.reaches('Choose');
    await panel.choose('Identity', /^id-jobs/, 'id-jobs');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'workloads-bind');
    await panel.frame.getByText('kind: ClusterRole').first().waitFor();
    await session.screenshot('workloads-bind-5-yaml');
    await inOtherThemes(panel, 'workloads-bind-5-yaml');
    await panel.done();
    await panel.tab('Details');
    await panel.press(/^Remove binding.*id-jobs/);
    const plan = await applyAndSee(session, panel, 'workloads-unbind', 'partners-weu');
    expect(plan).toMatch(/lose access to Azure once their tokens expire/);
    await inOtherThemes(panel, 'workloads-unbind-4-result');
    await panel.done();
  });
});
