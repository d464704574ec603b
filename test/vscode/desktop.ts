/**
 * `npm run test:desktop -- oldest|newest`: runs test/vscode in a desktop VS Code that it downloads from Microsoft: the oldest that
 * package.json allows, or the newest. On a Linux without a screen it needs `xvfb-run`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../e2e/host/paths.ts';

const versions: Readonly<Record<string, () => string>> = { oldest: oldestVersion, newest: () => 'stable' };

function oldestVersion(): string {
  const { engines } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly engines: { readonly vscode: string };
  };
  return engines.vscode.replace('^', '');
}

const version = versions[process.argv[2] ?? 'newest']?.();
if (version === undefined) {
  console.error('Which VS Code? oldest or newest.');
  process.exitCode = 1;
} else {
  const run = [process.execPath, join(projectRoot, 'test', 'vscode', 'run.ts')] as const;
  const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined;
  const [program, ...args] = hasScreen ? run : (['xvfb-run', '--auto-servernum', ...run] as const);
  const env = { ...process.env, AKS_IDENTITY_TEST_VSCODE: `desktop@${version}` };
  const { status, error } = spawnSync(program, args, { cwd: projectRoot, env, stdio: 'inherit' });
  if (error) console.error(error.message);
  process.exitCode = status ?? 1;
}
