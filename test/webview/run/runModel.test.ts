import type { Change } from '../../../src/domain/change/change.ts';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';

import type { Failure } from '../../../src/errors.ts';
import { failureAsText, failureView } from '../../../src/webview/run/failureView.ts';
import {
  newRun,
  resumedRun,
  runAfterEnd,
  runAfterProgress,
  runOfEntry,
  type Run,
} from '../../../src/webview/run/runModel.ts';
import { runView } from '../../../src/webview/run/runView.ts';
import { say } from '../../../src/sentences/words.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 8, 1, 12, 0, second));
const guid = '6f1c2a3b-0000-4000-8000-000000000001';
const group = `/subscriptions/${guid}/resourceGroups/rg-shop`;
const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
const plan = {
  title: 'Change it',
  changes: [],
  steps: [
    { id: 'a', title: 'Grant' },
    { id: 'b', title: 'Update' },
  ],
} as unknown as Plan;
const failure: Failure = {
  code: 'forbidden',
  armCode: 'AuthorizationFailed',
  message: 'You may not.',
  correlationId: 'c-1',
  details: [{ code: 'Inner', message: 'Because.' }],
};

function afterFailure(): Run {
  const running = runAfterProgress(
    newRun(plan, at(0)),
    { activityId: 'x', id: 'a', title: '', status: 'running' },
    at(1),
  );
  const done = runAfterProgress(running, { activityId: 'x', id: 'a', title: '', status: 'done' }, at(4));
  const steps = [
    { id: 'a', status: 'done' as const },
    { id: 'b', status: 'failed' as const, error: failure },
  ];
  return runAfterEnd(
    done,
    { status: 'failed', activityId: 'x', steps, failures: ['Update: You may not.'], next: [] },
    at(9),
  );
}

