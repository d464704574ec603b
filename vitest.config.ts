import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const setupFiles = ['test/support/titlesAsRun.ts', 'test/support/wordsAsText.ts'];
/** What takes the place of VS Code outside of it. */
const double = {
  alias: [{ find: /^vscode$/, replacement: resolve(import.meta.dirname, 'test/support/vscode/module.ts') }],
  setupFiles: [...setupFiles, 'test/support/vscode/fresh.ts'],
};
const shared = {
  setupFiles,
  globalSetup: 'test/support/temporaryFolder.ts',
  maxWorkers: 2,
  expect: { poll: { timeout: 30_000 } },
};

/** A file that replaces a module needs modules of its own; all others share theirs, which saves loading them. */
const replacing = globSync('test/whole/**/*.test.ts', { cwd: import.meta.dirname }).filter((file) =>
  readFileSync(resolve(import.meta.dirname, file), 'utf8').includes('vi.mock('),
);

function within(seconds: number): { testTimeout: number; hookTimeout: number } {
  return { testTimeout: seconds * 1000, hookTimeout: seconds * 1000 };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          ...double,
          ...within(60),
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{whole,page,vscode,e2e}/**'],
          isolate: false,
        },
      },
      {
        test: {
          ...shared,
          ...double,
          ...within(120),
          name: 'conformance',
          include: ['test/whole/**/*.test.ts'],
          exclude: replacing,
          isolate: false,
        },
      },
      { test: { ...shared, ...double, ...within(120), name: 'conformance-apart', include: replacing } },
      {
        test: {
          ...shared,
          ...double,
          ...within(60),
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          // One browser for all files of a worker.
          isolate: false,
        },
      },
      { test: { ...shared, ...within(180), name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
