import { window } from 'vscode';
import { cancelled } from '../host/window/quickPick.ts';
import type { CommandContext } from './context.ts';

/** Shows clusters from files that `az` wrote, without signing in, and opens the panel if there is exactly one. */
export async function openClusterJson(
  { connections, panels, views }: Pick<CommandContext, 'connections' | 'panels' | 'views'>,
  given: { readonly paths?: unknown },
): Promise<void> {
  const paths = Array.isArray(given.paths) ? given.paths.filter((path) => typeof path === 'string') : await pickFiles();
  await connections.openFiles(paths);
  await views.showClusters();
  const { items } = await (await connections.service()).clusters();
  const [only, ...others] = items;
  if (only && others.length === 0) await panels.open({ kind: 'cluster', clusterId: only.id, tab: 'details' });
}

async function pickFiles(): Promise<readonly string[]> {
  const chosen = await window.showOpenDialog({
    title: 'Open Cluster JSON: the output of az aks show, optionally with that of az role assignment list --all',
    openLabel: 'Open',
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  if (!chosen) throw cancelled();
  return chosen.map(({ fsPath }) => fsPath);
}
