import { afterEach, describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { checkCluster, kubectlFor } from '../../../src/webview/workloads/checkCluster.ts';
import { freshDemo, type Demo } from '../../../src/session/demoConnection.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import { ingressLook } from '../../../src/domain/askers/operators/ingresses.ts';
import { ingressLines } from '../../../src/domain/gateway/ingressWords.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { memoryStore } from '../../support/azure/azureBench.ts';
import { noKubectl } from '../../support/noKubectl.ts';

let demo: Demo;
afterEach(() => demo.dispose());

async function opened(name: string) {
  demo = freshDemo('aks-identity-test');
  const service = createIdentityService({ connection: demo.connection, journal: createJournal(memoryStore()) });
  const { id } = (await service.clusters()).items.find((each) => each.name === name)!;
  return { service, cluster: (await service.cluster(id)).cluster };
}

describe('Check in Cluster in the demo', () => {
  it('shows samples in place of kubectl, each in its mode, and most of them in need of something (Q-07)', async () => {
    const { service, cluster } = await opened('store-weu');
    const [context] = (await kubectlFor(service, cluster, noKubectl).listContexts())!;
    const world = { service: async () => service, kubectl: noKubectl };
    const { askers, unknown } = await checkCluster(world, cluster, context!.name, new AbortController().signal);
    expect(askers.map(({ what, works, findings }) => [what.name, works.kind, findings[0]?.code])).toEqual([
      ['api', 'no', 'accountNotTrusted'],
      ['sender', 'no', 'podLabelMissing'],
      ['orders', 'no', 'operatorAccountNotTrusted'],
      ['shared', 'no', 'identityNotOnNodes'],
      ['web', 'yes', undefined],
      ['vault', 'yes', undefined],
    ]);
    expect(unknown).toEqual([]);
  });

  it('shows Gateways that have all they need, and one that was left half way (G-08, G-22, G-23)', async () => {
    const { service, cluster } = await opened('search-weu');
    const [context] = (await kubectlFor(service, cluster, noKubectl).listContexts())!;
    const world = { service: async () => service, kubectl: noKubectl };
    const { askers, unknown } = await checkCluster(world, cluster, context!.name, new AbortController().signal);
    expect(
      askers.map(({ what, works, findings }) => [
        what.kind,
        what.namespace,
        works.kind,
        findings.map(({ code, fix, yaml }) => [code, fix?.kind, yaml !== undefined]),
      ]),
    ).toEqual([
      [
        'Gateway',
        'previews',
        'no',
        [
          ['gatewayAccountBroken', 'createCredential', false],
          ['gatewayAccountBroken', undefined, true],
        ],
      ],
      ['Gateway', 'search', 'yes', []],
      ['ClusterExternalDNS', undefined, 'yes', []],
    ]);
    expect(unknown).toEqual([]);
  });

  it('keeps NGINX of web-weu from being turned off while Ingresses use it, which is unknown before (G-09)', async () => {
    const { service, cluster } = await opened('web-weu');
    const off = { kind: 'setNginxRouting', clusterId: cluster.id, controller: 'None' } as const;
    const left = async () => (await service.plan([off])).checks.find(({ id }) => id === 'ingressesLeft')!;
    expect((await left()).verdict).toBe('unknown');
    expect((await service.gatewayMapping(cluster.id)).places.map(({ kind }) => kind)).not.toContain('vault');

    const [context] = (await kubectlFor(service, cluster, noKubectl).listContexts())!;
    const world = { service: async () => service, kubectl: noKubectl };
    await checkCluster(world, cluster, context!.name, new AbortController().signal);
    const { verdict, detail } = await left();
    expect([verdict, textOf(detail)]).toEqual([
      'fail',
      expect.stringMatching(/^2 Ingresses \(shop\/storefront, shop\/checkout\), seen in the cluster on /),
    ]);
    await expect(service.apply([off])).rejects.toThrow('2 Ingresses (shop/storefront, shop/checkout)');

    const { places, unknown } = await service.gatewayMapping(cluster.id);
    const vaults = places.filter(({ kind }) => kind === 'vault');
    expect(vaults.map(({ id, sources }) => [lastSegment(id), sources])).toEqual([
      ['kv-contoso-store', [{ kind: 'ingress', names: ['shop/storefront'] }]],
    ]);
    expect(unknown).toEqual([]);
  });

  it('tells of search-weu which host has its route, and which is left (G-08, G-23)', async () => {
    const { service, cluster } = await opened('search-weu');
    const [context] = (await kubectlFor(service, cluster, noKubectl).listContexts())!;
    const world = { service: async () => service, kubectl: noKubectl };
    const { objects } = await checkCluster(world, cluster, context!.name, new AbortController().signal);
    expect(ingressLines(ingressLook(objects)).map((line) => textOf(line))).toEqual([
      "The Ingress search/site uses application routing's NGINX.",
      'With a Gateway API route: 1 of 2 hosts (search.contoso.com).',
      'Without one: old.search.contoso.com.',
      'Controllers of application routing: default.',
    ]);
  });

  it('leaves the other clusters to the kubectl of the user (Q-06)', async () => {
    const { service, cluster } = await opened('pay-weu');
    expect(kubectlFor(service, cluster, noKubectl)).toBe(noKubectl);
  });
});
