import { describe, expect, it } from 'vitest';
import { identitySummary } from '../../../src/domain/identityTable/identityTable.ts';
import type { EmulatorRequest } from '../../../src/emulator/routing/exchange.ts';
import { groupId } from '../../../src/emulator/scenarios/parts/resources.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import { clusterRows } from '../../../src/tree/clusters/subscriptionRows.ts';
import { runsByCluster } from '../../../src/tree/loading/clusterRuns.ts';
import { readInventory } from '../../../src/tree/loading/reading.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, newCluster, succeed, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { jsonOf, readCluster, type ClusterJson } from './articleWorld.ts';
import { fieldOf, formOn } from './formOn.ts';

const { subscriptionId, location } = place;
const madeId = `${groupId(place)}/providers/Microsoft.ContainerService/managedClusters/new-weu`;
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ada@shop';
const { kubelet: _kubelet, network: _network, ...rest } = newCluster({ controlPlane: { kind: 'systemAssigned' } });
const simple = rest;

/** Lets somebody else send the same PUT of a cluster just before ours arrives. */
function race(bench: Bench, body: object): void {
  const { emulator } = bench;
  const handle = emulator.handle.bind(emulator);
  let raced = false;
  emulator.handle = async (request: EmulatorRequest) => {
    if (!raced && request.method === 'PUT' && request.url.toLowerCase().includes(madeId.toLowerCase())) {
      raced = true;
      expect(request.headers['if-none-match']).toBe('*');
      const { 'if-none-match': _, ...headers } = request.headers;
      await handle({ ...request, headers, body: JSON.stringify(body) });
    }
    return handle(request);
  };
}

/** What the tooltip of the cluster's row says meanwhile. */
async function noticeOf({ service }: Bench, id: string): Promise<string> {
  const { inventory } = await readInventory(service, undefined, undefined);
  const runs = runsByCluster(await service.activity());
  const rows = await clusterRows(inventory, subscriptionId, { checks: new Map(), before: new Map(), runs });
  const row = rows.find(({ clusterId }) => clusterId?.toLowerCase() === id.toLowerCase())!;
  return row.tooltip!.find(({ label }) => label === 'In the meantime')?.value ?? '';
}

