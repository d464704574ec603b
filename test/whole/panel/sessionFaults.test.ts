import { describe, expect, it } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut } from '../../support/azure/changes.ts';
import { idB, own, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { apply, openPanel, planOf, planned, resulted, setControlPlane, type PanelBench } from './panelBench.ts';

describe('a failure stays beside its step', () => {
  it('with its code and what to do; retrying continues where it broke off', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    await bench.fault({
      match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' },
      status: 500,
      code: 'InternalServerError',
      message: 'Something broke.',
      times: 50,
    });
    apply(panel);
    const failed = await resulted(panel);
    const [grant, put] = failed.flow!.run!.steps;
    expect(grant).toMatchObject({ status: 'done' });
    expect(put).toMatchObject({ status: 'failed', failure: { code: 'InternalServerError' } });
    expect(failed.flow!.run).toMatchObject({ status: 'failed', canResume: true });
    panel.send({ kind: 'copy', what: { of: 'failure' } });
    await panel.until(({ notice }) => notice === 'Details copied.');
    expect(panel.copied[0]).toContain('Code: InternalServerError');
    await bench.noFaults();
    await bench.forget();
    panel.send({ kind: 'resume' });
    await panel.until(({ flow }) => flow?.run?.status === 'succeeded');
    expect((await bench.writes()).map(({ path }) => path.split('/').at(-2))).toEqual(['managedClusters']);
  });

  it("with the role that the cluster's identity lacks, and how the cluster is now", async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const subnet = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/snet-aks';
    await bench.fault({
      match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' },
      operationError: {
        code: 'LinkedAuthorizationFailed',
        message: `The client 'x' with object id 'x' has permission to perform action 'Microsoft.ContainerService/managedClusters/write' on scope '${sami.id}'; however, it does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnet}' or the linked scope(s) are invalid.`,
      },
      times: 1,
    });
    apply(panel);
    const { flow } = await panel.until((state) => state.flow?.run?.summary.includes('is in state') === true);
    expect(flow!.run!.summary).toMatch(
      /^Step 2 of 2 failed\. What step 1 did stays\. sami-weu is in state Failed now, and it already shows id-b\.$/,
    );
    const { text } = flow!.run!.steps.find(({ failure }) => failure !== undefined)!.failure!;
    expect(text).toMatch(/ id-b lacks subnets\/join on snet-aks\. Assign it a role for that, then retry\.$/);
    expect(flow!.run).toMatchObject({ retryHelps: false, canResume: true });
    expect(flow!.run!.found!.items.map((item) => item.text).join()).toContain('sami-weu');
  });

  it('the check before the first request says what it waits for', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const slow = { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 20, times: 1 };
    await bench.fault({ match: { method: 'GET', pathContains: 'managedClusters/sami-weu' }, ...slow });
    apply(panel);
    await resulted(panel);
    expect(panel.states.map(({ flow }) => flow?.working)).toContain(
      'Checking that nothing has changed since ... Asking Azure again in 20 s',
    );
  });

  it('a cluster that someone else changed in the very last moment is not overwritten, and the plan is made again', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const first = panel.state().flow!.plan!.planId;
    const match = { method: 'PUT', pathContains: 'managedClusters/sami-weu' };
    await bench.fault({ match, status: 412, code: 'PreconditionFailed', message: 'The eTag differs.', times: 1 });
    apply(panel);
    const { banner, flow } = await panel.until(
      (state) => state.flow?.stage === 'plan' && state.flow.plan !== undefined && state.flow.plan.planId !== first,
    );
    expect(banner!.text).toContain('Nothing was overwritten.');
    expect(flow!.run).toBeUndefined();
    apply(panel);
    await panel.until((state) => state.flow?.run?.status === 'succeeded');
  });

  it('a plan that meets an operation of someone else gives way to the reason, and trying again makes it again', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const address = `${sami.id}?api-version=2026-04-01`;
    const { body } = await bench.arm('GET', address);
    await bench.arm('PUT', address, { ...body, tags: { owner: 'someone else' } });
    await bench.forget();
    apply(panel);
    const { flow } = await panel.until((state) => state.flow?.failure !== undefined);
    expect(flow!.failure!.text).toBe(
      'Another operation is running on sami-weu (Updating). Once no other operation is running, review the plan again.',
    );
    expect(flow!.plan).toBeUndefined();
    expect(await bench.writes()).toEqual([]);
    bench.emulator.clock.advance(600);
    panel.send({ kind: 'review' });
    await planned(panel);
    apply(panel);
    await panel.until((state) => state.flow?.run?.status === 'succeeded');
  });

  it('a plan that is refused says the rule and stays where the person can go back', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, {
      kind: 'change',
      draft: { kind: 'setKubelet', clusterId: sami.id, identityId: idB.id },
    });
    const { flow } = await planned(panel);
    expect(flow!.refusal!.text).toContain('needs a user-assigned control plane');
    expect(flow!.refusal!.source).toMatch(/^https:/);
    expect(flow!.failure).toBeUndefined();
    panel.send({ kind: 'back' });
    expect(panel.state().flow!.stage).toBe('choose');
    expect(panel.state().flow!.refusal).toBeUndefined();
  });

  it("a cluster that can't be read gives a banner, and trying again takes it away", async () => {
    const bench = createBench(smallWorld());
    await bench.fault({
      match: { method: 'GET', pathContains: 'managedClusters/own-weu' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not allowed.',
      times: 50,
    });
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
    const { banner, loading } = await panel.until((state) => state.banner !== undefined);
    expect(banner).toMatchObject({ tone: 'error', action: 'refresh' });
    expect(banner!.text).toContain('own-weu could not be read.');
    expect(loading).toBeUndefined();
    await bench.noFaults();
    panel.send({ kind: 'refresh' });
    const mended = await panel.until((state) => state.details !== undefined && state.loading === undefined);
    expect(mended.banner).toBeUndefined();
  });
});

