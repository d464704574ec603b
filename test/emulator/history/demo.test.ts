import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { readWorld } from '../../../src/emulator/files/readWorld.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { eventsOf } from '../../../src/emulator/providers/insights/activityEvents.ts';
import { World } from '../../../src/emulator/world/world.ts';
import type { Loose } from '../emulated.ts';

const now = Date.parse('2026-09-20T12:00:00Z');
const file = demoWorld();
const world = new World(file, now);

const resourceNamed = (name: string): Loose =>
  file.resources.find((resource) => resource.name === name) as unknown as Loose;

describe('the history of the demo', () => {
  it('is a world file that can be read, two weeks long and in order (H-46)', () => {
    expect(() => readWorld(JSON.stringify(file))).not.toThrow();
    const times = world.history.writes.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(now - 14 * 24 * 3600 * 1000);
    expect(times.at(-1)).toBeLessThan(now);
    expect(createEmulator({ world: file }).snapshot().history).toHaveLength(times.length);
  });

  it('has the role that shop-weu lacks at its zone, and the pipeline that removed it (H-46)', () => {
    const zone = resourceNamed('privatelink.westeurope.azmk8s.io');
    const identity = resourceNamed('id-shop-weu')['properties']!;
    const removal = world.history.writes.find(({ method, id }) => method === 'DELETE' && /roleAssignments/.test(id))!;
    const [, end] = eventsOf(removal, world);
    expect(end?.body).toMatchObject({
      caller: removal.caller?.objectId,
      claims: { appid: removal.caller?.appId },
      operationName: { value: 'Microsoft.Authorization/roleAssignments/delete' },
      status: { value: 'Succeeded' },
    });
    const removed = JSON.parse(String((end?.body['properties'] as { responseBody: string }).responseBody)) as Loose;
    expect(removed['properties']).toMatchObject({ principalId: identity['principalId'], scope: zone['id'] });
    const isThere = file.roleAssignments.some(({ name }) => name === removal.id.split('/').at(-1));
    expect([removal.caller?.type, isThere]).toEqual(['Application', false]);
  });

  it('has admin credentials fetched only where Azure gives them out (H-46)', () => {
    const fetched = world.history.writes.filter(({ action }) => action === 'listClusterAdminCredential');
    expect(fetched.length).toBeGreaterThan(0);
    for (const { id } of fetched)
      expect(world.resources.get(id)).toMatchObject({ properties: { disableLocalAccounts: false } });
  });

  it('ends in what is there: the values after the last change of a resource are those that it has (H-46)', () => {
    const lasting = world.history.writes.filter(({ failure, action }) => failure === undefined && action === undefined);
    const last = new Map(lasting.map((write) => [write.id, write]));
    const resources = [...last.values()].filter(({ id }) => !/roleAssignments/.test(id));
    expect(resources.length).toBe(3);
    for (const { id, after } of resources) expect(world.resources.get(id)).toMatchObject(after!);
  });
});
