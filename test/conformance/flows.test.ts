import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/identity/change.ts';
import type { LoggedRequest } from '../../src/emulator/requestLog.ts';
import { createBench } from './azureBench.ts';
import type { Bench } from './azureBench.ts';
import {
  abacRegistry,
  busy,
  idA,
  idB,
  idKubelet2,
  ids,
  idUnused,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
  sp,
  uami,
} from './smallWorld.ts';

const { subscriptionId } = place;

describe('each change, through the public API, the Azure SDK and the emulator', () => {
  it('grants what a user-assigned control plane needs and then updates the cluster', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(sami.id, idB.id);
    const plan = await bench.api.plan(change);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['assignRole', 'putCluster']);
    await bench.forget();
    const outcome = await bench.api.apply(change);
    expect(outcome.status).toBe('succeeded');
    expect(outcome.steps.map(({ id }) => id)).toEqual(plan.steps.map(({ id }) => id));
    const [grant, put, ...others] = await bench.writes();
    expect(others).toEqual([]);
    expect(grant).toMatchObject({
      method: 'PUT',
      status: 201,
      path: plan.steps[0]!.request.path,
      body: { properties: { principalId: idB.principalId, principalType: 'ServicePrincipal' } },
    });
    expect(put).toMatchObject({ method: 'PUT', status: 200, body: { identity: { type: 'UserAssigned' } } });
    expect(put!.path.toLowerCase()).toBe(sami.id.toLowerCase());
    expect(put!.headers['if-match']).toBeTruthy();
    const { controlPlane, kubelet } = await bench.api.cluster(sami.id);
    expect(controlPlane).toMatchObject({ kind: 'userAssigned', principalId: idB.principalId });
    expect(kubelet.kind).toBe('default');
  });

  it('keeps properties that nobody knows, at three depths', async () => {
    const bench = createBench(smallWorld());
    const before = (await bench.arm('GET', `${sami.id}?api-version=2026-04-01`)).body;
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const after = (await bench.arm('GET', `${sami.id}?api-version=2026-04-01`)).body;
    const unknownIn = (body: Record<string, unknown>): unknown => {
      const properties = body['properties'] as Record<string, Record<string, unknown>>;
      const [pool] = properties['agentPoolProfiles'] as unknown as Record<string, unknown>[];
      return [properties['future'], pool!['futurePool'], properties['networkProfile']!['futureNetwork']];
    };
    expect(unknownIn(before)).not.toContain(undefined);
    expect(unknownIn(after)).toEqual(unknownIn(before));
  });

  it('never sends a node image back, which would roll it back', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const put = (await bench.writes()).find(isClusterPut)!;
    expect(JSON.stringify(put.body)).not.toContain('nodeImageVersion');
  });

  it('goes back to a system-assigned identity, with grants after the update', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'setControlPlane', clusterId: uami.id, controlPlane: { kind: 'systemAssigned' } });
    expect((await bench.api.cluster(uami.id)).controlPlane.kind).toBe('systemAssigned');
  });

  it('leaves a service principal; the kubelet follows', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(sp.id, idB.id);
    const plan = await bench.api.plan(change);
    expect(plan.reversible).toBe(false);
    expect(plan.warnings.map(({ severity }) => severity)).toContain('disruption');
    await succeed(bench, change);
    expect(await bench.api.cluster(sp.id)).toMatchObject({
      usesServicePrincipal: false,
      controlPlane: { kind: 'userAssigned' },
      kubelet: { kind: 'default' },
    });
  });

  it('changes the kubelet identity after everything that it needs was granted', async () => {
    const bench = createBench(smallWorld());
    const change: Change = { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id };
    await succeed(bench, change);
    const writes = await bench.writes();
    expect(writes.slice(0, -1).every(isGrant)).toBe(true);
    expect(writes.at(-1)).toMatchObject({
      body: { properties: { identityProfile: { kubeletidentity: { resourceId: idKubelet2.id } } } },
    });
    expect(writes.map(({ path }) => path.toLowerCase())).toEqual([
      expect.stringContaining(idKubelet2.id.toLowerCase()),
      expect.stringContaining(legacyRegistry.id.toLowerCase()),
      own.id.toLowerCase(),
    ]);
    expect((await bench.api.cluster(own.id)).kubelet).toMatchObject({ objectId: idKubelet2.principalId });
  });

  it('creates a resource group, an identity in it, and finds both the second time', async () => {
    const bench = createBench(smallWorld());
    const group: Change = { kind: 'createResourceGroup', subscriptionId, name: 'rg-new', location: 'westeurope' };
    const identity: Change = {
      kind: 'createIdentity',
      subscriptionId,
      resourceGroup: 'rg-new',
      name: 'id-new',
      location: 'westeurope',
    };
    for (const change of [group, identity]) await succeed(bench, change);
    expect((await bench.writes()).map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 201],
      ['PUT', 201],
    ]);
    await bench.forget();
    for (const change of [group, identity]) {
      const outcome = await bench.api.apply(change);
      expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
    }
    expect(await bench.writes()).toEqual([]);
  });

  it('deletes an identity that nothing uses and names the clusters that use another', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'deleteIdentity', identityId: idUnused.id });
    expect((await bench.writes()).map(({ method, status }) => [method, status])).toEqual([['DELETE', 200]]);
    await bench.forget();
    await expect(bench.api.plan({ kind: 'deleteIdentity', identityId: idA.id })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/own-weu|uami-weu/) as string,
    });
    const again = await bench.api.apply({ kind: 'deleteIdentity', identityId: idUnused.id });
    expect(again.steps).toMatchObject([{ status: 'alreadyDone' }]);
    expect(await bench.writes()).toEqual([]);
  });

  it('creates a cluster with both identities and a registry, everything granted first', async () => {
    const bench = createBench(smallWorld());
    const change = newCluster({ registries: [legacyRegistry.id, abacRegistry.id] });
    await succeed(bench, change);
    const writes = await bench.writes();
    expect(writes.slice(0, -1).every(isGrant)).toBe(true);
    const put = writes.at(-1)!;
    expect(put).toMatchObject({ method: 'PUT', status: 201, headers: { 'if-none-match': '*' } });
    const made = await bench.api.cluster(`${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`);
    expect(made).toMatchObject({
      provisioningState: 'Succeeded',
      controlPlane: { kind: 'userAssigned', principalId: idB.principalId },
      kubelet: { kind: 'preCreated', objectId: idKubelet2.principalId },
    });
    const roles = made.roleAssignments.map(({ roleName }) => roleName);
    expect(roles).toEqual(expect.arrayContaining(['Network Contributor', 'Managed Identity Operator', 'AcrPull']));
    expect(roles).toContain('Container Registry Repository Reader');
  });

  it('creates a system-assigned cluster and grants to its principal, which exists only then', async () => {
    const bench = createBench(smallWorld());
    const { kubelet: _, ...rest } = newCluster({ controlPlane: { kind: 'systemAssigned' } });
    await succeed(bench, { ...rest, registries: [legacyRegistry.id] });
    const writes = await bench.writes();
    expect(writes.map((write) => (isGrant(write) ? 'grant' : 'cluster'))).toEqual(['cluster', 'grant', 'grant']);
    const made = await bench.api.cluster(`${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`);
    const bodies = writes.slice(1).map(({ body }) => (body as { properties: { principalId: string } }).properties);
    expect(bodies.map(({ principalId }) => principalId).toSorted()).toEqual(
      [made.controlPlane.principalId, made.kubelet.objectId].toSorted(),
    );
  });

  it('upgrades the node images that are behind, one pool after the other', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'upgradeNodeImages', clusterId: own.id });
    expect((await bench.writes()).map(({ method, path }) => [method, path.toLowerCase()])).toEqual([
      ['POST', `${own.id}/agentPools/nodepool1/upgradeNodeImageVersion`.toLowerCase()],
    ]);
    const { agentPools } = await bench.api.cluster(own.id);
    const upgraded = agentPools.find(({ name }) => name === 'nodepool1')!;
    expect(upgraded.nodeImageVersion).toBe(upgraded.latestNodeImageVersion);
  });

  it('assigns a role once, by name, and removes it once', async () => {
    const bench = createBench(smallWorld());
    const assign: Change = {
      kind: 'assignRole',
      principalId: idB.principalId,
      role: { name: 'contributor' },
      scope: ids.group,
    };
    await succeed(bench, assign);
    expect((await bench.api.apply(assign)).steps).toMatchObject([{ status: 'alreadyDone' }]);
    const [made] = await bench.service.roleAssignmentsOf(idB.principalId, subscriptionId);
    expect(made).toMatchObject({ roleName: 'Contributor', scope: ids.group });
    const remove: Change = { kind: 'removeRole', roleAssignmentId: made!.id };
    await succeed(bench, remove);
    expect((await bench.api.apply(remove)).steps).toMatchObject([{ status: 'alreadyDone' }]);
    expect((await bench.writes()).map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  it('attaches and detaches registries by role assignments alone', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'attachRegistry', clusterId: own.id, registryId: abacRegistry.id });
    await succeed(bench, { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id });
    const writes = await bench.writes();
    expect(writes.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(writes.every(({ path }) => path.includes('/roleAssignments/'))).toBe(true);
  });
});

