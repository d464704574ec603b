/** What AKS tells of its clusters and leaves out; asked with reads only. */
import { expect } from 'vitest';
import { createDirectory } from '../../../src/azure/directory/directory.ts';
import { listCreationTimes } from '../../../src/azure/read/resources.ts';
import { textAt } from '../../../src/domain/arm/json.ts';
import { idKey, resourceType } from '../../../src/domain/arm/resourceId.ts';
import type { LiveCheck } from './checks.ts';

/** Enough to see how it is, and few enough not to hurt. */
const most = 5;

/** Checks of the assumptions of this extension about AKS. */
export const aksChecks: readonly LiveCheck[] = [
  {
    title: 'clusters and identities tell no systemData',
    run: async ({ service, subscriptionId }) => {
      const clusters = await service.clusters({ subscriptionIds: [subscriptionId] });
      const identities = await service.identities({ subscriptionIds: [subscriptionId] });
      for (const { id } of [...clusters.items.slice(0, most), ...identities.items.slice(0, most)]) {
        const { systemData } = await service.json(id);
        expect(systemData ?? null, id).toBeNull();
      }
    },
  },
  {
    title: 'the list of a subscription tells when each of its clusters and identities was made',
    run: async ({ service, connection, subscriptionId }) => {
      const directory = createDirectory(connection);
      const times = (type: string): ReturnType<typeof listCreationTimes> =>
        directory.read(`/subscriptions/${subscriptionId}`, (arm) => listCreationTimes(arm, { subscriptionId, type }));
      const clusters = await service.clusters({ subscriptionIds: [subscriptionId] });
      const identities = await service.identities({ subscriptionIds: [subscriptionId] });
      const lists = await Promise.all([times(resourceType.cluster), times(resourceType.identity)]);
      for (const { id } of [...clusters.items.slice(0, most), ...identities.items.slice(0, most)]) {
        expect(
          Date.parse(lists.map((list) => list.get(idKey(id))).find((time) => time !== undefined) ?? ''),
          id,
        ).toBeGreaterThan(Date.parse('2014-01-01'));
      }
    },
  },
  {
    title: 'clusters have an eTag',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.clusters({ subscriptionIds: [subscriptionId] });
      for (const { id } of items.slice(0, most)) expect(textAt(await service.json(id), 'eTag'), id).toBeDefined();
    },
  },
];
