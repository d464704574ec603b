import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Read } from '../../../../src/domain/cluster/facts.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { binding, credential, goneIssuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  group,
  guid,
  identity,
  identityId,
  systemAssigned,
  tenant,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textsOf } from '../../../../src/sentences/textOf.ts';

const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const principalId = guid(10);
const vault: JsonObject = {
  id: vaultId,
  name: 'kv',
  location: 'westeurope',
  properties: {
    tenantId: tenant,
    accessPolicies: [{ tenantId: tenant, objectId: principalId, permissions: { secrets: ['get'] } }],
  },
};
const idShop = identity('id-shop', principalId);
const bare = cluster(systemAssigned, ready);
const other: JsonObject = { ...bare, id: clusterId.replace('shop-weu', 'other'), name: 'other' };
const byId: JsonObject = { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } };

function removing({ resources, ...world }: Partial<World>): Plan {
  const facts = worldFacts({ credentials: [], ...world, resources: [vault, ...(resources ?? [idShop])] });
  return planChanges([{ kind: 'removeAccessPolicy', vaultId, principalId }], facts);
}
const told = ({ warnings, confirmName }: Plan) => [textsOf(warnings.map(({ text }) => text)).join(' '), confirmName];
const unknown = ({ checks }: Plan) =>
  checks.filter(({ verdict }) => verdict === 'unknown').map(({ title, detail }) => [title, detail]);

describe('removing an access policy', () => {
  it.each<[string, Partial<World>, string, string]>([
    ['a control plane named by ID', { resources: [idShop, cluster(byId)] }, 'control plane of shop-weu', 'shop-weu'],
    [
      'a cluster by client ID',
      { resources: [idShop, cluster(systemAssigned, { fooProfile: { clientId: guid(5010) } })] },
      'named in `properties.fooProfile.clientId` of shop-weu',
      'shop-weu',
    ],
    [
      'pods by a credential',
      { resources: [idShop, bare], credentials: [credential()] },
      'workloads of shop-weu (credential shop-weu-shop-cart)',
      'shop-weu',
    ],
    [
      'pods of nobody in sight',
      { credentials: [credential({ issuer: goneIssuer })] },
      'workloads with 1 federated credential',
      'id-shop',
    ],
    [
      'pods by a binding',
      { resources: [idShop, bare], bindings: [binding()] },
      'binding idshop of shop-weu',
      'shop-weu',
    ],
    [
      'a web app',
      { carriers: [{ id: `${group}/providers/Microsoft.Web/sites/app`, name: 'app', type: 'Microsoft.Web/sites' }] },
      'web app app',
      'app',
    ],
    ['newer settings', { resources: [idShop, bare], newer: [cluster(byId)] }, 'control plane of shop-weu', 'shop-weu'],
  ])('of what is used by %s warns of that, and asks for a name (R-20)', (_, world, use, name) => {
    const result = removing(world);
    expect(told(result)).toEqual([expect.stringContaining(`id-shop is used by ${use}`), name]);
  });

  it('asks for the name of every cluster that uses it', () => {
    expect(removing({ resources: [idShop, cluster(byId), { ...other, identity: byId }] }).confirmName).toBe(
      'shop-weu and other',
    );
  });

  it('passes without a name once everything was checked and nothing uses it', () => {
    const result = removing({ resources: [idShop, bare] });
    expect([told(result), unknown(result)]).toEqual([['', undefined], []]);
    expect(result.checks.map(({ title }) => title)).toContain('Nothing uses it');
  });

  it.each<Read['kind']>([
    'clusters',
    'newerClusters',
    'carriers',
    'federatedCredentials',
    'bindings',
    'everyResource',
    'listBelow',
    'identities',
  ])("is not said to be safe where %s can't be read (R-20)", (kind) => {
    const result = removing({ resources: [idShop, bare], forbidden: [kind] });
    expect(unknown(result)).toEqual([['Whether anything uses it', expect.stringContaining('AuthorizationFailed')]]);
  });

  it('names with a known use what else could not be checked', () => {
    const result = removing({ resources: [idShop, cluster(byId)], forbidden: ['carriers'] });
    expect(unknown(result)).toEqual([['Whether anything else uses it', 'Other resources: AuthorizationFailed']]);
  });

  it('of a principal that nothing names says that its use is not known', () => {
    expect(unknown(removing({ resources: [bare] }))).toEqual([
      ['Whether anything uses it', "Its identity isn't among those you can see."],
    ]);
  });

  it("of a cluster's own system-assigned identity warns of the cluster", () => {
    const result = removing({ resources: [cluster({ ...systemAssigned, principalId })] });
    expect([told(result), unknown(result)]).toEqual([
      [expect.stringContaining('is used by control plane of shop-weu'), 'shop-weu'],
      [],
    ]);
  });
});
