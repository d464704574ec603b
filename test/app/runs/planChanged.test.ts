/** What may have become of a plan between a person's yes and the first request, case by case. */
import { describe, expect, it } from 'vitest';
import { lookAgain, PlanChanged, type Replanner } from '../../../src/app/runs/planChanged.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Check, LostNeed, Plan, Step, Warning } from '../../../src/domain/plan/plan.ts';
import { isRemoval } from '../../../src/domain/plan/stepKinds.ts';
import { everyPlan, stepKinds } from '../../domain/export/everyPlan.ts';
import type { StepAction } from '../../../src/domain/plan/stepActions.ts';
import type { Continued } from '../../../src/domain/plan/planPart.ts';
import { changedSince, IdentityError } from '../../../src/errors.ts';
import { planned, registry } from '../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster as worldCluster,
  clusterId as shopId,
  defaultKubelet,
  guid,
  registryId,
  systemAssigned,
} from '../../support/domain/worldFacts.ts';
import { stepOf } from '../../support/azure/writeStage.ts';
import { say } from '../../../src/sentences/words.ts';
import { planOf } from '../../support/domain/plans/plainPlan.ts';

const clusterId = '/c' as ArmId;
const named = (id: string, action: StepAction, more: Partial<Step> = {}): Step =>
  stepOf(action, { id, title: say`Do ${id}`, request: { method: 'PUT', path: `/${id}` }, ...more });
const made = named('made', { kind: 'createIdentity', identityId: '/i' as ArmId, body: {} });
const granted = named('granted', {
  kind: 'assignRole',
  principal: { kind: 'principal', principalId: 'p' },
  roleDefinitionId: '/r',
  roleName: 'Reader',
  scope: '/s',
});
const put = named('put', { kind: 'putCluster', clusterId, eTag: '1', edit: {} });
const removed = named('removed', { kind: 'removeRole', roleAssignmentId: '/a', basis: 'b' });
const unbound = named('unbound', { kind: 'deleteBinding', bindingId: '/b' as ArmId, basis: 'b' });

interface Case {
  readonly confirmed: Plan;
  readonly fresh?: Plan;
  /** The records of steps that are not pending. */
  readonly records?: Readonly<Record<string, Partial<StepRecord>>>;
  /** The steps that hold, and those that have been undone. */
  readonly holding?: readonly string[];
  readonly undone?: readonly string[];
  readonly who?: IdentityError;
}

function look({ confirmed, fresh = confirmed, records = {}, holding = [], undone = [], who }: Case) {
  const steps = confirmed.steps.map(({ id }): StepRecord => ({ id, status: 'pending', ...records[id] }));
  const entry: RunRecord = {
    activityId: 'a',
    connection: 'c',
    plan: confirmed,
    status: 'running',
    startedAt: '2026-09-01T12:00:00Z',
    steps,
  };
  const continued: Continued[] = [];
  const looking: Replanner = {
    plan: (given) => {
      continued.push(given);
      return Promise.resolve(fresh);
    },
    holds: ({ id }) => Promise.resolve(holding.includes(id)),
    stands: ({ id }) => Promise.resolve(!undone.includes(id)),
    whoChanged: () => Promise.resolve(who ?? new IdentityError({ code: 'conflict', message: 'somebody' })),
  };
  return { end: lookAgain(entry, looking), continued };
}
const done = { status: 'done' } as const;
const sent = { sentAt: '2026-09-01T12:00:00Z' } as const;

