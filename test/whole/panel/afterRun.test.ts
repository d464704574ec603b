import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { newCluster } from '../../support/azure/changes.ts';
import { idKubelet2, own, place, sami, smallWorld, sp } from '../../support/azure/smallWorld.ts';
import type { Target } from '../../../src/manifest.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { apply, openPanel, planOf, planned, resulted, setControlPlane, type PanelBench } from './panelBench.ts';

const leftoversIn = ({ flow }: PanelState) => flow?.run?.leftovers;

async function afterChange(bench: Bench): Promise<PanelBench> {
  const panel = openPanel(bench, setControlPlane);
  await planOf(panel);
  apply(panel);
  await panel.until((state) => leftoversIn(state) !== undefined);
  return panel;
}

/** The panel as VS Code restores it after a reload. */
const reloaded = (bench: Bench, panel: PanelBench): PanelBench => openPanel(bench, panel.state().memento);

describe('the result of a change that took the place of an identity', () => {
  it('says how many grants the previous identity still has, and when they can be reviewed', async () => {
    const panel = await afterChange(createBench(smallWorld()));
    const { text, canReview } = leftoversIn(panel.state())!;
    expect(text).toMatch(
      /^\S+ \(system-assigned\), the old identity, still has 2 roles\. It may stay in use until .*\d{4}.*; review the roles after that\.$/,
    );
    expect(canReview).toBe(false);
  });

  it('offers the review once the token has expired, also after a reload, and is silent once nothing is left', async () => {
    const bench = createBench(smallWorld());
    const first = await afterChange(bench);
    bench.emulator.clock.advance(9 * 3600);
    const panel = reloaded(bench, first);
    await panel.until((state) => leftoversIn(state)?.canReview === true);
    panel.send({ kind: 'open', what: 'leftovers' });
    const [entry] = await bench.service.activity();
    expect([panel.opened, panel.targets]).toEqual([['leftovers'], [{ activityId: entry!.activityId }]]);
    const grants = await bench.service.leftovers(entry!.former[0]!);
    await bench.service.apply(
      grants.map(({ assignment }) => ({ kind: 'removeRole', roleAssignmentId: assignment.id })),
    );
    const none = await panel.until((state) => leftoversIn(state) === undefined);
    expect(none.flow!.run!.isSeekingRoles, 'it was looked up').toBeUndefined();
    expect(panel.state().flow!.run!.status).toBe('succeeded');
  });

  it('offers the review of a kubelet at once: its nodes were recreated', async () => {
    const panel = openPanel(createBench(smallWorld()), {
      kind: 'change',
      draft: { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id },
    });
    await planned(panel);
    apply(panel, 'own-weu');
    const state = await panel.until((each) => leftoversIn(each) !== undefined);
    expect(leftoversIn(state)).toEqual({
      text: 'id-kubelet, the old identity, still has 1 role.',
      canReview: true,
    });
  });

  it('says why it is not known what is left', async () => {
    const bench = createBench(smallWorld());
    await bench.fault({
      match: {
        method: 'GET',
        pathContains: `/subscriptions/${place.subscriptionId}/providers/microsoft.authorization/roleassignments`,
      },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'You may not read this.',
      times: 99,
    });
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
    apply(panel);
    const state = await panel.until((each) => leftoversIn(each) !== undefined);
    expect(leftoversIn(state)!.canReview).toBe(false);
    expect(leftoversIn(state)!.text).toMatch(/could not be looked up\. .*You may not read this/);
  });

  it("stays, and nothing is rejected unheard, where the record of changes can't be read", async () => {
    const bench = createBench(smallWorld());
    let isBroken = false;
    const activity: IdentityService['activity'] = async () => {
      if (isBroken) throw new Error('EIO: i/o error, read');
      return bench.service.activity();
    };
    const service = { ...bench.service, activity };
    const panel = openPanel(bench, setControlPlane, async () => service);
    await planOf(panel);
    isBroken = true;
    apply(panel);
    await panel.until(({ flow }) => flow?.run?.status === 'succeeded');
    panel.send({ kind: 'refresh' });
    await panel.until(({ loading }) => loading !== undefined);
    const { flow } = await panel.until(({ loading }) => loading === undefined);
    expect([flow?.stage, flow?.run?.status, flow?.failure]).toEqual(['result', 'succeeded', undefined]);
  });

  it('says nothing where no identity was replaced', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, { kind: 'cluster', clusterId: sami.id });
    panel.session.show({
      kind: 'change',
      draft: { kind: 'assignRole', principalId: sami.principalId, role: { name: 'Reader' }, scope: sami.id },
    });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    panel.send({ kind: 'open', what: 'leftovers' });
    panel.send({ kind: 'open', what: 'made' });
    expect(panel.state().flow!.run).not.toHaveProperty('leftovers');
    expect(panel.opened).toEqual([]);
  });
});

