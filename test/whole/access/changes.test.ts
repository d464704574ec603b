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
});