describe('a change that can not be made', () => {
  it('writes nothing where it is true already, and lists the steps all the same', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(uami.id, idA.id);
    expect((await bench.api.plan(change)).steps.map(({ kind }) => kind)).toEqual(['putCluster']);
    const outcome = await bench.api.apply(change);
    expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
    expect(await bench.writes()).toEqual([]);
  });

  it('is a conflict while somebody else works on the cluster', async () => {
    const bench = createBench(smallWorld());
    const change = toUserAssigned(busy.id, idA.id);
    await expect(bench.api.plan(change)).rejects.toMatchObject({ code: 'conflict' });
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'conflict' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.activity()).toEqual([]);
  });

  it('is refused with its source where a rule forbids it', async () => {
    const bench = createBench(smallWorld());
    const change: Change = { kind: 'setKubelet', clusterId: sami.id, identityId: idKubelet2.id };
    await expect(bench.api.plan(change)).rejects.toMatchObject({
      code: 'refused',
      source: expect.stringContaining('https://') as string,
    });
  });

  it('is rejected as forbidden, with nothing sent, where the person lacks a permission', async () => {
    const reader = { objectId: idUnused.clientId, roles: [{ scope: ids.group, roleName: 'Reader' }] };
    const bench = createBench(smallWorld({ caller: reader }));
    const change = toUserAssigned(sami.id, idB.id);
    const plan = await bench.api.plan(change);
    expect(plan.checks.map(({ verdict }) => verdict)).toContain('fail');
    await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await bench.writes()).toEqual([]);
    expect(await bench.api.activity()).toEqual([]);
  });

  it.each([
    ['an unknown kind', { kind: 'dropEverything' }],
    ['an id of another type', { kind: 'deleteIdentity', identityId: sami.id }],
    ['a missing property', { kind: 'setControlPlane', clusterId: sami.id }],
  ])('is refused for %s', async (_, change) => {
    const bench = createBench(smallWorld());
    await expect(bench.api.plan(change as Change)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('grants that take their time', () => {
  it('waits, with words, until the cluster may use the kubelet identity', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 30 });
    const details: string[] = [];
    const change: Change = { kind: 'setKubelet', clusterId: uami.id, identityId: idKubelet2.id };
    const outcome = await bench.api.apply(change, {
      onProgress: ({ detail }) => void (detail !== undefined && details.push(detail)),
    });
    expect(outcome.status).toBe('succeeded');
    expect(details.join('\n')).toContain('does not see the new roles yet');
    const puts = (await bench.writes()).filter(isClusterPut);
    expect(
      puts
        .map(({ status }) => status)
        .slice(0, -1)
        .every((status) => status === 400),
    ).toBe(true);
    expect(puts.at(-1)!.status).toBe(200);
  });

  it('creates a cluster with new identities in a new group in one go', async () => {
    const bench = createBench(smallWorld(), { propagationSeconds: 30 });
    const place = { subscriptionId, resourceGroup: 'rg-fresh', location: 'westeurope' };
    const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-fresh`;
    const identity = (name: string): string =>
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    const outcome = await bench.service.apply([
      { kind: 'createResourceGroup', subscriptionId, name: 'rg-fresh', location: 'westeurope' },
      { kind: 'createIdentity', ...place, name: 'id-cp' },
      { kind: 'createIdentity', ...place, name: 'id-kubelet' },
      {
        ...newCluster({ kubelet: { identityId: identity('id-kubelet') } }),
        ...place,
        controlPlane: { kind: 'userAssigned', identityId: identity('id-cp') },
      },
    ]);
    expect(outcome).toMatchObject({ status: 'succeeded' });
    const made = await bench.api.cluster(`${group}/providers/Microsoft.ContainerService/managedClusters/new-weu`);
    expect(made.kubelet.kind).toBe('preCreated');
  });
});

function toUserAssigned(clusterId: string, identityId: string): Change {
  return { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId } };
}

function newCluster(
  more: Partial<Extract<Change, { kind: 'createCluster' }>>,
): Extract<Change, { kind: 'createCluster' }> {
  return {
    kind: 'createCluster',
    subscriptionId,
    resourceGroup: place.group,
    name: 'new-weu',
    location: 'westeurope',
    controlPlane: { kind: 'userAssigned', identityId: idB.id },
    kubelet: { identityId: idKubelet2.id },
    network: { plugin: 'azure', subnetId: ids.newSubnet, serviceCidr: '10.3.0.0/24', dnsServiceIP: '10.3.0.10' },
    ...more,
  };
}

async function succeed(bench: Bench, change: Change): Promise<void> {
  const outcome = await bench.api.apply(change);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'succeeded' });
}

function isGrant({ path, method }: LoggedRequest): boolean {
  return method === 'PUT' && path.includes('/roleAssignments/');
}

function isClusterPut({ path, method }: LoggedRequest): boolean {
  return method === 'PUT' && /\/managedClusters\/[^/]+$/i.test(path);
}
