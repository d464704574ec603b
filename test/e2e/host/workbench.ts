import { pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser/launch.ts';
import { withoutMotion } from '../../support/browser/withoutMotion.ts';
import type { Server } from './server.ts';

/** What the workbench shows: a folder, an extension under development, a test run inside the extension host. */
export interface WorkbenchContent {
  readonly folder?: string;
  readonly extensionDevelopmentPaths?: readonly string[];
  readonly extensionTestsPath?: string;
}

/** How the browser looks. */
export interface BrowserOptions {
  readonly headed?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of the screen for each of the page, 1 if absent. */
  readonly scale?: number;
  /** Receives the console lines of the extension host. */
  readonly onLog?: (type: string, text: string) => void;
}

/** A workbench in a browser. */
export interface Workbench {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** The exit code of the test run, 0 or 1; stays open where there is none. */
  readonly exited: Promise<number>;
  readonly close: () => Promise<void>;
}

/** The address that shows the content in the server's workbench, to who has it: the server's token is in it. */
function workbenchAddress(server: Pick<Server, 'origin' | 'port' | 'token'>, content: WorkbenchContent): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${pathToFileURL(path).pathname}`;
  const payload: [string, string][] = [
    ...(content.extensionDevelopmentPaths ?? []).map((path): [string, string] => [
      'extensionDevelopmentPath',
      remote(path),
    ]),
    ...(content.extensionTestsPath
      ? [['extensionTestsPath', remote(content.extensionTestsPath)] as [string, string]]
      : []),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const query = new URLSearchParams({ tkn: server.token });
  if (content.folder) query.set('folder', content.folder);
  else query.set('ew', 'true');
  query.set('payload', JSON.stringify(payload));
  return `${server.origin}/?${query.toString()}`;
}

/** Opens the workbench in its own Chromium and resolves once its frame is drawn. */
export async function openWorkbench(
  server: Pick<Server, 'origin' | 'port' | 'token'>,
  content: WorkbenchContent,
  options: BrowserOptions = {},
): Promise<Workbench> {
  const browser = await launchBrowser(options.headed);
  try {
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1400, height: 900 },
      deviceScaleFactor: options.scale ?? 1,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await withoutMotion(context);
    const page = await context.newPage();
    const exited = new Promise<number>((resolve, reject) => {
      void context.exposeFunction('codeAutomationExit', (code: number) => resolve(code)).catch(reject);
      page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
      browser.once('disconnected', () => reject(new Error('The browser went away before the test run ended.')));
    });
    exited.catch(() => undefined);
    await context.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      options.onLog?.(type, format(...args));
    });
    await page.goto(workbenchAddress(server, content), { waitUntil: 'domcontentloaded' });
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    return { browser, context, page, exited, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