describe('article: a new cluster with a system-assigned identity', () => {
  it('creates a resource group, and sends nothing where an existing one is taken (A-33)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, { kind: 'createResourceGroup', subscriptionId, name: 'rg-fresh', location: 'westus2' });
    const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-fresh`;
    expect(await bench.writes()).toMatchObject([{ method: 'PUT', status: 201, body: { location: 'westus2' } }]);
    expect((await bench.writes())[0]!.path.toLowerCase()).toBe(group.toLowerCase());
    expect((await bench.arm('GET', `${group}?api-version=2021-04-01`)).body).toMatchObject({ location: 'westus2' });
    await bench.forget();
    const form = await formOn(bench, { kind: 'createCluster', values: { name: 'new-weu', group: 'rg-fresh' } });
    expect(form.changes.map(({ kind }) => kind)).toEqual(['createCluster']);
    expect(fieldOf(form, 'location').value).toBe('westus2');
    await succeed(bench, form.changes[0]!);
    expect((await bench.writes()).filter(({ path }) => /\/resourceGroups\/[^/]+$/i.test(path))).toEqual([]);
    await expect(
      bench.api.plan({ kind: 'createResourceGroup', subscriptionId, name: 'rg-fresh', location: 'northeurope' }),
    ).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('westus2') as string });
  });

  it('has nothing to warn of where the form was left as it is, and lets nobody in by certificate', async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, { kind: 'createCluster', values: { name: 'new-weu', group: place.group } });
    expect(fieldOf(form, 'signIn').value).toBe('entra');
    await succeed(bench, form.changes[0]!);
    const findings = await bench.api.diagnose(madeId);
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    const { body } = await bench.arm('GET', `${madeId}?api-version=2026-04-01`);
    expect(body['properties']).toMatchObject({
      aadProfile: { managed: true, enableAzureRBAC: true, tenantID: expect.any(String) as string },
      disableLocalAccounts: true,
    });
  });

  it('sends exactly what was chosen, and no second PUT for a name that is taken (A-34)', async () => {
    const bench = createBench(smallWorld());
    const values = {
      ...{ name: 'new-weu', group: place.group, sshKey: key, count: '2', vmSize: 'Standard_D2s_v5' },
      signIn: 'localAccounts',
    };
    const form = await formOn(bench, { kind: 'createCluster', values, sshKeys: [{ file: 'id_ed25519.pub', key }] });
    await bench.forget();
    await succeed(bench, form.changes[0]!);
    const [put, ...others] = await bench.writes();
    expect(others).toEqual([]);
    expect(put).toMatchObject({ method: 'PUT', status: 201, headers: { 'if-none-match': '*' } });
    const pool = { name: 'nodepool1', mode: 'System', count: 2, type: 'VirtualMachineScaleSets' };
    expect(put!.body).toEqual({
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: {
        dnsPrefix: `new-weu-${place.group}-${subscriptionId.slice(0, 6)}`,
        agentPoolProfiles: [{ ...pool, vmSize: 'Standard_D2s_v5' }],
        linuxProfile: { adminUsername: 'azureuser', ssh: { publicKeys: [{ keyData: key }] } },
      },
    });
    const read = (await bench.requests())
      .filter(({ path }) => path.toLowerCase() === madeId.toLowerCase())
      .map(({ method, status }) => `${method} ${status}`);
    expect(read.slice(0, read.indexOf('PUT 201'))).toContain('GET 404');
    await bench.forget();
    await expect(bench.api.apply(simple)).rejects.toMatchObject({ code: 'refused' });
    expect(await bench.writes()).toEqual([]);
    const withoutKey = await formOn(bench, { kind: 'createCluster', values: { ...values, sshKey: 'none' } });
    expect(withoutKey.changes[0]).not.toHaveProperty('linux');
  });

  it('loses a race for the name without touching the cluster that won (A-34)', async () => {
    const bench = createBench(smallWorld());
    race(bench, { location, identity: { type: 'SystemAssigned' }, tags: { of: 'someone else' }, properties: body });
    const outcome = await bench.api.apply(simple);
    expect(outcome).toMatchObject({ status: 'failed', steps: [{ status: 'failed', error: { code: 'conflict' } }] });
    expect((await bench.writes()).filter(isClusterPut).map(({ status }) => status)).toEqual([201, 412]);
    expect(await jsonOf(bench, madeId)).toMatchObject({ tags: { of: 'someone else' } });
  });
  const body = { dnsPrefix: 'other', agentPoolProfiles: [{ name: 'nodepool1', mode: 'System', count: 1 }] };

  it('shows the principal while the cluster is being created, and the kubelet once it is there (A-35)', async () => {
    const bench = createBench(smallWorld(), { operationSeconds: 30 });
    const seen: { state: string; principalId: string | undefined; kubelet: string; row: string }[] = [];
    bench.onWait = async () => {
      const { cluster } = await bench.service.cluster(madeId);
      const { controlPlane, kubelet, provisioningState } = cluster;
      const row = identitySummary(cluster).find(({ id }) => id === 'kubelet')!.actual.kind;
      const principalId = controlPlane.kind === 'systemAssigned' ? controlPlane.principalId : undefined;
      seen.push({ state: provisioningState, principalId, kubelet: kubelet.kind, row });
    };
    await succeed(bench, simple);
    bench.onWait = undefined;
    const made = await bench.api.cluster(madeId);
    expect(made).toMatchObject({ provisioningState: 'Succeeded', kubelet: { kind: 'default' } });
    const { principalId } = made.controlPlane;
    expect(principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen[0]).toEqual({ state: 'Creating', principalId, kubelet: 'unknown', row: 'pending' });
    expect((await jsonOf(bench, madeId)).identity?.tenantId).toBeTruthy();
  });

  it('stops waiting when asked to, while Azure continues (A-35)', async () => {
    const bench = createBench(smallWorld(), { operationSeconds: 60 });
    bench.onWait = async () => {
      const [running] = await bench.service.activity();
      expect(bench.service.stop(running!.activityId)).toBe(true);
    };
    const outcome = await bench.api.apply(simple);
    expect(outcome.status).toBe('stopped');
    expect((await jsonOf(bench, madeId)).properties.provisioningState).toBe('Creating');
    bench.onWait = undefined;
    bench.emulator.clock.advance(120);
    expect((await jsonOf(bench, madeId)).properties.provisioningState).toBe('Succeeded');
    await bench.forget();
    expect(await bench.api.resume(outcome.activityId)).toMatchObject({ status: 'succeeded' });
    expect(await bench.writes()).toEqual([]);
  });

  it('marks a kubelet identity that AKS made in the node resource group, and no other (A-38)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, simple);
    const rowOf = async (id: string) => {
      const rows = clusterChildren(await bench.service.cluster(id));
      return rows.find(({ kind }) => kind === 'kubelet')!;
    };
    const json: ClusterJson = await jsonOf(bench, madeId);
    const group = String(json.properties['nodeResourceGroup']).toLowerCase();
    expect(json.properties.identityProfile!.kubeletidentity!['resourceId']!.toLowerCase()).toContain(`/${group}/`);
    expect((await rowOf(madeId)).description).toMatch(/^new-weu-agentpool .*created by AKS/);
    expect((await rowOf(own.id)).description).not.toMatch(/created by AKS/);
    expect((await readCluster(bench, own.id)).kubelet.kind).toBe('preCreated');
  });

  it('says for hours that the old identity is in use, and offers no clean-up before that is over (A-39)', async () => {
    const bench = createBench(smallWorld());
    const found = async (wanted: string) =>
      (await bench.api.diagnose(sami.id)).filter(
        ({ code, evidence }) => code === wanted && evidence.includes(sami.principalId),
      );
    const change = toUserAssigned(sami.id, idB.id);
    const planned = (await bench.api.plan(change)).warnings.map(({ text }) => text).join('\n');
    expect(planned).toMatch(/old identity until its token expires, which can take several hours/);
    const outcome = await bench.api.apply(change);
    expect(outcome.next.join('\n')).toMatch(/old identity stays in use until its token expires/);
    const timer = async () =>
      (await bench.service.activity())[0]!.timers.filter(({ kind }) => kind === 'tokenRefresh').map(({ text }) => text);
    expect((await timer())[0]).toMatch(/keeps using its old identity/);
    expect(await noticeOf(bench, sami.id)).toMatch(/keeps using its old identity/);
    expect(await found('leftoverGrant')).toEqual([]);
    const early = await found('oldIdentityInUse');
    expect(early.map(({ severity, fix }) => [severity, fix])).toEqual([['info', undefined]]);
    expect(early[0]!.text).toMatch(
      /^sami-weu \(system-assigned\) may stay in use until .*\. Then review its 2 roles\.$/,
    );
    bench.emulator.clock.advance(9 * 3600);
    expect(await timer()).toEqual([]);
    expect(await noticeOf(bench, sami.id)).toBe('');
    expect(await found('oldIdentityInUse')).toEqual([]);
    expect((await found('leftoverGrant')).map(({ fix }) => fix?.kind)).toEqual(['removeRole', 'removeRole']);
  });

  it('a new cluster with a system-assigned identity says nothing of an old identity where no control plane has changed', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, {
      kind: 'assignRole',
      principalId: sami.principalId,
      role: { name: 'Reader' },
      scope: own.id,
    });
    expect((await bench.service.activity())[0]!.timers.map(({ kind }) => kind)).toEqual(['propagation']);
  });
});
