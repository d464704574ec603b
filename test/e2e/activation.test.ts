import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerDialog, chooseFromMenu, treeRow } from './support/gestures.ts';
import { panelOf } from './support/panelGestures.ts';
import { ada, clickWelcome, openSignIn, type SignInBench } from './support/signInBench.ts';

/** Milliseconds that Azure and VS Code may take on a busy machine. */
const timeout = 60_000;
let bench: SignInBench;

beforeAll(async () => {
  bench = await openSignIn({
    ofContoso: (world) => {
      const [first] = world.subscriptions;
      const scope = `/subscriptions/${first!.subscriptionId}`;
      return {
        ...world,
        caller: {
          objectId: ada,
          roles: [{ scope, roleName: 'Reader' }],
          eligibleRoles: [{ scope, roleName: 'Owner' }],
        },
        rolePolicies: [{ roleName: 'Owner', maximumDuration: 'PT2H', authenticationContext: 'c1' }],
      };
    },
  });
});
afterAll(async () => bench.stop());

describe('a change for which a role has to be activated', () => {
  it('is made after a form, a sign-in with the context that the role asks for, and a new plan (H-60)', async () => {
    const { azure, people, session } = bench;
    const { page } = session;
    await clickWelcome(session, 'Sign In');
    await answerDialog(page, 'Allow');
    await treeRow(page, /^Shop/).waitFor({ timeout });
    await chooseFromMenu(page, /^Shop/, 'Create Resource Group...');
    const panel = panelOf(page);
    await panel.reaches('Choose', timeout);
    await panel.type('Name', 'rg-new');
    await panel.press('Review plan');
    await panel.reaches('Plan', timeout);
    await panel.frame.getByRole('button', { name: 'Activate Owner...' }).click({ timeout });
    await panel.reaches('Choose');
    await panel.type('Justification', 'Rotate the identity');
    await session.screenshot('activation-1-form');
    await panel.press('Review plan');
    await panel.reaches('Plan', timeout);
    const asked = (): readonly string[] =>
      azure.arrived
        .filter(({ method, path }) => method === 'PUT' && path.includes('roleAssignmentScheduleRequests'))
        .map(({ status }) => String(status));
    expect(asked()).toEqual([]);
    await panel.frame.getByRole('button', { name: 'Activate role' }).click({ timeout });
    await answerDialog(page, 'Allow');
    await panel.frame.getByText('Owner is active on Shop.', { exact: true }).waitFor({ timeout });
    await session.screenshot('activation-2-goes-on');
    expect(asked()).toEqual(['400', '201']);
    const signIns = (await people.log()).filter(({ what, claims }) => what === 'signIn' && claims !== undefined);
    expect(signIns).toMatchObject([{ person: 'ada', claims: expect.stringContaining('"c1"') as string }]);
    await panel.applyButton.click({ timeout });
    await panel.reaches('Result', timeout);
    await panel.frame.locator('.summary.succeeded').waitFor({ timeout });
  });
});
