import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.ts';
import { node24, workbenchHome } from './paths.ts';

const version = '4.139.1';
const serverHome = join(workbenchHome, 'node_modules', 'code-server', 'lib', 'vscode');
const stampFile = join(workbenchHome, 'installed.json');

/** Makes sure that VS Code's server is installed below `.vscode-test`, and returns its folder; a second call only looks. */
export async function installWorkbench(say: (line: string) => void = console.error): Promise<string> {
  if (await isInstalled()) return serverHome;
  if (!existsSync(node24))
    throw new Error(`The VS Code server runs on Node 24, and ${node24} is missing: run "npm ci".`);
  await mkdir(workbenchHome, { recursive: true });
  const waiting = (owner: number): void => say(`Waiting for process ${owner}, which is installing VS Code's server...`);
  return withLock(join(workbenchHome, 'lock'), waiting, async () => {
    if (await isInstalled()) return serverHome;
    const started = Date.now();
    say(`Installing VS Code's server (code-server ${version}; once, about a minute)...`);
    await rm(join(workbenchHome, 'node_modules'), { recursive: true, force: true });
    await writeFile(join(workbenchHome, 'package.json'), '{ "private": true }\n');
    await npm(workbenchHome, ['install', '--no-save', `code-server@${version}`]);
    await npm(serverHome, ['install', '--omit=dev']);
    await npm(join(serverHome, 'extensions'), ['install', '--omit=dev']);
    await writeFile(stampFile, `${JSON.stringify({ version })}\n`);
    say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
    return serverHome;
  });
}

async function isInstalled(): Promise<boolean> {
  const stamp = await readFile(stampFile, 'utf8').catch(() => '{}');
  const installed = JSON.parse(stamp) as { version?: string };
  return installed.version === version && existsSync(join(serverHome, 'out', 'server-main.js'));
}

/** The packages' own install scripts want compilers and headers; all that is needed of them comes prebuilt. */
async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(
    command,
    [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'],
    {
      cwd,
      env: environmentOutsideNpm(),
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  throw new Error(
    `"npm ${args.join(' ')}" in ${cwd} ended with ${String(code)}:\n${output.trim()}\nIs the npm registry reachable?`,
  );
}

/** An npm that is started by an npm script would otherwise work on the outer project's prefix and settings. */
function environmentOutsideNpm(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package|lifecycle|command|node)|^npm_config_(local_prefix|prefix|global_prefix|noproxy|omit|include)$/i.test(
        name,
      ),
  );
  return { ...Object.fromEntries(kept), PATH: `${dirname(node24)}${delimiter}${process.env['PATH'] ?? ''}` };
}

if (import.meta.main) await installWorkbench();
