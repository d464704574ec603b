import { describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { aWorld, worldOf } from '../foreseen/drawnWorld.ts';
import { apply, openPanel, planned, type PanelBench } from '../panel/panelBench.ts';
import { isReady, openReport } from './reportBench.ts';

/** The panel with the plan for all that the report can fix together; `undefined` where that is nothing. */
async function fixAllOf(bench: Bench): Promise<PanelBench | undefined> {
  const report = openReport(bench);
  const { fixAll } = await report.until(isReady);
  if (fixAll === undefined) return undefined;
  report.send({ kind: 'fixAll' });
  return openPanel(bench, report.ran.at(-1)!.target as PanelTarget);
}

const judgedOf = ({ flow }: PanelState) => flow?.run?.judged;

async function judged(panel: PanelBench): Promise<NonNullable<ReturnType<typeof judgedOf>>> {
  await planned(panel);
  apply(panel);
  return judgedOf(await panel.until((state) => judgedOf(state) !== undefined))!;
}

/** How many errors and warnings each cluster has, by the report. */
async function countsOf(bench: Bench): Promise<ReadonlyMap<string, readonly [number, number]>> {
  const { rows } = await bench.service.survey({});
  const count = (findings: (typeof rows)[number]['findings'], wanted: string): number =>
    findings.filter(({ severity, accepted }) => severity === wanted && !accepted).length;
  return new Map(
    rows.map(({ cluster, findings }) => [cluster.id, [count(findings, 'error'), count(findings, 'warning')]]),
  );
}

const sumOf = (counts: ReadonlyMap<string, readonly [number, number]>, index: 0 | 1): number =>
  [...counts.values()].reduce((sum, each) => sum + each[index], 0);

/** What was to be fixed is all that the headline sums, and all that its clusters sum. */
function expectSums(panel: PanelBench): void {
  const { flow, memento } = panel.state();
  const sumIn = ([text = '']: readonly string[]): number =>
    (text.match(/\d+/g) ?? []).reduce((sum, digits) => sum + Number(digits), 0);
  const { title, clusters } = flow!.run!.judged!;
  const promised = memento.list!.fixes!.promised.length;
  expect(sumIn(title.split(';')), title).toBe(promised);
  expect(clusters.reduce((sum, { text }) => sum + sumIn(text.split(';')), 0)).toBe(promised);
}

describe('the result of fixes over several clusters', () => {
  it('counts what was fixed by judging the clusters of the demo again, none of which is worse than before', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const before = await countsOf(bench);
    const panel = (await fixAllOf(bench))!;
    const { title, tone, clusters } = await judged(panel);
    const after = await countsOf(bench);
    const fixed = sumOf(before, 0) + sumOf(before, 1) - sumOf(after, 0) - sumOf(after, 1);
    expect(title).toBe(`${fixed} fixed`);
    const said = clusters.flatMap(({ items }) => items.map(({ text }) => text));
    expect(said.filter((text) => !text.startsWith('From before: '))).toEqual([]);
    expect(tone).toBe('ok');
    for (const [id, [errors, warnings]] of after) {
      expect(errors).toBeLessThanOrEqual(before.get(id)![0]);
      expect(errors + warnings).toBeLessThanOrEqual(before.get(id)![0] + before.get(id)![1]);
    }
    expect(panel.state().flow!.run!.summary).toMatch(/^Verified at [^.]+\.$/);
  });

  it('names what was left out, with its cluster and its own fix', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const panel = (await fixAllOf(bench))!;
    await planned(panel);
    panel.send({ kind: 'back' });
    const { value, options } = panel.field('chosen') as unknown as { value: string[]; options: { label: string }[] };
    panel.edit({ chosen: value.slice(1) });
    panel.send({ kind: 'review' });
    const { title, clusters } = await judged(panel);
    expect(title).toMatch(/^\d+ fixed, \d+ left out$/);
    expectSums(panel);
    const first = clusters.find(({ items }) => items.some(({ text }) => text.startsWith('Left out: ')));
    expect(first!.items[0]!.text).toMatch(/^Left out: /);
    expect(options).toHaveLength(value.length);
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: first!.items[0]!.fixKey! });
    panel.send({ kind: 'openCluster', clusterId: first!.id });
    panel.send({ kind: 'openCluster', clusterId: '/subscriptions/elsewhere' });
    expect(panel.opened).toEqual(['fix', 'cluster']);
    expect(panel.targets).toEqual([expect.objectContaining({ clusterId: first!.id }), { clusterId: first!.id }]);
  });

  it('names what is there again when a colleague undoes it', async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const panel = (await fixAllOf(bench))!;
    await planned(panel);
    apply(panel);
    await panel.until((state) => judgedOf(state) !== undefined);
    const [made] = (await bench.writes()).filter(({ method }) => method === 'PUT');
    await bench.arm('DELETE', `${made!.path}?api-version=2022-04-01`);
    panel.send({ kind: 'refresh' });
    const state = await panel.until((each) => judgedOf(each)?.title.includes('still') === true);
    expect(judgedOf(state)!.title).toMatch(/^\d+ fixed, 1 still needs you/);
    expect(judgedOf(state)!.clusters[0]!.items[0]!.text).toMatch(/^Still there: /);
  });

  it("says why it is not known, where the clusters can't be read", async () => {
    const bench = createBench(demoWorld(), { kind: 'demo' });
    const panel = (await fixAllOf(bench))!;
    await planned(panel);
    apply(panel);
    await panel.until((state) => judgedOf(state) !== undefined);
    const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'No.', times: 999 };
    await bench.fault({ match: { pathContains: 'microsoft.resourcegraph' }, ...forbidden });
    await bench.fault({ match: { pathContains: 'managedclusters' }, ...forbidden });
    panel.send({ kind: 'refresh' });
    const state = await panel.until((each) => judgedOf(each)?.tone === 'unknown');
    expect(judgedOf(state)!.title).toMatch(/isn't known|couldn't be checked/);
    const { clusters, more = '' } = judgedOf(state)!;
    const reasons = clusters.flatMap(({ items }) => items.map(({ text }) => text));
    expect([...reasons, more].join(' ')).toMatch(/AuthorizationFailed/);
  });

  it(
    'leaves no cluster with more errors or warnings, and says what is so, in random fleets',
    { timeout: 240_000 },
    async () => {
      let plans = 0;
      await fc.assert(
        fc.asyncProperty(aWorld, async (draw) => {
          const bench = createBench(worldOf(draw).world);
          const before = await countsOf(bench);
          const panel = await fixAllOf(bench);
          if (panel) {
            plans++;
            const { title } = await judged(panel);
            const after = await countsOf(bench);
            const lessOf = (index: 0 | 1): number => sumOf(before, index) - sumOf(after, index);
            for (const [id, [errors, warnings]] of after) {
              expect(errors, `${title} seed ${seed}`).toBeLessThanOrEqual(before.get(id)![0]);
              expect(warnings, `${title} seed ${seed}`).toBeLessThanOrEqual(before.get(id)![1]);
            }
            expectSums(panel);
            expect(title).toMatch(new RegExp(`^${lessOf(0) + lessOf(1)} fixed\\b`));
          }
          bench.emulator.dispose();
        }),
        { numRuns: drawn(60) },
      );
      expect(plans).toBeGreaterThan(5);
    },
  );
});
