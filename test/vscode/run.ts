/** Runs test/vscode inside a VS Code: the one without a desktop, or with AKS_IDENTITY_TEST_VSCODE=desktop[@VERSION]|PATH another. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runTests } from '@vscode/test-electron';
import type { TestOptions } from '@vscode/test-electron/out/runTest.js';
import { build } from 'rolldown';
import { projectRoot } from '../e2e/host/paths.ts';
import { setup } from '../support/temporaryFolder.ts';

const outdir = join(projectRoot, 'out', 'vscode');
const workspace = join(projectRoot, 'test', 'workspaces', 'demo');

async function bundleSuites(): Promise<void> {
  const root = join(projectRoot, 'test', 'vscode');
  const suites = join(root, 'suite');
  const names = (await readdir(suites)).filter((name) => name.endsWith('.test.ts'));
  await rm(outdir, { recursive: true, force: true });
  const files = [join(root, 'index.ts'), ...names.map((name) => join(suites, name))];
  await build({
    input: Object.fromEntries(files.map((file) => [relative(root, file).replace(/\.ts$/, ''), file])),
    platform: 'node',
    external: ['vscode', 'mocha'],
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node22' },
    logLevel: 'warn',
    output: { dir: outdir, format: 'esm', sourcemap: 'inline' },
  });
}

/** Which VS Code: the one without a desktop, a path, or `desktop` with the version to download. */
function wantedVsCode(): Pick<TestOptions, 'vscodeExecutablePath' | 'version'> {
  const wanted = process.env['AKS_IDENTITY_TEST_VSCODE'] ?? join(projectRoot, 'test', 'e2e', 'host', 'code');
  const [desktop, version = 'stable'] = wanted.split('@');
  return desktop === 'desktop' ? { version } : { vscodeExecutablePath: wanted };
}

const removeTemporaryFiles = setup();
await bundleSuites();
await mkdir(join(projectRoot, 'test-results'), { recursive: true });
const results = process.env['AKS_IDENTITY_TEST_RESULTS'] ?? join(projectRoot, 'test-results', 'vscode.json');
await rm(results, { force: true });
try {
  await runTests({
    ...wantedVsCode(),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: join(outdir, 'index.js'),
    extensionTestsEnv: { AKS_IDENTITY_TEST_RESULTS: results },
    launchArgs: [workspace],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  removeTemporaryFiles();
}
