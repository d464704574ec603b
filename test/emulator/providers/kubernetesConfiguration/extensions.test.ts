import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, emulate, items, subscriptionId } from '../../emulated.ts';

const type = 'Microsoft.KubernetesConfiguration/extensions';
const list = `${clusterPath}/providers/${type}`;
const version = 'api-version=2025-03-01';
const flux = {
  id: `${list}/flux`,
  name: 'flux',
  type,
  properties: { extensionType: 'microsoft.flux', aksAssignedIdentity: null, provisioningState: 'Succeeded' },
};

async function withFlux() {
  const emulated = emulate({ resources: [flux] });
  await emulated.done('PUT', clusterPath, clusterBody());
  return emulated;
}

describe('extensions of a cluster', () => {
  it('are read and listed below it as the world has them, and not written (E-187)', async () => {
    const { send } = await withFlux();
    expect((await send('GET', `${list}?${version}`)).body).toEqual({ value: [flux] });
    expect((await send('GET', `${flux.id}?${version}`)).body).toEqual(flux);
    expect((await send('GET', `${list.replace('/shop/', '/none/')}?${version}`)).status).toBe(404);
    expect((await send('PUT', `${flux.id}?${version}`, flux)).status).toBe(400);
  });

  it('are rows of a table of their own, whose properties begin with a capital (E-188)', async () => {
    const { send } = await withFlux();
    const ask = async (query: string) => {
      const body = { subscriptions: [subscriptionId], query, options: { resultFormat: 'objectArray' } };
      const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
      return items((await send('POST', path, body)).body, 'data');
    };
    const [row] = await ask(`kubernetesconfigurationresources | where type =~ '${type}' | project id, properties`);
    expect(row).toMatchObject({ id: flux.id.toLowerCase(), properties: { ExtensionType: 'microsoft.flux' } });
    expect(await ask(`resources | where type =~ '${type}' | project id`)).toEqual([]);
  });
});
