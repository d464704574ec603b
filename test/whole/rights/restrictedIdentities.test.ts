import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { idB, idKubelet2, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';
import { create } from '../../support/domain/newCluster.ts';

type Identity = typeof idB;

/** The small world, in which one of the identities says where it may be assigned. */
function benchWith(identity: Identity, properties: object, location = place.location, more: BenchOptions = {}) {
  const world = smallWorld();
  const resources = world.resources.map((one) =>
    one.id === identity.id
      ? { ...one, location, properties: { ...(one['properties'] as object), ...properties } }
      : one,
  );
  return createBench({ ...world, resources }, more);
}

const toB: Change = {
  kind: 'setControlPlane',
  clusterId: uami.id,
  controlPlane: { kind: 'userAssigned', identityId: idB.id },
};
const toKubelet2: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };

describe('an identity that may not be assigned everywhere', () => {
  it.each([
    ['its region', idB, toB, { isolationScope: 'Regional' }, 'northeurope', 'northeurope'],
    [
      'other providers',
      idB,
      toB,
      { assignmentRestrictions: { providers: ['Microsoft.Web'] } },
      'westeurope',
      'Microsoft.Web',
    ],
    ['its region, as kubelet', idKubelet2, toKubelet2, { isolationScope: 'Regional' }, 'northeurope', 'northeurope'],
    [
      'other providers, as kubelet',
      idKubelet2,
      toKubelet2,
      { assignmentRestrictions: { providers: ['Microsoft.Web'] } },
      'westeurope',
      'Microsoft.Web',
    ],
  ])(
    'that may be assigned only to %s is refused before anything is sent (R-23)',
    async (_, identity, change, properties, location, named) => {
      const bench = benchWith(identity, properties, location);
      const plan = await bench.service.plan([change]);
      const failing = plan.checks.filter(({ verdict }) => verdict === 'fail');
      expect(failing).toMatchObject([
        {
          title: expect.stringContaining(`${identity.name} can't be assigned`) as string,
          detail: expect.stringContaining(named) as string,
        },
      ]);
      await bench.forget();
      await expect(bench.service.apply(plan)).rejects.toMatchObject({ code: 'refused' });
      expect(await bench.writes()).toEqual([]);
    },
  );

  it.each([
    ['control plane', idB, { controlPlane: { kind: 'userAssigned', identityId: idB.id } }],
    [
      'kubelet',
      idKubelet2,
      { controlPlane: { kind: 'userAssigned', identityId: idB.id }, kubelet: { identityId: idKubelet2.id } },
    ],
  ] as const)('of another region is refused for the %s of a new cluster (R-23)', async (_, identity, choice) => {
    const bench = benchWith(identity, { isolationScope: 'Regional' }, 'northeurope');
    const plan = await bench.service.plan([
      create({ ...choice, subscriptionId: place.subscriptionId, resourceGroup: place.group }),
    ]);
    expect(plan.checks.filter(({ verdict }) => verdict === 'fail').map(({ title }) => title)).toEqual([
      expect.stringContaining(`${identity.name} can't be assigned`),
    ]);
  });

  it('for AKS alone is unknown as a kubelet, and goes through (R-23)', async () => {
    const bench = benchWith(idKubelet2, { assignmentRestrictions: { providers: ['Microsoft.ContainerService'] } });
    const { checks } = await bench.service.plan([toKubelet2]);
    expect(checks.filter(({ verdict }) => verdict !== 'pass')).toMatchObject([
      { verdict: 'unknown', title: expect.stringContaining('the nodes of uami-weu') as string },
    ]);
    expect(await bench.api.apply(toKubelet2)).toMatchObject({ status: 'succeeded' });
  });

  it('is read in the version that shows it, and in an older one where there is no other (R-23, T-65)', async () => {
    const restricted = { assignmentRestrictions: { providers: ['Microsoft.Web'] }, isolationScope: 'Regional' };
    const bench = benchWith(idB, restricted, 'northeurope');
    const shown = async (version: string) =>
      (await bench.arm('GET', `${idB.id}?api-version=${version}`)).body['properties'] ?? {};
    expect(await shown('2026-05-31')).toMatchObject(restricted);
    expect(await shown('2024-11-30')).not.toHaveProperty('assignmentRestrictions');
    const world = smallWorld({ apiVersions: { 'Microsoft.ManagedIdentity': ['2023-01-31', '2024-11-30'] } });
    const older = createBench(world);
    expect((await older.service.plan([toB])).checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  it('is refused by Azure, too, if it is assigned without asking us (E-140)', async () => {
    const bench = benchWith(idB, { isolationScope: 'Regional' }, 'northeurope');
    const path = `${uami.id}?api-version=2026-04-01`;
    const { body } = await bench.arm('GET', path);
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [idB.id]: {} } };
    expect(await bench.arm('PUT', path, { ...body, identity })).toMatchObject({ status: 400 });
    expect((await bench.service.identities({ isNow: true })).items.find(({ id }) => id === idB.id)).toMatchObject({
      isolationScope: 'Regional',
    });
  });
});
