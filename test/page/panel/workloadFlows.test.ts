import { afterEach, describe, expect, it } from 'vitest';
import { textAt } from '../../../src/domain/arm/json.ts';
import type { Kubectl } from '../../../src/webview/workloads/checkCluster.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import * as ownKubectl from '../../../src/host/kubectl.ts';
import { demoObjectsIn } from '../../../src/emulator/scenarios/demoObjects.ts';
import { defined } from '../../../src/shape/defined.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import { account, entra, pod } from '../../support/domain/clusterObjects.ts';
import { hasKubectl, startKubernetesApi } from '../../support/kubernetesApi.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';
import type { Look } from '../support/servedPage.ts';

let panel: PanelPage;
let bench: Bench;
afterEach(async () => panel?.close());
const picture = (name: string) => (stage: string) => panel.picture(`workload-flows/${name}-${stage}`);

/** Opens the workloads of a cluster. */
async function workloadsOf(
  name: string,
  {
    world = inCloud(demoWorld()),
    inside,
    kubectl,
    ...look
  }: Look & {
    readonly world?: WorldFile;
    readonly kubectl?: Kubectl;
    readonly inside?: () => readonly Record<string, unknown>[];
  } = {},
): Promise<void> {
  bench = createBench(world, { operationSeconds: 1 });
  const clusterId = await idOf(bench, name);
  panel = await openPanelPage(
    bench,
    { kind: 'cluster', clusterId },
    { ...look, ...defined({ kubectl: inside ? await kubectlIn(clusterId, inside) : kubectl }) },
  );
  await panel.hand.tab('Workloads');
  await panel.page.getByRole('heading', { name: 'Workloads' }).waitFor();
}

/** A kubectl whose only context is that of the cluster, and that lists what is in it. */
async function kubectlIn(clusterId: string, inside: () => readonly Record<string, unknown>[]): Promise<Kubectl> {
  const { raw } = (await bench.service.cluster(clusterId)).cluster;
  return {
    listContexts: async () => [{ name: 'own', server: `${textAt(raw, 'properties.fqdn')}:443` }],
    readCluster: async (_, listed) => ({ items: inside(), listed, notRead: [], isWhole: true }),
  };
}

