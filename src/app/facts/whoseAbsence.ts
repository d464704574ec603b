import { parseResourceId, resourceType } from '../../domain/arm/resourceId.ts';
import type { Read } from '../../domain/cluster/facts.ts';

/**
 * What a 404 to a read says is absent: the thing itself, if the read is of one named thing; the resource with this id, if the
 * read lists what belongs to a resource; nothing, if it lists what is in a place that exists.
 */
export type Absence = 'itself' | 'nobody' | { readonly of: string };

/** Returns what a 404 to a read says is absent. */
export function whoseAbsence(read: Read): Absence {
  switch (read.kind) {
    case 'resource':
    case 'cluster':
    case 'assignment':
    case 'role':
    case 'feature':
      return 'itself';
    case 'upgradeProfile':
      return { of: read.poolId };
    case 'federatedCredentials':
      return { of: read.identityId };
    case 'bindings':
      return { of: read.clusterId };
    case 'listBelow':
      return { of: read.id };
    case 'assignments':
    case 'assignmentsAt':
    case 'roleNamed':
    case 'denyAssignments':
    case 'callerPermissions':
    case 'callerAssignments':
    case 'eligibleRoles':
      return isOfResource(read.scope) ? { of: read.scope } : 'nobody';
    case 'subscription':
    case 'clusters':
    case 'newerClusters':
    case 'everyResource':
    case 'vaultPolicies':
    case 'identities':
    case 'carriers':
    case 'resourcesOfType':
    case 'creationTimes':
    case 'regions':
    case 'assignmentsOf':
    case 'assignedIn':
    case 'assignmentsEverywhere':
    case 'assignmentsOfAll':
    case 'denyAssignmentsIn':
    case 'credentials':
    case 'hiddenSubscriptions':
    case 'accounts':
      return 'nobody';
  }
}

/** A subscription, or what is above all of them, is there or not in sight. */
function isOfResource(scope: string): boolean {
  const type = parseResourceId(scope)?.type;
  return type !== undefined && type !== resourceType.subscription;
}
