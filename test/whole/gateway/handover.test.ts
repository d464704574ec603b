/** The YAML that the panel hands over after a run that prepared Gateways. */
import { describe, expect, it } from 'vitest';
import type { Change, ChangeOf } from '../../../src/domain/change/change.ts';
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
      /^# shop\/cart can also act as id-basket: .*\n# .* shop\/cart-gateway if that name is free.*\n# shop\/cart acts as id-gateway\n/,
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
    expect(handover!.yaml).not.toContain('can also act');
    expect(handover!.notes).toEqual([
      expect.stringMatching(/^Whether the YAML takes an account from another identity could not be read\. .*Not you\./),
    ]);
  });

  it('has one ServiceAccount where the same plan has it connected to another identity, as the plan says before (G-06)', async () => {
    const { bench, clusterId, account, gateways } = await unprepared();
    await bench.service.apply([{ kind: 'setWorkloadIdentity', clusterId, enabled: true }]);
    bench.emulator.clock.advance(900);
    const identityId = await idOf(bench, 'id-basket');
    const changes: readonly Change[] = [
      { kind: 'createCredential', clusterId, identityId, ...account },
      gateways('id-gateway'),
    ];
    const plan = await bench.service.plan(changes);
    expect(plan.warnings.find(({ id }) => id === 'yamlMovesAccount')?.values).toEqual([
      'shop/cart',
      'id-gateway',
      'id-basket',
    ]);
    expect((await bench.service.apply(plan)).status).toBe('succeeded');
    const { cluster } = await bench.service.cluster(clusterId);
    const refusing = Object.assign(Object.create(bench.service) as typeof bench.service, {
      plan: () => Promise.reject(new IdentityError({ code: 'forbidden', message: 'Not you.' })),
      identityNow: bench.service.identityNow.bind(bench.service),
    });
    for (const service of [bench.service, refusing]) {
      const { yaml } = (await handoverAfter(async () => service, changes, cluster))!;
      expect(yaml.split('kind: ServiceAccount')).toHaveLength(2);
      expect(yaml).toContain('# shop/cart acts as id-gateway\n');
      expect(yaml).toContain('In the pod template');
      expect(yaml.includes('shop/cart can also act as id-basket: ')).toBe(service === bench.service);
    }
  });

  it('is readable after a run that prepared an account for two identities, which is refused now: the last has it (G-06)', async () => {
    const { bench, clusterId, gateways } = await unprepared();
    const changes = [gateways('id-basket'), gateways('id-gateway')];
    await expect(bench.service.plan(changes)).rejects.toThrow("can't use both id-basket and id-gateway for Gateways");
    for (const change of changes) expect((await bench.service.apply([change])).status).toBe('succeeded');
    const { cluster } = await bench.service.cluster(clusterId);
    const { yaml } = (await handoverAfter(async () => bench.service, changes, cluster))!;
    expect(yaml.split('kind: ServiceAccount')).toHaveLength(2);
    expect(yaml).toContain('# shop/cart acts as id-gateway\n');
    expect(yaml).not.toContain('<client ID');
  });
});

/** web-weu as it is, with what a preparation of it for an account needs. */
async function unprepared() {
  const bench = createBench(demoWorld());
  const clusterId = await idOf(bench, 'web-weu');
  const { subscriptionId, resourceGroup, location } = (await bench.service.cluster(clusterId)).cluster;
  const account = { namespace: 'shop', serviceAccount: 'cart' };
  const gateways = (name: string): Change => ({
    ...{ kind: 'prepareGateway', clusterId, accounts: [account] },
    newIdentity: { subscriptionId, resourceGroup, name, location },
  });
  return { bench, clusterId, account, gateways };
}
