import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variables by which Node, Chromium, az and VS Code find the folder for temporary files. */
const variables = ['TMPDIR', 'TMP', 'TEMP'] as const;

/**
 * Gives this process, and those that it starts, a folder of their own for temporary files. The function that is returned
 * removes it with all that was left in it. Vitest calls it once a run, before its workers start.
 */
export function setup(): () => void {
  const before = variables.map((name) => [name, process.env[name]] as const);
  // Short, because sockets in it have addresses of 107 bytes at most.
  const folder = mkdtempSync(join(tmpdir(), 'aks-'));
  // Some tests have a second user of the machine.
  chmodSync(folder, 0o755);
  for (const name of variables) process.env[name] = folder;
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}
