import { graphQueries, managementGroups, previewFeatures } from '../request/apiVersions.ts';
import type { ResourceKind } from '../request/armRequest.ts';
import { activityLog } from '../providers/insights/activityLog.ts';
import { resourceChanges } from '../providers/resources/changes.ts';
import { accessPolicies } from '../providers/resources/accessPolicies.ts';
import { agentPools, poolUpgradeProfiles } from '../providers/containerService/pool/agentPools.ts';
import { denyAssignments, permissions } from '../providers/authorization/accessReads.ts';
import { eligibleRoles } from '../providers/authorization/eligibleRoles.ts';
import {
  availableAgentPoolVersions,
  machines,
  privateLinkResources,
  readableKinds,
} from '../providers/containerService/clusterChildren.ts';
import {
  accessProfiles,
  clusterUpgradeProfiles,
  managedClusters,
} from '../providers/containerService/cluster/clusters.ts';
import { federatedCredentials } from '../providers/managedIdentity/federatedCredentials.ts';
import { managedNamespaces } from '../providers/containerService/managedNamespaces.ts';
import { storedKinds } from '../providers/resources/storedTypes.ts';
import { userAssignedIdentities } from '../providers/managedIdentity/identities.ts';
import { identityBindingProfiles } from '../providers/containerService/fleets/bindingProfiles.ts';
import { fleets } from '../providers/containerService/fleets/fleets.ts';
import { fleetMembers } from '../providers/containerService/fleets/members.ts';
import { kubernetesConfigurations } from '../providers/kubernetesConfiguration/extensions.ts';
import { identityBindings } from '../providers/containerService/bindings/identityBindings.ts';
import { registries } from '../providers/resources/registries.ts';
import { trustedAccessRoleBindings } from '../providers/containerService/trustedAccess.ts';
import { roleAssignments } from '../providers/authorization/roleAssignments.ts';
import { rolePolicies } from '../providers/authorization/rolePolicies.ts';
import { scheduleRequests } from '../providers/authorization/scheduleRequests.ts';
import { roleDefinitions } from '../providers/authorization/roleDefinitions.ts';
import { tags } from '../providers/resources/tags.ts';

/** All types that the emulator has handlers for, by type in lower case. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map(
  [
    managedClusters,
    accessProfiles,
    clusterUpgradeProfiles,
    agentPools,
    poolUpgradeProfiles,
    availableAgentPoolVersions,
    privateLinkResources,
    machines,
    ...readableKinds,
    identityBindings,
    trustedAccessRoleBindings,
    managedNamespaces,
    fleets,
    fleetMembers,
    identityBindingProfiles,
    ...kubernetesConfigurations,
    userAssignedIdentities,
    federatedCredentials,
    registries,
    accessPolicies,
    tags,
    roleAssignments,
    roleDefinitions,
    permissions,
    denyAssignments,
    activityLog,
    resourceChanges,
    eligibleRoles,
    rolePolicies,
    scheduleRequests,
    ...storedKinds,
  ].map((kind) => [kind.type.toLowerCase(), kind]),
);

/** Returns the namespaces with their types, for provider registration. */
export function kindsByNamespace(): ReadonlyMap<string, readonly ResourceKind[]> {
  const byNamespace = new Map<string, ResourceKind[]>();
  for (const kind of resourceKinds.values()) {
    const namespace = kind.type.split('/')[0] ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), kind]);
  }
  byNamespace.set('Microsoft.Resources', byNamespace.get('Microsoft.Resources') ?? []);
  for (const kind of [graphQueries, managementGroups, previewFeatures])
    byNamespace.set(kind.type.split('/')[0] ?? '', [kind]);
  return byNamespace;
}
