/** Flux and other extensions: what they need, and what a swap of identities means to them. */
import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { makeExtension } from '../../../src/emulator/scenarios/parts/around.ts';
import { makeResource } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idKubelet2, idUnused, legacyRegistry, own, place, smallWorld, sp } from '../../support/azure/smallWorld.ts';

const account = makeResource(place, 'Microsoft.Storage/storageAccounts', 'stapps', { properties: {} });
const reads = (name: string, properties: Readonly<Record<string, never>> | object): WorldResource => ({
  id: `${own.id}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/${name}`,
  name,
  type: 'Microsoft.KubernetesConfiguration/fluxConfigurations',
  properties: properties as never,
});
const fromRegistry = reads('apps', { ociRepository: { url: `oci://${legacyRegistry.name}.azurecr.io/apps` } });
const fromAccount = reads('infra', { azureBlob: { url: 'https://stapps.blob.core.windows.net', containerName: 'c' } });
const withSecret = reads('own', {
  azureBlob: { url: 'https://stother.blob.core.windows.net', localAuthRef: 'secret' },
});
const asKubelet = makeExtension(own.id, 'flux', { type: 'Microsoft.Flux', settings: { useKubeletIdentity: 'true' } });
const asWorkload = makeExtension(own.id, 'flux', {
  type: 'microsoft.flux',
  settings: { 'workloadIdentity.enable': 'true', 'workloadIdentity.azureClientId': idUnused.clientId },
});

const on = (...more: readonly WorldResource[]) => {
  const world = smallWorld();
  return createBench({ ...world, resources: [...world.resources, ...more] });
};
const needsOf = async (bench: ReturnType<typeof on>): Promise<readonly string[]> =>
  (await bench.api.requirements(own.id))
    .filter(({ id }) => id === 'P-61')
    .map(({ role, scope, verdict }) => `${role.name} ${scope.split('/').at(-1)} ${verdict}`);

describe('Flux', () => {
  it('that reads as the kubelet needs roles of the kubelet where it reads, and none where it has a secret (R-13)', async () => {
    const bench = on(asKubelet, fromRegistry, fromAccount, withSecret, account);
    expect(await needsOf(bench)).toEqual(['AcrPull acrlegacy granted', 'Storage Blob Data Reader stapps missing']);
    const missing = (await bench.api.diagnose(own.id)).find(({ code }) => code === 'extensionRoleMissing');
    expect(missing).toMatchObject({ fix: { kind: 'assignRole', scope: expect.stringMatching(/stapps$/) as string } });
    expect(await bench.api.apply(missing!.fix!)).toMatchObject({ status: 'succeeded' });
    expect((await bench.api.diagnose(own.id)).map(({ code }) => code)).not.toContain('extensionRoleMissing');
  });

  it('that reads as a workload identity needs them of that identity', async () => {
    const bench = on(asWorkload, fromAccount, account);
    const [need] = (await bench.api.requirements(own.id)).filter(({ id }) => id === 'P-61');
    expect(need).toMatchObject({ principalId: idUnused.principalId, verdict: 'missing' });
  });

  it("has needs that are not known where a storage account or the configurations can't be seen", async () => {
    expect(await needsOf(on(asKubelet, fromAccount))).toEqual(['Storage Blob Data Reader own-weu unknown']);
    const bench = on(asKubelet);
    await bench.fault({
      match: { pathContains: '/fluxConfigurations' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 9,
    });
    expect(await needsOf(bench)).toEqual(['Storage Blob Data Reader own-weu unknown']);
    expect((await bench.api.diagnose(own.id)).map(({ code }) => code)).not.toContain('extensionRoleMissing');
  });

  it('keeps what it reads through a swap of the kubelet identity, which names it (R-12)', async () => {
    const bench = on(asKubelet, fromRegistry, fromAccount, account);
    const change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id } as const;
    const { warnings, steps } = await bench.api.plan(change);
    expect(warnings.map(({ text }) => text).join()).toMatch(
      /Flux signs in as the kubelet: it loses acrlegacy\.azurecr\.io and stapps/,
    );
    const grants = steps.filter(({ kind }) => kind === 'assignRole').map(({ title }) => title);
    expect(grants.join()).toContain('Assign Storage Blob Data Reader to id-kubelet2 on stapps');
    expect(grants.filter((title) => title.includes('AcrPull')).length).toBe(1);
  });
});

describe('a cluster that leaves its service principal', () => {
  it('hears that extensions become possible (R-12)', async () => {
    const { warnings } = await on().api.plan({
      kind: 'setControlPlane',
      clusterId: sp.id,
      controlPlane: { kind: 'systemAssigned' },
    });
    expect(warnings.map(({ text }) => text).join()).toContain(
      'makes cluster extensions such as Flux and backup possible',
    );
  });
});
