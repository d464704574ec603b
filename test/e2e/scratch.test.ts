import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { chooseFromMenu, clickRow, clickRowAction, clearNotifications, expandRow, foldRow, openContainer, panelFrame, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session } from './support/harness.ts';
let session: Session;
const shot = async (name: string) => { await session.page.mouse.move(700, 5); await session.page.waitForTimeout(700); await copyFile(await session.screenshot(name), `/tmp/brief/out/pictures/${name}.png`); };
const themed = async (name: string) => { for (const t of ['light', 'highContrast', 'dark'] as const) { await session.changeTheme(t); await shot(`${name}-${t}`); } };
beforeAll(async () => {
  session = await openSession({ env: { AKS_IDENTITY_START: 'demo' }, viewport: { width: 1400, height: 900 }, settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden' } });
  await openContainer(session.page, 'AKS Identity');
  await treeRow(session.page, /^Contoso Dev.*with errors/).waitFor({ timeout: 60_000 });
  for (const n of [/^Contoso Dev/, /^Contoso Platform/, /^Contoso Workloads/]) await foldRow(session.page, n);
});
afterAll(async () => session.close());
it('tree', async () => {
  const { page } = session;
  await shot('start');
  await expandRow(page, /^orders-weu/);
  await shot('orders');
  await expandRow(page, /^Around It/);
  await page.waitForTimeout(1500);
  await shot('around-1');
  for (const n of [/^Fleet/, /^Extensions/, /^Trusted Access/, /^Backup/, /^Node Machines/]) { try { await expandRow(page, n); } catch (e) { console.log(String(e).slice(0, 200)); } }
  await page.waitForTimeout(800);
  await shot('around-2');
  console.log((await page.locator('.sidebar .monaco-list-row:visible').allInnerTexts()).join(' || '));
});
