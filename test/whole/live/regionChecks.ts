/** What Azure says about regions, and what each of them offers. */
import { expect } from 'vitest';
import { resourceType } from '../../../src/domain/arm/resourceId.ts';
import type { LiveCheck } from './checks.ts';

/** Checks that only read. */
export const regionChecks: readonly LiveCheck[] = [
  {
    title: 'regions are listed without the logical ones, and AKS and identities are offered in most of them',
    run: async ({ service, subscriptionId }) => {
      const names = (await service.locations(subscriptionId)).map(({ name }) => name);
      expect(names).not.toContain('unitedstates');
      expect(names).not.toContain('europe');
      for (const type of [resourceType.cluster, resourceType.identity]) {
        const offered = await service.regionsOf(type, subscriptionId);
        const known = names.filter((name) => offered.includes(name));
        expect(known.length, `${type} in ${offered.join()}`).toBeGreaterThan(names.length / 2);
      }
    },
  },
];
