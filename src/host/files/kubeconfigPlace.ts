/** Where kubeconfigs are, and how their paths are shown. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** What the place of a kubeconfig depends on; replaceable in tests. */
export interface Machine {
  readonly isWindows: boolean;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isThere: (path: string) => boolean;
}

/** This machine, as it is now. */
function thisMachine(): Machine {
  return { isWindows: process.platform === 'win32', home: homedir(), env: process.env, isThere: existsSync };
}

/**
 * Returns the file that kubectl writes new entries to: the first of KUBECONFIG that is there, or else its last, or else `.kube/config` in the
 * home folder, for which kubectl has rules of its own on Windows.
 * Source: https://github.com/kubernetes/client-go/blob/master/tools/clientcmd/config.go
 */
export function kubeconfigPath(machine = thisMachine()): string {
  const { isWindows, env, home, isThere } = machine;
  const named = pathsIn(env['KUBECONFIG'] ?? '', isWindows);
  const own = (folder: string): string => systemOf(machine).join(folder, '.kube', 'config');
  return named.find(isThere) ?? named.at(-1) ?? own(isWindows ? windowsHome(machine, own) : home);
}

/** On Windows a semicolon between double quotes belongs to a path. */
function pathsIn(list: string, isWindows: boolean): readonly string[] {
  const paths = isWindows ? (list.match(/(?:"[^"]*"?|[^";])+/g) ?? []) : list.split(':');
  return paths.map((path) => (isWindows ? path.replaceAll('"', '') : path)).filter((path) => path.trim() !== '');
}

/**
 * The home folder as kubectl sees it on Windows, where Git and others set HOME.
 * Source: https://github.com/kubernetes/client-go/blob/master/util/homedir/homedir.go
 */
function windowsHome({ env, home, isThere }: Machine, own: (folder: string) => string): string {
  const { HOME: first = '', HOMEDRIVE: drive = '', HOMEPATH: path = '', USERPROFILE: profile = '' } = env;
  const onDrive = drive === '' || path === '' ? '' : `${drive}${path}`;
  const isSet = (folder: string): boolean => folder !== '';
  return (
    [first, onDrive, profile].filter(isSet).find((folder) => isThere(own(folder))) ??
    [first, profile, onDrive].filter(isSet).find(isThere) ??
    home
  );
}

/** Names that Windows takes for devices, whatever follows after a dot. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** Returns the path of a separate kubeconfig for a cluster, in the user's home. */
export function kubeconfigFor(cluster: string, machine: Pick<Machine, 'home' | 'isWindows'> = thisMachine()): string {
  return systemOf(machine).join(machine.home, `${cluster}${device.test(cluster) ? '-cluster' : ''}.kubeconfig`);
}

/** Returns a path as people write it, with `~` for their home. */
export function shortPath(
  path: string,
  { home, isWindows }: Pick<Machine, 'home' | 'isWindows'> = thisMachine(),
): string {
  const system = systemOf({ isWindows });
  const start = `${home}${system.sep}`;
  const full = system.normalize(path);
  const isBelow = isWindows ? full.toLowerCase().startsWith(start.toLowerCase()) : full.startsWith(start);
  return isBelow ? `~${system.sep}${full.slice(start.length)}` : full;
}

/** Returns a short form of a path: the last two parts of a long one. */
export function briefPath(path: string, machine: Pick<Machine, 'home' | 'isWindows'> = thisMachine()): string {
  const short = shortPath(path, machine);
  const { sep } = systemOf(machine);
  return short.length <= 40 ? short : ['...', ...short.split(sep).slice(-2)].join(sep);
}

function systemOf({ isWindows }: Pick<Machine, 'isWindows'>): typeof posix {
  return isWindows ? win32 : posix;
}
