import type { TokenCredential } from '@azure/core-auth';
import { describe, expect, it } from 'vitest';
import type { StepProgress } from '../../../src/app/runs/activity.ts';
import { createJournal, type Store } from '../../../src/app/runs/journal.ts';
import { progressOf } from '../../../src/app/runs/activityEntries.ts';
import { runPlan, settlePlan, type PlanRun } from '../../../src/app/runs/runPlan.ts';
import type { RunRecord, StepRecord } from '../../../src/app/runs/runRecord.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { StepAction } from '../../../src/domain/plan/stepActions.ts';
import { IdentityError } from '../../../src/errors.ts';
import { answering, refusal, stepOf, writeStage, type Answer, type Things } from '../../support/azure/writeStage.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { say } from '../../../src/sentences/words.ts';
import { planOf } from '../../support/domain/plans/plainPlan.ts';

const group = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg' as ArmId;
const idOf = (name: string): ArmId =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
const body = { location: 'westeurope' };
const made = (id: string, action: StepAction): Step =>
  stepOf(action, { id, title: say`Do ${id}`, request: { method: 'PUT', path: `${group}/x` } });
const makeA = made('make-a', { kind: 'createIdentity', identityId: idOf('id-a'), body });
const makeB = made('make-b', { kind: 'createIdentity', identityId: idOf('id-b'), body });
const removeA = made('remove-a', { kind: 'deleteIdentity', identityId: idOf('id-a') });
const poolId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop/agentPools/np1` as ArmId;
const upgrade = made('upgrade', { kind: 'upgradeNodeImage', poolId, from: 'old', to: 'new' });
const grantTo = (id: string, optional?: boolean): Step =>
  made(id, {
    kind: 'assignRole',
    principal: { kind: 'identity', identityId: idOf('id-a') },
    roleName: 'Reader',
    scope: group,
    roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
    ...(optional === undefined ? {} : { optional }),
  });
const start = '2026-05-04T08:00:00.000Z';
const me = '11111111-1111-4111-8111-111111111111';

function entryOf(steps: readonly Step[], records: Readonly<Record<string, Partial<StepRecord>>> = {}): RunRecord {
  return {
    activityId: 'run',
    connection: 'c',
    plan: planOf(steps),
    status: 'running',
    startedAt: start,
    steps: steps.map(({ id }) => ({ id, status: 'pending', ...records[id] })),
  };
}

interface Options extends Partial<PlanRun> {
  /** Fails the write of the journal with this number, from 1; `isGone`: and each after it. */
  readonly failsAt?: number;
  readonly isGone?: boolean;
  readonly earlier?: readonly RunRecord[];
  readonly onRequest?: () => void;
  readonly credential?: TokenCredential;
}

/** Runs steps against an Azure that answers by a script; each change of the entry is kept as the journal had it. */
async function setup(
  answer: Answer,
  { failsAt = Infinity, isGone = false, earlier = [], onRequest, credential, ...more }: Options = {},
) {
  const abort = new AbortController();
  const stage = writeStage(
    (request, writes) => {
      onRequest?.();
      return answer(request, writes);
    },
    {},
    credential,
  );
  let text: string | undefined = undefined;
  let writes: number = 0;
  const store: Store = {
    read: () => Promise.resolve(text),
    write: (next) => {
      if (++writes === failsAt || (isGone && writes > failsAt)) return Promise.reject(new Error('disk full'));
      text = next;
      return Promise.resolve();
    },
  };
  const journal = createJournal(store);
  for (const each of earlier) await journal.record(each);
  writes = 0;
  const told: StepProgress[] = [];
  const entries: RunRecord[] = [];
  const written: string[] = [];
  const looked: string[][] = [];
  const run: PlanRun = {
    directory: { armFor: () => Promise.resolve(stage.arm) } as unknown as Directory,
    journal,
    sleep: stage.context.sleep,
    now: stage.context.now,
    signal: abort.signal,
    pace: { turnFor: () => Promise.resolve() },
    lookAtPlan: ({ steps }) => Promise.resolve(looked.push(steps.map(({ id }) => id))),
    onProgress: (progress) => void told.push(progress),
    onEntry: (entry) => {
      stage.log.push(
        `noted ${entry.steps.map(({ status, sentAt }) => `${status}${sentAt ? ' sent' : ''}`).join(', ')}`,
      );
      entries.push(entry);
    },
    onWritten: ({ id }) => void written.push(id),
    ...more,
  };
  const kept = async (): Promise<RunRecord | undefined> =>
    (await journal.entries('c')).find(({ activityId }) => activityId === 'run');
  return { ...stage, run, abort, told, entries, written, looked, kept };
}
const there = (name: string): Things => ({
  [idOf(name).toLowerCase()]: { id: idOf(name), properties: { principalId: 'p' } },
});
const isWrite = (event: string): boolean => /^(PUT|DELETE|POST|noted)/.test(event);

describe('a run', () => {
  it('notes each step before it leaves and after it was answered, one after the other', async () => {
    const { run, log, kept, told, written } = await setup(answering({}));
    const ended = await runPlan(entryOf([makeA, makeB]), run);
    expect(log.filter(isWrite)).toEqual([
      'noted running, pending',
      'noted running sent, pending',
      'PUT id-a',
      'noted done sent, pending',
      'noted done sent, running',
      'noted done sent, running sent',
      'PUT id-b',
      'noted done sent, done sent',
      'noted done sent, done sent',
    ]);
    expect(ended).toMatchObject({ status: 'succeeded', endedAt: start });
    expect(ended.steps).toEqual([
      { id: 'make-a', status: 'done', sentAt: start, endedAt: start },
      { id: 'make-b', status: 'done', sentAt: start, endedAt: start },
    ]);
    expect(ended).not.toHaveProperty('wasClosed');
    expect(await kept()).toMatchObject({ status: 'succeeded', steps: ended.steps });
    expect(told.map(({ id, status, phase }) => [id, status, phase].filter(Boolean).join(' '))).toEqual([
      'make-a running unsent',
      'make-a running',
      'make-a done',
      'make-b running unsent',
      'make-b running',
      'make-b done',
    ]);
    expect(written).toEqual(['make-a', 'make-b']);
  });

  /** Tokens with these claims; they are counted. */
  const giving = (claims: JsonObject) => {
    let asked = 0;
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    const getToken = () => (asked++, Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }));
    return { credential: { getToken }, asked: () => asked };
  };
  const withId = (id: string): Scripted => ({
    headers: { 'x-ms-correlation-request-id': id },
  });

  it.each<[string, JsonObject, Partial<StepRecord>]>([
    [
      'a person with name and program',
      { oid: me, upn: 'ana@contoso.com', appid: 'p1', scp: 'user_impersonation' },
      { sentBy: me, sender: { name: 'ana@contoso.com', clientId: 'p1' } },
    ],
    [
      'a guest',
      { oid: me, unique_name: 'live.com#ana@b.c', idtyp: 'user' },
      { sentBy: me, sender: { name: 'live.com#ana@b.c' } },
    ],
    [
      'a person whose name is not in Latin letters',
      { oid: me, upn: 'jürgen.łoś@例.contoso.com', idtyp: 'user' },
      { sentBy: me, sender: { name: 'jürgen.łoś@例.contoso.com' } },
    ],
    ['an application', { oid: me, appid: 'a1', idtyp: 'app' }, { sentBy: me, sender: { applicationId: 'a1' } }],
    ['an application by an older token', { oid: me, appid: 'a1' }, { sentBy: me, sender: { applicationId: 'a1' } }],
    ['an ID and nothing else', { oid: me }, { sentBy: me }],
    ['nobody', {}, {}],
  ])('notes with a request who sent it, by the token it left with: %s (H-20)', async (_, claims, expected) => {
    const { credential, asked } = giving(claims);
    const { run, kept } = await setup(answering({}), { credential });
    // An earlier request was sent by somebody else.
    const before = { status: 'failed', sentBy: 'former', sender: { name: 'former' }, correlationId: 'former' } as const;
    await runPlan(entryOf([makeA], { 'make-a': before }), run);
    const step = (await kept())!.steps[0]!;
    expect(step).toEqual({ id: 'make-a', status: 'done', sentAt: start, endedAt: start, ...expected });
    // The clients of the look and of the request have one each, and nobody else asks.
    expect(asked()).toBe(2);
  });

  const tokens = { ana: { oid: me, upn: 'ana@contoso.com' }, ops: { oid: 'ffffffff-1111-4111-8111-111111111111' } };
  it.each([
    ['who makes the look', ['ana'], me, 4],
    ['another one than looked before, by another note', ['ops', 'ana'], me, 5],
  ] as const)('has the sender in its record before the request leaves: %s (H-20)', async (_, asked, sentBy, notes) => {
    const left = [...asked];
    let noted: RunRecord | undefined;
    const stage = await setup(
      answering({}, () => void (noted = stage.entries.at(-1))),
      {
        credential: {
          getToken: () =>
            giving(tokens[left.length > 1 ? left.shift()! : left[0]!])
              .credential.getToken()
              .then((token) => ({
                // Expired at once, so that each request asks for another.
                ...token,
                expiresOnTimestamp: Date.now() + 1,
              })),
        },
      },
    );
    await runPlan(entryOf([makeA]), stage.run);
    expect(noted!.steps[0]).toMatchObject({ status: 'running', sentAt: start, sentBy });
    expect(stage.entries.length).toBe(notes);
  });

  it('takes the sender away with a note that is taken back, and keeps that of an earlier request (H-20)', async () => {
    const before = { status: 'failed', sentAt: start, sentBy: 'former', isLost: true } as const;
    for (const record of [{}, before]) {
      const things: Things = {};
      const stage = await setup(answering(things), {
        credential: giving({ oid: me }).credential,
        lookAtPlan: () => Promise.reject(new Error('other by now')),
      });
      Object.assign(things, there('id-a'));
      const ended = await runPlan(entryOf([removeA], { 'remove-a': record }), stage.run);
      expect(stage.entries.map(({ steps }) => steps[0]!.sentBy)).toContain(me);
      const [{ sentAt, sentBy } = { sentBy: 'none' }] = ended.steps;
      expect([sentAt, sentBy]).toEqual('sentBy' in record ? [start, 'former'] : [undefined, undefined]);
    }
  });

  it('keeps no sender of a request that was refused and is sent by nobody (H-20)', async () => {
    const refused = (): Scripted => ({ ...refusal(403, 'AuthorizationFailed', 'Not you.'), ...withId('c-1') });
    const { run, kept } = await setup(answering({}, refused), { credential: giving({ oid: me }).credential });
    await runPlan(entryOf([makeA]), run);
    const step = (await kept())!.steps[0]!;
    expect([step.sentAt, step.sentBy, step.correlationId]).toEqual([undefined, undefined, undefined]);
  });

  it('names the right to the write that was refused, and none for a refused look', async () => {
    const refused = (): Scripted => refusal(403, 'AuthorizationFailed', 'Not you.');
    const lackAfter = async (answer: Answer) =>
      (await runPlan(entryOf([makeA]), (await setup(answer)).run)).steps[0]!.error!.lack;
    const right = { action: 'Microsoft.ManagedIdentity/userAssignedIdentities/write', scope: group };
    expect(await lackAfter(answering({}, refused))).toEqual(right);
    expect(await lackAfter(refused)).toBeUndefined();
    const policy = (): Scripted => refusal(403, 'RequestDisallowedByPolicy', 'Not here.');
    expect(await lackAfter(answering({}, policy))).toBeUndefined();
  });

  it("keeps the ID of the write's own answer, not of a read, nor of a refusal after a lost one (H-20)", async () => {
    const idAfter = async (...answers: readonly Scripted[]) => {
      const left = [...answers];
      const { run, kept } = await setup((request, writes) =>
        request.method === 'GET'
          ? { ...answering({})(request, writes), ...withId('of-a-read') }
          : (left.shift() ?? withId('of-none')),
      );
      await runPlan(entryOf([makeA]), run);
      return (await kept())!.steps[0]!.correlationId;
    };
    const failed: Scripted = { ...refusal(500, 'InternalServerError', 'Boom.'), ...withId('c-1') };
    const refused: Scripted = { ...refusal(403, 'AuthorizationFailed', 'Not you.'), ...withId('c-2') };
    expect(await idAfter(withId('c-1'))).toBe('c-1');
    expect(await idAfter(failed, withId('c-2'))).toBe('c-2');
    expect(await idAfter(failed, refused)).toBeUndefined();
    expect(await idAfter({})).toBeUndefined();
  });

  it('sends nothing for steps that already hold, and reports no write', async () => {
    const { run, writes, written } = await setup(answering(there('id-a')));
    const ended = await runPlan(entryOf([makeA]), run);
    expect(ended.steps).toEqual([{ id: 'make-a', status: 'alreadyDone', endedAt: start }]);
    expect(ended.status).toBe('succeeded');
    expect([writes, written]).toEqual([[], []]);
  });

  it('with nothing left has succeeded, and sends nothing', async () => {
    const { run, log } = await setup(answering({}));
    const ended = await runPlan(entryOf([makeA], { 'make-a': { status: 'done' } }), run);
    expect(ended).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }] });
    expect(log).toEqual(['noted done']);
  });

  it('does not begin again what is over, nor keep the error of an earlier try', async () => {
    const error = { code: 'unexpected', message: 'then' } as const;
    const { run, log, entries } = await setup(answering({}));
    const ended = await runPlan(
      entryOf([makeA, makeB], { 'make-a': { status: 'alreadyDone' }, 'make-b': { status: 'failed', error } }),
      run,
    );
    expect(log.filter((event) => event.startsWith('PUT'))).toEqual(['PUT id-b']);
    expect(entries[0]!.steps[1]).toEqual({ id: 'make-b', status: 'running' });
    expect(ended.steps[0]).toEqual({ id: 'make-a', status: 'alreadyDone' });
  });

  it('sends nothing after a failure, and its entry ends with that', async () => {
    const { run, writes, kept, told, written } = await setup(() => refusal(403, 'AuthorizationFailed', 'Not you.'));
    const ended = await runPlan(entryOf([makeA, makeB]), run);
    expect(ended).toMatchObject({ status: 'failed', endedAt: start });
    expect(ended.steps).toEqual([
      {
        id: 'make-a',
        status: 'failed',
        endedAt: start,
        error: { code: 'forbidden', message: 'Not you.', armCode: 'AuthorizationFailed', status: 403 },
      },
      { id: 'make-b', status: 'pending' },
    ]);
    expect(await kept()).toMatchObject({ status: 'failed' });
    expect(told.at(-1)).toMatchObject({
      activityId: 'run',
      id: 'make-a',
      title: 'Do make-a',
      status: 'failed',
      error: { code: 'forbidden' },
    });
    expect([writes, written]).toEqual([[], []]);
  });

  it('continues after an optional step fails, and has succeeded', async () => {
    for (const [optional, status, writes] of [
      [true, 'succeeded', 1],
      [false, 'failed', 0],
      [undefined, 'failed', 0],
    ] as const) {
      const stage = await setup(answering(there('id-b')));
      const ended = await runPlan(entryOf([grantTo('grant', optional), makeA]), stage.run);
      expect([ended.status, ended.steps[0]!.status, stage.writes.length]).toEqual([status, 'failed', writes]);
    }
  });

  it('looks again right before each removal, and before nothing else', async () => {
    const { run, looked } = await setup(answering(there('id-a')));
    await runPlan(entryOf([makeB, removeA]), run);
    expect(looked).toEqual([['make-b', 'remove-a']]);
  });

  it('reports what it waits for', async () => {
    const slow = (_: unknown, writes: number) => (writes === 0 ? refusal(429, 'TooManyRequests') : undefined);
    const { run, told } = await setup(answering({}, slow), {
      pace: { turnFor: (_, { onDetail }) => Promise.resolve(onDetail(say`Not yet`)) },
    });
    await runPlan(entryOf([makeA]), run);
    const details = told.flatMap(({ id, status, detail }) => (detail === undefined ? [] : [[id, status, detail]]));
    expect(details).toEqual([
      ['make-a', 'running', 'Not yet'],
      ['make-a', 'running', 'Azure asks to slow down; retrying in 0.5 s'],
      ['make-a', 'running', 'Not yet'],
    ]);
  });

  it('notes no request as sent that the last look took back', async () => {
    const things: Things = {};
    let reads = 0;
    const { run, log, writes } = await setup(answering(things), {
      onRequest: () => void (++reads === 2 && Object.assign(things, there('id-a'))),
    });
    const ended = await runPlan(entryOf([makeA]), run);
    expect(log.filter(isWrite)).toContain('noted running sent');
    expect(ended.steps).toEqual([{ id: 'make-a', status: 'alreadyDone', endedAt: start }]);
    expect(writes).toEqual([]);
  });

  it('takes a turn for each request', async () => {
    const turns: string[] = [];
    const { run } = await setup(answering({}), { pace: { turnFor: ({ id }) => Promise.resolve(void turns.push(id)) } });
    await runPlan(entryOf([makeA, makeB]), run);
    expect(turns).toEqual(['make-a', 'make-b']);
  });
});

describe('what is left of a step that failed', () => {
  const onWrite = (...answers: readonly (ReturnType<typeof refusal> | { broken: string })[]): Answer =>
    answering({}, (_, writes) => answers[Math.min(writes, answers.length - 1)]);
  const lost = { broken: 'ECONNRESET' };
  const no = refusal(403, 'AuthorizationFailed');
  const cases: readonly {
    readonly name: string;
    readonly answer: Answer;
    readonly before?: Partial<StepRecord>;
    readonly record: Partial<StepRecord>;
    readonly isTold: boolean;
  }[] = [
    { name: 'a refusal: it was not sent', answer: onWrite(no), record: {}, isTold: false },
    {
      name: 'a lost answer: it may have been taken',
      answer: onWrite(lost),
      record: { sentAt: '2026-05-04T08:00:12.000Z', isLost: true },
      isTold: true,
    },
    {
      name: 'a lost answer and then a refusal: it may have been taken',
      answer: onWrite(lost, no),
      record: { sentAt: '2026-05-04T08:00:01.000Z', isLost: true },
      isTold: true,
    },
    {
      name: 'a refusal of what an earlier run may have sent',
      answer: onWrite(no),
      before: { sentAt: start },
      record: { sentAt: start },
      isTold: true,
    },
    {
      name: 'a refusal of what an earlier run has lost',
      answer: onWrite(no),
      before: { sentAt: start, isLost: true },
      record: { sentAt: start, isLost: true },
      isTold: true,
    },
    {
      name: 'an answer that says nothing',
      answer: onWrite({ broken: 'PARSE_ERROR' }),
      record: { sentAt: start },
      isTold: true,
    },
    {
      name: 'a token that is not taken any more',
      answer: onWrite(refusal(401, 'ExpiredAuthenticationToken')),
      record: {},
      isTold: false,
    },
  ];

  it.each(cases)('$name', async ({ answer, before = {}, record, isTold }) => {
    const { run, written } = await setup(answer);
    const ended = await runPlan(entryOf([makeA], { 'make-a': before }), run);
    const { error: _, ...rest } = ended.steps[0]!;
    expect(rest).toEqual({ id: 'make-a', status: 'failed', endedAt: expect.any(String) as string, ...record });
    expect(written).toEqual(isTold ? ['make-a'] : []);
  });

  /** A pool whose upgrade Azure accepted; polls of its operation are answered by the test. */
  const upgrading = (poll: ReturnType<Answer>): Answer => {
    let isTaken = false;
    return (request) => {
      if (request.url.includes('/op?')) return poll;
      if (request.method === 'GET')
        return {
          body: {
            id: poolId,
            properties: { nodeImageVersion: 'old', provisioningState: isTaken ? 'Upgrading' : 'Succeeded' },
          },
        };
      isTaken = true;
      return {
        status: 202,
        headers: { 'azure-asyncoperation': `https://management.azure.com${poolId}/op?api-version=2026-04-01` },
      };
    };
  };

  it.each([
    {
      name: 'a look that is forbidden',
      poll: refusal(403, 'AuthorizationFailed', 'Not you.'),
      code: 'unexpected',
      isKept: true,
      words: "Azure has accepted the request, but its progress can't be seen: Not you.",
    },
    {
      name: 'a look for which somebody has to sign in',
      poll: refusal(401, 'InvalidAuthenticationToken', 'Sign in.'),
      code: 'signedOut',
      isKept: true,
      words: 'Sign in.',
    },
    {
      name: 'an operation that failed',
      poll: { body: { status: 'Failed', error: { code: 'X', message: 'No room.' } } },
      code: 'unexpected',
      isKept: false,
      words: 'No room.',
    },
  ])('an operation stays known after $name: $isKept', async ({ poll, code, isKept, words }) => {
    const { run, written } = await setup(upgrading(poll));
    const ended = await runPlan(entryOf([upgrade]), run);
    expect(ended.status).toBe('failed');
    expect(ended.steps[0]).toMatchObject({ status: 'failed', sentAt: start, error: { code, message: words } });
    expect('operation' in ended.steps[0]!).toBe(isKept);
    expect(written).toEqual(['upgrade']);
  });

  it('an operation that could not be read stays known', async () => {
    const { run } = await setup(upgrading({ broken: 'ECONNRESET' }));
    const ended = await runPlan(entryOf([upgrade]), run);
    expect(ended.steps[0]).toMatchObject({ status: 'failed', error: { isUnanswered: true } });
    expect(ended.steps[0]).toHaveProperty('operation');
  });

  it('an operation that Azure asks to look at less often, again and again, is throttled and stays known', async () => {
    const { run } = await setup(upgrading(refusal(429, 'TooManyRequests', 'Slow down.')));
    const ended = await runPlan(entryOf([upgrade]), run);
    expect(ended.steps[0]).toMatchObject({ error: { code: 'throttled', status: 429 } });
    expect(ended.steps[0]!.error!.message).toContain("its progress can't be seen");
    expect(ended.steps[0]).toHaveProperty('operation');
  });
});