describe('a cluster that the account may not read', () => {
  it('names the permission in its banner, and leaves the rest of what Azure says to the log', async () => {
    const bench = createBench(smallWorld());
    const action = 'Microsoft.ContainerService/managedClusters/read';
    const message = `The client 'ada@contoso.com' with object id '1' does not have authorization to perform action '${action}' over scope '${own.id}' or the scope is invalid.`;
    const match = { method: 'GET', pathContains: 'managedClusters/own-weu' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message, times: 50 });
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id });
    const { banner } = await panel.until((state) => state.banner !== undefined);
    expect(banner!.text).toMatch(
      new RegExp(`^own-weu could not be read: your account doesn't have the permission ${action}\\. Ask an`),
    );
    expect(banner!.text).not.toContain('object id');
    expect(panel.noted).toMatchObject([{ message }]);
  });
});

describe('a cluster of a directory that is signed out', () => {
  it('offers to sign in, and is read once that is done', async () => {
    const bench = createBench(smallWorld());
    let isSignedIn = false;
    const panel = openPanel(bench, { kind: 'cluster', clusterId: own.id }, async () => {
      if (isSignedIn) return bench.service;
      throw new IdentityError({ code: 'signedOut', message: 'ada is not signed in to the directory Fabrikam.' });
    });
    const { banner } = await panel.until((state) => state.banner !== undefined);
    expect(banner).toMatchObject({ action: 'signIn', text: expect.stringContaining('Fabrikam') as string });
    panel.send({ kind: 'open', what: 'signIn' });
    expect(panel.opened).toEqual(['signIn']);
    isSignedIn = true;
    panel.send({ kind: 'refresh' });
    const mended = await panel.until((state) => state.details !== undefined && state.loading === undefined);
    expect(mended.banner).toBeUndefined();
  });
});

/** Waits until the run is no longer followed, and the panel has seen that the cluster is still being updated. */
const stoppedMidway = (panel: PanelBench): Promise<PanelState> =>
  panel.until(
    ({ flow, badges, loading }) =>
      flow?.run?.status === 'stopped' && loading === undefined && badges.some(({ text }) => text === 'Updating'),
  );

