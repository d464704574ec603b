import { describe, expect, it } from 'vitest';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import type { ReportState } from '../../../src/webview/protocol/report.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { holdingBench } from '../../support/azure/holdingBench.ts';
import { cellOf, isReady, openReport } from './reportBench.ts';

const isListed = ({ phase, lines }: ReportState): boolean => phase === 'reading' && lines.length > 0;
const nothing = { error: 0, warning: 0, info: 0, unknown: 0, none: 0, accepted: 0, new: 0 };
const said = ({ lines }: ReportState) => [...new Set(lines.map(({ unchecked }) => unchecked))];

describe('a report of which no cluster is judged yet', () => {
  it('lists the clusters by what is known, says that they are still being checked, and counts nothing of them', async () => {
    const { bench, release } = holdingBench();
    const report = openReport(bench);
    const state = await report.until(isListed);
    const { items } = await bench.service.clusters();
    expect(state).toMatchObject({ found: 0, all: items.length, clusters: items.length, unchecked: items.length });
    expect(report.names().toSorted()).toEqual(items.map(({ name }) => name).toSorted());
    expect(said(state)).toEqual(['Still being checked']);
    expect(state).toMatchObject({ counts: nothing, notes: [] });
    const shop = state.lines.find(({ name }) => name === 'shop-weu')!;
    expect(shop).toMatchObject({ found: [], place: 'Contoso Production / rg-shop' });
    const keys = ['region', 'controlPlane', 'workloads'];
    expect(keys.map((key) => cellOf(state, shop, key))).toEqual(['westeurope', 'id-shop-weu', 'unknown']);
    release();
    const end = await report.until(isReady);
    expect(said(end)).toEqual([undefined]);
    expect(end).toMatchObject({ clusters: items.length, unchecked: 0 });
  });

  it('lists the clusters on a page that is there only when they were found', async () => {
    const listed = Promise.withResolvers<void>();
    const { bench } = holdingBench();
    const survey: typeof bench.service.survey = (options) => {
      const onListed: typeof options.onListed = (clusters) => {
        options.onListed?.(clusters);
        setImmediate(listed.resolve);
      };
      return bench.service.survey({ ...options, onListed });
    };
    const report = openReport(bench, {}, { service: async () => ({ ...bench.service, survey }), isLate: true });
    await listed.promise;
    report.send({ kind: 'ready' });
    expect(report.states).toHaveLength(1);
    expect(report.names()).toHaveLength(21);
    report.session.dispose();
  });

  it('is filtered by what is known of clusters, and by nothing else', async () => {
    const { bench } = holdingBench();
    const report = openReport(bench);
    await report.until(isListed);
    report.see({ text: 'shop' });
    expect(report.names()).toContain('shop-weu');
    expect(report.names()).not.toContain('web-weu');
    report.send({ kind: 'suggest', key: 'controlPlane', typed: '' });
    const { value, count } = report.state().suggestions!.options[0]!;
    report.see({ text: `controlPlane:"${value}"` });
    expect(report.state()).toMatchObject({ matching: count, unchecked: count });
    for (const mark of ['error', 'warning', 'info', 'unknown', 'none', 'accepted', 'new'] as const) {
      report.see({ marks: [mark] });
      expect(report.state().matching, mark).toBe(0);
    }
    report.see({ text: 'finding:missingGrant' });
    expect(report.state().matching).toBe(0);
    report.see({ text: 'compliance:CIS' });
    expect(report.state().matching).toBe(0);
    report.see({ group: 'finding' });
    expect(report.state().groups).toEqual([]);
    report.session.dispose();
  });

  it('opens a cluster, unfolds it without a word on findings, and fixes nothing', async () => {
    const { bench } = holdingBench();
    const report = openReport(bench);
    const { id } = (await report.until(isListed)).lines[0]!;
    report.send({ kind: 'unfold', id, unfolded: true });
    expect(report.state().lines[0]).toMatchObject({ id, findings: [], unchecked: 'Still being checked' });
    report.send({ kind: 'select', selected: true });
    expect(report.state().fixAll).toBeUndefined();
    report.send({ kind: 'fixAll' });
    report.send({ kind: 'open', id });
    expect(report.ran).toEqual([{ command: 'aksIdentity.showPanel', target: { clusterId: id } }]);
    report.session.dispose();
  });

  it('says of no earlier finding that it is fixed', async () => {
    const { bench, hold } = holdingBench(demoWorld(), false);
    const first = openReport(bench);
    await first.until(isReady);
    first.send({ kind: 'export', format: 'json' });
    hold();
    const report = openReport(bench, {}, { pickEarlier: async () => parseBaseline((await first.texts())[0]!) });
    await report.until(isListed);
    report.send({ kind: 'compare', stop: false });
    const { changes } = await report.until((state) => state.changes !== undefined);
    expect(changes![0]).toMatch(/: 0 new, 0 unchanged, 0 fixed\.$/);
    expect(changes!.slice(1).every((text) => text.startsWith('Not known whether it is fixed'))).toBe(true);
    report.session.dispose();
  });
});

