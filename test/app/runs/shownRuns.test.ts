/** A run as it is handed out and shown, state by state. */
import { say } from '../../../src/sentences/words.ts';
import { describe, expect, it } from 'vitest';
import {
  activityEntryOf,
  endedInConflict,
  outcomeOf,
  haveCommonItem,
  targetsOf,
  type SessionRun,
} from '../../../src/app/runs/activityEntries.ts';
import { pendingTimers } from '../../../src/app/runs/pendingEffects.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import { nextWords } from '../../../src/domain/plan/nextSteps.ts';

const at = '2026-05-04T08:00:00.000Z';
const now = new Date('2026-05-04T08:10:00.000Z');
const grant = {
  id: 'grant',
  kind: 'assignRole',
  title: 'Grant',
  principal: { kind: 'principal', principalId: 'p' },
  request: { method: 'PUT', path: '/a' },
};
const put = { id: 'put', kind: 'putCluster', title: 'Update', clusterId: '/c', edit: {} };
const upgrade = { id: 'upgrade', kind: 'upgradeNodeImage', title: 'Upgrade', poolId: '/c/agentPools/np1' };
const warnings = [
  { severity: 'disruption', text: 'Nodes restart.', source: '' },
  { severity: 'warning', text: 'It is wide.', source: '' },
];
const former = [{ principalId: 'p' }];
const lost = [{ text: 'AcrPull' }];
const plan = (more: object = {}, steps: readonly object[] = [grant, put]): Plan =>
  ({ title: 'Change it', changes: [], steps, warnings, next: ['Wait.'], ...more }) as unknown as Plan;
const entry = (
  status: RunRecord['status'],
  records: readonly Partial<StepRecord>[] = [],
  more: Partial<RunRecord> = {},
): RunRecord => {
  const whole = more.plan ?? plan();
  const steps = whole.steps.map(({ id }, index) => ({ id, status: 'pending' as const, ...records[index] }));
  return { activityId: 'a', connection: 'c', status, startedAt: at, ...more, plan: whole, steps };
};
const done: Partial<StepRecord> = { status: 'done', sentAt: at, endedAt: at };
const error = { code: 'forbidden', message: 'Not you.' } as const;
const failed: Partial<StepRecord> = { status: 'failed', error };
const notYou = 'Not you. Ask an administrator for access, or sign in with another account.';
const show = (kept: RunRecord, runner?: SessionRun | 'elsewhere') => activityEntryOf(runner, kept, [kept], now);

describe('how a run ended', () => {
  it('is reported step by step, with what comes next', () => {
    expect(outcomeOf(entry('succeeded', [done, { status: 'alreadyDone' }]))).toStrictEqual({
      status: 'succeeded',
      activityId: 'a',
      steps: [
        { id: 'grant', status: 'done' },
        { id: 'put', status: 'alreadyDone' },
      ],
      failures: [],
      next: ['Wait.'],
    });
  });

  it('names what failed, even if it has succeeded', () => {
    expect(outcomeOf(entry('failed', [done, failed]))).toMatchObject({ failures: [`Update: ${notYou}`], next: [] });
    expect(outcomeOf(entry('succeeded', [failed, done]))).toMatchObject({
      failures: [`Grant: ${notYou}`],
      next: ['Wait.'],
    });
    const unknown = { ...entry('failed', [done]), steps: [{ id: 'other', status: 'failed' as const, error }] };
    expect(outcomeOf(unknown).failures).toEqual([`other: ${notYou}`]);
  });

  it.each([
    { records: [], kind: 'resume', words: 'Resume to run the remaining steps.' },
    { records: [done], kind: 'resume', words: 'Resume to run the remaining steps.' },
    {
      records: [{ status: 'running', sentAt: at } as const],
      kind: 'track',
      words: 'Azure continues with what was sent. Resume to track it and run the remaining steps.',
    },
  ])('a run that was stopped, or broke off, can continue: $words', ({ records, kind, words }) => {
    for (const status of ['stopped', 'running'] as const) {
      const outcome = outcomeOf(entry(status, records));
      expect(outcome).toMatchObject({ status: 'stopped', failures: [], next: [{ kind }] });
      expect(outcome.next.map(nextWords)).toEqual([words]);
    }
  });

  it('a failed step whose request is still noted may have been taken', () => {
    const steps = outcomeOf(entry('failed', [failed, { ...failed, sentAt: at }])).steps;
    expect(steps).toEqual([
      { id: 'grant', status: 'failed', error },
      { id: 'put', status: 'failed', error, maybeTaken: true },
    ]);
    expect(outcomeOf(entry('stopped', [{ status: 'running', sentAt: at }])).steps[0]).toEqual({
      id: 'grant',
      status: 'running',
    });
  });
});

