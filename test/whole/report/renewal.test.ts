import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { foundIn, isReady, openReport, type ReportBench } from './reportBench.ts';

interface Opened {
  readonly bench: Bench;
  readonly report: ReportBench;
  readonly idOf: (name: string) => string;
}

type Survey = IdentityService['survey'];

async function open(between: (survey: Survey) => Survey = (survey) => survey): Promise<Opened> {
  const bench = createBench(demoWorld());
  const report = openReport(
    bench,
    {},
    { service: async () => ({ ...bench.service, survey: between((options) => bench.service.survey(options)) }) },
  );
  const { lines } = await report.until(isReady);
  return { bench, report, idOf: (name) => lines.find((line) => line.name === name)!.id };
}

const line = (report: ReportBench, name: string) => report.state().lines.find((one) => one.name === name)!;
const errorsOf = (report: ReportBench, name: string): number => foundIn(line(report, name), 'error');

/** Resolves once what was written has been read again. */
const renewed = async ({ report }: Opened, change: Promise<unknown>): Promise<void> => {
  const before = report.states.length;
  await change;
  await report.until(
    ({ meanwhile }) => meanwhile === undefined && report.states.slice(before).some((one) => one.meanwhile),
  );
};

async function fixesOf({ bench, idOf }: Opened, name: string): Promise<readonly Change[]> {
  const findings = await bench.service.diagnose(idOf(name));
  return findings.flatMap(({ severity, fix }) => (severity === 'error' && fix ? [fix] : []));
}

