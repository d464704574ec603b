import { expect, it } from 'vitest';
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { createEmulator } from '../../../src/emulator/emulator.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';

const headers = { authorization: 'Bearer token' };
const world = demoWorld();
const clusters = world.resources.filter(({ type }) => /managedclusters$/i.test(type));

/** Clusters of the demo with which something is wrong, and what AKS says when they are sent back. */
const wrong: Readonly<Record<string, string>> = {
  'shop-weu': 'CustomPrivateDNSZoneMissingPermissionError',
  'lab-weu': 'FailedIdentityOperation',
  'load-neu': 'OperationNotAllowed',
  'spare-neu': 'OperationNotAllowed',
};

/** What is new after every write, or follows from the identity as it is now. */
function comparable(cluster: WorldResource): unknown {
  const text = JSON.stringify(cluster, (name, value: unknown) =>
    ['eTag', 'createdTime', 'status', 'provisioningState', 'userAssignedIdentities'].includes(name) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}

it.each(clusters.map((cluster) => [cluster.name, cluster] as const))(
  'the cluster %s of the demo, sent back as read, stays as it is or is refused for what is wrong with it (E-085)',
  async (name, cluster) => {
    const emulator = createEmulator({ world });
    const url = `https://management.azure.com${cluster.id}?api-version=2026-08-02-preview`;
    const put = await emulator.handle({ method: 'PUT', url, headers, body: JSON.stringify(cluster) });
    if (put === 'drop') throw new Error('The connection was cut.');
    emulator.clock.advance(60);
    const get = await emulator.handle({ method: 'GET', url, headers });
    if (get === 'drop') throw new Error('The connection was cut.');
    const refusal = wrong[name];
    if (refusal === undefined) expect(put.status).toBe(200);
    else expect(put.body).toContain(`"code":"${refusal}"`);
    expect(comparable(JSON.parse(get.body) as WorldResource)).toEqual(comparable(cluster));
  },
);
