import { describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { apply, openPanel, planned, resulted, type PanelBench } from '../panel/panelBench.ts';
import { isReady, openReport } from './reportBench.ts';

async function openShop(): Promise<PanelBench> {
  const bench = createBench(demoWorld(), { kind: 'demo' });
  const { items } = await bench.service.clusters();
  const clusterId = items.find(({ name }) => name === 'shop-weu')!.id;
  const panel = openPanel(bench, { kind: 'cluster', clusterId });
  await panel.until(({ details, loading }) => details?.fixAll !== undefined && loading === undefined);
  return panel;
}

const missing = ({ details }: PanelState): readonly string[] =>
  details!.findings.filter(({ tone }) => tone === 'error').map(({ title }) => title);

describe('Fix all among the details', () => {
  it('makes one plan for everything that goes together, and says what was left out and why', async () => {
    const panel = await openShop();
    const { fixAll } = panel.state().details!;
    expect(fixAll!.label).toBe('Fix 2 findings...');
    panel.send({ kind: 'fixAll', fixKeys: fixAll!.fixKeys });
    const { flow } = await planned(panel);
    expect(flow!.title).toBe('Fix 2 findings on shop-weu');
    expect(flow!.plan!.steps.map(({ title }) => title)).toEqual([
      expect.stringContaining('Private DNS Zone Contributor'),
      expect.stringContaining('Network Contributor'),
    ]);
    expect(flow!.plan!.compare).toEqual([
      {
        label: 'Roles',
        before: 'not assigned',
        after: expect.stringMatching(/^Private DNS Zone .*, Network Contributor on vnet-shop$/) as string,
      },
    ]);
  });

  it('leaves nothing missing once it is applied', async () => {
    const panel = await openShop();
    expect(missing(panel.state())).toHaveLength(2);
    panel.send({ kind: 'fixAll', fixKeys: panel.state().details!.fixAll!.fixKeys });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    const after = await panel.until((state) => state.loading === undefined && missing(state).length === 0);
    expect(after.details!.fixAll).toBeUndefined();
    expect(after.details!.identities[0]).toMatchObject({ tone: 'ok' });
  });

  it('starts what is still there of it, or says that there is nothing', async () => {
    const panel = await openShop();
    panel.send({ kind: 'fixAll', fixKeys: ['gone'] });
    expect(panel.state().notice).toContain('changed in the meantime');
    expect(panel.state().flow).toBeUndefined();
    panel.send({ kind: 'fixAll', fixKeys: ['gone', panel.state().details!.fixAll!.fixKeys[0]!] });
    expect((await planned(panel)).flow!.kind).toBe('assignRole');
  });

  it('offers the upgrade of a node pool that has a newer image, and of no other', async () => {
    const panel = await openShop();
    const [pool] = panel.state().details!.pools;
    panel.send({ kind: 'upgradePool', pool: 'nobody' });
    expect(panel.state().flow).toBeUndefined();
    panel.send({ kind: 'upgradePool', pool: pool!.name });
    expect(panel.state().flow!.kind).toBe('upgradeNodeImages');
  });
});

describe('the details of a cluster', () => {
  it('are not read again because a report has looked at it', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const { items } = await bench.service.clusters();
    const clusterId = items.find(({ name }) => name === 'shop-weu')!.id;
    const panel = openPanel(bench, { kind: 'cluster', clusterId });
    await panel.until(({ details, loading }) => details !== undefined && loading === undefined);
    const { length } = panel.states;
    await bench.service.survey({});
    expect(panel.states.slice(length).flatMap(({ loading }) => loading ?? [])).toEqual([]);
  });
});

describe('Fix all in the report', () => {
  it('fixes what is selected as one plan, and one finding of all clusters as another, by its own knowledge', async () => {
    const report = openReport(createBench(demoWorld()));
    const { lines } = await report.until(isReady);
    const { id } = lines.find(({ name }) => name === 'shop-weu')!;
    report.send({ kind: 'select', id, selected: true });
    expect(report.state()).toMatchObject({ selected: 1, fixAll: 'Fix 2 findings...' });
    report.send({ kind: 'fixAll' });
    report.send({ kind: 'select', selected: true });
    expect(report.state().selected).toBe(lines.length);
    report.send({ kind: 'select', selected: false });
    report.see({ group: 'finding' });
    const [group] = report.state().groups.filter((one) => one.fixAll !== undefined);
    report.send({ kind: 'unfold', id: group!.key, unfolded: true });
    expect(report.state().groups.find(({ key }) => key === group!.key)!.items).toHaveLength(group!.clusters);
    report.send({ kind: 'fixAll', topic: group!.key });
    report.send({ kind: 'fixAll', topic: 'nothing' });
    const [one, all] = report.ran.map(({ target }) => target as Extract<PanelTarget, { kind: 'changes' }>);
    expect(report.ran).toHaveLength(2);
    expect(one).toMatchObject({ clusterId: id, list: { title: 'Fix 2 findings on shop-weu' } });
    expect(one!.list.leftOut!.findings).toContainEqual(
      expect.objectContaining({
        ...{
          clusterId: id,
          cluster: 'shop-weu',
          title: 'Unused role leads to administrator access (Contributor of id-old on rg-shop)',
        },
        reason: 'first review whether an unused role is still needed',
      }),
    );
    expect(all!.list.leftOut).toBeUndefined();
    expect(one!.list.changes.map(({ kind }) => kind)).toEqual(['assignRole', 'assignRole']);
    expect(all!.list.title).toMatch(/^Fix \d+ findings on \d+ clusters$/);
    expect(all).not.toHaveProperty('clusterId');
  });
});
