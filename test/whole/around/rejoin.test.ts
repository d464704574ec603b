/** A cluster whose identity changes stays a member of its Fleet. */
import { describe, expect, it } from 'vitest';
import { makeFleet, makeFleetMember } from '../../../src/emulator/scenarios/parts/around.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idB, idKubelet2, own, place, sp } from '../../support/azure/smallWorld.ts';
import type { Change, ChangeOf } from '../../../src/domain/change/change.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { aroundWorld, memberOne } from './aroundWorld.ts';

const toB: ChangeOf<'setControlPlane'> = {
  kind: 'setControlPlane',
  clusterId: own.id,
  controlPlane: { kind: 'userAssigned', identityId: idB.id },
};
const toKubelet2: Change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id };

interface Member {
  readonly eTag: string;
  readonly properties: Readonly<Record<string, unknown>> & { readonly status?: unknown };
}

async function memberIn(bench: Bench, id = memberOne.id): Promise<Member> {
  return (await bench.arm('GET', `${id}?api-version=2026-06-01`)).body as unknown as Member;
}

const memberWrites = async (bench: Bench): Promise<readonly string[]> =>
  (await bench.writes())
    .filter(({ path }) => path.includes('/members/'))
    .map(({ method, status }) => `${method} ${status}`);

describe('a cluster that is a member of a Fleet', () => {
  it.each([toB, toKubelet2])(
    'is joined again as the last step, with what was read of it ($kind) (R-08)',
    async (change) => {
      const bench = createBench(aroundWorld());
      const plan = await bench.api.plan(change);
      expect(plan.steps.at(-1)).toMatchObject({
        kind: 'rejoinFleet',
        title: 'Rejoin own-weu to Fleet fleet-1',
        request: {
          method: 'PUT',
          path: memberOne.id,
          body: { properties: { clusterResourceId: own.id, group: 'ring0', labels: { tier: 'gold' } } },
        },
        az: expect.stringContaining('az fleet member create') as string,
      });
      expect(plan.warnings).toContainEqual(
        expect.objectContaining({
          severity: 'disruption',
          text: expect.stringContaining("Fleet fleet-1 loses own-weu until it's joined again.") as string,
        }),
      );
      const before = await memberIn(bench);
      expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
      const after = await memberIn(bench);
      expect(after.properties).toEqual({
        clusterResourceId: own.id,
        group: 'ring0',
        labels: { tier: 'gold' },
        provisioningState: 'Succeeded',
      });
      const sent = (await bench.writes()).filter(({ path }) => path.includes('/members/'));
      expect(sent).toMatchObject([
        { method: 'PUT', headers: { 'if-match': before.eTag }, query: { 'api-version': '2026-06-01' } },
      ]);
    },
  );

  it('loses its connection without that, which an emulator shows until it is put again', async () => {
    const bench = createBench(aroundWorld());
    await bench.fault({
      match: { method: 'PUT', pathContains: '/members/' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 1,
    });
    const outcome = await bench.api.apply(toB);
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome.steps.at(-1)).toMatchObject({ status: 'failed', error: { code: 'forbidden' } });
    expect((await memberIn(bench)).properties.status).toMatchObject({
      lastOperationError: { code: 'MemberAgentUnauthorized' },
    });
    const [look] = (await bench.service.around(own.id)).kinds;
    expect(look!.things[0]!.state).toMatchObject({
      tone: 'error',
      words: expect.stringContaining('not known to the Fleet') as string,
    });
    await bench.forget();
    expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
    expect((await bench.writes()).map(({ method, path }) => `${method} ${path.split('/').at(-2)}`)).toEqual([
      'PUT members',
    ]);
    expect((await memberIn(bench)).properties.status).toBeUndefined();
  });

  it('keeps what a colleague changes of its membership while the cluster is updated', async () => {
    const bench = createBench(aroundWorld());
    let isChanged = false;
    bench.onWait = async () => {
      const isUpdating = JSON.stringify((await bench.arm('GET', `${own.id}?api-version=2026-04-01`)).body).includes(
        '"Updating"',
      );
      if (isChanged || !isUpdating) return;
      isChanged = true;
      await bench.arm('PUT', `${memberOne.id}?api-version=2026-06-01`, {
        properties: { clusterResourceId: own.id, group: 'ring1', future: { kept: true } },
      });
    };
    expect(await bench.api.apply(toB)).toMatchObject({ status: 'succeeded' });
    expect(isChanged).toBe(true);
    expect((await memberIn(bench)).properties).toMatchObject({ group: 'ring1', future: { kept: true } });
  });

  it("is not put over a colleague's change by copied requests or commands", async () => {
    const bench = createBench(aroundWorld());
    const { eTag } = await memberIn(bench);
    const plan = await bench.service.plan([toB]);
    expect(planAs(plan, 'rest')).toMatch(new RegExp(`PUT .*/members/.*\n.*\nIf-Match: ${eTag}\n`));
    expect(planAs(plan, 'az')).toMatch(/^# Update group and labels of the Fleet member .* as they were read/m);
    const other = await bench.service.plan([{ ...toB, clusterId: sp.id }]);
    expect(planAs(other, 'az')).not.toContain('Fleet member');
  });

  it('is not joined again where a colleague took it out meanwhile', async () => {
    const bench = createBench(aroundWorld());
    let isGone = false;
    bench.onWait = async () => {
      if (isGone || (await bench.writes()).every(({ path }) => !path.endsWith('own-weu'))) return;
      isGone = true;
      await bench.arm('DELETE', `${memberOne.id}?api-version=2026-06-01`);
    };
    const outcome = await bench.api.apply(toB);
    expect(outcome.steps.at(-1)).toMatchObject({ status: 'failed', error: { code: 'conflict' } });
    expect((await bench.arm('GET', `${memberOne.id}?api-version=2026-06-01`)).status).toBe(404);
  });

  it.each(['before', 'after'] as const)('is put once where the answer got lost %s Azure took it', async (drop) => {
    const bench = createBench(aroundWorld());
    await bench.fault({ match: { method: 'PUT', pathContains: '/members/' }, drop, times: 1 });
    expect(await bench.api.apply(toB)).toMatchObject({ status: 'succeeded' });
    expect((await memberWrites(bench)).filter((one) => one === 'PUT 200')).toHaveLength(1);
    expect((await memberIn(bench)).properties.status).toBeUndefined();
  });

  it('is put again after a restart in the middle of it', async () => {
    const bench = createBench(aroundWorld());
    bench.onWait = async () => {
      if ((await memberWrites(bench)).length > 0) throw new Error('crash');
    };
    await bench.api.apply(toB).catch(() => undefined);
    bench.onWait = undefined;
    const again = bench.restarted();
    const [entry] = await again.api.activity();
    expect(entry).toMatchObject({ resumable: true });
    expect(await again.api.resume(entry!.activityId)).toMatchObject({ status: 'succeeded' });
    expect(await memberWrites(again)).toEqual(['PUT 200']);
  });

  it('of two Fleets is joined to both again', async () => {
    const other = makeFleet(place, 'fleet-2');
    const second = makeFleetMember(other.id, 'again', own.id);
    const bench = createBench(aroundWorld([other, second]));
    const { steps, warnings } = await bench.api.plan(toB);
    expect(steps.filter(({ kind }) => kind === 'rejoinFleet')).toHaveLength(2);
    expect(warnings.map(({ text }) => text).join()).toContain('The Fleets fleet-1 and fleet-2 lose own-weu');
    expect(await bench.api.apply(toB)).toMatchObject({ status: 'succeeded' });
  });

  it('that leaves its service principal is joined again, too', async () => {
    const bench = createBench(aroundWorld([makeFleetMember(memberOne.id.replace('/members/own', ''), 'sp', sp.id)]));
    const change: Change = { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } };
    const { steps } = await bench.api.plan(change);
    expect(steps.at(-1)).toMatchObject({ kind: 'rejoinFleet' });
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
  });
});

