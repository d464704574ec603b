import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Those that can do without a window take half the time, because they draw none. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Switches for a browser that only ever shows the workbench of this machine, root or not. */
export const chromiumSwitches: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Path of a Chromium-like browser: CHROME_PATH, the machine's own, or on Debian as root a freshly installed one. */
export function findChromium(say: (line: string) => void = console.error): string {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which cannot be run.`);
  }
  const found = search();
  if (found) return found;
  if (isDebian() && process.getuid?.() === 0) {
    say('Installing Chromium (apt-get install chromium-headless-shell) ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', env });
    // Another process may be installing it at the same moment: this one waits for it, and finds it installed.
    const patient = ['-o', 'DPkg::Lock::Timeout=300', '-y', '-qq', '--no-install-recommends'];
    spawnSync('apt-get', ['install', ...patient, 'chromium-headless-shell'], { stdio: 'ignore', env });
    const installed = search();
    if (installed) return installed;
  }
  throw new Error('No browser found. Install Chromium or Google Chrome, or set CHROME_PATH to one.');
}

function search(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const candidates = names.flatMap((name) => onPath.map((folder) => join(folder, name)));
  return [...candidates, ...(places[process.platform] ?? [])].find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebian(): boolean {
  return (
    existsSync('/etc/os-release') && /^(ID|ID_LIKE)=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
