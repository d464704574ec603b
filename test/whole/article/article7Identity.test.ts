import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { selectOwnIdentities } from '../../../src/tree/clusters/identityFolder.ts';
import { identityRows } from '../../../src/tree/clusters/identityRows.ts';
import { everyCluster } from '../../../src/tree/loading/inventory.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, newCluster, succeed } from '../../support/azure/changes.ts';
import { idA, ids, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { fieldOf, formOn, notesOf, optionOf } from './formOn.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const { kubelet: _kubelet, ...article } = newCluster({});
const create: Change = {
  kind: 'createIdentity',
  subscriptionId: place.subscriptionId,
  resourceGroup: place.group,
  name: 'id-made',
  location: place.location,
};

describe('article: an own control plane identity', () => {
  it('says what an own identity is for where it is chosen (A-58)', async () => {
    const bench = createBench(smallWorld());
    const notes = notesOf(await formOn(bench, { kind: 'setControlPlane', clusterId: sami.id }));
    expect(notes).toMatch(/exists before the cluster.*access can be arranged.*virtual network.*user-defined routing/s);
    const form = await formOn(bench, { kind: 'createCluster' });
    const { description } = optionOf(form, 'controlPlane', 'userAssigned');
    expect(description).toMatch(/roles can be granted before it is used/);
  });

  it("creates an identity in its group's region, lists it with the id as returned, and finds it ignoring case (A-59)", async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, { kind: 'createIdentity', values: { name: 'id-made', group: place.group } });
    expect(fieldOf(form, 'location')).toMatchObject({ value: place.location });
    expect(form.changes).toEqual([create]);
    await bench.forget();
    await succeed(bench, create);
    const [put, ...others] = await bench.writes();
    expect(others).toEqual([]);
    expect(put).toMatchObject({ method: 'PUT', status: 201, body: { location: place.location } });
    const { items } = await bench.service.identities();
    const made = items.find(({ name }) => name === 'id-made')!;
    expect(made.id).toContain('/resourcegroups/');
    const shouting = { kind: 'userAssigned', identityId: made.id.toUpperCase() } as const;
    await succeed(bench, { kind: 'setControlPlane', clusterId: sami.id, controlPlane: shouting });
    expect((await bench.api.cluster(sami.id)).controlPlane.principalId).toBe(made.principalId);
  });

  it('sends nothing for a name that is there, says so before, and keeps what it is (A-59)', async () => {
    const bench = createBench(smallWorld());
    const again = { ...create, name: idA.name };
    const form = await formOn(bench, { kind: 'createIdentity', values: { name: idA.name, group: place.group } });
    expect(fieldOf(form, 'name')).toMatchObject({
      error: expect.stringMatching(/id-a already exists in .*Enter another name/) as string,
    });
    const plan = await bench.api.plan(again);
    expect(plan.checks).toContainEqual(expect.objectContaining({ title: 'id-a exists', verdict: 'pass' }));
    expect((await bench.api.apply(again)).steps).toMatchObject([{ status: 'alreadyDone' }]);
    await expect(bench.api.apply({ ...again, location: 'northeurope' })).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.writes()).toEqual([]);
  });

  it('shows resource, client, principal and tenant ID and the region, and no secret address (A-60, D-22)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, create);
    const reading = await readInventory(bench.service, undefined, undefined);
    const { items } = await reading.identities(place.subscriptionId);
    const { own } = selectOwnIdentities(items, everyCluster(reading.inventory));
    const row = identityRows(own, { clusters: everyCluster(reading.inventory) }).find(
      ({ label }) => label === 'id-made',
    )!;
    const shown = new Map(row.tooltip!.map(({ label, value }) => [label, value]));
    const { body } = await bench.arm('GET', `${row.resourceId!}?api-version=2024-11-30`);
    const properties = body['properties'] as Record<string, string>;
    expect(Object.fromEntries(shown)).toMatchObject({
      'Resource ID': body['id'],
      'Client ID': properties['clientId'],
      'Principal ID': properties['principalId'],
      'Tenant ID': properties['tenantId'],
      Region: place.location,
    });
    expect(JSON.stringify(row)).not.toMatch(/secret/i);
  });

  it('tells of the 60 minutes for a new identity and its grants, and shows them as a timer (A-61)', async () => {
    const bench = createBench(smallWorld());
    const outcome = await bench.api.apply(create);
    expect(outcome.next.join()).toMatch(/roles that they get take up to 60 minutes/);
    const plan = await bench.api.plan(article);
    expect(plan.warnings.map(({ text }) => text).join()).toMatch(/can take up to 60 minutes/);
    await succeed(bench, article);
    const [run] = (await bench.service.activity()).filter(({ title }) => textOf(title) === 'Create cluster new-weu');
    expect(run!.timers.map(({ kind }) => kind)).toEqual(['propagation']);
  });

  it('grants before the cluster is created, in the plan and on the wire (A-62)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.api.plan(article);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['assignRole', 'putCluster']);
    await bench.forget();
    await succeed(bench, article);
    const [grant, put, ...others] = await bench.writes();
    expect(others).toEqual([]);
    expect(isGrant(grant!) && grant!.path.startsWith(ids.newSubnet)).toBe(true);
    expect(isClusterPut(put!)).toBe(true);
  });
});
