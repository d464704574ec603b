import { describe, expect, it } from 'vitest';
import { foundIn } from '../../../src/app/judgements.ts';
import { countNotChecked } from '../../../src/domain/report/unknowns.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { marksOfCheck } from '../../../src/tree/clusters/clusterRow.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { accessView } from '../../../src/webview/access/accessView.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';
import { openPanel } from './panelBench.ts';

/** What may be refused, by what its requests have in their paths. */
const reads = [
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Authorization/denyAssignments',
  'Microsoft.Authorization/roleDefinitions',
  'federatedIdentityCredentials',
  'identityBindings',
  'userAssignedIdentities',
  'virtualNetworks',
  'privateDnsZones',
  'Microsoft.KubernetesConfiguration',
  'Microsoft.ContainerService/fleets',
  'trustedAccessRoleBindings',
  'virtualMachineScaleSets',
  'Microsoft.ResourceGraph',
] as const;

async function refusing(bench: Bench, paths: readonly string[]): Promise<void> {
  for (const pathContains of paths)
    await bench.fault({
      match: { pathContains },
      times: 100_000,
      status: 403,
      code: 'AuthorizationFailed',
      message: 'The client does not have authorization to perform this action.',
    });
}

/** The panel of a cluster once everything of it was read, or was refused. */
async function panelOf(bench: Bench, clusterId: string): Promise<PanelState> {
  const panel = openPanel(bench, { kind: 'cluster', clusterId, tab: 'map' });
  return panel.until(
    ({ details, loading }) =>
      details !== undefined &&
      loading === undefined &&
      details.workloads?.reading === undefined &&
      details.workloads?.rows !== undefined,
  );
}

function unknownSum({ map }: PanelState): number {
  const root = map!.things.find(({ column, group }) => column === 0 && group === undefined)!;
  return Number(root.sums?.find(({ tone }) => tone === 'unknown')?.word ?? 0);
}

describe('what could not be checked of a cluster', () => {
  it('is the same number in the report, in the tree and on the map, whichever reads are refused', async () => {
    const cases = fc.record({
      refused: fc.subarray([...reads]),
      name: fc.constantFrom('shop-weu', 'web-weu', 'legacy-neu', 'orders-weu'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ refused, name }) => {
        const bench = createBench(demoWorld());
        const { id } = (await bench.service.clusters()).items.find((each) => each.name === name)!;
        await refusing(bench, refused);
        const state = await panelOf(bench, id);
        const row = await bench.service.reportRow(id);
        const found = foundIn(row);
        const counts = {
          report: countNotChecked(row),
          tree: marksOfCheck({ ...found, allOtherUnknowns: found.otherUnknowns }).unknown,
          map: unknownSum(state),
        };
        expect(counts).toEqual({ report: counts.report, tree: counts.report, map: counts.report });
      }),
      { numRuns: 12 },
    );
  });

  it('includes the roles of each of its identities, none of which looks fine', async () => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!;
    await refusing(bench, ['Microsoft.Authorization/roleAssignments']);
    const { details, map } = await panelOf(bench, id);
    const cards = details!.identities.filter(({ facts }) => facts.length > 0);
    expect(cards.map(({ title, tone, lacking }) => [title, tone, lacking])).toEqual([
      ['Control plane', 'unknown', 'not checked: 5 roles'],
      ['Kubelet', 'unknown', 'not checked: 1 role'],
      ['Azure Policy', 'unknown', 'its roles are unknown'],
    ]);
    const unread = map!.things.filter((thing) => thing.unread !== undefined);
    expect(unread.map(({ label, unread: words }) => [label, words])).toEqual([
      ['azurepolicy-shop-weu', 'roles unknown'],
    ]);
    expect(unknownSum({ map } as PanelState)).toBe(6);
    expect(map!.problems.filter(({ tone }) => tone === 'unknown')).toHaveLength(6);
  });

  it('includes those who may act on it, for whom Access has a row', async () => {
    const bench = createBench(demoWorld());
    const { cluster } = await bench.service.cluster(
      (await bench.service.clusters()).items.find(({ name }) => name === 'shop-weu')!.id,
    );
    const view = async () =>
      accessView(cluster, { isReading: false, known: await bench.service.whoCanAct(cluster.id) }, () => undefined);
    expect(await view()).not.toHaveProperty('others');
    await refusing(bench, ['Microsoft.Authorization/roleAssignments', 'Microsoft.ResourceGraph']);
    expect(await view()).toMatchObject({ rows: [], others: 'Others: not read' });
  });
});
