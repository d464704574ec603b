import { expect, it } from 'vitest';
import { clusterBody, clusterPath, codeOf, emulate, items, said } from '../../emulated.ts';

it('a stopped cluster is not stopped again, and a running one is not started again (E-121)', async () => {
  const { send, done } = emulate();
  await done('PUT', clusterPath, clusterBody());
  const running = await send('POST', `${clusterPath}/start`);
  expect([running.status, codeOf(running.body)]).toEqual([409, 'OperationNotAllowed']);
  expect((await done('POST', `${clusterPath}/stop`)).status).toBe(202);
  expect(said((await send('POST', `${clusterPath}/stop`)).body['error']!['message'])).toBe(
    'managed cluster is in Provisioning State(Succeeded) and Power State(Stopped), stopping cannot be performed',
  );
});

// test_aks_nodepool_stop_and_start.yaml of the recordings of Azure/azure-cli: the pool is sent back with another `powerState`.
it('a node pool is stopped without nodes, and started with those that it had (E-122)', async () => {
  const { send, done } = emulate();
  await done('PUT', clusterPath, clusterBody());
  const path = `${clusterPath}/agentPools/work`;
  await done('PUT', path, { properties: { count: 2, mode: 'User' } });
  for (const [code, state, count] of [
    ['Stopped', 'Stopping', 0],
    ['Running', 'Starting', 2],
  ] as const) {
    const { body } = await send('GET', path);
    const properties = { ...body['properties'], powerState: { code } };
    const answer = await done('PUT', path, { properties });
    expect([answer.status, answer.body['properties']]).toMatchObject([
      200,
      { count, powerState: { code }, provisioningState: state },
    ]);
    const pools = items((await send('GET', clusterPath)).body['properties']!, 'agentPoolProfiles');
    expect(pools[1]).toMatchObject({ count, powerState: { code }, provisioningState: 'Succeeded' });
    const { body: cluster } = await send('GET', clusterPath);
    await done('PUT', clusterPath, { ...cluster, tags: { state } });
  }
});