describe('a run in Activity', () => {
  it('that has succeeded shows what it left, what is next and what takes effect later', () => {
    const kept = entry('succeeded', [done, done], { endedAt: at, position: 7, plan: plan({ former, lost }) });
    const { timers, ...rest } = show(kept);
    expect(rest).toEqual({
      activityId: 'a',
      title: 'Change it',
      doing: 'Change it',
      done: 'Change it',
      changes: [],
      status: 'succeeded',
      startedAt: at,
      endedAt: at,
      position: 7,
      resumable: false,
      disruption: [],
      former,
      lost,
      next: ['Wait.'],
      undo: { changes: [{ kind: 'removeRole', roleAssignmentId: '/a' }], isPartial: true },
      steps: [
        { id: 'grant', title: 'Grant', status: 'done' },
        { id: 'put', title: 'Update', status: 'done' },
      ],
    });
    expect(timers.map(({ kind }) => kind)).toEqual(['propagation']);
  });

  it('that has not succeeded replaced nothing, may have lost something, and has nothing next', () => {
    const kept = entry('failed', [done, failed], { endedAt: at, plan: plan({ former, lost }) });
    const row = show(kept);
    expect(row).toMatchObject({ status: 'failed', former: [], lost, resumable: true, position: 0 });
    expect(row).not.toHaveProperty('next');
    expect(row).not.toHaveProperty('wasClosed');
    expect(row).not.toHaveProperty('elsewhere');
    expect(show(entry('succeeded', [], {}))).toMatchObject({ former: [] });
    expect(show(entry('succeeded', [], {}))).not.toHaveProperty('lost');
  });

  it('that runs here shows its progress from the run itself', () => {
    const live = entry('running', [done, { status: 'running', sentAt: at }], { plan: plan({ lost }) });
    const details = new Map([
      ['grant', say``],
      ['put', say`Azure reports Updating`],
    ]);
    const row = activityEntryOf({ entry: live, details }, entry('running', [], { position: 3 }), [], now);
    expect(row).toMatchObject({ status: 'running', resumable: false, position: 3, former: [] });
    expect(row.steps).toStrictEqual([
      { id: 'grant', title: 'Grant', status: 'done', detail: '' },
      { id: 'put', title: 'Update', status: 'running', detail: 'Azure reports Updating' },
    ]);
    for (const name of ['lost', 'next', 'elsewhere', 'wasClosed', 'endedAt']) expect(row).not.toHaveProperty(name);
  });

  it('that runs in another window is running there, and is not resumed here', () => {
    expect(show(entry('running', [done]), 'elsewhere')).toMatchObject({
      status: 'running',
      elsewhere: true,
      resumable: false,
    });
  });

  it.each([
    { status: 'running', more: {}, wasClosed: true },
    { status: 'stopped', more: { endedAt: at }, wasClosed: undefined },
    { status: 'stopped', more: {}, wasClosed: true },
    { status: 'stopped', more: { endedAt: at, wasClosed: true }, wasClosed: true },
    { status: 'failed', more: {}, wasClosed: undefined },
  ] as const)('that is $status with $more was closed: $wasClosed', ({ status, more, wasClosed }) => {
    expect(show(entry(status, [], more)).wasClosed).toBe(wasClosed);
  });

  it('can be resumed unless it has succeeded, ended in a conflict, or was overtaken', () => {
    const conflict: Partial<StepRecord> = { status: 'failed', error: { code: 'conflict', message: 'Other.' } };
    expect(show(entry('stopped')).resumable).toBe(true);
    expect(show(entry('failed', [failed])).resumable).toBe(true);
    expect(show(entry('failed', [conflict])).resumable).toBe(false);
    expect(show(entry('succeeded')).resumable).toBe(false);
    const kept = entry('failed', [failed], { position: 1 });
    const later = entry('succeeded', [done], { activityId: 'b', position: 2 });
    expect(activityEntryOf(undefined, kept, [kept, later], now).resumable).toBe(false);
  });

  it('ended in a conflict where its last failure is one', () => {
    const conflict: Partial<StepRecord> = { status: 'failed', error: { code: 'conflict', message: 'Other.' } };
    expect(endedInConflict(entry('failed', [conflict]))).toBe(true);
    expect(endedInConflict(entry('failed', [failed, conflict]))).toBe(true);
    expect(endedInConflict(entry('failed', [conflict, failed]))).toBe(false);
    expect(endedInConflict(entry('stopped', [conflict]))).toBe(false);
    expect(endedInConflict(entry('failed', []))).toBe(false);
  });

  it.each([
    { steps: [grant, put], records: [done], words: ['Nodes restart.'] },
    { steps: [grant, put], records: [done, { status: 'failed' } as const], words: ['Nodes restart.'] },
    { steps: [grant, put], records: [{}, done], words: [] },
    { steps: [grant, put], records: [{}, { status: 'alreadyDone' } as const], words: [] },
    { steps: [grant, upgrade], records: [done], words: ['Nodes restart.'] },
    { steps: [grant, upgrade], records: [{}, done], words: [] },
    { steps: [grant], records: [], words: [] },
  ])('names the disruption still to come: $words', ({ steps, records, words }) => {
    const kept = entry('stopped', records, { plan: plan({}, steps) });
    expect(show(kept).disruption).toEqual(words);
  });

  it('with a step that was never noted shows that step as not begun', () => {
    const kept = { ...entry('stopped'), steps: [] };
    expect(show(kept).steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(show(kept).disruption).toEqual(['Nodes restart.']);
  });

  it('counts down the hours that were set', () => {
    const switched = { ...put, edit: { controlPlane: { kind: 'systemAssigned' } } };
    const kept = entry('succeeded', [done, done], { plan: plan({}, [grant, switched]) });
    expect(activityEntryOf(undefined, kept, [kept], now, 2).timers[1]!.endsAt).toEqual(
      new Date('2026-05-04T10:00:00.000Z'),
    );
  });
});

describe('what a run has to itself', () => {
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [{ kind: 'createCluster', clusterId: '/C' }, ['/c']],
    [{ kind: 'putCluster', clusterId: '/C' }, ['/c']],
    [{ kind: 'upgradeNodeImage', poolId: '/C/agentPools/NP1' }, ['/c']],
    [{ kind: 'upgradeNodeImage', poolId: '/C/agentPools/NP1/agentPools' }, ['/c/agentpools/np1/agentpools']],
    [{ kind: 'createResourceGroup', groupId: '/G' }, ['/g']],
    [{ kind: 'createIdentity', identityId: '/I' }, ['/i']],
    [{ kind: 'deleteIdentity', identityId: '/I' }, ['/i']],
    [{ kind: 'assignRole', principal: { kind: 'principal', principalId: 'P' } }, []],
    [{ kind: 'assignRole', principal: { kind: 'kubelet', clusterId: '/C' } }, ['/c']],
    [{ kind: 'removeRole', roleAssignmentId: '/A' }, ['/a']],
    [{ kind: 'createCredential', credentialId: '/F' }, ['/f']],
    [{ kind: 'deleteCredential', credentialId: '/F' }, ['/f']],
    [{ kind: 'createBinding', bindingId: '/B' }, ['/b']],
    [{ kind: 'deleteBinding', bindingId: '/B' }, ['/b']],
    [{ kind: 'deleteTrustedBinding', bindingId: '/B' }, ['/b']],
    [{ kind: 'rejoinFleet', memberId: '/M', clusterId: '/C' }, ['/c']],
    ...['addAccessPolicy', 'removeAccessPolicy'].flatMap((kind): [object, readonly string[]][] => [
      [{ kind, vaultId: '/V', principal: { kind: 'principal', principalId: 'P' } }, ['/v']],
      [{ kind, vaultId: '/V', principal: { kind: 'kubelet', clusterId: '/C' } }, ['/v', '/c']],
    ]),
  ];

  it.each(cases)('a run has to itself what its step is about: row %#', (action, ids) => {
    const steps = [{ ...action, id: 'step' } as unknown as Step];
    expect([...targetsOf({ steps } as unknown as Plan)]).toEqual([...ids, 'step']);
  });

  it('two runs overlap where they have something in common', () => {
    expect(haveCommonItem(new Set(['a', 'b']), new Set(['b', 'c']))).toBe(true);
    expect(haveCommonItem(new Set(['a']), new Set(['b']))).toBe(false);
    expect(haveCommonItem(new Set(), new Set(['b']))).toBe(false);
  });
});

