import { describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { ids, sami, smallWorld, sp } from '../../support/azure/smallWorld.ts';
import { apply, openPanel, planOf, planned, readyToPlan, resulted, setControlPlane } from './panelBench.ts';

describe('a panel takes a change from choice to result', () => {
  it('shows the plan with requests in order, applies it, and shows what is true then', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const { plan } = panel.state().flow!;
    expect(plan!.steps.map(({ method, path }) => `${method} ${path.split('/').at(-2)}`)).toEqual([
      'PUT roleAssignments',
      'PUT managedClusters',
    ]);
    expect(plan!.compare).toEqual([{ label: 'Control plane', before: 'system-assigned', after: 'user-assigned id-b' }]);
    await bench.forget();
    apply(panel);
    const { flow, details, badges } = await panel.until(
      ({ flow, badges }) =>
        flow?.run?.summary.includes('Verified') === true && badges[0]?.text === 'user-assigned id-b',
    );
    expect(flow!.run).toMatchObject({ status: 'succeeded', canResume: false });
    expect(flow!.run!.summary).toMatch(/^sami-weu now uses id-b for its control plane. Verified at .*\d\d/);
    expect(flow!.run!.steps.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(flow!.run!.next.length).toBeGreaterThan(0);
    expect(badges.slice(1)).toEqual([]);
    expect(details!.identities[0]).toMatchObject({ title: 'Control plane', state: 'User-assigned: id-b' });
    expect((await bench.writes()).map(({ method }) => method)).toEqual(['PUT', 'PUT']);
  });

  it('calls the result verified only once the panel, the tree and Activity were read again', async () => {
    const bench = createBench(smallWorld());
    const views = Promise.withResolvers<void>();
    let drawing = 0;
    const viewsDrawn = (): Promise<void> => {
      drawing += 1;
      return views.promise;
    };
    const panel = openPanel(bench, setControlPlane, undefined, { viewsDrawn });
    await planOf(panel);
    apply(panel);
    const isRead = ({ badges }: (typeof panel.states)[number]): boolean => badges[0]?.text === 'user-assigned id-b';
    await panel.until((state) => isRead(state) && state.loading === undefined && drawing === 1);
    const waiting = panel.state().flow!.run!;
    expect([waiting.status, waiting.isVerifying, waiting.summary]).toEqual([
      'succeeded',
      true,
      'Applied. Reading the new state ...',
    ]);
    views.resolve();
    await panel.until(({ flow }) => flow?.run?.summary.includes('Verified at') === true);
    const saying = panel.states.filter(
      ({ flow }) => flow?.run?.summary.includes('id-b for its control plane') === true,
    );
    expect(saying.every(isRead)).toBe(true);
    expect(panel.state().flow!.run!.isVerifying).toBeUndefined();
  });

  it('shows each step running with its time while it runs', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    apply(panel);
    await resulted(panel);
    const running = panel.states
      .flatMap(({ flow }) => flow?.run?.steps ?? [])
      .filter(({ status }) => status === 'running');
    expect(new Set(running.map(({ id }) => id)).size).toBe(2);
    expect(running.every(({ startedAt }) => startedAt !== undefined)).toBe(true);
    for (const of of Map.groupBy(running, ({ id }) => id).values())
      expect([of.at(0)?.phase, of.at(-1)?.phase], 'unsent, then sent').toEqual(['unsent', undefined]);
    const [, put] = panel.state().flow!.run!.steps;
    expect(Date.parse(put!.endedAt!)).toBeGreaterThan(Date.parse(put!.startedAt!));
  });

  it('makes a new identity on the way where one is asked for', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await readyToPlan(panel);
    panel.edit({ controlPlane: 'userAssigned', identity: 'new' });
    expect(panel.field('identityName')).toMatchObject({ value: 'id-sami-weu' });
    panel.edit({ identityName: 'id-fresh' });
    panel.send({ kind: 'review' });
    await planned(panel);
    const kinds = panel.state().flow!.plan!.steps.map(({ path }) => path.split('/').at(-2));
    expect(kinds).toEqual(['userAssignedIdentities', 'roleAssignments', 'managedClusters']);
    apply(panel);
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
    const answer = await bench.arm(
      'GET',
      `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fresh?api-version=2024-11-30`,
    );
    expect(answer.status).toBe(200);
  });

  it('makes the plan at once where the draft leaves nothing to choose, and goes back to a form that has it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, {
      kind: 'change',
      draft: {
        kind: 'deleteIdentity',
        identityId: `${ids.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-unused`,
      },
    });
    await planned(panel);
    expect(panel.state()).toMatchObject({ tabs: [], title: 'Delete identity id-unused' });
    panel.send({ kind: 'back' });
    expect(panel.state().flow!.stage).toBe('choose');
    await panel.until(() => panel.field('identity').kind === 'choice' && panel.field('identity').value !== '');
  });

  it('shows what is wrong at the field once the user asks to continue, and sends nothing', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await readyToPlan(panel);
    expect(panel.field('identity').error).toBeUndefined();
    panel.send({ kind: 'review' });
    expect(panel.state().flow!.form).toMatchObject({ focus: 'identity', asked: 1 });
    expect(panel.field('identity').error).toBe('Choose one.');
    panel.edit({ identity: `${ids.group}/providers/Microsoft.Network/virtualNetworks/vnet-shop` });
    expect(panel.field('identity').error).toContain('Microsoft.ManagedIdentity/userAssignedIdentities');
    expect(panel.state().flow!.stage).toBe('choose');
  });
});

