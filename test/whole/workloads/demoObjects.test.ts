import { afterEach, describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { checkCluster, kubectlFor } from '../../../src/webview/workloads/checkCluster.ts';
import { freshDemo, type Demo } from '../../../src/session/demoConnection.ts';
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

  it('shows Gateways that have all they need, and one that was left half way (G-08, G-22)', async () => {
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

  it('leaves the other clusters to the kubectl of the user (Q-06)', async () => {
    const { service, cluster } = await opened('pay-weu');
    expect(kubectlFor(service, cluster, noKubectl)).toBe(noKubectl);
  });
});
