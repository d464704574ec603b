import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { assignRole, guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import {
  idA,
  idKubelet,
  ids,
  idUnused,
  legacyRegistry,
  own,
  place,
  smallWorld,
} from '../../support/azure/smallWorld.ts';

const hub = { subscriptionId: guidOf('subscription', 'hub'), group: 'rg-hub', location: 'westeurope' };
const shared = makeRegistry(hub, 'acrhub', 'LegacyRegistryPermissions');
const reader = assignRole('Reader', idUnused.principalId, ids.group);
const pull = assignRole('AcrPull', idUnused.principalId, shared.id);
const operator = assignRole('Managed Identity Operator', idA.principalId, idKubelet.id);
const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'Not now.', times: 1 };
const deletion: Change = { kind: 'deleteIdentity', identityId: idUnused.id, removeRoles: true };

/** The unused identity has a role in its own group and one in another subscription. */
function withRoles(more: Partial<WorldFile> = {}): WorldFile {
  const world = smallWorld();
  return {
    ...world,
    subscriptions: [...world.subscriptions, { subscriptionId: hub.subscriptionId, displayName: 'Hub' }],
    resources: [...world.resources, makeResourceGroup(hub), shared],
    roleAssignments: [...(world.roleAssignments ?? []), reader, pull],
    ...more,
  };
}

const idOf = ({ scope, name }: { scope: string; name?: string }): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`;
const pathsOf = async (bench: Bench): Promise<readonly string[]> =>
  (await bench.writes()).map(({ method, path }) => `${method} ${path.split('/').at(-1) ?? ''}`.toLowerCase());

describe('removing a role that a cluster needs', () => {
  const held = ({ api }: Bench) => api.requirements(own.id);

  it('is shown before it is done, and afterwards', async () => {
    const bench = createBench(smallWorld());
    const granted = (await held(bench)).find(({ id }) => id === 'P-30')!;
    expect(granted.verdict).toBe('granted');
    const change: Change = { kind: 'removeRole', roleAssignmentId: granted.grantedBy! };
    const plan = await bench.service.plan([change]);
    expect(plan).toMatchObject({
      confirmName: 'own-weu',
      title: 'Remove Managed Identity Operator from id-a on id-kubelet',
    });
    expect(plan.warnings[0]).toMatchObject({
      severity: 'disruption',
      text: expect.stringContaining(
        "own-weu's control plane needs Managed Identity Operator on identity id-kubelet",
      ) as string,
    });
    const { status, next } = await bench.api.apply(change);
    expect(status).toBe('succeeded');
    expect(next[0]).toBe(
      "1 role is missing now: Managed Identity Operator of own-weu's control plane on identity id-kubelet.",
    );
    expect((await held(bench)).find(({ id }) => id === 'P-30')?.verdict).toBe('missing');
    expect(await bench.api.apply(plan.lost![0]!.fix)).toMatchObject({ status: 'succeeded' });
    expect((await held(bench)).find(({ id }) => id === 'P-30')?.verdict).toBe('granted');
  });

  it('is harmless while a wider role serves', async () => {
    const world = smallWorld();
    const wider = assignRole('Owner', idA.principalId, ids.group);
    const bench = createBench({ ...world, roleAssignments: [...(world.roleAssignments ?? []), wider] });
    const plan = await bench.service.plan([{ kind: 'removeRole', roleAssignmentId: idOf(operator) }]);
    expect(plan.confirmName).toBeUndefined();
    expect(plan.checks).toContainEqual(expect.objectContaining({ title: 'No cluster needs it', verdict: 'pass' }));
  });

  it('asks for the name of the cluster where nodes could no longer pull', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([
      { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id },
    ]);
    expect(plan).toMatchObject({ confirmName: 'own-weu', verb: 'Detach acrlegacy' });
    expect(plan.warnings.map(({ severity }) => severity)).toContain('disruption');
  });
});

describe('deleting an identity with its roles', () => {
  it('removes those of every subscription in sight, then the identity', async () => {
    const bench = createBench(withRoles());
    const plan = await bench.service.plan([deletion]);
    expect(plan.confirmName).toBe('id-unused');
    expect(plan.steps.map(({ title }) => title)).toEqual([
      'Remove AcrPull from id-unused on acrhub',
      'Remove Reader from id-unused on rg-shop',
      'Delete identity id-unused',
    ]);
    expect(await bench.api.apply(deletion)).toMatchObject({ status: 'succeeded', next: [] });
    const left = bench.emulator.snapshot().roleAssignments ?? [];
    expect(left.filter(({ principalId }) => principalId === idUnused.principalId)).toEqual([]);
  });

  it('leaves them by default, with a note', async () => {
    const bench = createBench(withRoles());
    const { identityId } = deletion as { identityId: string };
    const change: Change = { kind: 'deleteIdentity', identityId };
    const plan = await bench.api.plan(change);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['deleteIdentity']);
    expect(plan.warnings.map(({ text }) => text)).toContain(
      '2 role assignments stay behind as "Identity not found": AcrPull on registry acrhub and Reader on resource group rg-shop.',
    );
  });

  it('continues in the middle without repeating what is done', async () => {
    const bench = createBench(withRoles());
    await bench.fault({ match: { method: 'DELETE', pathContains: '/userAssignedIdentities/' }, ...forbidden });
    const { activityId, status } = await bench.api.apply(deletion);
    expect(status).toBe('failed');
    const later = bench.restarted();
    await later.forget();
    expect(await later.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
    expect(await pathsOf(later)).toEqual(['delete id-unused']);
  });

  it('does without a role that someone else has removed meanwhile', async () => {
    const bench = createBench(withRoles());
    await bench.fault({ match: { method: 'DELETE', pathContains: '/roleAssignments/' }, ...forbidden });
    const { activityId } = await bench.api.apply(deletion);
    const [, second] = (await bench.service.plan([deletion])).steps;
    await bench.arm('DELETE', `${second!.request.path}?api-version=2022-04-01`);
    const later = bench.restarted();
    await later.forget();
    expect(await later.api.resume(activityId)).toMatchObject({ status: 'succeeded' });
    expect(await pathsOf(later)).toHaveLength(2);
  });

  it('ends before anything is sent where a role has come since', async () => {
    const bench = createBench(withRoles());
    await bench.fault({ match: { method: 'DELETE', pathContains: '/userAssignedIdentities/' }, ...forbidden });
    const { activityId } = await bench.api.apply(deletion);
    const assign: Change = {
      kind: 'assignRole',
      principalId: idUnused.principalId,
      role: { name: 'Reader' },
      scope: ids.subnet,
    };
    await bench.api.apply(assign);
    await bench.forget();
    await expect(bench.api.resume(activityId)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('Remove Reader from id-unused on snet-aks') as string,
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('sends nothing where one of the roles may not be removed', async () => {
    const small = `/subscriptions/${place.subscriptionId}`;
    const roles = [
      { scope: small, roleName: 'Owner' },
      { scope: `/subscriptions/${hub.subscriptionId}`, roleName: 'Reader' },
    ];
    const bench = createBench(withRoles({ caller: { objectId: guidOf('caller'), roles } }));
    const { checks } = await bench.api.plan(deletion);
    expect(checks.filter(({ verdict }) => verdict === 'fail').map(({ title }) => title)).toEqual([
      expect.stringContaining('acrhub'),
    ]);
    await expect(bench.api.apply(deletion)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
  });
});