describe('workload identity in the panel', () => {
  it('is enabled for a cluster, which then lets a service account act as a new identity with a role (W-02, W-03)', async () => {
    await workloadsOf('pay-weu');
    const { hand, page } = panel;
    await hand.press('Enable workload identity...');
    await hand.reaches('Choose');
    await hand.press('Review plan');
    const enabling = await applyAndSee(hand, { picture: picture('enable') });
    expect(enabling).toMatch(
      /the OIDC issuer can't\.[\s\S]*Workload identity\s+off\s+on\s+OIDC issuer\s+off\s+on \(can't be turned off\)/,
    );
    await hand.done();
    await hand.tab('Workloads');
    await hand.press('Connect workload...');
    await hand.reaches('Choose');
    await hand.type('Namespace', 'shop');
    await hand.type('Service account', 'cart');
    await hand.choose('Identity', /New identity/);
    await hand.choose('Role', /^Reader/, 'Reader');
    await hand.choose('Scope', /^rg-pay/, 'rg-pay');
    await panel.picture('workload-flows/connect-1-choose');
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, { picture: picture('connect') });
    expect(plan).toMatch(
      /Create identity id-cart[\s\S]*Allow shop\/cart on pay-weu to use id-cart[\s\S]*Assign Reader to id-cart on rg-pay/,
    );
    await page.getByText('kind: ServiceAccount').waitFor();
    await hand.press('Open as YAML');
    await expect.poll(() => panel.yaml.join()).toMatch(/azure.workload.identity\/client-id: "[0-9a-f-]{36}"/);
  });

  it('moves the credentials of a cluster that was created again (W-05)', async () => {
    await workloadsOf('store-weu');
    const { hand, page } = panel;
    await page.getByText("Doesn't work").first().waitFor();
    await panel.picture('workload-flows/move-0-details');
    await hand.press('Move credentials...');
    await hand.reaches('Choose');
    await page.getByRole('checkbox', { name: /id-basket/ }).waitFor();
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, { picture: picture('move') });
    expect(plan).toMatch(/Remove credential basket-api from id-basket/);
    await hand.done();
    await hand.tab('Workloads');
    await page.getByText('Trusted', { exact: true }).first().waitFor();
    await page.getByText("Doesn't work").first().waitFor({ state: 'hidden' });
    await panel.picture('workload-flows/move-5-details');
  });

  it.skipIf(!hasKubectl)(
    'reads in the cluster, by the kubectl of the user, who asks and gets no token, and lets an operator in (W-03, Q-07)',
    async () => {
      const store = demoWorld().resources?.find(({ name }) => name === 'store-weu');
      const annotations = { 'azure.workload.identity/client-id': '99999999-9999-4999-8999-999999999999' };
      const basket = createBench(demoWorld()).service.identities();
      const { clientId } = (await basket).items.find(({ name }) => name === 'id-basket')!;
      const kubernetes = await startKubernetesApi(
        {
          serviceAccounts: [
            { metadata: { namespace: 'shop', name: 'old', annotations } },
            { metadata: { namespace: 'keda', name: 'keda-operator' } },
          ],
          pods: [pod('keda/keda-operator-1', 'keda-operator', { labels: { app: 'keda-operator' }, tokens: [entra] })],
          kinds: [
            {
              group: 'keda.sh',
              version: 'v1alpha1',
              kind: 'TriggerAuthentication',
              plural: 'triggerauthentications',
              items: [
                {
                  metadata: { namespace: 'basket', name: 'orders' },
                  spec: { podIdentity: { provider: 'azure-workload', identityId: clientId } },
                },
              ],
            },
          ],
        },
        textAt(store, 'properties.fqdn'),
      );
      try {
        await workloadsOf('store-weu', { kubectl: ownKubectl });
        const { hand, page } = panel;
        await hand.press('Check in cluster');
        await page.getByText(/shop\/old names client ID 9+-.*no visible identity has/).waitFor();
        expect(kubernetes.asked.filter((one) => !one.startsWith('GET '))).toEqual([]);
        await panel.picture('workload-flows/check-in-cluster');
        await hand.type('Filter', 'orders');
        await page.getByText('ServiceAccount shop/old', { exact: true }).waitFor({ state: 'hidden' });
        await panel.picture('workload-flows/check-filtered');
        await hand.press('Fix... TriggerAuthentication basket/orders');
        const plan = await applyAndSee(hand, { picture: picture('check-fix') });
        expect(plan).toMatch(/keda\/keda-operator[\s\S]*store-weu[\s\S]*id-basket/);
        // The object names the identity itself: its operator's account stays as it is.
        await page.getByText(/Annotating keda\/keda-operator would change the identity/).waitFor();
        expect(await page.getByRole('region', { name: 'YAML for the cluster' }).count()).toBe(0);
        await hand.done();
        const asked = kubernetes.asked.length;
        await hand.tab('Workloads');
        await page.getByText('Nothing matches the filter.').waitFor();
        expect(kubernetes.asked, 'kubectl runs only when the person says so').toHaveLength(asked);
      } finally {
        await kubernetes.close();
      }
    },
  );

  it('binds an identity to a cluster, and removes the binding (W-06)', async () => {
    const inside: Record<string, unknown>[] = [...demoObjectsIn('partners-weu')!];
    // An older cloud offers no identity bindings.
    await workloadsOf('partners-weu', { world: demoWorld(), inside: () => inside });
    const { hand, page } = panel;
    await hand.press('Bind identity...');
    await hand.reaches('Choose');
    await hand.choose('Identity', /^id-jobs/, 'id-jobs');
    await page.getByText('The binding takes the last of the 20 federated credentials that id-jobs can have.').waitFor();
    await page.getByText('id-jobs has no role assignments that you can see.').waitFor();
    await panel.picture('workload-flows/bind-1-choose');
    await hand.press('Review plan');
    await hand.reaches('Plan');
    const [heights] = await page
      .locator('.warnings p')
      .evaluateAll((rows) =>
        rows.map((row) => [row, row.querySelector('.lines')!].map((part) => part.getBoundingClientRect().height)),
      );
    expect(heights![1], 'one line for each library').toBeGreaterThan(100);
    expect(heights![0]! - heights![1]!, 'and one for the link, which is about all of them').toBeLessThan(30);
    await applyAndSee(hand, { picture: picture('bind') });
    await page.getByText('kind: ClusterRole').first().waitFor();
    await page.getByText(/The service accounts are those that have a credential of id-jobs now/).waitFor();
    await hand.press('Open as YAML');
    await expect
      .poll(() => panel.yaml.join().match(/  - kind: ServiceAccount\n    name: "job-\d\d"/g))
      .toHaveLength(19);
    await page.getByText('New since the change: 1 warning').waitFor();
    const clientId = (await bench.service.identities()).items.find(({ name }) => name === 'id-jobs')!.clientId;
    inside.push(
      account('jobs/moved', { 'client-id': clientId }),
      pod('jobs/moved-1', 'moved', {
        labels: { 'azure.workload.identity/use': 'true' },
        annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
        tokens: ['api://AKSIdentityBinding'],
      }),
    );
    bench.emulator.clock.advance(60);
    await hand.press('Check in cluster');
    const seen = page.getByRole('list', { name: 'Seen in the cluster' });
    await seen
      .getByText(/jobs\/moved/)
      .first()
      .waitFor();
    await panel.picture('workload-flows/bind-4-checked');
    await hand.press('Remove...');
    await hand.reaches('Plan');
    await panel.picture('workload-flows/replaced-2-plan');
    const removal = await hand.text();
    expect((await page.locator('body').boundingBox())!.height, 'equal steps are one line').toBeLessThan(1100);
    await page.getByText('Remove credential job-01 from id-jobs and 18 more steps').click();
    expect((await hand.text()).match(/Remove credential job-\d\d from id-jobs$/gm)).toHaveLength(19);
    expect(removal.match(/can act as id-jobs only through its binding/g), 'said once for all').toHaveLength(1);
    await hand.press('Back');
    await hand.tab('Workloads');
    const bound = page.locator('.workload-rows > li', { hasText: 'Binding' });
    expect(await bound.innerText()).toMatch(/^Doesn't work[\s\S]*The account may not use the binding/);
    await bound.getByRole('button', { name: /^More: / }).click();
    await page.getByRole('menuitem', { name: 'Remove binding...' }).click();
    await hand.reaches('Plan');
    await hand.press('Check in cluster');
    await page.getByText(/Seen in the cluster on .*: jobs\/moved\. There may be more\./).waitFor();
    const plan = await applyAndSee(hand, { confirm: 'partners-weu', picture: picture('unbind') });
    expect(plan).toMatch(/lose access to Azure once their tokens expire/);
    expect(plan).toMatch(/Credential of bindings\s+present\s+removed/);
    expect(plan).toMatch(/Remove credential aks-identity-binding from id-jobs/);
    expect(await hand.text()).not.toMatch(/aks-identity-binding of id-jobs stays/);
    await page.getByRole('button', { name: 'Copy command' }).waitFor();
    await page.getByText('2 warnings on partners-weu remain from before').click();
    await page.getByText('id-jobs has 19 of at most 20 federated credentials.').waitFor();
    expect(await page.getByRole('button', { name: /^Fix\.\.\. id-jobs/ }).count(), 'what was undone').toBe(0);
    await panel.picture('workload-flows/unbind-3-result-unfolded');
    await hand.press('Check in cluster');
    await page.getByRole('heading', { name: 'Others that ask for tokens' }).waitFor();
    await panel.picture('workload-flows/unbind-5-checked');
  });

  it('binds a new identity, says that it has no role yet, and leads on to one (W-06)', async () => {
    await workloadsOf('partners-weu', { world: demoWorld() });
    const { hand, page } = panel;
    await hand.press('Bind identity...');
    await hand.reaches('Choose');
    await hand.choose('Identity', /New identity/);
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, { picture: picture('bind-new') });
    expect(plan).toMatch(/id-partners-weu-workload has no role assignments yet\. Until it gets one, pods can/);
    await page.getByText('Assign id-partners-weu-workload a role on what the pods work with.').waitFor();
    await page.getByRole('button', { name: 'Assign role...' }).waitFor();
  });

  it('leaves the credential of a binding where that is wanted (W-06)', async () => {
    await workloadsOf('partners-weu', { world: demoWorld() });
    const { hand, page } = panel;
    await hand.press('Bind identity...');
    await hand.reaches('Choose');
    await hand.choose('Identity', /^id-jobs/, 'id-jobs');
    await hand.press('Review plan');
    await applyAndSee(hand, {});
    await hand.done();
    await hand.tab('Workloads');
    const bound = page.locator('.workload-rows > li', { hasText: 'Binding' });
    await page.getByText('19 credentials \u00b7 1 binding').waitFor();
    await panel.picture('workload-flows/bound-details');
    await bound.getByRole('button', { name: /^More: / }).click();
    await page.getByRole('menuitem', { name: 'Remove binding...' }).click();
    await hand.reaches('Plan');
    await hand.press('Back');
    await page.getByRole('checkbox', { name: /^Also remove the credential/ }).click();
    await panel.picture('workload-flows/unbind-1-choose');
    await hand.press('Review plan');
    const plan = await applyAndSee(hand, { confirm: 'partners-weu', picture: picture('unbind-only') });
    expect(plan).not.toMatch(/Credential of bindings/);
    // The finding says that the credential stays, and has the one button for it.
    await page.getByText(/aks-identity-binding, is used only by bindings/).waitFor();
    expect(await hand.text()).not.toMatch(/aks-identity-binding of id-jobs stays/);
    await hand.press(/^Fix\.\.\. id-jobs has 20 of 20/);
    const left = await applyAndSee(hand, { picture: picture('left') });
    expect(left).toMatch(/Credential of bindings\s+present\s+removed/);
    await hand.done();
  });

  it('removes the binding of a deleted identity without alarm (W-06)', async () => {
    await workloadsOf('reports-neu', { world: demoWorld(), inside: () => [] });
    const { hand, page } = panel;
    await page.getByText('Role assignments unknown: Its identity was deleted.').first().waitFor();
    const dead = page.locator('.workload-rows > li', { hasText: 'Binding archive' });
    await dead.getByRole('button', { name: /^More: / }).click();
    await page.getByRole('menuitem', { name: 'Remove binding...' }).click();
    await hand.reaches('Plan');
    expect(await page.getByRole('button', { name: 'Check in cluster' }).count(), 'nobody uses it').toBe(0);
    const plan = await applyAndSee(hand, { picture: picture('unbind-deleted') });
    expect(plan).toMatch(
      /Nothing is lost\. A binding to a new identity[\s\S]*id-archive was deleted, so this binding gives no access\./,
    );
    expect(plan).not.toMatch(/lose access|stays|to confirm/);
    expect(await hand.text()).not.toMatch(/aks-identity-binding of id-archive/);
    await hand.done();
  });
});
