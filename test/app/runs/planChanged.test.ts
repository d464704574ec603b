import { expect, it } from 'vitest';
import { lookAgain, PlanChanged } from '../../../src/app/runs/planChanged.ts';
import type { RunRecord } from '../../../src/app/runs/runRecord.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planned, registry } from '../../support/domain/identityPlans.ts';
import {
  assigned,
  cluster,
  clusterId,
  defaultKubelet,
  guid,
  registryId,
  systemAssigned,
} from '../../support/domain/worldFacts.ts';

const held = assigned('AcrPull', registryId, guid(60));
const shop = cluster(systemAssigned, { identityProfile: defaultKubelet });
const pay = { ...shop, id: clusterId.replace(/shop-weu$/, 'pay-weu'), name: 'pay-weu' };
const removalAmong = (...clusters: readonly (typeof shop)[]): Plan =>
  planned(
    { kind: 'removeRole', roleAssignmentId: held.id },
    { resources: [...clusters, registry], assignments: [held] },
  );

function look(confirmed: Plan, fresh: Plan) {
  const steps = confirmed.steps.map(({ id }) => ({ id, status: 'pending' as const }));
  const entry: RunRecord = {
    activityId: 'a',
    connection: 'c',
    plan: confirmed,
    status: 'running',
    startedAt: '2026-09-01T12:00:00Z',
    steps,
  };
  const no = () => Promise.resolve(false);
  return lookAgain(entry, {
    plan: () => Promise.resolve(fresh),
    holds: no,
    stands: no,
    whoChanged: () => Promise.reject(new Error('nobody')),
  });
}

it('A cluster that has come to need a role since the plan was confirmed ends the run with the new plan', async () => {
  await expect(look(removalAmong(shop), removalAmong(shop))).resolves.toBe('same');
  const ended = look(removalAmong(shop), removalAmong(shop, pay));
  await expect(ended).rejects.toBeInstanceOf(PlanChanged);
  await expect(ended).rejects.toThrow("AcrPull of pay-weu's kubelet on registry acrshop");
});
