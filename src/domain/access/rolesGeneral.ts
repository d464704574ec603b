import { builtIn } from './roleDefinition.ts';
import type { RoleDefinition } from '../cluster/model.ts';

/** Roles for access, network, identities, registries and vaults. Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const generalRoles: readonly RoleDefinition[] = [
  builtIn(
    'Contributor',
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Manage every resource; no access management, no data.',
    {
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Blueprint/blueprintAssignments/write',
        'Microsoft.Blueprint/blueprintAssignments/delete',
        'Microsoft.Compute/galleries/share/action',
        'Microsoft.Purview/consents/write',
        'Microsoft.Purview/consents/delete',
      ],
    },
  ),
  builtIn('Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Read every resource.', { actions: ['*/read'] }),
  builtIn('Owner', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Everything, including access management.', {
    actions: ['*'],
  }),
  builtIn('Network Contributor', '4d97b98b-1d4f-4787-a291-c67834d212e7', 'Manage network resources.', {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.Network/*',
      'Microsoft.ResourceHealth/availabilityStatuses/read',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Support/*',
    ],
  }),
  builtIn(
    'Managed Identity Operator',
    'f1a07417-d97a-45cb-824c-7a7467783830',
    'Read and assign user-assigned identities.',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Support/*',
      ],
    },
  ),
  builtIn(
    'Managed Identity Contributor',
    'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    'Create, read, update, delete user-assigned identities (not assign them).',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
        'Microsoft.Authorization/*/read',
        'Microsoft.Insights/alertRules/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Support/*',
      ],
    },
  ),
  builtIn('AcrPull', '7f951dda-4ed3-4680-a7ca-43fe172d538d', 'Pull images from a registry in legacy permission mode.', {
    actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
  }),
  builtIn('AcrPush', '8311e382-0749-4cb8-b61a-304f252e45ec', 'Pull and push images, legacy permission mode.', {
    actions: ['Microsoft.ContainerRegistry/registries/pull/read', 'Microsoft.ContainerRegistry/registries/push/write'],
  }),
  builtIn(
    'Private DNS Zone Contributor',
    'b12aa53e-6015-4669-85d0-8515ebb3ae7f',
    'Manage private DNS zones and link them.',
    {
      actions: [
        'Microsoft.Insights/alertRules/*',
        'Microsoft.Resources/deployments/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Support/*',
        'Microsoft.Network/privateDnsZones/*',
        'Microsoft.Network/privateDnsOperationResults/*',
        'Microsoft.Network/privateDnsOperationStatuses/*',
        'Microsoft.Network/virtualNetworks/read',
        'Microsoft.Network/virtualNetworks/join/action',
        'Microsoft.Authorization/*/read',
      ],
    },
  ),
  builtIn('DNS Zone Contributor', 'befefa01-2a29-4197-83a8-272ff33ce314', 'Manage public DNS zones and records.', {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.Network/dnsZones/*',
      'Microsoft.ResourceHealth/availabilityStatuses/read',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Support/*',
    ],
  }),
  builtIn('Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6', 'Read secret values of an RBAC vault.', {
    dataActions: [
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
    ],
  }),
  builtIn('User Access Administrator', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'Manage access; read everything.', {
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  }),
  builtIn(
    'Key Vault Certificate User',
    'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba',
    'Read certificates including their secret part, RBAC vault.',
    {
      dataActions: [
        'Microsoft.KeyVault/vaults/certificates/read',
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
        'Microsoft.KeyVault/vaults/keys/read',
      ],
    },
  ),
  builtIn('Key Vault Crypto User', '12338af0-0e69-4776-bea7-57ae8d297424', 'Use keys of an RBAC vault.', {
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/update/action',
      'Microsoft.KeyVault/vaults/keys/backup/action',
      'Microsoft.KeyVault/vaults/keys/encrypt/action',
      'Microsoft.KeyVault/vaults/keys/decrypt/action',
      'Microsoft.KeyVault/vaults/keys/wrap/action',
      'Microsoft.KeyVault/vaults/keys/unwrap/action',
      'Microsoft.KeyVault/vaults/keys/sign/action',
      'Microsoft.KeyVault/vaults/keys/verify/action',
    ],
  }),
  builtIn('Key Vault Contributor', 'f25e0fa2-a7c8-4377-a976-54943a77a395', 'Manage vaults, not their contents.', {
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Insights/alertRules/*',
      'Microsoft.KeyVault/*',
      'Microsoft.Resources/deployments/*',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Support/*',
    ],
    notActions: [
      'Microsoft.KeyVault/locations/deletedVaults/purge/action',
      'Microsoft.KeyVault/hsmPools/*',
      'Microsoft.KeyVault/managedHsms/*',
    ],
  }),
  builtIn(
    'Key Vault Crypto Service Encryption User',
    'e147488a-f6f5-4113-8e2d-b22465e65bf6',
    'Wrap and unwrap with keys; for disk encryption sets, not for the cluster.',
    {
      actions: [
        'Microsoft.EventGrid/eventSubscriptions/write',
        'Microsoft.EventGrid/eventSubscriptions/read',
        'Microsoft.EventGrid/eventSubscriptions/delete',
      ],
      dataActions: [
        'Microsoft.KeyVault/vaults/keys/read',
        'Microsoft.KeyVault/vaults/keys/wrap/action',
        'Microsoft.KeyVault/vaults/keys/unwrap/action',
      ],
    },
  ),
  builtIn(
    'Role Based Access Control Administrator',
    'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    'Assign roles; read everything.',
    {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  builtIn(
    'Container Registry Repository Reader',
    'b93aa761-3e63-49ed-ac28-beffa264f7ac',
    'Pull images from a registry in ABAC mode.',
    {
      dataActions: [
        'Microsoft.ContainerRegistry/registries/repositories/content/read',
        'Microsoft.ContainerRegistry/registries/repositories/metadata/read',
      ],
    },
  ),
  builtIn(
    'Container Registry Repository Catalog Lister',
    'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7',
    'List repositories of a registry in ABAC mode.',
    { dataActions: ['Microsoft.ContainerRegistry/registries/catalog/repositories/read'] },
  ),
];
