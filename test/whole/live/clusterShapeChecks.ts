import { expect } from 'vitest';
import { valueAt, isObject, objectAt, textAt, type Json, type JsonObject } from '../../../src/domain/arm/json.ts';
import type { LiveCheck } from './checks.ts';

/** What clusters look like, as the recordings of the Azure CLI have it; only reads. */
export const clusterShapeChecks: readonly LiveCheck[] = [
  {
    title:
      'clusters name their outbound addresses, private links and host encryption, and no identity of modern insights',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.clusters({ subscriptionIds: [subscriptionId] });
      const settled = items.filter(({ provisioningState }) => provisioningState === 'Succeeded').slice(0, 5);
      for (const { id } of settled) {
        const cluster = await service.json(id);
        expectOutboundAddresses(cluster);
        expectPrivateLinks(cluster);
        for (const pool of listAt(cluster, 'properties.agentPoolProfiles'))
          if (textAt(pool, 'type') !== undefined) expect(typeof pool['enableEncryptionAtHost'], id).toBe('boolean');
        const insights = objectAt(cluster, 'properties.addonProfiles.omsagent');
        if (textAt(insights, 'config.useAADAuth')?.toLowerCase() === 'true')
          expect(insights?.['identity'] ?? undefined, id).toBeUndefined();
      }
    },
  },
];

function expectOutboundAddresses(cluster: JsonObject): void {
  const network = objectAt(cluster, 'properties.networkProfile');
  const sku = textAt(network, 'loadBalancerSku')?.toLowerCase();
  if (textAt(network, 'outboundType') !== 'loadBalancer' || sku !== 'standard') return;
  const addresses = listAt(network, 'loadBalancerProfile.effectiveOutboundIPs');
  expect(addresses.map(({ id }) => typeof id)).toContain('string');
}

function expectPrivateLinks(cluster: JsonObject): void {
  const access = objectAt(cluster, 'properties.apiServerAccessProfile');
  if (access?.['enablePrivateCluster'] !== true || access['enableVnetIntegration'] === true) return;
  const groups = listAt(cluster, 'properties.privateLinkResources').map(({ groupId }) => groupId);
  expect(groups).toContain('management');
}

function listAt(value: Json | undefined, path: string): readonly JsonObject[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}
