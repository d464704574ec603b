import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectTo, startEmulator } from './support/externalEmulator.ts';
import { clickRowAction, notifications, openContainer, treeRow } from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';

let session: Session;
let proxy: Server;
/** Machines that somebody asked the proxy to reach. */
const asked: string[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502).end();
  });
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { HTTP_PROXY: address, HTTPS_PROXY: address, http_proxy: address, https_proxy: address };
  session = await openSession({ env: { ...env, NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' } });
  await openContainer(session.page, 'AKS Identity');
});
afterAll(async () => {
  await session.close();
  proxy.close();
});

/** Requests to Azure and its sign-in; VS Code itself may ask for its own things. */
const azure = (): readonly string[] =>
  asked.filter((url) => /azure|microsoftonline|windows\.net|graph\.microsoft/i.test(url));

describe('somebody without an account', () => {
  it('is offered two ways in, and nothing is sent to Azure before one is taken', async () => {
    const { page } = session;
    const sidebar = page.locator('.sidebar');
    await sidebar.getByRole('button', { name: 'Sign In' }).waitFor();
    await sidebar.getByRole('button', { name: 'Start Demo' }).waitFor();
    await session.screenshot('welcome-signed-out');
    expect(azure()).toEqual([]);
  });

  it('is in the demo after one click, still without a request to Azure', async () => {
    const { page } = session;
    await page.locator('.sidebar').getByRole('button', { name: 'Start Demo' }).click();
    await treeRow(page, /^shop-weu/).waitFor({ timeout: 60_000 });
    await treeRow(page, /^shop-weu/).click();
    await page.locator('.statusbar').getByText(/demo/i).first().waitFor();
    await session.screenshot('welcome-demo');
    expect(azure()).toEqual([]);
    expect(await notifications(page)).toEqual([]);
  });
});

describe('an emulator that is gone', () => {
  it('leaves a row with that message, and Retry shows the clusters once it is back', async () => {
    const { page } = session;
    const emulator = await startEmulator();
    onTestFinished(emulator.stop);
    const { port } = new URL(emulator.url);
    await connectTo(session, emulator);
    await page.locator('.sidebar').getByText('Clusters (Emulator)').waitFor();
    await treeRow(page, /^shop-weu/).waitFor();
    await emulator.stop();
    await page.locator('.sidebar').getByText('Clusters (Emulator)').hover();
    await page.locator('.sidebar').getByRole('button', { name: 'Refresh' }).first().click();
    const row = treeRow(page, /Can't (be read|connect|reach|read|list)/);
    await row.waitFor({ timeout: 60_000 });
    await session.screenshot('welcome-error');
    const again = await startEmulator('--port', port);
    onTestFinished(again.stop);
    await clickRowAction(page, /Can't (be read|connect|reach|read|list)/, /Retry|Refresh/, (timeout) =>
      treeRow(page, /^shop-weu/).waitFor({ timeout }),
    );
  });
});
