import { describe, expect, it } from 'vitest';
import { createBench } from '../../support/azure/azureBench.ts';
import { isClusterPut } from '../../support/azure/changes.ts';
import { idUnused, place } from '../../support/azure/smallWorld.ts';
import { flows, parityWorld } from '../parity/flows.ts';

const scope = `/subscriptions/${place.subscriptionId}`;
const caller = {
  objectId: idUnused.clientId,
  roles: ['Contributor', 'Role Based Access Control Administrator'].map((roleName) => ({ scope, roleName })),
};

describe('every flow where roles are enforced and take 30 seconds to be seen', () => {
  it.each(flows)('$name', async ({ change }) => {
    const bench = createBench({ ...parityWorld(), caller }, { propagationSeconds: 30 });
    const plan = await bench.api.plan(change);
    expect(plan.checks.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    await bench.forget();
    const outcome = await bench.api.apply(change);
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'succeeded' });
    const accepted = (await bench.writes()).filter(({ status }) => status < 400);
    expect(accepted.map(({ method, path }) => [method, path.toLowerCase().replace(/[^/]+$/, '')])).toEqual(
      plan.steps.map(({ request }) => [request.method, request.path.toLowerCase().replace(/[^/]+$/, '')]),
    );
    const known = plan.steps.map(
      ({ request }) => !/\{(principalId|issuerUrl)\}/.test(JSON.stringify(request.body ?? {})),
    );
    expect(accepted.filter((_, index) => known[index]).map(({ body }) => body ?? {})).toEqual(
      plan.steps.filter((_, index) => known[index]).map(({ request }) => request.body ?? {}),
    );
    const refused = (await bench.writes()).filter(({ status }) => status >= 400);
    expect(refused.every(isClusterPut)).toBe(true);
  });

  it('starts nothing for a user who may change clusters and may not grant', async () => {
    const contributor = { ...caller, roles: caller.roles.slice(0, 1) };
    for (const { change } of flows.filter(({ name }) => /own subnet|registry|kubelet identity/.test(name))) {
      const bench = createBench({ ...parityWorld(), caller: contributor }, { propagationSeconds: 30 });
      await expect(bench.api.apply(change)).rejects.toMatchObject({ code: 'forbidden' });
      expect(await bench.writes()).toEqual([]);
    }
  });
});
