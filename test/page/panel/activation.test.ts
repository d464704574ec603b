import { afterEach, describe, expect, it } from 'vitest';
import type { WorldRolePolicy } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { idB, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;

function bench(policy: Omit<WorldRolePolicy, 'roleName'>): Bench {
  return createBench(
    {
      ...smallWorld(),
      caller: {
        objectId: '0b000000-0000-4000-8000-000000000001',
        roles: [{ scope: subscription, roleName: 'Reader' }],
        eligibleRoles: [{ scope: subscription, roleName: 'Owner' }],
      },
      rolePolicies: [{ roleName: 'Owner', ...policy }],
    },
    { operationSeconds: 1 },
  );
}

let panel: PanelPage;
afterEach(async () => panel?.close());

/** Opens the plan of a change for which the role is missing. */
async function openPlan(policy: Omit<WorldRolePolicy, 'roleName'> = {}, theme: Theme = 'dark'): Promise<Bench> {
  const opened = bench(policy);
  const draft = toUserAssigned(sami.id, idB.id);
  panel = await openPanelPage(opened, { kind: 'change', draft }, { theme, width: 900 });
  await panel.hand.reaches('Plan');
  await panel.page.getByRole('button', { name: 'Activate Owner...' }).waitFor();
  return opened;
}

const isAsked = async (opened: Bench): Promise<boolean> =>
  (await opened.writes()).some(({ path }) => path.includes('roleAssignmentScheduleRequests'));

describe('a plan that lacks only an eligible role', () => {
  it.each(['light', 'dark'] as const)(
    'is applied after Activate..., whose form asks what the role asks for, in %s (H-60)',
    async (theme) => {
      const opened = await openPlan({ maximumDuration: 'PT4H', requires: ['Justification', 'Ticketing'] }, theme);
      const { hand, page } = panel;
      expect(await page.getByRole('button', { name: 'Change control plane identity' }).isDisabled()).toBe(true);
      expect(await axeViolations(page)).toEqual([]);
      await panel.picture(`activation/1-plan-${theme}`);
      await hand.press('Activate Owner...');
      await hand.reaches('Choose');
      await hand.press('Review plan');
      await page.getByText('Enter a value.').nth(1).waitFor();
      await panel.picture(`activation/2-form-wrong-${theme}`);
      expect(await axeViolations(page)).toEqual([]);
      await hand.type('Justification', 'Rotate the identity');
      await hand.type('Ticket number', 'INC-7');
      await hand.type('Ticket system', 'Jira');
      await panel.picture(`activation/3-form-${theme}`);
      await hand.press('Review plan');
      await hand.reaches('Plan');
      await page.getByRole('button', { name: 'Activate role' }).waitFor();
      await panel.picture(`activation/4-plan-${theme}`);
      expect(await isAsked(opened)).toBe(false);
      await hand.press('Activate role');
      await page.getByText('Owner is active on rg-shop.').waitFor();
      await page.getByRole('button', { name: 'Change control plane identity' }).waitFor();
      await panel.picture(`activation/5-goes-on-${theme}`);
      await hand.press('Change control plane identity');
      await hand.reaches('Result');
      // Until what has changed is read again, the result says only that.
      await page.locator('.summary.succeeded', { hasText: 'now uses id-b' }).waitFor();
    },
  );

  it('goes back to its plan when the form is left, and nothing was asked for (H-60)', async () => {
    const opened = await openPlan();
    await panel.hand.press('Activate Owner...');
    await panel.hand.reaches('Choose');
    await panel.page.getByRole('button', { name: 'Cancel' }).click();
    await panel.page.getByRole('button', { name: 'Activate Owner...' }).waitFor();
    expect(await isAsked(opened)).toBe(false);
  });

  it('says that it waits for approval, and goes on after it (H-61)', async () => {
    const opened = await openPlan({ approval: true });
    const { hand, page } = panel;
    const hasStopped = Promise.withResolvers<void>();
    opened.onWait = () => hasStopped.promise;
    await hand.press('Activate Owner...');
    await hand.reaches('Choose');
    await hand.type('Justification', 'Rotate the identity');
    await hand.press('Review plan');
    await hand.reaches('Plan');
    expect(await page.locator('.flow').innerText()).toContain('Someone has to approve this.');
    await hand.press('Activate role');
    await page.getByText(/Running.*Waiting for approval/).waitFor();
    await panel.picture('activation/6-waiting-dark');
    expect(await axeViolations(page)).toEqual([]);
    const [request] = opened.emulator.snapshot().emulator.activations ?? [];
    await opened.emulator.handle({
      method: 'POST',
      url: 'http://127.0.0.1:1/_emulator/approvals',
      headers: {},
      body: JSON.stringify({ name: request?.name, approve: true }),
    });
    hasStopped.resolve();
    await page.getByText('Owner is active on rg-shop.').waitFor();
    await page.getByRole('button', { name: 'Change control plane identity' }).waitFor();
  });
});
