import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { followRuns } from '../../../src/commands/followRuns.ts';
import type { Funnel } from '../../../src/host/window/errorReporter.ts';
import { createFunnel } from '../../../src/host/window/errorReporter.ts';
import type { DemoService } from '../../support/demoService.ts';
import { demoService } from '../../support/demoService.ts';
import { user } from '../../support/vscode/user.ts';

const textsOf = (...kinds: readonly string[]): readonly string[] =>
  user.notifications.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
const errors = () => textsOf('error');
/** Everything that the user was told, but errors. */
const told = () => [...textsOf('warning', 'information'), ...user.statusBar];

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
  demo = demoService(3);
  subscriptionId = (await demo.service.subscriptions()).items[0]!.id;
  following = followRuns(demo.service, { funnel, views });
});
afterEach(() => {
  following.dispose();
  demo.close();
  vi.useRealTimers();
});

const forbidden = {
  status: 403,
  code: 'AuthorizationFailed',
  message: 'The client may not do that.',
  times: 1,
} as const;

/** A change that an earlier session left in the middle, and the session after it. */
async function leftBehind(): Promise<DemoService> {
  const [clusterId, identityId] = [await demo.idOf('pay-weu'), await demo.idOf('id-pay-weu')];
  const sent = Promise.withResolvers<void>();
  following.dispose();
  void demo.service.apply(
    [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
    { onProgress: ({ detail }) => detail?.includes('InProgress') && (demo.hold(), sent.resolve()) },
  );
  await sent.promise;
  return demo.restarted();
}

describe('runs, whoever started them', () => {
  it('have a notification while they run, and end with a text in the status bar', async () => {
    await demo.service.apply(group('rg-one', subscriptionId));
    await vi.waitFor(() => expect(told()).toEqual(['$(check) Create resource group rg-one: done']));
    expect(user.waits.map(({ title, isOver }) => [title, isOver])).toEqual([['Create resource group rg-one', true]]);
    expect(user.waits[0]!.messages[0]).toMatch(/00:00$/);
    expect(errors()).toEqual([]);
  });

  it('that fail are reported once, with the step, the code and what to do; Retry resumes them', async () => {
    await demo.fault({ match: { method: 'PUT', pathContains: 'rg-two' }, ...forbidden });
    user.presses = ['Retry'];
    await demo.service.apply(group('rg-two', subscriptionId));
    await vi.waitFor(() => expect(told()).toEqual(['$(check) Create resource group rg-two: done']));
    expect(user.notifications).toEqual([
      {
        kind: 'error',
        text: 'Create resource group rg-two: The client may not do that (AuthorizationFailed). Ask somebody who may grant it, or sign in with another account.',
        buttons: ['Retry', 'Show Log'],
      },
    ]);
  });

  it('can be stopped from the notification, which says that Azure goes on, and resumed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clusterId = await demo.idOf('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    user.presses = ['Resume'];
    const waiting = Promise.withResolvers<void>();
    const run = demo.service.apply(
      [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
      { onProgress: ({ detail }) => detail?.includes('InProgress') && (demo.hold(), waiting.resolve()) },
    );
    await waiting.promise;
    await vi.advanceTimersByTimeAsync(1000);
    expect(user.waits[0]?.messages.at(-1)).toMatch(/^step 2 of 2: Update the cluster's identity/);
    user.waits[0]!.cancel();
    expect((await run).status).toBe('stopped');
    demo.goOn();
    await vi.waitFor(() => expect(told().at(-1)).toBe('$(check) Change control plane of pay-weu to id-pay-weu: done'));
    expect(told()[0]).toBe(
      'Stopped waiting for "Change control plane of pay-weu to id-pay-weu". Azure goes on with what was sent.',
    );
    const puts = (await demo.requests()).filter(
      (line) => line.startsWith('PUT') && line.endsWith('managedClusters/pay-weu'),
    );
    expect(puts).toHaveLength(1);
    expect(errors()).toEqual([]);
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
    expect(user.waits).toEqual([]);
    expect(told()).toEqual([]);
  });

  it('that an earlier session left in the middle are offered once to be resumed, and end without a second PUT', async () => {
    const session = await leftBehind();
    user.presses = ['Resume'];
    following = followRuns(session.service, { funnel, views });
    await vi.waitFor(() => expect(told().at(-1)).toBe('$(check) Change control plane of pay-weu to id-pay-weu: done'));
    expect(told().filter((text) => text.includes('was interrupted'))).toEqual([
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
    user.presses = [answer.promise];
    following = followRuns(session.service, { funnel, views });
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    following.dispose();
    answer.resolve('Resume');
    await vi.waitFor(() =>
      expect(errors()).toEqual([
        'The connection of this change has been left. Connect again, then resume it in the view Activity.',
      ]),
    );
    expect((await session.service.activity())[0]?.status).toBe('stopped');
  });

  it('that were resumed elsewhere are shown by the offer while they run, and reported once they are done', async () => {
    const session = await leftBehind();
    const { activityId } = (await session.service.activity())[0]!;
    const [early, late] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const offers = (): number => told().filter((text) => text.includes('was interrupted')).length;
    user.presses = [early.promise, late.promise];
    following = followRuns(session.service, { funnel, views });
    const otherWindow = followRuns(session.service, { funnel, views });
    await vi.waitFor(() => expect(offers()).toBe(2));
    session.hold();
    const resumed = session.service.resume(activityId);
    await vi.waitFor(async () => expect((await session.service.activity())[0]?.status).toBe('running'));
    shown = 0;
    early.resolve('Resume');
    await vi.waitFor(() => expect(shown).toBe(2));
    session.goOn();
    expect((await resumed).status).toBe('succeeded');
    late.resolve('Resume');
    const done = '"Change control plane of pay-weu to id-pay-weu" is done already.';
    await vi.waitFor(() => expect(told()).toContain(done));
    expect(errors()).toEqual([]);
    otherWindow.dispose();
  });
});
