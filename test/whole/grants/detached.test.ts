import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { succeed } from '../../support/azure/changes.ts';
import { abacRegistry, idKubelet2, legacyRegistry, own, smallWorld } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planned, resulted, type PanelBench } from '../panel/panelBench.ts';
import { foundIn, isReady, openReport } from '../report/reportBench.ts';

const registry = { clusterId: own.id, registryId: legacyRegistry.id };
const name = 'own-weu';
const detach: Change = { kind: 'detachRegistry', ...registry };
const lacking = "own-weu's kubelet is missing AcrPull on registry acrlegacy.";

async function detachedIn(bench: Bench): Promise<PanelBench> {
  const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
  await panel.until(({ details, loading }) => details !== undefined && loading === undefined);
  panel.session.show({ kind: 'change', draft: detach });
  await planned(panel);
  apply(panel, name);
  await resulted(panel);
  await panel.until(({ flow }) => flow?.run?.found !== undefined);
  return panel;
}

/** The rows of the cluster, with those below them. */
async function rowsOf(bench: Bench): Promise<readonly Row[]> {
  const tree = new ClustersTree({
    service: async () => bench.service,
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => false,
    onState: () => undefined,
    note: () => undefined,
  });
  const find = async (parent?: Row): Promise<Row | undefined> =>
    ((await tree.getChildren(parent)) ?? []).find(({ label }) => parent === undefined || label === name);
  const subscription = await find();
  const below = await tree.getChildren(await find(subscription));
  const cluster = (await find(subscription))!;
  tree.dispose();
  return [cluster, ...below.flatMap((row) => [row, ...(Array.isArray(row.children) ? (row.children as Row[]) : [])])];
}

async function pulls(bench: Bench): Promise<readonly string[]> {
  const all = await bench.api.requirements(own.id);
  return all.filter(({ id }) => id === 'P-31').map(({ scope, verdict }) => `${scope.split('/').at(-1)!} ${verdict}`);
}

describe('a registry that was detached from a cluster whose nodes could pull from it', () => {
  it('is missing with the same words in plan, result, details, map, tree, report and API', async () => {
    const bench = createBench(smallWorld());
    const { lost, warnings } = await bench.service.plan([detach]);
    expect(warnings[0]).toMatchObject({ severity: 'disruption' });
    expect(lost!.map(({ text }) => text)).toEqual(["AcrPull of own-weu's kubelet on registry acrlegacy"]);

    const panel = await detachedIn(bench);
    const { flow, details, map } = panel.state();
    expect(flow!.run!.found).toMatchObject({
      title: '1 role is missing now',
      tone: 'warning',
      items: [
        { tone: 'warning', text: expect.stringContaining(lacking) as string, fixKey: expect.any(String) as string },
      ],
    });
    expect(details!.findings.map(({ tone, text }) => [tone, text.slice(0, lacking.length)])).toEqual([
      ['warning', lacking],
    ]);
    expect(details!.findings[0]!.text).toContain(
      ", so new pods can't pull from there. If you meant that, choose Accept Finding...",
    );
    expect(details!.identities[1]).toMatchObject({ title: 'Kubelet', tone: 'warning' });
    const missing = map!.lines.find(({ kind }) => kind === 'missing')!;
    expect(missing).toMatchObject({ label: 'AcrPull', marks: [{ tone: 'warning', word: 'missing' }] });
    expect(map!.things.find(({ id }) => id === missing.to)).toMatchObject({ label: 'acrlegacy' });

    const rows = await rowsOf(bench);
    expect(rows[0]).toMatchObject({ state: { grade: 'warning', badge: '!1' }, description: 'user-assigned' });
    expect(rows.find(({ label }) => label === 'Kubelet')).toMatchObject({ state: { grade: 'warning' } });
    expect(rows.find(({ kind }) => kind === 'finding')).toMatchObject({
      label: 'Missing: AcrPull',
      description: 'acrlegacy',
      fix: { kind: 'assignRole', scope: legacyRegistry.id },
    });

    const report = openReport(bench);
    const state = await report.until(isReady);
    const line = state.lines.find(({ name }) => name === name)!;
    expect(foundIn(line, 'warning')).toBe(1);
    expect(await pulls(bench)).toEqual(['acrlegacy missing']);
    const diagnosed = await bench.api.diagnose(own.id);
    expect(diagnosed.map(({ code, severity }) => [code, severity])).toEqual([['missingGrant:P-31', 'warning']]);
  });

  it('is attached again by the fix in the result, which reports it once, after which nothing is missing', async () => {
    const bench = createBench(smallWorld());
    const panel = await detachedIn(bench);
    const { next, found } = panel.state().flow!.run!;
    expect(next).toEqual([]);
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: found!.items[0]!.fixKey! });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    const { details } = await panel.until(({ details: seen }) => seen?.findings.length === 0);
    expect(details!.identities[1]).toMatchObject({ tone: 'ok' });
    expect(await pulls(bench)).toEqual(['acrlegacy granted']);
  });

  it('is known after a restart, and forgotten with the finished activity', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, detach);
    const later = bench.restarted();
    expect(await pulls(later)).toEqual(['acrlegacy missing']);
    await later.service.clearActivity();
    expect(await pulls(later)).toEqual([]);
  });

  it('is no longer missing once someone else has let the nodes pull, or once it is gone', async () => {
    const bench = createBench(smallWorld());
    const [before] = (await bench.service.cluster(own.id)).roleAssignments.filter(
      ({ scope }) => scope === legacyRegistry.id,
    );
    await succeed(bench, detach);
    const { principalId, roleDefinitionId } = before!;
    const body = { properties: { principalId, roleDefinitionId, principalType: 'ServicePrincipal' } };
    await bench.arm('PUT', `${before!.id}?api-version=2022-04-01`, body);
    expect(await pulls(bench)).toEqual(['acrlegacy granted']);
    await bench.arm('DELETE', `${before!.id}?api-version=2022-04-01`);
    expect(await pulls(bench)).toEqual(['acrlegacy missing']);
    await bench.arm('DELETE', `${legacyRegistry.id}?api-version=2023-07-01`);
    expect(await pulls(bench)).toEqual([]);
  });

  it('is no matter of a kubelet identity that never pulled from it', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, detach);
    await succeed(bench, { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id });
    expect(await pulls(bench)).toEqual([]);
  });

  it('is not missing where no role of the kubelet was there to be removed', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'detachRegistry', clusterId: own.id, registryId: abacRegistry.id });
    expect(await pulls(bench)).toEqual(['acrlegacy granted']);
  });
});
