import { describe, expect, it } from 'vitest';
import type { WorldFile, WorldRolePolicy } from '../../../src/emulator/arm/worldFile.ts';
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { activationOffer } from '../../../src/domain/plan/activationOffer.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { createBench, type Bench, type BenchOptions } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const subscription = `/subscriptions/${place.subscriptionId}`;
const group = `${subscription}/resourceGroups/${place.group}`;
const objectId = '0b000000-0000-4000-8000-000000000001';
const wanted = toUserAssigned(sami.id, idB.id);

interface Eligibility {
  readonly at?: string;
  readonly policy?: Omit<WorldRolePolicy, 'roleName'>;
  readonly roles?: readonly string[];
}

/** The person reads everything and may become Owner. */
function eligibleWorld({ at = group, policy = {}, roles = ['Owner'] }: Eligibility = {}): WorldFile {
  return {
    ...smallWorld(),
    caller: {
      objectId,
      roles: [{ scope: subscription, roleName: 'Reader' }],
      eligibleRoles: roles.map((roleName) => ({ scope: at, roleName })),
    },
    rolePolicies: [{ roleName: 'Owner', ...policy }],
  };
}

function benchOf(eligibility: Eligibility = {}, options: BenchOptions = {}): Bench {
  return createBench(eligibleWorld(eligibility), options);
}

async function offered(bench: Bench): Promise<ChangeOf<'activateRole'>> {
  const offer = activationOffer(await bench.service.plan([wanted]));
  return { duration: 'PT1H', justification: 'Rotate', ...offer?.draft } as ChangeOf<'activateRole'>;
}

const failing = ({ checks }: Plan): readonly string[] =>
  checks.filter(({ verdict }) => verdict === 'fail').map(({ title }) => textOf(title));

const asked = async (bench: Bench): Promise<number> =>
  (await bench.writes()).filter(({ path }) => /roleAssignmentScheduleRequests/i.test(path)).length;

