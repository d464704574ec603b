/** What an older version has written is read as long as docs/stability.md promises; each sample is as that version wrote it. */
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { activityEntryOf } from '../../src/app/runs/activityEntries.ts';
import { createJournal } from '../../src/app/runs/journal.ts';
import type { RunRecord } from '../../src/app/runs/runRecord.ts';
import { parseDecisions } from '../../src/domain/decisions/decisionsText.ts';
import { parseBaseline } from '../../src/domain/report/formats/baseline.ts';
import { version } from '../../src/domain/report/version.ts';
import { stepFields } from '../../src/domain/plan/stepActions.ts';
import { parseLink } from '../../src/domain/words/links.ts';
import { createEmulator } from '../../src/emulator/emulator.ts';
import { readWorld } from '../../src/emulator/files/readWorld.ts';

const folder = join(import.meta.dirname, 'samples');
const realTime = (): number => Date.parse('2026-05-04T08:00:00Z');
const majorOf = (each: string): number => Number(each.split('.')[0]);

/** The samples of all versions that have to be read: those of decisions, links and the emulator always, others by the version before. */
const versions = readdirSync(folder);
const samples = versions.flatMap((of) => readdirSync(join(folder, of)).map((name) => ({ of, name })));
const pathOf = ({ of, name }: (typeof samples)[number]): string => join(folder, of, name);
const textOf = (sample: (typeof samples)[number]): string => readFileSync(pathOf(sample), 'utf8');
const jsonOf = <T>(sample: (typeof samples)[number]): T => JSON.parse(textOf(sample)) as T;
const named = (pattern: RegExp, isAlways = false): readonly (readonly [string, (typeof samples)[number]])[] =>
  samples
    .filter(({ of, name }) => pattern.test(name) && (isAlways || majorOf(of) >= majorOf(version) - 1))
    .map((sample) => [`${sample.name} of ${sample.of}`, sample]);

const decisions = named(/^decisions(?:\.least)?\.yaml$/, true);
const links = named(/^links\.json$/, true);
const reports = named(/^report\.(?:json|sarif)$/);
const journals = named(/^journal(?:\.steps)?\.json$/);
const worlds = named(/^world.*\.json$/);
const states = named(/^(?:journal\.)?state\.json$/);

interface Report {
  readonly generatedAt: string;
  readonly clusters: readonly {
    readonly id: string;
    readonly findings: readonly {
      readonly fingerprint: string;
      readonly code: string;
      readonly severity: string;
      readonly text: string;
      readonly since?: string;
      readonly accepted?: object;
    }[];
  }[];
}

/** In a world, `null` counts as absent. */
function withoutNulls(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, member: unknown) => (member === null ? undefined : member)));
}

