/** Cases of changes of groups, identities and roles. */
import { of, type CasesOf } from './changeCase.ts';
import { assignments, elsewhere, idShop, location, makeIdentity, odd, vault, vaultId } from './changeWorld.ts';
import { other, subnet } from '../plans/identityPlans.ts';
import { assigned, group, groupResource, guid, identityId, registryId, sub, subnetId, tenant } from '../worldFacts.ts';

export const identityCases = {
  createResourceGroup: {
    example: { kind: 'createResourceGroup', name: 'rg', tags: { a: '' }, subscriptionId: sub, location },
    doing: 'Creating resource group rg',
    done: 'Created resource group rg',
    plans: [[{ kind: 'createResourceGroup', subscriptionId: sub, name: '1-(rg)', location: 'westeurope', tags: odd }]],
    draw: ({ a, place: { subscriptionId, location } }) => ({
      kind: 'createResourceGroup',
      subscriptionId,
      name: `rg-${a % 3}`,
      location,
    }),
  },
  createIdentity: {
    example: { kind: 'createIdentity', resourceGroup: 'rg', name: 'id', subscriptionId: sub, location },
    doing: 'Creating identity id',
    done: 'Created identity id',
    plans: [
      [makeIdentity('id-new'), [groupResource]],
      [[makeIdentity('id-new'), makeIdentity('id-new-2')], [groupResource]],
    ],
    draw: ({ a, place }) => ({ kind: 'createIdentity', ...place, name: `id-new-${a % 3}` }),
  },
  deleteIdentity: {
    example: { kind: 'deleteIdentity', identityId: idShop },
    doing: 'Deleting identity id-shop',
    done: 'Deleted identity id-shop',
    plans: [
      [{ kind: 'deleteIdentity', identityId: identityId('id-other') }, [other]],
      [{ kind: 'deleteIdentity', identityId: identityId('id-other'), removeRoles: true }, [other]],
    ],
    world: { assignments },
    draw: ({ c, identityId }) => ({
      kind: 'deleteIdentity',
      identityId,
      ...(c % 2 === 0 ? { removeRoles: true } : {}),
    }),
  },
  assignRole: {
    example: {
      kind: 'assignRole',
      principalId: guid(10),
      principalType: 'ServicePrincipal',
      role: { name: 'AcrPull' },
      scope: registryId,
      tenantId: tenant,
    },
    doing: 'Assigning AcrPull on acrshop',
    done: 'Assigned AcrPull on acrshop',
    plans: [
      [{ kind: 'assignRole', principalId: guid(10), role: { name: 'Contributor' }, scope: group }, [groupResource]],
      [
        { kind: 'assignRole', principalId: guid(10), role: { name: 'Network Contributor' }, scope: subnetId },
        [subnet, groupResource],
      ],
      [
        { kind: 'assignRole', principalId: guid(10), role: { name: 'Reader' }, scope: `/subscriptions/${elsewhere}` },
        [],
      ],
      [
        {
          kind: 'assignRole',
          principalId: guid(10),
          role: { name: 'Reader' },
          scope: '/providers/Microsoft.Management/managementGroups/mg',
        },
        [],
      ],
    ],
    draw: ({ a, b, c, things }) => ({
      kind: 'assignRole',
      principalId: of(things.principals, a) ?? '',
      principalType: 'ServicePrincipal',
      role: { name: of(things.roleNames, b) ?? '' },
      scope: of(things.scopes, c) ?? '',
    }),
  },
  removeRole: {
    example: { kind: 'removeRole', roleAssignmentId: assigned('AcrPull', registryId, guid(10)).id, tenantId: tenant },
    doing: 'Removing a role assignment on acrshop',
    done: 'Removed a role assignment on acrshop',
    plans: [[{ kind: 'removeRole', roleAssignmentId: assigned('Contributor', group, guid(10)).id }, [groupResource]]],
    world: { assignments },
    draw: ({ a, things }) => {
      const roleAssignmentId = of(things.assignmentIds, a);
      return roleAssignmentId ? { kind: 'removeRole', roleAssignmentId } : undefined;
    },
  },
  removeAccessPolicy: {
    example: { kind: 'removeAccessPolicy', vaultId, principalId: guid(12) },
    doing: 'Removing an access policy from kv-shop',
    done: 'Removed an access policy from kv-shop',
    plans: [[{ kind: 'removeAccessPolicy', vaultId, principalId: guid(12) }, [vault]]],
    world: { assignments },
    draw: 'the worlds that are drawn have no vaults that decide by policies',
  },
} satisfies Partial<CasesOf>;
