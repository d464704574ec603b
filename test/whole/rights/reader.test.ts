import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idUnused } from '../../support/azure/smallWorld.ts';
import { flows, parityWorld } from '../parity/flows.ts';

/** The same world as it is to somebody who has one role at each subscription. */
function seenWith(roleName: string, world: WorldFile): WorldFile {
  const roles = world.subscriptions.map(({ subscriptionId }) => ({
    scope: `/subscriptions/${subscriptionId}`,
    roleName,
  }));
  return { ...world, caller: { objectId: idUnused.clientId, roles } };
}

/** What there is to see of each cluster: what was found, and what could not be known. */
async function seen(world: WorldFile): Promise<readonly unknown[]> {
  const { rows } = await createBench(world).service.survey({});
  return rows.map(({ cluster, findings, unknownFindings, unknownReads }) => [
    cluster.id,
    findings.map(({ code, severity, subject }) => [code, severity, subject]),
    unknownFindings,
    unknownReads,
  ]);
}

describe('somebody with Reader alone', () => {
  it('sees of each cluster what an owner sees', async () => {
    const asOwner = await seen(seenWith('Owner', demoWorld()));
    const asReader = await seen(seenWith('Reader', demoWorld()));
    expect(asOwner.length).toBeGreaterThan(10);
    expect(asReader).toEqual(asOwner);
    expect(await seen(seenWith('AcrPull', demoWorld()))).not.toEqual(asOwner);
  });

  it.each(flows)('changes nothing by mistake: $name', async ({ change }) => {
    const bench = createBench(seenWith('Reader', parityWorld()));
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
  });
});
