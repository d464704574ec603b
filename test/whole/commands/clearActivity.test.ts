import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearActivity } from '../../../src/commands/activity.ts';
import type { ConnectionControl } from '../../../src/commands/context.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { user } from '../../support/vscode/user.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

let demo: DemoService;
const connections = { service: async () => demo.service } as Partial<ConnectionControl> as ConnectionControl;
beforeEach(() => {
  demo = demoService(1);
});
afterEach(() => demo.close());

async function change(name: string): Promise<void> {
  const [{ id } = { id: '' }] = (await demo.service.subscriptions()).items;
  await demo.service.apply([{ kind: 'createResourceGroup', subscriptionId: id, name, location: 'westeurope' }]);
}
const names = async (): Promise<readonly string[]> => (await demo.service.activity()).map(({ title }) => textOf(title));

it('what has succeeded is cleared without a question', async () => {
  await change('rg-one');
  await clearActivity({ connections });
  expect([await names(), user.notifications]).toEqual([[], []]);
});

it('what can still be resumed is cleared only if the user agrees', async () => {
  await demo.fault({
    match: { method: 'PUT', pathContains: 'rg-two' },
    status: 403,
    code: 'Forbidden',
    message: 'No.',
    times: 9,
  });
  await change('rg-two');
  await expect(clearActivity({ connections })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await names()).toEqual(['Create resource group rg-two']);
  expect(user.notifications).toMatchObject([
    { text: 'Clear changes that can still be resumed?', detail: 'Create resource group rg-two' },
  ]);
  user.presses = [user.notifications[0]!.buttons[0]];
  await clearActivity({ connections });
  expect(await names()).toEqual([]);
});