describe('a report after a change', () => {
  it('says when it read that again, and is out of order until it is sorted', async () => {
    const opened = await open();
    const { bench, report } = opened;
    expect([report.state().isInOrder, report.state().subtitle]).toEqual([
      true,
      expect.not.stringContaining(', updated ') as string,
    ]);
    await renewed(opened, bench.service.apply(await fixesOf(opened, 'shop-weu')));
    expect([report.state().isInOrder, report.state().subtitle]).toEqual([
      false,
      expect.stringMatching(/, updated \d+:\d\d/) as string,
    ]);
    const names = report.names();
    report.send({ kind: 'look', seq: 1, look: report.state().memento.look });
    expect(report.state().isInOrder).toBe(true);
    expect(report.names()).not.toEqual(names);
  });

  it('has what was fixed, in the same place, without being asked and without a note that it is old', async () => {
    const opened = await open();
    const { bench, report } = opened;
    const [names, { counts, clusters }] = [report.names(), report.state()];
    const errors = errorsOf(report, 'shop-weu');
    expect(errors).toBeGreaterThan(0);
    await renewed(opened, bench.service.apply(await fixesOf(opened, 'shop-weu')));
    expect(errorsOf(report, 'shop-weu')).toBe(0);
    expect(report.names()).toEqual(names);
    expect(report.state()).toMatchObject({ stale: false, phase: 'ready', clusters });
    expect(report.state().counts.error).toBe(counts.error - errors);
    report.see({ by: 'name', descending: false });
    report.see({});
    expect(report.names().indexOf('shop-weu'), 'it moves when someone sorts').toBeGreaterThan(0);
  });

  it('keeps a row in sight that its filter lets pass no longer, until someone filters', async () => {
    const opened = await open();
    const { bench, report } = opened;
    report.see({ marks: ['error'] });
    const names = report.names();
    await renewed(opened, bench.service.apply(await fixesOf(opened, 'shop-weu')));
    expect(report.names()).toEqual(names);
    report.see({ marks: ['error'], text: 'weu' });
    expect(report.names()).not.toContain('shop-weu');
  });

  it('reads no other cluster again', async () => {
    const read: string[][] = [];
    const opened = await open((survey) => (options) => {
      const rows: string[] = [];
      read.push(rows);
      return survey({ ...options, onFound: (row) => (rows.push(row.cluster.name), options.onFound?.(row)) });
    });
    await renewed(opened, opened.bench.service.apply(await fixesOf(opened, 'shop-weu')));
    expect(read.slice(1)).toEqual([['shop-weu']]);
  });

  it('has a new cluster', async () => {
    const opened = await open();
    const { bench, report, idOf } = opened;
    const { clusters } = report.state();
    const [, subscriptionId = ''] = /subscriptions\/([^/]+)/.exec(idOf('shop-weu'))!;
    const create = {
      kind: 'createCluster',
      subscriptionId,
      resourceGroup: 'rg-shop',
      name: 'new-weu',
      location: 'westeurope',
      controlPlane: { kind: 'systemAssigned' },
    } as const;
    await renewed(opened, bench.service.apply([create]));
    expect(report.state()).toMatchObject({ clusters: clusters + 1, stale: false });
    expect(report.names()).toContain('new-weu');
  });

  it('is not called old because of a new resource group', async () => {
    const opened = await open();
    const { bench, report, idOf } = opened;
    const [, subscriptionId = ''] = /subscriptions\/([^/]+)/.exec(idOf('shop-weu'))!;
    const change = { kind: 'createResourceGroup', subscriptionId, name: 'rg-new', location: 'westeurope' } as const;
    await renewed(opened, bench.service.apply([change]));
    expect(report.state().stale).toBe(false);
  });

  it('says that it is old if it is not known whom a new role is for, until it is read again', async () => {
    const opened = await open();
    const { bench, report, idOf } = opened;
    const scope = /^.*resourceGroups\/[^/]+/i.exec(idOf('shop-weu'))![0];
    const principalId = '00000000-0000-4000-8000-00000000beef';
    await renewed(opened, bench.api.apply({ kind: 'assignRole', principalId, role: { name: 'Reader' }, scope }));
    expect(report.state().stale).toBe(true);
    report.send({ kind: 'refresh' });
    expect(await report.until(isReady)).toMatchObject({ stale: false });
  });

  it("says that it is old if what has changed can't be read", async () => {
    let isDown = false;
    const opened = await open((survey) => (options) => (isDown ? Promise.reject(new Error('Down.')) : survey(options)));
    const { bench, report } = opened;
    const { lines } = report.state();
    const fixes = await fixesOf(opened, 'shop-weu');
    isDown = true;
    await renewed(opened, bench.service.apply(fixes));
    expect(report.state()).toMatchObject({ stale: true, phase: 'ready', lines });
    expect(report.noted).toHaveLength(1);
  });

  it.each([
    ['stopped', 'stopped', (report: ReportBench) => report.send({ kind: 'cancel' })],
    ['ended by an error', 'failed', (_: ReportBench, end: (error: Error) => void) => end(new Error('Down.'))],
  ] as const)('says that it is old if it was %s while something was written', async (_, phase, stop) => {
    const waiting = Promise.withResolvers<never>();
    let isSlow = false;
    const slowly = (signal: AbortSignal | undefined): Promise<never> => {
      signal?.addEventListener('abort', () => waiting.reject(signal.reason));
      return waiting.promise;
    };
    const opened = await open((survey) => (options) => (isSlow ? slowly(options?.signal) : survey(options)));
    const { bench, report } = opened;
    const fixes = await fixesOf(opened, 'shop-weu');
    isSlow = true;
    report.send({ kind: 'refresh' });
    await bench.service.apply(fixes);
    expect(report.state()).toMatchObject({ phase: 'reading', stale: false });
    stop(report, waiting.reject);
    expect(await report.until((state) => state.phase === phase)).toMatchObject({ stale: true });
    isSlow = false;
    report.send({ kind: 'refresh' });
    expect(await report.until(isReady)).toMatchObject({ stale: false });
  });

  it('has what another window has changed, once its run has ended', async () => {
    const opened = await open();
    const { bench, report } = opened;
    const fixes = await fixesOf(opened, 'shop-weu');
    await bench.service.lookAtOtherWindows();
    expect(await bench.restarted().service.apply(fixes)).toMatchObject({ status: 'succeeded' });
    await renewed(opened, bench.service.lookAtOtherWindows());
    expect(errorsOf(report, 'shop-weu')).toBe(0);
    expect(report.state().stale).toBe(false);
  });
});