describe('an operation that an earlier run has left', () => {
  const operation = JSON.stringify({ state: { status: 'running', config: {} } });

  it.each([
    { code: 'signedOut', isKept: true },
    { code: 'cancelled', isKept: true },
    { code: 'conflict', isKept: false },
  ] as const)('stays known after $code: $isKept', async ({ code, isKept }) => {
    const { run } = await setup(answering({}), {
      directory: {
        armFor: () => Promise.reject(new IdentityError({ code, message: 'No.' })),
      } as unknown as Directory,
    });
    const ended = await runPlan(entryOf([upgrade], { upgrade: { sentAt: start, operation } }), run);
    expect(ended.steps).toStrictEqual([
      {
        id: 'upgrade',
        status: 'failed',
        sentAt: start,
        endedAt: start,
        error: { code, message: 'No.' },
        ...(isKept ? { operation } : {}),
      },
    ]);
  });
});

describe('a run that is stopped', () => {
  it('before a step left leaves it as not begun', async () => {
    const stage = await setup(answering({}), { onRequest: () => stage.abort.abort() });
    const ended = await runPlan(entryOf([makeA, makeB]), stage.run);
    expect(ended).toMatchObject({ status: 'stopped', endedAt: start });
    expect(ended.steps).toEqual([
      { id: 'make-a', status: 'pending' },
      { id: 'make-b', status: 'pending' },
    ]);
    expect(stage.told.at(-1)).toMatchObject({ id: 'make-a', status: 'pending' });
    expect([stage.writes, stage.written]).toEqual([[], []]);
  });

  it('while the answer arrives keeps the ID by which Azure logs the request (H-20)', async () => {
    const stage = await setup((request) => {
      if (request.method === 'GET')
        return { body: { id: poolId, properties: { nodeImageVersion: 'old', provisioningState: 'Succeeded' } } };
      stage.abort.abort();
      return { status: 202, headers: { 'x-ms-correlation-request-id': 'c-1' } };
    });
    expect(await runPlan(entryOf([upgrade]), stage.run)).toMatchObject({ status: 'stopped' });
    expect((await stage.kept())!.steps[0]).toMatchObject({ status: 'running', sentAt: start, correlationId: 'c-1' });
  });

  it('while Azure works leaves its step as running, since Azure continues', async () => {
    const stage = await setup(
      answering({}, () => {
        stage.abort.abort();
        return { broken: 'ECONNRESET' };
      }),
    );
    const ended = await runPlan(entryOf([makeA, makeB]), stage.run);
    expect(ended).toMatchObject({
      status: 'stopped',
      steps: [{ status: 'running', sentAt: start }, { status: 'pending' }],
    });
    expect(stage.told.at(-1)).toMatchObject({ id: 'make-a', status: 'running', detail: 'Azure continues with it' });
    expect(stage.written).toEqual(['make-a']);
  });

  it('while a request waits for its turn does not note it, nor send it', async () => {
    const stage = await setup(answering({}), { pace: { turnFor: () => Promise.resolve(stage.abort.abort()) } });
    const ended = await runPlan(entryOf([makeA]), stage.run);
    expect(ended).toMatchObject({ status: 'stopped', steps: [{ id: 'make-a', status: 'pending' }] });
    expect(stage.log.join()).not.toContain('sent');
    expect(stage.writes).toEqual([]);
  });

  it('between two steps begins no other', async () => {
    const stage = await setup(answering({}), { onWritten: () => stage.abort.abort() });
    const ended = await runPlan(entryOf([makeA, makeB]), stage.run);
    expect(ended).toMatchObject({ status: 'stopped', steps: [{ status: 'done' }, { status: 'pending' }] });
  });

  it.each([
    { isClosing: true, wasClosed: true },
    { isClosing: false, wasClosed: undefined },
  ])(
    'that ends while VS Code is closing ($isClosing) was not stopped by the user: $wasClosed',
    async ({ isClosing, wasClosed }) => {
      const stage = await setup(answering({}), { onRequest: () => stage.abort.abort(), isClosing: () => isClosing });
      expect((await runPlan(entryOf([makeA]), stage.run)).wasClosed).toBe(wasClosed);
      const failing = await setup(() => refusal(403, 'No'), { isClosing: () => true });
      expect((await runPlan(entryOf([makeA]), failing.run)).wasClosed).toBeUndefined();
    },
  );
});

