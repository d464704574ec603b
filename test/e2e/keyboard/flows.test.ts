import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readFlowsTable } from '../../support/flowsTable.ts';
import { startEmulator, type ExternalEmulator } from '../support/externalEmulator.ts';
import { clearNotifications, notifications, treeRow } from '../support/gestures.ts';
import { openSession, type Session } from '../support/harness.ts';
import { flowKeys } from '../support/keyboard/flowKeys.ts';
import { keyboardHand, type KeyboardHand } from '../support/keyboard/keyboardHand.ts';
import {
  byKeyboard,
  flowsInDemo,
  flowsOfClusters,
  flowsOfNewThings,
  type Walks,
} from '../support/keyboard/walkedFlows.ts';

let session: Session;
let emulator: ExternalEmulator;
let hand: KeyboardHand;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyboard-'));
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '1'), openSession({ folder })]);
  hand = keyboardHand(session.page);
  await session.page.locator('.activitybar').getByRole('tab', { name: 'AKS Identity' }).waitFor();
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

const row = (name: RegExp) => treeRow(session.page, name);
const { text, begin, goOn, apply, close, leave } = flowKeys(
  () => session,
  () => hand,
);

const walks: Walks<typeof flowsOfClusters> = {
  'Accept a finding': async () => {
    await hand.unfold(/^shop-weu/, 'shop-weu');
    await hand.toRow(/^Missing: Private DNS Zone Contributor, /);
    await hand.menu('Accept Finding...');
    await hand.answer('Moves next quarter');
    await hand.answer();
    await row(/^Missing: Private DNS Zone Contributor, Accepted until .* Moves next quarter/).waitFor();
    expect(await readFile(join(folder, '.aks-identity.yaml'), 'utf8')).toContain('reason: Moves next quarter');
    await hand.fold(/^shop-weu/);
  },
  'Change a control plane': async () => {
    await hand.toRow(/^pay-weu/, 'pay-weu');
    await begin('Change Control Plane Identity...');
    await hand.take('New control plane identity', /^User-assigned identity/);
    await hand.choose('User-assigned identity', /New identity/);
    await hand.type('Name', 'id-pay-2');
    const plan = await goOn('new-identity');
    expect(plan).toMatch(
      /Create identity id-pay-2[\s\S]*Assign Network Contributor to id-pay-2[\s\S]*Update the cluster's identity/,
    );
    expect(plan).not.toContain('{');
    expect(await text()).toContain('id-pay-2');
    await leave();
    await hand.unfold(/^pay-weu/, 'pay-weu');
    await row(/^Control plane.*id-pay-2/).waitFor();
    await session.screenshot('control-plane-5-tree');
    await hand.fold(/^pay-weu/);
  },
  'Upgrade node images': async () => {
    await hand.toRow(/^shop-weu/, 'shop-weu');
    await begin('Upgrade Node Images...');
    expect(await goOn('node-images', 'shop-weu')).toMatch(/nodes of pool shop are cordoned, drained and reimaged/);
    await leave();
    await hand.unfold(/^shop-weu/, 'shop-weu');
    await row(/^Node pools, 2$/).waitFor();
    await hand.fold(/^shop-weu/);
  },
  'Change a kubelet': async () => {
    await hand.toRow(/^shop-weu/, 'shop-weu');
    await begin('Change Kubelet Identity...');
    await hand.choose('New kubelet identity', /New identity/);
    await hand.type('Name', 'id-shop-kubelet-2');
    const plan = await goOn('kubelet', 'shop-weu');
    expect(plan).toMatch(/nodepool1[\s\S]*Assign Managed Identity Operator to id-shop-weu/);
    await leave();
    await hand.unfold(/^shop-weu/, 'shop-weu');
    await row(/^Kubelet.*id-shop-kubelet-2/).waitFor();
    await hand.fold(/^shop-weu/);
  },
  'Migrate from a service principal': async () => {
    await hand.toRow(/^legacy-neu/, 'legacy-neu');
    await begin('Migrate to Managed Identity...');
    await hand.take('New control plane identity', /^System-assigned identity/);
    const plan = await goOn('leave-service-principal', 'legacy-neu');
    expect(plan).toMatch(/can't be (undone|changed back)|no way back|cannot/i);
    await leave();
    await row(/^legacy-neu.*system-assigned/).waitFor();
  },
  'Fix a missing role': async () => {
    await hand.unfold(/^web-weu/, 'web-weu');
    await hand.unfold(/^Add-ons/);
    await hand.unfold(/^Application routing/);
    await hand.toRow(/^Missing: Private DNS Zone Contributor/);
    await hand.menu('Assign Missing Role...');
    await apply('fix-role');
    await leave();
    await row(/^Add-ons, 1 error/).waitFor({ state: 'detached' });
  },
  'Attach a registry': async () => {
    await hand.toRow(/^web-weu/, 'web-weu');
    await begin('Attach Registry...');
    await hand.choose('Registry to attach', /^acrshop/);
    expect(await goOn('attach')).toContain('Assign AcrPull');
    await leave();
    await hand.unfold(/^Kubelet/);
    await row(/^AcrPull.*acrshop/).waitFor();
  },
  'Detach a registry': async () => {
    await hand.toRow(/^web-weu/, 'web-weu');
    await begin('Detach Registry...');
    await hand.choose('Registry to detach', /^acrshop/);
    const plan = await goOn('detach', 'web-weu');
    expect(plan).toContain("New and restarted pods of web-weu can't pull images from registry acrshop");
    expect(plan).toContain('Remove AcrPull');
    await leave();
    await row(/^Missing: AcrPull/).waitFor();
  },
  'Remove a role': async () => {
    await hand.unfold(/^Control plane/);
    await hand.toRow(/^Contributor.*MC_/);
    await hand.menu('Remove Role Assignment...');
    const plan = await apply('remove-needed', 'web-weu');
    expect(plan).toMatch(/web-weu's control plane needs Contributor on resource group MC_.*nothing else grants it/);
    await hand.frame.getByRole('heading', { name: '1 role is missing now' }).waitFor();
    expect(await text()).toMatch(/Contributor of web-weu's control plane on resource group MC_\S+ is missing/);
    await hand.frame.getByRole('button', { name: /^Fix\.\.\./ }).waitFor();
    await close();
    await hand.fold(/^web-weu/);
  },
  'Fix a finding of the report': async () => {
    await hand.run('AKS Identity: Show Identity Report');
    await hand.frame.getByRole('heading', { name: 'Identity Report' }).waitFor();
    // Rows change their places until all clusters are judged.
    await hand.frame.getByText(/^\d+ clusters$/).waitFor();
    await hand.press(/^web-weu$/);
    await hand.frame.getByRole('list', { name: 'Findings of web-weu' }).waitFor();
    await hand.press(/^Fix\.\.\. .*Contributor/);
    expect(await apply('fix-in-report')).toContain('Assign Contributor');
    await close();
  },
  'Get credentials': async () => {
    await hand.toRow(/^web-weu/, 'web-weu');
    await hand.menu('Get Credentials...');
    await hand.pick(/^Merge into/);
    const file = session.kubeconfig;
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/current-context: web-weu/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect
      .poll(async () => (await notifications(session.page)).join())
      .toContain('web-weu is the current context');
    await session.screenshot('credentials');
  },
  'Connect a workload': async () => {
    await hand.unfold(/^store-weu/, 'store-weu');
    await hand.toRow(/^Workloads/);
    await begin('Connect Workload...');
    await hand.type('Namespace', 'shop');
    await hand.type('Service account', 'cart');
    await hand.choose('Identity', /New identity/);
    const plan = await goOn('connect-workload');
    expect(plan).toMatch(/Create identity id-cart[\s\S]*Allow shop\/cart on store-weu to use id-cart/);
    await hand.frame.getByText('kind: ServiceAccount').waitFor();
    await leave();
  },
};

describe('flows of what is there', () => {
  beforeAll(async () => {
    await hand.run('AKS Identity: Connect to Emulator...');
    await hand.answer(emulator.url);
    await row(/^store-weu/).waitFor();
    for (const other of [/Contoso Dev/, /Contoso Platform/]) await hand.fold(other);
  });

  it.each(Object.entries(walks))(byKeyboard, async (_flow, walk) => {
    await walk();
    expect(hand.unseen).toEqual([]);
  });

  it('every flow of docs/tables/flows.md goes by keyboard alone', async () => {
    const walked = [...flowsOfClusters, ...flowsInDemo, ...flowsOfNewThings];
    expect(walked).toEqual(expect.arrayContaining([...(await readFlowsTable()).keys()]));
  });

  it('Activity lists every change, newest first', async () => {
    await session.screenshot('activity');
    const rows = session.page
      .locator('.sidebar')
      .getByRole('treeitem', { name: /Remove|Assign|Create|control plane/i });
    expect(await rows.count()).toBeGreaterThan(3);
  });
});
