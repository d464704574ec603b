/** The YAML that the panel hands over after a run that prepared Gateways. */
import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../src/domain/change/change.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { IdentityError } from '../../../src/errors.ts';
import { handoverAfter } from '../../../src/webview/workloads/handover.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idOf } from '../../support/azure/idOf.ts';

/** web-weu after the run, one of whose accounts can act as another identity, too. */
async function applied() {
  const bench = createBench(demoWorld());
  const clusterId = await idOf(bench, 'web-weu');
  const { subscriptionId, resourceGroup, location } = (await bench.service.cluster(clusterId)).cluster;
  const moved = { namespace: 'shop', serviceAccount: 'cart' };
  const change: ChangeOf<'prepareGateway'> = {
    kind: 'prepareGateway',
    clusterId,
    newIdentity: { subscriptionId, resourceGroup, name: 'id-gateway', location },
    accounts: [moved, { namespace: 'pay', serviceAccount: 'app-routing' }],
  };
  const run = async (each: Parameters<typeof bench.service.plan>[0]): Promise<string> =>
    (await bench.service.apply(await bench.service.plan(each))).status;
  expect(await run([change])).toBe('succeeded');
  const other = { kind: 'createCredential', clusterId, identityId: await idOf(bench, 'id-basket'), ...moved } as const;
  expect(await run([other])).toBe('succeeded');
  const { clientId } = await bench.service.identityNow(
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway` as never,
  );
  return { bench, change, clientId, cluster: (await bench.service.cluster(clusterId)).cluster };
}

describe('what is handed over after Gateways were prepared', () => {
  it('has the client ID that exists now, and says above an account what its annotation takes from it (G-06)', async () => {
    const { bench, change, clientId, cluster } = await applied();
    const handover = await handoverAfter(async () => bench.service, [change], cluster);
    expect(handover!.yaml).toMatch(
      /^# shop\/cart can already act as id-basket: .*\n# .* shop\/cart-gateway if that name is free.*\n# shop\/cart acts as id-gateway\n/,
    );
    expect(handover!.yaml).toBe((await bench.service.plan([change])).inCluster);
    expect(handover!.yaml.split(`client-id: "${clientId}"`)).toHaveLength(3);
    expect(handover!.notes).toEqual([]);
  });

  it('has the YAML all the same where the plan cannot be made again, and says what could not be read (G-06)', async () => {
    const { bench, change, clientId, cluster } = await applied();
    const refused = new IdentityError({ code: 'forbidden', message: 'Not you.' });
    const service = Object.assign(Object.create(bench.service) as typeof bench.service, {
      plan: () => Promise.reject(refused),
      identityNow: bench.service.identityNow.bind(bench.service),
    });
    const handover = await handoverAfter(async () => service, [change], cluster);
    expect(handover!.yaml.split(`client-id: "${clientId}"`)).toHaveLength(3);
    expect(handover!.yaml).not.toContain('can already act');
    expect(handover!.notes).toEqual([
      expect.stringMatching(/^Whether the YAML takes an account from another identity could not be read\. .*Not you\./),
    ]);
  });
});
