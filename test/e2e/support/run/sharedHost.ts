/** One VS Code server and one browser for all test files of a worker: starting them costs more than most tests do. */
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../host/paths.ts';
import type { Server } from '../../host/server.ts';
import { startServer, writeSettings } from '../../host/server.ts';
import { showWorkbench } from '../../host/workbench.ts';
import { prepareDemo } from '../cloud.ts';
import { killExtensionHosts } from './processes.ts';
import { sharedBrowser } from './sharedBrowser.ts';
import { makeWorkerFolder, pidFile } from './workerFolder.ts';

/** A window of VS Code that nobody has used yet. */
export interface SharedWindow {
  readonly page: Page;
  readonly server: Server;
  /** Path of the kubeconfig that the extension sees; there is no such file yet. */
  readonly kubeconfig: string;
  readonly close: () => Promise<void>;
}

interface Host {
  readonly server: Server;
  readonly kubeconfig: string;
}

let host: Promise<Host> | undefined;
let inUse = false;

/** Opens VS Code as it is right after its installation: no state of the extension, of the workbench or of the person. */
export async function openSharedWindow(
  settings: Readonly<Record<string, unknown>>,
  folder: string,
  viewport: { readonly width: number; readonly height: number },
): Promise<SharedWindow> {
  if (inUse) throw new Error('Another file of this worker has not closed its session.');
  inUse = true;
  host ??= startHost();
  const { server, kubeconfig } = await host;
  await writeSettings(server.userDataDir, settings);
  await prepareDemo(server.userDataDir);
  // The workbench keeps its state in the browser: a context of its own begins without any.
  const permissions = ['clipboard-read', 'clipboard-write'];
  const context = await (await sharedBrowser()).newContext({ viewport, permissions });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await showWorkbench(page, server, { folder });
  return {
    page,
    server,
    kubeconfig,
    close: async () => {
      await context.close();
      await killExtensionHosts(server.pid);
      await forget({ server, kubeconfig });
      inUse = false;
    },
  };
}

async function startHost(): Promise<Host> {
  const folder = await makeWorkerFolder();
  const kubeconfig = join(folder, 'kube', 'config');
  const server = await startServer({ folder, extensions: [projectRoot], env: { KUBECONFIG: kubeconfig } });
  await writeFile(join(folder, pidFile), String(server.pid));
  return { server, kubeconfig };
}

/** Removes what the extension, its extension host and the person have left on the disk. */
async function forget({ server, kubeconfig }: Host): Promise<void> {
  const [user, machine] = [join(server.userDataDir, 'User'), join(server.userDataDir, 'Machine')];
  const kept = ['globalStorage', 'workspaceStorage', 'History', 'settings.json'].map((name) => join(user, name));
  for (const each of [...kept, machine, dirname(kubeconfig)]) await rm(each, { recursive: true, force: true });
}
