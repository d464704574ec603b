import { parseResourceId, resourceType } from '../../domain/arm/resourceId.ts';
import type { Read } from '../../domain/cluster/facts.ts';

/**
 * Whose absence a 404 to a read may tell of: that of the thing itself, where the read is of one named thing; that of the
 * resource with this id, where it lists what belongs to a resource; nobody's, where it lists what is in a place that is there.
 */
export type Absence = 'itself' | 'nobody' | { readonly of: string };

/** Returns whose absence a 404 to a read may tell of. */
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
