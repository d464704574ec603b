import { describe, expect, it } from 'vitest';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { detailsView } from '../../../src/webview/panel/view/detailsView.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { Session } from '../../../src/webview/panel/session.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { allTurns } from '../../support/allTurns.ts';
import { isClusterPut, isGrant, newCluster, succeed } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  ids,
  own,
  sami,
  smallWorld,
  sp,
  uami,
} from '../../support/azure/smallWorld.ts';
import { noKubectl } from '../../support/noKubectl.ts';
import { fieldOf, formOn, notesOf, optionOf } from './formOn.ts';

const toKubelet2: Change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id };

/** The panel without its window: what it shows, and a way to send it a message of its page and wait for an effect. */
function panelOn(bench: Bench, draft: Change) {
  let state: PanelState | undefined;
  const waiting = new Set<() => void>();
  const session = new Session(
    { kind: 'change', draft },
    {
      service: () => Promise.resolve(bench.service),
      post: (next) => {
        state = next;
        for (const wake of waiting) wake();
      },
      copy: () => Promise.resolve(),
      save: () => Promise.resolve(),
      open: () => undefined,
      allowNames: () => Promise.resolve(false),
      mayDiscard: () => Promise.resolve(true),
      note: () => undefined,
      reveal: () => undefined,
      close: () => undefined,
      openYaml: () => Promise.resolve(),
      kubectl: noKubectl,
      sshKeys: () => Promise.resolve([]),
      now: () => new Date(bench.emulator.clock.now()),
    },
  );
  const until = async (holds: (shown: PanelState) => boolean): Promise<PanelState> => {
    for (;;) {
      if (state && holds(state)) return state;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  session.receive({ kind: 'ready' });
  return { session, until };
}

describe('article: before a pre-created kubelet identity', () => {
  it('says what it is for where it is chosen (A-71)', async () => {
    const bench = createBench(smallWorld());
    const notes = notesOf(await formOn(bench, { kind: 'setKubelet', clusterId: own.id }));
    expect(notes).toMatch(/for the nodes.*access to registries can be arranged beforehand/);
    const form = await formOn(bench, { kind: 'createCluster' });
    expect(optionOf(form, 'kubelet', 'preCreated').description).toMatch(/arranged beforehand/);
  });

  it('lists user-assigned identities only, and refuses the id of anything else (A-72)', async () => {
    const bench = createBench(smallWorld());
    const field = fieldOf(await formOn(bench, { kind: 'setKubelet', clusterId: own.id }), 'identity');
    const offered =
      'options' in field ? field.options.map(({ value }) => value).filter((value) => value !== 'new') : [];
    expect(offered).toContain(idKubelet2.id);
    expect(offered.every((id) => /\/userAssignedIdentities\/[^/]+$/i.test(id))).toBe(true);
    await bench.forget();
    for (const identityId of [sami.id, ids.subnet, idKubelet2.principalId, `${ids.group}/providers/x`]) {
      await expect(bench.api.apply({ ...toKubelet2, identityId })).rejects.toMatchObject({ code: 'refused' });
      const create = newCluster({ kubelet: { identityId } });
      await expect(bench.api.apply(create)).rejects.toMatchObject({ code: 'refused' });
    }
    expect(await bench.requests()).toEqual([]);
  });

  it.each([
    ['chinaeast', true],
    ['chinanorth', true],
    ['China East', true],
    ['chinaeast2', false],
    ['chinanorth3', false],
  ] as const)('knows whether a pre-created kubelet identity is offered in %s (A-73)', async (location, isLimited) => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, {
      kind: 'createCluster',
      values: { location, controlPlane: 'userAssigned', identity: idB.id },
    });
    const { disabled } = optionOf(form, 'kubelet', 'preCreated');
    if (isLimited) expect(disabled).toMatch(/not supported in China East and China North/);
    else expect(disabled).toBeUndefined();
    const { network: _network, ...plain } = newCluster({ location });
    await bench.forget();
    const planned = bench.api.plan(plain).then(
      () => 'planned',
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );
    expect(await planned).toMatch(
      isLimited ? /^refused: A pre-created kubelet identity is not supported/ : /^planned$/,
    );
    expect(await bench.writes()).toEqual([]);
  });

  it('asks for a control plane identity first where the cluster has none of its own, and changes both at once (A-74, D-18)', async () => {
    const bench = createBench(smallWorld());
    const change: Change = { kind: 'setKubelet', clusterId: sami.id, identityId: idKubelet2.id };
    await expect(bench.api.apply(change)).rejects.toMatchObject({
      code: 'refused',
      source: expect.stringContaining('pre-created-kubelet-managed-identity') as string,
      message: expect.stringMatching(/needs a user-assigned control plane identity/) as string,
    });
    expect(await bench.writes()).toEqual([]);
    const form = await formOn(bench, {
      kind: 'setKubelet',
      clusterId: sami.id,
      values: { identity: idKubelet2.id, controlPlaneIdentity: idB.id },
    });
    expect(fieldOf(form, 'controlPlaneIdentity').label).toBe('New control plane identity');
    const both: Change = { ...change, controlPlane: { kind: 'userAssigned', identityId: idB.id } };
    expect(form.changes).toEqual([both]);
    await succeed(bench, both);
    expect((await bench.writes()).filter(isClusterPut)).toHaveLength(1);
    const { controlPlane, kubelet } = await bench.api.cluster(sami.id);
    expect([controlPlane.principalId, kubelet.objectId]).toEqual([idB.principalId, idKubelet2.principalId]);
    const ownForm = await formOn(bench, { kind: 'setKubelet', clusterId: own.id });
    expect(() => fieldOf(ownForm, 'controlPlaneIdentity')).toThrow();
  });

  it('names the pools that restart, advises budgets and a window, and counts as disruption (A-78, D-19)', async () => {
    const bench = createBench(smallWorld());
    const { warnings } = await bench.api.plan(toKubelet2);
    const disruptions = warnings.filter(({ severity }) => severity === 'disruption').map(({ text }) => text);
    expect(disruptions.join()).toMatch(/nodepool1 and user1 are cordoned, drained and reimaged.*downtime/);
    expect(warnings.map(({ text }) => text).join()).toMatch(/Pod disruption budgets and a maintenance window/i);
    const plan = await bench.service.plan([toKubelet2]);
    expect(plan.restarts).toEqual(['nodepool1', 'user1']);
    expect(await bench.writes()).toEqual([]);
  });

  it("sends nothing before the cluster's name has been typed (A-78)", async () => {
    const bench = createBench(smallWorld());
    const { session, until } = panelOn(bench, toKubelet2);
    const { flow } = await until((shown) => shown.flow?.plan !== undefined);
    expect(flow!.plan!.confirmName).toBe('own-weu');
    expect(flow!.plan!.disruption!.texts.map(({ text }) => text).join()).toContain('nodepool1 and user1');
    const { planId } = flow!.plan!;
    for (const given of [{}, { confirmName: 'own' }, { confirmName: 'OWN-WEU' }]) {
      session.receive({ kind: 'apply', planId, ...given });
    }
    session.receive({ kind: 'tab', tab: 'change' });
    await allTurns();
    expect(await bench.writes()).toEqual([]);
    session.receive({ kind: 'apply', planId, confirmName: 'own-weu' });
    await until((shown) => shown.flow?.run?.status === 'succeeded');
    expect((await bench.writes()).some(isClusterPut)).toBe(true);
    session.dispose();
  });

  it('grants the pull role on every registry to the new identity before the change (A-79)', async () => {
    const bench = createBench(smallWorld());
    const { warnings } = await bench.api.plan(toKubelet2);
    expect(warnings.map(({ text }) => text).join()).toMatch(
      /pull role on each registry.*pulls fail once the nodes are reimaged/,
    );
    await bench.forget();
    await succeed(bench, toKubelet2);
    const writes = await bench.writes();
    const pull = writes.findIndex((write) => isGrant(write) && write.path.includes('/registries/'));
    expect(pull).toBeGreaterThanOrEqual(0);
    expect(pull).toBeLessThan(writes.findIndex(isClusterPut));
    expect(writes[pull]!.body).toMatchObject({ properties: { principalId: idKubelet2.principalId } });
  });

  it('refuses a cluster with a service principal and says to move it to a managed identity first (A-80)', async () => {
    const bench = createBench(smallWorld());
    const details = detailsView({ ...(await bench.service.cluster(sp.id)), findings: [] });
    const answer = details.facts.find(({ label }) => label === 'Authentication')!.value;
    expect(answer).toContain(`client ID ${guidOf('app', 'sp')}`);
    await bench.forget();
    await expect(bench.api.apply({ ...toKubelet2, clusterId: sp.id })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/uses a service principal\. Move it to a managed identity first/) as string,
    });
    const form = await formOn(bench, { kind: 'setKubelet', clusterId: sp.id });
    expect(form.changes).toEqual([]);
    expect(optionOf(form, 'kubelet', 'preCreated').disabled).toMatch(/Move it to a managed identity first/);
    expect(await bench.writes()).toEqual([]);
    const fix = (await bench.api.diagnose(sp.id)).find(({ code }) => code === 'servicePrincipal')!.fix;
    expect(fix).toMatchObject({ kind: 'setControlPlane' });
  });

  it('reads the control plane identity from the cluster, shows it in the plan and keeps it (A-81)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.api.plan(toKubelet2);
    expect([plan.before.controlPlane, plan.after.controlPlane]).toEqual(['user-assigned id-a', 'user-assigned id-a']);
    expect([plan.before.kubelet, plan.after.kubelet]).toEqual([
      `${idKubelet.name} (user-assigned)`,
      `${idKubelet2.name} (user-assigned)`,
    ]);
    expect(plan.steps.at(-1)!.az).toContain(`--assign-identity ${idA.id}`);
    const form = await formOn(bench, { kind: 'setKubelet', clusterId: uami.id });
    expect(JSON.stringify(form.sections[0]!.facts)).toContain('user-assigned id-a');
  });
});
