import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { IdentityError } from '../../../src/errors.ts';
import { parseReportMemento } from '../../../src/webview/protocol/report.ts';
import { firstLook } from '../../../src/domain/words/reportLook.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { cellOf, foundIn, isReady, openReport, type ReportBench } from './reportBench.ts';
import { textOf, toText } from '../../../src/sentences/textOf.ts';

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
const signedOut = (): Promise<never> =>
  Promise.reject(new IdentityError({ code: 'signedOut', message: 'There is no connection.' }));

describe('a report of the demo', () => {
  it('has every cluster with the findings that looking at it alone has, the worst first', async () => {
    const bench = createBench(demoWorld());
    const report = openReport(bench);
    const { lines, clusters, counts, subtitle, notes } = await report.until(isReady);
    const { items } = await bench.service.clusters();
    expect(clusters).toBe(items.length);
    expect(notes).toEqual([]);
    expect(subtitle).toMatch(/^all subscriptions \u00b7 .*\d\d/);
    const errors = lines.map((line) => foundIn(line, 'error'));
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    const single = await Promise.all(items.map(({ id }) => bench.service.diagnose(id)));
    expect(counts.error).toBe(single.flat().filter(({ severity }) => severity === 'error').length);
    expect(counts.none).toBe(single.filter((findings) => findings.length === 0).length);
    const shop = lines.find(({ name }) => name === 'shop-weu')!;
    expect(shop).toMatchObject({
      place: 'Contoso Production / rg-shop',
      found: [
        { tone: 'error', count: 2 },
        { tone: 'warning', count: 1 },
        { tone: 'info', count: 2 },
      ],
      cells: [
        { text: 'id-shop-weu', title: 'user-assigned id-shop-weu' },
        { text: 'id-shop-kubelet', title: 'id-shop-kubelet (user-assigned)' },
        { text: 0 },
        { text: 'westeurope' },
      ],
    });
    report.see({ columns: ['state', 'bindings', 'group', 'subscription'] });
    const more = report.state().lines.find(({ name }) => name === 'shop-weu')!;
    expect(more.place).toBe('');
    expect(['subscription', 'group', 'bindings', 'state'].map((key) => cellOf(report.state(), more, key))).toEqual([
      ...['Contoso Production', 'rg-shop', 0, 'Succeeded'],
    ]);
  });

  it('unfolds a cluster into its findings and folds it again; others stay folded', async () => {
    const report = openReport(createBench(demoWorld()));
    const [line] = (await report.until(isReady)).lines;
    report.send({ kind: 'unfold', id: line!.id, unfolded: true });
    const { lines } = report.state();
    const counts = line!.found.map(({ count }) => count);
    expect(lines[0]!.findings!.length).toBe(sum(counts));
    expect(lines[0]!.findings![0]!.source).toMatch(/^https:/);
    expect(lines.slice(1).filter(({ findings }) => findings)).toEqual([]);
    report.send({ kind: 'unfold', id: line!.id, unfolded: false });
    expect(report.state().lines[0]!.findings).toBeUndefined();
  });

  it('a link is copied to one of its clusters, or to the report of the same subscription', async () => {
    const bench = createBench(demoWorld());
    const id = (await bench.service.clusters()).items[0]!.id;
    const report = openReport(bench);
    await report.until(isReady);
    report.send({ kind: 'copyLink', id });
    report.see({ text: 'shop' });
    report.send({ kind: 'unfold', id, unfolded: true });
    report.send({ kind: 'copyLink' });
    expect(report.ran).toEqual([{ command: 'aksIdentity.copyLink', target: { clusterId: id } }]);
    const sight = { look: { ...firstLook, text: 'shop' }, unfolded: [id.toLowerCase()] };
    expect(report.linked).toEqual([{ subscriptionId: undefined, sight }]);
  });

  it('opens a cluster and starts a fix by its own knowledge, never by what the page says', async () => {
    const bench = createBench(demoWorld());
    const report = openReport(bench);
    const { lines } = await report.until(isReady);
    const { id } = lines.find(({ name }) => name === 'legacy-neu')!;
    report.send({ kind: 'open', id });
    report.send({ kind: 'open', id: `${id}x` });
    const findings = await bench.service.diagnose(id);
    const { code, text, fix } = findings.find((finding) => finding.fix !== undefined)!;
    report.send({ kind: 'unfold', id, unfolded: true });
    const shown = report.state().lines.find((line) => line.id === id)!.findings!;
    const { fixKey } = shown.find((finding) => finding.text === textOf(text))!;
    report.send({ kind: 'fix', id, fixKey: fixKey! });
    report.send({ kind: 'fix', id, fixKey: code });
    report.send({ kind: 'fix', id: `${id}x`, fixKey: fixKey! });
    expect(report.ran).toEqual([
      { command: 'aksIdentity.showPanel', target: { clusterId: id } },
      { command: 'aksIdentity.fixFinding', target: { clusterId: id, fix } },
    ]);
  });

  it('exports what the filter shows, with a note in formats that have a place for it', async () => {
    const report = openReport(createBench(demoWorld()));
    const { clusters } = await report.until(isReady);
    report.see({ text: 'legacy' });
    const formats = ['markdown', 'csv', 'json', 'sarif', 'html', 'junit', 'gitlab'] as const;
    for (const format of formats) report.send({ kind: 'export', format });
    expect(report.names()).toEqual(['legacy-neu']);
    const [markdown, csv, json, sarif, html, junit, gitlab] = await report.texts();
    expect(report.exported.map(({ name }) => name.replace(/\d{4}-\d\d-\d\d/, 'DAY'))).toEqual(
      ['.md', '.csv', '.json', '.sarif', '.html', '-junit.xml', '-gitlab.json'].map(
        (end) => `aks-identity-report-DAY${end}`,
      ),
    );
    for (const text of [html, junit, gitlab]) expect(text).toContain('legacy-neu');
    for (const text of [html, junit, gitlab]) expect(text).not.toContain('shop-weu');
    expect(markdown).toContain(`Filtered by "legacy": 1 of ${clusters} clusters is listed.`);
    expect(csv).toContain('legacy-neu');
    expect(csv).not.toContain('shop-weu');
    expect(JSON.parse(json!)).toMatchObject({ clusters: [{ name: 'legacy-neu' }] });
    expect(sarif).not.toContain('managedClusters/shop-weu');
  });

  it('looks at one subscription where it was opened from its row, at another when asked, and not again for the same', async () => {
    const bench = createBench(demoWorld());
    const [first, second] = (await bench.service.subscriptions()).items;
    const report = openReport(bench, { subscriptionId: first!.id });
    const { lines, subtitle, memento } = await report.until(isReady);
    const places = (of: typeof lines) => new Set(of.map(({ place }) => place.split(' / ')[0]));
    expect(places(lines)).toEqual(new Set([first!.name]));
    expect(subtitle).toContain(first!.name);
    expect(memento.subscriptionId).toBe(first!.id);
    await bench.forget();
    report.session.show({ subscriptionId: first!.id.toUpperCase() });
    expect(await bench.requests()).toEqual([]);
    report.session.show({ subscriptionId: second!.id });
    expect(report.state()).toMatchObject({ phase: 'reading', lines: [] });
    await report.until(isReady);
    expect(places(report.state().lines)).toEqual(new Set([second!.name]));
  });

  it('forgets clusters that are gone when it is read again', async () => {
    const bench = createBench(demoWorld());
    const report = openReport(bench);
    const { lines, clusters } = await report.until(isReady);
    await bench.arm('DELETE', `${lines[0]!.id}?api-version=2025-05-01`);
    bench.emulator.clock.advance(3600);
    report.send({ kind: 'refresh' });
    expect((await report.until(isReady)).clusters).toBe(clusters - 1);
  });
});

