import { expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { objectsAt, textAt } from '../../../src/domain/arm/json.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';

it('what pod identity gave to pods, workload identity gives them, by one plan (W-07)', async () => {
  const bench = createBench(demoWorld());
  const { items } = await bench.service.clusters();
  const { id: clusterId } = items.find(({ name }) => name === 'dev-weu')!;
  const json = await bench.service.json(clusterId);
  const pods = objectsAt(json, 'properties.podIdentityProfile.userAssignedIdentities').map((one) => ({
    namespace: textAt(one, 'namespace') ?? '',
    identityId: textAt(one, 'identity.resourceId') ?? '',
  }));
  expect(pods.length).toBeGreaterThan(0);
  const changes: readonly Change[] = [
    { kind: 'setWorkloadIdentity', clusterId, enabled: true },
    ...pods.map((pod): Change => ({ kind: 'createCredential', ...pod, serviceAccount: 'app', clusterId })),
  ];
  const outcome = await bench.service.apply(await bench.service.plan(changes));
  expect(outcome.status).toBe('succeeded');
  const apps = await bench.api.workloads(clusterId);
  expect(apps.map(({ namespace, serviceAccount, state }) => [namespace, serviceAccount, state])).toEqual(
    pods.map(({ namespace }) => [namespace, 'app', 'works']),
  );
  expect(await bench.service.json(clusterId)).toMatchObject({
    properties: { podIdentityProfile: { enabled: true } },
  });
});
