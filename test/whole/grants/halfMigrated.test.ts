import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { succeed } from '../../support/azure/changes.ts';
import { smallWorld, sp } from '../../support/azure/smallWorld.ts';

const leave: Change = { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } };

async function halfMigrated(bench: Bench): Promise<readonly (readonly string[])[]> {
  const findings = await bench.service.diagnose(sp.id);
  return findings.flatMap(({ code, fix }) =>
    code === 'halfMigrated' && fix?.kind === 'upgradeNodeImages' ? [fix.pools ?? []] : [],
  );
}

/** The cluster put without a service principal by somebody else: nothing has been done about its nodes. */
async function leftByOthers(migrationReimage: 'atUpgrade' | 'atOnce'): Promise<Bench> {
  const bench = createBench(smallWorld(), { migrationReimage });
  const path = `${sp.id}?api-version=2026-04-01`;
  const { body } = await bench.arm('GET', path);
  const properties = { ...(body['properties'] as object), servicePrincipalProfile: { clientId: 'msi' } };
  const put = await bench.arm('PUT', path, { ...body, identity: { type: 'SystemAssigned' }, properties });
  expect(put.status).toBe(200);
  bench.emulator.clock.advance(60);
  return bench;
}

describe('a cluster that has left its service principal', () => {
  it('is half migrated while its pools wait for a newer image, and no longer', async () => {
    const bench = await leftByOthers('atUpgrade');
    expect(await halfMigrated(bench)).toEqual([['nodepool1']]);
    await succeed(bench, { kind: 'upgradeNodeImages', clusterId: sp.id });
    expect(await halfMigrated(bench)).toEqual([]);
  });

  it('is not half migrated if its nodes were recreated at once', async () => {
    expect(await halfMigrated(await leftByOthers('atOnce'))).toEqual([]);
  });

  it('is half migrated after the flow, which leaves the images to a change of their own', async () => {
    const bench = createBench(smallWorld(), { migrationReimage: 'atUpgrade' });
    await succeed(bench, leave);
    expect(await halfMigrated(bench)).toEqual([['nodepool1']]);
  });
});
