import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { Kubectl } from '../../../src/webview/workloads/workloadsPart.ts';
import { pageHtml } from '../../../src/webview/html.ts';
import { createSession } from '../../../src/webview/panel/session.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { noKubectl } from '../../support/noKubectl.ts';
import { projectRoot } from '../host/paths.ts';
import { sharedBrowser } from './sharedBrowser.ts';
import { themedBody, themeSheet } from './panelThemes.ts';
import type { themes } from './panelThemes.ts';

/** The panel's page in a plain browser, its session in this process; the page is the one that is shipped. */
export interface PanelPage {
  readonly page: Page;
  readonly states: readonly PanelState[];
  /** Pictures that the page asked to save. */
  readonly saved: readonly string[];
  /** Texts that were copied. */
  readonly copied: readonly string[];
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Milliseconds that a state takes to the page. */
  delay: number;
  /** Resolves once the page has every state that was posted. */
  readonly drawn: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const shipped = join(projectRoot, 'dist', 'page');
const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

/** A file of those that are shipped with the page, with its type; `undefined` for any other path. */
async function shippedFile(path: string): Promise<{ readonly type: string; readonly bytes: Buffer } | undefined> {
  const type = types[extname(path)];
  if (type === undefined) return undefined;
  return { type, bytes: await readFile(join(shipped, path)) };
}

/** Opens a panel on a bench. */
export async function openPanelPage(
  bench: Bench,
  target: PanelTarget,
  options: { readonly theme?: keyof typeof themes; readonly width?: number; readonly kubectl?: Kubectl } = {},
): Promise<PanelPage> {
  const bridge =
    '<script nonce="test">window.acquireVsCodeApi = () => ({ postMessage: (m) => window.fromPage(m), setState() {} });</script>';
  const html = pageHtml({
    script: '/panel.js',
    styles: ['/codicons/codicon.css', '/drawing.css', '/panel.css'],
    cspSource: "'self'",
    nonce: 'test',
  })
    .replace('<link', `<style>${themeSheet(options.theme ?? 'dark')}</style><link`)
    .replace('<body>', themedBody(options.theme ?? 'dark'))
    .replace('<div id="page">', `${bridge}<div id="page">`);
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    const file = await shippedFile(path);
    response.setHeader('content-type', file?.type ?? 'text/html');
    response.end(file?.bytes ?? (path === '/' ? html : ''));
  };
  const server = createServer((request, response) => void answer(request.url?.split('?')[0] ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const context = await (await sharedBrowser()).newContext({ viewport: { width: options.width ?? 1000, height: 900 } });
  const page = await context.newPage();
  const [states, saved, copied, complaints]: [PanelState[], string[], string[], string[]] = [[], [], [], []];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const arriving: Promise<void>[] = [];
  const panel: PanelPage = {
    page,
    states,
    saved,
    copied,
    complaints,
    delay: 0,
    drawn: async () => Promise.all(arriving),
    close: async () => {
      session.dispose();
      await context.close();
      server.close();
    },
  };
  const session = createSession(target, {
    service: async () => bench.service,
    post: (state) => {
      states.push(state);
      arriving.push(arrive(page, state, panel.delay));
    },
    copy: async (text) => void copied.push(text),
    save: async (svg) => void saved.push(svg),
    open: () => undefined,
    mayDiscard: async () => true,
    note: () => undefined,
    close: () => undefined,
    openYaml: async () => undefined,
    kubectl: options.kubectl ?? noKubectl,
    sshKeys: async () => [],
    now: () => new Date(bench.emulator.clock.now()),
  });
  await page.exposeFunction('fromPage', (message: unknown) => session.receive(message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.locator('h1').waitFor();
  return panel;
}

/** Gives the page a state after some milliseconds; resolves once the page has drawn it. A page that was closed needs none. */
async function arrive(page: Page, state: PanelState, delay: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(() => {
    page
      .evaluate(
        async (message) =>
          new Promise((drawn) => {
            window.postMessage(message);
            requestAnimationFrame(() => requestAnimationFrame(drawn));
          }),
        state,
      )
      .then(
        () => resolve(),
        () => resolve(),
      );
  }, delay);
  return promise;
}
