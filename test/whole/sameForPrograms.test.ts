/** What programs read is the same in every language: only what a person sees in VS Code is translated. */
import { afterEach, expect, it } from 'vitest';
import { pseudoBundle } from '../../scripts/pseudoLanguage.ts';
import type { Change } from '../../src/domain/change/change.ts';
import { withAcceptance } from '../../src/domain/decisions/decisionsText.ts';
import { unusedText } from '../../src/domain/decisions/files.ts';
import { undecided } from '../../src/app/decisionSource.ts';
import { planAs } from '../../src/domain/export/planAs.ts';
import { fingerprintsOf } from '../../src/domain/report/fingerprint.ts';
import { reportFormats, type ReportFormat } from '../../src/domain/report/reportFormats.ts';
import { linkToCluster } from '../../src/domain/words/links.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { asShown, speak, type Bundle } from '../../src/sentences/language.ts';
import { createBench, type Bench, type BenchOptions } from '../support/azure/azureBench.ts';
import { until } from '../support/until.ts';
import { readInventory } from '../../src/tree/loading/reading.ts';
import { inventoryAsText } from '../../src/session/savedInventory.ts';
import { inOneGo } from '../../src/shape/steps.ts';
import { demoChanges, drawnKinds } from './exports/demoChanges.ts';
import { endedRuns } from './panel/endedRuns.ts';
import { isReady, openReport } from './report/reportBench.ts';

const now = Date.parse('2026-08-10T08:00:00Z');
const planFormats = ['az', 'powershell', 'bicep', 'terraform', 'rest', 'arm'] as const;
const openDemo = (more: BenchOptions = {}): Bench =>
  createBench(demoWorld(), { kind: 'demo', realTime: () => now, ...more });

type Made = readonly [bundle: Bundle | undefined, bench: Bench];
/** What each language is made of has been read in that language. */
const benches: readonly [Made, Made] = [
  [undefined, openDemo()],
  [pseudoBundle(), openDemo()],
];

afterEach(() => speak());

/** Makes something in both languages, each on an Azure of its own. */
async function inEach<T>(make: (bench: Bench) => Promise<T>): Promise<readonly [english: T, translated: T]> {
  const made: T[] = [];
  for (const [bundle] of benches) {
    speak(bundle, 'en');
    made.push(await make(openDemo()));
  }
  return made as [T, T];
}

/** Makes something in English, and in the language that nobody speaks. */
async function inBoth<T>(make: (bench: Bench) => Promise<T>): Promise<readonly [english: T, translated: T]> {
  const made: T[] = [];
  for (const [bundle, bench] of benches) {
    speak(bundle, 'en');
    made.push(await make(bench));
  }
  return made as [T, T];
}

it.each(Object.keys(reportFormats) as ReportFormat[])(
  'a report as %s has the same bytes in every language',
  async (format) => {
    const [english, translated] = await inBoth(({ service }) => service.report({ format }));
    expect(english.length).toBeGreaterThan(1000);
    expect(translated).toBe(english);
  },
);

it.each(drawnKinds)('a plan of %s is copied and kept with the same bytes in every language', async (kind) => {
  const changes = demoChanges(kind, demoWorld()).slice(0, 2);
  const [english, translated] = await inBoth((bench) => plansIn(bench, changes));
  expect(english.length).toBeGreaterThan(0);
  expect(translated).toEqual(english);
});

/** Returns a plan in each format and as JSON, which the journal keeps; or why there is none, as a program gets it. */
async function plansIn({ service }: Bench, changes: readonly Change[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const change of changes) {
    const plan = await service.plan([change]).catch((error: unknown) => error);
    if (plan instanceof Error) all.push(plan.message);
    else {
      const made = plan as Awaited<ReturnType<typeof service.plan>>;
      all.push(JSON.stringify(made), ...planFormats.map((format) => planAs(made, format)));
    }
  }
  return all;
}

it('fingerprints, decisions and links are the same in every language', async () => {
  const [english, translated] = await inBoth(async ({ service }) => {
    const { rows } = await service.survey({});
    const texts: string[] = [];
    for (const { cluster } of rows) {
      const { findings } = await service.check(cluster.id);
      texts.push(...fingerprintsOf({ cluster, findings }), JSON.stringify(findings), linkToCluster(cluster.id));
      for (const { code, subject } of findings.slice(0, 1))
        texts.push(
          withAcceptance('', {
            finding: code,
            scope: cluster.id,
            ...(subject === undefined ? {} : { about: subject }),
            by: 'Ada',
            reason: 'known',
            expires: '2027-01-01',
          }),
        );
    }
    return texts;
  });
  expect(english.length).toBeGreaterThan(50);
  expect(translated).toEqual(english);
});

/** Replaces ids, some of which are made at random, by the order in which they appear. */
function withNumberedIds(text: string): string {
  const order = new Map<string, number>();
  return text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, (id) => {
    const key = id.toLowerCase();
    if (!order.has(key)) order.set(key, order.size + 1);
    return `id ${order.get(key)}`;
  });
}

it.each(Object.entries(endedRuns))(
  'the journal and the panel of a run are kept with the same bytes in every language: %s',
  async (_, run) => {
    const [english, translated] = await inEach(async (bench) => {
      const panel = await run(bench);
      return [await bench.store.read(), JSON.stringify(panel.state().memento)].map((text) =>
        withNumberedIds(text ?? ''),
      );
    });
    expect(english[0]).toContain('"startedAt":"2026-08-10T');
    expect(translated).toEqual(english);
  },
);

it('the rows and the report that are remembered have the same bytes in every language', async () => {
  const [english, translated] = await inEach(async (bench) => {
    const { inventory } = await readInventory(bench.service, undefined, undefined);
    const seen = { connection: bench.connection.key, accounts: ['ada'], readAt: new Date(now), inventory };
    const report = openReport(bench);
    await report.until(isReady);
    report.see({ text: 'shop' });
    return [inOneGo(inventoryAsText(seen))!.text, JSON.stringify(report.state().memento)];
  });
  expect(english[0]).toContain('shop-weu');
  expect(translated).toEqual(english);
});

it('a report with notes, read to its end or not, is saved with the same bytes in every language', async () => {
  const formats = Object.keys(reportFormats) as ReportFormat[];
  const [english, translated] = await inEach(async () => {
    const report = openReport(openDemo({ decisions: { ...undecided, notes: () => [unusedText({ path: 'a.yaml' })] } }));
    await report.until(isReady);
    for (const format of formats) report.send({ kind: 'export', format });
    report.send({ kind: 'refresh' });
    report.send({ kind: 'cancel' });
    await report.until(({ phase }) => phase === 'stopped');
    for (const format of formats) report.send({ kind: 'export', format });
    await until(() => expect(report.exported).toHaveLength(2 * formats.length));
    return report.texts();
  });
  const said = [/a\.yaml is ignored/, /Nothing could be read again/].map((note) =>
    english.filter((text) => note.test(text)),
  );
  // Code Quality of GitLab has no place for notes.
  expect(said.map(({ length }) => length)).toEqual([formats.length - 1, formats.length - 1]);
  expect(translated).toEqual(english);
});

it('what is shown would differ, so that these comparisons can fail', async () => {
  const [[, { service }]] = benches;
  const [{ cluster } = { cluster: undefined }] = (await service.survey({})).rows;
  const { findings } = await service.check(cluster!.id);
  speak(pseudoBundle(), 'en');
  const { textsOf } = await import('../../src/sentences/textOf.ts');
  const texts = findings.map(({ text }) => text);
  expect(asShown(() => textsOf(texts))).not.toEqual(textsOf(texts));
});
