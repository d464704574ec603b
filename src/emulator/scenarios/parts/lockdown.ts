import type { WorldDenyAssignment } from '../../arm/worldFile.ts';
import { groupId, guidOf, type Place } from './resources.ts';

/** The part of a cluster's JSON that says that its node resource group is locked. */
export const lockedNodeGroup = { restrictionLevel: 'ReadOnly' } as const;

/**
 * Makes the deny assignment that lets only the cluster change what is in a locked node resource group; whom Azure
 * excludes is not published.
 * Source: https://learn.microsoft.com/azure/aks/node-resource-group-lockdown
 */
export function denyByLockdown(nodes: Place, clusterPrincipalId: string): WorldDenyAssignment {
  const scope = groupId(nodes);
  return {
    name: guidOf('deny assignment', scope),
    scope,
    denyAssignmentName: `Node resource group lockdown of ${nodes.group}`,
    permissions: [{ actions: ['*'], notActions: ['*/read'], dataActions: [], notDataActions: [] }],
    principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
    excludePrincipals: [{ id: clusterPrincipalId, type: 'ServicePrincipal' }],
  };
}
