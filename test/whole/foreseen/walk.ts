/** Changes in a row in a random world: what each leads to is compared with what its plan has said. */
import { evidenceText } from '../../../src/domain/findings/rule/evidence.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import { kindOf, type FindingCode } from '../../../src/domain/findings/catalogue.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { failureOf } from '../../../src/errors.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { fc } from '../../support/property.ts';
import { aChange, changeOf, idsOf, type ChangeDraw } from './drawnChange.ts';
import { aWorld, worldOf, type DrawnWorld } from './drawnWorld.ts';
import { isOfFormer, isTold, type Found } from './told.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

/** A world, and what is changed in it one after the other. */
export const aWalk = fc.record({
  world: aWorld,
  changes: fc.array(aChange, { minLength: 6, maxLength: 6 }),
  migrationReimage: fc.constantFrom('atOnce' as const, 'atUpgrade' as const),
});
/** One of these. */
type Walk = ReturnType<(typeof aWalk)['generate']>['value'];

/** How often what happened, by its name. */
export type Tally = Map<string, number>;

/** Returns what plans did not tell, or told wrongly, each in a text with all that is needed to see why. */
export async function walk({ world, changes, migrationReimage }: Walk, tally: Tally): Promise<readonly string[]> {
  const drawn = worldOf(world);
  const bench = createBench(drawn.world, { migrationReimage });
  const wrong: string[] = [];
  const plans: Plan[] = [];
  let before = await lookAt(bench);
  for (const draw of changes) {
    const plan = await appliedPlan(bench, drawn, draw, tally);
    if (plan === undefined) continue;
    const after = await lookAt(bench);
    plans.push(plan);
    wrong.push(...silent(plan, before, after, tally), ...falselyTold(plan, after, tally));
    before = after;
  }
  wrong.push(...(await daysLater(bench, plans, before, tally)));
  bench.emulator.dispose();
  return wrong;
}

function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** Plans and applies the change; `undefined` where it did not come to an end, or was nothing to do. */
async function appliedPlan(bench: Bench, drawn: DrawnWorld, draw: ChangeDraw, tally: Tally): Promise<Plan | undefined> {
  const change = changeOf(draw, { drawn, snapshot: bench.emulator.snapshot() });
  if (change === undefined) return undefined;
  const { kind } = change;
  count(tally, 'pairs');
  const planned = await bench.service.plan([change]).catch((error: unknown) => failureOf(error).code);
  if (typeof planned === 'string') {
    // Whatever else goes wrong is a defect.
    if (!['refused', 'notFound', 'conflict'].includes(planned)) throw new Error(`${kind} can't be planned: ${planned}`);
    count(tally, 'refused');
    return undefined;
  }
  count(tally, 'planned');
  if (planned.nothingToDo) return void count(tally, 'nothing to do');
  if (planned.checks.some(({ verdict }) => verdict === 'fail')) return void count(tally, 'a check fails');
  const { status } = await bench.service.apply(planned);
  count(tally, `${status}: ${kind}`);
  return status === 'succeeded' ? planned : undefined;
}

type Look = ReadonlyMap<string, Found>;

/** Every finding of all clusters that is a warning or an error, by cluster, kind and subject. */
async function lookAt(bench: Bench): Promise<Look> {
  const found: Found[] = [];
  for (const clusterId of idsOf(bench.emulator.snapshot(), /\/managedClusters\/[^/]+$/i)) {
    const findings = await bench.service.diagnose(clusterId);
    found.push(...findings.map((finding) => ({ clusterId, finding })));
  }
  return new Map(
    found
      .filter(({ finding: { severity } }) => severity === 'warning' || severity === 'error')
      .map((each) => [keyOf(each), each]),
  );
}

/** Of an issuer that is gone only one cluster tells, which may become another one. */
function keyOf({ clusterId, finding }: Found): string {
  const kind = kindOf(finding.code);
  const where = kind === 'credentialOfGoneIssuer' ? '' : clusterId;
  return `${where} ${kind} ${finding.subject ?? ''}`.toLowerCase();
}

function silent(plan: Plan, before: Look, after: Look, tally: Tally): readonly string[] {
  const fresh = [...after].flatMap(([key, found]) => (before.has(key) ? [] : [found]));
  return fresh.flatMap((found) => {
    const isKnown = isTold(found, plan);
    count(
      tally,
      `${isKnown ? 'warned of' : 'SILENT'}: ${kindOf(found.finding.code)} by ${plan.changes[0]?.kind ?? ''}`,
    );
    return isKnown ? [] : [`Not told: ${wordsOf(found)}\n${wordsOfPlan(plan)}`];
  });
}

function falselyTold(plan: Plan, after: Look, tally: Tally): readonly string[] {
  return plan.warnings.flatMap(({ finding: told, text }) => {
    if (told === undefined) return [];
    const kind = kindOf(told.code as FindingCode);
    const isThere = [...after.values()].some(
      ({ clusterId, finding }) =>
        kindOf(finding.code) === kind &&
        lastSegment(clusterId).toLowerCase() === lastSegment(told.clusterId).toLowerCase(),
    );
    if (isThere) return [];
    count(tally, `FALSE: ${kind}`);
    return [`Told, and not there: ${textOf(text)}\n${wordsOfPlan(plan)}`];
  });
}

/** A replaced identity counts as in use for a day; what it holds is left over only afterwards. */
async function daysLater(bench: Bench, plans: readonly Plan[], before: Look, tally: Tally): Promise<readonly string[]> {
  bench.emulator.clock.advance(2 * 86_400);
  const fresh = [...(await lookAt(bench))].flatMap(([key, found]) => (before.has(key) ? [] : [found]));
  return fresh.flatMap((found) => {
    const isKnown = plans.some((plan) => isTold(found, plan) || isOfFormer(found, plan));
    count(tally, `${isKnown ? 'warned of' : 'SILENT'}, days later: ${kindOf(found.finding.code)}`);
    return isKnown ? [] : [`Not told, days later: ${wordsOf(found)}\n${plans.map(wordsOfPlan).join('\n')}`];
  });
}

function wordsOf({ clusterId, finding }: Found): string {
  return `${finding.code} of ${lastSegment(clusterId)}: ${textOf(finding.text)} (${textOf(evidenceText(finding.evidence))})`;
}

function wordsOfPlan({ changes, warnings, checks }: Plan): string {
  const open = checks
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ title, detail }) => `${textOf(title)}: ${textOf(detail)}`);
  return [
    JSON.stringify(changes),
    ...warnings.map(({ severity, text }) => `  ${severity}: ${textOf(text)}`),
    ...open,
  ].join('\n');
}
