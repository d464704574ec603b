import { spawn } from 'node:child_process';
import { projectRoot } from './project.ts';

/** Builds the extension as it is shipped; rejects with the compiler's words if it can't. */
export async function buildExtension(): Promise<void> {
  await runNode(['scripts/bundle.ts', '--production']);
}

/** Runs a file of the project on this Node, quietly; returns what it wrote, rejects with it if it fails. */
export async function runNode(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  folder = projectRoot,
): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}:\n${output.trim()}`);
  return output;
}
