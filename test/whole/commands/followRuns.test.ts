import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { RunFollower, type RunPanels } from '../../../src/commands/followRuns.ts';
import { createFunnel, type Funnel } from '../../../src/host/window/errorReporter.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { EventEmitter } from '../../support/vscode/emitter.ts';
import { user } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';
import { say } from '../../../src/sentences/words.ts';

const textsOf = (...kinds: readonly string[]): readonly string[] =>
  user.notifications.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);
const errors = () => textsOf('error');
/** Every notification but errors. */
const told = () => [...textsOf('warning', 'information'), ...user.statusBar];

let demo: DemoService;
let following: { dispose(): void };
const log = { error: () => undefined, info: () => undefined, show: () => undefined };
const funnel: Funnel = createFunnel(log as never);
let shown = 0;
/** The runs that panels in view tell of, and those that were brought to the front. */
let inView: Set<string>;
let revealed: string[];
let viewChanged = new EventEmitter<void>();
const panels: RunPanels = {
  shows: (id) => inView.has(id),
  reveal: (id) => revealed.push(id) > 0,
  onDidChangeView: (listener) => viewChanged.event(listener),
};
const views = { showActivity: async () => void (shown += 1) };
const group = (name: string, subscriptionId: string) =>
  [{ kind: 'createResourceGroup', subscriptionId, name, location: 'westeurope' }] as const;
let subscriptionId: string;

