import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdentityService } from '../../src/app/identityService.ts';
import { followRuns } from '../../src/commands/followRuns.ts';
import type { Funnel } from '../../src/host/window/errorReporter.ts';
import { createFunnel } from '../../src/host/window/errorReporter.ts';
import type { DemoService } from '../support/demoService.ts';
import { demoService } from '../support/demoService.ts';

interface Progress {
  readonly title: string;
  readonly messages: string[];
  ended: boolean;
  cancel: () => void;
}
const told = vi.hoisted(() => ({
  errors: [] as { text: string; buttons: string[] }[],
  texts: [] as string[],
  running: [] as Progress[],
  answers: [] as (string | undefined | Promise<string>)[],
}));

vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  window: {
    showErrorMessage: async (text: string, ...buttons: string[]) => {
      told.errors.push({ text, buttons });
      return told.answers.shift();
    },
    showWarningMessage: async (text: string) => {
      told.texts.push(text);
      return told.answers.shift();
    },
    showInformationMessage: async (text: string) => {
      told.texts.push(text);
      return told.answers.shift();
    },
    setStatusBarMessage: (text: string) => told.texts.push(text),
    withProgress: async (
      { title }: { title: string },
      work: (
        progress: { report: (step: { message: string }) => void },
        token: { onCancellationRequested: (listener: () => void) => { dispose(): void } },
      ) => Promise<void>,
    ) => {
      const one: Progress = { title, messages: [], ended: false, cancel: () => undefined };
      told.running.push(one);
      const onCancellationRequested = (listener: () => void): { dispose(): void } => {
        one.cancel = listener;
        return { dispose: () => undefined };
      };
      await work({ report: ({ message }) => one.messages.push(message) }, { onCancellationRequested });
      one.ended = true;
    },
  },
  commands: { executeCommand: async () => undefined },
  env: {},
  Uri: {},
}));

let demo: DemoService;
let following: { dispose(): void };
const log = { error: () => undefined, info: () => undefined, show: () => undefined };
const funnel: Funnel = createFunnel(log as never);
let shown = 0;
const views = { showActivity: async () => void (shown += 1) };
const group = (name: string, subscriptionId: string) =>
  [{ kind: 'createResourceGroup', subscriptionId, name, location: 'westeurope' }] as const;
let subscriptionId: string;

beforeEach(async () => {
  for (const list of Object.values(told)) list.length = 0;
  demo = await demoService(3);
  subscriptionId = (await demo.service.subscriptions()).items[0]!.id;
  following = followRuns(demo.service, { funnel, views });
});
afterEach(async () => {
  following.dispose();
  await demo.close();
});

const forbidden = {
  status: 403,
  code: 'AuthorizationFailed',
  message: 'The client may not do that.',
  times: 1,
} as const;