/** Somebody who may do everything in the cluster's group, and only look at the Fleet. */
function withoutFleetRights(): WorldFile {
  const objectId = '99999999-0000-4000-8000-000000000001';
  const apart = { ...place, group: 'rg-fleets' };
  const world = aroundWorld([
    {
      id: `/subscriptions/${place.subscriptionId}/resourceGroups/rg-fleets`,
      name: 'rg-fleets',
      type: 'Microsoft.Resources/resourceGroups',
      location: 'westeurope',
    },
    makeFleet(apart, 'apart'),
    makeFleetMember(makeFleet(apart, 'apart').id, 'own', own.id, { group: 'ring0' }),
  ]);
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}`;
  return {
    ...world,
    resources: world.resources.filter(({ id }) => !id.includes('/fleets/fleet-1')),
    caller: {
      objectId,
      roles: [
        { scope: group, roleName: 'Owner' },
        { scope: `/subscriptions/${place.subscriptionId}`, roleName: 'Reader' },
      ],
    },
  };
}

describe('somebody who may not join a cluster to its Fleet', () => {
  it('changes the identity, with the remaining work and how to do it (R-08)', async () => {
    const bench = createBench(withoutFleetRights());
    const plan = await bench.api.plan(toB);
    expect(plan.steps.map(({ kind }) => kind)).not.toContain('rejoinFleet');
    expect(plan.warnings.map(({ text }) => text).join()).toContain('Fleet apart loses own-weu');
    expect(plan.checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    const outcome = await bench.api.apply(toB);
    expect(outcome).toMatchObject({ status: 'succeeded' });
    expect(outcome.next.join()).toMatch(
      /You don't have permission to rejoin own-weu to Fleet apart\. .*az fleet member create .*--fleet-name apart --name own .*--update-group ring0/,
    );
  });
});

describe("Fleets that can't be read", () => {
  it('may have the cluster as a member, which the plan says (R-07)', async () => {
    const bench = createBench(aroundWorld());
    await bench.fault({
      match: { pathContains: '/members' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'No.',
      times: 99,
    });
    const plan = await bench.api.plan(toB);
    expect(plan.warnings.map(({ text }) => text).join()).toContain("may be a member of a Fleet that can't be read");
    expect(plan.steps.map(({ kind }) => kind)).not.toContain('rejoinFleet');
  });
});