describe('a plan whose rights are only eligible', () => {
  it('offers the activation at the narrowest scope, and holds once that was asked for (H-60)', async () => {
    const bench = benchOf();
    const before = await bench.service.plan([wanted]);
    expect(failing(before).length).toBeGreaterThan(0);
    const change = await offered(bench);
    expect(change).toMatchObject({ role: 'Owner', eligibleAt: group, scope: group });
    await bench.forget();
    const outcome = await bench.service.apply(await bench.service.plan([change]));
    expect(outcome.status).toBe('succeeded');
    expect(await asked(bench)).toBe(1);
    expect(failing(await bench.service.plan([wanted]))).toEqual([]);
    expect((await bench.service.apply([wanted])).status).toBe('succeeded');
  });

  it('says so where it can not be read what is eligible, never that nothing is (H-60)', async () => {
    const bench = benchOf();
    const change = await offered(bench);
    await bench.forget();
    await bench.fault({
      match: { method: 'GET', pathContains: 'roleEligibilityScheduleInstances' },
      ...{ status: 403, code: 'AuthorizationFailed', message: 'Not here.', times: 100 },
    });
    const unread = { message: expect.stringMatching(/roles that you can activate can't be read/) as string };
    await expect(bench.service.activations(change.rights ?? [], undefined)).rejects.toMatchObject(unread);
    await expect(bench.service.plan([change])).rejects.toMatchObject(unread);
  });

  it('asks again for a role whose activation was ended early, although its time is not over (H-60)', async () => {
    const bench = benchOf();
    const change = await offered(bench);
    await bench.service.apply([change]);
    bench.emulator.clock.advance(600);
    const [made] = (await bench.writes()).filter(({ path }) => /roleAssignmentScheduleRequests/i.test(path));
    const { properties } = made!.body as { properties: object };
    const ends = { ...properties, requestType: 'SelfDeactivate' };
    const path = `${group}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/11111111-0000-4000-8000-000000000001?api-version=2020-10-01`;
    await bench.arm('PUT', path, { properties: ends });
    await bench.forget();
    const plan = await bench.service.plan([change]);
    expect(plan.checks.map(({ title }) => textOf(title))).not.toContain('Already active');
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    expect(await asked(bench)).toBe(1);
  });

  it('sends nothing until it is applied: reading, planning and listing what would help ask for nothing (H-60, H-62)', async () => {
    const bench = benchOf();
    const change = await offered(bench);
    await bench.service.plan([change]);
    await bench.service.activations(change.rights ?? [], undefined);
    expect(await bench.writes()).toEqual([]);
  });

  it('offers none where another right is missing that no eligible role has (H-60)', async () => {
    const bench = benchOf({ roles: ['Azure Kubernetes Service Contributor Role'] });
    const plan = await bench.service.plan([wanted]);
    expect(failing(plan).length).toBeGreaterThan(1);
    expect(activationOffer(plan)).toBeUndefined();
  });

  it('names the choices: each role that suffices, with its scopes and its rules (H-60)', async () => {
    const bench = benchOf({
      at: subscription,
      policy: { maximumDuration: 'PT2H', requires: ['Ticketing'], approval: true },
    });
    const change = await offered(bench);
    const [choice, ...others] = await bench.service.activations(change.rights ?? [], undefined);
    expect(others).toEqual([]);
    expect(choice?.scopes.map((scope) => scope.toLowerCase())).toEqual([group.toLowerCase(), subscription]);
    expect(choice).toMatchObject({
      role: 'Owner',
      eligibleAt: subscription,
      rules: { longest: 'PT2H', needsTicket: true, needsApproval: true, needsReason: false },
    });
  });

  it.each<[string, Omit<WorldRolePolicy, 'roleName'>, Partial<ChangeOf<'activateRole'>>, string]>([
    ['too long', {}, { duration: 'PT9H' }, 'The duration is too long'],
    ['without a reason', {}, { justification: '' }, 'A justification is missing'],
    ['without a ticket', { requires: ['Ticketing'] }, {}, 'A ticket is missing'],
  ])('is not asked for %s: the plan of the activation says so before (H-60)', async (_, policy, given, problem) => {
    const bench = benchOf({ policy });
    const plan = await bench.service.plan([{ ...(await offered(bench)), ...given }]);
    expect(failing(plan)).toEqual([problem]);
    await expect(bench.service.apply(plan)).rejects.toThrow();
    expect(await asked(bench)).toBe(0);
  });

  it('waits until Azure shows the rights, however long roles take to show (H-60)', async () => {
    const bench = benchOf({}, { propagationSeconds: 90 });
    const outcome = await bench.service.apply([await offered(bench)]);
    expect(outcome.status).toBe('succeeded');
    expect(failing(await bench.service.plan([wanted]))).toEqual([]);
    expect(bench.waits.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(90_000);
  });
});

describe('an activation', () => {
  it('whose answer is lost is found, and not asked for again (H-60)', async () => {
    for (const drop of ['before', 'after'] as const) {
      const bench = benchOf();
      const change = await offered(bench);
      await bench.fault({ match: { method: 'PUT', pathContains: 'roleAssignmentScheduleRequests' }, times: 1, drop });
      expect((await bench.service.apply([change])).status).toBe('succeeded');
      const { emulator } = bench.emulator.snapshot();
      expect(emulator.activations?.map(({ status }) => status)).toEqual(['Provisioned']);
    }
  });

  it('of a second window joins that of the first: one request, and nothing left to do (H-60)', async () => {
    const bench = benchOf({ policy: { approval: true } });
    const change = await offered(bench);
    const first = await bench.service.plan([change]);
    const second = bench.restarted();
    const same = await second.service.plan([change]);
    expect(same.steps[0]?.request.path).toBe(first.steps[0]?.request.path);
    await bench.arm('PUT', `${first.steps[0]!.request.path}?api-version=2020-10-01`, first.steps[0]!.request.body);
    const joined = await second.service.plan([change]);
    expect(joined.steps[0]?.request.path).toBe(first.steps[0]?.request.path);
    expect(joined.checks.map(({ id }) => id)).toEqual(['asked']);
    second.onWait = () => approve(bench);
    expect((await second.service.apply(joined)).status).toBe('succeeded');
    expect(bench.emulator.snapshot().emulator.activations?.length).toBe(1);
    const active = await second.service.plan([change]);
    expect(active.nothingToDo).toBe(true);
    expect(textOf(active.summary)).toMatch(
      /^Owner is already active on .* until \w{3} \d+, \d{4} at .*\. An activation can take a few minutes to take effect\.$/,
    );
  });

  it('can be made again under another name once its time is over (H-60)', async () => {
    const bench = benchOf();
    const change = await offered(bench);
    const first = await bench.service.plan([change]);
    await bench.service.apply(first);
    bench.emulator.clock.advance(3600);
    const second = await bench.service.plan([change]);
    expect(second.steps[0]?.request.path).not.toBe(first.steps[0]?.request.path);
    expect((await bench.service.apply(second)).status).toBe('succeeded');
  });

  it('that another hand has made meanwhile, for good, is no failure (H-60)', async () => {
    const bench = benchOf();
    const plan = await bench.service.plan([await offered(bench)]);
    const assignment = { scope: group, principalId: objectId, principalType: 'User', roleName: 'Owner' } as const;
    const world = bench.emulator.snapshot();
    const given = createBench({ ...world, roleAssignments: [...world.roleAssignments, assignment] });
    expect((await given.service.apply([plan.changes[0]!])).status).toBe('succeeded');
  });
});

async function approve(bench: Bench, decision = true): Promise<void> {
  const [request] = bench.emulator.snapshot().emulator.activations ?? [];
  if (request?.status !== 'PendingApproval') return;
  await bench.emulator.handle({
    method: 'POST',
    url: 'http://127.0.0.1:1/_emulator/approvals',
    headers: { authorization: 'Bearer token' },
    body: JSON.stringify({ name: request.name, approve: decision }),
  });
}

describe('an activation that needs approval', () => {
  const approval = { policy: { approval: true } };

  it('says so in its plan, waits, and goes on once it is approved (H-61)', async () => {
    const bench = benchOf(approval);
    const plan = await bench.service.plan([await offered(bench)]);
    expect(plan.warnings.map(({ id }) => id)).toEqual(['needsApproval']);
    const details: string[] = [];
    let looks = 0;
    bench.onWait = () => (++looks === 3 ? approve(bench) : undefined);
    const outcome = await bench.service.apply(plan, {
      onProgress: ({ detail }) => void (detail === undefined ? undefined : details.push(textOf(detail))),
    });
    expect(outcome.status).toBe('succeeded');
    expect(details).toContain('Waiting for approval; checking again in 15 s');
    expect(failing(await bench.service.plan([wanted]))).toEqual([]);
  });

  it('is polled for an hour at most; then the run can be resumed, and the request stays (H-61)', async () => {
    const bench = benchOf(approval);
    const outcome = await bench.service.apply([await offered(bench)]);
    expect(outcome.status).toBe('failed');
    expect(bench.waits.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(3_600_000);
    const [entry] = await bench.service.activity();
    expect(textOf(entry!.steps[0]!.error!.message)).toContain('PendingApproval');
    await approve(bench);
    const again = bench.restarted();
    const resumed = await again.service.resume(entry!.activityId);
    expect(resumed.status).toBe('succeeded');
    expect(bench.emulator.snapshot().emulator.activations?.length).toBe(1);
  });

  it('that is denied fails with that, and a new one can be asked for (H-61)', async () => {
    const bench = benchOf(approval);
    const change = await offered(bench);
    bench.onWait = () => approve(bench, false);
    const outcome = await bench.service.apply([change]);
    expect(outcome.status).toBe('failed');
    expect(textOf((await bench.service.activity())[0]!.steps[0]!.error!.message)).toContain('Denied');
    bench.onWait = () => approve(bench);
    expect(bench.emulator.snapshot().emulator.activations?.length).toBe(1);
    const again = await bench.service.plan([change]);
    expect(again.checks.every(({ verdict }) => verdict === 'pass')).toBe(true);
  });

  it('that was stopped goes on after a restart, without another request (H-61)', async () => {
    const bench = benchOf(approval);
    const stop = new AbortController();
    bench.onWait = () => stop.abort();
    const change = await offered(bench);
    expect((await bench.service.apply([change], { signal: stop.signal })).status).toBe('stopped');
    await approve(bench);
    const again = bench.restarted();
    const [entry] = await again.service.activity();
    expect((await again.service.resume(entry!.activityId)).status).toBe('succeeded');
    expect(bench.emulator.snapshot().emulator.activations?.length).toBe(1);
  });
});

/** A token of the person with these claims. */
function tokenOf(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify({ oid: objectId, ...claims })).toString('base64url')}.c2ln`;
}

describe('an activation that asks for a stronger sign-in', () => {
  const token = tokenOf({});

  it.each<[string, Omit<WorldRolePolicy, 'roleName'>, object, RegExp]>([
    ['a second factor', { requires: ['MultiFactorAuthentication'] }, { amr: ['pwd', 'mfa'] }, /"amr".*"mfa"/],
    ['a context', { authenticationContext: 'c1' }, { acrs: ['c1'], xms_cc: ['cp1'] }, /"acrs".*"c1"/],
  ])('gets a token with %s, once, and is made with that (H-60)', async (_, policy, proofs, wantedClaims) => {
    const signIns: string[] = [];
    const tokenWith = (claims: string): string => {
      signIns.push(claims);
      return tokenOf(proofs);
    };
    const bench = benchOf({ policy }, { token, tokenWith });
    const outcome = await bench.service.apply([await offered(bench)]);
    expect(outcome.status).toBe('succeeded');
    expect(signIns.length).toBe(1);
    expect(signIns[0]).toMatch(wantedClaims);
    expect(bench.emulator.snapshot().emulator.activations?.length).toBe(1);
  });

  it.each<[string, Omit<WorldRolePolicy, 'roleName'>, string]>([
    ['a second factor', { requires: ['MultiFactorAuthentication'] }, 'second factor'],
    ['a context', { authenticationContext: 'c1' }, 'authentication context'],
  ])('says what to do where no sign-in gives %s, and asks for one only once (H-60)', async (_, policy, words) => {
    for (const fails of [false, true]) {
      let signIns = 0;
      const tokenWith = (): string => {
        signIns += 1;
        if (fails) throw new Error('There is nobody to ask.');
        return token;
      };
      const bench = benchOf({ policy }, { token, tokenWith });
      const outcome = await bench.service.apply([await offered(bench)]);
      expect(outcome.status).toBe('failed');
      expect(signIns).toBe(1);
      const { error } = (await bench.service.activity())[0]!.steps[0]!;
      expect(textOf(error!.message)).toContain(words);
      expect(bench.emulator.snapshot().emulator.activations).toEqual([]);
    }
  });
});