describe('a plan that is made again', () => {
  it('reports which steps are done and which may have been sent', async () => {
    const records = { made: done, granted: { status: 'alreadyDone', ...sent }, put: sent } as const;
    const { end, continued } = look({ confirmed: planOf([made, granted, put, removed]), records });
    expect(await end).toBe('same');
    expect(continued).toHaveLength(1);
    expect([...continued[0]!.done]).toEqual(['made', 'granted']);
    expect([...continued[0]!.sent]).toEqual(['put']);
  });

  it.each<{
    readonly name: string;
    readonly confirmed: Step;
    readonly fresh: Step;
    readonly record?: Partial<StepRecord>;
    readonly isSame: boolean;
  }>([
    { name: 'the same request', confirmed: made, fresh: { ...made, title: say`In other words` }, isSame: true },
    {
      name: 'another request',
      confirmed: made,
      fresh: { ...made, request: { method: 'PUT', path: '/x' } },
      isSame: false,
    },
    {
      name: 'another request of what was sent',
      confirmed: made,
      fresh: { ...made, request: { method: 'PUT', path: '/x' } },
      record: sent,
      isSame: true,
    },
    {
      name: 'another removal of what was sent',
      confirmed: removed,
      fresh: { ...removed, basis: 'x' } as Step,
      record: sent,
      isSame: false,
    },
    {
      name: 'an account that was not named',
      confirmed: made,
      fresh: { ...made, account: { id: '1', name: 'o' } },
      isSame: false,
    },
    {
      name: 'another account than was named',
      confirmed: { ...made, account: { id: '2', name: 't' } },
      fresh: { ...made, account: { id: '1', name: 'o' } },
      isSame: true,
    },
    {
      name: 'no account where one was named',
      confirmed: { ...made, account: { id: '2', name: 't' } },
      fresh: made,
      isSame: true,
    },
    { name: 'another basis', confirmed: removed, fresh: { ...removed, basis: 'x' } as Step, isSame: false },
    { name: 'a basis where none was noted', confirmed: without(removed), fresh: removed, isSame: false },
    {
      name: 'a binding of which a version before noted no basis',
      confirmed: without(unbound),
      fresh: unbound,
      isSame: false,
    },
    {
      name: 'another role behind the name',
      confirmed: { ...granted, basis: 'a' } as Step,
      fresh: { ...granted, basis: 'b' } as Step,
      isSame: false,
    },
    {
      name: 'a role whose content was not noted',
      confirmed: granted,
      fresh: { ...granted, basis: 'b' } as Step,
      isSame: true,
    },
    {
      name: 'a cluster whose content was not noted',
      confirmed: put,
      fresh: { ...put, basis: 'b' } as Step,
      isSame: true,
    },
    {
      name: 'a cluster whose content an earlier version noted otherwise',
      confirmed: { ...put, basis: 'older' } as Step,
      fresh: { ...put, basis: 'tags=newer' } as Step,
      isSame: true,
    },
    {
      name: 'a cluster without an eTag whose content an earlier version noted otherwise',
      confirmed: { ...without(put, 'eTag'), basis: 'older' } as Step,
      fresh: { ...without(put, 'eTag'), basis: 'tags=newer' } as Step,
      isSame: false,
    },
    {
      name: 'a cluster with other content',
      confirmed: { ...put, basis: 'tags=a' } as Step,
      fresh: { ...put, basis: 'tags=b' } as Step,
      isSame: false,
    },
    {
      name: 'a cluster with a body of its own',
      confirmed: put,
      fresh: { ...put, request: { method: 'PUT', path: '/put', body: { a: 1 } } },
      isSame: true,
    },
    { name: 'a cluster with another eTag', confirmed: put, fresh: { ...put, eTag: '2' } as Step, isSame: false },
    {
      name: 'a cluster with another edit',
      confirmed: put,
      fresh: { ...put, edit: { kubeletIdentityId: '/k' as ArmId } } as Step,
      isSame: false,
    },
    { name: 'another cluster', confirmed: put, fresh: { ...put, clusterId: '/d' as ArmId } as Step, isSame: false },
    {
      name: 'a cluster of which neither eTag nor content was noted',
      confirmed: without(put, 'eTag'),
      fresh: { ...without(put, 'eTag'), basis: 'b' } as Step,
      isSame: false,
    },
  ])('$name: goes on $isSame', async ({ confirmed, fresh, record, isSame }) => {
    const { end } = look({
      confirmed: planOf([confirmed]),
      fresh: planOf([fresh]),
      ...(record ? { records: { [confirmed.id]: record } } : {}),
    });
    expect(await end.catch((error: unknown) => error instanceof PlanChanged)).toBe(isSame ? 'same' : true);
  });

  it('with another known step is another plan, which can be reviewed', async () => {
    const fresh = planOf([made, granted]);
    const { end } = look({ confirmed: planOf([made]), fresh });
    const error: unknown = await end.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlanChanged);
    expect((error as PlanChanged).fresh).toBe(fresh);
    expect((error as PlanChanged).failure).toEqual({
      code: 'conflict',
      message: 'The change now needs another step: Do granted. Nothing was sent. Review the new plan.',
    });
  });

  it('in which everything has changed names the first change', async () => {
    const fresh = planOf([{ ...made, request: { method: 'PUT', path: '/x' } }, granted]);
    await expect(look({ confirmed: planOf([made]), fresh }).end).rejects.toThrow(
      'This has changed since you confirmed it: Do made. Nothing was sent. Review the new plan.',
    );
  });

  it.each([
    { records: {}, words: 'Nothing was sent.' },
    { records: { granted: sent }, words: 'Nothing more was sent.' },
    { records: { made: done }, words: '1 of 3 steps is already done, and nothing more was sent.' },
    { records: { made: done, granted: done }, words: '2 of 3 steps are already done, and nothing more was sent.' },
  ])('that is another one says what was sent so far: $words', async ({ records, words }) => {
    const confirmed = planOf([made, granted, removed]);
    const fresh = planOf([made, granted, { ...removed, basis: 'x' } as Step]);
    await expect(look({ confirmed, fresh, records }).end).rejects.toThrow(
      `This has changed since you confirmed it: Do removed. ${words} Review the new plan.`,
    );
  });

  it('whose cluster someone changed ends with that conflict, in fitting words', async () => {
    const why = { armCode: 'Pre', source: 'https://x' };
    const who = changedSince('shop was changed by someone else.', why, say`Nothing was overwritten.`);
    expect(who.message).toBe('shop was changed by someone else. Nothing was overwritten.');
    const { end } = look({ confirmed: planOf([put]), fresh: planOf([{ ...put, eTag: '2' } as Step]), who });
    const error = (await end.catch((thrown: unknown) => thrown)) as PlanChanged;
    expect(error.failure).toEqual({
      code: 'conflict',
      message: 'shop was changed by someone else. Nothing was sent. Review the new plan.',
      armCode: 'Pre',
      source: 'https://x',
    });
    const inner = changedSince('No. Nothing was overwritten. It is gone.');
    const other = look({ confirmed: planOf([put]), fresh: planOf([{ ...put, eTag: '2' } as Step]), who: inner });
    await expect(other.end).rejects.toThrow('No. Nothing was overwritten. It is gone. Nothing was sent.');
  });

  it('a step that is done and planned again must still hold', async () => {
    const confirmed = planOf([made, removed]);
    const fresh = planOf([made, removed]);
    const records = { made: done };
    expect(await look({ confirmed, fresh, records }).end).toBe('same');
    await expect(look({ confirmed, fresh, records, undone: ['made'] }).end).rejects.toThrow(
      'What was already done has been undone since: Do made. 1 of 2 steps is already done',
    );
  });

  it('a step that is no longer planned must hold', async () => {
    const confirmed = planOf([made, granted]);
    const fresh = planOf([granted]);
    expect(await look({ confirmed, fresh, holding: ['made'] }).end).toBe('same');
    await expect(look({ confirmed, fresh }).end).rejects.toThrow('This step is no longer needed: Do made.');
    expect(await look({ confirmed, fresh, records: { made: done } }).end).toBe('same');
  });
});

