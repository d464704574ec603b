import { parseResourceId, resourceType } from '../../domain/arm/resourceId.ts';
import type { Read } from '../../domain/cluster/facts.ts';
import { isInGraph, tableOfList } from '../../azure/read/around/aroundClusters.ts';
import type { TableName } from './fleetTables.ts';

/** The type of virtual networks. */
export const network = 'Microsoft.Network/virtualNetworks';

/** Names the tables that can answer a read. */
export function tablesFor(wanted: Read): readonly TableName[] {
  switch (wanted.kind) {
    case 'resource':
      return tablesForResource(wanted.id);
    case 'identities':
      return [{ resources: resourceType.identity }];
    case 'everyResource':
      return wanted.fromArm ? [] : [{ resources: wanted.type }];
    case 'listBelow':
      return isInGraph(wanted.list) ? [{ resources: tableOfList(wanted.list) }] : [];
    case 'assignments':
    case 'assignmentsOf':
    case 'assignmentsAt':
      return ['assignments'];
    case 'assignmentsEverywhere':
      return ['assignments', 'assignmentsElsewhere'];
    case 'carriers':
      return ['carriers'];
    case 'role':
      return ['roles'];
    case 'credentials':
    case 'federatedCredentials':
      return ['credentials'];
    case 'assignmentsOfAll':
      return ['assignments', 'subscriptionAssignmentsElsewhere'];
    case 'subscription':
    case 'denyAssignments':
    case 'bindings':
    case 'feature':
    case 'hiddenSubscriptions':
    case 'assignedIn':
    case 'vaultPolicies':
    case 'cluster':
    case 'clusters':
    case 'newerClusters':
    case 'resourcesOfType':
    case 'creationTimes':
    case 'regions':
    case 'assignment':
    case 'roleNamed':
    case 'denyAssignmentsIn':
    case 'callerPermissions':
    case 'callerAssignments':
    case 'accounts':
    case 'eligibleRoles':
    case 'upgradeProfile':
      return [];
  }
}

const tablesByType = new Map<string, readonly TableName[]>(
  [resourceType.identity, resourceType.registry, network, resourceType.subnet].map((type) => [
    type.toLowerCase(),
    [{ resources: type === resourceType.subnet ? network : type }],
  ]),
);

function tablesForResource(id: string): readonly TableName[] {
  return tablesByType.get(parseResourceId(id)?.type.toLowerCase() ?? '') ?? [];
}
