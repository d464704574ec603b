import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTo, startEmulator, type ExternalEmulator } from '../support/externalEmulator.ts';
import {
  chooseFromMenu,
  expandRow,
  foldRow,
  menuEntries,
  openContainer,
  clearNotifications,
  treeRow,
} from '../support/gestures.ts';
import { openSession, type Session } from '../support/harness.ts';
import { applyAndSee } from '../../support/browser/panelHand.ts';
import { panelAbout } from '../support/panelGestures.ts';

let session: Session;
let emulator: ExternalEmulator;

beforeAll(async () => {
  [emulator, session] = await Promise.all([startEmulator('--operation-seconds', '2'), openSession()]);
  await openContainer(session.page, 'AKS Identity');
  await connectTo(session, emulator);
  await treeRow(session.page, /Contoso Production/).waitFor();
  for (const name of [/Contoso Dev/, /Contoso Platform/, /Contoso Production/]) await foldRow(session.page, name);
});
afterEach(async () => clearNotifications(session.page));
afterAll(async () => {
  await session.close();
  await emulator.stop();
});

describe('workloads in the tree', () => {
  it('workloads are read when they are unfolded, and say who is trusted', async () => {
    const { page } = session;
    await expandRow(page, /^store-weu/);
    await treeRow(page, /^Workloads, 1 error, workload identity on$/).waitFor();
    await foldRow(page, /^Control plane/);
    await expandRow(page, /^Workloads/);
    await treeRow(page, /^Workloads, 1 error, 4 not working, 6 credentials, workload identity on$/).waitFor();
    await treeRow(page, /^storefront\/web, trusted, id-storefront$/).waitFor();
    await expandRow(page, /^basket\/api, doesn't work, id-basket$/);
    await treeRow(page, /^Key Vault Secrets User, kv-contoso-store$/).waitFor();
    await session.screenshotInEachTheme('workloads-tree');
  });

  it('menus of workloads offer what fits their state', async () => {
    const { page } = session;
    const folder = await menuEntries(page, /^Workloads/);
    expect(folder).toEqual(
      expect.arrayContaining(['Connect Workload...', 'Bind Identity...', 'Disable Workload Identity...']),
    );
    expect(folder).not.toContain('Enable Workload Identity...');
    const broken = await menuEntries(page, /^basket\/worker/);
    expect(broken).toEqual(
      expect.arrayContaining([
        'Move Federated Credentials...',
        'Remove Federated Credential...',
        'Copy ServiceAccount YAML',
      ]),
    );
    expect(await menuEntries(page, /^storefront\/web, trusted/)).not.toContain('Move Federated Credentials...');
  });

  it('a federated credential is removed by the menu of its row, and its row goes', async () => {
    const { page } = session;
    await chooseFromMenu(page, /^storefront\/web, old credential/, 'Remove Federated Credential...');
    const panel = await panelAbout(page, 'Remove credential storefront-web');
    const plan = await applyAndSee(panel);
    expect(plan).toContain('storefront-web');
    await panel.done();
    await treeRow(page, /^storefront\/web, old credential/).waitFor({ state: 'hidden' });
    await treeRow(page, /^storefront\/web, trusted/).waitFor();
    await foldRow(page, /^store-weu/);
  });

  it('workload identity is turned on, and off again, by the menu of Workloads, which shows it afterwards (W-02)', async () => {
    const { page } = session;
    await foldRow(page, /Contoso Workloads/);
    await expandRow(page, /Contoso Production/);
    await expandRow(page, /^pay-weu/);
    await chooseFromMenu(page, /^Workloads, workload identity off/, 'Enable Workload Identity...');
    const panel = await panelAbout(page, 'pay-weu');
    await applyAndSee(panel);
    await panel.done();
    await treeRow(page, /^Workloads, workload identity on/).waitFor();
    await chooseFromMenu(page, /^Workloads, workload identity on/, 'Disable Workload Identity...');
    expect(await applyAndSee(panel)).toMatch(/Workload identity\s+on\s+off/);
    await panel.done();
    await treeRow(page, /^Workloads, workload identity off/).waitFor();
    expect(await menuEntries(page, /^Workloads/)).toContain('Enable Workload Identity...');
    await foldRow(page, /Contoso Production/);
  });

  it('an identity shows the service accounts that it trusts, with Remove at each', async () => {
    const { page } = session;
    await expandRow(page, /Contoso Workloads/);
    await expandRow(page, /^Managed identities/);
    await expandRow(page, /^id-partner-api/);
    await treeRow(page, /^partners\/api, trusted, reports-neu$/).waitFor();
    expect(await menuEntries(page, /^partners\/api, trusted, partners-weu/)).toContain(
      'Remove Federated Credential...',
    );
    expect(await menuEntries(page, /^id-partner-api/)).toEqual(
      expect.arrayContaining(['Connect Workload...', 'Bind Identity...']),
    );
    await session.screenshot('workloads-identity');
  });
});
