/**
 * One change of each kind in the demo as an az script, run by the real az: the end has to be that of applying the plan. Only in
 * `npm run test:long` also of the kinds of which other scripts consist.
 */
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { demoChanges, drawnKinds } from '../exports/demoChanges.ts';
import { problemOf, scriptedKinds } from './planScripts.ts';
import type { OpenSession } from './session.ts';
import { Tally } from './tally.ts';

/** What only a newer az has commands for. */
export const newerKinds: readonly ChangeKind[] = ['bindIdentity', 'unbindIdentity', 'prepareGateway'];

/** Where the demo uses Microsoft Entra, local accounts are off; what belongs to Fleets is an extension of az. */
const notInDemo: readonly ChangeKind[] = ['setLocalAccounts'];

/** What the az of Debian stable has commands for. */
export const olderKinds: readonly ChangeKind[] = drawnKinds.filter(
  (kind) => !notInDemo.includes(kind) && !newerKinds.includes(kind),
);

const isLong = process.env['AKS_IDENTITY_LONG'] === '1';

/** The first change of a kind that Azure takes and that touches no Fleet. */
async function firstOf(kind: ChangeKind): Promise<Change | undefined> {
  const world = demoWorld();
  for (const change of demoChanges(kind, world)) {
    const bench = createBench(world);
    const plan = await bench.service.plan([change]).catch(() => undefined);
    if (plan === undefined || plan.nothingToDo || plan.steps.some((step) => step.kind === 'rejoinFleet')) continue;
    const outcome = await bench.service.apply(plan).catch(() => undefined);
    if (outcome?.status === 'succeeded') return change;
  }
  return undefined;
}

/** Runs one of each kind, two at a time. */
export async function compareDemoScripts(open: OpenSession, kinds: readonly ChangeKind[]): Promise<Tally> {
  const tally = new Tally();
  const queue = kinds.filter((kind) => isLong || !scriptedKinds.has(kind)).values();
  const work = async (): Promise<void> => {
    for (const kind of queue) {
      const change = await firstOf(kind);
      const problem = change
        ? await problemOf([change], { open, world: demoWorld() })
        : 'nothing in the demo can be changed so';
      tally.note(`the demo as az: ${kind}`, problem);
    }
  };
  await Promise.all([work(), work()]);
  return tally;
}
