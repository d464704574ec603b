import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { openOf } from '../../../src/domain/findings/rule/weight.ts';
import { clusterMap } from '../../../src/domain/identityMap/clusterMap.ts';
import type { MapView } from '../../../src/webview/protocol/map.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { asPanelTarget } from '../../../src/commands/context.ts';
import { openPanel, planned } from '../panel/panelBench.ts';

const isWhole = ({ map, details, loading }: PanelState): boolean =>
  map !== undefined && details?.workloads?.reading === undefined && loading === undefined;

/** Where a problem stands: boxes by their names, roles by theirs. */
function placesOf({ things, lines }: MapView, index: number): readonly string[] {
  return [...things, ...lines].filter(({ problems }) => problems.includes(index)).map(({ label }) => label);
}

describe("the maps of the demo's clusters", () => {
  it('have a sign for each finding of their details, as bad as it is, and name every unknown', async () => {
    const bench = createBench(demoWorld());
    const { items } = await bench.service.clusters();
    expect(items.length).toBeGreaterThan(20);
    for (const { id, name } of items) {
      const panel = openPanel(bench, { kind: 'cluster', clusterId: id, tab: 'map' });
      const { map, details } = await panel.until(isWhole);
      const open = details!.findings.filter(({ isAccepted, code }) => isAccepted !== true && code !== undefined);
      for (const { code, subject, tone, title } of open) {
        const index = map!.problems.findIndex(
          (one) => one.code === code && one.subject === subject && one.tone === tone,
        );
        expect(index, `${name}: ${title} is not on the map`).toBeGreaterThanOrEqual(0);
        expect(placesOf(map!, index), `${name}: ${title} stands nowhere`).not.toEqual([]);
      }
      const errorsIn = (all: readonly { readonly tone: string }[]): number =>
        all.filter(({ tone }) => tone === 'error').length;
      expect(errorsIn(map!.problems), `${name}: as many errors as in its details`).toBe(errorsIn(open));
      const unread = details!.findings.filter(({ code }) => code === undefined);
      if (unread.length > 0) expect(map!.lines.filter(({ kind }) => kind === 'unknown').length).toBeGreaterThan(0);
      expect(new Set(map!.things.map((thing) => thing.id)).size).toBe(map!.things.length);
    }
  });

  it.each([
    ['shop-weu', 'missingGrant:P-09', ['Private DNS Zone Contributor']],
    ['partners-weu', 'workloadTooWide', ['Contributor']],
    ['media-weu', 'registryRoleIneffective', ['AcrPull', 'Container Registry Repository Reader']],
    ['store-weu', 'credentialOfGoneIssuer', ['id-basket', 'id-mail', 'id-storefront']],
    ['legacy-neu', 'servicePrincipal', ['Service principal']],
    ['build-neu', 'halfMigrated', ['build-neu']],
  ])('have on %s the sign of %s at %j', async (name, code, places) => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.clusters()).items.find((one) => one.name === name)!;
    const { map } = await openPanel(bench, { kind: 'cluster', clusterId: id, tab: 'map' }).until(isWhole);
    const found = map!.problems.flatMap((problem, index) => (problem.code === code ? [placesOf(map!, index)] : []));
    expect(found.map((all) => all.toSorted())).toContainEqual(places);
  });
});

describe('the map in an exported report', () => {
  it('draws no tie to an identity without a token as granted', async () => {
    const { rows } = await createBench(demoWorld()).service.survey({});
    let compared = 0;
    for (const { cluster, findings } of rows) {
      const { things, lines } = clusterMap({ cluster, findings: openOf(findings) });
      const isWithoutToken = ({ marks }: (typeof things)[number]): boolean =>
        marks.some(({ word }) => word === "doesn't work");
      for (const { id, problems: own } of things.filter(isWithoutToken)) {
        const ties = lines.filter(({ to }) => to === id).map(({ kind }) => kind);
        expect(ties, `${cluster.name}: ${id}, ${own.length} problems`).not.toContain('granted');
        compared += ties.length;
      }
    }
    expect(compared).toBeGreaterThan(1);
  });
});

