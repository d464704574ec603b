import { expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { activityRows } from '../../../src/tree/activity/activityRows.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { ids, idUnused, smallWorld } from '../../support/azure/smallWorld.ts';

const change: Change = {
  kind: 'assignRole',
  principalId: idUnused.principalId,
  role: { name: 'Reader' },
  scope: ids.group,
};
const refuseOnce = (bench: Bench): Promise<void> =>
  bench.fault({
    match: { method: 'PUT', pathContains: '/roleAssignments/' },
    status: 403,
    code: 'AuthorizationFailed',
    message: 'Not now.',
    times: 1,
  });

it('a run of this window that another one resumes and ends between two checks is reported', async () => {
  const bench = createBench(smallWorld());
  await refuseOnce(bench);
  await bench.service.activity();
  const { activityId } = await bench.api.apply(change);
  const told: string[] = [];
  bench.service.onDidChange(({ kind }) => told.push(kind));
  await bench.service.lookAtOtherWindows();
  expect(told).toEqual([]);
  expect(await bench.restarted().api.resume(activityId)).toMatchObject({ status: 'succeeded' });
  await bench.service.lookAtOtherWindows();
  expect(told).toEqual(['clusters', 'activity']);
});

it('a run that fails when it is resumed is shown although the same change succeeded in between', async () => {
  const bench = createBench(smallWorld());
  await refuseOnce(bench);
  const { activityId } = await bench.api.apply(change);
  bench.emulator.clock.advance(60);
  const roleDefinitionId = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const theirs = `${ids.group}/providers/Microsoft.Authorization/roleAssignments/6f1f6a1e-0000-4000-8000-000000000001?api-version=2022-04-01`;
  const properties = { principalId: idUnused.principalId, principalType: 'ServicePrincipal', roleDefinitionId };
  await bench.arm('PUT', theirs, { properties });
  expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded', steps: [{ status: 'alreadyDone' }] });
  await bench.arm('DELETE', theirs);
  bench.emulator.clock.advance(600);
  await refuseOnce(bench);
  expect(await bench.api.resume(activityId)).toMatchObject({ status: 'failed' });
  const rows = activityRows(await bench.service.activity(), new Date(bench.emulator.clock.now()));
  expect(rows.map(({ description }) => description)).toContainEqual(expect.stringMatching(/^failed/));
});
