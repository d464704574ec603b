import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import {
  busy,
  idA,
  idB,
  idKubelet2,
  ids,
  idUnused,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
  uami,
} from '../../support/azure/smallWorld.ts';

describe("a change that can't be made", () => {
  it('writes nothing if it is true already, and lists the steps', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(uami.id, idA.id);
    expect((await bench.api.plan(change)).steps.map(({ kind }) => kind)).toEqual(['putCluster']);
    const outcome = await bench.api.apply(change);
    expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
    expect(await bench.writes()).toEqual([]);
  });

  it('is a conflict while someone else works on the cluster', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(busy.id, idA.id);
    await expect(bench.api.plan(change)).rejects.toMatchObject({ code: 'conflict' });
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.activity()).toEqual([]);
  });

  it('is refused with its source where a rule forbids it', async () => {
    const bench = createBench(smallWorld());
    const change: Change = { kind: 'setKubelet', clusterId: sami.id, identityId: idKubelet2.id };
    await expect(bench.api.plan(change)).rejects.toMatchObject({
      code: 'refused',
      source: expect.stringContaining('https://') as string,
    });
  });

  it('is rejected as forbidden, with nothing sent, where the person lacks a permission', async () => {
    const reader = { objectId: idUnused.clientId, roles: [{ scope: ids.group, roleName: 'Reader' }] };
    const bench = createBench(smallWorld({ caller: reader }));
    const change = toUserAssigned(sami.id, idB.id);
    const plan = await bench.api.plan(change);
    expect(plan.checks.map(({ verdict }) => verdict)).toContain('fail');
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.activity()).toEqual([]);
  });

  const hiddenId = guidOf('hidden');
  const hidden = (id: string): string => id.replace(place.subscriptionId, hiddenId);
  const inHidden = { subscriptionId: hiddenId, resourceGroup: 'rg', name: 'it-is', location: 'westeurope' };
  it.each<Change>([
    { kind: 'createResourceGroup', subscriptionId: hiddenId, name: 'rg', location: 'westeurope' },
    { kind: 'createIdentity', ...inHidden },
    { kind: 'createCluster', ...inHidden, controlPlane: { kind: 'systemAssigned' } },
    { kind: 'deleteIdentity', identityId: hidden(idUnused.id) },
    toUserAssigned(hidden(sami.id), idA.id),
    { kind: 'upgradeNodeImages', clusterId: hidden(sami.id) },
    { kind: 'assignRole', principalId: idA.principalId, role: { name: 'Reader' }, scope: hidden(ids.subnet) },
    {
      kind: 'removeRole',
      roleAssignmentId: `${hidden(ids.subnet)}/providers/Microsoft.Authorization/roleAssignments/${hiddenId}`,
    },
    { kind: 'attachRegistry', clusterId: own.id, registryId: hidden(legacyRegistry.id) },
    { kind: 'detachRegistry', clusterId: own.id, registryId: hidden(legacyRegistry.id) },
  ])('is not found where the subscription is not visible, and nothing is sent: $kind (A-16)', async (change) => {
    const bench = createBench(smallWorld());
    const rejection = { code: 'notFound', armCode: 'SubscriptionNotFound' };
    await expect(bench.api.plan(change)).rejects.toMatchObject(rejection);
    await expect(bench.api.apply(change)).rejects.toMatchObject(rejection);
    expect(await bench.writes()).toEqual([]);
  });

  it("keeps ARM's code where the cluster is missing or may not be read", async () => {
    const nobody = { objectId: idUnused.clientId, roles: [] };
    const change = toUserAssigned(sami.id, idB.id);
    await expect(createBench(smallWorld({ caller: nobody })).api.plan(change)).rejects.toMatchObject({
      code: 'forbidden',
      armCode: 'AuthorizationFailed',
    });
    await expect(createBench(smallWorld()).api.plan(toUserAssigned(`${sami.id}x`, idB.id))).rejects.toMatchObject({
      code: 'notFound',
      armCode: 'ResourceNotFound',
    });
  });

  it.each([
    ['an unknown kind', { kind: 'dropEverything' }],
    ['an id of another type', { kind: 'deleteIdentity', identityId: sami.id }],
    ['a missing property', { kind: 'setControlPlane', clusterId: sami.id }],
  ])('is refused for %s', async (_, change) => {
    const bench = createBench(smallWorld());
    await expect(bench.api.plan(change as Change)).rejects.toMatchObject({ code: 'refused' });
  });
});
