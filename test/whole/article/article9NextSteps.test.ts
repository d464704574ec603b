import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandContext } from '../../../src/commands/context.ts';
import { getCredentials } from '../../../src/commands/getCredentials.ts';
import type { CreateCluster } from '../../../src/domain/change/change.ts';
import { planView } from '../../../src/webview/panel/view/planView.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, succeed } from '../../support/azure/changes.ts';
import { idB, sami, smallWorld, uami } from '../../support/azure/smallWorld.ts';
import { user } from '../../support/vscode/user.ts';
import { withProperties, worldWith } from './articleWorld.ts';
import { until } from '../../support/until.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  vi.stubEnv('KUBECONFIG', join(folder, 'config'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const { kubelet: _kubelet, network: _network, ...plain } = newCluster({});
const { kubelet: _otherKubelet, ...ownNetwork } = newCluster({});

describe('article: next steps', () => {
  it.each([
    ['a system-assigned cluster', { ...plain, controlPlane: { kind: 'systemAssigned' } } satisfies CreateCluster],
    ['a user-assigned cluster with its network', ownNetwork],
  ] as const)('writes %s down as ARM template and Bicep, with what is sent (A-84)', async (_, change) => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([change]);
    const formats = planView(plan, '1').formats.map(({ format }) => format);
    expect(formats).toEqual(expect.arrayContaining(['arm', 'bicep']));
    const text = planAs(plan, 'arm');
    const template = JSON.parse(text) as {
      metadata: { reference: string };
      resources: {
        properties: { template: { resources: { type: string; identity: object; properties: object }[] } };
      }[];
    };
    expect(template.metadata.reference).toMatch(/templates\/microsoft\.containerservice\/managedclusters$/);
    const written = template.resources
      .flatMap(({ properties }) => properties.template.resources)
      .find(({ type }) => type === 'Microsoft.ContainerService/managedClusters')!;
    await succeed(bench, change);
    const sent = (await bench.writes()).find(isClusterPut)!.body as { identity: object; properties: object };
    // Templates spell IDs as Azure documents them.
    const canonical = (part: object): unknown =>
      JSON.parse(JSON.stringify(part).replaceAll('/resourcegroups/', '/resourceGroups/'));
    expect(written.identity).toEqual(canonical(sent.identity));
    expect(written.properties).toEqual(canonical(sent.properties));
    const bicep = planAs(plan, 'bicep');
    expect(bicep).toContain("'Microsoft.ContainerService/managedClusters@");
    const kind = change.controlPlane.kind === 'systemAssigned' ? 'SystemAssigned' : 'UserAssigned';
    expect(bicep).toContain(`type: '${kind}'`);
    expect(bicep.includes(idB.name)).toBe(kind === 'UserAssigned');
  });

  it('points to kubelogin only after credentials of a cluster with Microsoft Entra (A-85)', async () => {
    const world = worldWith([]);
    const entra = withProperties({ ...uami, resources: world.resources }, { aadProfile: { managed: true } });
    const without = withProperties(
      { ...sami, resources: entra.resources },
      { aadProfile: null, disableLocalAccounts: false },
    );
    const bench = createBench({ ...world, resources: without.resources });
    const context = {
      connections: { service: () => Promise.resolve(bench.service) } as CommandContext['connections'],
    };
    user.picks = [/./, /./];
    await getCredentials(context, { clusterId: sami.id }, 'user');
    expect(user.notifications.map(({ text }) => text).join()).not.toMatch(/kubelogin/);
    expect(user.links).toEqual([]);
    user.presses = ['About kubelogin'];
    await getCredentials(context, { clusterId: uami.id }, 'user');
    expect(user.notifications.at(-1)).toMatchObject({
      text: expect.stringMatching(/uami-weu.* needs kubelogin/) as string,
      buttons: ['Copy Context', 'About kubelogin'],
    });
    await until(() => expect(user.links).toEqual(['https://learn.microsoft.com/azure/aks/kubelogin-authentication']));
  });
});
