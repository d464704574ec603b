/** A run that an older version has kept and that was interrupted: this version brings it to its end, at the Azure of that moment. */
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordSamples, samplesFolder } from '../../../scripts/recordSamples.ts';
import { version } from '../../../src/domain/report/version.ts';
import { parseBaseline } from '../../../src/domain/report/formats/baseline.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';

const major = Number(version.split('.')[0]);
const kept = readdirSync(samplesFolder).filter((of) => Number(of.split('.')[0]) >= major - 1);
const temporary = mkdtempSync(join(tmpdir(), 'runs-'));
const recorded = join(temporary, version);
await recordSamples(recorded);
const folders = [...kept.map((of) => [of, join(samplesFolder, of)] as const), ['this version', recorded] as const];

/** The extension with the journal of a version, at its Azure of the moment when the last run was interrupted. */
async function reopened(folder: string): Promise<Bench> {
  const stateFile = join(mkdtempSync(join(temporary, 'state-')), 'state.json');
  cpSync(join(folder, 'journal.state.json'), stateFile);
  const { tenantId, subscriptions } = JSON.parse(readFileSync(stateFile, 'utf8')) as WorldFile;
  const world = { tenantId, subscriptions, resources: [], roleAssignments: [] };
  const realTime = (): number => Date.parse('2026-05-04T08:00:00Z');
  const bench = createBench(world, { kind: 'demo', realTime, stateFile });
  await bench.store.write(readFileSync(join(folder, 'journal.json'), 'utf8'));
  return bench.restarted();
}

describe.each(folders)('a run that %s has kept', (_, folder) => {
  it.each([
    ['while Azure works on it', 0],
    ['after Azure has ended it', 3600],
  ])('and that was interrupted is resumed to its end %s, and nothing is sent twice', async (_when, seconds) => {
    const bench = await reopened(folder);
    bench.emulator.clock.advance(seconds);
    const [entry] = (await bench.api.activity()).filter(({ resumable }) => resumable);
    expect(entry).toMatchObject({ status: 'stopped' });
    await bench.forget();
    const outcome = await bench.api.resume(entry!.activityId);
    expect(outcome).toMatchObject({ status: 'succeeded', activityId: entry!.activityId });
    expect(outcome.steps.every(({ status }) => status === 'done')).toBe(true);
    expect(await bench.writes()).toEqual([]);
    const asksOperation = (await bench.requests()).some(({ path }) => path.includes('/operations/'));
    expect(asksOperation).toBe(seconds === 0);
    const { change } = entry!;
    if (change?.kind !== 'setControlPlane' || change.controlPlane.kind !== 'userAssigned')
      throw new Error('Another run.');
    const { body } = await bench.arm('GET', `${change.clusterId}?api-version=2026-04-01`);
    const { userAssignedIdentities } = body['identity'] as { readonly userAssignedIdentities: object };
    expect(Object.keys(userAssignedIdentities)).toEqual([
      expect.stringMatching(new RegExp(`^${change.controlPlane.identityId}$`, 'i')),
    ]);
    expect(await bench.api.activity()).toMatchObject([{ status: 'succeeded', resumable: false }, {}, {}]);
  });
});

describe('what is recorded as the samples of a version', () => {
  it('is of each kind that the version before has kept', () => {
    expect(readdirSync(recorded).toSorted()).toEqual(readdirSync(join(samplesFolder, kept.at(-1)!)).toSorted());
  });

  it('has a finding that was accepted, one of an earlier report, and no place of the machine', () => {
    const texts = readdirSync(recorded).map((name) => readFileSync(join(recorded, name), 'utf8'));
    const { findings } = parseBaseline(readFileSync(join(recorded, 'report.json'), 'utf8'));
    expect([...findings.values()].some(({ isAccepted }) => isAccepted)).toBe(true);
    expect([...findings.values()].every(({ since }) => since?.startsWith('2026-08-01'))).toBe(true);
    expect(texts.filter((text) => /127\.0\.0\.1|localhost|\/tmp\//.test(text))).toEqual([]);
  });

  it('is never written over', async () => {
    await expect(recordSamples(recorded)).rejects.toThrow('EEXIST');
  });
});
