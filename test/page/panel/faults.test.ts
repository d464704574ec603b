import { afterEach, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { LoggedRequest } from '../../../src/emulator/routing/requestLog.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { inCloud } from '../../support/azure/cloud.ts';
import { idOf } from '../../support/azure/idOf.ts';
import { openPanelPage, type PanelPage } from '../support/panelPage.ts';

let panel: PanelPage;
let bench: Bench;
let clusterId: string;

afterEach(async () => panel?.close());

/** Shows the plan that moves the control plane of pay-weu to another identity. */
async function planOfMove(): Promise<void> {
  bench = createBench(inCloud(demoWorld()), { operationSeconds: 1 });
  clusterId = await idOf(bench, 'pay-weu');
  const controlPlane = { kind: 'userAssigned', identityId: await idOf(bench, 'id-pay-weu') } as const;
  panel = await openPanelPage(bench, { kind: 'change', draft: { kind: 'setControlPlane', clusterId, controlPlane } });
  await panel.hand.applyButton.waitFor();
}

/** Applies that plan while the update of the cluster meets a fault; resolves when the run has come to its end. */
async function applyWith(fault: object, picture: string): Promise<void> {
  await planOfMove();
  await bench.forget();
  await bench.fault({ match: { method: 'PUT', pathContains: 'managedClusters/pay-weu' }, times: 1, ...fault });
  await panel.hand.applyButton.click();
  await panel.hand.reaches('Result');
  await panel.picture(`faults/${picture}`);
}

/** Ends what failed by a button of the panel. */
async function succeedsAfter(button: string): Promise<void> {
  await panel.hand.press(button);
  if (button === 'Review again') {
    await panel.hand.reaches('Plan');
    await panel.hand.applyButton.click();
  }
  await panel.page.locator('.summary.succeeded').waitFor();
}

const failedStep = (): Promise<string> => panel.page.locator('ol.run > li.failed').innerText();
const writesOf = async (path: RegExp): Promise<readonly LoggedRequest[]> =>
  (await bench.writes()).filter((request) => path.test(request.path));
const statuses = async (): Promise<readonly number[]> =>
  (await writesOf(/managedClusters\/pay-weu$/i)).map(({ status }) => status);

/** Faults after which the run has failed: what the step says, and the button that ends it well. */
const failures: readonly (readonly [what: string, fault: object, says: RegExp, button: string])[] = [
  [
    'is forbidden: says who can help, and goes on from there once it is allowed',
    { status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization.' },
    /permission for managedClusters\/write on cluster pay-weu\. Ask an Owner[\s\S]*AuthorizationFailed/,
    'Retry',
  ],
  [
    'finds nothing: says so and what to do',
    { status: 404, code: 'ResourceNotFound', message: 'The Resource was not found.' },
    /was not found[\s\S]*Refresh the view[\s\S]*ResourceNotFound/,
    'Retry',
  ],
  [
    'meets another operation: offers a new look at the plan, not the same again',
    { status: 409, code: 'OperationNotAllowed', message: 'Not allowed while the cluster is being moved.' },
    /being moved[\s\S]*Once no other operation is running/,
    'Review again',
  ],
  [
    'is throttled for long: tells how long Azure asks to wait',
    { status: 429, code: 'TooManyRequests', message: 'Too many requests.', retryAfter: 120 },
    /Azure asks you to wait 120 s; then try again/,
    'Retry',
  ],
  [
    'meets a broken Azure: looks, tries again for a while, then says so',
    { status: 500, code: 'InternalServerError', message: 'Something broke.', times: 20 },
    /Something broke[\s\S]*try again in a few minutes[\s\S]*InternalServerError/,
    'Retry',
  ],
  [
    'loses its connection before anything arrives, again and again: says what to check',
    { drop: 'before', times: 20 },
    /No answer from Azure[\s\S]*Check your connection, VPN or proxy/,
    'Retry',
  ],
];

/** Faults that nobody hears of, and the answers to the writes of the cluster. */
const passing: readonly (readonly [what: string, fault: object, answers: readonly number[]])[] = [
  [
    'meets an operation in progress: looks again after a while',
    {
      status: 409,
      code: 'OperationNotAllowed',
      message: "Operation is not allowed because there's an in progress update operation on the managed cluster.",
    },
    [409, 200],
  ],
  [
    'is throttled for a moment: waits as long as it is asked to',
    { status: 429, code: 'TooManyRequests', retryAfter: 1 },
    [429, 200],
  ],
  ['loses only the answer: sees that Azure has begun, and sends nothing twice', { drop: 'after' }, [200]],
];

describe('a change whose update of the cluster', () => {
  it.each(failures)('%s', async (what, fault, says, button) => {
    await applyWith(fault, what.slice(0, what.indexOf(':')).replaceAll(' ', '-'));
    expect(await failedStep()).toMatch(says);
    expect(await panel.page.getByRole('button', { name: 'Retry' }).count()).toBe(button === 'Retry' ? 1 : 0);
    await bench.noFaults();
    await succeedsAfter(button);
    expect(await writesOf(/roleAssignments/i), 'a role that was granted before is not granted again').toHaveLength(1);
    expect((await statuses()).filter((status) => status === 200)).toHaveLength(1);
  });

  it.each(passing)('%s, and continues without a word', async (what, fault, answers) => {
    await applyWith(fault, what.slice(0, what.indexOf(':')).replaceAll(' ', '-'));
    await panel.page.locator('.summary.succeeded').waitFor();
    expect(await statuses()).toEqual(answers);
    expect(await panel.page.locator('.failure, .failed').count()).toBe(0);
    expect(panel.noted).toEqual([]);
  });
});

describe('a cluster that another client changes while the plan is read', () => {
  it('is not overwritten: the panel says who was faster and shows a new plan, which keeps what the other did (S-04)', async () => {
    await planOfMove();
    const address = `${clusterId}?api-version=2025-10-01`;
    await bench.arm('PATCH', address, { tags: { team: 'pay', owner: 'ada' } });
    bench.emulator.clock.advance(60);
    await bench.forget();
    await panel.hand.applyButton.click();
    await panel.page.getByText(/pay-weu was changed.*Nothing was sent/).waitFor();
    await panel.picture('faults/changed-meanwhile');
    expect(await writesOf(/./)).toEqual([]);
    await panel.hand.reaches('Plan');
    await panel.hand.applyButton.click();
    await panel.page.locator('.summary.succeeded').waitFor();
    expect((await bench.arm('GET', address)).body['tags']).toEqual({ team: 'pay', owner: 'ada' });
    expect(await statuses()).toEqual([200]);
  });
});
