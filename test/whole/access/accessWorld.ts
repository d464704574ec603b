/** Worlds that differ at random in who can act on a cluster. */
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { fc } from '../../support/property.ts';

const subscription = '11111111-0000-4000-8000-000000000001';
const otherSubscription = '11111111-0000-4000-8000-000000000002';
const group = `/subscriptions/${subscription}/resourceGroups/rg-shop`;
/** The Fleet in another subscription, of which the cluster may be a member. */
export const fleetId = `/subscriptions/${otherSubscription}/resourceGroups/rg-fleet/providers/Microsoft.ContainerService/fleets/fleet-1`;

/** The cluster in question. */
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;

/** Namespaces of which Azure knows. */
export const namespaces = ['shop', 'web'];

const person = (number: number): string => `22222222-0000-4000-8000-00000000000${number}`;

/** Two people, two groups and an application. */
export const principals = [1, 2, 3, 4, 5].map(person);
const typeOf = (id: string): 'User' | 'Group' | 'ServicePrincipal' =>
  (['User', 'User', 'Group', 'Group', 'ServicePrincipal'] as const)[principals.indexOf(id)]!;

const managementGroup = '/providers/Microsoft.Management/managementGroups/mg-apps';
const scopes = [
  managementGroup,
  `/subscriptions/${subscription}`,
  `/subscriptions/${otherSubscription}`,
  group,
  clusterId,
  ...namespaces.map((name) => `${clusterId}/namespaces/${name}`),
  `${clusterId}/managedNamespaces/shop`,
  fleetId,
  `${fleetId}/namespaces/web`,
  `${fleetId}/managedNamespaces/web`,
];

const cluster = 'Microsoft.ContainerService/managedClusters';
const patterns = [
  `${cluster}/*`,
  `${cluster}/*/read`,
  `${cluster}/pods/*`,
  `${cluster}/pods/read`,
  `${cluster}/pods/write`,
  `${cluster}/pods/exec/action`,
  `${cluster}/secrets/*`,
  `${cluster}/secrets/read`,
  `${cluster}/rbac.authorization.k8s.io/*`,
  `${cluster}/rbac.authorization.k8s.io/rolebindings/write`,
  `${cluster}/apps/deployments/*`,
  'Microsoft.ContainerService/fleets/members/*',
  'Microsoft.ContainerService/fleets/members/pods/*',
  'Microsoft.ContainerService/*',
  '*',
];

const ownRole = fc.record({
  dataActions: fc.subarray(patterns, { minLength: 1, maxLength: 3 }),
  notDataActions: fc.subarray(patterns, { maxLength: 2 }),
});
const roleNames = [
  'Owner',
  'Contributor',
  'Reader',
  'Azure Kubernetes Service RBAC Reader',
  'Azure Kubernetes Service RBAC Writer',
  'Azure Kubernetes Service RBAC Admin',
  'Azure Kubernetes Service RBAC Cluster Admin',
  'Azure Kubernetes Service Cluster Admin Role',
];

/** What differs from world to world. */
export const randomAccess = fc.record({
  asksAzure: fc.oneof({ arbitrary: fc.constant(true), weight: 9 }, { arbitrary: fc.constant(false), weight: 1 }),
  isInFleet: fc.boolean(),
  ownRoles: fc.array(ownRole, { minLength: 2, maxLength: 2 }),
  given: fc.array(
    fc.record({
      principalId: fc.constantFrom(...principals),
      scope: fc.constantFrom(...scopes),
      roleName: fc.constantFrom(...roleNames, 'Own 0', 'Own 1', 'Own 0', 'Own 1'),
      condition: fc.option(
        fc.constantFrom<string>("!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})"),
      ),
    }),
    { minLength: 2, maxLength: 9 },
  ),
  denied: fc.array(
    fc.record({
      principalId: fc.constantFrom(...principals, '00000000-0000-0000-0000-000000000000'),
      scope: fc.constantFrom(...scopes),
      dataActions: fc.subarray(patterns, { minLength: 1, maxLength: 2 }),
      isOnlyThere: fc.boolean(),
    }),
    { maxLength: 1 },
  ),
});

