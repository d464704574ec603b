import { describe, expect, it } from 'vitest';
import type { ActivityEntry } from '../../src/app/runs/activity.ts';
import type { IdentityService } from '../../src/app/identityService.ts';
import { createPublicApi, type ConsentQuestion } from '../../src/api/publicApi.ts';
import type { Finding } from '../../src/domain/findings/finding.ts';
import type { Plan } from '../../src/domain/plan/plan.ts';
import { refusedError } from '../../src/errors.ts';
import type { Change } from '../../src/domain/change/change.ts';
import { clusterId } from '../support/domain/clusterFixture.ts';
import { shownText, shownTexts, speak } from '../../src/sentences/language.ts';
import { say } from '../../src/sentences/words.ts';

const change: Change = { kind: 'removeRole', roleAssignmentId: assignmentId() };
const step = { id: 's1', kind: 'removeRole', title: say`Remove it`, az: 'az x', effect: say`Gone.` } as const;
const plan = {
  changes: [change],
  title: say`Remove a role`,
  summary: say`It goes.`,
  verb: say`Remove role`,
  points: [],
  steps: [{ ...step, request: { method: 'DELETE', path: '/x' }, roleAssignmentId: '/x' }],
  warnings: [
    { severity: 'disruption', text: say`Nodes restart.`, source: 'https://d' },
    { severity: 'info', text: say`By the way.`, source: 'https://i' },
  ],
  checks: [],
  before: {},
  after: {},
  reversible: true,
  next: [],
  restarts: [],
} as const satisfies Plan;
const entry: ActivityEntry = {
  activityId: 'a1',
  title: plan.title,
  doing: say`Changing`,
  done: say`Changed`,
  changes: [change],
  status: 'failed',
  steps: [
    { id: 's0', status: 'done', title: 'First' },
    { id: 's1', status: 'failed', title: 'Second' },
  ],
  startedAt: 'now',
  position: 1,
  resumable: true,
  disruption: [say`Nodes restart.`],
  former: [],
  timers: [],
};

const unread = {
  code: 'identityUnreadable',
  severity: 'unknown',
  text: say`It can't be read.`,
  evidence: ['Forbidden.'],
  source: 'https://s',
  about: ['kubelet'],
} as const satisfies Finding;

function assignmentId(): string {
  const guid = '11111111-1111-4111-8111-111111111111';
  return `/subscriptions/${guid}/providers/Microsoft.Authorization/roleAssignments/${guid}`;
}

function apiOn(kind: 'azure' | 'emulator', agrees = true) {
  const asked = [] as ConsentQuestion[];
  const calls = [] as string[];
  const connected = [] as string[];
  const outcome = {
    status: 'succeeded',
    activityId: 'a1',
    steps: [],
    failures: ['Update: not you.'],
    next: ['Wait.'],
  } as const;
  const service = {
    connection: { kind },
    plan: () => Promise.resolve(plan),
    apply: (_: unknown, { onProgress }: { onProgress?: (progress: object) => void }) => {
      onProgress?.({ id: 's1', status: 'running', activityId: 'a1', title: 'x' });
      calls.push('apply');
      return Promise.resolve(outcome);
    },
    resume: () => (calls.push('resume'), Promise.resolve(outcome)),
    activity: () => Promise.resolve([entry]),
    report: () => Promise.resolve('text'),
    diagnose: () => Promise.resolve([unread, { ...unread, severity: 'warning' }]),
  } as unknown as IdentityService;
  const api = createPublicApi({
    service: () => service,
    connect: (url) => Promise.resolve(void connected.push(url)),
    consent: (question) => {
      asked.push(question);
      return Promise.resolve(agrees);
    },
  });
  return { api, asked, calls, connected };
}

describe('consent', () => {
  it('is asked for before apply on Azure, with title, writes and disruption', async () => {
    const { api, asked, calls } = apiOn('azure');
    await api.apply(change);
    expect(asked).toEqual([{ title: 'Remove a role', writes: ['Remove it'], disruption: ['Nodes restart.'] }]);
    expect(calls).toEqual(['apply']);
  });

  it('is asked for before resume on Azure, with the writes that are open and their disruption', async () => {
    const { api, asked, calls } = apiOn('azure');
    await api.resume('a1');
    expect(asked).toMatchObject([
      { title: 'Resume: Remove a role', writes: ['Second'], disruption: ['Nodes restart.'] },
    ]);
    expect(calls).toEqual(['resume']);
  });

  it('is asked for in sentences that the window can translate', async () => {
    const { api, asked } = apiOn('azure');
    await api.resume('a1');
    speak({ 'Resume: {0}': 'Fortsetzen: {0}', 'Nodes restart.': 'Knoten starten neu.' });
    const { title, disruption } = asked[0]!;
    const shown = [shownText(title), ...shownTexts(disruption)];
    speak();
    expect(shown).toEqual(['Fortsetzen: Remove a role', 'Knoten starten neu.']);
  });

  it('that is not given means that nothing is started', async () => {
    const { api, calls } = apiOn('azure', false);
    await expect(api.apply(change)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(api.resume('a1')).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls).toEqual([]);
  });

  it('is not asked for on an emulator', async () => {
    const { api, asked, calls } = apiOn('emulator');
    await api.apply(change);
    await api.resume('a1');
    expect(asked).toEqual([]);
    expect(calls).toEqual(['apply', 'resume']);
  });

  it('the end of a change lists for other extensions what failed and what comes next', async () => {
    const { api } = apiOn('emulator');
    const ended = { status: 'succeeded', activityId: 'a1', steps: [], next: ['Update: not you.', 'Wait.'] };
    expect(await api.apply(change)).toStrictEqual(ended);
    expect(await api.resume('a1')).toStrictEqual(ended);
  });
});

