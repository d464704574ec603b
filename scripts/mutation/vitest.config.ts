/** The tests that mutants are tried on: one project, so that the kept tool can choose among its files. */
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = resolve(import.meta.dirname, '../..');

export default defineConfig({
  root,
  test: {
    include: JSON.parse(process.env['AKS_IDENTITY_MUTATION_TESTS'] ?? '[]') as string[],
    exclude: ['test/{page,vscode,e2e}/**'],
    alias: [{ find: /^vscode$/, replacement: resolve(root, 'test/support/vscode/module.ts') }],
    globalSetup: resolve(root, 'test/support/temporaryFolder.ts'),
    setupFiles: [resolve(root, 'test/support/vscode/fresh.ts')],
    testTimeout: 60_000,
    isolate: false,
  },
});