describe('the result of a change that leaves something wrong', () => {
  const open = (bench: Bench): PanelBench => openPanel(bench, { kind: 'cluster', clusterId: own.id });

  it('names the role that is missing since, with the change that fixes it', async () => {
    const bench = createBench(smallWorld());
    const panel = open(bench);
    const { details } = await panel.until((state) => state.details !== undefined && state.loading === undefined);
    const before = details!.findings.filter(({ tone }) => tone === 'error' || tone === 'warning').length;
    const needed = (await bench.service.requirements(own.id)).find(({ verdict }) => verdict === 'granted')!;
    const { assignmentId } = details!.roles.find(
      ({ role, fullScope }) => role === needed.role.name && fullScope.toLowerCase() === needed.scope.toLowerCase(),
    )!;
    panel.send({ kind: 'removeRole', assignmentId });
    await planned(panel);
    const { confirmName } = panel.state().flow!.plan!;
    apply(panel, confirmName);
    const { flow } = await panel.until((state) => state.flow?.run?.found !== undefined);
    const { title, items } = flow!.run!.found!;
    expect(title).toMatch(before > 0 ? /^1 role is missing now; / : /^1 role is missing now$/);
    panel.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: items[0]!.fixKey! });
    expect((await planned(panel)).flow!.kind).toBe('assignRole');
  });
});

describe('the result of leaving a service principal', () => {
  it('names the nodes that may still use it as the next step, not as a problem', async () => {
    const bench = createBench(smallWorld(), { migrationReimage: 'atUpgrade' });
    const { body } = await bench.arm('GET', `${sp.id}?api-version=2026-04-01`);
    const properties = { ...(body['properties'] as object), podIdentityProfile: { enabled: true } };
    await bench.arm('PUT', `${sp.id}?api-version=2026-04-01`, { ...body, properties });
    bench.emulator.clock.advance(60);
    const draft = { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } } as const;
    const panel = openPanel(bench, { kind: 'change', draft });
    await planned(panel);
    await panel.until(({ details, loading }) => details !== undefined && !loading);
    apply(panel, 'sp-weu');
    const { flow } = await panel.until(
      ({ flow: one, details }) => one?.run?.found !== undefined && /may still use/.test(JSON.stringify(details)),
    );
    expect(flow!.run!.next).toContainEqual({
      text: 'Check the node pools; upgrade node images that still use the service principal.',
      door: 'nodeImages',
      at: expect.any(Number) as number,
    });
    expect(flow!.run!.found!.title).toBe('2 warnings on sp-weu remain from before');
  });
});

