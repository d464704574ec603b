/** The API versions in which this extension reads and writes; the only place that has any. */

/** The version for each thing that is read or written by a request of its own. */
export const apiVersions = {
  /** Clusters, their node pools, identity bindings and Trusted Access. */
  aks: '2026-04-01',
  fleetMember: '2026-06-01',
  /** Identities and federated credentials, to write them. */
  identity: '2024-11-30',
  /**
   * The first version that shows to which providers an identity may be assigned; if it is not offered, `versionPolicy.ts`
   * uses one that doesn't.
   * Source: https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/get
   */
  identityWithRestrictions: '2026-05-31',
  /**
   * The version that shows the expressions of flexible credentials; no stable one does. Source:
   * https://github.com/Azure/azure-rest-api-specs/tree/main/specification/msi (examples of flexible credentials)
   */
  credentialWithExpressions: '2025-05-31-preview',
  roleAssignment: '2022-04-01',
  /**
   * The first version that reports conditions of permissions, including those of roles; if it is not offered,
   * `versionPolicy.ts` uses one that doesn't.
   * Source:
   * https://github.com/Azure/bicep-types-az/blob/main/generated/authorization/microsoft.authorization/2022-05-01-preview/types.md
   */
  permission: '2022-05-01-preview',
  /**
   * The first version that says what a deny assignment does.
   * Source:
   * https://learn.microsoft.com/dotnet/api/azure.resourcemanager.authorization.denyassignmentdata.denyassignmenteffect
   */
  denyAssignment: '2024-07-01-preview',
  /** The only version of the activity log. Source: https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
  activityLog: '2015-04-01',
  eligibleRole: '2020-10-01',
  activation: '2020-10-01',
  vault: '2023-07-01',
  /** To create a resource group. */
  newGroup: '2025-04-01',
  /** To list resource groups. */
  group: '2022-09-01',
  deployment: '2025-04-01',
  /** Subscriptions, their locations, and tenants. */
  subscription: '2022-12-01',
  /** Providers, and the resources of a subscription. */
  resources: '2021-04-01',
  managementGroup: '2020-05-01',
  feature: '2021-07-01',
  vmSize: '2024-07-01',
  /**
   * The newest version in the government clouds, and the first stable one with `authorizationScopeFilter`. Source:
   * https://github.com/microsoft/ARI/issues/306
   */
  resourceGraph: '2022-10-01',
} as const;

const network = '2024-05-01';

/** Versions that are known to show what this extension reads, by namespace and top-level type in lower case. */
export const versionsToRead: Readonly<Record<string, string>> = {
  'microsoft.resources/subscriptions': apiVersions.subscription,
  'microsoft.resources/resourcegroups': apiVersions.group,
  'microsoft.containerservice/managedclusters': apiVersions.aks,
  // The first version that shows everything about the identity that AKS made for an extension.
  'microsoft.kubernetesconfiguration/extensions': '2025-03-01',
  'microsoft.managedidentity/userassignedidentities': apiVersions.identity,
  'microsoft.network/virtualnetworks': network,
  'microsoft.network/routetables': network,
  'microsoft.network/natgateways': network,
  'microsoft.network/publicipaddresses': network,
  'microsoft.network/publicipprefixes': network,
  'microsoft.network/applicationgateways': network,
  'microsoft.network/loadbalancers': network,
  'microsoft.network/networksecuritygroups': network,
  'microsoft.network/privatednszones': '2024-06-01',
  'microsoft.network/dnszones': '2018-05-01',
  // The first line of versions with `roleAssignmentMode`; az uses it, too.
  'microsoft.containerregistry/registries': '2025-03-01-preview',
  'microsoft.keyvault/vaults': apiVersions.vault,
  'microsoft.operationalinsights/workspaces': '2023-09-01',
  'microsoft.compute/diskencryptionsets': '2024-03-02',
  'microsoft.compute/proximityplacementgroups': '2024-07-01',
  'microsoft.compute/capacityreservationgroups': '2024-07-01',
  'microsoft.compute/disks': '2024-03-02',
  'microsoft.storage/storageaccounts': '2023-05-01',
  'microsoft.authorization/roleassignments': apiVersions.roleAssignment,
  'microsoft.authorization/roledefinitions': '2022-04-01',
  'microsoft.authorization/denyassignments': '2022-04-01',
};

/** Versions in which an export refers to what it does not change, by namespace, or by namespace and type; all are stable. */
const versionsToReferTo: Readonly<Record<string, string>> = {
  'microsoft.network': network,
  'microsoft.network/privatednszones': '2024-06-01',
  'microsoft.network/dnszones': '2018-05-01',
  'microsoft.containerregistry': '2023-07-01',
  'microsoft.managedidentity': apiVersions.identity,
  'microsoft.containerservice': apiVersions.aks,
  'microsoft.keyvault': apiVersions.vault,
  'microsoft.compute': '2024-07-01',
  'microsoft.compute/diskencryptionsets': '2024-03-02',
};

/** Returns the API version in which an export refers to a resource that it does not change. */
export function versionToReferTo(type: string): string {
  const lowerType = type.toLowerCase();
  return versionsToReferTo[lowerType] ?? versionsToReferTo[lowerType.split('/')[0] ?? ''] ?? network;
}
