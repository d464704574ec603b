import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDemo } from '../support/azure/cloud.ts';
import { projectRoot } from './host/paths.ts';
import { startServer, type Server } from './host/server.ts';
import { openWorkbench, workbenchAddress, type Workbench } from './host/workbench.ts';
import { openContainer, treeRow } from './support/gestures.ts';

let server: Server;
let workbench: Workbench;
const folder = join(projectRoot, 'test', 'workspaces', 'demo');

beforeAll(async () => {
  server = await startServer({ env: { AKS_IDENTITY_START: 'demo' }, extensions: [projectRoot], restricted: true });
  await prepareDemo(server.userDataDir);
  workbench = await openWorkbench(server, { folder });
});
afterAll(async () => {
  await workbench.close();
  await server.stop();
});

describe("the demo's VS Code", () => {
  it("the demo's VS Code answers nobody who has not been told its address with the token", async () => {
    const status = async (address: string) => (await fetch(address, { redirect: 'manual' })).status;
    const wrong = workbenchAddress({ ...server, token: server.token.replace(/./g, '0') }, { folder });
    for (const address of [`${server.origin}/`, `${server.origin}/?folder=${folder}`, wrong]) {
      expect(await status(address)).toBe(403);
    }
    expect(await status(workbenchAddress(server, { folder }))).toBe(302);
  });

  it.skipIf(process.platform === 'win32')(
    "the demo's VS Code shows its token to nobody who lists the processes of the machine",
    () => {
      const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(processes).toContain(server.userDataDir);
      expect(processes).not.toContain(server.token);
    },
  );

  it("the demo's VS Code shows the clusters although nobody has trusted the folder, and asks nothing first", async () => {
    await openContainer(workbench.page, 'AKS Identity');
    await treeRow(workbench.page, /^shop-weu/).waitFor({ timeout: 60_000 });
    await workbench.page.getByText('Restricted Mode').first().waitFor();
    expect(await workbench.page.locator('.monaco-dialog-box').count()).toBe(0);
  });
});
