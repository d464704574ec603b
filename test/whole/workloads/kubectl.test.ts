import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listContexts, readCluster } from '../../../src/host/kubectl.ts';
import { hasKubectl, startKubernetesApi, type KubernetesApi } from '../../support/kubernetesApi.ts';

let api: KubernetesApi;

beforeAll(async () => {
  api = await startKubernetesApi({
    serviceAccounts: [
      { metadata: { name: 'cart', namespace: 'shop', annotations: { 'azure.workload.identity/client-id': 'c-1' } } },
    ],
    pods: [{ metadata: { name: 'cart-1', namespace: 'shop' } }],
    storageClasses: [{ metadata: { name: 'files' }, parameters: { clientID: 'c-1' } }],
  });
});
afterEach(() => {
  api.asked.length = 0;
  api.isForbidden = false;
  delete api.forbidden;
});
afterAll(async () => api.close());

describe.skipIf(!hasKubectl)('the kubectl of the user', () => {
  it('lists the contexts with the addresses of their API servers, and asks no cluster for that', async () => {
    expect(await listContexts()).toEqual([{ name: 'shop', server: api.server }]);
    expect(api.asked).toEqual([]);
  });

  it('reads service accounts, pods and what names identities of nodes, of all namespaces, and never writes', async () => {
    const { serviceAccounts, pods, nodeSettings, notRead } = await readCluster('shop');
    expect(nodeSettings).toMatchObject([{ kind: 'StorageClass', parameters: { clientID: 'c-1' } }]);
    expect(notRead, 'a cluster without the kinds has none of them').toEqual([]);
    expect(serviceAccounts['items']).toMatchObject([{ metadata: { name: 'cart' } }]);
    expect(pods['items']).toMatchObject([{ metadata: { name: 'cart-1' } }]);
    expect(
      api.asked.every((one) =>
        /^GET \/(api|apis|api\/v1(\/pods|\/serviceaccounts)?|apis\/storage\.k8s\.io\/v1(\/storageclasses)?)$/.test(one),
      ),
    ).toBe(true);
  });

  it('is quoted if it may not read', async () => {
    api.isForbidden = true;
    await expect(readCluster('shop')).rejects.toThrow(/kubectl could not read the cluster: .*forbidden/i);
  });

  it('names what it may not read besides service accounts and pods, and continues', async () => {
    api.forbidden = '/apis/storage.k8s.io/v1/storageclasses';
    const { pods, nodeSettings, notRead } = await readCluster('shop');
    expect([pods['items'], nodeSettings, notRead]).toEqual([
      [expect.anything()],
      [],
      [expect.stringMatching(/forbidden/i)],
    ]);
  });

  it('is not offered where it is not on the path', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = api.folder;
    try {
      expect(await listContexts()).toBeUndefined();
    } finally {
      process.env['PATH'] = path;
    }
  });
});