/** A change that an earlier session left in the middle, and the session after it. */
async function leftBehind(): Promise<IdentityService> {
  const [clusterId, identityId] = [await demo.idOf('pay-weu'), await demo.idOf('id-pay-weu')];
  const sent = Promise.withResolvers<void>();
  following.dispose();
  void demo.service.apply(
    [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
    { onProgress: ({ detail }) => detail?.includes('InProgress') && sent.resolve() },
  );
  await sent.promise;
  return demo.restarted();
}

describe('runs, whoever started them', () => {
  it('have a notification while they run, and end with a text in the status bar', async () => {
    await demo.service.apply(group('rg-one', subscriptionId));
    await vi.waitFor(() => expect(told.texts).toEqual(['$(check) Create resource group rg-one: done']), {
      timeout: 30_000,
    });
    expect(told.running.map(({ title, ended }) => [title, ended])).toEqual([['Create resource group rg-one', true]]);
    expect(told.running[0]!.messages[0]).toMatch(/00:00$/);
    expect(told.errors).toEqual([]);
  });

  it('that fail are reported once, with the step, the code and what to do; Retry resumes them', async () => {
    await demo.fault({ match: { method: 'PUT', pathContains: 'rg-two' }, ...forbidden });
    told.answers = ['Retry'];
    await demo.service.apply(group('rg-two', subscriptionId));
    await vi.waitFor(() => expect(told.texts).toEqual(['$(check) Create resource group rg-two: done']), {
      timeout: 30_000,
    });
    expect(told.errors).toEqual([
      {
        text: 'Create resource group rg-two: The client may not do that (AuthorizationFailed). Ask somebody who may grant it, or sign in with another account.',
        buttons: ['Retry', 'Show Log'],
      },
    ]);
  });

  it('can be stopped from the notification, which says that Azure goes on, and resumed', async () => {
    const clusterId = await demo.idOf('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    told.answers = ['Resume'];
    const run = demo.service.apply([
      { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } },
    ]);
    await vi.waitFor(
      () => expect(told.running[0]?.messages.at(-1)).toMatch(/^step 2 of 2: Update the cluster's identity/),
      { timeout: 30_000 },
    );
    told.running[0]!.cancel();
    expect((await run).status).toBe('stopped');
    await vi.waitFor(
      () => expect(told.texts.at(-1)).toBe('$(check) Change control plane of pay-weu to id-pay-weu: done'),
      { timeout: 30_000 },
    );
    expect(told.texts[0]).toBe(
      'Stopped waiting for "Change control plane of pay-weu to id-pay-weu". Azure goes on with what was sent.',
    );
    const puts = (await demo.requests()).filter(
      (line) => line.startsWith('PUT') && line.endsWith('managedClusters/pay-weu'),
    );
    expect(puts).toHaveLength(1);
    expect(told.errors).toEqual([]);
  });

  it('are reported no more once nobody follows them, even if they were being read just then', async () => {
    const looked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const entry = { activityId: 'a', title: 'Change', changes: [], startedAt: '2026-01-01T00:00:00.000Z' };
    const kept = { ...entry, steps: [], disruption: [], former: [], timers: [] };
    const service: IdentityService = {
      ...demo.service,
      async activity() {
        looked.resolve();
        await goOn.promise;
        return [
          { ...kept, status: 'running', resumable: false },
          { ...kept, activityId: 'b', status: 'stopped', resumable: true },
        ];
      },
    };
    const follower = followRuns(service, { funnel, views });
    await looked.promise;
    follower.dispose();
    goOn.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.running).toEqual([]);
    expect(told.texts).toEqual([]);
  });

  it('that an earlier session left in the middle are offered once to be resumed, and end without a second PUT', async () => {
    const session = await leftBehind();
    told.answers = ['Resume'];
    following = followRuns(session, { funnel, views });
    await vi.waitFor(
      () => expect(told.texts.at(-1)).toBe('$(check) Change control plane of pay-weu to id-pay-weu: done'),
      { timeout: 30_000 },
    );
    expect(told.texts.filter((text) => text.includes('was interrupted'))).toEqual([
      '"Change control plane of pay-weu to id-pay-weu" was interrupted. Azure may have gone on; resuming does nothing twice.',
    ]);
    const puts = (await demo.requests()).filter(
      (line) => line.startsWith('PUT') && line.endsWith('managedClusters/pay-weu'),
    );
    expect(puts).toHaveLength(1);
  });

  it('are not resumed behind the back of a user who has changed the connection since the offer', async () => {
    const session = await leftBehind();
    const answer = Promise.withResolvers<string>();
    told.answers = [answer.promise];
    following = followRuns(session, { funnel, views });
    await vi.waitFor(() => expect(told.texts).toHaveLength(1));
    following.dispose();
    answer.resolve('Resume');
    await vi.waitFor(() =>
      expect(told.errors.map(({ text }) => text)).toEqual([
        'The connection of this change has been left. Connect again, then resume it in the view Activity.',
      ]),
    );
    expect((await session.activity())[0]?.status).toBe('stopped');
  });

  it('that were resumed elsewhere are shown by the offer while they run, and reported once they are done', async () => {
    const session = await leftBehind();
    const { activityId } = (await session.activity())[0]!;
    const [early, late] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const offers = (): number => told.texts.filter((text) => text.includes('was interrupted')).length;
    told.answers = [early.promise, late.promise];
    following = followRuns(session, { funnel, views });
    const otherWindow = followRuns(session, { funnel, views });
    await vi.waitFor(() => expect(offers()).toBe(2));
    const resumed = session.resume(activityId);
    await vi.waitFor(async () => expect((await session.activity())[0]?.status).toBe('running'));
    shown = 0;
    early.resolve('Resume');
    await vi.waitFor(() => expect(shown).toBe(2));
    expect((await resumed).status).toBe('succeeded');
    late.resolve('Resume');
    const done = '"Change control plane of pay-weu to id-pay-weu" is done already.';
    await vi.waitFor(() => expect(told.texts).toContain(done));
    expect(told.errors).toEqual([]);
    otherWindow.dispose();
  });
});
