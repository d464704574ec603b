import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listContexts, readCluster } from '../../../src/host/kubectl.ts';

/** The answers of a Kubernetes API server, as far as kubectl asks for them. */
const answers: Readonly<Record<string, unknown>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: ['pods', 'serviceaccounts'].map((name) => ({
      name,
      singularName: name.slice(0, -1),
      namespaced: true,
      kind: name === 'pods' ? 'Pod' : 'ServiceAccount',
      verbs: ['get', 'list'],
    })),
  },
  '/api/v1/serviceaccounts': {
    kind: 'ServiceAccountList',
    apiVersion: 'v1',
    metadata: {},
    items: [
      { metadata: { name: 'cart', namespace: 'shop', annotations: { 'azure.workload.identity/client-id': 'c-1' } } },
    ],
  },
  '/api/v1/pods': {
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: {},
    items: [{ metadata: { name: 'cart-1', namespace: 'shop' } }],
  },
};

const asked: string[] = [];
let isForbidden = false;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '', 'http://x');
  asked.push(`${request.method ?? ''} ${pathname}`);
  const answer = answers[pathname];
  const refuses = isForbidden && pathname.startsWith('/api/v1/');
  response.writeHead(refuses ? 403 : answer === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
  const forbidden = {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    message: 'pods is forbidden',
    reason: 'Forbidden',
    code: 403,
  };
  response.end(JSON.stringify(refuses ? forbidden : (answer ?? {})));
});

let folder = '';
let before: string | undefined;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-kubectl-'));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'shop-weu', cluster: { server: `http://${address}` } }],
    contexts: [{ name: 'shop', context: { cluster: 'shop-weu', user: 'me' } }],
    users: [{ name: 'me', user: {} }],
  };
  await writeFile(join(folder, 'config'), JSON.stringify(config));
  before = process.env['KUBECONFIG'];
  process.env['KUBECONFIG'] = join(folder, 'config');
  // kubectl keeps what it discovers there.
  process.env['KUBECACHEDIR'] = join(folder, 'cache');
});
afterEach(() => {
  asked.length = 0;
  isForbidden = false;
});
afterAll(async () => {
  if (before === undefined) delete process.env['KUBECONFIG'];
  else process.env['KUBECONFIG'] = before;
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const isThere = spawnSync('kubectl', ['version', '--client']).status === 0;

describe.skipIf(!isThere)('the kubectl of the user', () => {
  it('tells the contexts with the addresses of their API servers, and asks no cluster for that', async () => {
    expect(await listContexts()).toEqual([
      { name: 'shop', server: `127.0.0.1:${(server.address() as AddressInfo).port}` },
    ]);
    expect(asked).toEqual([]);
  });

  it('reads service accounts and pods of all namespaces, and nothing else, and never writes', async () => {
    const { serviceAccounts, pods } = await readCluster('shop');
    expect(serviceAccounts['items']).toMatchObject([{ metadata: { name: 'cart' } }]);
    expect(pods['items']).toMatchObject([{ metadata: { name: 'cart-1' } }]);
    expect(asked.every((one) => /^GET \/(api|apis|api\/v1(\/pods|\/serviceaccounts)?)$/.test(one))).toBe(true);
  });

  it('is told in its own words where it may not read', async () => {
    isForbidden = true;
    await expect(readCluster('shop')).rejects.toThrow(/kubectl could not read the cluster: .*forbidden/i);
  });

  it('is not offered where it is not on the path', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      expect(await listContexts()).toBeUndefined();
    } finally {
      process.env['PATH'] = path;
    }
  });
});
