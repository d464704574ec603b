import { expect, test } from 'vitest';
import { clusterBody, clusterPath, codeOf, emulate, said } from '../../emulated.ts';

test('a cluster that is stopped is not stopped again, nor one that runs started', async () => {
  const { send, done } = emulate();
  await done('PUT', clusterPath, clusterBody());
  const running = await send('POST', `${clusterPath}/start`);
  expect([running.status, codeOf(running.body)]).toEqual([409, 'OperationNotAllowed']);
  expect((await done('POST', `${clusterPath}/stop`)).status).toBe(202);
  expect(said((await send('POST', `${clusterPath}/stop`)).body['error']!['message'])).toBe(
    'managed cluster is in Provisioning State(Succeeded) and Power State(Stopped), stopping cannot be performed',
  );
});
