/** The small world of the model: so few things that two who act at once meet. */
import { role } from '../../../src/domain/access/roles.ts';
import { roleAssignmentName } from '../../../src/domain/arm/stableId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { userAssignedIdentity } from '../../../src/emulator/scenarios/parts/identities.ts';
import {
  combineParts,
  assignRole,
  groupId,
  guidOf,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { makeRegistry } from '../../../src/emulator/scenarios/parts/services.ts';

const place = { subscriptionId: guidOf('subscription', 'model'), group: 'rg', location: 'westeurope' };
const group = groupId(place);

const identities = {
  a: userAssignedIdentity(place, 'id-a'),
  b: userAssignedIdentity(place, 'id-b'),
  c: userAssignedIdentity(place, 'id-c'),
  k: userAssignedIdentity(place, 'id-k'),
};

/** The identities that there are at the beginning. */
export type IdentityName = keyof typeof identities;

/** The id of an identity. */
export function identityId(name: IdentityName): string {
  return identities[name].id;
}

const web = makeCluster({
  place,
  name: 'web',
  controlPlane: { kind: 'userAssigned', identity: identities.a },
  pools: [{ name: 'pool' }],
});
const shop = makeCluster({
  place,
  name: 'shop',
  controlPlane: { kind: 'userAssigned', identity: identities.a },
  kubelet: identities.k,
  pools: [{ name: 'pool' }],
});
const acr = makeRegistry(place, 'acrmodel', 'LegacyRegistryPermissions');

const clusterIds = { web: web.id, shop: shop.id };

/** The clusters. */
export type ClusterName = keyof typeof clusterIds;

/** The id of a cluster. */
export function clusterId(name: ClusterName): string {
  return clusterIds[name];
}

const grants = {
  /** Without it the control plane of `shop` may not use its kubelet identity. */
  operator: assignRole('Managed Identity Operator', identities.a.principalId, identities.k.id),
  readerC: triple('Reader', role.reader.id, identities.c.principalId, group),
  contributorB: triple('Contributor', role.contributor.id, identities.b.principalId, group),
  operatorB: triple(
    'Managed Identity Operator',
    role.managedIdentityOperator.id,
    identities.b.principalId,
    identities.k.id,
  ),
};

/** The role assignments that are made, changed and removed. */
export type GrantName = keyof typeof grants;

/** A role assignment under the name that a grant from here has, which is the one that collides. */
function triple(
  roleName: string,
  guidOfRole: string,
  principalId: string,
  scope: string,
): ReturnType<typeof assignRole> {
  return { ...assignRole(roleName, principalId, scope), name: roleAssignmentName(scope, guidOfRole, principalId) };
}

/** The id of a role assignment, and what it says. */
export function grantNamed(name: GrantName): {
  readonly id: string;
  readonly principalId: string;
  readonly roleName: string;
  readonly scope: string;
} {
  const { scope, principalId, roleName = '', name: guidName = '' } = grants[name];
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidName}`;
  return { id, principalId, roleName, scope };
}

const ownRoleName = guidOf('role', 'model');
const subscriptionScope = `/subscriptions/${place.subscriptionId}`;

/** A custom role, which someone may redefine. */
export const ownRole = {
  id: `${subscriptionScope}/providers/Microsoft.Authorization/roleDefinitions/${ownRoleName}`,
  name: ownRoleName,
  roleName: 'Shop Reader',
  assignableScopes: [subscriptionScope],
  permissions: [{ actions: ['Microsoft.Network/*/read'] }],
};

const to = (cluster: ClusterName, name: IdentityName): Change => ({
  kind: 'setControlPlane',
  clusterId: clusterIds[cluster],
  controlPlane: { kind: 'userAssigned', identityId: identities[name].id },
});
const { subscriptionId } = place;

/** What windows may be asked for, by short names. */
export const changes = {
  'web to b': to('web', 'b'),
  'web to c': to('web', 'c'),
  'web to a': to('web', 'a'),
  'web to system': { kind: 'setControlPlane', clusterId: web.id, controlPlane: { kind: 'systemAssigned' } },
  'shop to b': to('shop', 'b'),
  'shop to a': to('shop', 'a'),
  'kubelet c': { kind: 'setKubelet', clusterId: shop.id, identityId: identities.c.id },
  'delete c': { kind: 'deleteIdentity', identityId: identities.c.id },
  'delete b': { kind: 'deleteIdentity', identityId: identities.b.id },
  'create c': { kind: 'createIdentity', subscriptionId, resourceGroup: 'rg', name: 'id-c', location: 'westeurope' },
  'reader c': {
    kind: 'assignRole',
    principalId: identities.c.principalId,
    role: { name: 'Reader' },
    scope: group,
  },
  'contributor b': {
    kind: 'assignRole',
    principalId: identities.b.principalId,
    role: { name: 'Contributor' },
    scope: group,
  },
  'own role c': {
    kind: 'assignRole',
    principalId: identities.c.principalId,
    role: { id: ownRoleName },
    scope: group,
  },
  'no reader c': { kind: 'removeRole', roleAssignmentId: grantNamed('readerC').id },
  'no operator': { kind: 'removeRole', roleAssignmentId: grantNamed('operator').id },
  'no operator b': { kind: 'removeRole', roleAssignmentId: grantNamed('operatorB').id },
  'attach acr': { kind: 'attachRegistry', clusterId: shop.id, registryId: acr.id },
  'detach acr': { kind: 'detachRegistry', clusterId: shop.id, registryId: acr.id },
} as const satisfies Readonly<Record<string, Change>>;

/** The short name of a change. */
export type ChangeName = keyof typeof changes;

/** The world at the beginning. */
export const modelWorld: WorldFile = {
  tenantId,
  subscriptions: [{ subscriptionId: place.subscriptionId, displayName: 'Model' }],
  roleDefinitions: [(({ id: _, ...role }) => role)(ownRole)],
  ...combineParts([
    {
      resources: [makeResourceGroup(place), acr, ...Object.values(identities).map(({ resource }) => resource)],
      roleAssignments: [grants.operator],
    },
    web,
    shop,
  ]),
};
