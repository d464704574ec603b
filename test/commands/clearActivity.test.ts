import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { clearActivity } from '../../src/commands/activity.ts';
import type { ConnectionControl } from '../../src/commands/context.ts';
import type { DemoService } from '../support/demoService.ts';
import { demoService } from '../support/demoService.ts';

const person = vi.hoisted(() => ({ agrees: false, asked: [] as unknown[] }));
vi.mock('vscode', () => ({
  window: {
    showWarningMessage: async (question: string, { detail }: { detail: string }, button: string) => {
      person.asked.push([question, detail]);
      return person.agrees ? button : undefined;
    },
  },
}));

let demo: DemoService;
const connections = { service: async () => demo.service } as Partial<ConnectionControl> as ConnectionControl;
beforeEach(async () => {
  demo = await demoService(1);
  person.asked.length = 0;
});
afterEach(async () => demo.close());

async function change(name: string): Promise<void> {
  const [{ id } = { id: '' }] = (await demo.service.subscriptions()).items;
  await demo.service.apply([{ kind: 'createResourceGroup', subscriptionId: id, name, location: 'westeurope' }]);
}
const names = async (): Promise<readonly string[]> => (await demo.service.activity()).map(({ title }) => title);

it('what has succeeded is cleared without a question', async () => {
  await change('rg-one');
  await clearActivity({ connections });
  expect([await names(), person.asked]).toEqual([[], []]);
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
  person.agrees = false;
  await expect(clearActivity({ connections })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await names()).toEqual(['Create resource group rg-two']);
  expect(person.asked).toEqual([['Clear changes that can still be resumed?', 'Create resource group rg-two']]);
  person.agrees = true;
  await clearActivity({ connections });
  expect(await names()).toEqual([]);
});
