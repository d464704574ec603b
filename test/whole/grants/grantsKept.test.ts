import { describe, expect, it } from 'vitest';
import type { WorldFile, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isGrant, toUserAssigned } from '../../support/azure/changes.ts';
import {
  afterGrant,
  beforeGrant,
  change,
  condition,
  exists,
  failureFrom,
  grantPut,
  hideFromLists,
  intercept,
  isList,
  narrowed,
  ourName,
  ourPath,
  run,
  stepOf,
  theirs,
  version,
} from '../../support/azure/grantBench.ts';
import {
  idB,
  idKubelet,
  idKubelet2,
  ids,
  legacyRegistry,
  own,
  sami,
  smallWorld,
} from '../../support/azure/smallWorld.ts';

const held = (more: Partial<WorldRoleAssignment> = {}): WorldRoleAssignment => ({
  scope: ids.group,
  principalId: idB.principalId,
  principalType: 'ServicePrincipal',
  roleName: 'Contributor',
  ...more,
});
const withGrants = (...more: readonly WorldRoleAssignment[]): WorldFile => {
  const world = smallWorld();
  return { ...world, roleAssignments: [...world.roleAssignments, ...more] };
};

describe('an assignment with a condition', () => {
  it('is never taken away by granting the role again that an administrator has narrowed', async () => {
    const bench = createBench(smallWorld());
    await bench.api.apply(change);
    expect((await theirs(bench, narrowed)).status).toBe(201);
    await bench.forget();
    const refusal = await failureFrom(bench.api.plan(change));
    expect(refusal.code).toBe('conflict');
    for (const named of [ourName, condition, 'narrowed by security', 'remove', 'edit its condition'])
      expect(refusal.message).toContain(named);
    expect((await failureFrom(bench.api.apply(change))).code).toBe('conflict');
    expect(await bench.writes()).toEqual([]);
    expect((await bench.arm('GET', ourPath + version)).body['properties']).toMatchObject(narrowed);
  });

  it('at the registry makes attaching it a conflict', async () => {
    const pull = held({
      scope: legacyRegistry.id,
      principalId: idKubelet2.principalId,
      roleName: 'AcrPull',
      condition,
    });
    const bench = createBench(withGrants(pull, held({ scope: legacyRegistry.id, condition })));
    const attach = { kind: 'attachRegistry', clusterId: own.id, registryId: legacyRegistry.id } as const;
    expect((await bench.api.plan(attach)).checks).toMatchObject([{ title: 'Already attached' }]);
    const mine = createBench({
      ...smallWorld(),
      roleAssignments: smallWorld().roleAssignments.map((each) =>
        each.principalId === idKubelet.principalId && each.roleName === 'AcrPull' ? { ...each, condition } : each,
      ),
    });
    const refusal = await failureFrom(mine.api.plan(attach));
    expect(refusal).toMatchObject({ code: 'conflict', message: expect.stringContaining(condition) as string });
  });

  it('in the way of a grant of a cluster change leaves the grant out and offers no fix that would be refused', async () => {
    const limit = "@Request[Microsoft.Network/virtualNetworks/subnets:name] StringEquals 'another'";
    const conditional = held({ roleName: 'Network Contributor', scope: ids.subnet, condition: limit });
    const bench = createBench(withGrants(conditional));
    const plan = await bench.api.plan(toUserAssigned(sami.id, idB.id));
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['putCluster']);
    const check = plan.checks.find(({ detail }) => detail.includes(limit))!;
    expect(check).toMatchObject({ verdict: 'unknown', title: expect.stringContaining('snet-aks') as string });
    expect(check.fix).toBeUndefined();
  });

  it.each([
    ['under the name that ours would have', ourName],
    ['under another name', guidOf('theirs')],
  ])('that was made %s after the plan is found before the grant is sent', async (_, name) => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await theirs(bench, narrowed, ourPath.replace(ourName, name));
    await bench.forget();
    const failure = await failureFrom(run(bench, step));
    expect(failure).toMatchObject({ code: 'conflict', message: expect.stringContaining(condition) as string });
    expect(failure.message).toContain(name);
    expect(await bench.writes()).toEqual([]);
  });

  it('that lists do not show yet is found by its name', async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await theirs(bench, narrowed);
    hideFromLists(bench.emulator);
    await bench.forget();
    expect((await failureFrom(run(bench, step))).code).toBe('conflict');
    expect((await failureFrom(bench.api.plan(change))).code).toBe('conflict');
    expect(await bench.writes()).toEqual([]);
  });
});

