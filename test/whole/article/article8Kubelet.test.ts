import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { clusterChildren } from '../../../src/tree/clusters/clusterChildren.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant, newCluster, succeed } from '../../support/azure/changes.ts';
import {
  idA,
  idB,
  idKubelet,
  idKubelet2,
  ids,
  idUnused,
  own,
  place,
  smallWorld,
} from '../../support/azure/smallWorld.ts';
import { jsonOf } from './articleWorld.ts';
import { formOn } from './formOn.ts';

const version = 'api-version=2026-04-01';
const newId = `${ids.group}/providers/Microsoft.ContainerService/managedClusters/new-weu`;
const toKubelet = (clusterId: string, identityId: string): Change => ({ kind: 'setKubelet', clusterId, identityId });
const reference = (identity: typeof idKubelet2) => ({
  resourceId: identity.id,
  clientId: identity.clientId,
  objectId: identity.principalId,
});
const inLowerCase = (values: Readonly<Record<string, string>> | undefined) =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, value.toLowerCase()]));

describe('article: a pre-created kubelet identity', () => {
  it('creates both identities on the way, as two named steps (A-75)', async () => {
    const bench = createBench(smallWorld());
    const form = await formOn(bench, {
      kind: 'createCluster',
      values: {
        recipe: 'preCreated',
        name: 'new-weu',
        group: place.group,
        identity: 'new',
        kubeletIdentity: 'new',
        subnet: ids.newSubnet,
      },
    });
    const outcome = await bench.service.apply(form.changes);
    expect(outcome.status).toBe('succeeded');
    const [run] = await bench.service.activity();
    expect(run!.steps.slice(0, 2).map(({ title }) => title)).toEqual([
      'Create identity id-new-weu',
      'Create identity id-new-weu-kubelet',
    ]);
    const writes = await bench.writes();
    expect(writes.slice(0, 2).map(({ path, status }) => [path.split('/').at(-1), status])).toEqual([
      ['id-new-weu', 201],
      ['id-new-weu-kubelet', 201],
    ]);
    const made = await bench.api.cluster(newId);
    expect(made.controlPlane.identityId).toMatch(/\/id-new-weu$/);
    expect(made.kubelet.identityId).toMatch(/\/id-new-weu-kubelet$/);
  });

  it('creates with both, the kubelet by its own IDs, after Managed Identity Operator was granted (A-76)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, newCluster({}));
    const writes = await bench.writes();
    const put = writes.find(isClusterPut)!;
    expect(put.status).toBe(201);
    expect(put.body).toMatchObject({
      identity: { type: 'UserAssigned', userAssignedIdentities: { [idB.id]: {} } },
      properties: { identityProfile: { kubeletidentity: reference(idKubelet2) } },
    });
    const operator = writes.findIndex((write) => isGrant(write) && write.path.includes('/id-kubelet2/'));
    expect(operator).toBeGreaterThanOrEqual(0);
    expect(operator).toBeLessThan(writes.indexOf(put));
  });

  it('is refused by the emulator in the words of AKS where the grant is missing or the IDs are wrong (A-76)', async () => {
    const bench = createBench(smallWorld());
    const plan = await bench.service.plan([newCluster({})]);
    const body = plan.steps.find(({ kind }) => kind === 'createCluster')!.request.body!;
    const refused = await bench.arm('PUT', `${newId}?${version}`, body);
    expect(refused).toMatchObject({ status: 400, body: { code: 'CustomKubeletIdentityMissingPermissionError' } });
    expect(refused.body['message']).toContain("must be granted 'Managed Identity Operator' role");
    const wrong = JSON.parse(JSON.stringify(body).replaceAll(idKubelet2.clientId, idUnused.clientId)) as object;
    expect(await bench.arm('PUT', `${newId}?${version}`, wrong)).toMatchObject({
      status: 400,
      body: { code: 'CustomKubeletIdentityPropertyError' },
    });
    for (const step of plan.steps.filter(({ kind }) => kind === 'assignRole')) {
      await bench.arm('PUT', `${step.request.path}?api-version=2022-04-01`, step.request.body);
    }
    expect((await bench.arm('PUT', `${newId}?${version}`, body)).status).toBe(201);
  });

  it('has the chosen identity with its three IDs in the cluster afterwards (A-77)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, newCluster({}));
    const { identityProfile } = (await jsonOf(bench, newId)).properties;
    expect(inLowerCase(identityProfile!.kubeletidentity)).toEqual(inLowerCase(reference(idKubelet2)));
    const { kubelet } = await bench.api.cluster(newId);
    expect(kubelet).toMatchObject({
      kind: 'preCreated',
      objectId: idKubelet2.principalId,
      clientId: idKubelet2.clientId,
    });
  });

  it('updates to another kubelet identity by its resource ID alone, and leaves the control plane as it is (A-82)', async () => {
    const bench = createBench(smallWorld());
    await succeed(bench, toKubelet(own.id, idKubelet2.id));
    const put = (await bench.writes()).find(isClusterPut)!;
    expect(put.status).toBe(200);
    expect(put.body).toMatchObject({ identity: { type: 'UserAssigned', userAssignedIdentities: { [idA.id]: {} } } });
    const { properties } = put.body as { properties: { identityProfile: object } };
    expect(properties.identityProfile).toEqual({ kubeletidentity: { resourceId: idKubelet2.id } });
    const { identityProfile } = (await jsonOf(bench, own.id)).properties;
    expect(inLowerCase(identityProfile!.kubeletidentity)).toEqual(inLowerCase(reference(idKubelet2)));
  });

  it.each([idKubelet.id, idKubelet.id.toUpperCase()])(
    'sends nothing for the identity that it has, in casing %# (A-82)',
    async (id) => {
      const bench = createBench(smallWorld());
      const outcome = await bench.api.apply(toKubelet(own.id, id));
      expect(outcome).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
      expect(await bench.writes()).toEqual([]);
    },
  );

  it('follows each node pool from Updating to Succeeded, and shows it (A-83)', async () => {
    const bench = createBench(smallWorld());
    const seen = new Set<string>();
    bench.onWait = async () => {
      const rows = clusterChildren(await bench.service.cluster(own.id));
      const pools = rows.find(({ kind }) => kind === 'pools')!.children;
      for (const pool of pools as Exclude<typeof pools, 'later' | undefined>) {
        seen.add(`${pool.label} ${pool.description!.split(' ')[0]!} ${pool.icon!.id}`);
      }
    };
    await bench.forget();
    const details: string[] = [];
    const outcome = await bench.api.apply(toKubelet(own.id, idKubelet2.id), {
      onProgress: ({ detail }) => void (detail !== undefined && details.push(detail)),
    });
    expect(outcome.status).toBe('succeeded');
    expect([...seen]).toEqual(
      expect.arrayContaining(['nodepool1 Updating loading~spin', 'user1 Updating loading~spin']),
    );
    expect(details.slice(-2)).toEqual(['Node pool nodepool1: Succeeded', 'Node pool user1: Succeeded']);
    const { agentPools } = await bench.api.cluster(own.id);
    expect(agentPools.map(({ provisioningState }) => provisioningState)).toEqual(['Succeeded', 'Succeeded']);
  });
});
