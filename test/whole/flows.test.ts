import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/domain/change/change.ts';
import { createBench, type Bench } from '../support/azure/azureBench.ts';
import { isClusterPut, isGrant, newCluster, succeed, toUserAssigned } from '../support/azure/changes.ts';
import { newestIn, olderCloud } from '../support/azure/olderCloud.ts';
import {
  abacRegistry,
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
} from '../support/azure/smallWorld.ts';

const { subscriptionId } = place;

const clouds = [
  { cloud: 'with all API versions', world: smallWorld, version: '2026-04-01' },
  { cloud: 'that gets them months later', world: () => olderCloud(smallWorld()), version: newestIn.containerService },
];

describe.each(clouds)('each change, through the public API, the Azure SDK and a cloud $cloud', ({ world, version }) => {
  const newBench = (): Bench => createBench(world());

  it('the public API grants what a user-assigned control plane needs and then updates the cluster', async () => {
    const bench = newBench();
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

  it('the public API keeps unknown properties, at three depths', async () => {
    const bench = newBench();
    const before = (await bench.arm('GET', `${sami.id}?api-version=${version}`)).body;
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const after = (await bench.arm('GET', `${sami.id}?api-version=${version}`)).body;
    const unknownIn = (body: Record<string, unknown>): unknown => {
      const properties = body['properties'] as Record<string, Record<string, unknown>>;
      const [pool] = properties['agentPoolProfiles'] as unknown as Record<string, unknown>[];
      return [properties['future'], pool!['futurePool'], properties['networkProfile']!['futureNetwork']];
    };
    expect(unknownIn(before)).not.toContain(undefined);
    expect(unknownIn(after)).toEqual(unknownIn(before));
  });

  it('the public API never sends a node image back, which would roll it back', async () => {
    const bench = newBench();
    await succeed(bench, toUserAssigned(sami.id, idB.id));
    const put = (await bench.writes()).find(isClusterPut)!;
    expect(JSON.stringify(put.body)).not.toContain('nodeImageVersion');
  });

  it('the public API goes back to a system-assigned identity, with grants after the update', async () => {
    const bench = newBench();
    await succeed(bench, { kind: 'setControlPlane', clusterId: uami.id, controlPlane: { kind: 'systemAssigned' } });
    expect((await bench.api.cluster(uami.id)).controlPlane.kind).toBe('systemAssigned');
  });

  it('the public API leaves a service principal; the kubelet follows', async () => {
    const bench = newBench();
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

  it('the public API changes the kubelet identity after everything that it needs was granted', async () => {
    const bench = newBench();
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

  it('the public API creates a resource group, an identity in it, and finds both the second time', async () => {
    const bench = newBench();
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

  it('the public API deletes an identity that nothing uses and names the clusters that use another', async () => {
    const bench = newBench();
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

  it('the public API creates a cluster with both identities and a registry, everything granted first', async () => {
    const bench = newBench();
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

  it('the public API creates a system-assigned cluster and grants to its principal, which exists only then', async () => {
    const bench = newBench();
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

  it('the public API upgrades the node images that are behind, one pool after the other', async () => {
    const bench = newBench();
    await succeed(bench, { kind: 'upgradeNodeImages', clusterId: own.id });
    expect((await bench.writes()).map(({ method, path }) => [method, path.toLowerCase()])).toEqual([
      ['POST', `${own.id}/agentPools/nodepool1/upgradeNodeImageVersion`.toLowerCase()],
    ]);
    const { agentPools } = await bench.api.cluster(own.id);
    const upgraded = agentPools.find(({ name }) => name === 'nodepool1')!;
    expect(upgraded.nodeImageVersion).toBe(upgraded.latestNodeImageVersion);
  });

  it('the public API takes an image that has become the newest since the plan was made', async () => {
    const bench = newBench();
    const plan = await bench.service.plan([{ kind: 'upgradeNodeImages', clusterId: own.id }]);
    const steps = plan.steps.map((step) => ({ ...step, to: 'AKSUbuntu-of-last-week' }));
    const outcome = await bench.service.apply({ ...plan, steps });
    expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'done' }] });
    expect(await bench.writes()).toHaveLength(1);
  });

  it('the public API assigns a role once, by name, and removes it once', async () => {
    const bench = newBench();
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

  it('the public API assigns a role at the tenant root, and removes it there', async () => {
    const bench = newBench();
    const assign: Change = { kind: 'assignRole', principalId: idB.principalId, role: { name: 'Reader' }, scope: '/' };
    const [step] = (await bench.api.plan(assign)).steps;
    await succeed(bench, assign);
    await succeed(bench, { kind: 'removeRole', roleAssignmentId: step!.request.path });
    expect((await bench.writes()).map(({ method, path }) => [method, path])).toEqual([
      ['PUT', step!.request.path],
      ['DELETE', step!.request.path],
    ]);
  });

  it.each([idUnused.id, idUnused.id.toUpperCase(), idUnused.id.replace('resourcegroups', 'resourceGroups')])(
    'deletes an identity under exactly the path of the plan, in casing %#',
    async (identityId) => {
      const bench = newBench();
      const [step] = (await bench.api.plan({ kind: 'deleteIdentity', identityId })).steps;
      await succeed(bench, { kind: 'deleteIdentity', identityId });
      expect((await bench.writes()).map(({ path }) => path)).toEqual([step!.request.path]);
    },
  );

  it('attaches and detaches registries by role assignments alone (D-07)', async () => {
    const bench = newBench();
    await succeed(bench, { kind: 'attachRegistry', clusterId: own.id, registryId: abacRegistry.id });
    await succeed(bench, { kind: 'detachRegistry', clusterId: own.id, registryId: legacyRegistry.id });
    const writes = await bench.writes();
    expect(writes.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(writes.every(({ path }) => path.includes('/roleAssignments/'))).toBe(true);
  });
});