describe('what takes effect only later', () => {
  const timeAt = (time: string): string => `2026-09-01T${time}:00.000Z`;
  const grant = { id: 'grant', kind: 'assignRole' };
  const later = { id: 'later', kind: 'assignRole' };
  const change = { id: 'change', kind: 'putCluster', edit: { controlPlane: { kind: 'systemAssigned' } } };
  const nodes = { id: 'nodes', kind: 'putCluster', edit: { kubeletIdentityId: '/k' } };
  const removal = { id: 'removal', kind: 'removeRole' };
  const done = (id: string, time = '12:00'): StepRecord => ({ id, status: 'done', endedAt: timeAt(time) });
  const entry = (...steps: readonly StepRecord[]): RunRecord =>
    ({ plan: { steps: [grant, later, change, nodes, removal] }, steps }) as unknown as RunRecord;
  const kindsAt = (time: string, ...steps: readonly StepRecord[]): readonly string[] =>
    pendingTimers(entry(...steps), new Date(timeAt(time))).map(({ kind }) => kind);

  it('a grant takes effect within 60 minutes of the last one', () => {
    const now = new Date(timeAt('12:30'));
    expect(pendingTimers(entry(done('grant', '12:00'), done('later', '12:10')), now)).toEqual([
      {
        kind: 'propagation',
        text: 'New roles can take up to 60 minutes to take effect',
        startedAt: new Date(timeAt('12:10')),
        endsAt: new Date(timeAt('13:10')),
      },
    ]);
  });

  it('a new control plane identity takes effect once the token of the old one has expired', () => {
    const now = new Date(timeAt('12:30'));
    expect(pendingTimers(entry(done('change')), now, 3)).toEqual([
      {
        kind: 'tokenRefresh',
        text: 'The control plane keeps using its old identity until that token expires, which can take several hours',
        startedAt: new Date(timeAt('12:00')),
        endsAt: new Date(timeAt('15:00')),
      },
    ]);
    expect(pendingTimers(entry(done('change')), now).map(({ endsAt }) => endsAt)).toEqual([new Date(timeAt('20:00'))]);
  });

  it('both take effect by and by, the grant first', () => {
    expect(kindsAt('12:30', done('grant'), done('change'))).toEqual(['propagation', 'tokenRefresh']);
    expect(kindsAt('12:59', done('grant'))).toEqual(['propagation']);
    expect(kindsAt('13:00', done('grant'), done('change'))).toEqual(['tokenRefresh']);
    expect(kindsAt('20:00', done('change'))).toEqual([]);
  });

  it('a grant without a recorded time does not hide an earlier one', () => {
    expect(kindsAt('12:30', done('grant'), { id: 'later', status: 'done' })).toEqual(['propagation']);
  });

  it('what was not done, was so before, or is something else takes no time', () => {
    const others: readonly StepRecord[] = [
      { id: 'grant', status: 'alreadyDone', endedAt: timeAt('12:00') },
      { id: 'grant', status: 'failed', endedAt: timeAt('12:00') },
      { id: 'grant', status: 'done' },
      { id: 'change', status: 'running' },
      done('nodes'),
      done('removal'),
    ];
    for (const step of others) expect(kindsAt('12:30', step)).toEqual([]);
    expect(kindsAt('12:30')).toEqual([]);
  });
});