describe('what an older version wrote', () => {
  it('is kept for each kind of file, of the version that is the candidate for the first one at least', () => {
    expect(versions).toContain('0.9.0');
    for (const kind of [decisions, links, reports, journals, worlds, states]) expect(kind).not.toEqual([]);
    const kinds = [decisions, links, reports, journals, worlds, states].flat().map(([, sample]) => sample);
    expect(samples.filter(({ of }) => of === '0.9.0').every((sample) => kinds.includes(sample))).toBe(true);
  });

  it.each(decisions)('decides the same: %s', (_, sample) => {
    const { version: __, ...said } = parse(textOf(sample)) as Record<string, unknown>;
    expect(parseDecisions(textOf(sample))).toEqual({ decisions: said });
  });

  it.each(links)('opens the same: %s', (_, sample) => {
    const targets = Object.entries(jsonOf<Record<string, unknown>>(sample));
    const opened = targets.map(([link]) => {
      const [path = '', query = ''] = link.split('?');
      return [link, JSON.parse(JSON.stringify(parseLink(path, query))) as unknown];
    });
    expect(opened).toEqual(targets);
  });

  it.each(reports)('has the findings to compare with, with what was said of them: %s', (_, sample) => {
    const { generatedAt, clusters } = jsonOf<Report>({ ...sample, name: 'report.json' });
    const said = clusters.flatMap(({ id, findings }) =>
      findings.map(({ fingerprint, code, severity, since = generatedAt, accepted }) => ({
        fingerprint,
        clusterId: id,
        code,
        severity,
        since,
        ...(accepted === undefined ? {} : { isAccepted: true }),
      })),
    );
    const { at, findings } = parseBaseline(textOf(sample));
    const read = [...findings.values()].map(({ text: __, ...finding }) => finding);
    const inOrder = (each: readonly { readonly fingerprint: string }[]) =>
      each.toSorted((a, b) => a.fingerprint.localeCompare(b.fingerprint));
    expect(at).toBe(generatedAt);
    expect(inOrder(read)).toMatchObject(inOrder(said));
    expect(read).toHaveLength(said.length);
    expect(said.some(({ isAccepted }) => isAccepted)).toBe(true);
    expect(said.some(({ since }) => since < generatedAt)).toBe(true);
  });

  it.each(journals)(
    'is in Activity with all its steps, and can be resumed where it did not end: %s',
    async (_, sample) => {
      const damaged: unknown[] = [];
      const store = { read: () => Promise.resolve(textOf(sample)), write: () => Promise.resolve() };
      const { entries } = jsonOf<{ readonly entries: readonly RunRecord[] }>(sample);
      const runs = await createJournal(store, (problem) => void damaged.push(problem)).entries(entries[0]!.connection);
      expect(damaged).toEqual([]);
      const shown = runs.map((run) => activityEntryOf(undefined, run, [run], new Date('2026-11-01T09:00:00Z')));
      const said = shown.map(({ activityId, title, status, startedAt, endedAt, steps, resumable }) => [
        ...[activityId, title, status, startedAt, endedAt, resumable],
        steps.map((step) => [step.id, step.status]),
      ]);
      const written = entries
        .toReversed()
        .map(({ activityId, plan, status, startedAt, endedAt, steps }) => [
          ...[activityId, plan.title, status, startedAt, endedAt, status !== 'succeeded'],
          plan.steps.map(({ id }) => [id, steps.find((step) => step.id === id)?.status ?? 'pending']),
        ]);
      expect(JSON.parse(JSON.stringify(said))).toEqual(JSON.parse(JSON.stringify(written)));
    },
  );

  it('has runs that ended in each way, and of each kind of step', () => {
    const entries = journals
      .filter(([, { of }]) => of === '0.9.0')
      .flatMap(([, sample]) => jsonOf<{ readonly entries: readonly RunRecord[] }>(sample).entries);
    expect(new Set(entries.map(({ status }) => status))).toEqual(new Set(['succeeded', 'failed', 'stopped']));
    const steps = entries.flatMap(({ plan, steps }) =>
      plan.steps.filter(({ id }) => steps.some((step) => step.id === id && step.status === 'done')),
    );
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(Object.keys(stepFields)));
  });

  it.each(worlds)('is the world that the emulator starts with: %s', (_, sample) => {
    const world = readWorld(textOf(sample));
    const { resources, roleAssignments, denyAssignments, history, ...rest } = jsonOf<Record<string, unknown>>(sample);
    expect(withoutNulls(world)).toMatchObject(withoutNulls({ ...rest, history, denyAssignments }) as object);
    expect(world.resources).toEqual(resources ?? []);
    expect(withoutNulls(world.roleAssignments)).toEqual(withoutNulls(roleAssignments ?? []));
    const now = createEmulator({ world, realTime }).snapshot();
    const { roleDefinitions: _roles, ...same } = rest;
    expect(withoutNulls(now)).toMatchObject(withoutNulls(same) as object);
    expect(now.resources.map(({ id }) => id)).toEqual(expect.arrayContaining(world.resources.map(({ id }) => id)));
  });

  it.each(states)('goes on where the emulator ended: %s', (_, sample) => {
    const copy = join(mkdtempSync(join(tmpdir(), 'state-')), 'state.json');
    cpSync(pathOf(sample), copy);
    const world = readWorld(textOf({ ...sample, name: 'world.absent.json' }));
    const now = createEmulator({ world, realTime, stateFile: copy }).snapshot();
    expect(JSON.parse(JSON.stringify(now))).toEqual(jsonOf(sample));
    expect(now.emulator.operations.some(({ applied }) => !applied)).toBe(true);
  });
});

/** The values at a path such as `accept[].finding` or `apiVersions?{}[]`. */
function valuesAt(value: unknown, path: string): readonly unknown[] {
  const steps = path.replaceAll('?', '').match(/\[\]|\{\}|[^.[\]{}]+/g) ?? [];
  return steps.reduce<readonly unknown[]>(
    (at, step) =>
      at.flatMap((each): readonly unknown[] => {
        if (typeof each !== 'object' || each === null) return [];
        if (step === '[]' || step === '{}') return Object.values(each);
        return Object.hasOwn(each, step) ? [(each as Record<string, unknown>)[step]] : [];
      }),
    [value],
  );
}

function isIn(line: string, contents: readonly unknown[]): boolean {
  const [, path = '', said = ''] = /^([^:]+)(?:: (.*))?$/.exec(line) ?? [];
  const values = contents.flatMap((content) => valuesAt(content, path));
  const word = /^(?:".*"|true|false|\d+)$/.test(said) ? (JSON.parse(said) as unknown) : undefined;
  return word === undefined ? values.length > 0 : values.includes(word);
}

describe('the kept samples', () => {
  const surface = readFileSync(new URL('../../docs/tables/surface.md', import.meta.url), 'utf8');
  const linesOf = (section: string): readonly string[] =>
    [...(surface.split(`## ${section}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^- `(.*)`$/gm)].map(
      ([, line]) => line!,
    );

  it.each([
    ['Members of world files', worlds.map(([, sample]) => jsonOf(sample))],
    ['Members of the decisions file', decisions.map(([, sample]) => parse(textOf(sample)) as unknown)],
  ])('have each member, so that a new one comes with a sample: %s', (section, contents) => {
    expect(linesOf(section).length).toBeGreaterThan(10);
    const lines = linesOf(section).filter((line) => !line.startsWith('accept[].finding: '));
    expect(lines.filter((line) => !isIn(line, contents))).toEqual([]);
  });

  it('of the state have each member that a snapshot always has', () => {
    const always = linesOf('What snapshots have besides, and the file of --state').filter(
      (line) => !/\?|kind: /.test(line),
    );
    expect(always.length).toBeGreaterThan(10);
    expect(
      always.filter(
        (line) =>
          !isIn(
            line,
            states.map(([, sample]) => jsonOf(sample)),
          ),
      ),
    ).toEqual([]);
  });
});
