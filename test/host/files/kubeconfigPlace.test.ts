/** Paths by system: those of Windows are tried here, too. */
import { describe, expect, it } from 'vitest';
import { briefPath, kubeconfigFor, kubeconfigPath, shortPath } from '../../../src/host/files/kubeconfigPlace.ts';

const ana = String.raw`C:\Users\ana`;
const own = String.raw`C:\Users\ana\.kube\config`;

interface Case {
  readonly variable?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly there?: readonly string[];
  readonly is: string;
}

const onLinux: Readonly<Record<string, Case>> = {
  'without a variable': { is: '/home/ana/.kube/config' },
  'with an empty one': { variable: ' ', is: '/home/ana/.kube/config' },
  'with one path': { variable: '/a/config', is: '/a/config' },
  'with several, of which none is there': { variable: ':/a:/b', is: '/b' },
  'with several, of which the second is there': { variable: '/a:/b:/c', there: ['/b', '/c'], is: '/b' },
  'with a semicolon, a quote and a backslash in its name': { variable: String.raw`/a;"b"\c`, is: String.raw`/a;"b"\c` },
};
const onWindows: Readonly<Record<string, Case>> = {
  'without a variable': { is: own },
  'with a path on a drive': { variable: String.raw`D:\k8s\config`, is: String.raw`D:\k8s\config` },
  'with slashes': { variable: 'D:/k8s/config', is: 'D:/k8s/config' },
  'with several, of which none is there': { variable: String.raw`C:\a;D:\b;`, is: String.raw`D:\b` },
  'with several, of which the first is there': {
    variable: String.raw`C:\a;D:\b`,
    there: [String.raw`C:\a`],
    is: String.raw`C:\a`,
  },
  'on a share': {
    variable: String.raw`\\files\ana\config;C:\a`,
    there: [String.raw`\\files\ana\config`],
    is: String.raw`\\files\ana\config`,
  },
  'with a long path': { variable: String.raw`\\?\C:\very\long\config`, is: String.raw`\\?\C:\very\long\config` },
  'with a semicolon between quotes': {
    variable: String.raw`"C:\a;b\config";D:\c`,
    there: [String.raw`C:\a;b\config`],
    is: String.raw`C:\a;b\config`,
  },
  'where HOME has none, and the profile has one': {
    env: { HOME: 'H:\\', USERPROFILE: ana },
    there: ['H:\\', ana, own],
    is: own,
  },
  'where HOME has one, too': {
    env: { HOME: String.raw`H:\ana`, USERPROFILE: ana },
    there: [String.raw`H:\ana\.kube\config`, own],
    is: String.raw`H:\ana\.kube\config`,
  },
  'where the home drive has one, too': {
    env: { HOMEDRIVE: 'U:', HOMEPATH: String.raw`\ana`, USERPROFILE: ana },
    there: [String.raw`U:\ana\.kube\config`, own],
    is: String.raw`U:\ana\.kube\config`,
  },
  'where none has one, and HOME is there': {
    env: { HOME: String.raw`H:\ana`, USERPROFILE: ana },
    there: [String.raw`H:\ana`, ana],
    is: String.raw`H:\ana\.kube\config`,
  },
  'where none has one, and the home drive is not connected': {
    env: { HOMEDRIVE: 'U:', HOMEPATH: String.raw`\ana`, USERPROFILE: ana },
    there: [ana],
    is: own,
  },
};
const cases = [onLinux, onWindows].flatMap((table, index) =>
  Object.entries(table).map(([where, one]) => ({
    ...one,
    where: `${where}, on ${index === 0 ? 'Linux and macOS' : 'Windows'}`,
    isWindows: index === 1,
  })),
);

describe('the kubeconfig', () => {
  it.each(cases)('is where kubectl writes it: $where', ({ isWindows, variable, env = {}, there = [], is }) => {
    const machine = {
      isWindows,
      home: isWindows ? ana : '/home/ana',
      env: { ...env, ...(variable === undefined ? {} : { KUBECONFIG: variable }) },
      isThere: (path: string) => there.includes(path),
    };
    expect(kubeconfigPath(machine)).toBe(is);
  });

  it.each([
    [false, '/home/ana', '/home/ana/.kube/config', '~/.kube/config', '~/.kube/config'],
    [false, '/home/ana', '/home/anabel/config', '/home/anabel/config', '/home/anabel/config'],
    [false, '/home/ana', '/HOME/ana/config', '/HOME/ana/config', '/HOME/ana/config'],
    [
      false,
      '/home/ana',
      `/mnt/${'deep/'.repeat(9)}kube/config`,
      `/mnt/${'deep/'.repeat(9)}kube/config`,
      '.../kube/config',
    ],
    [true, ana, own, String.raw`~\.kube\config`, String.raw`~\.kube\config`],
    [true, ana, String.raw`c:\users\ANA\.kube\config`, String.raw`~\.kube\config`, String.raw`~\.kube\config`],
    [true, ana, 'C:/Users/ana/.kube/config', String.raw`~\.kube\config`, String.raw`~\.kube\config`],
    [true, ana, String.raw`c:\Users\.\ana\\.kube\config`, String.raw`~\.kube\config`, String.raw`~\.kube\config`],
    [
      true,
      ana,
      String.raw`C:\Users\ana\..\kim\config`,
      String.raw`C:\Users\kim\config`,
      String.raw`C:\Users\kim\config`,
    ],
    [true, ana, `${ana}\\a b%X%!^&\\it's `, String.raw`~\a b%X%!^&\it's `, String.raw`~\a b%X%!^&\it's `],
    [
      true,
      String.raw`\\FILES\home\ana`,
      String.raw`\\files\Home\ana\config`,
      String.raw`~\config`,
      String.raw`~\config`,
    ],
    [false, '/home/ana', '/home/ana/a b$HOME`id`!', '~/a b$HOME`id`!', '~/a b$HOME`id`!'],
    [
      true,
      ana,
      String.raw`C:\Users\anabel\config`,
      String.raw`C:\Users\anabel\config`,
      String.raw`C:\Users\anabel\config`,
    ],
    [
      true,
      ana,
      `D:/${'deep/'.repeat(9)}kube/config`,
      `D:\\${'deep\\'.repeat(9)}kube\\config`,
      String.raw`...\kube\config`,
    ],
    [
      true,
      ana,
      `\\\\files\\${'deep\\'.repeat(9)}kube\\config`,
      `\\\\files\\${'deep\\'.repeat(9)}kube\\config`,
      String.raw`...\kube\config`,
    ],
  ])('is shown as people write it, row %#', (isWindows, home, path, short, brief) => {
    expect(shortPath(path, { isWindows, home })).toBe(short);
    expect(briefPath(path, { isWindows, home })).toBe(brief);
  });

  it.each([
    [false, '/home/ana', 'shop-weu', '/home/ana/shop-weu.kubeconfig'],
    [true, ana, 'shop-weu', String.raw`C:\Users\ana\shop-weu.kubeconfig`],
    [true, ana, 'Con', String.raw`C:\Users\ana\Con-cluster.kubeconfig`],
    [true, ana, 'lpt1', String.raw`C:\Users\ana\lpt1-cluster.kubeconfig`],
    [true, ana, 'console', String.raw`C:\Users\ana\console.kubeconfig`],
  ])('of its own for a cluster never has the name of a device, row %#', (isWindows, home, cluster, path) => {
    expect(kubeconfigFor(cluster, { isWindows, home })).toBe(path);
  });
});
