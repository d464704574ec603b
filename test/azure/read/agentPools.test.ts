import { textOf } from '../../../src/sentences/textOf.ts';
import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import type { AgentPool } from '../../../src/domain/cluster/model.ts';
import { armOptions, httpDouble } from '../../support/httpDouble.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { poolsSettled } from '../../../src/azure/write/putCluster.ts';

const cluster = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c';
const pools = ['system', 'user'].map((name): AgentPool => ({
  id: `${cluster}/agentPools/${name}` as ArmId,
  name,
  type: 'VirtualMachineScaleSets',
}));

/** Waits for the pools, whose states are answered in order; the last state of each stays. */
async function waitFor(states: Readonly<Record<string, readonly string[]>>) {
  const left = new Map(Object.entries(states).map(([name, all]) => [name, [...all]]));
  const double = httpDouble((request) => {
    const name = /agentPools\/([^?]+)/.exec(request.url)![1]!;
    const remaining = left.get(name)!;
    const provisioningState = remaining.length > 1 ? remaining.shift() : remaining[0];
    return { body: { name, properties: { provisioningState } } };
  });
  const arm = createArm(armOptions(double));
  const details: string[] = [];
  const outcome = await poolsSettled(arm, pools, {
    armFor: () => Promise.resolve(arm),
    sleep: () => Promise.resolve(),
    now: () => new Date(0),
    sent: false,
    noteLost: () => Promise.resolve(),
    noteRefused: () => Promise.resolve(),
    fresh: [],
    noteSending: () => Promise.resolve(() => Promise.resolve()),
    noteSender: () => Promise.resolve(),
    keepTarget: () => undefined,
    keepSent: () => undefined,
    lookAtPlan: () => Promise.resolve(),
    waitForTurn: () => Promise.resolve(),
    noteOperation: () => Promise.reject(new Error('the operation of the cluster must stay the one to go on with')),
    onDetail: (detail) => void details.push(textOf(detail)),
  }).then(
    () => 'settled',
    (error: unknown) => error,
  );
  return { outcome, details };
}

describe('waiting for node pools', () => {
  it('follows each of them from Updating to Succeeded, in words', async () => {
    const { outcome, details } = await waitFor({ system: ['Updating', 'Updating', 'Succeeded'], user: ['Succeeded'] });
    expect(outcome).toBe('settled');
    expect([...new Set(details)]).toEqual([
      'Node pool system: Updating',
      'Node pool system: Succeeded',
      'Node pool user: Succeeded',
    ]);
  });

  it.each(['Failed', 'Canceled'])('names the pool that is %s although its cluster succeeded', async (state) => {
    const { outcome } = await waitFor({ system: ['Succeeded'], user: [state] });
    expect(outcome).toMatchObject({
      code: 'unexpected',
      message: `The cluster has its new identity, but its node pool user is ${state}.`,
    });
  });

  it('throws where a pool fails while it is followed', async () => {
    const { outcome } = await waitFor({ system: ['Updating', 'Failed'], user: ['Succeeded'] });
    expect(outcome).toMatchObject({ code: 'unexpected' });
  });
});