describe('a run survives', () => {
  it('a stop of the wait: Azure continues, and resuming follows it without a second PUT', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    apply(panel);
    const stopped = await resulted(panel);
    expect(stopped.flow!.run).toMatchObject({ status: 'stopped', canResume: true });
    expect(stopped.flow!.run!.summary).toContain('Azure continues');
    bench.onWait = undefined;
    await bench.forget();
    panel.send({ kind: 'resume' });
    await panel.until(({ flow }) => flow?.run?.status === 'succeeded');
    expect((await bench.writes()).filter(isClusterPut)).toEqual([]);
  });

  it('an operation that ends when nobody waits any more: the panel says so, and resuming verifies it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    apply(panel);
    const { flow } = await stoppedMidway(panel);
    bench.onWait = undefined;
    expect(flow!.run!.steps.at(-1)).not.toHaveProperty('detail');
    await panel.session.lookAgain();
    expect(panel.state().flow!.run!.summary).toBe('Stopped waiting. Azure continues; resume to track it.');
    bench.emulator.clock.advance(3_600);
    await panel.session.lookAgain();
    expect(panel.state().flow!.run!.summary).toBe('Azure has finished. Resume to verify the result.');
    expect(panel.state().badges.map(({ text }) => text)).toEqual(['user-assigned id-b']);
    panel.send({ kind: 'resume' });
    await panel.until(({ flow }) => flow?.run?.status === 'succeeded');
  });

  it('an operation that fails when nobody waits any more: the panel says so', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    await bench.fault({
      match: { method: 'PUT', pathContains: 'managedClusters/sami-weu' },
      operationError: { code: 'Broken', message: 'Something broke.' },
      times: 1,
    });
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    apply(panel);
    await stoppedMidway(panel);
    bench.onWait = undefined;
    bench.emulator.clock.advance(3_600);
    await panel.session.lookAgain();
    expect(panel.state().flow!.run!.summary).toBe(
      'Azure has finished, but not successfully. Resume to see what failed.',
    );
  });

  it('a reload in the middle: what the page kept finds the run in the journal again', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    apply(panel);
    const { memento } = await resulted(panel);
    panel.session.dispose();
    const after = bench.restarted();
    const again = openPanel(after, memento);
    const { flow, tab } = await again.until((state) => state.flow?.run !== undefined);
    expect(tab).toBe('change');
    expect(flow).toMatchObject({ stage: 'apply', run: { status: 'stopped', canResume: true } });
    again.send({ kind: 'resume' });
    await again.until((state) => state.flow?.run?.status === 'succeeded');
  });

  it('a loss of everything in the middle: a page that remembers only what was before finds the run that came to no end', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const { memento } = panel.state();
    const lost = new Promise<void>((resolve) => {
      bench.onWait = () => {
        resolve();
        return new Promise<void>(() => undefined);
      };
    });
    apply(panel);
    await lost;
    bench.onWait = undefined;
    for (const stage of ['choose', 'plan'] as const) {
      const again = openPanel(bench.restarted(), { ...memento, stage });
      const { flow } = await again.until((state) => state.flow?.run !== undefined);
      expect(flow).toMatchObject({ stage: 'apply', run: { status: 'stopped', canResume: true } });
    }
  });

  it('a reload at the plan makes the plan again from what was chosen', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const again = openPanel(bench.restarted(), panel.state().memento);
    const { flow } = await planned(again);
    expect(flow!.plan!.steps.map(({ id }) => id)).toEqual(panel.state().flow!.plan!.steps.map(({ id }) => id));
  });

  it('another change does not start while one is running', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    let wasRefused = false;
    bench.onWait = () => {
      panel.session.show({ kind: 'change', draft: { kind: 'upgradeNodeImages', clusterId: sami.id } });
      wasRefused = panel.state().flow!.kind === 'setControlPlane' && panel.state().banner !== undefined;
    };
    apply(panel);
    await resulted(panel);
    expect(wasRefused).toBe(true);
  });
});
