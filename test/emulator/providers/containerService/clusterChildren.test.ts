import { expect, it } from 'vitest';
import { clusterBody, clusterPath, codeOf, emulate, group, items, said, type Emulated } from '../../emulated.ts';

async function made(version: string, resources: Parameters<typeof emulate>[0] = {}): Promise<Emulated> {
  const emulated = emulate(resources);
  await emulated.done('PUT', clusterPath, clusterBody({}, { kubernetesVersion: version }));
  await emulated.send('GET', clusterPath);
  return emulated;
}

it.each(['maintenanceConfigurations', 'privateEndpointConnections', 'agentPools/nodepool1/machines'])(
  '%s are listed below what is there, also where there are none, and nowhere else (E-138)',
  async (path) => {
    const collection = `${clusterPath}/${path}`;
    const type = `Microsoft.ContainerService/managedClusters/${path.replace('/nodepool1', '')}`;
    const given = { id: `${collection}/one`, name: 'one', type, properties: { odd: 1 } };
    const empty = await made('1.33');
    expect((await empty.send('GET', collection)).body).toEqual({ value: [] });
    expect((await empty.send('GET', given.id)).status).toBe(404);
    const refused = await empty.send('PUT', given.id, { properties: {} });
    expect(codeOf(refused.body)).toBe('NotSupportedByEmulator');
    const { send } = await made('1.33', { resources: [given] });
    expect((await send('GET', collection)).body).toEqual({ value: [given] });
    expect((await send('GET', given.id)).body).toEqual(given);
    for (const missing of [collection.replace('/shop/', '/none/'), collection.replace('/nodepool1/', '/none/')]) {
      if (missing !== collection) expect(codeOf((await send('GET', missing)).body)).toBe('ResourceNotFound');
    }
  },
);

it('snapshots of a subscription and of a group are an empty list', async () => {
  const { send } = emulate();
  for (const scope of [group, group.replace(/\/resourceGroups.*/, '')])
    expect((await send('GET', `${scope}/providers/Microsoft.ContainerService/snapshots`)).body).toEqual({ value: [] });
});

it('the versions for pools are those that are offered and not newer than the control plane (E-137)', async () => {
  const versions = async (version: string): Promise<unknown> => {
    const { send } = await made(version);
    const { body } = await send('GET', `${clusterPath}/availableAgentPoolVersions`);
    expect(said(body['id'])).toMatch(/managedClusters\/shop\/availableagentpoolversions$/);
    return items(body['properties']!, 'agentPoolVersions').map(
      ({ kubernetesVersion, default: isDefault }) => said(kubernetesVersion) + (isDefault ? ' default' : ''),
    );
  };
  const until132 = ['1.30.13', '1.30.14', '1.31.12', '1.31.13', '1.32.8', '1.32.9'];
  expect(await versions('1.32')).toEqual(until132);
  expect(await versions('1.33.4')).toEqual([...until132, '1.33.4']);
  expect(await versions('1.33')).toEqual([...until132, '1.33.4', '1.33.5 default']);
  const missing = await emulate().send('GET', `${clusterPath}/availableAgentPoolVersions`);
  expect(codeOf(missing.body)).toBe('ResourceNotFound');
});
