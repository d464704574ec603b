import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small server on loopback that answers as the API of a cluster does, and the kubeconfig that leads kubectl to it. */
export interface KubernetesApi {
  /** Its own address. */
  readonly server: string;
  /** What it was asked, such as `GET /api/v1/pods`. */
  readonly asked: string[];
  /** The folder of its kubeconfig. */
  readonly folder: string;
  isForbidden: boolean;
  /** The path that nobody may read, for one of the accounts only. */
  forbidden?: string;
  /** Called when somebody asks for pods, before the answer. */
  onPods: (() => void | Promise<void>) | undefined;
  readonly close: () => Promise<void>;
}

/** A kind of objects that the cluster has besides pods and service accounts. */
export interface KindInCluster {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly items: readonly object[];
}

/** What is in the cluster. */
export interface InTheCluster {
  readonly serviceAccounts: readonly object[];
  readonly pods: readonly object[];
  readonly kinds?: readonly KindInCluster[];
}

/** True if there is a kubectl to be tested with. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/**
 * Starts the server, and makes its kubeconfig the one that kubectl reads until it is closed. `host` is the name by which the
 * kubeconfig calls the API server; kubectl is led to the loopback all the same, as to a proxy.
 */
export async function startKubernetesApi(inside: InTheCluster, host?: string): Promise<KubernetesApi> {
  const kinds = [
    { group: '', version: 'v1', kind: 'Pod', plural: 'pods', items: inside.pods },
    { group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', items: inside.serviceAccounts },
    ...(inside.kinds ?? []),
  ];
  const versions = Map.groupBy(kinds, ({ group, version }) => (group === '' ? '/api/v1' : `/apis/${group}/${version}`));
  const groups = [...new Map(kinds.filter(({ group }) => group !== '').map((each) => [each.group, each])).values()];
  const answers: Readonly<Record<string, unknown>> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((each) => groupOf(each)) },
    ...Object.fromEntries([...versions].map(([path, all]) => [path, resourceList(path, all)])),
    ...Object.fromEntries(
      [...versions].flatMap(([path, all]) =>
        all.map(({ plural, kind, items }) => [
          `${path}/${plural}`,
          { kind: `${kind}List`, apiVersion: path.replace(/^\/apis?\//, ''), metadata: {}, items },
        ]),
      ),
    ),
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://x');
    api.asked.push(`${request.method ?? ''} ${pathname}`);
    const answer = answers[pathname];
    const refuses = pathname.startsWith(api.isForbidden ? '/api/v1/' : (api.forbidden ?? 'nothing'));
    const status = refuses ? 403 : answer === undefined ? 404 : 200;
    const send = (): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(refuses ? forbidden : (answer ?? {})));
    };
    void Promise.resolve(pathname === '/api/v1/pods' ? api.onPods?.() : undefined).then(send);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-kubectl-'));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = process.env['KUBECONFIG'];
  const way =
    host === undefined
      ? { server: `http://${address}` }
      : { server: `http://${host}:443`, 'proxy-url': `http://${address}` };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'shop-weu', cluster: way }],
    contexts: [{ name: 'shop', context: { cluster: 'shop-weu', user: 'me' } }],
    users: [{ name: 'me', user: {} }],
  };
  await writeFile(join(folder, 'config'), JSON.stringify(config));
  process.env['KUBECONFIG'] = join(folder, 'config');
  // kubectl keeps what it discovers there.
  process.env['KUBECACHEDIR'] = join(folder, 'cache');
  const api: KubernetesApi = {
    server: address,
    asked: [],
    folder,
    isForbidden: false,
    onPods: undefined,
    async close() {
      if (before === undefined) delete process.env['KUBECONFIG'];
      else process.env['KUBECONFIG'] = before;
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return api;
}

function groupOf({ group: name, version }: KindInCluster): object {
  const one = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [one], preferredVersion: one };
}

function resourceList(path: string, all: readonly KindInCluster[]): object {
  return {
    kind: 'APIResourceList',
    groupVersion: path.replace(/^\/apis?\//, ''),
    resources: all.map(({ plural, kind }) => ({
      name: plural,
      singularName: '',
      namespaced: true,
      kind,
      verbs: ['get', 'list', 'create', 'delete'],
    })),
  };
}

const forbidden = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  message: 'pods is forbidden',
  reason: 'Forbidden',
  code: 403,
};
