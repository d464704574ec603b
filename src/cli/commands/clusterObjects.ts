import { kindsRead } from '../../domain/askers/reading/kinds.ts';
import { clusterObjectsOf } from '../../domain/askers/reading/objects.ts';
import type { ClusterObjects } from '../../domain/askers/model.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Returns what is in a folder with saved answers of kubectl; `undefined` without a folder. */
export async function objectsIn(
  folder: string | undefined,
  terminal: Pick<Terminal, 'readObjects'>,
): Promise<ClusterObjects | undefined> {
  if (folder === undefined) return undefined;
  const resources = kindsRead.map(({ resource }) => resource);
  return clusterObjectsOf(await terminal.readObjects(folder, resources));
}
