import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { newCluster } from '../../support/azure/changes.ts';
import { idKubelet2, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { apply, openPanel, planOf, planned, resulted, setControlPlane } from './panelBench.ts';
import type { PanelBench } from './panelBench.ts';

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
  it('the result says how many grants the previous identity still has, and when they can be reviewed', async () => {
    const panel = await afterChange(createBench(smallWorld()));
    const { text, canReview } = leftoversIn(panel.state())!;
    expect(text).toMatch(
      /^\S+ \(system-assigned\), the old identity, still holds 2 grants\. It may stay in use until .*\d{4}.*; review the grants after that\.$/,
    );
    expect(canReview).toBe(false);
  });

  it('the result offers the review once the token has expired, also after a reload, and is silent once nothing is left', async () => {
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
    await panel.until((state) => leftoversIn(state) === undefined);
    expect(panel.state().flow!.run!.status).toBe('succeeded');
  });

  it('offers the review of a kubelet at once: its nodes were made anew', async () => {
    const panel = openPanel(createBench(smallWorld()), {
      kind: 'change',
      draft: { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id },
    });
    await planned(panel);
    apply(panel, 'own-weu');
    const state = await panel.until((each) => leftoversIn(each) !== undefined);
    expect(leftoversIn(state)).toEqual({
      text: 'id-kubelet, the old identity, still holds 1 grant.',
      canReview: true,
    });
  });

  it('the result says why it is not known what is left', async () => {
    const bench = createBench(smallWorld());
    const panel = openPanel(bench, setControlPlane);
    await planOf(panel);
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
    apply(panel);
    const state = await panel.until((each) => leftoversIn(each) !== undefined);
    expect(leftoversIn(state)!.canReview).toBe(false);
    expect(leftoversIn(state)!.text).toMatch(/could not be looked up\. .*You may not read this/);
  });

  it('the result stays, and nothing is rejected unheard, where the record of changes cannot be read', async () => {
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

  it('the result says nothing where no identity was replaced', async () => {
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

describe('the result of making something', () => {
  it('the result of a new cluster leads to a panel of its own, in place of this one', async () => {
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

  it('the result of a new identity leads to a role for it', async () => {
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
    expect(panel.targets[0]!.identityId).toMatch(/\/userAssignedIdentities\/id-fresh$/);
  });
});
