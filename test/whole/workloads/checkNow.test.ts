import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { textAt } from '../../../src/domain/arm/json.ts';
import { createWorkloadsPart } from '../../../src/webview/workloads/workloadsPart.ts';
import { clusterCheckView, type WorkloadsModel } from '../../../src/webview/workloads/workloadsView.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';

const annotation = 'azure.workload.identity/client-id';

/** The trust of id-deployer is in the index, and a colleague has removed it. */
async function afterRemoval(): Promise<{ bench: Bench; clientId: string }> {
  const bench = createBench({ ...demoWorld(), graphHasCredentials: true }, { indexSeconds: 600 });
  const { workloads } = await bench.service.workloads(await idOf(bench, 'partners-weu'));
  const { clientId } = workloads.find(({ serviceAccount }) => serviceAccount === 'deployer')!;
  const deployer = await idOf(bench, 'id-deployer');
  await bench.arm('DELETE', `${deployer}/federatedIdentityCredentials/deployer?api-version=2024-11-30`);
  bench.emulator.clock.advance(60);
  return { bench, clientId: clientId! };
}

async function checked(bench: Bench, clientIds: readonly string[]): Promise<readonly string[]> {
  const { cluster } = await bench.service.cluster(await idOf(bench, 'partners-weu'));
  const metadata = { namespace: 'delivery', name: 'deployer' };
  const items = clientIds.map((id) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata, annotations: { [annotation]: id } },
  }));
  const server = `${textAt(cluster.raw, 'properties.fqdn') ?? ''}:443`;
  let model: WorkloadsModel = { isReading: false, context: 'partners' };
  const { check } = createWorkloadsPart({
    service: async () => bench.service,
    kubectl: {
      listContexts: async () => [{ name: 'partners', server }],
      readCluster: async () => ({
        items,
        listed: ['serviceaccounts'],
        notRead: [{ what: 'pods', cause: 'refused', reason: 'no rights' }],
        isWhole: true,
      }),
    },
    now: () => new Date(bench.emulator.clock.now()),
    closing: new AbortController().signal,
    findings: () => [],
    cluster: () => cluster,
    get: () => model,
    set: (next) => (model = next),
  });
  await check();
  const { askers, unknown } = clusterCheckView(model)!;
  const missing = model.check?.found?.gone.length ?? 0;
  return [
    ...askers!.rows.flatMap(({ findings }) => findings.map(({ tone, text }) => `${tone}: ${text}`)),
    ...(missing > 0 ? [`missing: ${missing}`] : []),
    ...unknown.map((text) => `unknown: ${text}`),
  ];
}

describe('Check in Cluster while an index still has trust that is gone', () => {
  it('says that an account is not trusted if an index still has the credential that is gone', async () => {
    const { bench, clientId } = await afterRemoval();
    expect(await checked(bench, [clientId])).toContainEqual(
      expect.stringMatching(/^warning: delivery\/deployer is annotated for id-deployer, which does not trust it/),
    );
  });

  it('calls no account trusted by a credential that only an index has', async () => {
    const { bench } = await afterRemoval();
    expect((await checked(bench, [])).join()).not.toMatch(/deployer/);
  });

  it('says what could not be read, and calls nothing missing then', async () => {
    const { bench } = await afterRemoval();
    const match = { method: 'GET', pathContains: 'id-deployer/federatedIdentityCredentials' };
    await bench.fault({ match, status: 503, code: 'NotNow', message: 'Not now.', times: 1000 });
    expect(await checked(bench, [])).toEqual([
      expect.stringMatching(/^unknown: Federated credentials: .*id-deployer/),
      'unknown: Pods: no rights',
    ]);
  });
});
