import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFindingsQueue } from '../../../src/tree/loading/findingsQueue.ts';
import { readInventory, type Reading } from '../../../src/tree/loading/reading.ts';
import { clusterRow } from '../../../src/tree/clusters/clusterRow.ts';
import { everyCluster } from '../../../src/tree/loading/inventory.ts';
import { openOf } from '../../../src/domain/findings/rule/weight.ts';
import { otherUnknownsOf } from '../../../src/domain/report/unknowns.ts';
import type { ReportRow } from '../../../src/domain/report/columns.ts';
import { detailsView } from '../../../src/webview/panel/view/detailsView.ts';
import { idKey } from '../../../src/domain/arm/resourceId.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';

const grades = ['error', 'warning', 'unknown'] as const;

/** The worst of these; what only informs deserves no mark in the tree. */
function worst(all: readonly (string | undefined)[]): string | undefined {
  return grades.find((grade) => all.includes(grade));
}

/** Checks everything as the tree does for subscriptions that are unfolded. */
async function checked(reading: Reading): Promise<Reading> {
  const failures: unknown[] = [];
  const queue = createFindingsQueue(
    () => undefined,
    (error) => failures.push(error),
  );
  queue.checkAll(reading);
  await queue.idle();
  expect(failures).toEqual([]);
  return reading;
}

function worstInReport(row: ReportRow): string | undefined {
  const unknown = [...(row.unjudged ?? []), ...otherUnknownsOf(row)];
  return worst([...openOf(row.findings).map(({ severity }) => severity), unknown.length > 0 ? 'unknown' : undefined]);
}

describe('a cluster of the demo', () => {
  let demo: DemoService;
  beforeAll(() => (demo = demoService(3)));
  afterAll(() => demo.close());

  it('has the same worst mark in the tree, in its details and in the report, once the tree is idle', async () => {
    const { service } = demo;
    const reading = await checked(await readInventory(service, undefined, undefined));
    const inTree = new Map(
      [...everyCluster(reading.inventory)].map((cluster) => {
        const { state } = clusterRow(cluster, { check: reading.checks.get(idKey(cluster.id)) });
        return [cluster.name, worst([state?.grade])];
      }),
    );
    const { rows } = await service.survey({});
    const inReport = new Map(rows.map((row) => [row.cluster.name, worstInReport(row)]));
    const inDetails = new Map<string, string | undefined>();
    for (const { cluster } of rows) {
      const [details, findings, requirements] = await Promise.all([
        service.cluster(cluster.id),
        service.diagnose(cluster.id),
        service.requirements(cluster.id),
      ]);
      const view = detailsView({ ...details, findings }, requirements);
      inDetails.set(cluster.name, worst(view.findings.map(({ tone }) => tone)));
    }
    expect(inTree.size).toBeGreaterThan(15);
    expect(Object.fromEntries(inTree)).toEqual(Object.fromEntries(inReport));
    expect(Object.fromEntries(inDetails)).toEqual(Object.fromEntries(inReport));
    expect(inTree.get('iot-weu')).toBe('error');
  });
});

describe('the check of the tree', () => {
  it.each([1, 2, 3, 60])('sends no more requests for %i clusters than a report of them', async (count) => {
    const forTree = createBench(fleetWorld(count, 1, 60));
    const forReport = createBench(fleetWorld(count, 1, 60));
    const readings = await Promise.all(
      [forTree, forReport].map(({ service }) => readInventory(service, undefined, undefined)),
    );
    await Promise.all([forTree.forget(), forReport.forget()]);
    await checked(readings[0]!);
    await forReport.service.survey({ subscriptionIds: readings[1]!.inventory.subscriptions.map(({ id }) => id) });
    const counted = async (bench: typeof forTree): Promise<number> => (await bench.requests()).length;
    expect(await counted(forTree)).toBeLessThanOrEqual(await counted(forReport));
  });

  it('gives no tick where it left something out for want of a single request, and says so in the row', async () => {
    const { service } = createBench({ ...fleetWorld(60, 1, 1) });
    const reading = await checked(await readInventory(service, undefined, undefined));
    const partial = [...everyCluster(reading.inventory)].flatMap((cluster) => {
      const check = reading.checks.get(idKey(cluster.id));
      return check?.isPartial ? [clusterRow(cluster, { check })] : [];
    });
    expect(partial.length).toBeGreaterThan(0);
    expect(partial.filter(({ state }) => state?.grade === 'ok')).toEqual([]);
    for (const { spoken, state } of partial)
      expect(state?.words ?? spoken).toMatch(/not (fully )?checked|error|warning/);
    expect(reading.notAsked(reading.inventory.subscriptions[0]!.id).length).toBeGreaterThan(0);
  });
});