/** A report of 1,500 clusters, to which something happens once so many of them were found. */
function openedUntil(count: number, act: () => void): ReportBench {
  const bench = createBench(fleetWorld(1500));
  let found = 0;
  const survey: IdentityService['survey'] = (options) =>
    bench.service.survey({
      ...options,
      onFound(row) {
        options.onFound?.(row);
        if (++found === count) act();
      },
    });
  return openReport(bench, {}, { service: async () => ({ ...bench.service, survey }) });
}

describe('a report of many clusters', () => {
  it('shows clusters as they are found, of how many, and ends with all', async () => {
    const report = openReport(createBench(fleetWorld(1500)));
    const early = await report.until(({ phase, found }) => phase === 'reading' && found > 0);
    expect(early).toMatchObject({ all: 1500, clusters: 1500 });
    expect(early.found).toBeLessThan(1500);
    expect(early.lines.length).toBeLessThanOrEqual(100);
    const { clusters, pages, notes } = await report.until(isReady);
    expect({ clusters, pages }).toEqual({ clusters: 1500, pages: 15 });
    expect(notes.length).toBeGreaterThan(0);
  });

  it('can be cancelled; what was found stays, and it is said how much was not checked', async () => {
    const report = openedUntil(100, () => report.send({ kind: 'cancel' }));
    const { clusters, unchecked, found, notes } = await report.until(({ phase }) => phase === 'stopped');
    expect(found).toBeLessThan(1500);
    expect({ clusters, unchecked }).toEqual({ clusters: 1500, unchecked: 1500 - found });
    expect(notes).toEqual([`${toText`${1500 - found}`} of 1,500 clusters were not checked: reading stopped early.`]);
    report.send({ kind: 'export', format: 'markdown' });
    expect((await report.texts())[0]!).toContain(`Note: ${toText`${1500 - found}`} of 1,500 clusters were`);
    expect(report.noted).toEqual([]);
    report.send({ kind: 'refresh' });
    expect((await report.until(isReady)).clusters).toBe(1500);
  });

  it('exported while it is read says what is missing', async () => {
    const report = openedUntil(100, () => report.send({ kind: 'export', format: 'json' }));
    await report.until(() => report.exported.length > 0);
    const { notes, clusters } = JSON.parse((await report.texts())[0]!) as { notes: string[]; clusters: object[] };
    expect(clusters.length).toBeLessThan(1500);
    expect(notes).toContain(`${toText`${1500 - clusters.length}`} of 1,500 clusters were still being read.`);
    report.session.dispose();
  });

  it('sends nothing once its window is closed', async () => {
    const report = openReport(createBench(fleetWorld(300)));
    await report.until(({ all }) => all !== undefined);
    report.session.dispose();
    const before = report.states.length;
    report.send({ kind: 'refresh' });
    await createBench(fleetWorld(300)).service.survey({});
    expect(report.states.length).toBe(before);
  });
});