function without(step: Step, key = 'basis'): Step {
  return Object.fromEntries(Object.entries(step).filter(([name]) => name !== key)) as unknown as Step;
}

describe('a plan of which all holds already', () => {
  const fresh = planOf([made, granted]);

  it('has nothing left to send, however else it differs', async () => {
    expect(await look({ confirmed: planOf([made]), fresh, holding: ['made', 'granted'] }).end).toBe('nothingLeft');
    const failing: Check = { title: say`Right`, verdict: 'fail', detail: say`You lack it.` };
    const refused = planOf([made], { checks: [failing] });
    expect(await look({ confirmed: planOf([made]), fresh: refused, holding: ['made'] }).end).toBe('nothingLeft');
  });

  it.each([['made'], ['granted'], []])('in which only %s holds is another plan', async (...holding) => {
    await expect(look({ confirmed: planOf([made]), fresh, holding }).end).rejects.toBeInstanceOf(PlanChanged);
  });

  it('in which everything holds except a step that is no longer planned is another plan', async () => {
    const ended = look({ confirmed: planOf([made, removed]), fresh, holding: ['made', 'granted'] });
    await expect(ended.end).rejects.toBeInstanceOf(PlanChanged);
  });

  it('whose done steps do not hold still has nothing left to do', async () => {
    const ended = look({
      confirmed: planOf([made, removed]),
      fresh: planOf([made, { ...removed, basis: 'x' } as Step]),
      records: { made: done },
      holding: ['removed'],
    });
    expect(await ended.end).toBe('nothingLeft');
  });
});

