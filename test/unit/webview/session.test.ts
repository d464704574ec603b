import { describe, expect, it } from 'vitest';
import type { PanelTarget } from '../../../src/manifest.ts';
import { createBench } from '../../conformance/azureBench.ts';
import { isClusterPut } from '../../conformance/changes.ts';
import { idB, ids, own, place, sami, smallWorld, sp, uami, zone } from '../../conformance/smallWorld.ts';
import { openPanel, planned, resulted } from './panelBench.ts';
import type { PanelBench } from './panelBench.ts';

const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };

async function readyToPlan(panel: PanelBench): Promise<void> {
  await panel.until(({ flow, loading }) => flow !== undefined && flow.form.sections.length > 0 && !loading);
}

/** From the choice of an identity to its plan. */
async function planOf(panel: PanelBench): Promise<void> {
  await readyToPlan(panel);
  panel.edit({ controlPlane: 'userAssigned', identity: idB.id });
  panel.send({ kind: 'review' });
  await planned(panel);
}

function apply(panel: PanelBench, confirmName?: string): void {
  const { planId } = panel.state().flow!.plan!;
  panel.send({ kind: 'apply', planId, ...(confirmName === undefined ? {} : { confirmName }) });
}

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
      ({ flow, badges }) => flow?.stage === 'result' && badges[0]?.text === 'user-assigned id-b',
    );
    expect(flow!.run).toMatchObject({ status: 'succeeded', canResume: false });
    expect(flow!.run!.summary).toMatch(
      /^sami-weu now uses id-b for its control plane. Read back from Azure at \d\d:\d\d/,
    );
    expect(flow!.run!.steps.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(flow!.run!.next.length).toBeGreaterThan(0);
    expect(badges[1]).toEqual({ text: 'Succeeded', tone: 'ok' });
    expect(details!.facts[0]).toMatchObject({ label: 'Control plane', value: 'user-assigned id-b' });
    expect((await bench.writes()).map(({ method }) => method)).toEqual(['PUT', 'PUT']);
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

  it('makes the plan at once where the draft leaves nothing to choose, and goes back to a form that holds it', async () => {
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

  it('says what is wrong beside the field once asked to go on, and sends nothing', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await readyToPlan(panel);
    expect(panel.field('identity').error).toBeUndefined();
    panel.send({ kind: 'review' });
    expect(panel.state().flow!.form).toMatchObject({ focus: 'identity', asked: 1 });
    expect(panel.field('identity').error).toBe('Choose a user-assigned identity.');
    panel.edit({ identity: `${ids.group}/providers/Microsoft.Network/virtualNetworks/vnet-shop` });
    expect(panel.field('identity').error).toContain('Microsoft.ManagedIdentity/userAssignedIdentities');
    expect(panel.state().flow!.stage).toBe('choose');
  });
});

