import { describe, expect, it } from 'vitest';
import type { WorldResource } from '../../../../src/emulator/arm/worldFile.ts';
import { clusterBody, clusterPath, emulate, pools, principal, said, tenantId, type Emulated } from '../../emulated.ts';

async function made(): Promise<Emulated> {
  const emulated = emulate();
  expect((await emulated.done('PUT', clusterPath, clusterBody())).status).toBe(201);
  await emulated.send('GET', clusterPath);
  return emulated;
}

describe('node pools', () => {
  it('show their eTag among their properties, where the SDKs read it, and in the cluster the same (E-133)', async () => {
    const { send } = await made();
    const pool = (await send('GET', `${clusterPath}/agentPools/nodepool1`)).body;
    expect(pool).not.toHaveProperty('eTag');
    const inCluster = (await send('GET', clusterPath)).body['properties']!['agentPoolProfiles']![0]!;
    expect(pool['properties']!['eTag']).toBe(inCluster['eTag']);
    const { status } = await send('PUT', `${clusterPath}/agentPools/nodepool1`, pool, {
      'If-Match': said(pool['properties']!['eTag']),
    });
    expect(status).toBe(200);
  });

  it('are changed and deleted in any casing of their name', async () => {
    const { send, done } = await made();
    await done('PUT', `${clusterPath}/agentPools/more`, { properties: { count: 1, mode: 'User' } });
    expect((await done('PUT', `${clusterPath}/agentPools/MORE`, { properties: { count: 2 } })).status).toBe(200);
    expect((await send('GET', `${clusterPath}/agentPools/More`)).body['properties']!['count']).toBe(2);
    expect((await done('DELETE', `${clusterPath}/agentPools/MORE`)).status).toBe(202);
    expect((await send('GET', `${clusterPath}/agentPools/more`)).status).toBe(404);
  });

  it('are listed, read, made and deleted; the last system pool stays (E-134)', async () => {
    const { send, done } = await made();
    expect((await send('GET', `${clusterPath}/agentPools`)).body['value']).toHaveLength(1);
    expect(
      (await done('PUT', `${clusterPath}/agentPools/more`, { properties: { count: 2, mode: 'User', future: 1 } }))
        .status,
    ).toBe(201);
    expect((await send('GET', `${clusterPath}/agentPools/more`)).body['properties']).toMatchObject({
      count: 2,
      provisioningState: 'Succeeded',
      future: 1,
    });
    expect((await send('DELETE', `${clusterPath}/agentPools/nodepool1`)).body['code']).toBe('OperationNotAllowed');
    await done('DELETE', `${clusterPath}/agentPools/more`);
    expect((await send('GET', `${clusterPath}/agentPools/more`)).status).toBe(404);
    expect((await send('DELETE', `${clusterPath}/agentPools/more`)).status).toBe(204);
  });

  it('a PUT of the cluster leaves pools alone that it does not mention', async () => {
    const { send, done } = await made();
    await done('PUT', `${clusterPath}/agentPools/more`, { properties: { count: 2, mode: 'User' } });
    await done('PUT', clusterPath, clusterBody());
    expect((await send('GET', `${clusterPath}/agentPools`)).body['value']).toHaveLength(2);
  });

  it('nodeImageVersion in a body means rollback from version 2026-04-01 on, and nothing before (E-135)', async () => {
    const older = 'AKSUbuntu-2204gen2containerd-202601.01.0';
    const newer = 'AKSUbuntu-2204gen2containerd-203001.01.0';
    const body = (image: string): unknown =>
      clusterBody(
        {},
        { agentPoolProfiles: [{ name: 'nodepool1', count: 1, mode: 'System', nodeImageVersion: image }] },
      );
    const { send, done } = await made();
    const image = async (): Promise<unknown> =>
      (await send('GET', `${clusterPath}/agentPools/nodepool1`)).body['properties']!['nodeImageVersion'];
    const before = await image();
    await done('PUT', `${clusterPath}?api-version=2026-03-01`, body(older));
    expect(await image()).toBe(before);
    expect((await send('PUT', clusterPath, body(newer))).body['code']).toBe('InvalidParameter');
    await done('PUT', clusterPath, body(older));
    expect(await image()).toBe(older);
  });

  it('an upgrade profile names the newest image, which is the own one where nothing else is said (E-136)', async () => {
    const { send } = await made();
    const pool = (await send('GET', `${clusterPath}/agentPools/nodepool1`)).body;
    const profile = await send('GET', `${clusterPath}/agentPools/nodepool1/upgradeProfiles/default`);
    expect(profile.body['properties']!['latestNodeImageVersion']).toBe(pool['properties']!['nodeImageVersion']);
  });
});

/** A cluster of a world with another pool. */
const clusterWith = (pool: WorldResource['properties']): WorldResource => ({
  id: clusterPath,
  name: 'shop',
  type: 'Microsoft.ContainerService/managedClusters',
  location: 'westeurope',
  identity: { type: 'SystemAssigned', principalId: principal('cp'), tenantId },
  properties: { provisioningState: 'Succeeded', agentPoolProfiles: [...pools, pool ?? {}] },
});

it('a pool of machines that AKS is changing does not block changes of the cluster, and another pool does (E-113)', async () => {
  for (const [mode, status] of [
    ['Machines', 200],
    ['User', 409],
  ] as const) {
    const pool = { name: 'aksmanagedap', count: 1, mode, provisioningState: 'Updating' };
    const { send } = emulate({ resources: [clusterWith(pool)] });
    const { body } = await send('GET', clusterPath);
    expect((await send('PUT', clusterPath, body)).status).toBe(status);
  }
});
