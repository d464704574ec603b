import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasScreen, openInBrowser } from '../../scripts/openInBrowser.ts';
import { projectRoot } from './host/paths.ts';
import { keepScreenshot } from '../support/browser/screenshots.ts';
import { launchBrowser } from '../support/browser/launch.ts';
import { withoutMotion } from '../support/browser/withoutMotion.ts';
import { treeRow } from './support/gestures.ts';

let demo: ChildProcess;
let printed: string;
let address: URL;
let token: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  demo = spawn(process.execPath, ['scripts/demo.ts', '--no-build', '--no-open'], { cwd: projectRoot });
  printed = await untilPrinted(demo, /Press Ctrl-C/);
  address = new URL(/http:\S+/.exec(printed)![0]);
  token = address.searchParams.get('tkn') ?? '';
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await withoutMotion(page.context());
  await page.goto(address.href);
});
afterAll(async () => {
  demo.kill('SIGINT');
  await browser.close();
});

async function untilPrinted(child: ChildProcess, end: RegExp): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      if (end.test(output)) resolve(output);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}:\n${output}`)));
  });
}

describe("the demo's VS Code", () => {
  it('is introduced by its address, what to do with it, and that it needs no account', () => {
    expect(printed.replace(/http:\S+/, 'ADDRESS')).toBe(
      [
        'Starting VS Code...',
        '',
        'The demo of AKS Identity is running. Open it in any browser on this machine:',
        '',
        '  ADDRESS',
        '',
        'It needs no account, and nothing leaves this machine.',
        'Keep the address to yourself: whoever has it can use this VS Code as you.',
        'Press Ctrl-C to end the demo.',
        '',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['abc', /^--port takes a number from 0 to 65535\.$/m],
    ['70000', /^--port takes a number from 0 to 65535\.$/m],
    ['', /^--port takes a number from 0 to 65535\.$/m],
    ['taken', /^Port \d+ is in use: choose another with --port\.$/m],
  ])(
    "is not started at the port '%s', which ends the demo at once and says why",
    async (port, why) => {
      const args = ['scripts/demo.ts', '--no-build', '--no-open', '--port', port === 'taken' ? address.port : port];
      const refused = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'pipe'] });
      const [said] = await Promise.all([text(refused.stderr), once(refused, 'close')]);
      expect(said).toMatch(why);
      expect(refused.exitCode).toBe(1);
    },
    30_000,
  );

  it('answers only callers who have its address with the token', async () => {
    const status = async (url: string | URL) => (await fetch(url, { redirect: 'manual' })).status;
    const none = new URL(address);
    const wrong = new URL(address);
    none.searchParams.delete('tkn');
    wrong.searchParams.set('tkn', token.replace(/./g, '0'));
    for (const url of [address.origin, none, wrong]) expect(await status(url)).toBe(403);
    expect(await status(address)).toBe(302);
  });

  it.skipIf(process.platform === 'win32')("keeps its token out of the machine's list of processes", () => {
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    expect(processes).toContain('--connection-token-file');
    expect(processes).not.toContain(token);
  });

  it("is opened in the person's browser by an address that names no token and leads there only once", async () => {
    let given = '';
    await openInBrowser(address.href, async (url) => (given = url));
    expect(given).not.toContain(token);
    const stranger = await fetch(new URL('/another', given), { redirect: 'manual' });
    expect(stranger.status).toBe(404);
    const first = await fetch(given, { redirect: 'manual' });
    expect(first.headers.get('location')).toBe(address.href);
    await expect(fetch(given, { redirect: 'manual' })).rejects.toThrow();
  });

  it.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: 'there' }, false],
    ['darwin', {}, true],
    ['darwin', { SSH_CONNECTION: 'there' }, false],
    ['win32', {}, true],
  ] as const)("is opened in the person's browser where there is a screen: %s with %o, %s", (platform, env, isThere) =>
    expect(hasScreen(env, platform)).toBe(isThere),
  );

  it('begins with a page that says what to try', async () => {
    const greeting = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await greeting.getByRole('heading', { name: 'Welcome to the demo' }).waitFor({ timeout: 60_000 });
  });

  it('shows the clusters, asks nothing first, and is not in Restricted Mode', async () => {
    await treeRow(page, /^shop-weu/).waitFor({ timeout: 60_000 });
    expect(await page.getByText('Restricted Mode').count()).toBe(0);
    expect(await page.locator('.monaco-dialog-box').count()).toBe(0);
    await keepScreenshot(page, 'e2e/demo');
  });

  it('does not trust a folder that someone opens in it', async () => {
    const folder = new URL(address.origin);
    folder.search = new URLSearchParams({ folder: join(projectRoot, 'docs') }).toString();
    await page.goto(folder.href);
    await page.getByText('Restricted Mode').first().waitFor({ timeout: 60_000 });
  });

  it('ends when Ctrl-C is pressed', async () => {
    const ended = once(demo, 'exit');
    demo.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    await expect(fetch(address, { redirect: 'manual' })).rejects.toThrow();
  });
});
