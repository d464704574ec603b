/** Runs of one connection: how they begin, are stopped, resumed and listed. */
import { describe, expect, it } from 'vitest';
import { createJournal, type Journal, type Store } from '../../../src/app/runs/journal.ts';
import { PlanChanged } from '../../../src/app/runs/planChanged.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
import { Runs, type RunsOptions } from '../../../src/app/runs/runs.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';
import { countPause } from '../../../src/azure/http/looks.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Check, Plan, Step } from '../../../src/domain/plan/plan.ts';
import { answering, refusal, stepOf, writeStage, type Answer, type Things } from '../../support/azure/writeStage.ts';
import { say } from '../../../src/sentences/words.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';
import { planOf } from '../../support/domain/plans/plainPlan.ts';

const group = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg';
const idOf = (name: string): ArmId =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
const make = (name: string): Step =>
  stepOf(
    { kind: 'createIdentity', identityId: idOf(name), body: { location: 'westeurope' } },
    { id: name, title: say`Make ${name}`, request: { method: 'PUT', path: idOf(name) } },
  );
const makeA = make('id-a');
const makeB = make('id-b');
const start = '2026-05-04T08:00:00.000Z';
const entryOf = (
  activityId: string,
  steps: readonly Step[],
  record: Partial<StepRecord>,
  more: Partial<RunRecord> = {},
): RunRecord => ({
  activityId,
  connection: 'c',
  plan: planOf(steps),
  status: 'failed',
  startedAt: start,
  endedAt: start,
  steps: steps.map(({ id }) => ({ id, status: 'pending', ...record })),
  ...more,
});
const there = (name: string): Things => ({
  [idOf(name).toLowerCase()]: { id: idOf(name), properties: { principalId: 'p' } },
});

