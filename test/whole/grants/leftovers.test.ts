import { describe, expect, it } from 'vitest';
import { assignRole } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { succeed, toUserAssigned } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  ids,
  legacyRegistry,
  own,
  sami,
  smallWorld,
  uami,
} from '../../support/azure/smallWorld.ts';

/** The identity of before, as the activity of the change tells it. */
async function formerOf(bench: Bench) {
  const [entry] = await bench.service.activity();
  return { entry: entry!, former: entry!.former };
}

describe('what an identity still holds after another has taken its place', () => {
  it('is known from the change, is found at the scopes of the cluster, and is removed at exactly those', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const { entry, former } = await formerOf(bench);
    expect(former).toMatchObject([{ principalId: sami.principalId, as: 'controlPlane' }]);
    expect(entry.timers.map(({ kind }) => kind)).toContain('tokenRefresh');
    const grants = await bench.service.leftovers(former[0]!);
    expect(grants.map(({ roleName, assignment }) => [roleName, assignment.scope])).toContainEqual([
      'Network Contributor',
      ids.subnet,
    ]);
    const outcome = await bench.service.apply(
      grants.map(({ assignment }) => ({ kind: 'removeRole', roleAssignmentId: assignment.id })),
    );
    expect(outcome.status).toBe('succeeded');
    expect(await bench.service.leftovers(former[0]!)).toEqual([]);
  });

  it('waits for the token of the control plane, and not longer', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toUserAssigned(uami.id, idB.id));
    bench.emulator.clock.advance(9 * 3600);
    const { entry } = await formerOf(bench);
    expect(entry.timers).toEqual([]);
    expect(entry.former).toMatchObject([{ name: 'id-a' }]);
  });

  it('is nothing while another cluster uses the same identity', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toUserAssigned(uami.id, idB.id));
    const { former } = await formerOf(bench);
    expect(former[0]!.principalId).toBe(idA.principalId);
    expect(await bench.service.leftovers(former[0]!)).toEqual([]);
  });

  it('is true for a kubelet too: its pull roles, and nothing that concerns other things', async () => {
    const { roleAssignments } = smallWorld();
    const elsewhere = assignRole(
      'Reader',
      idKubelet.principalId,
      `${ids.group}/providers/Microsoft.Storage/storageAccounts/st`,
    );
    const bench = createBench(smallWorld({ roleAssignments: [...roleAssignments, elsewhere] }));
    await succeed(bench, { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id });
    const { former } = await formerOf(bench);
    expect(former).toMatchObject([{ name: 'id-kubelet', as: 'kubelet' }]);
    const grants = await bench.service.leftovers(former[0]!);
    expect(grants.map(({ assignment }) => assignment.scope)).toEqual([legacyRegistry.id]);
  });

  it('is not asked about where a change did not succeed', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({
      match: { method: 'PUT', pathContains: '/managedclusters/' },
      status: 409,
      code: 'Conflict',
      message: 'No.',
      times: 9,
    });
    await bench.service.apply([toUserAssigned(sami.id, idB.id)]);
    expect((await formerOf(bench)).former).toEqual([]);
  });
});
