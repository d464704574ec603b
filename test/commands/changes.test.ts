import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.ts';
import { reviewLeftovers } from '../../src/commands/changes.ts';
import type { PanelTarget } from '../../src/manifest.ts';

const clusterId = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
const former = { principalId: 'p', name: 'id-old', as: 'controlPlane', clusterId };

async function openedFor(target: Parameters<typeof reviewLeftovers>[1]): Promise<readonly PanelTarget[]> {
  const opened: PanelTarget[] = [];
  const entries = [
    { activityId: 'replaced', former: [former] },
    { activityId: 'other', former: [] },
  ];
  const context = {
    connections: { service: async () => ({ activity: async () => entries }) },
    panels: { open: async (one: PanelTarget) => void opened.push(one) },
  } as unknown as CommandContext;
  await reviewLeftovers(context, target);
  return opened;
}

describe('reviewing what a previous identity still has', () => {
  it('a review opens in the panel of the cluster whose identity was replaced', async () => {
    expect(await openedFor({ activityId: 'replaced' })).toEqual([{ kind: 'unusedRoles', clusterId }]);
  });

  it('a review of a cluster opens in its panel, wherever its identity was replaced', async () => {
    expect(await openedFor({ clusterId })).toEqual([{ kind: 'unusedRoles', clusterId }]);
  });

  it('a review of a change that replaced nothing is refused', async () => {
    await expect(openedFor({ activityId: 'other' })).rejects.toMatchObject({ code: 'refused' });
  });
});
