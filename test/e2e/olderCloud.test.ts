import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulatorIn } from './support/externalEmulator.ts';
import type { ExternalEmulator } from './support/externalEmulator.ts';
import { chooseFromMenu, expandRow, foldRow, notifications, openContainer, panelFrame } from './support/gestures.ts';
import { pick, runCommand, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session } from './support/harness.ts';
import { applyAndSee, panelOf } from './support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulatorIn('older', '--operation-seconds', '1'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  for (const other of [/Contoso Dev/, /Contoso Platform/]) await foldRow(session.page, other);
});
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

/** How often each subscription was asked for its clusters, of which Resource Graph tells for all subscriptions at once. */
const timesAsked = async (): Promise<readonly number[]> => {
  const isList = /^\/subscriptions\/[^/]+\/providers\/Microsoft.ContainerService\/managedClusters$/i;
  const times = new Map<string, number>();
  for (const { path } of await emulator.requests())
    if (isList.test(path)) times.set(path.toLowerCase(), (times.get(path.toLowerCase()) ?? 0) + 1);
  return [...times.values()];
};

const versions = async (namespace: string): Promise<ReadonlySet<string | undefined>> => {
  const asked = (await emulator.requests()).filter(({ path, status }) => path.includes(namespace) && status < 300);
  return new Set(asked.map(({ query }) => query['api-version']));
};

describe('a cloud that gets API versions months later', () => {
  it('the extension in a cloud that gets API versions months later shows tree, details, map and report, and asks a subscription for its clusters only where an issuer seems to be gone', async () => {
    const { page } = session;
    await expandRow(page, /^shop-weu/);
    await treeRow(page, /^Control plane.*id-shop-weu/).waitFor();
    await foldRow(page, /^shop-weu/);
    await chooseFromMenu(page, /^shop-weu/, 'Show Details');
    const panel = panelOf(page);
    await panel.frame.locator('.identities').waitFor();
    await panel.tab('Map');
    await panel.frame.locator('.map-frame svg').waitFor();
    await runCommand(page, 'AKS Identity: Show Identity Report');
    await panelFrame(page).locator('.outcome p').getByText('20 clusters').waitFor();
    for (const times of await timesAsked()) expect(times, 'once a look: rows, details, report').toBeLessThanOrEqual(3);
    expect(await versions('Microsoft.ContainerService/managedClusters')).toEqual(new Set(['2025-10-01']));
    expect(await versions('Microsoft.ResourceGraph')).toEqual(new Set(['2022-10-01']));
    expect(await notifications(page)).toEqual([]);
  });

  it('the extension in a cloud that gets API versions months later makes an identity', async () => {
    const { page } = session;
    await runCommand(page, 'AKS Identity: Create Managed Identity...');
    await pick(page, /Contoso Production/);
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.choose('Resource group', /^rg-shop/, 'rg-shop');
    await panel.type('Name', 'id-older');
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'older-create-identity');
    await panel.done();
    await expandRow(page, /^Managed identities/);
    await treeRow(page, /^id-older/).waitFor();
    await foldRow(page, /^Managed identities/);
  });

  it('the extension in a cloud that gets API versions months later moves a control plane, and gets the cluster back in the version in which it was read', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^pay-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.take(/^User-assigned identity/);
    await panel.choose('User-assigned identity', /^id-pay-weu/);
    await panel.press('Review plan');
    await applyAndSee(session, panel, 'older-control-plane');
    await panel.done();
    await treeRow(page, /^pay-weu.*user-assigned/).waitFor();
    const puts = await emulator.writes('/managedClusters/pay-weu');
    expect(puts.map(({ query, status }) => [query['api-version'], status])).toEqual([['2025-10-01', 200]]);
  });
});