describe('a run that only looks', () => {
  it.each([
    { before: {}, end: ' This step changed nothing.' },
    { before: { sentAt: start }, end: '' },
  ])('sends nothing, and a missing target is a conflict', async ({ before, end }) => {
    const { run, writes } = await setup(answering({}), { isLookOnly: true });
    const ended = await runPlan(entryOf([makeA], { 'make-a': before }), run);
    expect(ended.steps[0]).toMatchObject({
      ...before,
      status: 'failed',
      error: {
        code: 'conflict',
        message: `What this step applies to no longer exists: Do make-a.${end}`,
      },
    });
    expect(writes).toEqual([]);
  });

  it('finds what is there', async () => {
    const { run } = await setup(answering(there('id-a')), { isLookOnly: true });
    expect(await runPlan(entryOf([makeA]), run)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a journal that fails', () => {
  const unrecorded = 'It could not be recorded, so nothing more is sent: disk full';
  it.each([
    { failsAt: 1, words: unrecorded, what: 'before a step begins', sends: 0, steps: ['failed', 'pending'] },
    { failsAt: 2, words: 'disk full', what: 'before a request leaves', sends: 0, steps: ['failed', 'pending'] },
    { failsAt: 4, words: unrecorded, what: 'before the next step begins', sends: 1, steps: ['done', 'failed'] },
    { failsAt: 7, words: '', what: 'at the end', sends: 2, steps: ['done', 'done'] },
  ])('$what keeps everything else from being sent', async ({ failsAt, words, sends, steps }) => {
    const { run, writes, entries } = await setup(answering({}), { failsAt });
    const ended = await runPlan(entryOf([makeA, makeB]), run);
    expect(writes).toHaveLength(sends);
    expect(ended.steps.map(({ status }) => status)).toEqual(steps);
    expect(ended).toMatchObject({ status: steps.includes('failed') ? 'failed' : 'succeeded', endedAt: start });
    expect(entries.at(-1)).toBe(ended);
    const failed = ended.steps.find(({ status }) => status === 'failed');
    if (failed) expect(failed.error).toEqual({ code: 'unexpected', message: words });
  });

  it('for good while a step is sent marks that step, as sent, and no other', async () => {
    const { run, writes } = await setup(answering({}), { failsAt: 3, isGone: true });
    const ended = await runPlan(entryOf([makeA, makeB]), run);
    expect(writes).toHaveLength(1);
    expect(ended.steps).toStrictEqual([
      { id: 'make-a', status: 'failed', sentAt: start, error: { code: 'unexpected', message: unrecorded } },
      { id: 'make-b', status: 'pending' },
    ]);
  });

  it.each([
    { code: 'conflict', shown: 'conflict' },
    { code: 'cancelled', shown: 'cancelled' },
    { code: 'refused', shown: 'unexpected' },
  ] as const)('with $code is reported as $shown', async ({ code, shown }) => {
    const { run } = await setup(answering({}));
    const journal = { ...run.journal, record: () => Promise.reject(new IdentityError({ code, message: 'no.' })) };
    const ended = await runPlan(entryOf([makeA]), { ...run, journal });
    expect(ended.steps[0]!.error).toMatchObject({
      code: shown,
      message: 'It could not be recorded, so nothing more is sent: no.',
    });
  });
});

describe('who was granted a role a moment ago', () => {
  const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop` as ArmId;
  const cluster = {
    id: clusterId,
    name: 'shop',
    location: 'westeurope',
    eTag: '1',
    identity: { type: 'SystemAssigned' },
    properties: { provisioningState: 'Succeeded' },
  };
  const put = made('put', {
    kind: 'putCluster',
    clusterId,
    eTag: '1',
    edit: { controlPlane: { kind: 'userAssigned', identityId: idOf('id-a') } },
  });
  const earlier = (step: Step, record: Partial<StepRecord>): RunRecord => ({
    ...entryOf([step], { [step.id]: { status: 'done', endedAt: start, ...record } }),
    activityId: 'earlier',
  });
  const longAgo = '2026-05-04T07:50:00.000Z';
  const cases: readonly {
    readonly name: string;
    readonly step: Step;
    readonly record?: Partial<StepRecord>;
    readonly code: string;
    readonly isTriedAgain: boolean;
  }[] = [
    { name: 'a grant', step: grantTo('grant'), code: 'MissingPermission', isTriedAgain: true },
    {
      name: 'a grant of 10 minutes ago',
      step: grantTo('grant'),
      record: { endedAt: longAgo },
      code: 'MissingPermission',
      isTriedAgain: false,
    },
    {
      name: 'a grant of almost 10 minutes ago',
      step: grantTo('grant'),
      record: { endedAt: '2026-05-04T07:50:00.001Z' },
      code: 'MissingPermission',
      isTriedAgain: true,
    },
    {
      name: 'a grant of which an earlier version has noted no time',
      step: grantTo('grant'),
      record: { endedAt: undefined } as unknown as Partial<StepRecord>,
      code: 'MissingPermission',
      isTriedAgain: false,
    },
    {
      name: 'a grant that was there',
      step: grantTo('grant'),
      record: { status: 'alreadyDone' },
      code: 'MissingPermission',
      isTriedAgain: false,
    },
    { name: 'a creation', step: makeA, code: 'MissingPermission', isTriedAgain: false },
    { name: 'a creation that Entra does not know yet', step: makeA, code: 'PrincipalNotFound', isTriedAgain: true },
    { name: 'a removal', step: removeA, code: 'PrincipalNotFound', isTriedAgain: false },
  ];

  it.each(cases)(
    'after $name, $code is tried again: $isTriedAgain',
    async ({ step, record = {}, code, isTriedAgain }) => {
      const { run, writes } = await setup(
        answering({ [clusterId.toLowerCase()]: cluster }, (_, before) =>
          before === 0 ? refusal(400, code) : undefined,
        ),
        {
          earlier: [earlier(step, record)],
        },
      );
      const ended = await runPlan(entryOf([put]), run);
      expect(writes).toHaveLength(isTriedAgain ? 2 : 1);
      expect(ended.steps[0]!.error?.armCode).toBe(isTriedAgain ? undefined : code);
    },
  );
});

describe('settling a run', () => {
  it('looks only at what was sent and is not over, and sends nothing', async () => {
    const { run, writes, entries } = await setup(answering(there('id-a')));
    const sentAt = start;
    const settled = await settlePlan(
      entryOf([makeA, makeB, removeA], {
        'make-a': { sentAt, status: 'running' },
        'make-b': { sentAt, status: 'failed' },
      }),
      run,
    );
    expect(settled.steps).toEqual([
      { id: 'make-a', status: 'done', sentAt, endedAt: start },
      { id: 'make-b', status: 'pending', sentAt },
      { id: 'remove-a', status: 'pending' },
    ]);
    expect(settled.status).toBe('running');
    expect(settled).not.toHaveProperty('endedAt');
    expect(writes).toEqual([]);
    expect(entries.every(({ steps }) => steps[2]!.status === 'pending')).toBe(true);
  });

  it('that sent nothing reads nothing and ends nothing', async () => {
    const { run, log, entries } = await setup(answering(there('id-a')));
    const entry = entryOf([makeA]);
    expect(await settlePlan(entry, run)).toBe(entry);
    expect([log, entries]).toEqual([[], []]);
  });

  it('whose steps are all done is ended', async () => {
    const { run } = await setup(answering(there('id-a')));
    const settled = await settlePlan(entryOf([makeA], { 'make-a': { sentAt: start, status: 'failed' } }), run);
    expect(settled).toMatchObject({ status: 'succeeded', endedAt: start });
  });

  it("fails where it can't be seen what became of it", async () => {
    const { run } = await setup(() => refusal(403, 'No'));
    const settled = await settlePlan(entryOf([makeA], { 'make-a': { sentAt: start, status: 'failed' } }), run);
    expect(settled).toMatchObject({
      status: 'failed',
      steps: [{ status: 'failed', sentAt: start, error: { code: 'forbidden' } }],
    });
  });
});

describe('what is told of a step', () => {
  it('is its state, its words and its error', () => {
    const error = { code: 'refused', message: 'no' } as const;
    const entry = entryOf([makeA, makeB], { 'make-a': { status: 'failed', error } });
    expect(progressOf(entry, makeA, {})).toEqual({
      activityId: 'run',
      id: 'make-a',
      title: 'Do make-a',
      status: 'failed',
      error,
    });
    expect(progressOf(entry, makeB, { detail: say`soon` })).toStrictEqual({
      activityId: 'run',
      id: 'make-b',
      title: 'Do make-b',
      status: 'pending',
      detail: 'soon',
    });
    expect(progressOf({ ...entry, steps: [] }, makeB, {}).status).toBe('pending');
  });
});