describe('the map of an identity', () => {
  async function mapOf(name: string): Promise<MapView> {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.identities()).items.find((one) => one.name === name)!;
    const panel = openPanel(bench, { kind: 'identity', identityId: id });
    const { map, tabs, title } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect({ tabs, title }).toEqual({ tabs: ['map', 'access', 'history'], title: name });
    return map!;
  }

  it('has its clusters on the left, and on the right what it may do and what it lacks', async () => {
    const { things, lines, fileName } = await mapOf('id-shop-weu');
    expect(fileName).toBe('aks-identity-id-shop-weu');
    const inColumn = (column: number): readonly string[] =>
      things.filter((thing) => thing.column === column).map(({ label, caption }) => `${label}: ${caption}`);
    expect(inColumn(0)).toEqual(['shop-weu: Control plane \u00b7 3 findings not about this identity']);
    expect(inColumn(1)).toEqual(['id-shop-weu: user-assigned \u00b7 rg-shop']);
    expect(
      lines
        .filter(({ kind }) => kind === 'missing')
        .map(({ label }) => label)
        .toSorted(),
    ).toEqual([...['Network Contributor', 'Private DNS Zone Contributor']]);
    expect(lines.filter(({ kind, label }) => kind === 'granted' && label !== '').length).toBeGreaterThan(1);
  });

  it('makes one plan of the fixes that go together, in the panel of their cluster', async () => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.identities()).items.find(({ name }) => name === 'id-shop-weu')!;
    const panel = openPanel(bench, { kind: 'identity', identityId: id });
    const { map } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    const joins = map!.problems.filter((problem) => problem.joins === true);
    expect(joins.length).toBeGreaterThan(1);
    panel.send({ kind: 'fixAll', fixKeys: joins.map(({ fixKey }) => fixKey!) });
    expect(panel.opened).toEqual(['changes']);
    const target = panel.targets[0] as PanelTarget;
    expect(asPanelTarget(target)).toEqual(target);
    const { clusterId } = (await bench.service.uses(id)).clusters[0]!;
    expect(target).toMatchObject({ kind: 'changes', clusterId, list: { changes: { length: joins.length } } });
    const plan = await planned(openPanel(bench, target));
    expect(plan.flow!.title).toBe(`Fix ${joins.length} findings on shop-weu`);
    expect(plan.flow!.plan!.steps).toHaveLength(joins.length);
  });

  it('tells workloads that get a token from those that do not', async () => {
    const kindsOf = ({ things, lines }: MapView): unknown =>
      things
        .filter(({ group }) => group === 'workloads')
        .map(({ id, label, caption }) => [label, caption, lines.find(({ from }) => from === id)!.kind]);
    const [works, broken] = [await mapOf('id-storefront'), await mapOf('id-basket')];
    expect(kindsOf(works), 'one box for an account that has a working credential').toEqual([
      ['storefront/web', 'store-weu', 'granted'],
    ]);
    expect(works.problems.filter(({ isOfOthers }) => !isOfOthers)).toMatchObject([
      { tone: 'info', word: 'old credential' },
    ]);
    expect(kindsOf(broken)).toEqual([
      ['basket/api', 'cluster is gone', 'noEffect'],
      ['basket/worker', 'cluster is gone', 'noEffect'],
    ]);
    expect(broken.problems, 'said once').toMatchObject([{ tone: 'error', word: "doesn't work" }]);
  });

  it('says of one that nobody uses that its use is not known, or that it is not used, and never that all is well', async () => {
    const { things, lines, problems } = await mapOf('id-old');
    expect(problems.map(({ word }) => word)).toEqual(['not used', 'not used', 'not used']);
    expect(things.find(({ column }) => column === 1)!.problems).toEqual([0]);
    const rolesOn = ({ lines: all }: Pick<MapView, 'lines'>): readonly string[] =>
      all
        .filter(({ kind, label }) => kind === 'notUsed' && label !== '')
        .map(({ label, marks }) => `${label}: ${marks[0]?.word}`);
    expect(rolesOn({ lines }).toSorted()).toEqual(['AcrPull: not used', 'Contributor: not used']);
    expect(problems[1], 'as on the map of its cluster').toMatchObject({ code: 'leftoverGrant' });
    expect(problems[1]!.fixKey).toContain('removeRole');
  });

  it('says that its use is not known where one of the lists was refused', async () => {
    const bench = createBench(demoWorld());
    const { id } = (await bench.service.identities()).items.find((one) => one.name === 'id-old')!;
    await bench.fault({
      match: { method: 'GET', pathContains: 'Microsoft.ContainerService/fleets' },
      status: 403,
      code: 'AuthorizationFailed',
      times: 99,
    });
    const panel = openPanel(bench, { kind: 'identity', identityId: id });
    const { map } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect(map!.problems.map(({ word }) => word)).toContain('what uses it: unknown');
    expect(new Set(map!.problems.map(({ title }) => title)).size).toBe(map!.problems.length);
    expect(map!.lines.map(({ kind }) => kind)).toEqual(['granted', 'granted']);
  });
});