/** Makes the world that is different in these ways. */
export function accessWorld(access: typeof randomAccess extends fc.Arbitrary<infer T> ? T : never): WorldFile {
  const { asksAzure, isInFleet, ownRoles, given, denied } = access;
  return {
    tenantId: '33333333-0000-4000-8000-000000000001',
    subscriptions: [
      { subscriptionId: subscription, displayName: 'Shop' },
      { subscriptionId: otherSubscription, displayName: 'Fleet' },
    ],
    managementGroups: [{ name: 'mg-apps', subscriptions: [subscription] }],
    resources: [
      {
        id: `/subscriptions/${subscription}/resourceGroups/MC_rg-shop_shop_westeurope`,
        name: 'MC_rg-shop_shop_westeurope',
        type: 'Microsoft.Resources/resourceGroups',
        location: 'westeurope',
        managedBy: clusterId,
      },
      {
        id: clusterId,
        name: 'shop',
        type: 'Microsoft.ContainerService/managedClusters',
        location: 'westeurope',
        identity: { type: 'SystemAssigned', principalId: person(9) },
        properties: {
          provisioningState: 'Succeeded',
          nodeResourceGroup: 'MC_rg-shop_shop_westeurope',
          servicePrincipalProfile: { clientId: 'msi' },
          networkProfile: { networkPlugin: 'azure', outboundType: 'loadBalancer', loadBalancerSku: 'standard' },
          identityProfile: {
            kubeletidentity: {
              resourceId: `/subscriptions/${subscription}/resourceGroups/MC_rg-shop_shop_westeurope/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`,
              clientId: person(7),
              objectId: person(8),
            },
          },
          agentPoolProfiles: [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D2s_v5' }],
          aadProfile: { managed: true, enableAzureRBAC: asksAzure },
        },
      },
      {
        id: fleetId,
        name: 'fleet-1',
        type: 'Microsoft.ContainerService/fleets',
        location: 'westeurope',
        properties: { provisioningState: 'Succeeded' },
      },
      ...(isInFleet
        ? [
            {
              id: `${fleetId}/members/shop`,
              name: 'shop',
              type: 'Microsoft.ContainerService/fleets/members',
              properties: { clusterResourceId: clusterId, provisioningState: 'Succeeded' },
            },
          ]
        : []),
      ...namespaces.map((name) => ({
        id: `${clusterId}/managedNamespaces/${name}`,
        name,
        type: 'Microsoft.ContainerService/managedClusters/managedNamespaces',
        location: 'westeurope',
        properties: { provisioningState: 'Succeeded' },
      })),
    ],
    roleDefinitions: ownRoles.map(({ dataActions, notDataActions }, index) => ({
      name: `44444444-0000-4000-8000-00000000000${index}`,
      roleName: `Own ${index}`,
      assignableScopes: ['/'],
      permissions: [{ actions: ['Microsoft.ContainerService/managedClusters/read'], dataActions, notDataActions }],
    })),
    roleAssignments: given.map(({ principalId, scope, roleName, condition }, index) => ({
      name: `55555555-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`,
      principalId,
      principalType: typeOf(principalId),
      scope,
      roleName,
      ...(condition === null ? {} : { condition, conditionVersion: '2.0' }),
    })),
    denyAssignments: denied.map(({ principalId, scope, dataActions, isOnlyThere }) => ({
      denyAssignmentName: 'locked',
      scope,
      permissions: [{ dataActions }],
      principals: [{ id: principalId, type: principals.includes(principalId) ? typeOf(principalId) : 'SystemDefined' }],
      doNotApplyToChildScopes: isOnlyThere,
    })),
  };
}

/** An assignment for a world without chance. */
export function givenRole(principalId: string, scope: string, roleName: string, condition: string | null = null) {
  return { principalId, scope, roleName, condition };
}