describe('a panel applies only what was shown', () => {
  it('goes back to a new plan that says that someone else changed the cluster meanwhile', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    const path = `${sami.id}?api-version=2026-04-01`;
    const { body } = await bench.arm('GET', path);
    expect((await bench.arm('PUT', path, { ...body, tags: { changed: 'by-somebody' } })).status).toBeLessThan(300);
    bench.emulator.clock.advance(3600);
    await bench.forget();
    const first = panel.state().flow!.plan!.planId;
    apply(panel);
    const { banner, flow } = await panel.until(({ banner }) => banner !== undefined);
    expect(banner!.text).toMatch(
      /^sami-weu was changed by someone else after the plan was made \(tags\)\. Nothing was sent\./,
    );
    expect(flow).toMatchObject({ stage: 'plan' });
    expect(await bench.writes()).toEqual([]);
    const again = await panel.until((state) => state.flow?.plan?.planId !== first);
    expect(again.flow!.working).toBeUndefined();
    apply(panel);
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
  });

  it('ignores an apply for another plan, and one without the name that a disruptive plan asks for', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, {
      kind: 'change',
      draft: { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } },
    });
    await planned(panel);
    expect(panel.state().flow!.plan).toMatchObject({ confirmName: 'sp-weu' });
    expect(panel.state().flow!.plan!.disruption!.texts.length).toBeGreaterThan(0);
    await panel.until(({ details, loading }) => loading === undefined && details?.workloads?.rows !== undefined);
    await bench.forget();
    apply(panel);
    apply(panel, 'another-name');
    panel.send({ kind: 'apply', planId: 'another-plan', confirmName: 'sp-weu' });
    expect(panel.state().flow).toMatchObject({ stage: 'plan' });
    expect(panel.state().flow!.working).toBeUndefined();
    expect(await bench.requests()).toEqual([]);
    apply(panel, 'sp-weu');
    expect((await resulted(panel)).flow!.run!.status).toBe('succeeded');
  });

  it('sends nothing for a message that is no intent', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: sami.id });
    await panel.until(({ loading }) => loading === undefined);
    await bench.forget();
    const count = panel.states.length;
    for (const message of [
      undefined,
      'ready',
      { kind: 'apply' },
      { kind: 'delete', id: sami.id },
      { kind: 'edit', seq: -1, field: 'a', value: 'b' },
    ]) {
      panel.session.receive(message);
    }
    expect(panel.states.length).toBe(count);
    expect(await bench.requests()).toEqual([]);
  });
});
