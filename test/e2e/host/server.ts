import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installFolders } from './extensions.ts';
import { installWorkbench } from './install.ts';
import { node24 } from './paths.ts';

/** How to start VS Code's server. */
export interface ServerOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Ids of built-in extensions that must not be there, e.g. `vscode.microsoft-authentication`. */
  readonly disableExtensions?: readonly string[];
  /** A packaged extension to install before the start. */
  readonly vsix?: string;
  /** Folders of built extensions to install before the start. */
  readonly extensions?: readonly string[];
  /** Lets the workbench run extensions under development and their tests; it shows no notifications then. */
  readonly development?: boolean;
  /** Environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** A PEM file whose certificates the extension host trusts. */
  readonly trustedCertificates?: string;
  /** Opens folders that nobody has trusted in Restricted Mode, instead of trusting every folder. */
  readonly asksForTrust?: boolean;
  /** A person's settings, over the quiet ones of this host. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** VS Code's display language; its own texts stay English, and only extensions speak it. */
  readonly language?: string;
}

/** A running VS Code server with its own folders. */
export interface Server {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** Without it the server answers nobody: it can do all that the person who started it can. */
  readonly token: string;
  readonly pid: number;
  readonly userDataDir: string;
  /** What the server has written so far. */
  readonly log: () => string;
  /** Ends every process of the server and removes its folders; may be called twice. */
  readonly stop: () => Promise<void>;
}

const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // Otherwise it would report any port that a process of this machine opens.
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
};
/** A window without a folder is trusted, with whatever file it is opened; nobody is asked about a folder, which is not. */
const trusting = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.emptyWindow': true,
  'security.workspace.trust.untrustedFiles': 'open',
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};
const noisyExtensions = ['github.copilot-chat', 'vscode.github', 'vscode.git', 'vscode.tunnel-forwarding'];
const startTimeout = 60_000;

/** Starts VS Code's server on the loopback interface and resolves once it listens. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const serverHome = await installWorkbench();
  const home = await mkdtemp(join(tmpdir(), 'aks-identity-host-'));
  const userDataDir = join(home, 'user-data');
  const main = join(serverHome, 'out', 'server-main.js');
  const folders = ['--user-data-dir', userDataDir, '--extensions-dir', join(home, 'extensions')];
  const env = environment(options);
  await mkdir(join(home, 'extensions'), { recursive: true });
  await writeSettings(userDataDir, { ...(options.asksForTrust ? trusting : {}), ...options.settings });
  if (options.language !== undefined) await addLanguagePack(userDataDir, options.language);
  try {
    await installFolders(join(home, 'extensions'), options.extensions ?? []);
    if (options.vsix) await installVsix([main, ...folders, '--install-extension', options.vsix], env);
    return await listen([main, ...folders], home, userDataDir, options, env);
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

/** Writes a person's settings; no window is open yet that would read half of them. */
async function writeSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(join(userDataDir, 'User'), { recursive: true });
  const content = JSON.stringify({ ...quietSettings, ...settings }, undefined, 2);
  await writeFile(join(userDataDir, 'User', 'settings.json'), content);
}

/** Writes a language pack without a text, as VS Code keeps those that are installed; it takes a language only from a pack. */
async function addLanguagePack(userDataDir: string, language: string): Promise<void> {
  const texts = join(userDataDir, `${language}.json`);
  await writeFile(texts, JSON.stringify({ contents: {} }));
  const pack = {
    hash: language,
    extensions: [{ extensionIdentifier: { id: 'test.pack' }, version: '1.0.0' }],
    translations: { vscode: texts },
    label: language,
  };
  await writeFile(join(userDataDir, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

async function listen(
  args: readonly string[],
  home: string,
  userDataDir: string,
  options: ServerOptions,
  env: NodeJS.ProcessEnv,
): Promise<Server> {
  const token = randomBytes(24).toString('hex');
  const tokenFile = join(home, 'token');
  // In a file of a private folder, because every user of the machine can read the arguments of a process.
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawn(
    node24,
    [
      ...args,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...['--connection-token-file', tokenFile, '--accept-server-license-terms'],
      ...(options.asksForTrust ? [] : ['--disable-workspace-trust']),
      ...['--disable-telemetry', '--telemetry-level', 'off', '--disable-getting-started-override'],
      ...(options.development ? ['--enable-smoke-test-driver'] : []),
      ...(options.language === undefined ? [] : ['--locale', options.language]),
    ],
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const killAtExit = (): void => killGroup(child, 'SIGKILL');
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit);
    await endGroup(child);
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    let timer: NodeJS.Timeout | undefined;
    const listening = new Promise<number>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`VS Code's server ${why}:\n${withoutStacks(output)}`));
      timer = setTimeout(() => fail(`did not listen within ${startTimeout / 1000} s`), startTimeout);
      const read = (data: Buffer): void => {
        output += data.toString();
        if (output.includes('EADDRINUSE'))
          reject(new Error(`Port ${options.port} is in use: choose another with --port.`));
        const [, port] = /Extension host agent listening on (\d+)/.exec(output) ?? [];
        if (port !== undefined) resolve(Number(port));
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => fail(`ended with ${String(code)}`));
    });
    const port = await listening.finally(() => clearTimeout(timer));
    const origin = `http://127.0.0.1:${port}`;
    return { origin, port, token, pid: child.pid ?? 0, userDataDir, log: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function installVsix(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(node24, [...args, '--force'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0 || /Failed Installing/i.test(output))
    throw new Error(`The package could not be installed:\n${output}`);
}

function environment(options: ServerOptions): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
  for (const name of Object.keys(env)) {
    if (/^(npm_|VSCODE_|NODE_OPTIONS$|VITEST)/.test(name)) delete env[name];
  }
  env['VSCODE_SKIP_BUILTIN_EXTENSIONS'] = [...noisyExtensions, ...(options.disableExtensions ?? [])].join(',');
  if (options.trustedCertificates) env['NODE_EXTRA_CA_CERTS'] = options.trustedCertificates;
  env['PATH'] = `${dirname(node24)}:${env['PATH'] ?? ''}`;
  return env;
}

/** The server's own words, without the long searches for native modules that it does well without. */
function withoutStacks(output: string): string {
  const lines = output.split('\n').filter((line) => !/^\s*(→|at |'|-|\]|\}|\{)/.test(line));
  return lines.join('\n').slice(-3000);
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  const running = child.exitCode === null && child.signalCode === null;
  const ended = running ? new Promise<void>((resolve) => child.once('exit', () => resolve())) : Promise.resolve();
  killGroup(child, 'SIGTERM');
  const force = setTimeout(() => killGroup(child, 'SIGKILL'), 3000);
  await ended;
  clearTimeout(force);
  killGroup(child, 'SIGKILL');
}
