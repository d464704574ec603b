import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { pageHtml, type PageLanguage } from '../../../src/webview/window/pageHtml.ts';
import { projectRoot } from '../../e2e/host/paths.ts';
import { sharedBrowser } from '../../support/browser/sharedBrowser.ts';
import { themedBody, themeSheet } from './themes.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { keepScreenshot } from '../../support/browser/screenshots.ts';

/** How a page is shown. */
export interface Look {
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** Left out: English. */
  readonly language?: PageLanguage;
}

/** One of the extension's own pages, as it is shipped, in a plain browser; what VS Code does for it is done here. */
export interface ServedPage<State> {
  readonly page: Page;
  /** What was posted to the page, oldest first. */
  readonly states: State[];
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  /** Milliseconds that a state takes to the page. */
  delay: number;
  readonly post: (state: State) => void;
  /** Resolves once the page has every state that was posted. */
  readonly drawn: () => Promise<unknown>;
  /** Shows the page, which says at once that it is there. */
  readonly open: (receive: (message: unknown) => void) => Promise<void>;
  /** Keeps a picture in test-results/page, if screenshots are wanted. */
  readonly picture: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A window of the browser, which shows one page after another: opening one takes longer than most tests. */
interface Frame {
  readonly page: Page;
  html: string;
  receive: (message: unknown) => void;
}

/** Nothing is looked up under it: every request is answered from what is shipped. */
const origin = 'http://page.test';
const shipped = join(projectRoot, 'dist', 'page');
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};
const free: Frame[] = [];

/** Prepares a page in a window of the shared browser. */
export async function servePage<State>(name: 'panel' | 'report' | 'why', look: Look = {}): Promise<ServedPage<State>> {
  const frame = free.pop() ?? (await newFrame());
  const { page } = frame;
  await page.setViewportSize({ width: look.width ?? 1000, height: look.height ?? 900 });
  frame.html = htmlOf(name, look.theme ?? 'dark', look.language);
  const complaints: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const arriving: Promise<void>[] = [];
  let isClosed = false;
  const served: ServedPage<State> = {
    page,
    states: [],
    complaints,
    delay: 0,
    post: (state) => {
      const text = JSON.stringify(state);
      const place = text.search(/\[object |\{\d+\}/);
      if (place >= 0)
        complaints.push(`A sentence is not filled in: ${text.slice(Math.max(place - 60, 0), place + 70)}`);
      served.states.push(state);
      arriving.push(arrive(page, state, served.delay, () => isClosed));
    },
    drawn: async () => Promise.all(arriving),
    open: async (receive) => {
      frame.receive = receive;
      await page.goto(`${origin}/`);
      await page.locator('h1').waitFor();
    },
    picture: async (picture) => keepScreenshot(page, `page/${picture}`, { fullPage: true }),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      frame.receive = () => undefined;
      page.removeAllListeners('console');
      page.removeAllListeners('pageerror');
      for (const other of page.context().pages()) if (other !== page) await other.close();
      await page.goto('about:blank');
      await page.mouse.move(0, 0);
      free.push(frame);
    },
  };
  return served;
}

async function newFrame(): Promise<Frame> {
  const context = await (await sharedBrowser()).newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const frame: Frame = { page, html: '', receive: () => undefined };
  await answerFromShipped(context, frame);
  await page.exposeFunction('fromPage', (message: unknown) => frame.receive(message));
  return frame;
}

/** The page as VS Code loads it, with its bridge, and the colours of a theme. */
function htmlOf(name: string, theme: Theme, language: PageLanguage | undefined): string {
  const bridge =
    '<script nonce="test">window.acquireVsCodeApi = () => ({ postMessage: (m) => window.fromPage(m), setState() {} });</script>';
  return pageHtml({
    script: `/${name}.js`,
    styles: ['/codicons/codicon.css', '/drawing.css', `/${name}.css`],
    cspSource: "'self'",
    nonce: 'test',
    language: language ?? { code: 'en' },
  })
    .replace('<link', `<style>${themeSheet(theme)}</style><link`)
    .replace('<body>', themedBody(theme))
    .replace('<div id="page">', `${bridge}<div id="page">`);
}

async function answerFromShipped(context: BrowserContext, frame: Frame): Promise<void> {
  await context.route('**/*', async (route) => {
    const { pathname } = new URL(route.request().url());
    const contentType = types[extname(pathname)];
    if (contentType !== undefined) await route.fulfill({ contentType, body: await readFile(join(shipped, pathname)) });
    else if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: frame.html });
    else await route.fulfill({ status: 404 });
  });
}

/** Gives the page a state after some milliseconds; resolves once the page has drawn it. A page that was closed needs none. */
async function arrive(page: Page, state: unknown, delay: number, isClosed: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(() => {
    if (isClosed()) return resolve();
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
