/** The fingerprints of findings are known to other tools and to decisions that teams have written down: they stay. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fingerprintsOf } from '../../../src/domain/report/fingerprint.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { fleetWorld } from '../../../src/emulator/scenarios/fleet.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { migratingWorld } from '../../../src/emulator/scenarios/migrating.ts';
import { createBench } from '../../support/azure/azureBench.ts';

const worlds: readonly (readonly [name: string, world: () => WorldFile])[] = [
  ['demo', demoWorld],
  ['fleet', () => fleetWorld(60, 3, 20)],
  ['forbidden', forbiddenWorld],
  ['migrating', migratingWorld],
];
const known = new URL('fingerprints.json', import.meta.url);

it.each(worlds)('each finding of the %s world keeps its fingerprint and what it is about', async (name, world) => {
  const { service } = createBench(world(), { kind: 'demo', realTime: () => Date.parse('2026-08-10T08:00:00Z') });
  const { rows } = await service.survey({});
  const found: Record<string, readonly string[]> = {};
  for (const { cluster } of rows) {
    const { findings } = await service.check(cluster.id);
    const prints = fingerprintsOf({ cluster, findings });
    const lines = findings.map((finding, index) => `${prints[index]!} ${finding.code} ${finding.subject ?? ''}`.trim());
    if (lines.length > 0) found[cluster.name] = lines.toSorted();
  }
  expect(found).toEqual((JSON.parse(readFileSync(known, 'utf8')) as Record<string, unknown>)[name]);
});
