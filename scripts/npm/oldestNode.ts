/**
 * `npm run test:oldest-node`: runs the built command line on the oldest Node that package.json names, and on the last one before it,
 * which has to say in one sentence that it is too old. Each comes from npm's package `node`.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExtension } from '../build.ts';
import { projectRoot } from '../project.ts';

const { engines } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  readonly engines: { readonly node: string };
};
const oldest = engines.node.match(/\d+\.\d+\.\d+/g) ?? [];
/** The last versions before those, and one of the line before. */
const tooOld = ['20.11.1', '21.6.2', '18.20.8'];

if (!existsSync(join(projectRoot, 'dist', 'cli.js'))) await buildExtension();
const folder = mkdtempSync(join(tmpdir(), 'oldest-node-'));
for (const part of ['dist/cli.js', 'dist/cli', 'package.json'])
  cpSync(join(projectRoot, part), join(folder, part), { recursive: true });

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly told: string;
}

function runOn(version: string, ...args: readonly string[]): Ended {
  // npm itself runs on this Node; only what stands behind the double dash runs on the other.
  const command = ['exec', '--yes', `--package=node@${version}`, '--', 'node', join(folder, 'dist', 'cli.js'), ...args];
  const { status, stdout, stderr } = spawnSync('npm', command, { cwd: folder, encoding: 'utf8' });
  return { code: status, out: stdout, told: stderr };
}

const here = spawnSync(process.execPath, [join(folder, 'dist', 'cli.js'), 'report', '--demo', '--format', 'csv'], {
  cwd: folder,
  encoding: 'utf8',
});
const failures = [
  ...oldest.flatMap((version) => {
    const { code, out, told } = runOn(version, 'report', '--demo', '--format', 'csv');
    const isSame = code === 2 && out === here.stdout;
    return isSame ? [] : [`Node ${version} ended with ${code}, or wrote something else than this Node: ${told}`];
  }),
  ...tooOld.flatMap((version) => {
    const { code, told } = runOn(version, '--version');
    const isSaid = code === 1 && /^aks-identity: This needs Node [^\n]*\n$/.test(told);
    return isSaid ? [] : [`Node ${version} ended with ${code} and did not say that it is too old: ${told}`];
  }),
];
rmSync(folder, { recursive: true });
for (const failure of failures) console.error(failure);
console.log(`${oldest.length + tooOld.length - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
