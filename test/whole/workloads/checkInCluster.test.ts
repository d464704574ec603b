import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import * as kubectl from '../../../src/host/kubectl.ts';
import { textAt } from '../../../src/domain/arm/json.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { hasKubectl, startKubernetesApi, type KubernetesApi } from '../../support/kubernetesApi.ts';
import { openPanel, type PanelBench } from '../panel/panelBench.ts';

const annotation = 'azure.workload.identity/client-id';
const account = (namespace: string, name: string, clientId: string): object => ({
  metadata: { namespace, name, annotations: { [annotation]: clientId } },
});

let api: KubernetesApi | undefined;
let panel: PanelBench;
let bench: Bench;

beforeEach(() => {
  bench = createBench(demoWorld());
});
afterEach(async () => {
  panel.session.dispose();
  await api?.close();
  api = undefined;
});

async function open(host?: string): Promise<KubernetesApi> {
  const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'store-weu')!;
  const { raw } = (await bench.service.cluster(id)).cluster;
  const { items } = await bench.service.identities();
  const clientIdOf = (name: string): string => items.find((one) => one.name === name)!.clientId;
  api = await startKubernetesApi(
    {
      serviceAccounts: [
        account('storefront', 'web', clientIdOf('id-storefront')),
        account('shop', 'cart', clientIdOf('id-basket')),
        account('shop', 'old', '99999999-9999-4999-8999-999999999999'),
      ],
      pods: [{ metadata: { namespace: 'storefront', name: 'web-1' }, spec: { serviceAccountName: 'web' } }],
    },
    host ?? textAt(raw, 'properties.fqdn'),
  );
  panel = openPanel(bench, { kind: 'cluster', clusterId: id }, undefined, { kubectl });
  await panel.until(({ details }) => details?.workloads?.rows !== undefined);
  return api;
}

describe.skipIf(!hasKubectl)('Check in Cluster', () => {
  it('is offered with the context whose API server is that of the cluster, reads only, and lists what does not fit', async () => {
    const { asked } = await open();
    const { clusterCheck } = await panel.until((state) => state.clusterCheck !== undefined);
    expect(clusterCheck).toEqual({ context: 'shop', running: false, unknown: [], ingresses: [] });
    expect(asked).toEqual([]);
    panel.send({ kind: 'checkInCluster' });
    const after = await panel.until((state) => state.clusterCheck?.askers !== undefined);
    expect(after.clusterCheck!.at).toMatch(/\d:\d\d/);
    const { rows } = after.clusterCheck!.askers!;
    const atAccounts = after.details!.workloads!.rows!.flatMap(({ askers }) => askers);
    const told = [...atAccounts, ...rows].flatMap(({ findings }) => findings.map(({ text }) => text)).join('\n');
    expect(atAccounts.map(({ title }) => title)).toEqual(['Pod storefront/web-1']);
    expect([...atAccounts, ...rows]).toHaveLength(3);
    expect(told).toMatch(/shop\/cart is annotated for id-basket, which does not trust it/);
    expect(told).toMatch(/shop\/old names client ID 9+-.*no visible identity has/);
    expect(told).toMatch(/web-1 of storefront\/web lacks the label/);
    expect(after.details!.workloads!.sums.map(({ state }) => state)).not.toContain('Not in the cluster');
    expect(asked.every((one) => one.startsWith('GET '))).toBe(true);
  });

  it('is not offered where no context has the API server of the cluster', async () => {
    await open('another.hcp.westeurope.azmk8s.io');
    const contexts = await kubectl.listContexts();
    expect(contexts).toHaveLength(1);
    await panel.until(({ details }) => details?.workloads?.reading === undefined);
    expect(panel.state().clusterCheck).toBeUndefined();
  });

  it('says in the words of kubectl why the cluster could not be read', async () => {
    const server = await open();
    server.isForbidden = true;
    await panel.until((state) => state.clusterCheck !== undefined);
    panel.send({ kind: 'checkInCluster' });
    const { clusterCheck } = await panel.until((state) => state.clusterCheck?.failure !== undefined);
    expect(clusterCheck!.failure).toMatch(/kubectl could not read the cluster: .*forbidden/i);
    expect(clusterCheck!.askers).toBeUndefined();
  });

  it('can be stopped', async () => {
    const server = await open();
    await panel.until((state) => state.clusterCheck !== undefined);
    const isAsked = Promise.withResolvers<void>();
    server.onPods = () => {
      isAsked.resolve();
      return new Promise(() => undefined);
    };
    panel.send({ kind: 'checkInCluster' });
    await isAsked.promise;
    panel.send({ kind: 'stopCheck' });
    const { clusterCheck } = await panel.until((state) => state.clusterCheck?.running === false);
    expect(clusterCheck!.failure).toBe('You stopped the check.');
  });
});
