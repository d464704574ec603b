/** What a colleague does to a cluster with another client. */
import { expect } from 'vitest';
import type { Bench } from './azureBench.ts';
import { sami } from './smallWorld.ts';

const version = '?api-version=2026-04-01';

/** A colleague gives the cluster another control plane identity; it has ended when this resolves. */
export async function colleagueGives(bench: Bench, identityId: string, clusterId: string = sami.id): Promise<void> {
  const { body } = await bench.arm('GET', clusterId + version);
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
  expect((await bench.arm('PUT', clusterId + version, { ...body, identity })).status).toBe(200);
  bench.emulator.clock.advance(600);
}

/** The user-assigned identity that the cluster has now, in lower case. */
export async function identityOf(bench: Bench, clusterId: string = sami.id): Promise<string | undefined> {
  const { body } = await bench.arm('GET', clusterId + version);
  const { userAssignedIdentities = {} } = body['identity'] as { userAssignedIdentities?: object };
  return Object.keys(userAssignedIdentities)[0]?.toLowerCase();
}
