import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import type { ExternalEmulator, FaultOrder } from './support/externalEmulator.ts';
import {
  chooseFromMenu,
  expandRow,
  foldRow,
  notifications,
  openContainer,
  clearNotifications,
  treeRow,
} from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';
import type { PanelHand } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;
let clusterPath: string;

/** The two identities that the cluster moves between, from test to test. */
const identities = ['id-pay-weu', 'id-iot-ingest'] as const;
let moves = 0;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession()]);
  const { value } = await emulator.send('GET', '/subscriptions?api-version=2022-12-01');
  const production = (value as { subscriptionId: string; displayName: string }[]).find(
    ({ displayName }) => displayName === 'Contoso Production',
  );
  clusterPath = `/subscriptions/${production!.subscriptionId}/resourceGroups/rg-pay/providers/Microsoft.ContainerService/managedClusters/pay-weu?api-version=2025-10-01`;
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
});
afterEach(async () => {
  await emulator.clearFaults();
  await clearNotifications(session.page);
});
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** Brings the panel to the plan of one more move of pay-weu. */
async function planOfMove(): Promise<PanelHand> {
  const identity = identities[moves++ % identities.length]!;
  await chooseFromMenu(session.page, /^pay-weu/, 'Change Control Plane Identity...');
  const panel = panelOf(session.page);
  await panel.reaches('Choose');
  await panel.take(/^User-assigned identity/);
  await panel.choose('User-assigned identity', new RegExp(`^${identity}`), identity);
  await panel.press('Review plan');
  await panel.reaches('Plan');
  await panel.applyButton.waitFor();
  return panel;
}

/** Applies the plan while the update of the cluster meets the fault; resolves when the run has failed. */
async function failing(fault: Omit<FaultOrder, 'match'>, picture: string): Promise<PanelHand> {
  const panel = await planOfMove();
  await emulator.forget();
  await emulator.order({ match: { method: 'PUT', pathContains: 'managedClusters/pay-weu' }, ...fault });
  await panel.applyButton.click();
  await panel.reaches('Result', 60_000);
  await session.screenshot(`fault-${picture}`);
  return panel;
}

const failedStep = (panel: PanelHand): Promise<string> => panel.frame.locator('ol.run > li.failed').innerText();

/** What stays usable while a failure is shown in the panel, and there alone: the row of Activity, the tree. */
async function looksAround(code: string): Promise<void> {
  const { page } = session;
  await treeRow(page, new RegExp(`^Change control plane of pay-weu.*, error, failed.*${code}`)).waitFor();
  expect(await notifications(page)).toEqual([]);
  await expandRow(page, /^web-weu/);
  await treeRow(page, /^Control plane.*id-web-weu/).waitFor();
  await foldRow(page, /^web-weu/);
  await clearNotifications(page);
}

/** Ends what failed by pressing a button of the panel, and leaves the panel. */
async function succeedsAfter(panel: PanelHand, button: string): Promise<void> {
  await panel.press(button);
  if (button === 'Review again') {
    await panel.reaches('Plan');
    await panel.applyButton.click();
  }
  await panel.frame.locator('.summary.succeeded').waitFor({ timeout: 60_000 });
  await panel.done();
}