describe('a right that is missing by now', () => {
  const failing: Check = { title: say`You may write`, verdict: 'fail', detail: say`You lack it.` };

  it('ends the run as forbidden, in words that name the action, and another failing check as refused', async () => {
    const refused = (check: Check) =>
      look({ confirmed: planOf([made]), fresh: planOf([made], { checks: [check] }) }).end;
    await expect(refused(failing)).rejects.toMatchObject({
      failure: { code: 'refused', message: 'You may write: You lack it.' },
    });
    await expect(refused(failing)).rejects.not.toBeInstanceOf(PlanChanged);
    await expect(refused({ ...failing, permission: { action: 'a/write', scope: '/s' } })).rejects.toMatchObject({
      failure: { code: 'forbidden', message: 'You may write (a/write): You lack it.' },
    });
  });

  it('does not hide that the plan is another one', async () => {
    const fresh = planOf([made, granted], { checks: [failing] });
    await expect(look({ confirmed: planOf([made]), fresh }).end).rejects.toBeInstanceOf(PlanChanged);
  });

  it('a check that passes ends nothing', async () => {
    const fresh = planOf([made], { checks: [{ ...failing, verdict: 'pass' }] });
    expect(await look({ confirmed: planOf([made]), fresh }).end).toBe('same');
  });
});

