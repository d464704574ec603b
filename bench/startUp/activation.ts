import { writeFileSync } from 'node:fs';
import { extensions } from 'vscode';

/** Runs inside VS Code's extension host: loads and activates the extension once; writes what it took. */
export async function run(): Promise<void> {
  const file = process.env['AKS_IDENTITY_BENCH'];
  if (file === undefined) throw new Error('AKS_IDENTITY_BENCH names the file for the result.');
  const extension = extensions.getExtension('aks-identity.aks-identity');
  if (extension === undefined) throw new Error('The extension is not there.');
  if (extension.isActive) throw new Error('The extension was active before the measurement.');
  const before = process.memoryUsage();
  const worked = process.cpuUsage();
  const started = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(worked);
  const after = process.memoryUsage();
  const resident = after.rss - before.rss;
  const heap = after.heapUsed - before.heapUsed;
  writeFileSync(file, JSON.stringify({ milliseconds, cpu: (user + system) / 1000, resident, heap }));
}
