import { expect, it } from 'vitest';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { clusterBody, clusterPath, emulate, items, subscription, type Loose } from '../emulated.ts';

const world = {
  apiVersions: { 'Microsoft.ContainerService': ['2026-04-01', '2026-07-01', '2026-08-02-preview'] },
  propertyVersions: { 'properties.fooProfile': '2026-07-01', 'properties.bar.baz': '2026-08-02-preview' },
};
const hidden = { fooProfile: { who: 'a' }, bar: { baz: [1], beside: 2 } };

/** A cluster that was written in the newest preview. */
async function written() {
  const azure = emulate(world);
  const path = (version: string) => `${clusterPath}?api-version=${version}`;
  expect((await azure.done('PUT', path('2026-08-02-preview'), clusterBody({}, hidden))).status).toBe(201);
  return { ...azure, path };
}

it.each([
  ['neither', '2026-04-01', { bar: { beside: 2 } }],
  ['the stable one', '2026-07-01', { fooProfile: { who: 'a' }, bar: { beside: 2 } }],
  ['both', '2026-08-02-preview', hidden],
])('a property of clusters is shown from its first version on: %s in %s (R-02, E-008)', async (_, version, shown) => {
  const { send, path } = await written();
  const { fooProfile, bar } = (await send('GET', path(version))).body['properties'] as Loose;
  expect({ ...(fooProfile === undefined ? {} : { fooProfile }), bar }).toEqual(shown);
  const list = `${subscription}/providers/Microsoft.ContainerService/managedClusters?api-version=${version}`;
  const found = items((await send('GET', list)).body).find(
    ({ id }) => JSON.stringify(id).toLowerCase() === JSON.stringify(clusterPath).toLowerCase(),
  );
  expect((found?.['properties'] as Loose)['fooProfile']).toEqual(fooProfile);
});

it('a property of clusters survives a PUT in a version that does not show it, and is changed by one that does (R-02)', async () => {
  const { send, done, path } = await written();
  const { body } = await send('GET', path('2026-04-01'));
  expect((await done('PUT', path('2026-04-01'), body)).status).toBe(200);
  expect((await send('GET', path('2026-08-02-preview'))).body['properties']).toMatchObject(hidden);
  const newest = (await send('GET', path('2026-08-02-preview'))).body;
  const next = { ...newest, properties: { ...(newest['properties'] as Loose), fooProfile: { who: 'b' } } };
  expect((await done('PUT', path('2026-08-02-preview'), next)).status).toBe(200);
  expect((await send('GET', path('2026-07-01'))).body['properties']).toMatchObject({ fooProfile: { who: 'b' } });
});

it.each([
  [{ 'identity.foo': '2026-07-01' }, 'must be named by a path below properties'],
  [{ 'properties.foo': 'soon' }, 'is no API version'],
])('versions of properties that make no sense are refused: %j', (propertyVersions, words) => {
  expect(() => readWorld(JSON.stringify({ tenantId: 't', subscriptions: [], propertyVersions }))).toThrow(words);
});
