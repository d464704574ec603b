import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import { prepareDemo } from '../../support/azure/cloud.ts';
import { areWanted, keepScreenshot, takeScreenshot } from '../../support/browser/screenshots.ts';
import { themes, type Theme } from '../../support/browser/themes.ts';
import { projectRoot } from '../host/paths.ts';
import { startServer, type Server } from '../host/server.ts';
import { openWorkbench } from '../host/workbench.ts';
import { answers, pickByLabel, quickInput, runCommand } from './gestures.ts';
import { killExtensionHosts } from './processes.ts';

/** How a session with the extension starts. */
export interface SessionOptions {
  /** A package to install; without it the built extension of this project is installed. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly disableExtensions?: readonly string[];
  /** Folders of extensions to install beside ours. */
  readonly moreExtensions?: readonly string[];
  /** A PEM file whose certificates the extension host trusts. */
  readonly trustedCertificates?: string;
  /** The built extension in another folder than this project's. */
  readonly extension?: string;
  /** VS Code's display language, which its own texts don't speak. */
  readonly language?: string;
  readonly folder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of the screen for each of the page, 1 if absent. */
  readonly scale?: number;
}

/** A VS Code with the extension in it, as a person has it before them. */
export interface Session {
  readonly page: Page;
  readonly server: Server;
  /** Path of the kubeconfig that the extension sees. */
  readonly kubeconfig: string;
  /** Keeps a picture in test-results/e2e/NAME.png, if screenshots are wanted. */
  readonly screenshot: (name: string) => Promise<void>;
  /** Keeps a picture in each theme, in test-results/e2e/NAME-THEME.png; changes no theme if screenshots are not wanted. */
  readonly screenshotInEachTheme: (name: string) => Promise<void>;
  /** Switches the colour theme and waits until the workbench shows it. */
  readonly changeTheme: (theme: Theme) => Promise<void>;
  /** Kills the extension host without warning (kill -9). */
  readonly killExtensionHost: () => Promise<void>;
  /** Reloads the window, as Developer: Reload Window does, and waits for the workbench. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** In the order that ends with the theme in which a window opens. */
const themesDarkLast = ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies readonly Theme[];

/** The pages that are open, so that a test that fails leaves a picture, and says, what a person would have seen. */
const open = new Set<Page>();
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = `failed-${task.name.replaceAll(/[^\w]+/g, '-').slice(0, 60)}`;
  for (const [index, page] of [...open].entries()) {
    await takeScreenshot(page, `e2e/${index === 0 ? name : `${name}-${index + 1}`}`).catch(() => undefined);
    const rows = await page
      .locator('.sidebar .monaco-list-row:visible')
      .allInnerTexts()
      .catch(() => []);
    const shown = await answers(page).catch(String);
    console.error(`"${task.name}" failed before a window with ${rows.join(' | ')}\n${shown.slice(0, 3000)}`);
  }
});

/** Starts VS Code with the extension and opens its workbench. Close the session in the suite's `afterAll`. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const settings = { 'workbench.colorTheme': themes.dark.label, ...options.settings };
  const folder = options.folder ?? join(projectRoot, 'test', 'workspaces', 'demo');
  const viewport = options.viewport ?? { width: 1400, height: 900 };
  const kubeFolder = await mkdtemp(join(tmpdir(), 'aks-identity-kube-'));
  const kubeconfig = join(kubeFolder, 'kube', 'config');
  const server = await startServer({
    settings,
    extensions: [...(options.vsix ? [] : [options.extension ?? projectRoot]), ...(options.moreExtensions ?? [])],
    env: { KUBECONFIG: kubeconfig, ...options.env },
    ...(options.vsix ? { vsix: options.vsix } : {}),
    ...(options.disableExtensions ? { disableExtensions: options.disableExtensions } : {}),
    ...(options.language ? { language: options.language } : {}),
    ...(options.trustedCertificates ? { trustedCertificates: options.trustedCertificates } : {}),
  });
  try {
    await prepareDemo(server.userDataDir);
    const workbench = await openWorkbench(server, { folder }, { viewport, scale: options.scale ?? 1 });
    const page = workbench.page;
    page.setDefaultTimeout(30_000);
    open.add(page);
    return {
      page,
      server,
      kubeconfig,
      screenshot: (name) => keepScreenshot(page, `e2e/${name}`),
      screenshotInEachTheme: async (name) => {
        for (const theme of areWanted ? themesDarkLast : []) {
          await changeTheme(page, theme);
          await keepScreenshot(page, `e2e/${name}-${theme}`);
        }
      },
      changeTheme: (theme) => changeTheme(page, theme),
      killExtensionHost: async () => {
        if ((await killExtensionHosts(server.pid)) === 0) throw new Error('No extension host is running.');
      },
      reload: () => reload(page),
      close: async () => {
        open.delete(page);
        await workbench.close();
        await server.stop();
        await rm(kubeFolder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function changeTheme(page: Page, theme: Theme): Promise<void> {
  const { label, className } = themes[theme];
  if ((await page.locator(`.monaco-workbench.${className}`).count()) > 0) return;
  await runCommand(page, 'Preferences: Color Theme');
  await pickByLabel(page, label);
  await page.locator(`.monaco-workbench.${className}`).waitFor();
  await quickInput(page).waitFor({ state: 'hidden' });
}

/** By the command, which keeps what the window shows first; in a browser that is done every few seconds only otherwise. */
async function reload(page: Page): Promise<void> {
  const loaded = page.waitForEvent('domcontentloaded', { timeout: 60_000 });
  await Promise.all([loaded, runCommand(page, 'Developer: Reload Window')]);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
}
