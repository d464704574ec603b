import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../../src/domain/arm/refusal.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import {
  cp,
  kubelet,
  other,
  registry,
  setControlPlane,
  setKubelet,
  toSystem,
  toUser,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  guid,
  identityId,
  registryId,
  userAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';

describe('a plan of several changes', () => {
  const shop = cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet });
  const refusalOf = (...changes: Change[]): Refusal | undefined => refusalIn(shop, changes);
  const refusalIn = (one: JsonObject, changes: readonly Change[]): Refusal | undefined => {
    try {
      planChanges(changes, worldFacts({ resources: [one, cp, other, kubelet, registry] }));
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  };

  it.each([
    [setControlPlane(toUser('id-other')), setKubelet()],
    [setKubelet(), setControlPlane(toUser('id-other'))],
    [setControlPlane(toSystem), setControlPlane(toUser('id-other'))],
    [setControlPlane(toUser('id-other')), { kind: 'setWorkloadIdentity', clusterId, enabled: true }],
    [setKubelet(), { kind: 'upgradeNodeImages', clusterId }],
    [{ kind: 'upgradeNodeImages', clusterId }, setKubelet()],
  ] satisfies Change[][])('that would write a cluster twice is refused', (...changes) => {
    const refused = refusalOf(...changes);
    expect(refused?.message).toContain('shop-weu would be written twice');
    expect(refused?.refusedAt).toBe(1);
  });

  it.each(['attachRegistry', 'detachRegistry'] as const)(
    'that gives the nodes another identity refuses %s as well, in either order',
    (kind) => {
      const change: Change = { kind, clusterId, registryId };
      expect(refusalOf(setKubelet(), change)).toMatchObject({ refusedAt: 1 });
      expect(refusalOf(change, setKubelet())).toMatchObject({ refusedAt: 0 });
      expect(refusalOf(change, setKubelet())?.message).toContain('Registries of shop-weu need a plan of their own');
      expect(refusalOf(setControlPlane(toUser('id-other')), change)).toBeUndefined();
      expect(refusalIn(cluster(undefined), [setControlPlane(toSystem), change])).toMatchObject({ refusedAt: 1 });
    },
  );

  const deletion: Change = { kind: 'deleteIdentity', identityId: identityId('id-other') };
  it.each([
    setControlPlane(toUser('ID-OTHER')),
    setKubelet(toUser('id-other')),
    { kind: 'assignRole', principalId: identityId('id-other'), roleDefinitionId: guid(1), scope: clusterId },
    {
      kind: 'createCredential',
      clusterId,
      identityId: identityId('id-other'),
      namespace: 'shop',
      serviceAccount: 'cart',
    },
    { kind: 'bindIdentity', clusterId, identityId: identityId('id-other'), name: 'cart' },
  ] as Change[])('that deletes an identity refuses what puts it to use, as $kind does', (change) => {
    expect(refusalOf(change, deletion)).toMatchObject({ refusedAt: 0 });
    expect(refusalOf(deletion, change)).toMatchObject({ refusedAt: 1 });
    expect(refusalOf(deletion, change)?.message).toContain("id-other can't be put to use and deleted in one plan");
  });

  it('with the same change twice, or with both identities in one change, is no such plan', () => {
    expect(refusalOf(setControlPlane(toUser('id-other')), setControlPlane(toUser('id-other')))).toBeUndefined();
    expect(refusalOf(setKubelet(toUser('id-other')))).toBeUndefined();
    expect(refusalOf(setKubelet(), deletion)).toBeUndefined();
  });
});