describe('an assignment of something else under the name of ours', () => {
  it('is a conflict in the plan and in the step, and stays as it is', async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await theirs(bench, { principalId: idKubelet.principalId });
    await bench.forget();
    for (const ask of [() => bench.api.plan(change), () => run(bench, step)]) {
      const failure = await failureFrom(ask());
      expect(failure).toMatchObject({ code: 'conflict', message: expect.stringContaining(ourName) as string });
    }
    expect(await bench.writes()).toEqual([]);
  });
});

describe('RoleAssignmentExists', () => {
  it('is not success without a check: if only a conditional one exists, it is named (T-14)', async () => {
    const name = guidOf('theirs');
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    beforeGrant(bench.emulator, () => theirs(bench, narrowed, ourPath.replace(ourName, name)));
    const failure = await failureFrom(run(bench, step));
    expect(failure).toMatchObject({ code: 'conflict', message: expect.stringContaining(condition) as string });
    expect(failure.message).toContain(name);
  });

  it('is success if someone else made the same one a moment ago, even if that is seen later only', async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await bench.fault({ match: grantPut, ...exists, times: 1 });
    bench.onWait = async () => {
      bench.onWait = undefined;
      await theirs(bench, {}, ourPath.replace(ourName, guidOf('theirs')));
    };
    expect(await run(bench, step)).toBe('alreadyDone');
    expect(bench.waits).toHaveLength(1);
  });

  it("fails with ARM's own words where no such assignment comes into sight", async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await bench.fault({ match: grantPut, ...exists, times: 1 });
    const failure = await failureFrom(run(bench, step));
    expect(failure).toMatchObject({ code: 'conflict', armCode: exists.code, message: exists.message });
    expect(bench.waits.length).toBeGreaterThan(2);
    expect((await bench.writes()).filter(isGrant)).toHaveLength(1);
  });
});

describe('a grant whose answer got lost', () => {
  it('is not sent again over a condition that someone put there in between (S-07)', async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await bench.fault({ match: grantPut, drop: 'after', times: 1 });
    afterGrant(bench.emulator, () => theirs(bench, narrowed));
    const failure = await failureFrom(run(bench, step));
    expect(failure).toMatchObject({ code: 'conflict', message: expect.stringContaining(condition) as string });
    expect((await bench.arm('GET', ourPath + version)).body['properties']).toMatchObject(narrowed);
  });

  it('is found done where it was taken, and sent again only where it was not', async () => {
    for (const [drop, sent] of [
      ['after', 1],
      ['before', 2],
    ] as const) {
      const bench = createBench(smallWorld());
      const step = await stepOf(bench);
      await bench.forget();
      await bench.fault({ match: grantPut, drop, times: 1 });
      expect(await run(bench, step)).toBe('done');
      expect((await bench.writes()).filter(isGrant)).toHaveLength(sent);
    }
  });

  it('is checked once more before it is given up', async () => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    await bench.fault({ match: grantPut, drop: 'before', times: 3 });
    await bench.fault({ match: grantPut, drop: 'after', times: 1 });
    expect(await run(bench, step)).toBe('done');
  });
});

it('a grant that was throttled looks again before it is repeated', async () => {
  const bench = createBench(smallWorld());
  const step = await stepOf(bench);
  await bench.fault({ match: grantPut, status: 429, code: 'Throttled', message: 'Slow.', retryAfter: 30, times: 1 });
  bench.onWait = async () => void (await theirs(bench, narrowed));
  expect((await failureFrom(run(bench, step))).code).toBe('conflict');
  expect(bench.waits).toEqual([30_000]);
  expect((await bench.arm('GET', ourPath + version)).body['properties']).toMatchObject(narrowed);
});

it.each([
  [400, 'PrincipalNotFound'],
  [404, 'PrincipalNotFound'],
])(
  'a list that answers %s for a principal that is seconds old does not keep the grant from being made (T-27)',
  async (status, code) => {
    const bench = createBench(smallWorld());
    const step = await stepOf(bench);
    intercept(bench.emulator, ({ method, url }) =>
      method === 'GET' && isList(url)
        ? { status, headers: {}, body: JSON.stringify({ error: { code, message: 'New.' } }) }
        : undefined,
    );
    expect(await bench.api.plan(change)).toMatchObject({ steps: [{ kind: 'assignRole' }] });
    expect(await run(bench, step)).toBe('done');
  },
);
