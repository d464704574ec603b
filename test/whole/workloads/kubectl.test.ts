import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kindsRead } from '../../../src/domain/askers/reading/kinds.ts';
import { listContexts, readCluster } from '../../../src/host/kubectl.ts';
import { hasKubectl, startKubernetesApi, type KubernetesApi } from '../../support/kubernetesApi.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

let api: KubernetesApi;
const resources = kindsRead.map(({ resource }) => resource);

beforeAll(async () => {
  api = await startKubernetesApi({
    serviceAccounts: [
      { metadata: { name: 'cart', namespace: 'shop', annotations: { 'azure.workload.identity/client-id': 'c-1' } } },
    ],
    pods: [{ metadata: { name: 'cart-1', namespace: 'shop' } }],
    kinds: kindsRead
      .filter(({ group }) => group !== '' && group !== 'keda.sh')
      .map(({ group, kind, resource }) => ({
        group,
        kind,
        version: 'v1',
        plural: resource.slice(0, resource.indexOf('.')),
        items: [{ metadata: { name: `a-${kind.toLowerCase()}`, namespace: 'shop' }, spec: {} }],
      })),
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

  it('lists each kind once, in all namespaces, and never Secrets or a kind that is not installed (Q-06)', async () => {
    const { items, listed, notRead } = await readCluster('shop', resources);
    expect(notRead).toEqual([]);
    expect(items.map(({ kind }) => kind).sort()).toEqual(
      kindsRead.flatMap(({ kind, group }) => (group === 'keda.sh' || kind === 'PersistentVolume' ? [] : [kind])).sort(),
    );
    expect([...listed].sort(), 'what is not installed counts as read').toEqual([...resources].sort());
    expect(api.asked.filter((one) => !one.startsWith('GET '))).toEqual([]);
    const lists = api.asked.filter((one) => !/^GET \/apis?(\/[^/]+)?(\/v1)?$/.test(one));
    expect(new Set(lists).size).toBe(lists.length);
    expect(lists.filter((one) => /\/secrets?$|keda/.test(one))).toEqual([]);
  });

  it('is quoted if it may not read', async () => {
    api.isForbidden = true;
    await expect(readCluster('shop', resources)).rejects.toThrow(/kubectl could not read the cluster: .*forbidden/i);
  });

  it.each(['/apis/networking.k8s.io/v1/ingressclasses', '/api/v1/pods', '/api/v1/serviceaccounts'])(
    'names what it may not read and continues: %s (Q-06)',
    async (path) => {
      api.forbidden = path;
      const { items, listed, notRead } = await readCluster('shop', resources);
      const name = path.slice(path.lastIndexOf('/') + 1);
      expect(notRead).toHaveLength(1);
      expect(notRead[0]!.what).toContain(name);
      expect(notRead[0]!.cause).toBe('refused');
      expect(textOf(notRead[0]!.reason)).toMatch(/forbidden/i);
      expect(listed).not.toContain(notRead[0]!.what);
      expect(items.length).toBeGreaterThan(10);
    },
  );

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
