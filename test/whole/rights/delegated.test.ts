import { describe, expect, it } from 'vitest';
import { inOneLine } from '../../support/domain/inOneLine.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { guidOf, makeResourceGroup, tenantId } from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { idB, own, place, sami, smallWorld } from '../../support/azure/smallWorld.ts';

const customer = { subscriptionId: guidOf('subscription', 'customer'), group: 'rg-customer', location: 'westeurope' };
const images = makeRegistry(customer, 'acrcustomer', 'LegacyRegistryPermissions');

/** The small world beside a subscription of another directory, which ours manages, or does not. */
function world(managedByTenants: readonly { readonly tenantId: string }[]): WorldFile {
  const small = smallWorld();
  return {
    ...small,
    subscriptions: [
      ...small.subscriptions,
      {
        subscriptionId: customer.subscriptionId,
        displayName: 'Customer',
        tenantId: guidOf('customer directory'),
        managedByTenants,
      },
    ],
    resources: [...small.resources, makeResourceGroup(customer), images],
  };
}

const ours = [{ tenantId }];
const toIdentity: Change = {
  kind: 'assignRole',
  principalId: idB.principalId,
  role: { name: 'AcrPull' },
  scope: images.id,
};
const toCluster: Change = { ...toIdentity, principalId: sami.principalId };
const attach: Change = { kind: 'attachRegistry', clusterId: own.id, registryId: images.id };

const bodyOf = (body: unknown) => (body as { properties: Record<string, unknown> }).properties;

describe('a grant in a delegated subscription', () => {
  it.each<[string, Change, string]>([
    ['a user-assigned identity', toIdentity, idB.id],
    ['the control plane of a cluster', toCluster, sami.id],
    ['the kubelet identity of a cluster', attach, own.kubelet!.id],
  ])('names the resource that has the identity: %s (R-24)', async (_, change, resourceId) => {
    const bench = createBench(world(ours));
    const plan = await bench.service.plan([change]);
    const [step] = plan.steps;
    expect(String(bodyOf(step!.request.body)['delegatedManagedIdentityResourceId']).toLowerCase()).toBe(
      resourceId.toLowerCase(),
    );
    expect(plan.checks.filter(({ verdict }) => verdict === 'unknown')).toMatchObject([
      { title: "Couldn't verify whether your offer allows AcrPull" },
    ]);
    expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
    const [write] = await bench.writes();
    expect(bodyOf(write!.body)).toMatchObject({ delegatedManagedIdentityResourceId: expect.any(String) as string });
  });

  it('is mentioned in every export (R-24)', async () => {
    const plan = await createBench(world(ours)).service.plan([toIdentity]);
    for (const format of ['rest', 'arm', 'bicep'] as const)
      expect(planAs(plan, format)).toMatch(/delegatedManagedIdentityResourceId.*id-b/s);
    expect(planAs(plan, 'terraform')).toMatch(/delegated_managed_identity_resource_id\s+= .*id-b/);
    expect(inOneLine(planAs(plan, 'az'))).toMatch(/az rest --method put .*delegatedManagedIdentityResourceId.*id-b/s);
  });

  it('fails without the property, and in another one needs none (R-24, T-66, E-141)', async () => {
    const name = guidOf('assignment');
    const path = `${images.id}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
    const roleDefinitionId = `/subscriptions/${customer.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
    const properties = { roleDefinitionId, principalId: idB.principalId, principalType: 'ServicePrincipal' };
    const bench = createBench(world(ours));
    expect(await bench.arm('PUT', path, { properties })).toMatchObject({
      status: 400,
      body: { error: { code: 'PrincipalNotFound' } },
    });
    const wrong = { ...properties, delegatedManagedIdentityResourceId: sami.id };
    expect(await bench.arm('PUT', path, { properties: wrong })).toMatchObject({ status: 400 });
    const right = { ...properties, delegatedManagedIdentityResourceId: idB.id };
    expect(await bench.arm('PUT', path, { properties: right })).toMatchObject({ status: 201 });
    const own = createBench(world([]));
    const { steps, checks } = await own.service.plan([toIdentity]);
    expect(bodyOf(steps[0]!.request.body)).not.toHaveProperty('delegatedManagedIdentityResourceId');
    expect(checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
  });

  it('to an unknown principal is left as it is, and reported as unknown (R-24)', async () => {
    const change: Change = { ...toIdentity, principalId: guidOf('nobody') };
    const { steps, checks } = await createBench(world(ours)).service.plan([change]);
    expect(bodyOf(steps[0]!.request.body)).not.toHaveProperty('delegatedManagedIdentityResourceId');
    expect(checks).toContainEqual(
      expect.objectContaining({
        verdict: 'unknown',
        title: expect.stringContaining('Not known which resource') as string,
      }),
    );
  });

  it('in the own directory is as ever, even if the customer lets others manage it', async () => {
    const small = smallWorld();
    const managed = { subscriptionId: place.subscriptionId, displayName: 'Small' };
    const bench = createBench({ ...small, subscriptions: [managed] });
    const { steps } = await bench.service.plan([{ ...toIdentity, scope: `/subscriptions/${place.subscriptionId}` }]);
    expect(bodyOf(steps[0]!.request.body)).not.toHaveProperty('delegatedManagedIdentityResourceId');
  });
});
