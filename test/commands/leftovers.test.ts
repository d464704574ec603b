import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ActivityEntry } from '../../src/app/runs/activity.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { reviewLeftovers } from '../../src/commands/leftovers.ts';

const person: { picks: RegExp[]; told: string[]; asked: string[]; agrees: boolean } = {
  picks: [],
  told: [],
  asked: [],
  agrees: true,
};
interface Item {
  readonly label: string;
}
vi.mock('vscode', async () => ({
  ...(await import('../support/vscodeDouble.ts')),
  window: {
    withProgress: (await import('../support/vscodeDouble.ts')).withProgress,
    showQuickPick: async (items: readonly Item[], { title, canPickMany }: { title: string; canPickMany?: boolean }) => {
      person.asked.push(title, ...items.map(({ label }) => label));
      const found = items.filter(({ label }) => person.picks.some((pattern) => pattern.test(label)));
      return canPickMany ? found : found[0];
    },
    showInformationMessage: async (text: string) => void person.told.push(text),
    showWarningMessage: async (text: string, _: unknown, button: string) => {
      person.asked.push(text);
      return person.agrees ? button : undefined;
    },
  },
}));

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

beforeEach(() => {
  applied = [];
  Object.assign(person, { picks: [], told: [], asked: [], agrees: true });
});

describe('reviewing what the previous identity still holds', () => {
  it('removes what the user chooses, once it was confirmed', async () => {
    person.picks = [/Contributor/];
    await reviewLeftovers(contextWith({}), { activityId: 'a' });
    expect(person.asked[0]).toBe('id-old still holds 2 grants because of shop');
    expect(applied).toEqual([[{ kind: 'removeRole', roleAssignmentId: 'of Contributor' }]]);
  });

  it('removes nothing without a choice or without the confirmation', async () => {
    await reviewLeftovers(contextWith({}), {});
    person.picks = [/Reader/];
    person.agrees = false;
    await expect(reviewLeftovers(contextWith({}), {})).rejects.toMatchObject({ code: 'cancelled' });
    expect(applied).toEqual([]);
  });

  it('waits while the token of the control plane may still be in use', async () => {
    const waiting = contextWith({ timers: [timer] as unknown as ActivityEntry['timers'] });
    await expect(reviewLeftovers(waiting, {})).rejects.toThrow(/id-old may stay in use until/);
    expect(person.asked).toEqual([]);
  });

  it('says that nothing is left, and that nothing is known', async () => {
    await reviewLeftovers(contextWith({}, []), {});
    expect(person.told[0]).toContain('id-old holds nothing more because of shop');
    await expect(reviewLeftovers(contextWith(undefined), {})).rejects.toMatchObject({ code: 'refused' });
  });
});