describe('connect', () => {
  it.each(['http://127.0.0.1:4711', 'https://localhost:4711/', 'http://[::1]:1'])('takes %s', async (url) => {
    const { api, connected } = apiOn('emulator');
    await api.connect(url);
    expect(connected).toEqual([new URL(url).origin]);
  });

  it.each(['https://management.azure.com', 'http://127.0.0.1.evil.example', 'file:///etc/passwd', 'nonsense', 7])(
    'refuses %s',
    async (url) => {
      const { api, connected } = apiOn('emulator');
      await expect(api.connect(url as string)).rejects.toMatchObject({ code: 'refused' });
      expect(connected).toEqual([]);
    },
  );
});

describe('arguments from outside', () => {
  it('are checked before anything is done', async () => {
    const { api, calls } = apiOn('emulator');
    await expect(api.apply({ kind: 'nonsense' } as unknown as Change)).rejects.toMatchObject({ code: 'refused' });
    await expect(api.resume(undefined as unknown as string)).rejects.toMatchObject({ code: 'refused' });
    await expect(api.report({ format: 'pdf' as 'csv' })).rejects.toMatchObject({ code: 'refused' });
    expect(calls).toEqual([]);
  });

  it.each([null, 5, 'csv', []])('%j as options is refused, or counts as none where none are needed', async (given) => {
    const { api, calls } = apiOn('emulator');
    await expect(api.report(given as never)).rejects.toMatchObject({ code: 'refused' });
    await api.apply(change, given as never);
    expect(calls).toEqual(['apply']);
  });

  const circle: unknown[] = [];
  circle.push(circle);
  it.each<unknown>([5n, circle, Symbol('s'), Object.create(null) as object])(
    "that can't be written as JSON are refused",
    async (given) => {
      const { api, calls } = apiOn('emulator');
      const wrong = given as never;
      const asked = [
        () => api.connect(wrong),
        () => api.cluster(wrong),
        () => api.resume(wrong),
        () => api.plan({ kind: given } as never),
        () => api.report({ format: wrong }),
        () => api.report({ format: 'csv', subscriptionIds: [given] as never }),
      ];
      for (const ask of asked) await expect(ask()).rejects.toMatchObject({ code: 'refused' });
      expect(calls).toEqual([]);
    },
  );

  it.each([5, 'x', {}, [5], [null]])('%j is no list of subscriptions for a report', async (subscriptionIds) => {
    const { api } = apiOn('emulator');
    const options = { format: 'csv', subscriptionIds } as never;
    await expect(api.report(options)).rejects.toMatchObject({ code: 'refused' });
  });

  it('of the wrong type as listeners get no progress', async () => {
    const { api } = apiOn('emulator');
    await expect(api.apply(change, { onProgress: 'x' as never })).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('calls without a connection are answered by signedOut', async () => {
    const api = createPublicApi({
      service: () => undefined,
      connect: () => Promise.resolve(),
      consent: () => Promise.reject(refusedError('not asked')),
    });
    await expect(api.clusters()).rejects.toMatchObject({ code: 'signedOut' });
  });
});

it('the API calls what could not be checked info, because callers know three severities', async () => {
  const { api } = apiOn('emulator');
  expect(await api.diagnose(clusterId)).toEqual([
    { ...unread, severity: 'info', evidence: 'Forbidden.' },
    { ...unread, severity: 'warning', evidence: 'Forbidden.' },
  ]);
});

it('the API shows entries and plans in the documented form, with nothing else', async () => {
  const { api } = apiOn('emulator');
  expect(await api.activity()).toEqual([
    {
      activityId: 'a1',
      title: 'Remove a role',
      change,
      status: 'failed',
      steps: [
        { id: 's0', status: 'done' },
        { id: 's1', status: 'failed' },
      ],
      startedAt: 'now',
      resumable: true,
    },
  ]);
  const shown = await api.plan(change);
  expect(Object.keys(shown).toSorted()).toEqual(
    ['after', 'before', 'checks', 'next', 'points', 'reversible', 'steps', 'summary', 'title', 'warnings'].toSorted(),
  );
  expect(Object.keys(shown.steps[0]!).toSorted()).toEqual(['az', 'effect', 'id', 'kind', 'request', 'title']);
});