describe('a change whose update of the cluster', () => {
  it('a change whose update of the cluster is forbidden: says who can help, and goes on from there once it is allowed', async () => {
    const message =
      "The client does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write'.";
    const panel = await failing({ status: 403, code: 'AuthorizationFailed', message }, '403');
    expect(await failedStep(panel)).toMatch(
      /does not have authorization[\s\S]*Ask an administrator[\s\S]*AuthorizationFailed/,
    );
    await looksAround('AuthorizationFailed');
    await succeedsAfter(panel, 'Retry');
    const granted = (await emulator.requests()).filter(
      ({ method, path }) => method === 'PUT' && /roleAssignments/i.test(path),
    );
    expect(granted.length, 'the role that was granted before is not granted again').toBeLessThanOrEqual(1);
  });

  it('a change whose update of the cluster finds nothing: says so and what to do', async () => {
    const panel = await failing(
      { status: 404, code: 'ResourceNotFound', message: 'The Resource was not found.' },
      '404',
    );
    expect(await failedStep(panel)).toMatch(/was not found[\s\S]*Refresh the view[\s\S]*ResourceNotFound/);
    await looksAround('ResourceNotFound');
    await succeedsAfter(panel, 'Retry');
  });

  it('a change whose update of the cluster meets another operation: does not offer to try the same again, but a new look at the plan', async () => {
    const message = 'The operation is not allowed while the cluster is being moved.';
    const panel = await failing({ status: 409, code: 'OperationNotAllowed', message }, '409');
    expect(await failedStep(panel)).toMatch(/being moved[\s\S]*Once no other operation is running/);
    expect(await panel.frame.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await looksAround('OperationNotAllowed');
    await succeedsAfter(panel, 'Review again');
  });

  it('a change whose update of the cluster meets an operation in progress: looks again after a while, goes on, and nobody is bothered', async () => {
    const message = "Operation is not allowed because there's an in progress update operation on the managed cluster.";
    const panel = await failing({ status: 409, code: 'OperationNotAllowed', message }, '409-passing');
    await panel.frame.locator('.summary.succeeded').waitFor();
    expect((await emulator.writes('/pay-weu')).map(({ status }) => status)).toEqual([409, 200]);
    await panel.done();
  });

  it('a change whose update of the cluster is throttled for long: tells how long Azure asks to wait', async () => {
    const fault = { status: 429, code: 'TooManyRequests', message: 'Too many requests.', retryAfter: 120 };
    const panel = await failing(fault, '429');
    expect(await failedStep(panel)).toMatch(/Azure asks to wait 120 s, then try again/);
    await looksAround('TooManyRequests');
    await succeedsAfter(panel, 'Retry');
  });

  it('a change whose update of the cluster is throttled for a moment: waits as long as it is asked to, and nobody is bothered', async () => {
    const panel = await failing({ status: 429, code: 'TooManyRequests', retryAfter: 1 }, '429-short');
    await panel.frame.locator('.summary.succeeded').waitFor();
    await expect.poll(() => notifications(session.page)).toEqual([]);
    expect((await emulator.writes('/pay-weu')).map(({ status }) => status)).toEqual([429, 200]);
    await panel.done();
  });

  it('a change whose update of the cluster meets a broken Azure: looks, tries again for a while, then says so', async () => {
    const fault = { status: 500, code: 'InternalServerError', message: 'Something broke.', times: 20 };
    const panel = await failing(fault, '500');
    expect(await failedStep(panel)).toMatch(
      /Something broke[\s\S]*try again in a few minutes[\s\S]*InternalServerError/,
    );
    await looksAround('InternalServerError');
    await emulator.clearFaults();
    await succeedsAfter(panel, 'Retry');
  });

  it('a change whose update of the cluster loses its connection before anything arrives, again and again', async () => {
    const panel = await failing({ drop: 'before', times: 20 }, 'dropped');
    expect(await failedStep(panel)).toMatch(/No answer from Azure[\s\S]*Check your connection, VPN or proxy/);
    await looksAround('');
    await emulator.clearFaults();
    await succeedsAfter(panel, 'Retry');
  });

  it('a change whose update of the cluster loses only the answer: sees that Azure has begun, and sends nothing twice', async () => {
    const panel = await failing({ drop: 'after' }, 'answer-lost');
    await panel.frame.locator('.summary.succeeded').waitFor();
    expect((await emulator.writes('/pay-weu')).length).toBe(1);
    await expect.poll(() => notifications(session.page)).toEqual([]);
    await panel.done();
  });
});

describe('a cluster that another client changes while the plan is read', () => {
  it('a cluster that another client changes while the plan is read is not overwritten: the panel says who was faster and shows a new plan, which keeps what the other did', async () => {
    const panel = await planOfMove();
    await emulator.send('PATCH', clusterPath, { tags: { team: 'pay', owner: 'ada' } });
    const isSettled = async (): Promise<unknown> => (await emulator.send('GET', clusterPath))['properties'];
    await expect.poll(isSettled, { timeout: 20_000 }).toMatchObject({ provisioningState: 'Succeeded' });
    await emulator.forget();
    await panel.applyButton.click();
    await panel.frame.getByText(/pay-weu was changed.*Nothing was sent/).waitFor();
    await session.screenshot('fault-stale-etag');
    expect(await emulator.writes('/pay-weu')).toEqual([]);
    await panel.reaches('Plan');
    await panel.applyButton.click();
    await panel.frame.locator('.summary.succeeded').waitFor({ timeout: 60_000 });
    const cluster = await emulator.send('GET', clusterPath);
    expect(cluster['tags']).toEqual({ team: 'pay', owner: 'ada' });
    expect((await emulator.writes('/pay-weu')).length).toBe(1);
  });
});
