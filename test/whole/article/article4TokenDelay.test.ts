import { evidenceText } from '../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

describe('article, new clusters: the time of an old identity', () => {
  it('lets the person say for how many hours an old identity counts as in use (A-39)', async () => {
    const bench = createBench(smallWorld());
    await bench.api.apply(toUserAssigned(sami.id, idB.id));
    const service = createIdentityService({
      connection: bench.connection,
      journal: createJournal(bench.store),
      now: () => new Date(bench.emulator.clock.now()),
      tokenRefreshHours: () => 2,
    });
    const timers = async () => (await service.activity())[0]!.timers.map(({ kind }) => kind);
    const offered = async () =>
      (await service.diagnose(sami.id))
        .filter(
          ({ code, evidence }) =>
            /^(leftoverGrant|oldIdentityInUse)$/.test(code) &&
            textOf(evidenceText(evidence)).includes(sami.principalId),
        )
        .map(({ fix }) => fix?.kind);
    bench.emulator.clock.advance(1.5 * 3600);
    expect(await timers()).toContain('tokenRefresh');
    expect(new Set(await offered())).toEqual(new Set([undefined]));
    bench.emulator.clock.advance(3600);
    expect(await timers()).toEqual([]);
    expect(new Set(await offered())).toEqual(new Set(['removeRole']));
  });
});
