import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from '../project.ts';

/** Runs npm in the project, quietly; returns what it wrote, rejects with what it said if it fails. */
export async function npm(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: projectRoot,
    maxBuffer: 50_000_000,
    // On Windows npm is a script of the shell.
    shell: process.platform === 'win32',
  });
  return stdout;
}
