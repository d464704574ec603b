import { graphQueries, managementGroups } from '../request/apiVersions.ts';
import type { ResourceKind } from '../request/armRequest.ts';
import { agentPools, poolUpgradeProfiles } from '../providers/containerService/pool/agentPools.ts';
import { denyAssignments, eligibleRoles, permissions } from '../providers/authorization/accessReads.ts';
import {
  availableAgentPoolVersions,
  machines,
  privateLinkResources,
  readableKinds,
} from '../providers/containerService/clusterChildren.ts';
import { clusterUpgradeProfiles, managedClusters } from '../providers/containerService/cluster/clusters.ts';
import { federatedCredentials } from '../providers/managedIdentity/federatedCredentials.ts';
import { deleteGeneric, patchTags, putGeneric } from '../providers/resources/genericResources.ts';
import { userAssignedIdentities } from '../providers/managedIdentity/identities.ts';
import { identityBindings } from '../providers/containerService/identityBindings.ts';
import { registries } from '../providers/resources/registries.ts';
import { roleAssignments } from '../providers/authorization/roleAssignments.ts';
import { roleDefinitions } from '../providers/authorization/roleDefinitions.ts';
import { tags } from '../providers/resources/tags.ts';
import { getResource, listResources } from '../request/readAnswers.ts';

/** Types that are kept as they are written: namespace, types, first and last version. */
const plainTypes = `
Microsoft.Network|virtualNetworks virtualNetworks/subnets virtualNetworks/virtualNetworkPeerings routeTables routeTables/routes networkSecurityGroups networkSecurityGroups/securityRules publicIPAddresses publicIPPrefixes natGateways applicationGateways loadBalancers networkInterfaces privateEndpoints applicationSecurityGroups azureFirewalls|2015-06-15|2026-06-01
Microsoft.Network|privateDnsZones privateDnsZones/virtualNetworkLinks privateDnsZones/A dnszones dnszones/A|2016-04-01|2026-06-01
Microsoft.ContainerRegistry|registries/replications|2017-10-01|2026-06-01
Microsoft.KeyVault|vaults vaults/keys vaults/accessPolicies|2015-06-01|2026-06-01
Microsoft.OperationalInsights|workspaces|2015-11-01-preview|2026-06-01
Microsoft.OperationsManagement|solutions|2015-11-01-preview|2026-06-01
Microsoft.Insights|dataCollectionRules dataCollectionEndpoints dataCollectionRuleAssociations|2019-11-01-preview|2026-06-01
Microsoft.Compute|disks diskEncryptionSets virtualMachineScaleSets virtualMachines availabilitySets snapshots proximityPlacementGroups capacityReservationGroups hostGroups|2015-06-15|2026-06-01
Microsoft.Storage|storageAccounts|2015-06-15|2026-06-01
Microsoft.Authorization|locks|2015-01-01|2020-05-01
`;

/** Everything that the emulator can do something with, by type in lower case. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map(
  [
    managedClusters,
    clusterUpgradeProfiles,
    agentPools,
    poolUpgradeProfiles,
    availableAgentPoolVersions,
    privateLinkResources,
    machines,
    ...readableKinds,
    identityBindings,
    userAssignedIdentities,
    federatedCredentials,
    registries,
    tags,
    roleAssignments,
    roleDefinitions,
    permissions,
    denyAssignments,
    eligibleRoles,
    ...readPlainTypes(),
  ].map((kind) => [kind.type.toLowerCase(), kind]),
);

/** The namespaces with their types, for provider registration. */
export function namespaces(): ReadonlyMap<string, readonly ResourceKind[]> {
  const byNamespace = new Map<string, ResourceKind[]>();
  for (const kind of resourceKinds.values()) {
    const namespace = kind.type.split('/')[0] ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), kind]);
  }
  byNamespace.set('Microsoft.Resources', byNamespace.get('Microsoft.Resources') ?? []);
  for (const kind of [graphQueries, managementGroups]) byNamespace.set(kind.type.split('/')[0] ?? '', [kind]);
  return byNamespace;
}

function readPlainTypes(): readonly ResourceKind[] {
  return plainTypes
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [namespace = '', types = '', first = '', last = ''] = line.split('|');
      return types.split(' ').map((name): ResourceKind => {
        const type = `${namespace}/${name}`;
        const handlers = {
          get: getResource,
          list: listResources,
          put: putGeneric(type),
          patch: patchTags,
          delete: deleteGeneric,
        };
        const extension = name === 'locks' || name === 'dataCollectionRuleAssociations' ? { extension: true } : {};
        return { type, versions: [first, last], ...handlers, ...extension };
      });
    });
}
