import { inWords } from '../../support/domain/unknowns.ts';
import { expect, it } from 'vitest';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { clusterRow } from '../../../src/tree/clusters/clusterRow.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { createBench } from '../../support/azure/azureBench.ts';

const isCluster = ({ type }: { readonly type?: unknown }): boolean => /managedClusters$/i.test(String(type));

/** A subscription with too many identities to ask for the credentials of each; its clusters carry none of them. */
function manyIdentities() {
  const world = fleetWorld(5, 1, 60);
  const named = new Set<string>();
  const resources = world.resources.map((resource) => {
    if (!isCluster(resource)) return resource;
    const {
      id,
      name,
      identity,
      properties = {},
    } = resource as unknown as {
      readonly id: string;
      readonly name: string;
      readonly identity: { readonly userAssignedIdentities: Readonly<Record<string, JsonObject>> };
      readonly properties: JsonObject & {
        readonly nodeResourceGroup?: string;
        readonly identityProfile?: { readonly kubeletidentity?: JsonObject };
      };
    };
    const [[identityId, ids] = ['', {}]] = Object.entries(identity.userAssignedIdentities);
    named.add(identityId.toLowerCase());
    const group = `${id.split('/').slice(0, 3).join('/')}/resourceGroups/${properties.nodeResourceGroup ?? ''}`;
    const resourceId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`;
    return {
      ...resource,
      identity: { type: 'SystemAssigned', principalId: ids['principalId'], tenantId: world.tenantId },
      properties: {
        ...properties,
        identityProfile: { kubeletidentity: { ...properties.identityProfile?.kubeletidentity, resourceId } },
      },
    };
  }) as typeof world.resources;
  return {
    ...world,
    resources: resources.filter(({ id }) => !named.has(id.toLowerCase())),
    graphHasCredentials: false,
  };
}

it('a cluster that is checked with all of its subscription is not fine where its credentials were not listed', async () => {
  const { service } = createBench(manyIdentities());
  const reading = await readInventory(service, undefined, undefined);
  const [subscription] = reading.inventory.subscriptions;
  await reading.checkSubscription(subscription!.id, () => undefined);
  const all = [...reading.inventory.clusters.get(subscription!.id.toLowerCase())!.values()];
  expect(all.length).toBeGreaterThan(0);
  for (const cluster of all) {
    await reading.around(cluster.id);
    const check = reading.checks.get(cluster.id.toLowerCase())!;
    expect(String(inWords(check.allOtherUnknowns))).toMatch(/Federated credentials: They were not listed/);
    expect(clusterRow(cluster, { check, notices: [] }).state?.grade).toBe('unknown');
  }
});
