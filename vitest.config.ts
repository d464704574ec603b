import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What takes the place of VS Code outside of it. */
const double = {
  alias: [{ find: /^vscode$/, replacement: resolve(import.meta.dirname, 'test/support/vscode/module.ts') }],
  setupFiles: ['test/support/vscode/fresh.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...double,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{whole,page,vscode,e2e}/**'],
          environment: 'node',
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...double,
          name: 'conformance',
          include: ['test/whole/**/*.test.ts'],
          environment: 'node',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...double,
          name: 'page',
          include: ['test/page/**/*.test.ts'],
          environment: 'node',
          // One browser for all files of a worker.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/keyboard/**'],
          environment: 'node',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'keyboard',
          include: ['test/e2e/keyboard/*.test.ts'],
          environment: 'node',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