describe('a panel applies only what was shown', () => {
  it('goes back to a new plan that tells who changed the cluster meanwhile', async () => {
    const world = smallWorld();
    const systemData = { lastModifiedBy: 'dana@contoso.com', lastModifiedAt: '2026-05-04T14:02:00Z' };
    const touched = world.resources.map((one) => (one.id === sami.id ? { ...one, systemData } : one));
    const bench = createBench({ ...world, resources: touched });
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
      /^sami-weu was changed by dana@contoso.com at \d\d:02, after this plan was made. Nothing was sent./,
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

  it('does not send a message that is no intent anywhere', async () => {
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

describe('a failure stays beside its step', () => {
  it('with its code and what to do; retrying goes on where it broke off', async () => {
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

  it('a plan that is refused says the rule and stays where the person can go back', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, {
      kind: 'change',
      draft: { kind: 'setKubelet', clusterId: sami.id, identityId: idB.id },
    });
    const { flow } = await planned(panel);
    expect(flow!.failure!.text).toContain('needs a user-assigned control plane');
    expect(flow!.failure!.source).toMatch(/^https:/);
    panel.send({ kind: 'back' });
    expect(panel.state().flow!.stage).toBe('choose');
    expect(panel.state().flow!.failure).toBeUndefined();
  });

  it('a cluster that cannot be read gives a banner, and trying again mends it', async () => {
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

describe('a run survives', () => {
  it('waiting can be stopped: Azure goes on, and resuming follows it without a second PUT', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    bench.onWait = () => panel.send({ kind: 'stopWaiting' });
    apply(panel);
    const stopped = await resulted(panel);
    expect(stopped.flow!.run).toMatchObject({ status: 'stopped', canResume: true });
    expect(stopped.flow!.run!.summary).toContain('Azure goes on');
    bench.onWait = undefined;
    await bench.forget();
    panel.send({ kind: 'resume' });
    await panel.until(({ flow }) => flow?.run?.status === 'succeeded');
    expect((await bench.writes()).filter(isClusterPut)).toEqual([]);
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
    expect(flow).toMatchObject({ stage: 'result', run: { status: 'stopped', canResume: true } });
    again.send({ kind: 'resume' });
    await again.until((state) => state.flow?.run?.status === 'succeeded');
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

describe('around the flow', () => {
  it('copies the plan in each format, and ids', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    for (const { format } of panel.state().flow!.plan!.formats)
      panel.send({ kind: 'copy', what: { of: 'plan', format } });
    panel.send({ kind: 'copy', what: { of: 'text', text: sami.id } });
    await panel.until(() => panel.copied.length === 6);
    expect(panel.copied[0]).toContain('az aks update');
    expect(panel.copied[4]).toContain('deploymentTemplate.json');
    expect(panel.copied[5]).toBe(sami.id);
  });

  it('a finding with a fix starts the change that mends it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: sp.id });
    const { details } = await panel.until((state) => (state.details?.findings.length ?? 0) > 0);
    const index = details!.findings.findIndex(({ mendable }) => mendable);
    panel.send({ kind: 'mend', of: 'finding', index });
    await planned(panel);
    expect(panel.state()).toMatchObject({ tab: 'change', flow: { kind: 'setControlPlane' } });
    panel.send({ kind: 'mend', of: 'finding', index: 999 });
    expect(panel.state().flow!.kind).toBe('setControlPlane');
  });

  it('closing a flow leads back to what can be started, closing a panel of something new closes it', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await readyToPlan(panel);
    panel.send({ kind: 'close' });
    expect(panel.state().flow).toBeUndefined();
    expect(panel.state().starts.map(({ kind }) => kind)).toContain('setKubelet');
    const fresh = openPanel(bench, { kind: 'change', draft: { kind: 'createIdentity' } });
    fresh.send({ kind: 'close' });
    expect(fresh.isClosed()).toBe(true);
  });

  it('creates a private cluster with an own zone, both identities and their group on the way', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'change', draft: { kind: 'createCluster' } });
    await panel.until(() => panel.field('subscription').kind === 'choice' && panel.field('subscription').value !== '');
    panel.edit({
      recipe: 'private',
      name: 'vault-weu',
      group: 'new',
      groupName: 'rg-vault',
      location: place.location,
      identity: 'new',
      kubelet: 'preCreated',
      kubeletIdentity: 'new',
      subnet: ids.subnet,
      zone: zone.id,
    });
    panel.send({ kind: 'review' });
    const { flow } = await planned(panel);
    expect(flow!.failure).toBeUndefined();
    const kinds = flow!.plan!.steps.map(({ path }) => path.split('/').at(-2));
    expect(kinds.slice(0, 3)).toEqual(['resourceGroups', 'userAssignedIdentities', 'userAssignedIdentities']);
    expect(kinds.at(-1)).toBe('managedClusters');
    const body = JSON.parse(flow!.plan!.steps.at(-1)!.body!) as {
      properties: { apiServerAccessProfile: object; networkProfile: object };
    };
    expect(body.properties.apiServerAccessProfile).toMatchObject({
      enablePrivateCluster: true,
      privateDNSZone: zone.id,
    });
    expect(body.properties.networkProfile).toMatchObject({
      outboundType: 'userDefinedRouting',
      serviceCidr: '10.2.0.0/24',
    });
  });

  it('keeps the cluster of the panel when another one changes', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: uami.id, tab: 'map' });
    const { map, tab } = await panel.until((state) => state.map !== undefined && state.loading === undefined);
    expect(tab).toBe('map');
    expect(map!.nodes.filter(({ kind }) => kind === 'cluster').map(({ label }) => label)).toEqual(['uami-weu']);
  });
});