describe('a consequence that nobody was told', () => {
  const warning = (more: Partial<Warning> = {}): Warning => ({
    id: 'wide',
    values: ['Owner', '/s'],
    severity: 'warning',
    text: say`It is wide.`,
    source: 'https://w',
    ...more,
  });
  const disruption = warning({
    id: 'restart',
    values: [],
    severity: 'disruption',
    text: say`np1 restarts.`,
    source: 'https://d',
  });
  /** A warning, or a check, as an earlier version has kept it. */
  const earlier = <T extends { readonly id?: string }>({ id: _, ...words }: T): Omit<T, 'id'> => words;
  const loss = (more: object = {}): LostNeed =>
    ({
      clusterId,
      text: 'AcrPull',
      fix: { kind: 'assignRole', role: 'AcrPull', scope: '/s' },
      principalId: 'p',
      need: { role: { id: 'pull' }, scope: '/s' },
      ...more,
    }) as unknown as LostNeed;
  const check: Check = {
    id: 'quota',
    about: ['weu'],
    title: say`Quota`,
    verdict: 'unknown',
    detail: say`It could not be read.`,
  };
  const doubt = 'A check can no longer be confirmed: Quota. It could not be read.';

  const cases: readonly {
    readonly name: string;
    readonly told: Partial<Plan>;
    readonly now: Partial<Plan>;
    readonly words?: string;
  }[] = [
    { name: 'a new warning', told: {}, now: { warnings: [warning()] }, words: 'It is wide.' },
    { name: 'the same warning', told: { warnings: [warning()] }, now: { warnings: [warning()] } },
    { name: 'no warning any more', told: { warnings: [warning()] }, now: {} },
    {
      name: 'the same warning in other words',
      told: { warnings: [warning()] },
      now: { warnings: [warning({ text: say`New.`, source: 'https://other' })] },
    },
    {
      name: 'the same warning about fewer things, in other letters',
      told: { warnings: [warning()] },
      now: { warnings: [warning({ text: say`New.`, values: ['/S'] })] },
    },
    {
      name: 'the same warning about something else',
      told: { warnings: [warning()] },
      now: { warnings: [warning({ text: say`New.`, values: ['Owner', '/t'] })] },
      words: 'New.',
    },
    {
      name: 'another warning of the same words',
      told: { warnings: [warning()] },
      now: { warnings: [warning({ id: 'wider' })] },
      words: 'It is wide.',
    },
    {
      name: 'a warning that an earlier version has told in the same words',
      told: { warnings: [earlier(warning())] },
      now: { warnings: [warning({ values: ['other'] })] },
    },
    {
      name: 'a warning that an earlier version has told in other words',
      told: { warnings: [earlier(warning())] },
      now: { warnings: [warning({ text: say`New.` })] },
      words: 'New.',
    },
    { name: 'a new word for who reads', told: {}, now: { warnings: [warning({ severity: 'info' })] } },
    {
      name: 'a warning in other words about the same cluster',
      told: { warnings: [warning({ clusterId })] },
      now: { warnings: [warning({ text: say`New.`, clusterId })] },
    },
    {
      name: 'a warning about another cluster',
      told: { warnings: [warning({ clusterId })] },
      now: { warnings: [warning({ text: say`New.`, clusterId: '/d' as ArmId })] },
      words: 'New.',
    },
    {
      name: 'a disruption of other pools',
      told: { warnings: [disruption] },
      now: { warnings: [{ ...disruption, text: say`np2 restarts.` }] },
    },
    {
      name: 'a disruption of another kind',
      told: { warnings: [disruption] },
      now: { warnings: [{ ...disruption, id: 'other' }] },
      words: 'np1 restarts.',
    },
    {
      name: 'a disruption that an earlier version has told of other pools',
      told: { warnings: [earlier(disruption)] },
      now: { warnings: [{ ...disruption, text: say`np2 restarts.` }] },
    },
    {
      name: 'a disruption of another source than that of an earlier version',
      told: { warnings: [earlier(disruption)] },
      now: { warnings: [{ ...disruption, source: 'https://e' }] },
      words: 'np1 restarts.',
    },
    {
      name: 'a disruption about a cluster that was warned of',
      told: { warnings: [warning({ clusterId })] },
      now: { warnings: [{ ...disruption, clusterId }] },
      words: 'np1 restarts.',
    },
    { name: 'a new loss', told: {}, now: { lost: [loss()] }, words: 'A cluster would lose this: AcrPull.' },
    {
      name: 'the same loss in other words',
      told: { lost: [loss()] },
      now: { lost: [loss({ text: 'Pull', clusterId: '/C' })] },
    },
    {
      name: 'the same loss of another cluster',
      told: { lost: [loss()] },
      now: { lost: [loss({ clusterId: '/d' })] },
      words: 'A cluster would lose this: AcrPull.',
    },
    {
      name: 'another role lost',
      told: { lost: [loss()] },
      now: { lost: [loss({ need: { role: { id: 'read' }, scope: '/s' } })] },
      words: 'A cluster would lose this: AcrPull.',
    },
    {
      name: 'a loss elsewhere',
      told: { lost: [loss()] },
      now: { lost: [loss({ need: { role: { id: 'pull' }, scope: '/t' } })] },
      words: 'A cluster would lose this: AcrPull.',
    },
    {
      name: 'a loss of another identity',
      told: { lost: [loss()] },
      now: { lost: [loss({ principalId: 'q' })] },
      words: 'A cluster would lose this: AcrPull.',
    },
    {
      name: 'a loss with another fix and other words',
      told: { lost: [loss({ fix: { kind: 'x' } })] },
      now: { lost: [loss({ fix: { kind: 'y' }, text: 'Other' })] },
    },
    {
      name: 'another pool that restarts',
      told: { restarts: ['np1'] },
      now: { restarts: ['np1', 'np2'] },
      words: 'The node pool np2 would restart too.',
    },
    { name: 'fewer pools that restart', told: { restarts: ['np1', 'np2'] }, now: { restarts: ['np2'] } },
    {
      name: 'a check that became uncertain',
      told: { checks: [{ ...check, verdict: 'pass' }] },
      now: { checks: [check] },
      words: doubt,
    },
    { name: 'a check that was not there', told: {}, now: { checks: [check] }, words: doubt },
    {
      name: 'a check that was uncertain, in other words',
      told: { checks: [check] },
      now: { checks: [{ ...check, title: say`Limit` }] },
    },
    {
      name: 'a check that was uncertain of something else',
      told: { checks: [check] },
      now: { checks: [{ ...check, about: ['neu'] }] },
      words: doubt,
    },
    {
      name: 'a check that was uncertain for an earlier version',
      told: { checks: [earlier(check)] },
      now: { checks: [{ ...check, about: ['neu'] }] },
    },
    {
      name: 'a check that was not there for an earlier version',
      told: { checks: [earlier(check)] },
      now: { checks: [{ ...check, title: say`Limit` }] },
      words: 'A check can no longer be confirmed: Limit. It could not be read.',
    },
    { name: 'a check that had failed', told: { checks: [{ ...check, verdict: 'fail' }] }, now: { checks: [check] } },
    { name: 'a check that passes', told: {}, now: { checks: [{ ...check, verdict: 'pass' }] } },
  ];

  it('a plan that says all in other words is the same plan', async () => {
    const told: Partial<Plan> = {
      warnings: [warning(), disruption],
      lost: [loss()],
      checks: [check],
      title: say`A`,
      summary: say`A`,
      next: [say`Wait.`],
      nextSteps: [{ kind: 'rolesTakeTime' }],
      points: [{ kind: 'takes', text: say`A` }],
    };
    const reworded: Partial<Plan> = {
      warnings: [warning({ text: say`B` }), { ...disruption, text: say`B` }],
      lost: [loss({ text: 'B' })],
      checks: [{ ...check, title: say`B`, detail: say`B` }],
      title: say`B`,
      summary: say`B`,
      next: [say`B`],
      points: [],
    };
    const confirmed = planOf([made], told);
    const fresh = planOf([{ ...made, title: say`B`, effect: say`B` }], reworded);
    expect(await look({ confirmed, fresh }).end).toBe('same');
  });

  it.each(cases)('$name: $words', async ({ told, now, words }) => {
    const { end } = look({ confirmed: planOf([made], told), fresh: planOf([made], now) });
    if (words === undefined) expect(await end).toBe('same');
    else await expect(end).rejects.toThrow(`${words} Nothing was sent. Review the new plan.`);
  });
});

