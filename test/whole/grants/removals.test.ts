import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { assignRole, guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { intercept } from '../../support/azure/grantBench.ts';
import {
  abacRegistry,
  idA,
  idKubelet,
  idKubelet2,
  ids,
  idUnused,
  own,
  place,
  sami,
  smallWorld,
} from '../../support/azure/smallWorld.ts';

const small = smallWorld();
const idOf = ({ scope, name }: { scope: string; name?: string }): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`;
const remove = (one: { scope: string; name?: string }): Change => ({ kind: 'removeRole', roleAssignmentId: idOf(one) });
const withRoles = (...more: NonNullable<WorldFile['roleAssignments']>): WorldFile => ({
  ...small,
  roleAssignments: [...(small.roleAssignments ?? []), ...more],
});
const operator = assignRole('Managed Identity Operator', idA.principalId, idKubelet.id);
const samiJoin = assignRole('Network Contributor', sami.principalId, ids.subnet);
const useVm = (bench: Bench) =>
  bench.arm('PUT', `${ids.group}/providers/Microsoft.Compute/virtualMachines/vm1?api-version=2024-03-01`, {
    location: 'westeurope',
    identity: { type: 'UserAssigned', userAssignedIdentities: { [idKubelet.id]: {} } },
    properties: {},
  });

describe('several removals in one run', () => {
  it('run to their end although each look finds fewer of them', async () => {
    const owner = assignRole('Owner', idA.principalId, ids.group);
    const reader = assignRole('Reader', idKubelet.principalId, ids.group);
    const other = assignRole('Reader', idA.principalId, ids.subnet);
    const bench = createBench(withRoles(owner, reader, other));
    const plan = await bench.service.plan([operator, owner, reader, other, samiJoin].map(remove));
    expect(plan.confirmName).toBe('own-weu and sami-weu');
    expect(plan.lost).toHaveLength(2);
    expect(await bench.service.apply(plan)).toMatchObject({ status: 'succeeded' });
  });

  it('end with a new plan where a second cluster of the same name has come to lose something', async () => {
    const plan = await createBench(small).service.plan([remove(operator)]);
    const two = { ...place, group: 'rg-two' };
    const twin = makeCluster({
      place: two,
      name: 'own-weu',
      controlPlane: { kind: 'userAssigned', identity: idA },
      kubelet: idKubelet,
      pools: [{ name: 'nodepool1' }],
    });
    const world = withRoles(...twin.roleAssignments);
    const bench = createBench({ ...world, resources: [...world.resources, makeResourceGroup(two), ...twin.resources] });
    await expect(bench.service.apply(plan)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('own-weu in rg-two') as string,
    });
    expect(await bench.writes()).toEqual([]);
  });
});

describe("the removal of a role whose registry or assignment can't be read", () => {
  const no = (path: RegExp) => (request: { method: string; url: string }) =>
    request.method === 'GET' && path.test(new URL(request.url).pathname)
      ? {
          status: 403,
          headers: {},
          body: JSON.stringify({ error: { code: 'AuthorizationFailed', message: 'No read.' } }),
        }
      : undefined;

  it('is disruptive where it is the only pull role there', async () => {
    const reader = assignRole('Container Registry Repository Reader', idKubelet.principalId, abacRegistry.id);
    const bench = createBench(withRoles(reader));
    intercept(bench.emulator, no(/registries\/acrabac$/i));
    const detach: Change = { kind: 'detachRegistry', clusterId: own.id, registryId: abacRegistry.id };
    for (const change of [detach, remove(reader)]) {
      expect(await bench.service.plan([change])).toMatchObject({
        confirmName: 'own-weu',
        lost: [{ text: expect.stringContaining('Container Registry Repository Reader') as string }],
      });
    }
  });

  it('says that it is unknown who needs it', async () => {
    const bench = createBench(small);
    intercept(bench.emulator, no(/roleAssignments\/[0-9a-f-]{36}$/i));
    const { checks } = await bench.service.plan([remove(operator)]);
    expect(checks).toContainEqual(
      expect.objectContaining({
        title: 'Whether a cluster needs it',
        verdict: 'unknown',
        detail: expect.stringContaining('No read.') as string,
      }),
    );
  });
});

describe('roles that are left over', () => {
  const left = async (bench: Bench) => (await bench.service.unusedRoles(own.id)).holders[0]!;

  it('are in doubt as soon as a virtual machine has the identity, however late the index is', async () => {
    const bench = createBench(small, { indexSeconds: 300 });
    await bench.api.apply({ kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id });
    bench.emulator.clock.advance(600);
    expect((await left(bench)).doubt).toBeUndefined();
    await useVm(bench);
    expect((await left(bench)).doubt).toBe('It is also used by virtual machine vm1.');
  });

  it('are not removed where a virtual machine has got the identity since', async () => {
    const bench = createBench(small);
    await bench.api.apply({ kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id });
    const { roles } = await left(bench);
    const plan = await bench.service.plan(
      roles.map(({ assignment }): Change => ({ kind: 'removeRole', roleAssignmentId: assignment.id })),
    );
    await useVm(bench);
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('virtual machine vm1') as string,
    });
    expect(await bench.writes()).toEqual([]);
  });
});

describe('a deletion that others work at meanwhile', () => {
  const deletion: Change = { kind: 'deleteIdentity', identityId: idUnused.id, removeRoles: true };
  const one = assignRole('Reader', idUnused.principalId, ids.group);
  const two = assignRole('Reader', idUnused.principalId, ids.subnet);
  const reader = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';

  it('says what is done already where a role has come since', async () => {
    const bench = createBench(withRoles(one, two));
    let isFirst = true;
    intercept(bench.emulator, async (request, handle) => {
      if (!isFirst || request.method !== 'DELETE') return undefined;
      isFirst = false;
      const answer = await handle(request);
      const path = `${ids.newSubnet}/providers/Microsoft.Authorization/roleAssignments/${guidOf('x')}`;
      await bench.arm('PUT', `${path}?api-version=2022-04-01`, {
        properties: {
          principalId: idUnused.principalId,
          principalType: 'ServicePrincipal',
          roleDefinitionId: reader,
        },
      });
      return answer;
    });
    const { steps } = await bench.api.apply(deletion);
    const message = steps.find(({ status }) => status === 'failed')?.error?.message;
    expect(message).toContain('1 of 3 steps is already done, and nothing more was sent.');
    expect(message).not.toContain('Nothing was sent.');
  });

  it('continues with the roles that are left if a colleague has deleted the identity', async () => {
    const bench = createBench(withRoles(one, two));
    await bench.fault({
      match: { method: 'DELETE', pathContains: '/roleAssignments/' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not now.',
      times: 1,
    });
    const { activityId, status } = await bench.api.apply(deletion);
    expect(status).toBe('failed');
    await bench.arm('DELETE', `${idUnused.id}?api-version=2023-01-31`);
    expect(await bench.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
    const left = bench.emulator.snapshot().roleAssignments ?? [];
    expect(left.filter(({ principalId }) => principalId === idUnused.principalId)).toEqual([]);
  });

  it('says that roles may have stayed behind where it begins only then', async () => {
    const bench = createBench(withRoles(one));
    await bench.arm('DELETE', `${idUnused.id}?api-version=2023-01-31`);
    const { nothingToDo, warnings } = await bench.service.plan([deletion]);
    expect(nothingToDo).toBe(true);
    expect(warnings).toEqual([expect.objectContaining({ severity: 'info' })]);
  });
});

it('The refusal of a role that does not exist names the subscription', async () => {
  const scope = `/subscriptions/${place.subscriptionId}`;
  const asked: Change = { kind: 'assignRole', principalId: idUnused.principalId, role: { name: 'Nope' }, scope };
  await expect(createBench(small).service.plan([asked])).rejects.toThrow('on subscription Small.');
});
