/** A cluster with a past: somebody took a role away, fetched a credential and turned local accounts off. */
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { idKubelet, legacyRegistry, own, smallWorld } from '../../support/azure/smallWorld.ts';
import { served } from '../cli/cliBench.ts';

const roleAt = (at: string): string => {
  const { name = '' } = smallWorld().roleAssignments.find(({ scope }) => scope === at) ?? {};
  return `${at}/providers/Microsoft.Authorization/roleAssignments/${name}`;
};
/** The role that is taken away: to pull images from a registry. */
export const pullId = roleAt(legacyRegistry.id);
/** The role that the control plane needs on the kubelet identity. */
export const operatorId = roleAt(idKubelet.id);

/** The small world, in which the cluster has local accounts. */
export function worldBefore(): WorldFile {
  const world = smallWorld();
  const withAccounts = (resource: WorldResource): WorldResource =>
    resource.id === own.id
      ? { ...resource, properties: { ...(resource['properties'] as object), disableLocalAccounts: false } }
      : resource;
  return { ...world, resources: world.resources.map(withAccounts) };
}

/** Lets somebody else do all that. */
export async function changedByOthers(bench: Bench): Promise<void> {
  await bench.arm('DELETE', `${pullId}?api-version=2022-04-01`);
  bench.emulator.clock.advance(60);
  await bench.arm('POST', `${own.id}/listClusterAdminCredential?api-version=2026-04-01`);
  bench.emulator.clock.advance(60);
  const { body } = await bench.arm('GET', `${own.id}?api-version=2026-04-01`);
  const properties = { ...(body['properties'] as object), disableLocalAccounts: true };
  await bench.arm('PUT', `${own.id}?api-version=2026-04-01`, { ...body, properties });
  bench.emulator.clock.advance(900);
}

/** A served emulator with that past. */
export type Past = Awaited<ReturnType<typeof served>>;

/** Serves the world in which all that has been done. */
export async function historyOfOthers(): Promise<Past> {
  const past = await served(worldBefore());
  await changedByOthers(past.bench);
  return past;
}
