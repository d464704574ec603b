import { describe, expect, it } from 'vitest';
import type { WorldRolePolicy } from '../../../src/emulator/arm/worldFile.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { toUserAssigned } from '../../support/azure/changes.ts';
import { idB, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel, type PanelBench } from './panelBench.ts';

const change = toUserAssigned(sami.id, idB.id);

function benchOf(policy: Omit<WorldRolePolicy, 'roleName'> = {}): Bench {
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}`;
  return createBench({
    ...smallWorld(),
    caller: {
      objectId: '0b000000-0000-4000-8000-000000000001',
      roles: [{ scope: `/subscriptions/${place.subscriptionId}`, roleName: 'Reader' }],
      eligibleRoles: [{ scope: group, roleName: 'Owner' }],
    },
    rolePolicies: [{ roleName: 'Owner', requires: [], ...policy }],
  });
}

const isOf = (kind: string, stage: string) => (state: PanelState) =>
  state.flow?.kind === kind && state.flow.stage === stage && state.flow.working === undefined;
const planOf = (kind: string) => (state: PanelState) => isOf(kind, 'plan')(state) && state.flow?.plan !== undefined;

/** What the role asks for has been read. */
const isRead = ({ flow }: PanelState): boolean =>
  flow?.form.sections[0]?.fields.some(({ name, hint }) => name === 'duration' && hint !== undefined) ?? false;

/** Opens the plan that lacks the role, and from it the form. */
async function opened(bench: Bench): Promise<PanelBench> {
  const panel = openPanel(bench, { kind: 'change', draft: change });
  const { flow } = await panel.until(planOf('setControlPlane'));
  expect(flow?.plan).toMatchObject({
    activateLabel: 'Activate Owner...',
    blocked: expect.stringContaining('eligible') as string,
  });
  panel.send({ kind: 'activate', planId: flow!.plan!.planId });
  await panel.until(isOf('activateRole', 'choose'));
  await panel.until(isRead);
  return panel;
}

/** From the form to the run. */
async function applied(panel: PanelBench): Promise<void> {
  panel.send({ kind: 'review' });
  const { flow } = await panel.until(planOf('activateRole'));
  panel.send({ kind: 'apply', planId: flow!.plan!.planId });
}

const requests = (bench: Bench): number => bench.emulator.snapshot().emulator.activations?.length ?? 0;

/** Approves what waits. */
async function approve(bench: Bench): Promise<void> {
  const [waiting] = bench.emulator.snapshot().emulator.activations ?? [];
  const body = JSON.stringify({ name: waiting?.name, approve: true });
  await bench.emulator.handle({ method: 'POST', url: 'http://127.0.0.1:1/_emulator/approvals', headers: {}, body });
}

describe('a panel whose plan lacks an eligible role', () => {
  it('activates it, and goes on with the plan that lacked it (H-60)', async () => {
    const bench = benchOf();
    const panel = await opened(bench);
    await applied(panel);
    const { flow, banner } = await panel.until(planOf('setControlPlane'));
    expect(banner?.text).toBe('Owner is active on rg-shop.');
    expect(flow?.plan?.blocked).toBeUndefined();
    panel.send({ kind: 'apply', planId: flow!.plan!.planId });
    expect((await panel.until(isOf('setControlPlane', 'result'))).flow?.run?.status).toBe('succeeded');
  });

  it('does nothing for a plan that is no longer shown (H-60)', async () => {
    const bench = benchOf();
    const panel = openPanel(bench, { kind: 'change', draft: change });
    await panel.until(planOf('setControlPlane'));
    panel.send({ kind: 'activate', planId: 'another' });
    expect(panel.state().notice).toContain('changed');
    expect(panel.state().flow?.kind).toBe('setControlPlane');
  });

  it('returns to the plan when the form is left, whose change was only set aside (H-60)', async () => {
    const bench = benchOf();
    const panel = await opened(bench);
    panel.send({ kind: 'close' });
    expect((await panel.until(planOf('setControlPlane'))).flow?.plan?.activateLabel).toBe('Activate Owner...');
    expect(requests(bench)).toBe(0);
  });

  it('keeps the change across a reload, at the form and in the middle of a run (H-60, H-61)', async () => {
    const bench = benchOf({ approval: true });
    const atForm = await opened(bench);
    const reloaded = openPanel(bench, atForm.state().memento);
    await reloaded.until(isOf('activateRole', 'choose'));
    await reloaded.until(isRead);
    const waits = Promise.withResolvers<void>();
    bench.onWait = () => waits.promise;
    await applied(reloaded);
    const waiting = await reloaded.until(({ flow }) => flow?.run?.steps[0]?.detail?.includes('approval') ?? false);
    const again = bench.restarted();
    const next = openPanel(again, waiting.memento);
    await next.until(({ flow }) => flow?.run?.canResume === true || flow?.run?.elsewhere === true);
    await approve(bench);
    next.send({ kind: 'resume' });
    const { flow } = await next.until(planOf('setControlPlane'));
    expect(flow?.plan?.blocked).toBeUndefined();
    expect(requests(bench)).toBe(1);
    waits.resolve();
  });

  it('goes on after a resumed run, too, when waiting was stopped (H-61)', async () => {
    const bench = benchOf({ approval: true });
    const panel = await opened(bench);
    const waits = Promise.withResolvers<void>();
    bench.onWait = () => waits.promise;
    await applied(panel);
    await panel.until(({ flow }) => flow?.run?.steps[0]?.detail?.includes('approval') ?? false);
    panel.send({ kind: 'stopWaiting' });
    await panel.until(({ flow }) => flow?.run?.status === 'stopped');
    waits.resolve();
    await approve(bench);
    panel.send({ kind: 'resume' });
    await panel.until(planOf('setControlPlane'));
    expect(requests(bench)).toBe(1);
  });
});
