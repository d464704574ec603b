import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { UserAssignedIdentity } from '../../../src/domain/cluster/model.ts';
import { forbiddenWorld } from '../../../src/emulator/scenarios/named.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { guidOf, makeResourceGroup } from '../../../src/emulator/scenarios/parts/resources.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import { identityRows } from '../../../src/tree/clusters/identityRows.ts';
import { identitiesIn } from '../../../src/tree/clusters/readRows.ts';
import type { Credentials } from '../../../src/tree/loading/credentials.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idUnused, own, place, smallWorld } from '../../support/azure/smallWorld.ts';
import { partOf, worldWith } from '../article/articleWorld.ts';
import { openPanel } from '../panel/panelBench.ts';
import { foundIn, isReady, openReport } from '../report/reportBench.ts';
import { say } from '../../../src/sentences/words.ts';

const action = 'Microsoft.ManagedIdentity/userAssignedIdentities/read';
const lack = `your account doesn't have the permission ${action}`;
const denied = {
  status: 403,
  code: 'AuthorizationFailed',
  times: 999,
  message: `The client 'robin' with object id '0f0f' does not have authorization to perform action '${action}' over scope '/x' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
};

async function withoutIdentities(): Promise<Bench> {
  const bench = createBench(smallWorld());
  await bench.fault({ match: { method: 'GET', pathContains: '/userAssignedIdentities' }, ...denied });
  await bench.fault({ match: { pathContains: '/Microsoft.ResourceGraph' }, ...denied });
  return bench;
}

function treeOf({ service }: Bench) {
  const tree = new ClustersTree({
    service: async () => service,
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => false,
    onState: () => undefined,
    note: () => undefined,
  });
  return async (parent?: Row): Promise<readonly Row[]> => (await tree.getChildren(parent)) ?? [];
}

describe('an identity of which not everything was looked at', () => {
  const other = { ...place, subscriptionId: guidOf('subscription', 'other'), group: 'rg-other' };
  const there = makeCluster({
    place: other,
    name: 'other-weu',
    controlPlane: { kind: 'userAssigned', identity: idUnused },
    pools: [{ name: 'nodepool1' }],
  });
  const world = worldWith([partOf(makeResourceGroup(other)), there], {
    subscriptions: [
      { subscriptionId: place.subscriptionId, displayName: 'Small' },
      { subscriptionId: other.subscriptionId, displayName: 'Other' },
    ],
  });
  const rowOf = async (bench: Bench, selected: readonly string[] | undefined): Promise<Row> => {
    const reading = await readInventory(bench.service, selected, undefined);
    const rows = await new Promise<readonly Row[]>((resolve, reject) => {
      const read = async () => identitiesIn(reading, place.subscriptionId, () => void read().then(resolve, reject));
      read().catch(reject);
    });
    return rows.find(({ label }) => label === idUnused.name)!;
  };

  it('is not called unused where only some subscriptions are selected', async () => {
    const bench = createBench(world);
    expect(await rowOf(bench, undefined)).toMatchObject({ description: 'control plane of other-weu' });
    const row = await rowOf(bench, [place.subscriptionId]);
    expect(row).toMatchObject({ description: 'use unknown', icon: { id: 'key' } });
    expect(row.contextValue).not.toContain('unused');
    expect(row.tooltip).toContainEqual({
      label: 'Used by',
      value: 'Unknown: Clusters in subscriptions that are not selected were not checked.',
    });
  });

  it('has the icon of its kind, and is called unused only once its credentials are known', () => {
    const { name, id } = idUnused;
    const identity = { ...place, id, name, resourceGroup: place.group } as unknown as UserAssignedIdentity;
    const isUnused = (credentials?: Credentials): boolean => {
      const [row] = identityRows([identity], { clusters: [], credentials });
      expect(row?.icon).toEqual({ id: 'key' });
      return row!.contextValue.includes('unused');
    };
    expect(isUnused()).toBe(false);
    expect(isUnused({ kind: 'unreadable', reason: say`Forbidden.` })).toBe(false);
    expect(isUnused({ kind: 'found', value: { all: [], unknown: [unknown('Forbidden.')] } })).toBe(false);
    expect(isUnused({ kind: 'found', value: { all: [], unknown: [] } })).toBe(true);
  });
});

describe("identities that can't be read", () => {
  it('have a row with the reason below a subscription where Azure leaves them out of every list', async () => {
    const rows = treeOf(createBench(forbiddenWorld()));
    const production = (await rows()).find(({ label }) => label === 'Contoso Production');
    expect((await rows(production)).at(-1)).toMatchObject({
      label: "Can't read managed identities",
      description: `${lack}.`,
      icon: { id: 'question' },
    });
    const platform = (await rows()).find(({ label }) => label === 'Contoso Platform');
    expect((await rows(platform)).at(-1)?.description).toMatch(/^\d+$/);
  });

  it('have a row with the reason below their subscription, which is marked unknown and no error', async () => {
    const rows = treeOf(await withoutIdentities());
    const [subscription] = await rows();
    expect((await rows(subscription)).at(-1)).toMatchObject({
      label: "Can't read managed identities",
      description: `${lack}.`,
      icon: { id: 'question' },
      click: 'aksIdentity.refresh',
    });
  });

  it('have a row with the reason below control plane and kubelet of a cluster that uses them', async () => {
    const rows = treeOf(await withoutIdentities());
    const [subscription] = await rows();
    const cluster = (await rows(subscription)).find(({ label }) => label === 'own-weu');
    const parts = (await rows(cluster)).filter(({ kind }) => kind === 'controlPlane' || kind === 'kubelet');
    expect(parts.map(({ state }) => state?.grade)).toEqual(['unknown', 'unknown']);
    for (const { children } of parts)
      expect((children as readonly Row[])[0]).toMatchObject({
        label: "Identity can't be read",
        description: lack,
        icon: { id: 'question' },
      });
  });

  it('are marked with the reason in details and on the map', async () => {
    const panel = openPanel(await withoutIdentities(), { kind: 'cluster', clusterId: own.id });
    const { details, map } = await panel.until((state) => state.details !== undefined && state.loading === undefined);
    expect(details!.findings.filter(({ title }) => title === "Identity can't be read")).toMatchObject([
      { tone: 'unknown', evidence: `Identity id-a: ${lack}.` },
      { tone: 'unknown', evidence: `Identity id-kubelet: ${lack}.` },
    ]);
    expect(details!.identities[1]).toMatchObject({
      tone: 'unknown',
      lacking: `not checked: the identity itself (${lack})`,
    });
    const parts = map!.things.filter(({ group }) => group === 'controlPlane' || group === 'kubelet');
    expect(parts.map(({ marks }) => marks.map(({ word }) => word))).toEqual([['unknown'], ['unknown']]);
  });

  it('count as not checked in the report, with the reason', async () => {
    const report = openReport(await withoutIdentities());
    await report.until(isReady);
    report.send({ kind: 'unfold', id: own.id, unfolded: true });
    const state = await report.until(({ lines }) => lines.some(({ findings }) => findings !== undefined));
    const line = state.lines.find(({ name }) => name === 'own-weu')!;
    expect(foundIn(line, 'unknown')).toBeGreaterThanOrEqual(2);
    expect(line.findings).toContainEqual(
      expect.objectContaining({ severity: 'unknown', evidence: `Identity id-kubelet: ${lack}.` }),
    );
  });
});

describe("a subscription that can't be read", () => {
  it('goes by its name in tree and report, with the reason', async () => {
    const world = smallWorld();
    const [first] = world.subscriptions;
    const hub = { subscriptionId: '11111111-1111-4111-8111-111111111111', displayName: 'Contoso Hub' };
    const bench = createBench({ ...world, subscriptions: [first!, hub] });
    await bench.fault({ match: { pathContains: '/Microsoft.ResourceGraph' }, ...denied });
    await bench.fault({ match: { pathContains: `/${hub.subscriptionId}/` }, ...denied });
    const [row] = await treeOf(bench)();
    expect(row).toMatchObject({ label: "Can't read Contoso Hub", description: `${lack}.`, icon: { id: 'question' } });
    const report = openReport(bench);
    expect((await report.until(isReady)).notes[0]).toMatch(`Contoso Hub can't be read: ${lack}.`);
  });
});