describe("a report that can't be made", () => {
  it('says that no one is signed in, and reads as soon as a user is', async () => {
    const bench = createBench(demoWorld());
    let service = signedOut as () => Promise<typeof bench.service>;
    const report = openReport(bench, {}, { service: () => service() });
    const { failure, lines } = await report.until(({ phase }) => phase === 'signedOut');
    expect(failure, 'the buttons beside it say what to do').toBe('There is no connection.');
    expect(lines).toEqual([]);
    report.send({ kind: 'run', what: 'signIn' });
    expect(report.ran).toEqual([{ command: 'aksIdentity.signIn', target: undefined }]);
    service = async () => bench.service;
    await report.session.follow();
    expect((await report.until(isReady)).clusters).toBeGreaterThan(5);
  });

  it('says why, notes it, and tries again when asked', async () => {
    const bench = createBench(demoWorld());
    const message = 'The client may not list';
    const match = { method: 'GET', pathContains: '/subscriptions' };
    await bench.fault({ match, status: 403, code: 'No', message, times: 99 });
    const report = openReport(bench);
    const { failure, isUnlisted } = await report.until(({ phase }) => phase === 'failed');
    expect([failure, isUnlisted]).toEqual([expect.stringContaining(message), true]);
    expect(report.noted).toHaveLength(1);
    await bench.noFaults();
    report.send({ kind: 'refresh' });
    const { clusters, ...rest } = await report.until(isReady);
    expect([clusters > 5, rest.isUnlisted]).toEqual([true, false]);
    expect(rest.failure).toBeUndefined();
  });

  it('says that a subscription is not there instead of showing nothing', async () => {
    const report = openReport(createBench(demoWorld()), { subscriptionId: '99999999-0000-4000-8000-000000000009' });
    const { failure } = await report.until(({ phase }) => phase === 'failed');
    expect(failure).toContain('99999999-0000-4000-8000-000000000009 is not visible');
  });

  it('is empty where no subscription that is shown has a cluster', async () => {
    const world = demoWorld();
    const report = openReport(createBench({ ...world, resources: [] }));
    expect(await report.until(isReady)).toMatchObject({ clusters: 0, lines: [], matching: 0, pages: 1 });
  });
});

