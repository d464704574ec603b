import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, emulate, group, items, said, subscription, type Emulated } from '../../emulated.ts';

const vault = `${group}/providers/Microsoft.DataProtection/backupVaults/vault`;
const path = (name: string): string => `${clusterPath}/trustedAccessRoleBindings/${name}`;
const from = (sourceResourceId = vault, roles: readonly string[] = ['x/y/z']): unknown => ({
  properties: { sourceResourceId, roles },
});

async function withCluster(): Promise<Emulated> {
  const emulated = emulate();
  await emulated.done('PUT', clusterPath, clusterBody());
  return emulated;
}

describe('a binding of Trusted Access', () => {
  it('is made and removed by an operation (E-189)', async () => {
    const { send, done, advance } = await withCluster();
    const made = await send('PUT', path('one'), from());
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Creating']);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    expect((await send('GET', path('one'))).body).toMatchObject({
      properties: { sourceResourceId: vault, roles: ['x/y/z'], provisioningState: 'Succeeded' },
    });
    expect((await done('PUT', path('one'), from(vault, ['x/y/other']))).status).toBe(200);
    expect((await done('DELETE', path('one'))).status).toBe(202);
    expect((await send('GET', path('one'))).status).toBe(404);
    expect((await send('DELETE', path('one'))).status).toBe(204);
  });

  it('is one of eight at most (E-190)', async () => {
    const { send, done } = await withCluster();
    for (let count = 1; count <= 8; count++) expect((await done('PUT', path(`b${count}`), from())).status).toBe(201);
    expect((await send('PUT', path('b9'), from())).status).toBe(400);
    expect((await done('PUT', path('b8'), from())).status).toBe(200);
    expect(items((await send('GET', `${clusterPath}/trustedAccessRoleBindings`)).body)).toHaveLength(8);
  });

  it('waits for other operations of the cluster, whatever it asks for', async () => {
    const { send } = await withCluster();
    await send('PUT', path('one'), from());
    expect((await send('PUT', path('two'), from(vault, []))).status).toBe(409);
  });

  it.each([
    ['from another subscription', 'one', from(vault.replaceAll('1', '3'))],
    ['without a role', 'one', from(vault, [])],
    ['with a longer name', 'a'.repeat(25), from()],
    ['with an odd name', 'a.b', from()],
  ])('is refused %s (E-192)', async (_, name, body) => {
    const { send } = await withCluster();
    expect((await send('PUT', path(name), body)).status).toBe(400);
  });

  it('waits for the cluster, and the cluster for it', async () => {
    const { send, advance } = await withCluster();
    await send('PUT', path('one'), from());
    expect((await send('PUT', clusterPath, (await send('GET', clusterPath)).body)).status).toBe(409);
    advance(60);
    await send('PUT', clusterPath, (await send('GET', clusterPath)).body);
    expect((await send('PUT', path('two'), from())).status).toBe(409);
  });
});

it('roles of Trusted Access are listed for a region, with the type of their source (R-14, T-69, E-191)', async () => {
  const { send } = emulate();
  const path = `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/trustedAccessRoles`;
  const roles = items((await send('GET', path)).body);
  const names = roles.map(({ sourceResourceType, name }) => `${said(sourceResourceType)}/${said(name)}`);
  expect(names).toContain('Microsoft.DataProtection/backupVaults/backup-operator');
  expect(new Set(names).size).toBe(names.length);
});
