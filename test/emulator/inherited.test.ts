import { describe, expect, it } from 'vitest';
import { clusterPath, emulate } from './emulated.ts';

/** What every object of JavaScript inherits; a client that sends it as a name must meet nothing of it. */
describe.each(['constructor', '__proto__'])('the name %s', (name) => {
  const body = {
    location: 'westeurope',
    identity: { type: 'SystemAssigned' },
    properties: {
      dnsPrefix: 'shop',
      agentPoolProfiles: [{ name: 'pool', count: 1, vmSize: 'Standard_D2s_v3', mode: 'System' }],
    },
  };

  it('a name that every JavaScript object inherits is no action of a resource', async () => {
    const { done, send } = emulate();
    expect((await done('PUT', clusterPath, body)).status).toBe(201);
    const answer = await send('POST', `${clusterPath}/${name}`);
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'ResourceActionNotFound' } } });
  });

  it('a name that every JavaScript object inherits is no add-on with a role, and no property that anybody has set', async () => {
    const { done } = emulate();
    const text = JSON.stringify({ ...body, properties: { ...body.properties, addonProfiles: 'here' } });
    const odd = JSON.parse(text.replace('"here"', `{ "${name}": { "enabled": true } }`)) as object;
    expect([201, 400]).toContain((await done('PUT', clusterPath, odd)).status);
    expect(({} as Record<string, unknown>)['enabled']).toBeUndefined();
  });

  it('a name that every JavaScript object inherits is no kind of directory object', async () => {
    const { send } = emulate();
    const answer = await send('POST', '/v1.0/directoryObjects/getByIds', { ids: ['x'], types: [name] });
    expect(answer).toMatchObject({ status: 200, body: { value: [] } });
  });

  it('a name that every JavaScript object inherits is no column of Resource Graph', async () => {
    const { send } = emulate();
    const query = `resources | project x = properties.${name}, y = properties['${name}']`;
    const answer = await send('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', { query });
    expect(answer.status).toBeLessThan(500);
  });
});
