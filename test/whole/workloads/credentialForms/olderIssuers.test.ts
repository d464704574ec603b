import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../../src/emulator/arm/worldFile.ts';
import { federatedCredential } from '../../../../src/emulator/scenarios/parts/identities.ts';
import { guidOf, tenantId } from '../../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../../support/azure/azureBench.ts';
import { idUnused, place, smallWorld, uami } from '../../../support/azure/smallWorld.ts';

const forms: readonly (readonly [string, (name: string) => string])[] = [
  ['with its directory', (name) => `https://oidc.prod-aks.azure.com/${tenantId}/${guidOf(name)}/`],
  ['without its directory', (name) => `https://oidc.prod-aks.azure.com/${guidOf(name)}/`],
];

/** The small world with an issuer of 2022, and one account that trusts this issuer. */
function world(own: string, trusted: string, more: Partial<WorldFile> = {}): WorldFile {
  const small = smallWorld();
  const issuing = {
    oidcIssuerProfile: { enabled: true, issuerURL: own },
    securityProfile: { workloadIdentity: { enabled: true } },
  };
  const resources = small.resources.map((each) =>
    each.id === uami.id ? { ...each, properties: { ...(each['properties'] as object), ...issuing } } : each,
  );
  const credential = federatedCredential(idUnused, 'web', trusted, 'system:serviceaccount:shop:web');
  return { ...small, resources: [...resources, credential], ...more };
}
const hiding: Partial<WorldFile> = {
  subscriptions: [
    { subscriptionId: place.subscriptionId, displayName: 'Contoso' },
    { subscriptionId: guidOf('hidden'), displayName: 'Hidden' },
  ],
  caller: {
    objectId: guidOf('me'),
    roles: [
      { scope: `/subscriptions/${place.subscriptionId}`, roleName: 'Owner' },
      { scope: `/providers/Microsoft.Management/managementGroups/${tenantId}`, roleName: 'Management Group Reader' },
    ],
  },
};

describe.each(forms)('an issuer of 2022, %s', (_, issuerOf) => {
  const own = issuerOf('own');
  const before = issuerOf('before');

  it('is that of its own cluster, without a finding', async () => {
    const bench = createBench(world(own, own));
    expect(await bench.api.workloads(uami.id)).toMatchObject([{ serviceAccount: 'web', state: 'works' }]);
    expect((await bench.api.diagnose(uami.id)).filter(({ code }) => /redential/.test(code))).toEqual([]);
  });

  it('is moved from and to like any other', async () => {
    for (const [from, to] of [
      [before, own],
      [before, uami.issuer],
    ] as const) {
      const bench = createBench(world(to, from));
      const { status } = await bench.api.apply({ kind: 'moveCredentials', fromIssuer: from, clusterId: uami.id });
      expect(status).toBe('succeeded');
      expect(await bench.api.workloads(uami.id)).toMatchObject([{ issuer: to, state: 'works' }]);
    }
  });

  it('is gone only where every subscription is in sight', async () => {
    const severity = async (more: Partial<WorldFile>): Promise<readonly string[]> =>
      (await createBench(world(own, before, more)).api.diagnose(uami.id)).flatMap((each) =>
        each.code === 'credentialOfGoneIssuer' ? [each.severity] : [],
      );
    expect(await severity({})).toEqual(['error']);
    expect(await severity(hiding)).toEqual(['info']);
  });
});
