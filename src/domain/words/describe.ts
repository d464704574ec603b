/** Words for identities, scopes and changes, the same in the tree, the panel, notifications and exports. */
import { groupOf, idKey, lastSegment, parseResourceId, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import type { Change, ControlPlaneChoice } from '../change/change.ts';
import type { ControlPlane, Kubelet } from '../cluster/model.ts';

/** Returns a GUID short enough for a title: its first four and last two characters. */
export function shortGuid(guid: string): string {
  return guid.length > 8 ? `${guid.slice(0, 4)}...${guid.slice(-2)}` : guid;
}

/** Returns names as part of a sentence: `a`, `a and b`, `a, b, and c`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names);
}

/** Returns a scope by its own name: `snet-aks`, `rg-shop`, `subscription 1111...11`. */
export function scopeName(scope: string): string {
  if (scope === '/') return 'the tenant root';
  if (/^\/providers\/Microsoft\.Management\//i.test(scope)) return `management group ${lastSegment(scope)}`;
  const subscription = subscriptionOf(scope);
  if (subscription && idKey(scope) === idKey(`/subscriptions/${subscription}`)) {
    return `subscription ${shortGuid(subscription)}`;
  }
  return lastSegment(scope);
}

const scopeKinds: Readonly<Record<string, string>> = {
  [resourceType.group.toLowerCase()]: 'resource group',
  [resourceType.subnet.toLowerCase()]: 'subnet',
  [resourceType.registry.toLowerCase()]: 'registry',
  [resourceType.identity.toLowerCase()]: 'identity',
  [resourceType.cluster.toLowerCase()]: 'cluster',
  [resourceType.privateDnsZone.toLowerCase()]: 'private DNS zone',
  'microsoft.network/virtualnetworks': 'virtual network',
  'microsoft.network/dnszones': 'DNS zone',
  'microsoft.network/routetables': 'route table',
  'microsoft.network/publicipaddresses': 'public IP address',
  'microsoft.network/publicipprefixes': 'public IP prefix',
  'microsoft.network/applicationgateways': 'application gateway',
  'microsoft.keyvault/vaults': 'key vault',
  'microsoft.compute/diskencryptionsets': 'disk encryption set',
  'microsoft.operationalinsights/workspaces': 'workspace',
};

/** The kind of a scope in words, such as `resource group`; `undefined` for those that have no name of their own here. */
export function scopeKind(scope: string): string | undefined {
  const type = parseResourceId(scope)?.type.toLowerCase();
  return type === undefined ? undefined : scopeKinds[type];
}

/** A scope with its kind: `resource group rg-shop`, `subnet snet-aks`, `registry acrshop`. */
export function scopeWithKind(scope: string): string {
  const kind = scopeKind(scope);
  return kind === undefined ? scopeName(scope) : `${kind} ${scopeName(scope)}`;
}

/** Describes the control plane's identity in a few words. */
export function describeControlPlane(controlPlane: ControlPlane): string {
  switch (controlPlane.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(controlPlane.clientId)}`;
    case 'systemAssigned':
      return 'system-assigned';
    case 'userAssigned':
      return `user-assigned ${lastSegment(controlPlane.identityId)}`;
    case 'none':
      return 'no identity';
  }
}

/** Describes the identity that the control plane is to have in a few words. */
export function describeChoice(choice: ControlPlaneChoice): string {
  return choice.kind === 'systemAssigned' ? 'system-assigned' : `user-assigned ${lastSegment(choice.identityId)}`;
}

/** Describes the kubelet's identity in a few words. */
export function describeKubelet(kubelet: Kubelet): string {
  switch (kubelet.kind) {
    case 'servicePrincipal':
      return `service principal ${shortGuid(kubelet.clientId)}`;
    case 'default':
      return `${lastSegment(kubelet.identityId)} (made by AKS)`;
    case 'preCreated':
      return `${lastSegment(kubelet.identityId)} (pre-created)`;
    case 'unknown':
      return 'not known yet';
  }
}

/** Returns what a change does as a title: `Change control plane of shop-weu to id-shop-weu`. */
export function titleOf(change: Change): string {
  switch (change.kind) {
    case 'createResourceGroup':
      return `Create resource group ${change.name}`;
    case 'createIdentity':
      return `Create identity ${change.name}`;
    case 'deleteIdentity':
      return `Delete identity ${lastSegment(change.identityId)}`;
    case 'createCluster':
      return `Create cluster ${change.name}`;
    case 'setControlPlane':
      return `Change control plane of ${lastSegment(change.clusterId)} to ${choiceName(change.controlPlane)}`;
    case 'setKubelet':
      return `Change kubelet of ${lastSegment(change.clusterId)} to ${lastSegment(change.identityId)}`;
    case 'upgradeNodeImages':
      return change.pools?.length === 1
        ? `Upgrade node image of ${change.pools[0] ?? ''} in ${lastSegment(change.clusterId)}`
        : `Upgrade node images of ${lastSegment(change.clusterId)}`;
    case 'assignRole':
      return `Assign ${'name' in change.role ? change.role.name : lastSegment(change.role.id)} on ${scopeName(change.scope)}`;
    case 'removeRole':
      return `Remove a role assignment on ${scopeName(scopeOfAssignment(change.roleAssignmentId))}`;
    case 'attachRegistry':
      return `Attach ${lastSegment(change.registryId)} to ${lastSegment(change.clusterId)}`;
    case 'detachRegistry':
      return `Detach ${lastSegment(change.registryId)} from ${lastSegment(change.clusterId)}`;
  }
}

function choiceName(choice: ControlPlaneChoice): string {
  return choice.kind === 'systemAssigned' ? 'system-assigned' : lastSegment(choice.identityId);
}

/** Returns the scope at which a role assignment was made, from its ID. */
export function scopeOfAssignment(assignmentId: string): string {
  return assignmentId.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+\/?$/i, '') || '/';
}

/** Returns a resource with its group, as in `id-shop in rg-shop`. */
export function nameInGroup(id: string): string {
  const group = groupOf(id);
  return group ? `${lastSegment(id)} in ${group}` : lastSegment(id);
}