describe('a report that ends before all clusters are judged', () => {
  it('says which were not checked and why, and exports only what was', async () => {
    const { bench } = holdingBench();
    const report = openReport(bench);
    const { clusters } = await report.until(isListed);
    report.send({ kind: 'cancel' });
    const end = await report.until(({ phase }) => phase === 'stopped');
    expect(said(end)).toEqual(['Not checked: stopped']);
    expect(end).toMatchObject({ clusters, unchecked: clusters, counts: nothing });
    expect(end.notes).toEqual([`${clusters} of ${clusters} clusters were not checked: reading stopped early.`]);
    report.see({ text: 'shop' });
    for (const format of ['markdown', 'csv', 'json', 'sarif'] as const) report.send({ kind: 'export', format });
    expect((await report.texts()).filter((text) => text.includes('shop-weu'))).toEqual([]);
    const [markdown, , json] = await report.texts();
    expect(markdown).toContain('Filtered by "shop": 0 of 0 clusters are listed.');
    const written = JSON.parse(json!) as { notes: string[]; clusters: object[] };
    expect(written.notes).toContain(end.notes[0]);
    expect(written.clusters).toEqual([]);
  });

  it('checks them all when it is started again', async () => {
    const { bench, release } = holdingBench();
    const report = openReport(bench);
    const { clusters } = await report.until(isListed);
    report.send({ kind: 'cancel' });
    await report.until(({ phase }) => phase === 'stopped');
    report.send({ kind: 'refresh' });
    expect(said(report.state())).toEqual(['Still being checked']);
    release();
    expect(await report.until(isReady)).toMatchObject({ clusters, unchecked: 0 });
  });

  it('lists none of them if another place is shown', async () => {
    const { bench } = holdingBench();
    const [first] = (await bench.service.subscriptions()).items;
    let shown: readonly string[] | undefined = undefined;
    const report = openReport(bench, {}, { shownSubscriptions: () => shown });
    await report.until(isListed);
    report.send({ kind: 'cancel' });
    await report.until(({ phase }) => phase === 'stopped');
    shown = [first!.id];
    await report.session.follow();
    const state = await report.until(isListed);
    expect(new Set(state.lines.map(({ place }) => place.split(' / ')[0]))).toEqual(new Set([first!.name]));
    report.session.dispose();
  });
});

describe('a report that is read again', () => {
  it('keeps what it knew of a cluster until that is judged again or the reading has ended, and lists new ones as well', async () => {
    const { bench, hold, release } = holdingBench(demoWorld(), false);
    const report = openReport(bench);
    const { lines, clusters } = await report.until(isReady);
    const id = `${lines[0]!.id.slice(0, lines[0]!.id.lastIndexOf('/'))}/brand-new`;
    const agentPoolProfiles = [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' }];
    const made = { identity: { type: 'SystemAssigned' }, properties: { dnsPrefix: 'new', agentPoolProfiles } };
    const version = 'api-version=2025-05-01';
    await bench.arm('PUT', `${id}?${version}`, { location: 'westeurope', ...made });
    await bench.arm('DELETE', `${lines[0]!.id}?${version}`);
    bench.emulator.clock.advance(3600);
    hold();
    report.send({ kind: 'refresh' });
    const state = await report.until((one) => one.unchecked > 0);
    expect(state).toMatchObject({ phase: 'reading', all: clusters, clusters: clusters + 1, unchecked: 1 });
    const isNew = ({ name }: { readonly name: string }): boolean => name === 'brand-new';
    expect(state.lines.filter((line) => !isNew(line))).toEqual(lines);
    report.send({ kind: 'cancel' });
    const { notes, lines: after } = await report.until(({ phase }) => phase === 'stopped');
    expect(after.find(isNew)!.unchecked).toBe('Not checked: stopped');
    expect(notes).toEqual([
      `${clusters} of ${clusters} clusters were not checked: reading stopped early.`,
      expect.stringMatching(/^Changes since .* are not shown for the clusters that were not read again\.$/),
    ]);
    release();
    report.send({ kind: 'refresh' });
    expect(await report.until(isReady)).toMatchObject({ clusters, unchecked: 0 });
  });
});

describe('a report of many clusters that arrives', () => {
  it('has each of them judged or still being checked, never both and never neither', async () => {
    const report = openReport(createBench(fleetWorld(1500)));
    const end = await report.until(isReady);
    const listed = report.states.filter(({ clusters, phase }) => phase === 'reading' && clusters === 1500);
    expect(listed.length).toBeGreaterThan(0);
    for (const { counts, unchecked } of listed) {
      const judged = 1500 - unchecked;
      expect(counts.none).toBeLessThanOrEqual(judged);
      expect(counts.unknown).toBeLessThanOrEqual(judged);
    }
    expect(end).toMatchObject({ clusters: 1500, unchecked: 0 });
  });
});