interface Options extends Partial<RunsOptions> {
  readonly answer?: Answer;
  readonly kept?: readonly RunRecord[];
  /** What another window runs: it is in the journal, and not shown as an entry here. */
  readonly elsewhere?: readonly RunRecord[];
  /** What the plan is, made again. */
  readonly fresh?: () => Plan;
}
async function setup(
  plan: Plan,
  { answer = answering({}), kept = [], elsewhere = [], fresh = () => plan, ...more }: Options = {},
) {
  let text: string | undefined;
  const store: Store = { read: () => Promise.resolve(text), write: (next) => Promise.resolve(void (text = next)) };
  const others = createJournal(store);
  for (const each of [...kept, ...elsewhere]) await others.record(each);
  const own = createJournal(store);
  const isTheirs = ({ activityId }: RunRecord): boolean => elsewhere.some((each) => each.activityId === activityId);
  const journal: Journal = { ...own, entries: async (of) => (await own.entries(of)).filter((each) => !isTheirs(each)) };
  const stage = writeStage(answer);
  const counts = { plans: 0, activity: 0, ended: 0, ids: 0 };
  const written: string[] = [];
  const runs = new Runs({
    directory: { connection: { key: 'c' }, armFor: () => Promise.resolve(stage.arm) } as unknown as Directory,
    journal,
    plan: () => {
      counts.plans += 1;
      return Promise.resolve(fresh());
    },
    sleep: stage.context.sleep,
    now: stage.context.now,
    newId: () => `run-${++counts.ids}`,
    onActivity: () => void (counts.activity += 1),
    onWritten: ({ id }) => void written.push(id),
    onEndedElsewhere: () => void (counts.ended += 1),
    ...more,
  });
  return { ...stage, runs, counts, written, journal, others, entries: () => own.entries('c') };
}
/** A promise that somebody else lets go on. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

describe('a plan that is started', () => {
  it('is made again, recorded, reported and run', async () => {
    const { runs, counts, writes, written, entries } = await setup(planOf([makeA]));
    const started: string[] = [];
    const told: string[] = [];
    const outcome = await runs.start(planOf([makeA]), {
      onStarted: (id) => void started.push(id),
      onProgress: ({ status }) => void told.push(status),
    });
    expect(outcome).toMatchObject({
      status: 'succeeded',
      activityId: 'run-1',
      steps: [{ id: 'id-a', status: 'done' }],
    });
    expect([counts.plans, writes.length, written, started, told]).toEqual([
      1,
      1,
      ['id-a'],
      ['run-1'],
      ['running', 'running', 'done'],
    ]);
    expect(await entries()).toMatchObject([
      { activityId: 'run-1', connection: 'c', status: 'succeeded', startedAt: start },
    ]);
    expect(counts.activity).toBeGreaterThan(3);
    expect(await runs.list()).toMatchObject([{ activityId: 'run-1', status: 'succeeded' }]);
  });

  it('just after it was made is not made again, unless a check of it failed', async () => {
    const permission = { action: 'a/write', scope: '/s' };
    const failing: Check = { title: say`Right`, verdict: 'fail', detail: say`No.`, permission };
    for (const [plan, isJustMade, plans] of [
      [planOf([makeA]), true, 0],
      [planOf([makeA]), false, 1],
      [planOf([makeA], { checks: [{ ...failing, verdict: 'pass' }] }), true, 0],
    ] as const) {
      const { runs, counts } = await setup(plan);
      expect(await runs.start(plan, { isJustMade })).toMatchObject({ status: 'succeeded' });
      expect(counts.plans).toBe(plans);
    }
    const refused = await setup(planOf([makeA], { checks: [failing] }));
    await expect(
      refused.runs.start(planOf([makeA], { checks: [failing] }), { isJustMade: true }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect([refused.counts.plans, refused.writes]).toEqual([1, []]);
  });

  it('that has changed is neither recorded nor reported as started', async () => {
    const { runs, entries, writes } = await setup(planOf([makeA]), { fresh: () => planOf([makeA, makeB]) });
    const started: string[] = [];
    const end = runs.start(planOf([makeA]), { onStarted: (id) => void started.push(id) });
    await expect(end).rejects.toBeInstanceOf(PlanChanged);
    expect([started, writes, await entries()]).toEqual([[], [], []]);
    expect(runs.underWay()).toEqual([]);
  });

  it('that already holds sends nothing', async () => {
    const things = { ...there('id-a'), ...there('id-b') };
    const { runs, writes } = await setup(planOf([makeA]), { answer: answering(things), fresh: () => planOf([makeB]) });
    expect(await runs.start(planOf([makeA]), {})).toMatchObject({
      status: 'succeeded',
      steps: [{ status: 'alreadyDone' }],
    });
    expect(writes).toEqual([]);
  });

  it('that held a moment ago also sends nothing, which is a conflict', async () => {
    const things = { ...there('id-a'), ...there('id-b') };
    const { runs, writes } = await setup(planOf([makeA]), { answer: answering(things), fresh: () => planOf([makeB]) });
    const onStarted = (): void => void (things[idOf('id-a').toLowerCase()] = undefined);
    const outcome = await runs.start(planOf([makeA]), { onStarted });
    expect(outcome).toMatchObject({ status: 'failed', steps: [{ error: { code: 'conflict' } }] });
    expect(writes).toEqual([]);
  });

  it('of a cluster that someone changed or deleted says so', async () => {
    const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
    const put = stepOf({ kind: 'putCluster', clusterId, eTag: '1', edit: {} });
    const fresh = (): Plan => planOf([{ ...put, eTag: '2' }]);
    const cluster = {
      id: clusterId,
      name: 'shop',
      location: 'westeurope',
      properties: { provisioningState: 'Updating' },
    };
    for (const [answer, words] of [
      [answering({ [clusterId.toLowerCase()]: cluster }), 'shop was changed by someone else'],
      [answering({}), 'ResourceNotFound.'],
    ] as const) {
      const { runs } = await setup(planOf([put]), { answer, fresh });
      await expect(runs.start(planOf([put]), {})).rejects.toThrow(words);
    }
  });

  it('that needs what another run of this window works at does not start', async () => {
    const held = gate();
    const { runs, writes } = await setup(planOf([makeA]), { plan: () => held.promise.then(() => planOf([makeA])) });
    const first = runs.start(planOf([makeA]), {});
    await expect(runs.start(planOf([makeA]), {})).rejects.toThrow(
      '"Change it" is still running; one change at a time.',
    );
    expect(runs.underWay()).toEqual(['Change it']);
    held.open();
    expect(await first).toMatchObject({ status: 'succeeded' });
    expect(runs.underWay()).toEqual([]);
    expect(writes).toHaveLength(1);
  });

  it('two plans about different things run side by side', async () => {
    const { runs, writes } = await setup(planOf([makeA]), { fresh: () => planOf([]) });
    const all = await Promise.all([
      runs.start(planOf([makeA]), { isJustMade: true }),
      runs.start(planOf([makeB]), { isJustMade: true }),
    ]);
    expect(all.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(writes).toHaveLength(2);
  });

  it.each([
    { what: 'the same', steps: [makeA], status: 'running', starts: false },
    { what: 'something else', steps: [makeB], status: 'running', starts: true },
    { what: 'the same, and has ended', steps: [makeA], status: 'failed', starts: true },
  ] as const)('starts while another window works at $what: $starts', async ({ steps, status, starts }) => {
    const theirs = entryOf('theirs', steps, {}, { status });
    const { runs, writes } = await setup(planOf([makeA]), { elsewhere: [theirs] });
    const end = runs.start(planOf([makeA]), { isJustMade: true });
    if (starts) expect(await end).toMatchObject({ status: 'succeeded' });
    else
      await expect(end).rejects.toThrow(
        '"Change it" is still running in another VS Code window; one change at a time.',
      );
    expect(writes).toHaveLength(starts ? 1 : 0);
  });

  it('starts although this window has an entry that says it runs, since that run broke off', async () => {
    const { runs } = await setup(planOf([makeA]), { kept: [entryOf('old', [makeA], {}, { status: 'running' })] });
    expect(await runs.start(planOf([makeA]), { isJustMade: true })).toMatchObject({ status: 'succeeded' });
  });
});

describe('what a run that begins leaves', () => {
  it('a run that begins is recorded as running, with all its steps still to do', async () => {
    const seen: Promise<readonly RunRecord[]>[] = [];
    const stage = await setup(planOf([makeA, makeB]));
    await stage.runs.start(planOf([makeA, makeB]), { onStarted: () => void seen.push(stage.entries()) });
    expect(await seen[0]).toMatchObject([{ status: 'running', steps: [{ status: 'pending' }, { status: 'pending' }] }]);
  });

  it('a run is reported to Activity at each of its steps, and once more when it has ended', async () => {
    const told: string[] = [];
    const stage = await setup(planOf([makeA]), {
      onActivity: () => void told.push(textsOf(stage.runs.underWay()).join()),
    });
    await stage.runs.start(planOf([makeA]), { onProgress: ({ status }) => void told.push(status) });
    expect(told).toEqual([
      ...['Change it', 'running', 'Change it', 'Change it', 'running', 'Change it', 'Change it', 'done'],
      ...['Change it', 'Change it'],
      '',
    ]);
  });

  it('a run of no steps has succeeded', async () => {
    const { runs, writes } = await setup(planOf([]));
    expect(await runs.start(planOf([]), {})).toMatchObject({ status: 'succeeded', steps: [] });
    expect(writes).toEqual([]);
  });

  it('a run looks again right before it removes something', async () => {
    const remove = stepOf({ kind: 'deleteIdentity', identityId: idOf('id-a') }, { id: 'remove' });
    const { runs, counts, writes } = await setup(planOf([remove]), { answer: answering(there('id-a')) });
    expect(await runs.start(planOf([remove]), { isJustMade: true })).toMatchObject({ status: 'succeeded' });
    expect([counts.plans, writes.length]).toEqual([1, 1]);
    const other = await setup(planOf([remove]), { answer: answering(there('id-a')), fresh: () => planOf([makeB]) });
    expect(await other.runs.start(planOf([remove]), { isJustMade: true })).toMatchObject({
      status: 'failed',
      steps: [{ error: { code: 'conflict' } }],
    });
    expect(other.writes).toEqual([]);
  });
});

describe('a run that is stopped from outside', () => {
  it('that is stopped by its id, or by its caller, ends as stopped', async () => {
    for (const isById of [true, false]) {
      const abort = new AbortController();
      let found: boolean | undefined;
      const stage = await setup(planOf([makeA]), {
        answer: answering({}, () => {
          if (isById) found = stage.runs.stop('run-1');
          else abort.abort();
          return { broken: 'ECONNRESET' };
        }),
      });
      const outcome = await stage.runs.start(planOf([makeA]), { signal: abort.signal });
      expect(outcome).toMatchObject({ status: 'stopped', steps: [{ status: 'running' }] });
      expect((await stage.entries())[0]).not.toHaveProperty('wasClosed');
      expect([found, stage.runs.stop('run-1')]).toEqual([isById ? true : undefined, false]);
    }
  });

  it('that is stopped while its plan is made again never starts', async () => {
    const stage = await setup(planOf([makeA]), { fresh: () => (stage.runs.stop('run-1'), planOf([makeA])) });
    const cancelled = { code: 'cancelled', message: 'Cancelled.' };
    await expect(stage.runs.start(planOf([makeA]), {})).rejects.toMatchObject(cancelled);
    expect([stage.writes, await stage.entries()]).toEqual([[], []]);
  });

  it('that was stopped before it began never starts', async () => {
    const { runs, entries } = await setup(planOf([makeA]));
    const end = runs.start(planOf([makeA]), { isJustMade: true, signal: AbortSignal.abort() });
    await expect(end).rejects.toMatchObject({ code: 'cancelled' });
    expect(await entries()).toEqual([]);
  });

  it.each([
    { why: 'closed', wasClosed: true },
    { why: 'left', wasClosed: undefined },
  ] as const)('runs end when the connection is $why, and none begins after that', async ({ why, wasClosed }) => {
    const stage = await setup(planOf([makeA]), {
      answer: answering({}, () => {
        void stage.runs.stopAll(why);
        return { broken: 'ECONNRESET' };
      }),
    });
    expect(await stage.runs.start(planOf([makeA]), {})).toMatchObject({ status: 'stopped' });
    expect((await stage.entries())[0]!.wasClosed).toBe(wasClosed);
    const left = { code: 'cancelled', message: 'You have disconnected from the Azure account of this change.' };
    await expect(stage.runs.start(planOf([makeB]), {})).rejects.toMatchObject(left);
    await expect(stage.runs.resume('run-1', {})).rejects.toMatchObject(left);
    await expect(stage.runs.resume('unknown', {})).rejects.toMatchObject(left);
    await stage.runs.stopAll('closed');
  });

  it('whose plan is made again while the connection is left never starts', async () => {
    const stage = await setup(planOf([makeA]), { fresh: () => (void stage.runs.stopAll(), planOf([makeA])) });
    await expect(stage.runs.start(planOf([makeA]), {})).rejects.toThrow(
      'You have disconnected from the Azure account of this change.',
    );
    expect(stage.writes).toEqual([]);
  });

  it('leaving waits until what runs has noted its end, two seconds at most, and not at all where nothing runs', async () => {
    const stuck = await setup(planOf([makeA]), { plan: () => new Promise(() => undefined) });
    void stuck.runs.start(planOf([makeA]), {}).catch(() => undefined);
    await stuck.runs.stopAll();
    expect(stuck.log).toContain('wait 2');
    const idle = await setup(planOf([makeA]));
    await idle.runs.stopAll();
    expect(idle.log).toEqual([]);
    const held = gate();
    const quick = await setup(planOf([makeA]), {
      sleep: () => new Promise(() => undefined),
      plan: () => held.promise.then(() => planOf([makeA])),
    });
    const ended = quick.runs.start(planOf([makeA]), {}).catch(({ code }: { code: string }) => code);
    let isOver = false;
    const stopped = quick.runs.stopAll().then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    held.open();
    await stopped;
    expect(await ended).toBe('cancelled');
  });
});

describe('a run that is resumed', () => {
  const failed: Partial<StepRecord> = { status: 'failed', error: { code: 'forbidden', message: 'no' } };

  it('continues under its own id, with the steps that are left', async () => {
    const kept = [
      entryOf(
        'old',
        [makeA, makeB],
        {},
        {
          steps: [
            { id: 'id-a', status: 'done' },
            { id: 'id-b', status: 'pending' },
          ],
        },
      ),
    ];
    const started: string[] = [];
    const { runs, writes, entries } = await setup(planOf([makeA, makeB]), { kept, answer: answering(there('id-a')) });
    const outcome = await runs.resume('old', { onStarted: (id) => void started.push(id) });
    expect(outcome).toMatchObject({ status: 'succeeded', activityId: 'old' });
    expect(writes).toHaveLength(1);
    expect([started, (await entries()).map(({ activityId }) => activityId)]).toEqual([['old'], ['old']]);
    const undone = await setup(planOf([makeA, makeB]), { kept });
    await expect(undone.runs.resume('old', {})).rejects.toThrow('What was already done has been undone since');
    expect(undone.writes).toEqual([]);
  });

  it('first finds out what became of what was sent', async () => {
    const kept = [entryOf('old', [makeA], { status: 'running', sentAt: start }, { status: 'running' })];
    const { runs, writes, counts } = await setup(planOf([makeA]), { kept, answer: answering(there('id-a')) });
    expect(await runs.resume('old', {})).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }] });
    expect([writes, counts.plans]).toEqual([[], 0]);
  });

  it('that has succeeded is not run again', async () => {
    const { runs, counts } = await setup(planOf([makeA]), {
      kept: [entryOf('old', [makeA], { status: 'done' }, { status: 'succeeded' })],
    });
    expect(await runs.resume('old', {})).toMatchObject({ status: 'succeeded', activityId: 'old' });
    expect(counts).toMatchObject({ plans: 0, activity: 0 });
  });

  it.each<[string, Options, object]>([
    ['nobody knows', {}, { code: 'notFound', message: 'This connection has no such activity.' }],
    [
      'another window runs',
      { elsewhere: [entryOf('old', [makeA], {}, { status: 'running' })] },
      { code: 'conflict', message: '"Change it" is still running in another VS Code window; one change at a time.' },
    ],
    [
      'a later one has overtaken',
      { kept: [entryOf('old', [makeA], failed), entryOf('new', [makeA], { status: 'done', sentAt: start })] },
      { code: 'refused' },
    ],
    [
      'ended in a conflict',
      { kept: [entryOf('old', [makeA], { status: 'failed', error: { code: 'conflict', message: 'x' } })] },
      {
        code: 'conflict',
        message: '"Change it" ended because something had changed in Azure. Plan it again, and review the new plan.',
      },
    ],
  ])('that %s is not resumed', async (_, options, error) => {
    const { runs, writes, counts } = await setup(planOf([makeA]), options);
    await expect(runs.resume('old', {})).rejects.toMatchObject(error);
    expect([writes, counts.plans]).toEqual([[], 0]);
  });

  it('whose steps all held a moment ago is not sent when resumed, which is a conflict', async () => {
    const things = { ...there('id-a'), ...there('id-b') };
    let isPlanned = false;
    const { runs, writes } = await setup(planOf([makeA]), {
      kept: [entryOf('old', [makeA], failed)],
      answer: answering(things),
      fresh: () => ((isPlanned = true), planOf([makeB])),
      onActivity: () => void (isPlanned && (things[idOf('id-a').toLowerCase()] = undefined)),
    });
    expect(await runs.resume('old', {})).toMatchObject({
      status: 'failed',
      steps: [{ error: { code: 'conflict' } }],
    });
    expect(writes).toEqual([]);
  });

  it('whose request held a secret, which was not stored, is not resumed', async () => {
    const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
    const body = { properties: { windowsProfile: { adminPassword: 'secret' } } };
    const request = { method: 'PUT', path: clusterId, body } as const;
    const create = stepOf({ kind: 'createCluster', clusterId, body }, { request });
    const { runs, counts } = await setup(planOf([create]), { kept: [entryOf('old', [create], failed)] });
    await expect(runs.resume('old', {})).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('contains a secret') as string,
    });
    expect(counts.plans).toBe(0);
  });

  it('that is not recorded yet is not resumed', async () => {
    const held = gate();
    const { runs } = await setup(planOf([makeA]), { plan: () => held.promise.then(() => planOf([makeA])) });
    const first = runs.start(planOf([makeA]), {});
    await expect(runs.resume('run-1', {})).rejects.toThrow('"Change it" is still running; one change at a time.');
    held.open();
    expect(await first).toMatchObject({ status: 'succeeded' });
  });

  it('that runs here is not resumed', async () => {
    const stage = await setup(planOf([makeA]), {
      answer: answering({}, () => {
        asked = stage.runs.resume('run-1', {});
        asked.catch(() => undefined);
        return undefined;
      }),
    });
    let asked: Promise<unknown> = Promise.resolve();
    await stage.runs.start(planOf([makeA]), {});
    await expect(asked).rejects.toThrow('"Change it" is still running; one change at a time.');
  });

  it('that differs from the confirmed plan ends with that, and the new plan can be reviewed', async () => {
    const kept = [entryOf('old', [makeA], { status: 'pending' }, { status: 'stopped' })];
    const { runs, writes, entries } = await setup(planOf([makeA]), { kept, fresh: () => planOf([makeA, makeB]) });
    await expect(runs.resume('old', {})).rejects.toBeInstanceOf(PlanChanged);
    expect(await entries()).toMatchObject([
      { status: 'failed', endedAt: start, steps: [{ status: 'failed', error: { code: 'conflict' } }] },
    ]);
    expect(writes).toEqual([]);
  });

  it("that can't be planned again ends as it was", async () => {
    const kept = [entryOf('old', [makeA], failed, { status: 'stopped' })];
    const { runs, entries } = await setup(planOf([makeA]), {
      kept,
      plan: () => Promise.reject(new Error('no network')),
    });
    await expect(runs.resume('old', {})).rejects.toThrow('no network');
    expect(await entries()).toMatchObject([{ status: 'stopped', steps: [failed] }]);
  });

  it('that is stopped while it is planned again ends as stopped, without an error', async () => {
    const kept = [entryOf('old', [makeA], failed, { status: 'stopped' })];
    const stage = await setup(planOf([makeA]), { kept, fresh: () => (stage.runs.stop('old'), planOf([makeA])) });
    expect(await stage.runs.resume('old', {})).toMatchObject({ status: 'stopped' });
  });

  it('that is left while it is planned again ends with that', async () => {
    const kept = [entryOf('old', [makeA], failed, { status: 'stopped' })];
    const stage = await setup(planOf([makeA]), { kept, fresh: () => (void stage.runs.stopAll(), planOf([makeA])) });
    await expect(stage.runs.resume('old', {})).rejects.toThrow('You have disconnected');
  });

  it('that was found to fail meanwhile is not gone on with', async () => {
    const kept = [entryOf('old', [makeA], { status: 'failed', sentAt: start })];
    const { runs, counts, writes } = await setup(planOf([makeA]), { kept, answer: () => refusal(403, 'No') });
    expect(await runs.resume('old', {})).toMatchObject({ status: 'failed' });
    expect([counts.plans, writes]).toEqual([0, []]);
  });

  it('shows at its next step what the check before it waits for', async () => {
    let plans = 0;
    const steps: readonly StepRecord[] = [
      { id: 'id-a', status: 'done' },
      { id: 'id-b', status: 'pending' },
    ];
    const kept = [entryOf('old', [makeA, makeB], {}, { steps })];
    const stage = await setup(planOf([makeB]), {
      kept,
      answer: (request, writes) =>
        request.url.includes('/x?') ? { body: { id: 'x' } } : answering(there('id-a'))(request, writes),
      plan: async () => {
        await stage.arm.get(`${group}/x`, '2026-04-01');
        if (++plans === 1) countPause();
        return planOf([makeB]);
      },
    });
    const told: string[] = [];
    const rows: ReturnType<typeof stage.runs.list>[] = [];
    await stage.runs.resume('old', {
      onProgress: ({ id, status, detail }) => {
        if (detail !== undefined) told.push(`${id}: ${textOf(detail)}`);
        if (status === 'running') rows.push(stage.runs.list());
      },
    });
    expect(told).toEqual(['id-b: Azure asks to slow down; retrying in 8 s']);
    expect(plans).toBe(2);
    const [begun] = await Promise.all(rows);
    expect(begun![0]!.steps[1]).toMatchObject({
      status: 'running',
      detail: 'Azure asks to slow down; retrying in 8 s',
    });
  });
});

describe('the runs that are listed', () => {
  it('are those of the journal, with who runs them', async () => {
    const kept = [entryOf('broken', [makeA], {}, { status: 'running' }), entryOf('ended', [makeB], {})];
    const elsewhere = [
      entryOf('theirs', [makeA], {}, { status: 'running' }),
      entryOf('done there', [makeA], {}, { activityId: 'done-there' }),
    ];
    const held = gate();
    const { runs } = await setup(planOf([makeA]), {
      kept,
      elsewhere,
      tokenRefreshHours: () => 3,
      plan: () => held.promise.then(() => planOf([])),
    });
    const rows = (await runs.list()).map(({ activityId, status, elsewhere: there }) => [activityId, status, there]);
    expect(rows).toEqual([
      ['done-there', 'failed', undefined],
      ['theirs', 'running', true],
      ['ended', 'failed', undefined],
      ['broken', 'stopped', undefined],
    ]);
  });

  it('show what runs here as running, with words on where it is', async () => {
    const rows: unknown[] = [];
    const stage = await setup(planOf([makeA]), {
      answer: answering({}, (_, writes) => (writes === 0 ? refusal(429, 'TooManyRequests') : undefined)),
      onActivity: () => void stage.runs.list().then(([row]) => rows.push(row?.steps[0])),
    });
    await stage.runs.start(planOf([makeA]), { isJustMade: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(rows).toContainEqual(
      expect.objectContaining({ status: 'running', detail: 'Azure asks to slow down; retrying in 0.5 s' }),
    );
  });

  it('runs of other windows are reported, and those of this one are not', async () => {
    const { runs, counts, others } = await setup(planOf([makeA]), { kept: [entryOf('old', [makeB], {})] });
    await runs.list();
    await runs.start(planOf([makeA]), {});
    counts.activity = 0;
    await runs.lookAtOthers();
    expect(counts).toMatchObject({ activity: 0, ended: 0 });
    await others.record(entryOf('theirs', [makeB], {}));
    await runs.lookAtOthers();
    expect(counts).toMatchObject({ activity: 1, ended: 1 });
  });

  /** A run whose first request is asked to slow down, and that waits until it may continue. */
  const waiting = async (more: Options = {}) => {
    const waits = gate();
    const goes = gate();
    const stage = await setup(planOf([makeA]), {
      answer: answering({}, (_, writes) => (writes === 0 ? refusal(429, 'TooManyRequests') : undefined)),
      sleep: () => (waits.open(), goes.promise),
      ...more,
    });
    const ended = stage.runs.start(planOf([makeA]), { isJustMade: true });
    await waits.promise;
    return { ...stage, goOn: () => (goes.open(), ended) };
  };

  it('a run that ends while the journal is read is listed as it ended, not as broken off', async () => {
    let text: string | undefined;
    const journal = createJournal({
      read: () => Promise.resolve(text),
      write: (next) => Promise.resolve(void (text = next)),
    });
    let held = Promise.resolve();
    let looks = 0;
    const all: Journal['all'] = async (of) => {
      const found = await journal.all(of);
      looks += 1;
      await held;
      return found;
    };
    const { runs, goOn } = await waiting({ journal: { ...journal, all } });
    const looking = gate();
    held = looking.promise;
    const before = looks;
    const rows = runs.list();
    while (looks === before) await new Promise((resolve) => setImmediate(resolve));
    held = Promise.resolve();
    await goOn();
    looking.open();
    expect(await rows).toMatchObject([{ activityId: 'run-1', status: 'succeeded' }]);
  });

  it('a running run stays listed when ended ones are cleared', async () => {
    const { runs, entries, goOn } = await waiting();
    await runs.clear();
    expect(await entries()).toMatchObject([{ activityId: 'run-1', status: 'running' }]);
    await goOn();
  });

  it('what has ended is forgotten when it is cleared, and what runs stays', async () => {
    const kept = [entryOf('old', [makeB], {})];
    const stage = await setup(planOf([makeA]), {
      kept,
      answer: answering({}, () => {
        cleared = stage.runs.clear();
        return undefined;
      }),
    });
    let cleared: Promise<void> = Promise.resolve();
    await stage.runs.start(planOf([makeA]), {});
    await cleared;
    expect((await stage.entries()).map(({ activityId }) => activityId)).toEqual(['run-1']);
    const before = stage.counts.activity;
    await stage.runs.clear();
    expect(await stage.entries()).toEqual([]);
    expect(stage.counts.activity).toBe(before + 1);
  });
});
