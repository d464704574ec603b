/** What Azure itself has to tell of what the person who signed in may grant; only reads. */
import { expect } from 'vitest';
import type { LiveCheck } from './checks.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** Checks of the right to grant roles. */
export const grantsChecks: readonly LiveCheck[] = [
  {
    title: 'whether the person may grant roles on the subscription is known, or hangs on a condition that is named',
    run: async ({ service, subscriptionId }) => {
      const { checks } = await service.plan([
        {
          kind: 'assignRole',
          principalId: '00000000-0000-4000-8000-0000000000ff',
          role: { name: 'Reader' },
          scope: `/subscriptions/${subscriptionId}`,
        },
      ]);
      const right = checks.find(({ title }) => /ou can('t)? assign roles/.test(textOf(title)));
      expect(right).toBeDefined();
      if (right?.verdict === 'unknown') expect(right.detail).toMatch(/condition|deny assignment/i);
    },
  },
  {
    title: 'a role that has a condition of its own is read with it',
    run: async ({ service, subscriptionId }) => {
      const roles = await service.roleDefinitions(`/subscriptions/${subscriptionId}`);
      const limited = roles.find(({ name }) => name === 'Key Vault Data Access Administrator');
      if (!limited) return;
      expect(limited.permissions.map(({ condition }) => condition ?? '').join()).toContain('ActionMatches');
    },
  },
];
