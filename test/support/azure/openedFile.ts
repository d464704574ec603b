import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { fileConnection } from '../../../src/session/fileConnection.ts';
import { memoryStore, type Bench } from './azureBench.ts';

/** A service over the files that `az` would write of a cluster on a bench, with a list of role assignments or without. */
export async function openedFile(bench: Bench, clusterId: string, hasRoles: boolean): Promise<IdentityService> {
  const { cluster, roleAssignments } = await bench.service.cluster(clusterId);
  const name = `${cluster.name}.json`;
  const roles = roleAssignments.map((one) => ({ ...one, type: 'Microsoft.Authorization/roleAssignments' }));
  const texts: Readonly<Record<string, string>> = {
    [name]: JSON.stringify(cluster.raw),
    'roles.json': JSON.stringify(roles),
  };
  const files = [{ path: name }, ...(hasRoles ? [{ path: 'roles.json' }] : [])];
  const connection = await fileConnection(files, 'test', (path) => Promise.resolve(texts[path] ?? ''));
  return createIdentityService({ connection, journal: createJournal(memoryStore()) });
}
