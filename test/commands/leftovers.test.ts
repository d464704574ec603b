import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../src/app/runs/activity.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { reviewLeftovers } from '../../src/commands/leftovers.ts';
import { user } from '../support/vscode/user.ts';

const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
const former = { principalId: 'p', name: 'id-old', as: 'controlPlane', clusterId };
const scope = '/subscriptions/s/resourceGroups/rg';
const grants = ['Contributor', 'Reader'].map((roleName) => ({ roleName, assignment: { id: `of ${roleName}`, scope } }));
const timer = { kind: 'tokenRefresh', text: '', startedAt: new Date(0), endsAt: new Date(8.64e12) };
let applied: unknown[];

function contextWith(entry: Partial<ActivityEntry> | undefined, held: readonly object[] = grants): CommandContext {
  const full = { activityId: 'a', title: 'Change', former: [former], timers: [], ...entry };
  const service = {
    activity: async () => (entry ? [full] : []),
    leftovers: async () => held,
    plan: async (changes: readonly unknown[]) => ({
      changes,
      steps: changes.map(() => ({ title: 'Remove' })),
      warnings: [],
      checks: [],
    }),
    apply: async ({ changes }: { changes: unknown }) => void applied.push(changes),
  };
  const views = { showActivity: async () => undefined };
  return { connections: { service: async () => service }, views } as unknown as CommandContext;
}

beforeEach(() => void (applied = []));

describe('reviewing what the previous identity still holds', () => {
  it('removes what the user chooses, once it was confirmed', async () => {
    user.picks = [/Contributor/];
    user.presses = ['Remove'];
    await reviewLeftovers(contextWith({}), { activityId: 'a' });
    expect(user.lists[0]?.title).toBe('id-old still holds 2 grants because of shop');
    expect(applied).toEqual([[{ kind: 'removeRole', roleAssignmentId: 'of Contributor' }]]);
  });

  it('removes nothing without a choice or without the confirmation', async () => {
    user.picks = [/^none of them$/];
    await reviewLeftovers(contextWith({}), {});
    user.picks = [/Reader/];
    await expect(reviewLeftovers(contextWith({}), {})).rejects.toMatchObject({ code: 'cancelled' });
    expect(applied).toEqual([]);
  });

  it('waits while the token of the control plane may still be in use', async () => {
    const waiting = contextWith({ timers: [timer] as unknown as ActivityEntry['timers'] });
    await expect(reviewLeftovers(waiting, {})).rejects.toThrow(/id-old may stay in use until/);
    expect([user.lists, user.notifications]).toEqual([[], []]);
  });

  it('says that nothing is left, and that nothing is known', async () => {
    await reviewLeftovers(contextWith({}, []), {});
    expect(user.notifications[0]?.text).toContain('id-old holds nothing more because of shop');
    await expect(reviewLeftovers(contextWith(undefined), {})).rejects.toMatchObject({ code: 'refused' });
  });
});
