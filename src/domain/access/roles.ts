import definitions from '../../builtInRoles/builtInRoles.json' with { type: 'json' };
import type { RoleDefinition } from '../cluster/model.ts';
import { sameText } from '../arm/resourceId.ts';

/**
 * The built-in roles this product deals with, for names and pickers: all of the table but those that only the emulator's worlds
 * use. Their permissions are a snapshot: an evaluation reads the live definition.
 */
export const builtInRoles: readonly RoleDefinition[] = definitions
  .filter(({ onlyEmulator }) => onlyEmulator !== true)
  .map(({ name, roleName, description, actions = [], notActions = [], dataActions = [], notDataActions = [] }) => ({
    guid: name,
    name: roleName,
    description,
    permissions: [{ actions, notActions, dataActions, notDataActions }],
  }));

/** A role's name with its id, as a need, a step or a row shows it. */
export interface RoleName {
  readonly name: string;
  /** The role definition's GUID. */
  readonly id: string;
}

/** The roles that AKS Identity proposes. */
export const role = {
  owner: { name: 'Owner', id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635' },
  contributor: { name: 'Contributor', id: 'b24988ac-6180-42a0-ab88-20f7382dd24c' },
  reader: { name: 'Reader', id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' },
  userAccessAdministrator: { name: 'User Access Administrator', id: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9' },
  rbacAdministrator: {
    name: 'Role Based Access Control Administrator',
    id: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  },
  networkContributor: { name: 'Network Contributor', id: '4d97b98b-1d4f-4787-a291-c67834d212e7' },
  managedIdentityOperator: { name: 'Managed Identity Operator', id: 'f1a07417-d97a-45cb-824c-7a7467783830' },
  privateDnsZoneContributor: { name: 'Private DNS Zone Contributor', id: 'b12aa53e-6015-4669-85d0-8515ebb3ae7f' },
  dnsZoneContributor: { name: 'DNS Zone Contributor', id: 'befefa01-2a29-4197-83a8-272ff33ce314' },
  acrPull: { name: 'AcrPull', id: '7f951dda-4ed3-4680-a7ca-43fe172d538d' },
  repositoryReader: { name: 'Container Registry Repository Reader', id: 'b93aa761-3e63-49ed-ac28-beffa264f7ac' },
  keyVaultCryptoUser: { name: 'Key Vault Crypto User', id: '12338af0-0e69-4776-bea7-57ae8d297424' },
  keyVaultContributor: { name: 'Key Vault Contributor', id: 'f25e0fa2-a7c8-4377-a976-54943a77a395' },
  keyVaultSecretsUser: { name: 'Key Vault Secrets User', id: '4633458b-17de-408a-b874-0445c86b69e6' },
  monitoringMetricsPublisher: { name: 'Monitoring Metrics Publisher', id: '3913510d-42f4-4e42-8a64-420c390055eb' },
  fileShareContributor: {
    name: 'Storage File Data SMB Share Contributor',
    id: '0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb',
  },
  blobDataReader: { name: 'Storage Blob Data Reader', id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' },
  blobDataContributor: { name: 'Storage Blob Data Contributor', id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' },
  storageAccountContributor: { name: 'Storage Account Contributor', id: '17d1049b-9a84-46fb-8f53-869881c3d3ab' },
  snapshotContributor: { name: 'Disk Snapshot Contributor', id: '7efff54f-a5b4-42b5-a1c5-5411624893ce' },
  diskDataOperator: { name: 'Data Operator for Managed Disks', id: '959f8984-c045-4866-89c7-12bf9737be2e' },
  trafficControllerManager: {
    name: 'AppGw for Containers Configuration Manager',
    id: 'fbc52c3f-28ad-4303-a892-8a056630b8f1',
  },
  aksClusterUser: { name: 'Azure Kubernetes Service Cluster User Role', id: '4abbcc35-e782-43d8-92c5-2d3f1bd2253f' },
  aksReader: { name: 'Azure Kubernetes Service RBAC Reader', id: '7f6c6a51-bcf8-42ba-9220-52d62157d7db' },
  aksWriter: { name: 'Azure Kubernetes Service RBAC Writer', id: 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb' },
  aksAdmin: { name: 'Azure Kubernetes Service RBAC Admin', id: '3498e952-d568-435e-9b2c-8d77e338d7f7' },
  aksClusterAdmin: {
    name: 'Azure Kubernetes Service RBAC Cluster Admin',
    id: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
  },
  virtualMachineContributor: { name: 'Virtual Machine Contributor', id: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c' },
} as const satisfies Record<string, RoleName>;

const clusterAccess = new Set<string>(
  [role.aksReader, role.aksWriter, role.aksAdmin, role.aksClusterAdmin, role.aksClusterUser].map(({ id }) => id),
);

/**
 * Returns true for a role that a cluster asks Azure about at each request, which counts within 5 minutes.
 * Source: https://learn.microsoft.com/azure/aks/manage-azure-rbac
 */
export function isOfClusterAccess(roleDefinitionId: string): boolean {
  return clusterAccess.has(roleGuidOf(roleDefinitionId));
}

/** Returns the GUID of a role definition id in any of its forms, or of a GUID itself, in lower case. */
export function roleGuidOf(idOrGuid: string): string {
  return idOrGuid.slice(idOrGuid.lastIndexOf('/') + 1).toLowerCase();
}

/** Says whether a role assignment's role definition is this role. */
export function isRole(roleDefinitionId: string, roleName: RoleName): boolean {
  return roleGuidOf(roleDefinitionId) === roleName.id;
}

/** Returns the built-in role with this display name, ignoring case. */
export function roleByName(name: string): RoleDefinition | undefined {
  return builtInRoles.find((candidate) => sameText(candidate.name, name.trim()));
}

/** Returns the built-in role with this GUID or definition id. */
export function roleById(idOrGuid: string): RoleDefinition | undefined {
  const guid = roleGuidOf(idOrGuid);
  return builtInRoles.find((candidate) => candidate.guid === guid);
}
