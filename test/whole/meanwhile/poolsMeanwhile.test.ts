import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, toUserAssigned } from '../../support/azure/changes.ts';
import { idB, idKubelet2, own, sami, smallWorld, sp } from '../../support/azure/smallWorld.ts';

const version = '?api-version=2026-04-01';
type Pool = Readonly<Record<string, unknown>>;

const changes: readonly (readonly [name: string, clusterId: string, change: Change])[] = [
  ['a new control plane identity', own.id, toUserAssigned(own.id, idB.id)],
  ['a new kubelet identity', own.id, { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id }],
  ['workload identity', own.id, { kind: 'setWorkloadIdentity', clusterId: own.id, enabled: true }],
  ['local accounts', own.id, { kind: 'setLocalAccounts', clusterId: own.id, enabled: true }],
  ['leaving a service principal', sp.id, toUserAssigned(sp.id, idB.id)],
  ['the first identity of its own', sami.id, toUserAssigned(sami.id, idB.id)],
];

const waits = [
  [
    'an operation in progress',
    { status: 409, code: 'OperationNotAllowed', message: 'Another agentpool operation is in progress.' },
  ],
  [
    'a role that is not seen yet',
    { status: 400, code: 'CustomKubeletIdentityMissingPermissionError', message: 'Not yet.' },
  ],
  ['an identity that is not known yet', { status: 400, code: 'FailedIdentityOperation', message: 'Not yet.' }],
  ['throttling', { status: 429, code: 'TooManyRequests', message: 'Slow down.', retryAfter: 30 }],
  ['a lost answer', { status: 500, code: 'InternalServerError', message: 'Broken.' }],
] as const;

/** What a colleague does to a pool, and what the cluster's pools show of it. */
const doings = [
  ['scales', (pool: Pool): Pool => ({ ...pool, count: 12 }), ({ count }: Pool): unknown => count === 12],
  [
    'labels',
    (pool: Pool): Pool => ({ ...pool, nodeLabels: { team: 'shop' } }),
    ({ nodeLabels }: Pool): unknown => (nodeLabels as { team?: string } | undefined)?.team === 'shop',
  ],
  [
    'taints',
    (pool: Pool): Pool => ({ ...pool, nodeTaints: ['gpu=true:NoSchedule'] }),
    ({ nodeTaints }: Pool): unknown => Array.isArray(nodeTaints) && nodeTaints.length === 1,
  ],
] as const;

async function poolsOf(bench: Bench, clusterId: string): Promise<readonly Pool[]> {
  const { body } = await bench.arm('GET', clusterId + version);
  return (body['properties'] as { agentPoolProfiles: readonly Pool[] }).agentPoolProfiles;
}

/** Runs the change; its first PUT of the cluster is answered with the fault, and a colleague acts in the first wait after it. */
async function run(
  clusterId: string,
  change: Change,
  fault: (typeof waits)[number][1],
  act: (bench: Bench) => Promise<void>,
) {
  const bench = createBench(smallWorld());
  const plan = await bench.service.plan([change]);
  const name = clusterId.split('/').at(-1)!;
  await bench.fault({ match: { method: 'PUT', pathContains: `managedClusters/${name}` }, times: 1, ...fault });
  let hasActed = false;
  bench.onWait = async () => {
    if (hasActed || !(await bench.writes()).some(isClusterPut)) return;
    hasActed = true;
    await act(bench);
    bench.emulator.clock.advance(600);
  };
  const outcome = await bench.service.apply(plan);
  bench.emulator.clock.advance(1200);
  return { bench, outcome, hasActed, pools: await poolsOf(bench, clusterId) };
}

describe("a colleague's node pools", () => {
  const rows = changes.flatMap(([what, clusterId, change]) =>
    waits.flatMap(([wait, fault]) =>
      doings.map(([does, edit, isKept]) => ({ what, clusterId, change, wait, fault, does, edit, isKept })),
    ),
  );

  it.each(rows)(
    'keep what someone $does while $what waits for $wait (H-57)',
    async ({ clusterId, change, fault, edit, isKept }) => {
      const pool = `${clusterId}/agentPools/nodepool1${version}`;
      const { bench, outcome, hasActed, pools } = await run(clusterId, change, fault, async (bench) => {
        const { body } = await bench.arm('GET', pool);
        const answer = await bench.arm('PUT', pool, { properties: edit(body['properties'] as Pool) });
        expect(answer.status).toBe(200);
      });
      const puts = (await bench.writes()).filter(isClusterPut);
      // What nothing was granted for is not waited for: AKS's refusal ends the change.
      if (!hasActed)
        expect({ outcome, puts }).toMatchObject({ outcome: { status: 'failed' }, puts: [{ status: 400 }] });
      else {
        expect(pools.filter(({ name }) => name === 'nodepool1').every(isKept)).toBe(true);
        expect({ outcome, puts }).toMatchObject({ outcome: { status: 'succeeded' }, puts: [{}, { status: 200 }] });
      }
    },
  );

  it.each(waits)(
    'a colleague’s node pool that is deleted during the wait for %s does not come back',
    async (_, fault) => {
      const change: Change = {
        kind: 'setControlPlane',
        clusterId: own.id,
        controlPlane: { kind: 'userAssigned', identityId: idB.id },
      };
      const { pools } = await run(own.id, change, fault, async (bench) => {
        expect((await bench.arm('DELETE', `${own.id}/agentPools/user1${version}`)).status).toBe(202);
      });
      expect(pools.map(({ name }) => name)).toEqual(['nodepool1']);
    },
  );

  it('one that is added during a wait stays, and ends a change that would restart it without having named it', async () => {
    const add = async (bench: Bench): Promise<void> => {
      const { body } = await bench.arm('GET', `${own.id}/agentPools/user1${version}`);
      expect((await bench.arm('PUT', `${own.id}/agentPools/gpu${version}`, body)).status).toBe(201);
    };
    const busy = waits[0][1];
    const plane = await run(own.id, toUserAssigned(own.id, idB.id), busy, add);
    expect(plane.outcome.status).toBe('succeeded');
    expect(plane.pools.map(({ name }) => name)).toContain('gpu');
    const kubelet = await run(own.id, { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id }, busy, add);
    expect(kubelet.outcome.status).toBe('failed');
    expect(kubelet.outcome.steps.at(-1)?.error?.message).toContain(
      'own-weu has a new node pool since the plan was made, gpu',
    );
    expect((await kubelet.bench.writes()).filter(isClusterPut)).toHaveLength(1);
  });
});
