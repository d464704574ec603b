import { expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';

it('a grant for an add-on that fails is reported, and the change continues: it was made itself', async () => {
  const bench = createBench(demoWorld());
  const cluster = (await bench.api.clusters()).find(({ name }) => name === 'legacy-neu')!;
  const change: Change = { kind: 'setControlPlane', clusterId: cluster.id, controlPlane: { kind: 'systemAssigned' } };
  const { steps } = await bench.api.plan(change);
  const metrics = steps.findIndex(({ title }) => title.includes('Monitoring Metrics Publisher'));
  expect(metrics).toBeGreaterThan(0);
  const match = { method: 'PUT', pathContains: 'legacy-neu/providers/Microsoft.Authorization' };
  await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'Not that.', times: 1 });
  const outcome = await bench.api.apply(change);
  expect(outcome.status).toBe('succeeded');
  expect(outcome.steps.map(({ status }) => status)).toEqual(
    steps.map((_, index) => (index === metrics ? 'failed' : 'done')),
  );
  expect(outcome.steps[metrics]!.error).toMatchObject({ code: 'forbidden', message: 'Not that.' });
  expect(outcome.next[0]).toContain('Not that');
});
