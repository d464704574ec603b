import { afterEach, describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { own, smallWorld } from '../../support/azure/smallWorld.ts';
import { operatorId } from '../../whole/history/past.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

let panel: PanelPage;
afterEach(async () => panel?.close());

const isLog = ({ path }: { readonly path: string }): boolean => /eventtypes/i.test(path);

const question = 'Since When, and by Whom?';
const openMenu = (): Promise<void> =>
  panel.page
    .getByRole('button', { name: /^More: .*Managed Identity Operator/ })
    .first()
    .click();

describe('since when a finding is there', () => {
  it('is asked only when somebody wants to know, and names who took the role away (H-22)', async () => {
    const bench = createBench(smallWorld());
    await bench.arm('DELETE', `${operatorId}?api-version=2022-04-01`);
    bench.emulator.clock.advance(900);
    panel = await openPanelPage(bench, { kind: 'cluster', clusterId: own.id, tab: 'details' });
    await openMenu();
    expect((await bench.requests()).filter(isLog)).toEqual([]);
    await panel.page.getByRole('menuitem', { name: question }).click();
    await panel.page
      .getByText(/^Since .*: owner@emulator.local removed Managed Identity Operator from the control/)
      .waitFor();
    expect((await bench.requests()).filter(isLog)).toHaveLength(3);
  });

  it('is not known where no entry explains it, which is said (H-22)', async () => {
    const world = smallWorld();
    const without = world.roleAssignments.filter(({ name = '' }) => !operatorId.endsWith(name));
    const bench = createBench({ ...world, roleAssignments: without });
    panel = await openPanelPage(bench, { kind: 'cluster', clusterId: own.id, tab: 'details' });
    await openMenu();
    await panel.page.getByRole('menuitem', { name: question }).click();
    await panel.page
      .getByText('No removal of a role in the last 90 days explains it, as far as Azure shows.')
      .first()
      .waitFor();
  });
});