describe('a report whose surroundings change', () => {
  it('follows the selection of subscriptions, and does not look again without reason', async () => {
    const bench = createBench(demoWorld());
    const { items } = await bench.service.subscriptions();
    let shown: readonly string[] | undefined = undefined;
    const report = openReport(bench, {}, { shownSubscriptions: () => shown });
    const { clusters } = await report.until(isReady);
    await bench.forget();
    await report.session.follow();
    expect(await bench.requests()).toEqual([]);
    shown = [items[0]!.id];
    await report.session.follow();
    const fewer = await report.until((state) => isReady(state) && state.clusters < clusters);
    expect(fewer.subtitle).toContain(items[0]!.name);
  });

  it('keeps filter, order, columns, unfolded rows and subscription across a reload', async () => {
    const bench = createBench(demoWorld());
    const [, second] = (await bench.service.subscriptions()).items;
    const report = openReport(bench, { subscriptionId: second!.id });
    await report.until(isReady);
    report.see({ by: 'name', descending: true, marks: ['warning', 'error'], columns: ['region'] });
    report.send({ kind: 'unfold', id: report.state().lines[0]!.id, unfolded: true });
    const kept = parseReportMemento(JSON.parse(JSON.stringify(report.state().memento)));
    const again = openReport(bench, kept ?? {});
    await again.until(isReady);
    expect(again.state().memento).toEqual(report.state().memento);
    expect(again.names()).toEqual(report.names());
    expect(again.state().lines[0]!.findings).toEqual(report.state().lines[0]!.findings);
  });

  it('looks at what a link to it asks for, whether it is open already or not', async () => {
    const bench = createBench(demoWorld());
    const [{ id } = { id: '' }] = (await bench.service.clusters()).items.filter(({ name }) => name === 'web-weu');
    const sight = { look: { ...firstLook, text: 'web-weu', by: 'region' }, unfolded: [id] } as const;
    const closed = openReport(bench, sight);
    await closed.until(isReady);
    const open = openReport(bench);
    await open.until(isReady);
    await bench.forget();
    open.see({ text: 'shop' });
    open.session.show(sight);
    for (const report of [closed, open]) {
      expect(report.names()).toEqual(['web-weu']);
      expect(report.state().lines[0]!.findings).not.toEqual([]);
      expect(report.state().memento.look).toEqual(sight.look);
    }
    expect(await bench.requests(), 'nothing is read again').toEqual([]);
  });

  it('copies the custom role of a finding by its own knowledge', async () => {
    const bench = createBench(demoWorld());
    const report = openReport(bench);
    const { lines } = await report.until(isReady);
    for (const { id } of lines) report.send({ kind: 'unfold', id, unfolded: true });
    const found = report.state().lines.flatMap(({ id, findings = [] }) => findings.map((one) => ({ id, ...one })));
    const { id, code, subject } = found.find(({ hasCustomRole }) => hasCustomRole)!;
    report.send({ kind: 'copyRole', id, code: code!, ...(subject === undefined ? {} : { subject }) });
    report.send({ kind: 'copyRole', id, code: 'nothing' });
    expect(report.ran).toHaveLength(1);
    const [{ command, target } = { command: '', target: {} }] = report.ran;
    expect(command).toBe('aksIdentity.copyCustomRole');
    expect(target).toMatchObject({ customRole: expect.stringContaining('"AssignableScopes"') as string });
  });

  it('shows what it has when its window is shown again', async () => {
    const report = openReport(createBench(demoWorld()));
    await report.until(isReady);
    report.see({ text: 'shop' });
    const before = report.state();
    report.send({ kind: 'ready' });
    expect(report.state()).toEqual(before);
  });
});