describe('a removal', () => {
  it('is what takes something away, and nothing else', () => {
    expect(stepKinds.filter((kind) => isRemoval({ kind } as Step))).toEqual([
      ...['deleteIdentity', 'removeRole', 'removeAccessPolicy', 'deleteCredential', 'deleteBinding'],
      'deleteTrustedBinding',
    ]);
  });

  it('is whatever the plans of all cases send as DELETE', () => {
    const sent = everyPlan.flatMap(([, { steps }]) => steps).filter(({ request }) => request.method === 'DELETE');
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((step) => !isRemoval(step))).toEqual([]);
  });
});

describe('a removal of which a cluster has need by now', () => {
  const held = assigned('AcrPull', registryId, guid(60));
  const shop = worldCluster(systemAssigned, { identityProfile: defaultKubelet });
  const pay = { ...shop, id: shopId.replace(/shop-weu$/, 'pay-weu'), name: 'pay-weu' };
  const removalAmong = (...clusters: readonly (typeof shop)[]): Plan =>
    planned(
      { kind: 'removeRole', roleAssignmentId: held.id },
      { resources: [...clusters, registry], assignments: [held] },
    );

  it('that a cluster needs by the time it runs ends the run with the new plan', async () => {
    await expect(look({ confirmed: removalAmong(shop) }).end).resolves.toBe('same');
    const ended = look({ confirmed: removalAmong(shop), fresh: removalAmong(shop, pay) }).end;
    await expect(ended).rejects.toBeInstanceOf(PlanChanged);
    await expect(ended).rejects.toThrow("AcrPull of pay-weu's kubelet on registry acrshop");
  });
});
