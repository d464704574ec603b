/** What reads are about. */
import { lastSegment } from '../arm/resourceId.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import type { Subject } from '../arm/unknown.ts';
import type { Read } from './facts.ts';
import { say, verbatim, type Words } from '../../sentences/words.ts';

/** Returns what a read is about; a list below a resource goes by its own name. */
export function subjectOfRead(read: Read): Subject {
  const of = placeOf(read);
  return { what: read.kind === 'listBelow' ? read.list : read.kind, ...(of === '' ? {} : { of }) };
}

function placeOf(read: Read): string {
  switch (read.kind) {
    case 'clusters':
    case 'newerClusters':
    case 'identities':
    case 'assignmentsOfAll':
      return '';
    case 'resource':
    case 'cluster':
    case 'assignment':
    case 'subscription':
    case 'listBelow':
      return read.id;
    case 'assignments':
    case 'assignmentsAt':
    case 'denyAssignments':
    case 'accounts':
    case 'callerPermissions':
    case 'callerAssignments':
    case 'eligibleRoles':
      return read.scope;
    case 'resourcesOfType':
    case 'creationTimes':
    case 'regions':
      return `/subscriptions/${read.subscriptionId}/providers/${read.type}`;
    case 'assignmentsOf':
    case 'assignedIn':
    case 'denyAssignmentsIn':
    case 'feature':
      return `/subscriptions/${read.subscriptionId}`;
    case 'credentials':
      return read.subscriptionId === undefined ? '' : `/subscriptions/${read.subscriptionId}`;
    case 'everyResource':
      return read.type;
    case 'vaultPolicies':
    case 'assignmentsEverywhere':
      return read.principalId;
    case 'carriers':
    case 'federatedCredentials':
      return read.identityId;
    case 'bindings':
      return read.clusterId;
    case 'upgradeProfile':
      return read.poolId;
    case 'role':
      return read.guid;
    case 'roleNamed':
      return read.name;
    case 'hiddenSubscriptions':
      return read.directory;
  }
}

const words: Readonly<Record<Exclude<Read['kind'], 'listBelow'>, Words | ((of: string) => Words)>> = {
  resource: (id) => verbatim(lastSegment(id)),
  cluster: (id) => verbatim(lastSegment(id)),
  federatedCredentials: (id) => say`Federated credentials of ${lastSegment(id)}`,
  bindings: (id) => say`Identity bindings of ${lastSegment(id)}`,
  assignments: (scope) => say`Roles on ${scopeWithKind(scope)}`,
  assignmentsAt: (scope) => say`Roles on ${scopeWithKind(scope)}`,
  denyAssignments: (scope) => say`Deny assignments on ${scopeWithKind(scope)}`,
  upgradeProfile: (id) => say`The newest node image of ${lastSegment(id)}`,
  role: (guid) => say`The role ${guid}`,
  roleNamed: (name) => say`The role ${name}`,
  clusters: say`Clusters`,
  identities: say`Identities`,
  carriers: say`Resources with an identity`,
  regions: say`Regions`,
  resourcesOfType: say`Resources`,
  creationTimes: say`When resources were made`,
  assignmentsOf: say`Roles`,
  assignmentsEverywhere: say`Roles in all subscriptions`,
  assignmentsOfAll: say`Roles in all subscriptions`,
  assignment: say`A role assignment`,
  denyAssignmentsIn: say`Deny assignments`,
  accounts: say`Directories`,
  callerPermissions: say`Your permissions`,
  callerAssignments: say`Your roles`,
  eligibleRoles: say`Roles that you can activate`,
  credentials: say`Federated credentials`,
  hiddenSubscriptions: say`Subscriptions that you can't see`,
  feature: say`A preview feature`,
  subscription: say`The subscription`,
  newerClusters: say`Settings of clusters in newer API versions`,
  everyResource: (type) => say`Resources of type ${type}`,
  assignedIn: say`Roles`,
  vaultPolicies: say`Access policies of key vaults`,
};

const ofAccess: ReadonlySet<string> = new Set<Read['kind']>([
  ...(['assignments', 'assignmentsAt', 'assignmentsOf', 'assignedIn', 'assignment', 'role', 'roleNamed'] as const),
  ...(['assignmentsEverywhere', 'assignmentsOfAll', 'denyAssignments', 'denyAssignmentsIn'] as const),
]);

/** Returns true for a subject about who holds which role, or what a role allows. */
export function isOfAccess({ what }: Subject): boolean {
  return ofAccess.has(what);
}

/** Names what is not known, to begin a sentence. */
export function subjectWords({ what, of = '' }: Subject): Words {
  const word = what in words ? words[what as keyof typeof words] : say`What is below ${lastSegment(of)}`;
  return typeof word === 'function' ? word(of) : word;
}
