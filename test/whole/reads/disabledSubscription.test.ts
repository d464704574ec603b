import { describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';

const world = smallWorld();
const stateOf = (state: string) => ({
  ...world,
  subscriptions: world.subscriptions.map((subscription) => ({ ...subscription, state })),
});
const clustersOf = async (state: string): Promise<readonly string[]> => {
  const { service } = createBench(stateOf(state));
  return (await service.clusters()).items.map(({ name }) => name).sort();
};

describe('a disabled subscription', () => {
  it('has its clusters in every list, because they can be read; a deleted one has none', async () => {
    const [enabled, disabled, deleted] = await Promise.all(['Enabled', 'Disabled', 'Deleted'].map(clustersOf));
    expect(enabled?.length).toBeGreaterThan(2);
    expect([disabled, deleted]).toEqual([enabled, []]);
  });

  it('is in the report with all that is wrong in it', async () => {
    const [enabled, disabled] = await Promise.all(
      ['Enabled', 'Disabled'].map((state) => createBench(stateOf(state)).api.report({ format: 'csv' })),
    );
    expect(disabled).toBe(enabled);
  });

  it('is known as one in which nothing can be changed, and Azure refuses changes', async () => {
    const { service, emulator } = createBench(stateOf('Disabled'));
    expect((await service.subscriptions()).items).toMatchObject([{ isReadOnly: true }]);
    const { subscriptionId } = world.subscriptions[0]!;
    const answer = await emulator.handle({
      method: 'PUT',
      url: `https://arm.test/subscriptions/${subscriptionId}/resourcegroups/rg-new?api-version=2021-04-01`,
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body: '{"location":"westeurope"}',
    });
    expect(answer).toMatchObject({
      status: 409,
      body: expect.stringContaining('ReadOnlyDisabledSubscription') as string,
    });
  });
});
