/** What is taken for true of management groups, asked of Azure itself; all of it only reads. */
import { expect } from 'vitest';
import type { Arm } from '../../../src/azure/arm/arm.ts';
import { queryAncestors } from '../../../src/azure/read/graphTables.ts';
import { listEligibleRoles } from '../../../src/azure/read/permissions.ts';
import { listAssignmentsAt } from '../../../src/azure/read/roleAssignments.ts';
import { managementGroupOf } from '../../../src/domain/arm/resourceId.ts';
import { IdentityError } from '../../../src/errors.ts';
import type { LiveCheck } from './checks.ts';
import type { LivePlace } from './place.ts';

/** Checks of the tree above the subscription. */
export const managementGroupChecks: readonly LiveCheck[] = [
  {
    title: 'the groups above the subscription are told by Resource Graph, the root of its directory among them',
    run: async (place) => {
      const { tenantId } = (await place.service.subscriptions()).items.find(
        ({ id }) => id.toLowerCase() === place.subscriptionId.toLowerCase(),
      )!;
      expect(await groupsAbove(place)).toContain(tenantId.toLowerCase());
    },
  },
  {
    title: 'ARM lists at the subscription only what is granted at the groups that Resource Graph tells to be above it',
    run: async (place) => {
      const listed = await listAssignmentsAt(await armOf(place), `/subscriptions/${place.subscriptionId}`);
      const named = listed.flatMap(({ scope }) => managementGroupOf(scope) ?? []);
      expect(await groupsAbove(place)).toEqual(expect.arrayContaining(named));
    },
  },
  {
    title: 'roles that can be activated are listed at the subscription without those of groups elsewhere',
    run: async (place) => {
      const eligible = await listEligibleRoles(await armOf(place), place.subscriptionId).catch((error: unknown) => {
        // A directory without the license for it has none.
        if (error instanceof IdentityError) return [];
        throw error;
      });
      const named = eligible.flatMap(({ scope }) => managementGroupOf(scope) ?? []);
      expect(await groupsAbove(place)).toEqual(expect.arrayContaining(named));
    },
  },
];

async function armOf({ service: { connection } }: LivePlace): Promise<Arm> {
  const [tenant] = (await connection.tenants()).items;
  return connection.arm(tenant!);
}

async function groupsAbove(place: LivePlace): Promise<readonly string[]> {
  const [row] = await queryAncestors(await armOf(place), [place.subscriptionId]);
  return [...(row?.groups ?? [])];
}