describe('a run as it is followed', () => {
  it('starts with every step waiting', () => {
    const view = runView(newRun(plan, at(0)), { result: '' });
    expect(view).toMatchObject({ status: 'running', startedAt: at(0).toISOString(), canResume: false });
    expect(view.steps.map(({ status }) => status)).toEqual(['pending', 'pending']);
  });

  it('between two steps shows the next one, and is starting only before the first', () => {
    const begun = newRun(plan, at(0));
    const done = runAfterProgress(begun, { activityId: 'x', id: 'a', title: '', status: 'done' }, at(4));
    const all = runAfterProgress(done, { activityId: 'x', id: 'b', title: '', status: 'done' }, at(5));
    const told = [begun, done, all].map((run) => runView(run, { result: '' }).summary);
    expect(told).toEqual(['Starting ...', 'Step 2 of 2.', 'Applied. Reading the new state ...']);
  });

  it('a step takes its times from its first and its last news', () => {
    expect(afterFailure().steps[0]).toMatchObject({ startedAt: at(1).toISOString(), endedAt: at(4).toISOString() });
  });

  it('a failure is at its step and leaves the other steps as they are', () => {
    const { steps, summary, next, canResume, canReview } = runView(afterFailure(), { result: 'It is so.' });
    expect(next, 'is not told twice').toEqual([]);
    expect(steps[0]).toMatchObject({ status: 'done' });
    expect(steps[1]!.failure).toMatchObject({ code: 'AuthorizationFailed', correlationId: 'c-1' });
    expect(summary).toBe('Step 2 of 2 failed. What step 1 did stays.');
    expect([canResume, canReview]).toEqual([true, true]);
  });

  it.each([
    [['failed'], [], 'The change failed. Nothing was changed.'],
    [['failed'], ['0'], 'The change failed. Azure may have carried out part of it.'],
    [['failed', 'pending'], [], "Step 1 of 2 failed. Step 2 didn't run. Nothing was changed."],
    [['done', 'failed', 'pending'], ['1'], "Step 2 of 3 failed. What step 1 did stays. Step 3 didn't run."],
    [['alreadyDone', 'failed'], [], 'Step 2 of 2 failed. Nothing was changed.'],
  ] as const)(
    'a failure says what it has left, where steps are %j and of those Azure may have taken %j',
    (all, taken, said) => {
      const steps = all.map((status, index) => ({
        id: String(index),
        title: 'Step',
        status,
        ...((taken as readonly string[]).includes(String(index)) ? { maybeTaken: true as const } : {}),
      }));
      expect(runView({ ...afterFailure(), steps }, { result: '' }).summary).toBe(said);
    },
  );

  it('roles of the old identity are looked for in one place, until it is known whether there are any', () => {
    const kinds = ['oldToken', 'leftovers'] as const;
    const run = { ...afterFailure(), status: 'succeeded' as const, next: kinds.map((kind) => ({ kind })) };
    const seen = (
      more: Partial<typeof run> & { isRestKnown?: true; leftovers?: { text: string; canReview: boolean } },
    ) => {
      const { next, isSeekingRoles, leftovers } = runView({ ...run, ...more }, { result: '' });
      return [next.length, isSeekingRoles, leftovers?.text];
    };
    expect(seen({})).toEqual([0, true, undefined]);
    expect(seen({ isRestKnown: true })).toEqual([1, undefined, undefined]);
    expect(seen({ isRestKnown: true, leftovers: { text: 'It has 1 role.', canReview: true } })).toEqual([
      ...[0, undefined, 'It has 1 role.'],
    ]);
    expect(seen({ next: [] })).toEqual([0, undefined, undefined]);
  });

  it('the YAML for the cluster is on its way, and nothing comes next, until it is there or known not to come', () => {
    const change = { kind: 'createCredential', clusterId: '/c', identityId: '/i', namespace: 'shop' } as const;
    const changes = [{ ...change, serviceAccount: 'cart' } as Change];
    const run = {
      ...afterFailure(),
      status: 'succeeded' as const,
      changes,
      next: [{ kind: 'rolesTakeTime' as const }],
    };
    const handover = { yaml: 'kind: ServiceAccount', notes: [], steps: [], work: [] };
    const seen = (more: object): readonly unknown[] => {
      const view = runView({ ...run, ...more }, { result: '' });
      return [view.isPreparingYaml, view.next.length, view.handover?.yaml];
    };
    expect(seen({})).toEqual([true, 0, undefined]);
    expect(seen({ handover })).toEqual([undefined, 1, handover.yaml]);
    expect(seen({ isRestKnown: true })).toEqual([undefined, 1, undefined]);
    expect(seen({ status: 'stopped' })).toEqual([undefined, 1, undefined]);
    expect(seen({ changes: [] })).toEqual([undefined, 1, undefined]);
  });

  it('what comes next has a door where one can do it, once the change has succeeded', () => {
    const kinds = ['credentials', 'rolesTakeTime', 'leftovers'] as const;
    const next = [...kinds.map((kind) => ({ kind })), say`Get credentials for kubectl.`];
    const steps = [{ id: 'b', title: 'Update', status: 'failed' as const, error: failure }];
    expect(runView({ ...afterFailure(), status: 'succeeded', next, steps }, { result: '' }).next).toEqual([
      { text: 'Get credentials for kubectl.', door: 'credentials', at: 0 },
      { text: 'New roles can take up to 60 minutes to take effect.' },
      // The sentence of an earlier version is shown as it is and has no link.
      { text: 'Get credentials for kubectl.' },
    ]);
  });

  it('a failure that only someone else can fix is not offered to be tried again first, and has no internal code', () => {
    const { retryHelps, canResume, steps } = runView(afterFailure(), { result: '' });
    expect([retryHelps, canResume]).toEqual([false, true]);
    expect(steps[1]!.failure!.code).toBe('AuthorizationFailed');
    expect(failureView({ code: 'unexpected', message: 'It broke.' })).not.toHaveProperty('code');
  });

  it('counts what is fixed only when the clusters have been checked again, where that is still to come', () => {
    const run = { ...newRun(plan, at(0)), status: 'succeeded' as const };
    const context = { result: 'Applied.', fate: { text: '2 findings fixed.', isNamed: true } };
    expect(runView(run, context).summary).toContain('2 findings fixed.');
    expect(runView({ ...run, isJudging: true }, context).summary).not.toContain('fixed');
  });

  it.each([
    ['RequestDisallowedByPolicy', 'forbidden', 'No. A policy of your organization forbids it'],
    ['ScopeLocked', 'conflict', 'No. Ask whoever set the lock, or remove it'],
  ] as const)('a failure has the advice of its code %s, which stands beside it', (armCode, code, says) => {
    const { text, code: shown } = failureView({ code, armCode, message: 'No.' });
    expect(text.startsWith(says), text).toBe(true);
    expect([shown, text.includes(armCode)]).toEqual([armCode, false]);
  });

  it('a change in another window is marked so', () => {
    const view = runView({ ...newRun(plan, at(0)), own: false, elsewhere: true }, { result: '' });
    expect(view).toMatchObject({ status: 'running', elsewhere: true, canResume: false });
    expect(view.summary).toMatch(/^Running in another VS Code window/);
  });

  it('a conflict is reviewed again and not simply repeated', () => {
    const run = afterFailure();
    const steps = run.steps.map((step) =>
      step.error ? { ...step, error: { ...failure, code: 'conflict' as const } } : step,
    );
    expect(runView({ ...run, steps }, { result: '' })).toMatchObject({ canResume: false, canReview: true });
  });

  it('a resumed run continues with what is not done yet', () => {
    const { steps, endedAt, status } = resumedRun(afterFailure(), at(20));
    expect(steps.map((step) => step.status)).toEqual(['done', 'pending']);
    expect(steps[1]!.error).toBeUndefined();
    expect([status, endedAt]).toEqual(['running', undefined]);
  });

  it('a step that was sent before the run was resumed has its time since then, or none if no one followed that', () => {
    const begun = runAfterProgress(
      newRun(plan, at(0)),
      { activityId: 'x', id: 'a', title: '', status: 'running' },
      at(1),
    );
    const stopped = runAfterEnd(
      begun,
      { status: 'stopped', activityId: 'x', steps: [{ id: 'a', status: 'running' }], failures: [], next: [] },
      at(9),
    );
    const unseen = { ...stopped, steps: stopped.steps.map(({ startedAt: _, ...step }) => step) };
    const times = [stopped, unseen].map((run) => {
      const news = (['running', 'done'] as const).map((status) => ({ activityId: 'x', id: 'a', title: '', status }));
      const ended = news.reduce(
        (all, one, index) => runAfterProgress(all, one, at(40 + index)),
        resumedRun(run, at(30)),
      );
      return runView(ended, { result: '' }).steps[0];
    });
    expect(times[0]).toMatchObject({ startedAt: at(1).toISOString(), endedAt: at(41).toISOString() });
    expect(times[1]).not.toHaveProperty('startedAt');
    expect(times[1]).not.toHaveProperty('wasSent');
  });

  it('names the optional step that failed although the change succeeded', () => {
    const run: Run = { ...afterFailure(), status: 'succeeded' };
    expect(runView(run, { result: 'It is so.' }).summary).toBe('It is so. Step 2 failed, which does not undo it.');
  });

  it('is found again in the journal, with what has yet to take effect', () => {
    const text = 'Old identity in use until its token expires';
    const run = runOfEntry({
      activityId: 'x',
      title: say`Change it`,
      doing: say`Changing it`,
      done: say`Changed it`,
      changes: [],
      status: 'stopped',
      steps: [{ id: 'a', title: 'Grant', status: 'running' }],
      startedAt: at(0).toISOString(),
      position: 1,
      resumable: true,
      wasClosed: true,
      disruption: [],
      former: [],
      timers: [{ kind: 'tokenRefresh', text, startedAt: at(0), endsAt: at(1) }],
    });
    expect(runView(run, { result: '' })).toMatchObject({ status: 'stopped', canResume: true });
    expect(runView(run, { result: '' }).next).toMatchObject([
      { text: 'The old identity stays in use until its token expires, which can take several hours.' },
    ]);
    expect(runView(run, { result: '' }).summary).toMatch(
      /^VS Code was closed while this ran\. Azure may have continued/,
    );
  });

  it.each<[string, object, RegExp]>([
    ['is under way', { status: 'running' }, /Azure continues/],
    ['may have been taken', { status: 'failed', maybeTaken: true }, /Azure continues/],
    ['failed before', { status: 'failed' }, /Nothing is under way in Azure/],
    ['waits', { status: 'pending' }, /Nothing is under way in Azure/],
  ])('a stopped run whose second step %s says whether Azure may be at work', (_, second, says) => {
    const steps = [
      { id: 'a', title: 'A', status: 'done' },
      { id: 'b', title: 'B', ...second },
    ] as Run['steps'];
    const run: Run = { ...newRun(plan, at(0)), status: 'stopped', steps };
    expect(runView(run, { result: '' }).summary).toMatch(says);
  });

  it.each([
    [
      'Microsoft.Authorization/roleAssignments/write',
      `${registry}/providers/Microsoft.Authorization/roleAssignments/${guid}`,
      "You are signed in as Robin. You can't assign roles on registry acrshop. Ask an Owner, User Access Administrator or Role Based Access Control Administrator of registry acrshop to assign the role for you, or sign in with another account.",
    ],
    [
      'Microsoft.ManagedIdentity/userAssignedIdentities/write',
      group,
      "You are signed in as Robin. You don't have permission for userAssignedIdentities/write on resource group rg-shop. Ask an Owner, User Access Administrator or Role Based Access Control Administrator of resource group rg-shop for the role Managed Identity Contributor, or sign in with another account.",
    ],
  ])(
    'a refusal names what is missing, where, and whom to ask for which role, without ids: row %#',
    (action, scope, told) => {
      const message = `The client 'Robin' with object id '${guid}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
      const refused: Failure = { code: 'forbidden', armCode: 'AuthorizationFailed', message };
      const { text, code } = failureView(refused);
      expect(text).toBe(`${told} If you were given the right just now, wait a few minutes and retry.`);
      expect(code).toBe('AuthorizationFailed');
      expect(failureAsText(refused)).toContain(message.slice(0, -1));
    },
  );

  it('a refusal names no account that Azure names only by an ID', () => {
    const message = `The client '${guid}' with object id '${guid}' does not have authorization to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/write' over scope '${group}' or the scope is invalid.`;
    expect(failureView({ code: 'forbidden', message }).text).toMatch(/^You don't have permission/);
  });

  it('a refusal that names nothing names the right to the write', () => {
    const lack = { action: 'Microsoft.Authorization/roleAssignments/write', scope: registry };
    const { text } = failureView({ code: 'forbidden', message: 'Not you.', lack });
    expect(text).toMatch(/^You can't assign roles on registry acrshop\. Ask an Owner/);
  });

  it('a code is next to the sentence, not in it', () => {
    expect(failureView(failure).text).not.toContain('AuthorizationFailed');
  });

  it('a failure is copied with everything that helps someone else', () => {
    const text = failureAsText(failure);
    for (const part of ['You may not', 'Code: AuthorizationFailed', 'Correlation ID: c-1', 'Detail: Inner: Because.']) {
      expect(text).toContain(part);
    }
  });
});