describe('the result of making something', () => {
  it('of a new cluster gets credentials on demand, and of nothing that it has not offered', async () => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft: newCluster({}) });
    await planned(panel);
    panel.send({ kind: 'next', door: 'credentials' });
    apply(panel);
    const { flow } = await resulted(panel);
    const { at } = flow!.run!.next.find(({ door }) => door === 'credentials')!;
    expect(flow!.run!.next[0]).toEqual({ text: 'Get credentials for kubectl.', door: 'credentials', at });
    panel.send({ kind: 'next', door: 'nodeImages' });
    panel.send({ kind: 'next', door: 'credentials' });
    expect(panel.opened).toEqual(['credentials']);
    expect((panel.targets[0] as Target).clusterId).toMatch(/\/managedClusters\/new-weu$/);
    panel.send({ kind: 'next', door: 'registries' });
    expect(panel.opened).toEqual(['credentials', 'registries']);
  });

  it('of a new cluster leads to its first workload where workload identity is on', async () => {
    const draft = newCluster({ oidcIssuer: true, workloadIdentity: true });
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft });
    await planned(panel);
    apply(panel);
    const { flow } = await resulted(panel);
    expect(flow!.run!.next.map(({ door }) => door)).toEqual(
      expect.arrayContaining(['credentials', 'registries', 'workload']),
    );
    panel.send({ kind: 'next', door: 'workload' });
    expect(panel.opened).toEqual(['cluster']);
    const { draft: opened } = panel.targets[0] as { draft: Target };
    expect(panel.targets[0]).toMatchObject({ kind: 'change', draft: { kind: 'createCredential' } });
    expect(opened.clusterId).toMatch(/\/managedClusters\/new-weu$/);
  });

  it('of turning workload identity on leads to the first workload', async () => {
    const draft = { kind: 'setWorkloadIdentity', clusterId: sami.id, enabled: true } as const;
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft });
    await planned(panel);
    apply(panel);
    const { flow } = await resulted(panel);
    expect(flow!.run!.next).toMatchObject([{ door: 'workload' }]);
    panel.send({ kind: 'next', door: 'workload' });
    await panel.until((state) => state.flow?.kind === 'createCredential');
  });

  it('of a new resource group leads to an identity in it', async () => {
    const { subscriptionId, location } = place;
    const draft = { kind: 'createResourceGroup', subscriptionId, name: 'rg-fresh', location } as const;
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft });
    await planned(panel);
    apply(panel);
    expect((await resulted(panel)).flow!.run!.made).toBe('group');
    panel.send({ kind: 'open', what: 'made' });
    expect([panel.opened, panel.targets]).toEqual([['group'], [{ subscriptionId, resourceGroup: 'rg-fresh' }]]);
  });

  it('the row of a new cluster is shown once its panel is closed', async () => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft: newCluster({}) });
    await planned(panel);
    apply(panel);
    await resulted(panel);
    expect(panel.revealed).toEqual([]);
    panel.send({ kind: 'close' });
    expect(panel.revealed).toEqual([expect.stringMatching(/\/managedClusters\/new-weu$/)]);
    expect(panel.isClosed()).toBe(true);
  });

  it('of a new cluster leads to a panel of its own, in place of this one', async () => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft: newCluster({}) });
    await planned(panel);
    apply(panel);
    expect((await resulted(panel)).flow!.run).toMatchObject({ status: 'succeeded', made: 'cluster' });
    panel.send({ kind: 'open', what: 'made' });
    expect(panel.opened).toEqual(['cluster']);
    expect(panel.targets).toEqual([
      {
        clusterId: `/subscriptions/${place.subscriptionId}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/new-weu`,
      },
    ]);
    expect(panel.isClosed()).toBe(true);
  });

  it('of a new identity leads to a role for it', async () => {
    const draft = {
      kind: 'createIdentity',
      subscriptionId: place.subscriptionId,
      resourceGroup: place.group,
      name: 'id-fresh',
      location: place.location,
    } as const;
    const panel = openPanel(createBench(smallWorld()), { kind: 'change', draft });
    await planned(panel);
    panel.send({ kind: 'open', what: 'made' });
    expect(panel.opened).toEqual([]);
    apply(panel);
    expect((await resulted(panel)).flow!.run!.made).toBe('identity');
    panel.send({ kind: 'open', what: 'made' });
    expect(panel.opened).toEqual(['identity']);
    expect((panel.targets[0] as Target).identityId).toMatch(/\/userAssignedIdentities\/id-fresh$/);
  });
});
