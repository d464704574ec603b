import { describe, expect, it } from 'vitest';
import { runStep, stepHolds } from '../../../src/azure/write/runStep.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Scripted } from '../../support/httpDouble.ts';
import { answering, refusal, stepOf, writeStage } from '../../support/azure/writeStage.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv` as ArmId;
const policy = { tenantId: 't', permissions: { secrets: ['get'] } };
const principal = { kind: 'principal' as const, principalId: 'p' };
const asked = (kind: string) => ({
  request: { method: 'PUT' as const, path: `${vaultId}/accessPolicies/${kind}` },
});
const removePolicy = stepOf({ kind: 'removeAccessPolicy', vaultId, principal, policy }, asked('remove'));
const addPolicy = stepOf({ kind: 'addAccessPolicy', vaultId, principal, policy }, asked('add'));
const bindingId = (type: string): ArmId => `${clusterId}/${type}/b` as ArmId;
const roleAssignmentId = `${group}/providers/Microsoft.Authorization/roleAssignments/r` as ArmId;

/** Every step that removes something and has succeeded once that is gone. */
const removals = [
  removePolicy,
  stepOf(
    { kind: 'deleteTrustedBinding', bindingId: bindingId('trustedAccessRoleBindings') },
    { request: { method: 'DELETE', path: bindingId('trustedAccessRoleBindings') } },
  ),
  stepOf({ kind: 'deleteBinding', bindingId: bindingId('identityBindings') }),
  stepOf({
    kind: 'deleteIdentity',
    identityId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id` as ArmId,
  }),
  stepOf({ kind: 'removeRole', roleAssignmentId }),
];

/** Answers whatever is read in the same way, but for what a provider offers. */
const always = (answer: Scripted) =>
  writeStage((request) => {
    if (!/\/providers\/[^/]+$/.test(new URL(request.url).pathname)) return answer;
    const apiVersions = ['2024-01-01'];
    const types = ['managedClusters/trustedAccessRoleBindings', 'managedClusters'];
    return { body: { id: '/p', resourceTypes: types.map((resourceType) => ({ resourceType, apiVersions })) } };
  });

describe.each(removals)('$kind', (step) => {
  it('is done already where the thing is gone', async () => {
    const { context, writes } = always(refusal(404, 'ResourceNotFound'));
    expect(await runStep(step, context)).toBe('alreadyDone');
    expect(writes).toEqual([]);
  });

  it('fails if its subscription is not visible, which does not mean that it is gone', async () => {
    const { context, writes } = always(refusal(404, 'SubscriptionNotFound'));
    await expect(runStep(step, context)).rejects.toMatchObject({ armCode: 'SubscriptionNotFound' });
    await expect(stepHolds(step, context)).rejects.toMatchObject({ armCode: 'SubscriptionNotFound' });
    expect(writes).toEqual([]);
  });
});

describe('an access policy', () => {
  const own = { objectId: 'p', tenantId: 't', permissions: { secrets: ['get'] } };
  const vault = (properties: object | undefined): object => ({ id: vaultId, name: 'kv', properties });

  it.each([
    ['no properties', vault(undefined)],
    ['no access policies', vault({})],
    ['access policies that are no list', vault({ accessPolicies: 'x' })],
    ['another vault', { id: `${vaultId}-2`, name: 'kv-2', properties: { accessPolicies: [] } }],
  ])('is neither there nor gone where Azure answers with %s', async (_, body) => {
    for (const step of [removePolicy, addPolicy]) {
      const { context, writes } = always({ body });
      await expect(runStep(step, context)).rejects.toMatchObject({ code: 'unexpected' });
      expect(writes).toEqual([]);
    }
  });

  it('that has no effect does not count as given', async () => {
    const { context, writes } = always({ body: vault({ enableRbacAuthorization: true, accessPolicies: [own] }) });
    expect(await stepHolds(addPolicy, context)).toBe(false);
    await expect(runStep(addPolicy, context)).rejects.toMatchObject({ failure: { code: 'conflict' } });
    expect(writes).toEqual([]);
  });

  it('is taken away also where the vault decides by roles', async () => {
    const things = {
      [vaultId.toLowerCase()]: vault({ enableRbacAuthorization: true, accessPolicies: [own] }),
    };
    const { context, writes } = writeStage(
      answering(things, () => {
        things[vaultId.toLowerCase()] = vault({ enableRbacAuthorization: true, accessPolicies: [] });
        return { body: {} };
      }),
    );
    expect(await runStep(removePolicy, context)).toBe('done');
    expect(writes).toHaveLength(1);
  });

  it.each([null, undefined])('is gone where a vault that decides by roles has %s', async (list) => {
    const { context } = always({ body: vault({ enableRbacAuthorization: true, accessPolicies: list }) });
    expect(await runStep(removePolicy, context)).toBe('alreadyDone');
  });
});
