import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { Change, Draft } from '../../../src/domain/change/change.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idA, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel, planned, readyToPlan, setControlPlane, type PanelBench } from './panelBench.ts';
import { say } from '../../../src/sentences/words.ts';

const { subscriptionId } = place;
const createCluster: PanelTarget = { kind: 'change', draft: { kind: 'createCluster', subscriptionId } };
const yes = { mayDiscard: async () => true };
const change = (draft: Draft): PanelTarget => ({ kind: 'change', draft });

async function halfFilled(more: Parameters<typeof openPanel>[3] = {}): Promise<PanelBench> {
  const panel = openPanel(createBench(smallWorld()), setControlPlane, undefined, more);
  await readyToPlan(panel);
  panel.edit({ controlPlane: 'userAssigned', identity: idA.id });
  return panel;
}

describe('what a person has typed', () => {
  it('is kept where the same is started once more, and it is said', () => {
    const panel = openPanel(createBench(smallWorld()), createCluster);
    panel.edit({ name: 'my-new-cluster' });
    panel.session.show(createCluster);
    expect(panel.state().memento.values).toEqual({ subscription: subscriptionId, name: 'my-new-cluster' });
    expect(panel.state().banner!.text).toContain('was kept');
    expect(panel.questions()).toBe(0);
  });

  it('is not lost to the same change of something else without a question', async () => {
    const panel = openPanel(createBench(smallWorld()), createCluster);
    panel.edit({ name: 'my-new-cluster' });
    panel.session.show(change({ kind: 'createCluster', subscriptionId: 'another' }));
    await panel.until(() => panel.questions() === 1);
    expect(panel.state().memento.values).toEqual({ subscription: subscriptionId, name: 'my-new-cluster' });
  });

  it.each<[string, (panel: PanelBench) => void]>([
    ['another change of a row', ({ session }) => session.show(change({ kind: 'setKubelet', clusterId: sami.id }))],
    ['another change of the page', ({ send }) => send({ kind: 'start', change: 'attachRegistry' })],
    ['the removal of a role', ({ send }) => send({ kind: 'removeRole', assignmentId: '/x' })],
  ])('is not lost to %s without a question', async (_, start) => {
    const panel = await halfFilled();
    start(panel);
    await panel.until(() => panel.questions() === 1);
    expect(panel.state().flow!.kind).toBe('setControlPlane');
    expect(panel.field('identity').value).toBe(idA.id);
  });

  it('is not lost to Escape without a question, but to Cancel', async () => {
    const panel = await halfFilled();
    panel.send({ kind: 'close', isByKey: true });
    await panel.until(() => panel.questions() === 1);
    expect(panel.field('identity').value).toBe(idA.id);
    panel.send({ kind: 'close' });
    expect(panel.state().flow).toBeUndefined();
    expect(panel.questions()).toBe(1);
  });

  it('is given up by Escape if the person chooses that; an empty form closes at once', async () => {
    const panel = await halfFilled(yes);
    panel.send({ kind: 'close', isByKey: true });
    await panel.until(({ flow }) => flow === undefined);
    const empty = openPanel(createBench(smallWorld()), setControlPlane);
    await readyToPlan(empty);
    empty.send({ kind: 'close', isByKey: true });
    expect([empty.state().flow, empty.questions()]).toEqual([undefined, 0]);
  });

  it('is given up for another change if the person chooses that', async () => {
    const panel = await halfFilled(yes);
    panel.session.show(change({ kind: 'setKubelet', clusterId: sami.id }));
    await panel.until(({ flow }) => flow?.kind === 'setKubelet');
  });

  it('survives an answer that comes after the change it was about', async () => {
    const asked = Promise.withResolvers<boolean>();
    const panel = await halfFilled({ mayDiscard: () => asked.promise });
    panel.session.show(change({ kind: 'setKubelet', clusterId: sami.id }));
    panel.send({ kind: 'close' });
    panel.send({ kind: 'start', change: 'attachRegistry' });
    asked.resolve(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(panel.state().flow!.kind).toBe('attachRegistry');
  });

  it('counts as typed after a reload of the window, too', async () => {
    const before = openPanel(createBench(smallWorld()), createCluster);
    before.edit({ name: 'my-new-cluster' });
    const panel = openPanel(createBench(smallWorld()), before.state().memento);
    panel.session.show(change({ kind: 'createCluster', subscriptionId: 'another' }));
    await panel.until(() => panel.questions() === 1);
  });

  it('is asked about only where something was typed', async () => {
    const panel = openPanel(createBench(smallWorld()), setControlPlane);
    await readyToPlan(panel);
    panel.session.show(change({ kind: 'setKubelet', clusterId: sami.id }));
    expect(panel.state().flow!.kind).toBe('setKubelet');
    expect(panel.questions()).toBe(0);
  });
});

describe('a button that fixes', () => {
  const fixes: readonly Change[] = [
    { kind: 'setControlPlane', clusterId: sami.id, controlPlane: { kind: 'userAssigned', identityId: idA.id } },
    { kind: 'upgradeNodeImages', clusterId: sami.id },
  ];
  const findings = fixes.map((fix, index): Finding => ({
    code: `missingGrant:P-${index}`,
    severity: 'error',
    text: say`t`,
    evidence: [],
    source: 'https://learn.microsoft.com',
    fix,
  }));

  it('starts the change it was drawn for, although findings were read again before it was pressed', async () => {
    const bench = createBench(smallWorld());
    let found: readonly Finding[] = findings;
    const panel = openPanel(bench, { kind: 'cluster', clusterId: sami.id }, async () => ({
      ...bench.service,
      check: async (id, signal) => ({ ...(await bench.service.check(id, signal)), findings: found }),
    }));
    const { details } = await panel.until((state) => state.details?.findings[1]?.fixKey !== undefined);
    const [first, second] = details!.findings.map(({ fixKey }) => fixKey!);
    found = findings.slice(1);
    panel.send({ kind: 'refresh' });
    await panel.until((state) => state.details!.findings.every(({ fixKey }) => fixKey !== first) && !state.loading);
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: first! });
    expect(panel.state().flow).toBeUndefined();
    expect(panel.state().notice).toContain('changed in the meantime');
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: second! });
    expect(panel.state().flow!.kind).toBe('upgradeNodeImages');
  });

  const newGroup = { kind: 'createResourceGroup', subscriptionId, name: 'rg-x', location: place.location } as const;
  const fix: Change = { kind: 'removeRole', roleAssignmentId: '/x' };

  it.each([
    ['starts it in the panel of a cluster', fixes[0]!, 'removeRole', []],
    ['opens it beside the panel of something new, which keeps what it has', newGroup, 'createResourceGroup', ['fix']],
  ])('of a check of the plan that is shown %s', async (_, draft, kind, opened) => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, change(draft), async () => ({
      ...bench.service,
      plan: async (changes, signal) => ({
        ...(await bench.service.plan(changes, signal)),
        checks: [{ title: say`Granted`, verdict: 'fail', detail: say``, fix }],
      }),
    }));
    const { planId, checks } = (await planned(panel)).flow!.plan!;
    const fixKey = checks[0]!.fixKey!;
    panel.send({ kind: 'fix', of: { kind: 'check', planId: `${planId}0` }, fixKey });
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey });
    expect(panel.state().flow!.plan!.planId).toBe(planId);
    panel.send({ kind: 'fix', of: { kind: 'check', planId }, fixKey });
    expect([panel.state().flow!.kind, panel.opened]).toEqual([kind, opened]);
    expect(panel.targets).toEqual(opened.map(() => ({ fix })));
  });
});
