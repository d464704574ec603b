import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { fileConnection } from '../../../src/session/fileConnection.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench, memoryStore } from '../../support/azure/azureBench.ts';
import { sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel } from './panelBench.ts';

/** The panel of a cluster from a file, with a list of role assignments or without. */
async function opened(hasRoles: boolean): Promise<PanelState> {
  const bench = createBench(smallWorld());
  const { cluster, roleAssignments } = await bench.service.cluster(sami.id);
  const [assignment] = roleAssignments;
  const list = { id: assignment!.id, type: 'Microsoft.Authorization/roleAssignments', ...assignment };
  const texts: Readonly<Record<string, string>> = {
    'sami.json': JSON.stringify(cluster.raw),
    'roles.json': JSON.stringify([list]),
  };
  const files = [{ path: 'sami.json' }, ...(hasRoles ? [{ path: 'roles.json' }] : [])];
  const connection = await fileConnection(files, 'test', (path) => Promise.resolve(texts[path]!));
  const service = createIdentityService({ connection, journal: createJournal(memoryStore()) });
  const panel = openPanel(bench, { kind: 'cluster', clusterId: sami.id }, () => Promise.resolve(service));
  return panel.until(({ details, loading }) => details !== undefined && loading === undefined);
}

describe('the panel of a cluster from a file', () => {
  it('shows what the file has, and offers no change', async () => {
    const { details, map, starts, file } = await opened(true);
    expect(details!.facts[0]).toMatchObject({ label: 'Control plane', value: 'system-assigned' });
    expect(map!.things.length).toBeGreaterThan(0);
    expect(starts).toEqual([]);
    expect(details!.workloads!.starts).toEqual([]);
    expect(details!.findings.filter(({ fixKey, start }) => fixKey !== undefined || start !== undefined)).toEqual([]);
    expect(file).toEqual({ name: 'sami.json, roles.json' });
  });

  it('says how its roles can be checked where the file has none', async () => {
    const { file } = await opened(false);
    expect(file).toEqual({ name: 'sami.json', rolesCommand: 'az role assignment list --all --output json' });
  });
});
