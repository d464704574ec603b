import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { accessWorld, clusterId, givenRole, principals } from './accessWorld.ts';

const [ana = '', ben = '', team = '', , pipeline = ''] = principals;
const group = clusterId.replace(/\/providers\/.*/, '');

function company(...given: ReturnType<typeof givenRole>[]): Bench {
  const world = accessWorld({ asksAzure: true, isInFleet: false, ownRoles: [], given, denied: [] });
  return createBench(world, { operationSeconds: 1 });
}

async function apply(bench: Bench, change: Change): Promise<void> {
  expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
  await bench.forget();
}

async function mayWrite(bench: Bench, principalId: string, namespace: string): Promise<unknown> {
  const asked = { cluster: clusterId, principalId, namespace, verb: 'create', resource: 'pods' };
  const { body } = await bench.arm('POST', '/_emulator/authorize', asked);
  return body['decision'];
}

const credential = async (bench: Bench): Promise<number> =>
  (await bench.arm('POST', `${clusterId}/listClusterAdminCredential?api-version=2026-04-01`)).status;

const version = '?api-version=2026-04-01';

/** What the cluster is set to, without what Azure counts on by itself. */
async function settings(bench: Bench): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await bench.arm('GET', clusterId + version);
  const ofAzure = new Set(['provisioningState', 'eTag']);
  const own = JSON.stringify(body['properties'], (key, value: unknown) => (ofAzure.has(key) ? undefined : value));
  return JSON.parse(own) as Readonly<Record<string, unknown>>;
}

async function putProperties(bench: Bench, more: Readonly<Record<string, unknown>>): Promise<void> {
  const { body } = await bench.arm('GET', clusterId + version);
  const properties = { ...(body['properties'] as object), ...more };
  expect((await bench.arm('PUT', clusterId + version, { ...body, properties })).status).toBe(200);
  bench.emulator.clock.advance(1200);
}

describe('changes of who can act on a cluster', () => {
  it('let a person, a group or an application write in one namespace and no other, and in none again (H-12)', async () => {
    const bench = company();
    for (const [principalId, principalType] of [
      [ben, 'User'],
      [team, 'Group'],
      [pipeline, 'ServicePrincipal'],
    ] as const) {
      const grant = { kind: 'grantClusterAccess', clusterId, principalId, principalType, level: 'writer' } as const;
      await apply(bench, { ...grant, namespace: 'shop' });
      expect([await mayWrite(bench, principalId, 'shop'), await mayWrite(bench, principalId, 'web')]).toEqual([
        'allowed',
        'denied',
      ]);
      const { cells } = await bench.service.whoCanAct(clusterId);
      const writes = cells.find((cell) => cell.principal.id === principalId && cell.ability === 'write');
      expect([writes?.principal.type, writes?.namespace]).toEqual([principalType, 'shop']);
      const roleAssignmentId = writes?.verdict.kind === 'held' ? writes.verdict.by.id : '';
      await apply(bench, { kind: 'removeClusterAccess', clusterId, roleAssignmentId });
      expect(await mayWrite(bench, principalId, 'shop')).toBe('denied');
    }
  });

  it('end the admin credential with local accounts, and bring it back with them (H-11)', async () => {
    const bench = company(givenRole(ana, group, 'Azure Kubernetes Service RBAC Cluster Admin'));
    expect(await credential(bench)).toBe(200);
    await apply(bench, { kind: 'setLocalAccounts', clusterId, enabled: false });
    expect(await credential(bench)).toBe(400);
    await apply(bench, { kind: 'setLocalAccounts', clusterId, enabled: true });
    expect(await credential(bench)).toBe(200);
  });

  it.each([
    ['is in progress elsewhere', { status: 409, code: 'OperationNotAllowed', message: 'An operation is in progress.' }],
    ['is refused', { status: 403, code: 'AuthorizationFailed', message: 'The role has expired.' }],
    ['comes after another one', { status: 412, code: 'PreconditionFailed', message: 'The etag is another one.' }],
  ])('end local accounts and touch nothing else, also where the write %s (H-57)', async (_, fault) => {
    const bench = company(givenRole(ana, group, 'Azure Kubernetes Service RBAC Cluster Admin'));
    await putProperties(bench, { disableLocalAccounts: false });
    const { disableLocalAccounts: _before, ...before } = await settings(bench);
    await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/shop' }, times: 1, ...fault });
    const { status } = await bench.api.apply({ kind: 'setLocalAccounts', clusterId, enabled: false });
    const { disableLocalAccounts, ...others } = await settings(bench);
    expect({ status, disableLocalAccounts, others }).toEqual({
      status: fault.status === 409 ? 'succeeded' : 'failed',
      disableLocalAccounts: fault.status === 409,
      others: before,
    });
  });

  it('end local accounts of no cluster whose group of administrators somebody takes away meanwhile (H-57)', async () => {
    const bench = company(givenRole(ana, group, 'Azure Kubernetes Service RBAC Cluster Admin'));
    await putProperties(bench, { aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [team] } });
    const plan = await bench.service.plan([{ kind: 'setLocalAccounts', clusterId, enabled: false }]);
    await putProperties(bench, { aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [] } });
    await bench.forget();
    await expect(bench.service.apply(plan)).rejects.toThrow('was changed by someone else after the plan was made');
    expect(await bench.writes()).toEqual([]);
  });
});
