/** `npm run demo`: the extension in a real VS Code, with the demo's company in it. Ctrl-C ends everything it started. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { installWorkbench } from '../test/e2e/host/install.ts';
import { startServer } from '../test/e2e/host/server.ts';
import { onceAskedToEnd } from '../test/e2e/host/signals.ts';
import { buildExtension } from './build.ts';
import { hasScreen, openInBrowser } from './openInBrowser.ts';
import { projectRoot } from './project.ts';

const guide = join(projectRoot, 'scripts', 'demoGuide');
const start = { AKS_IDENTITY_START: 'demo' };

async function inBrowser(port: number, opensBrowser: boolean): Promise<void> {
  await installWorkbench(console.log);
  console.log('Starting VS Code...');
  const starting = startServer({ port, env: start, extensions: [projectRoot, guide], asksForTrust: true });
  onceAskedToEnd(() => void starting.then((server) => server.stop()).finally(() => process.exit(0)));
  const { origin, token } = await starting;
  // A window without a folder is trusted; a folder that someone opens in it is not.
  const address = `${origin}/?${new URLSearchParams({ tkn: token, ew: 'true' }).toString()}`;
  const isOpening = opensBrowser && hasScreen(process.env, process.platform) && (await isAskedToOpen(address));
  console.log(`
The demo of AKS Identity is running. ${isOpening ? 'Your browser opens it; if not, go to' : 'Open it in any browser on this machine'}:

  ${address}

It needs no account, and nothing leaves this machine.
Keep the address to yourself: whoever has it can use this VS Code as you.
Press Ctrl-C to end the demo.
`);
}

async function isAskedToOpen(address: string): Promise<boolean> {
  return openInBrowser(address).then(
    () => true,
    () => false,
  );
}

async function onDesktop(): Promise<void> {
  const executable = findDesktop();
  if (executable === undefined) throw new Error('No VS Code found: put its "code" command on the PATH.');
  const extensions = [projectRoot, guide].map((folder) => `--extensionDevelopmentPath=${folder}`);
  const args = ['--new-window', '--wait', ...extensions];
  const child = spawn(executable, args, { env: { ...process.env, ...start }, stdio: 'inherit', detached: true });
  console.log(`AKS Identity demo: opened in ${executable}`);
  onceAskedToEnd(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
}

function findDesktop(): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd', 'Code.exe'] : ['code', 'code-insiders', 'codium'];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const usual = [
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
    join(homedir(), 'Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'),
    join(process.env['LOCALAPPDATA'] ?? 'C:\\', 'Programs\\Microsoft VS Code\\Code.exe'),
    'C:\\Program Files\\Microsoft VS Code\\Code.exe',
    '/usr/share/code/code',
    '/snap/bin/code',
  ];
  return [...onPath, ...usual].find((path) => existsSync(path));
}

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      desktop: { type: 'boolean', default: false },
      build: { type: 'boolean', default: true },
      open: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const port = Number(values.port);
  if (values.port === '' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port takes a number from 0 to 65535.');
  if (values.build) {
    console.log('Building the extension...');
    await buildExtension();
  }
  if (values.desktop) await onDesktop();
  else await inBrowser(port, values.open);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
