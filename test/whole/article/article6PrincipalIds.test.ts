import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../src/commands/context.ts';
import { copyClientId, copyPrincipalId, copyResourceId } from '../../../src/commands/copy.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { detailsView } from '../../../src/webview/panel/view/detailsView.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idA, own, sami, smallWorld, sp, uami } from '../../support/azure/smallWorld.ts';
import { user } from '../../support/vscode/user.ts';
import { worldWith, withJson } from './articleWorld.ts';

/** What the commands need of VS Code's side: the connection. */
function contextOf(bench: Bench): Pick<CommandContext, 'connections'> {
  const service = (): Promise<Bench['service']> => Promise.resolve(bench.service);
  return { connections: { service } as CommandContext['connections'] };
}

/** The row of the control plane, as the view hands it to a command. */
async function controlPlaneOf(bench: Bench, clusterId: string): Promise<Row> {
  return clusterChildren(await bench.service.cluster(clusterId)).find(({ kind }) => kind === 'controlPlane')!;
}

describe('article: principal IDs', () => {
  it('shows and copies the principal ID of a system-assigned identity (A-51)', async () => {
    const bench = createBench(smallWorld());
    const row = await controlPlaneOf(bench, sami.id);
    expect(row.tooltip).toContainEqual({ label: 'Principal ID', value: sami.principalId });
    await copyPrincipalId(contextOf(bench), row);
    user.picks = ['Control plane'];
    await copyPrincipalId(contextOf(bench), { clusterId: sami.id });
    expect(user.copied).toEqual([sami.principalId, sami.principalId]);
    const details = detailsView({ ...(await bench.service.cluster(sami.id)), findings: [] });
    expect(details.identities[0]!.facts).toContainEqual({
      label: 'Principal ID',
      value: sami.principalId,
      copy: sami.principalId,
    });
  });

  it('copies principal ID, client ID and resource ID of a user-assigned identity as three values (A-52, D-21)', async () => {
    const bench = createBench(smallWorld());
    expect((await bench.service.json(uami.id))['identity']).not.toHaveProperty('principalId');
    const row = await controlPlaneOf(bench, uami.id);
    for (const copy of [copyPrincipalId, copyClientId, copyResourceId]) await copy(contextOf(bench), row);
    expect(user.copied).toEqual([idA.principalId, idA.clientId, idA.id]);
    expect(row.tooltip!.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Principal ID', 'Client ID', 'Resource ID']),
    );
  });

  it('reads the identity itself where the cluster names it without its IDs (A-52)', async () => {
    const world = worldWith([]);
    const bare = withJson({ ...uami, resources: world.resources }, (json) => ({
      ...json,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [idA.id]: {} } },
    }));
    const bench = createBench({ ...world, resources: bare.resources });
    const { clusterId, principalId } = await controlPlaneOf(bench, uami.id);
    expect(principalId).toBeUndefined();
    user.picks = ['Control plane', 'Control plane'];
    for (const copy of [copyPrincipalId, copyClientId]) await copy(contextOf(bench), { clusterId: clusterId! });
    expect(user.copied).toEqual([idA.principalId, idA.clientId]);
    expect((await bench.api.requirements(uami.id)).map(({ principalId }) => principalId)).toContain(idA.principalId);
  });

  it('answers whether it is a managed identity as the article does (A-52)', async () => {
    const bench = createBench(smallWorld());
    const answerOf = async (id: string) =>
      detailsView({ ...(await bench.service.cluster(id)), findings: [] }).facts.find(
        ({ label }) => label === 'Authentication',
      )!.value;
    expect(await answerOf(own.id)).toBe('Managed identity');
    expect(await answerOf(sp.id)).toMatch(/^Service principal, client ID /);
  });
});
