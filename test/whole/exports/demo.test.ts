import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { azurermVersions } from '../../../src/domain/export/terraformVersions.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { refusedOf } from '../../domain/export/readByAll.ts';
import { demoChanges, drawnKinds } from './demoChanges.ts';

const world = demoWorld();
const now = Date.parse('2026-08-10T08:00:00Z');
const openDemo = (): Bench => createBench(world, { kind: 'demo', realTime: () => now });

/** The plan, or nothing where the change is refused before there is one. */
async function planned(bench: Bench, changes: readonly Change[]): Promise<readonly Plan[]> {
  try {
    return [await bench.service.plan(changes)];
  } catch {
    return [];
  }
}

async function refused(bench: Bench, all: readonly (readonly Change[])[]): Promise<{ plans: number; found: string[] }> {
  let plans = 0;
  const found: string[] = [];
  for (const changes of all)
    for (const plan of await planned(bench, changes)) {
      plans++;
      found.push(...(await refusedOf(plan)).map((problem) => `${JSON.stringify(changes)}: ${problem}`));
    }
  return { plans, found };
}

describe('what is copied in the demo', () => {
  it.each(drawnKinds)('is read by the parser of its format, whatever is changed: %s', async (kind) => {
    const changes = demoChanges(kind, world);
    const { plans, found } = await refused(
      openDemo(),
      changes.map((change) => [change]),
    );
    expect(found).toEqual([]);
    expect(plans).toBeGreaterThan(0);
  });

  it('is read by the parser of its format where it fixes what is wrong', async () => {
    const bench = openDemo();
    const { items } = await bench.service.clusters();
    const findings = (await Promise.all(items.map(({ id }) => bench.service.diagnose(id)))).flat();
    const fixes = findings.flatMap(({ fix }) => (fix ? [[fix]] : []));
    const { plans, found } = await refused(bench, fixes);
    expect(found).toEqual([]);
    expect(plans).toBeGreaterThan(5);
  });

  it.each(
    (['createCluster', 'createCredential', 'setControlPlane', 'assignRole'] as const).flatMap((kind) =>
      azurermVersions.map((version) => [kind, version] as const),
    ),
  )('reads in Terraform as the file beside this test: %s, azurerm %i', async (kind, azurerm) => {
    const bench = openDemo();
    for (const change of demoChanges(kind, world)) {
      const [plan] = await planned(bench, [change]);
      if (plan === undefined) continue;
      const text = planAs(plan, 'terraform', { azurerm });
      return expect(text).toMatchFileSnapshot(`terraform/${kind}.azurerm${azurerm}.tf`);
    }
    expect.fail('no change of this kind has a plan');
  });
});
