import { describe, expect, it } from 'vitest';
import { nodeImageWords } from '../../../src/domain/words/nodeImage.ts';
import type { EmulatorRequest } from '../../../src/emulator/routing/exchange.ts';
import { olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { applicationGateway } from '../../../src/emulator/scenarios/parts/services.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, succeed } from '../../support/azure/changes.ts';
import { idA, ids, own, place, sami, smallWorld, sp, uami } from '../../support/azure/smallWorld.ts';
import { benchWith, jsonOf, partOf, type ClusterJson } from './articleWorld.ts';

const toSystem = (clusterId: string): Change => ({
  kind: 'setControlPlane',
  clusterId,
  controlPlane: { kind: 'systemAssigned' },
});

/** Answers the PUT of a cluster as if it had been done, and does nothing. */
function ignorePuts(bench: Bench): void {
  const { emulator } = bench;
  const handle = emulator.handle.bind(emulator);
  emulator.handle = (request: EmulatorRequest) => {
    const isPut = request.method === 'PUT' && /\/managedClusters\/[^/?]+\?/i.test(request.url);
    const { body: _, ...read } = request;
    return handle(isPut ? { ...read, method: 'GET' } : request);
  };
}

const gateway = applicationGateway(place, 'agw-shop', ids.newSubnet);
/** A service principal for the cluster and for two add-ons. */
const addons = makeCluster({
  place,
  name: 'addons-weu',
  controlPlane: { kind: 'servicePrincipal', appId: guidOf('app', 'addons'), objectId: guidOf('object', 'addons') },
  pools: [{ name: 'nodepool1', image: olderImage }],
  addons: {
    omsagent: { logAnalyticsWorkspaceResourceID: `${ids.group}/workspace`, useAADAuth: 'false' },
    ingressApplicationGateway: { applicationGatewayId: gateway.id },
  },
});

describe('article: an existing cluster becomes system-assigned', () => {
  it.each([
    ['a service principal', sp.id],
    ['a user-assigned identity', uami.id],
  ])('replaces %s as a whole and has the new principal at once (A-40)', async (_, id) => {
    const bench = createBench(smallWorld(), { operationSeconds: 30 });
    const plan = await bench.api.plan(toSystem(id));
    expect(plan.before.controlPlane).toMatch(id === sp.id ? /^service principal/ : /^user-assigned id-a$/);
    expect(plan.after.controlPlane).toBe('system-assigned');
    const during: ClusterJson[] = [];
    bench.onWait = async () => void during.push(await jsonOf(bench, id));
    await bench.forget();
    await succeed(bench, toSystem(id));
    bench.onWait = undefined;
    const puts = (await bench.writes()).filter(isClusterPut);
    expect(puts).toMatchObject([{ status: 200, body: { identity: { type: 'SystemAssigned' } } }]);
    expect(puts[0]!.body).toHaveProperty('identity', { type: 'SystemAssigned' });
    const after = await jsonOf(bench, id);
    expect(after.identity).toMatchObject({ type: 'SystemAssigned' });
    expect(after.identity).not.toHaveProperty('userAssignedIdentities');
    const [first] = during;
    expect(first!.identity!.principalId).toBe(after.identity!.principalId);
    expect(first!.properties).toMatchObject({
      provisioningState: 'Updating',
      servicePrincipalProfile: { clientId: 'msi' },
    });
  });

  it('sends nothing if the cluster is system-assigned, and refuses it with an own kubelet identity (A-40)', async () => {
    const bench = createBench(smallWorld());
    await bench.forget();
    expect(await bench.api.apply(toSystem(sami.id))).toMatchObject({
      status: 'succeeded',
      steps: [{ status: 'alreadyDone' }],
    });
    await expect(bench.api.apply(toSystem(own.id))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/id-kubelet is pre-created/) as string,
    });
    expect(await bench.writes()).toEqual([]);
  });

  it('reads the cluster again after leaving a service principal, and finds the managed identity (A-41)', async () => {
    const bench = createBench(smallWorld());
    await bench.forget();
    await succeed(bench, toSystem(sp.id));
    const requests = await bench.requests();
    const put = requests.findIndex(isClusterPut);
    const verified = requests
      .slice(put + 1)
      .filter(({ method, path }) => method === 'GET' && path.toLowerCase() === sp.id.toLowerCase());
    expect(verified.length).toBeGreaterThan(0);
    const json = await jsonOf(bench, sp.id);
    expect(json).toMatchObject({
      identity: { type: 'SystemAssigned' },
      properties: { servicePrincipalProfile: { clientId: 'msi' }, provisioningState: 'Succeeded' },
    });
    expect(await bench.api.cluster(sp.id)).toMatchObject({ usesServicePrincipal: false });
  });

  it('reports a change that Azure accepted and did not make (A-41)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([toSystem(sp.id)]);
    ignorePuts(bench);
    const outcome = await bench.service.apply(plan);
    expect(outcome.status).toBe('failed');
    const error = outcome.steps.find(({ status }) => status === 'failed')!.error!;
    expect(error).toMatchObject({ code: 'unexpected', message: expect.stringMatching(/not have the new/) as string });
  });

  it.each([
    ['atUpgrade', olderImage],
    ['atOnce', undefined],
  ] as const)(
    'asserts nothing of the nodes before, and shows what they run after (%s) (A-42, D-02, T-64)',
    async (profile, kept) => {
      const bench = createBench(smallWorld(), { migrationReimage: profile });
      const before = await bench.service.cluster(sp.id);
      const warned = (await bench.api.plan(toSystem(sp.id))).warnings;
      const disruption = warned.find(({ severity }) => severity === 'disruption')!;
      expect(disruption.text).toMatch(
        /Expect the nodes to restart immediately.*nodepool1.*until each node pool's image is upgraded/s,
      );
      await succeed(bench, toSystem(sp.id));
      const after = await bench.service.cluster(sp.id);
      const rowsOf = (details: typeof before) => {
        const rows = clusterChildren(details);
        const kubelet = rows.find(({ kind }) => kind === 'kubelet')!.description;
        const pools = rows.find(({ kind }) => kind === 'pools')!.children as readonly { description?: string }[];
        return { kubelet, pool: pools[0]!.description };
      };
      expect(rowsOf(before)).toMatchObject({ kubelet: expect.stringMatching(/^service principal/) as string });
      expect(rowsOf(before).pool).toContain(nodeImageWords(olderImage));
      expect(rowsOf(after).kubelet).toMatch(/^sp-weu-agentpool/);
      const image = after.cluster.agentPools[0]!.nodeImageVersion;
      expect(rowsOf(after).pool).toContain(nodeImageWords(image!));
      expect(image === olderImage).toBe(kept === olderImage);
    },
  );

  it('gives add-on identities their roles after the update, and none before (A-46)', async () => {
    const bench = benchWith([addons, partOf(gateway)]);
    const plan = await bench.api.plan(toSystem(addons.id));
    await bench.forget();
    await succeed(bench, toSystem(addons.id));
    const writes = await bench.writes();
    const put = writes.findIndex(isClusterPut);
    expect(writes.slice(0, put).filter(isGrant)).toEqual([]);
    const identity = async (addon: string): Promise<string> =>
      (await bench.api.cluster(addons.id)).addons.find(({ name }) => name === addon)!.objectId!;
    const granted = writes.slice(put + 1).map(({ body, path }) => {
      const { principalId } = (body as { properties: { principalId: string } }).properties;
      return { principalId, scope: path.split('/providers/Microsoft.Authorization/')[0]!.toLowerCase() };
    });
    expect(granted).toContainEqual({ principalId: await identity('omsagent'), scope: addons.id.toLowerCase() });
    expect(granted).toContainEqual(
      expect.objectContaining({ principalId: await identity('ingressApplicationGateway') }),
    );
    expect(plan.steps.map(({ title }) => title).join('\n')).toMatch(/omsagent|Container Insights/);
  });

  it('reports a role that could not be given to an add-on, and the migration stays a success (A-46)', async () => {
    const bench = benchWith([addons, partOf(gateway)]);
    const plan = await bench.service.plan([toSystem(addons.id)]);
    const grant = plan.steps.find((step) => step.kind === 'assignRole' && step.roleName.startsWith('Monitoring'))!;
    const refused = { status: 403, code: 'AuthorizationFailed', message: 'Somebody withdrew your right meanwhile.' };
    const match = { method: 'PUT', pathContains: `${addons.id}/providers/Microsoft.Authorization/roleAssignments` };
    await bench.fault({ match, ...refused, times: 20 });
    const outcome = await bench.service.apply(plan);
    expect(outcome.status).toBe('succeeded');
    expect(outcome.steps.filter(({ status }) => status === 'failed').map(({ id }) => id)).toEqual([grant.id]);
    expect(outcome.failures.join('\n')).toMatch(/Container Insights.*: Somebody withdrew your right meanwhile/);
    expect((await jsonOf(bench, addons.id)).identity?.type).toBe('SystemAssigned');
  });

  it('an existing cluster becomes system-assigned changes an identity of a name only, not the one that another cluster uses', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toSystem(uami.id));
    expect((await bench.api.cluster(own.id)).controlPlane).toMatchObject({ identityId: idA.id });
  });
});
