/** That Azure refuses a version that it does not have in the words that this extension understands. */
import { expect } from 'vitest';
import type { LiveCheck } from './checks.ts';

const never = '2099-01-01';

/** Checks that only read. */
export const versionChecks: readonly LiveCheck[] = [
  {
    title: 'a version that does not exist is refused with a list, from which another one is taken',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.connection.tenants();
      const subscription = `/subscriptions/${subscriptionId}`;
      for (const tenant of items.slice(0, 1)) {
        const arm = service.connection.arm(tenant);
        const graph = '/providers/Microsoft.ResourceGraph/resources';
        const query = { subscriptions: [subscriptionId], query: 'resources | project id | order by id asc | take 1' };
        const bodies = [
          await arm.get(`${subscription}/providers/Microsoft.ContainerService/managedClusters`, never),
          await arm.get(`${subscription}/providers/Microsoft.Network/virtualNetworks`, never),
          await arm.get(`${subscription}/resourceGroups`, never),
          (await arm.send({ method: 'POST', path: graph, apiVersion: never, body: query })).body,
        ];
        for (const body of bodies) expect(arm.versionRead(body)).toMatch(/^20(1|2)\d-\d\d-\d\d$/);
      }
    },
  },
];