beforeEach(async () => {
  [inView, revealed, viewChanged] = [new Set(), [], new EventEmitter<void>()];
  demo = demoService(3, () => Date.now());
  subscriptionId = (await demo.service.subscriptions()).items[0]!.id;
  following = new RunFollower(demo.service, { funnel, views, panels });
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
  const clusterId = await demo.idOf('pay-weu');
  const identityId = await demo.idOf('id-pay-weu');
  const sent = Promise.withResolvers<void>();
  following.dispose();
  void demo.service.apply(
    [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
    { onProgress: ({ detail }) => detail?.template === '' && (demo.hold(), sent.resolve()) },
  );
  await sent.promise;
  return demo.restarted();
}

/** Waits for a notification that appears only once panels are restored. */
async function later(isSo: () => void): Promise<void> {
  await until(() => {
    vi.advanceTimersByTime(500);
    isSo();
  });
}

describe('runs, whoever started them', () => {
  it('that are over at once have no notification, and end with a text in the status bar', async () => {
    await demo.service.apply(group('rg-one', subscriptionId));
    await until(() => expect(told()).toEqual(['$(check) Created resource group rg-one']));
    expect(user.waits).toEqual([]);
    expect(errors()).toEqual([]);
  });

  it("that fail are reported once in a line, and trying again is not offered first where it can't help", async () => {
    await demo.fault({ match: { method: 'PUT', pathContains: 'rg-two' }, ...forbidden });
    user.presses = ['Retry'];
    await demo.service.apply(group('rg-two', subscriptionId));
    await until(() => expect(told()).toEqual(['$(check) Created resource group rg-two']));
    expect(user.notifications).toEqual([
      {
        kind: 'error',
        text: '"Create resource group rg-two" failed: The client may not do that (AuthorizationFailed).',
        buttons: ['Show', 'Retry'],
      },
    ]);
  });

  it('that fail are shown in their panel on demand', async () => {
    await demo.fault({ match: { method: 'PUT', pathContains: 'rg-two' }, ...forbidden });
    user.presses = ['Show'];
    const { activityId } = await demo.service.apply(group('rg-two', subscriptionId));
    await until(() => expect(revealed).toEqual([activityId]));
  });

  it('are reported nowhere else while a panel in view shows them', async () => {
    const onStarted = (id: string): void => void inView.add(id);
    await demo.fault({ match: { method: 'PUT', pathContains: 'rg-two' }, ...forbidden });
    await demo.service.apply(group('rg-two', subscriptionId), { onStarted });
    await demo.service.apply(group('rg-one', subscriptionId), { onStarted });
    await demo.service.apply(group('rg-three', subscriptionId));
    await until(() => expect(told()).toEqual(['$(check) Created resource group rg-three']));
    expect(errors()).toEqual([]);
  });

  it('have a notification while they last and no panel shows them; it stops waiting, and says that Azure continues', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'Date'] });
    const clusterId = await demo.idOf('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    user.presses = ['Resume'];
    const waiting = Promise.withResolvers<string>();
    const run = demo.service.apply(
      [{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }],
      {
        onProgress: ({ detail, activityId }) => detail?.template === '' && (demo.hold(), waiting.resolve(activityId)),
      },
    );
    const activityId = await waiting.promise;
    expect(user.waits, 'not before it has lasted').toEqual([]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(user.waits[0]?.messages.at(-1)).toMatch(
      /^pay-weu \u00b7 \[Stop Waiting\]\(command:aksIdentity\.stopWaiting\?\S+ \u00b7 Control plane to id-pay-weu \u00b7 00:0\d \u00b7 step 2 of 2: Update the cluster's identity/,
    );
    expect(user.waits[0]!.messages.at(-1)).toContain(encodeURIComponent(activityId));
    inView.add(activityId);
    viewChanged.fire();
    await vi.advanceTimersByTimeAsync(1000);
    expect(user.waits.map(({ isOver }) => isOver)).toEqual([true]);
    inView.clear();
    viewChanged.fire();
    expect(user.waits.map(({ isOver }) => isOver)).toEqual([true, false]);
    vi.useRealTimers();
    demo.service.stop(activityId);
    expect((await run).status).toBe('stopped');
    demo.goOn();
    await until(() => expect(told().at(-1)).toBe('$(check) Changed control plane identity of pay-weu to id-pay-weu'));
    expect(user.waits.map(({ isOver }) => isOver)).toEqual([true, true]);
    expect(told()[0]).toBe(
      'Stopped waiting for "Change control plane identity of pay-weu to id-pay-weu". Azure continues with what was sent.',
    );
    const puts = (await demo.requests()).filter(
      (line) => line.startsWith('PUT') && line.endsWith('managedClusters/pay-weu'),
    );
    expect(puts).toHaveLength(1);
    expect(errors()).toEqual([]);
  });

  it('have their notification also where the timer that waits for it is early by the clock', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    const clusterId = await demo.idOf('pay-weu');
    const identityId = await demo.idOf('id-pay-weu');
    const waiting = Promise.withResolvers<void>();
    const begun = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(begun);
    onTestFinished(() => void vi.restoreAllMocks());
    void demo.service
      .apply([{ kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } }], {
        onProgress: ({ detail }) => detail?.template === '' && (demo.hold(), waiting.resolve()),
      })
      .catch(() => undefined);
    await waiting.promise;
    await vi.advanceTimersByTimeAsync(3000);
    expect(user.waits).toHaveLength(1);
  });

  it('are no longer reported once the follower is gone, even if they were being read just then', async () => {
    const looked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const said = { title: say`Change`, doing: say`Changing`, done: say`Changed` };
    const entry = { activityId: 'a', ...said, changes: [], startedAt: '2026-01-01T00:00:00.000Z' };
    const kept = { ...entry, position: 1, steps: [], disruption: [], former: [], timers: [] };
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
    const follower = new RunFollower(service, { funnel, views, panels });
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
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    following = new RunFollower(session.service, { funnel, views, panels });
    await later(() => expect(told().length).toBeGreaterThan(0));
    vi.useRealTimers();
    await until(() => expect(told().at(-1)).toBe('$(check) Changed control plane identity of pay-weu to id-pay-weu'));
    expect(told().filter((text) => text.includes('was interrupted'))).toEqual([
      '"Change control plane identity of pay-weu to id-pay-weu" was interrupted. Azure may have continued. Resuming won\'t repeat completed steps.',
    ]);
    const puts = (await demo.requests()).filter(
      (line) => line.startsWith('PUT') && line.endsWith('managedClusters/pay-weu'),
    );
    expect(puts).toHaveLength(1);
  });

  it('that an earlier session left in the middle are reported once if a panel that comes back shows them', async () => {
    const session = await leftBehind();
    const { activityId } = (await session.service.activity())[0]!;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let reads = 0;
    const activity: IdentityService['activity'] = async () => {
      const entries = await session.service.activity();
      reads += 1;
      return entries;
    };
    following = new RunFollower({ ...session.service, activity }, { funnel, views, panels });
    await until(() => expect(reads).toBe(1));
    inView.add(activityId);
    viewChanged.fire();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told()).toEqual([]);
  });

  it('are not resumed behind the back of a user who has changed the connection since the offer', async () => {
    const session = await leftBehind();
    const answer = Promise.withResolvers<string>();
    user.presses = [answer.promise];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    following = new RunFollower(session.service, { funnel, views, panels });
    await later(() => expect(told()).toHaveLength(1));
    vi.useRealTimers();
    following.dispose();
    answer.resolve('Resume');
    await until(() =>
      expect(errors()).toEqual([
        'You have disconnected from the Azure account of this change. Connect again, then resume it in the Activity view.',
      ]),
    );
    expect((await session.service.activity())[0]?.status).toBe('stopped');
  });

  it.each([
    [1, '"Change control plane identity of pay-weu to id-pay-weu" and 1 other change were interrupted.'],
    [2, '"Change control plane identity of pay-weu to id-pay-weu" and 2 other changes were interrupted.'],
  ])(
    'that an earlier session left with %i others are offered in Activity, where each can be resumed',
    async (count, said) => {
      const { service } = await leftBehind();
      const activity = async () => {
        const [first] = await service.activity();
        return Array.from({ length: count + 1 }, (_, index) => ({ ...first!, activityId: `run-${index}` }));
      };
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      following = new RunFollower({ ...service, activity }, { funnel, views, panels });
      await later(() => expect(user.notifications).toHaveLength(1));
      expect(user.notifications).toEqual([
        {
          kind: 'warning',
          text: `${said} Azure may have continued. Resuming won't repeat completed steps.`,
          buttons: ['Show Activity'],
        },
      ]);
    },
  );

  it('that were resumed elsewhere are shown by the offer while they run, and reported once they are done', async () => {
    const session = await leftBehind();
    const { activityId } = (await session.service.activity())[0]!;
    const early = Promise.withResolvers<string>();
    const late = Promise.withResolvers<string>();
    const offers = (): number => told().filter((text) => text.includes('was interrupted')).length;
    user.presses = [early.promise, late.promise];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    following = new RunFollower(session.service, { funnel, views, panels });
    const otherWindow = new RunFollower(session.service, { funnel, views, panels });
    await later(() => expect(offers()).toBe(2));
    vi.useRealTimers();
    session.hold();
    const resumed = session.service.resume(activityId);
    await until(async () => expect((await session.service.activity())[0]?.status).toBe('running'));
    shown = 0;
    early.resolve('Resume');
    await until(() => expect(shown).toBe(2));
    session.goOn();
    expect((await resumed).status).toBe('succeeded');
    late.resolve('Resume');
    const done = '"Change control plane identity of pay-weu to id-pay-weu" is already done.';
    await until(() => expect(told()).toContain(done));
    expect(errors()).toEqual([]);
    otherWindow.dispose();
  });
});
