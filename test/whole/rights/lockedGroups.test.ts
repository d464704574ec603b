import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { federatedCredential, userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idB, ids, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const nodes = `/subscriptions/${place.subscriptionId}/resourceGroups/MC_rg-shop_sami-weu_westeurope`;
const kubelet = sami.kubelet!.id;
/** An identity that somebody has put there. */
const left = userAssignedIdentity({ ...place, group: 'MC_rg-shop_sami-weu_westeurope' }, 'left');
const job = federatedCredential(left, 'job', 'https://issuer.test/', 'system:serviceaccount:jobs:job');
const locked = { properties: { nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' } } };
const automatic = { sku: { name: 'Automatic', tier: 'Standard' } };

interface Place {
  /** What is merged into the cluster that owns the node resource group. */
  readonly cluster: { readonly properties?: object; readonly sku?: object };
  /** The principals that the deny assignment on the group excludes; left out: there is no deny assignment. */
  readonly excluded?: readonly string[];
}

/** An owner of everything, in a world in which the nodes' group of a cluster is locked, or is not. */
function benchWith({ cluster, excluded }: Place) {
  const world = smallWorld();
  const resources = world.resources.map((one) =>
    one.id === sami.id
      ? ({
          ...one,
          ...cluster,
          properties: { ...(one['properties'] as object), ...cluster.properties },
        } as WorldResource)
      : one,
  );
  resources.push(left.resource, job);
  const denyAssignments = excluded && [
    {
      scope: nodes,
      denyAssignmentName: 'the lock of AKS',
      permissions: [{ actions: ['*'], notActions: ['*/read'] }],
      excludePrincipals: excluded.map((id) => ({ id, type: 'ServicePrincipal' })),
    },
  ];
  const caller = {
    objectId: '00000000-0000-4000-a000-000000000004',
    roles: [{ scope: `/subscriptions/${place.subscriptionId}`, roleName: 'Owner' }],
  };
  return createBench({ ...world, resources, caller, ...(denyAssignments ? { denyAssignments } : {}) });
}

const changes: Readonly<Record<string, Change>> = {
  'a role on it': { kind: 'assignRole', principalId: idB.principalId, role: { name: 'Reader' }, scope: nodes },
  'a role on something in it': {
    kind: 'assignRole',
    principalId: idB.principalId,
    role: { name: 'Reader' },
    scope: kubelet,
  },
};

describe.each<[string, Place['cluster']]>([
  ['locked', locked],
  ['that of AKS Automatic', automatic],
])('a node resource group that is %s', (_, cluster) => {
  it.each(Object.entries(changes))(
    'takes no change, with the reason, and nothing is sent: %s (R-25, T-67)',
    async (_, change) => {
      for (const excluded of [[], [sami.principalId]]) {
        const bench = benchWith({ cluster, excluded });
        await bench.forget();
        await expect(bench.service.plan([change])).rejects.toMatchObject({
          code: 'refused',
          message: expect.stringMatching(
            /^MC_rg-shop_sami-weu_westeurope is the node resource group of sami-weu, which is locked/,
          ) as string,
        });
        await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'refused' });
        expect(await bench.writes()).toEqual([]);
      }
    },
  );

  it('is no reason to call a role of the cluster missing (R-25)', async () => {
    for (const excluded of [[], [sami.principalId]]) {
      const bench = benchWith({ cluster, excluded });
      const codes = (await bench.api.diagnose(sami.id)).map(({ code }) => code);
      expect(codes.filter((code) => code.startsWith('missingGrant'))).toEqual([]);
    }
  });

  it('is nothing to a subnet outside', async () => {
    const bench = benchWith({ cluster, excluded: [] });
    const change: Change = {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'Reader' },
      scope: ids.newSubnet,
    };
    expect((await bench.service.plan([change])).checks.map(({ verdict }) => verdict)).toEqual(['pass']);
  });
});

it('a deny assignment on the node resource group of a cluster that is not locked is called by its own name', async () => {
  const bench = benchWith({ cluster: {}, excluded: [] });
  const { checks } = await bench.service.plan([changes['a role on it']!]);
  expect(checks).toMatchObject([{ verdict: 'fail', detail: "The deny assignment 'the lock of AKS' blocks everyone." }]);
});

it('identities in a locked node resource group, and their credentials, are left to AKS (R-25)', async () => {
  const bench = benchWith({ cluster: locked, excluded: [sami.principalId] });
  const refusal = { code: 'refused', message: expect.stringMatching(/which is locked|made by AKS/) as string };
  const deletion: Change = { kind: 'deleteIdentity', identityId: left.id };
  await expect(bench.service.plan([deletion])).rejects.toMatchObject(refusal);
  const removal: Change = { kind: 'deleteCredential', credentialId: `${left.id}/federatedIdentityCredentials/job` };
  await expect(bench.service.plan([removal])).rejects.toMatchObject(refusal);
});
