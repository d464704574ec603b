import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The variables by which Node, Chromium, az, VS Code and we ourselves find the folder for temporary files, and for what may be lost. */
const variables = ['TMPDIR', 'TMP', 'TEMP', 'XDG_CACHE_HOME'];
/** Marks that the parent process has already made a folder. */
const mark = 'AKS_IDENTITY_TEMPORARY_FOLDER';

/**
 * Gives this process, and those that it starts, a folder for temporary files. The function that is returned removes it
 * with everything in it. Vitest calls it once for each project, before its workers start.
 */
export function setup(): () => void {
  if (process.env[mark] !== undefined) return () => undefined;
  const before = [...variables, mark].map((name) => [name, process.env[name]] as const);
  // Short, because sockets in it have addresses of 107 bytes at most; open to all, because some tests have a second user.
  const folder = mkdtempSync(join(tmpdir(), 'aks-'));
  chmodSync(folder, 0o1777);
  for (const [name] of before) process.env[name] = folder;
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    remove();
  };
}
