/**
 * Name, GUID and description of a role; below it what it allows (+), what it takes away from that (-) and the same for
 * data (data+, data-). Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roleTable = `
Contributor | b24988ac-6180-42a0-ab88-20f7382dd24c | Manage every resource; no access management, no data.
  + *
  - Microsoft.Authorization/*/Delete Microsoft.Authorization/*/Write
  - Microsoft.Authorization/elevateAccess/Action Microsoft.Blueprint/blueprintAssignments/write
  - Microsoft.Blueprint/blueprintAssignments/delete Microsoft.Compute/galleries/share/action
  - Microsoft.Purview/consents/write Microsoft.Purview/consents/delete
Reader | acdd72a7-3385-48ef-bd42-f606fba81ae7 | Read every resource.
  + */read
Owner | 8e3af657-a8ff-443c-a75c-2fe8c4bcb635 | Everything, including access management.
  + *
Network Contributor | 4d97b98b-1d4f-4787-a291-c67834d212e7 | Manage network resources.
  + Microsoft.Authorization/*/read Microsoft.Insights/alertRules/* Microsoft.Network/*
  + Microsoft.ResourceHealth/availabilityStatuses/read Microsoft.Resources/deployments/*
  + Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Support/*
Managed Identity Operator | f1a07417-d97a-45cb-824c-7a7467783830 | Read and assign user-assigned identities.
  + Microsoft.ManagedIdentity/userAssignedIdentities/*/read
  + Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action Microsoft.Authorization/*/read
  + Microsoft.Insights/alertRules/* Microsoft.Resources/subscriptions/resourceGroups/read
  + Microsoft.Resources/deployments/* Microsoft.Support/*
Managed Identity Contributor | e40ec5ca-96e0-45a2-b4ff-59039f2c2b59 | Create, read, update, delete user-assigned identities (not assign them).
  + Microsoft.ManagedIdentity/userAssignedIdentities/read
  + Microsoft.ManagedIdentity/userAssignedIdentities/write
  + Microsoft.ManagedIdentity/userAssignedIdentities/delete Microsoft.Authorization/*/read
  + Microsoft.Insights/alertRules/* Microsoft.Resources/subscriptions/resourceGroups/read
  + Microsoft.Resources/deployments/* Microsoft.Support/*
AcrPull | 7f951dda-4ed3-4680-a7ca-43fe172d538d | Pull images from a registry in legacy permission mode.
  + Microsoft.ContainerRegistry/registries/pull/read
AcrPush | 8311e382-0749-4cb8-b61a-304f252e45ec | Pull and push images, legacy permission mode.
  + Microsoft.ContainerRegistry/registries/pull/read Microsoft.ContainerRegistry/registries/push/write
Private DNS Zone Contributor | b12aa53e-6015-4669-85d0-8515ebb3ae7f | Manage private DNS zones and link them.
  + Microsoft.Insights/alertRules/* Microsoft.Resources/deployments/*
  + Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Support/*
  + Microsoft.Network/privateDnsZones/* Microsoft.Network/privateDnsOperationResults/*
  + Microsoft.Network/privateDnsOperationStatuses/* Microsoft.Network/virtualNetworks/read
  + Microsoft.Network/virtualNetworks/join/action Microsoft.Authorization/*/read
DNS Zone Contributor | befefa01-2a29-4197-83a8-272ff33ce314 | Manage public DNS zones and records.
  + Microsoft.Authorization/*/read Microsoft.Insights/alertRules/* Microsoft.Network/dnsZones/*
  + Microsoft.ResourceHealth/availabilityStatuses/read Microsoft.Resources/deployments/*
  + Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Support/*
Key Vault Secrets User | 4633458b-17de-408a-b874-0445c86b69e6 | Read secret values of an RBAC vault.
  data+ Microsoft.KeyVault/vaults/secrets/getSecret/action Microsoft.KeyVault/vaults/secrets/readMetadata/action
Monitoring Metrics Publisher | 3913510d-42f4-4e42-8a64-420c390055eb | Publish metrics and telemetry.
  + Microsoft.Insights/Register/Action Microsoft.Support/*
  + Microsoft.Resources/subscriptions/resourceGroups/read
  data+ Microsoft.Insights/Metrics/Write Microsoft.Insights/Telemetry/Write
User Access Administrator | 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9 | Manage access; read everything.
  + */read Microsoft.Authorization/* Microsoft.Support/*
Azure Kubernetes Service Cluster Admin Role | 0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8 | Fetch admin credentials of a cluster.
  + Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action
  + Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action
  + Microsoft.ContainerService/managedClusters/read
  + Microsoft.ContainerService/managedClusters/runcommand/action
Azure Kubernetes Service Cluster User Role | 4abbcc35-e782-43d8-92c5-2d3f1bd2253f | Fetch user credentials of a cluster.
  + Microsoft.ContainerService/managedClusters/listClusterUserCredential/action
  + Microsoft.ContainerService/managedClusters/read
Azure Kubernetes Service Cluster Monitoring User | 1afdec4b-e479-420e-99e7-f82237c7c5e6 | Fetch monitoring-user credentials.
  + Microsoft.ContainerService/managedClusters/listClusterMonitoringUserCredential/action
  + Microsoft.ContainerService/managedClusters/read
Azure Kubernetes Service Contributor Role | ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8 | Read and write clusters; no linked resources, no access management.
  + Microsoft.ContainerService/managedClusters/read Microsoft.ContainerService/managedClusters/write
  + Microsoft.Resources/deployments/*
Azure Kubernetes Service RBAC Admin | 3498e952-d568-435e-9b2c-8d77e338d7f7 | Kubernetes objects, except quotas and namespaces.
  + Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/operationresults/read
  + Microsoft.Resources/subscriptions/read Microsoft.Resources/subscriptions/resourceGroups/read
  + Microsoft.ContainerService/managedClusters/listClusterUserCredential/action
  data+ Microsoft.ContainerService/managedClusters/*
  data- Microsoft.ContainerService/managedClusters/resourcequotas/write
  data- Microsoft.ContainerService/managedClusters/resourcequotas/delete
  data- Microsoft.ContainerService/managedClusters/namespaces/write
  data- Microsoft.ContainerService/managedClusters/namespaces/delete
Azure Kubernetes Service RBAC Cluster Admin | b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b | All Kubernetes objects.
  + Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/operationresults/read
  + Microsoft.Resources/subscriptions/read Microsoft.Resources/subscriptions/resourceGroups/read
  + Microsoft.ContainerService/managedClusters/listClusterUserCredential/action
  data+ Microsoft.ContainerService/managedClusters/*
Azure Kubernetes Service RBAC Reader | 7f6c6a51-bcf8-42ba-9220-52d62157d7db | Read most Kubernetes objects.
  + Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/operationresults/read
  + Microsoft.Resources/subscriptions/read Microsoft.Resources/subscriptions/resourceGroups/read
  data+ Microsoft.ContainerService/managedClusters/apps/controllerrevisions/read
  data+ Microsoft.ContainerService/managedClusters/apps/daemonsets/read
  data+ Microsoft.ContainerService/managedClusters/apps/deployments/read
  data+ Microsoft.ContainerService/managedClusters/apps/replicasets/read
  data+ Microsoft.ContainerService/managedClusters/apps/statefulsets/read
  data+ Microsoft.ContainerService/managedClusters/autoscaling/horizontalpodautoscalers/read
  data+ Microsoft.ContainerService/managedClusters/batch/cronjobs/read
  data+ Microsoft.ContainerService/managedClusters/batch/jobs/read
  data+ Microsoft.ContainerService/managedClusters/configmaps/read
  data+ Microsoft.ContainerService/managedClusters/discovery.k8s.io/endpointslices/read
  data+ Microsoft.ContainerService/managedClusters/endpoints/read
  data+ Microsoft.ContainerService/managedClusters/events.k8s.io/events/read
  data+ Microsoft.ContainerService/managedClusters/events/read
  data+ Microsoft.ContainerService/managedClusters/extensions/daemonsets/read
  data+ Microsoft.ContainerService/managedClusters/extensions/deployments/read
  data+ Microsoft.ContainerService/managedClusters/extensions/ingresses/read
  data+ Microsoft.ContainerService/managedClusters/extensions/networkpolicies/read
  data+ Microsoft.ContainerService/managedClusters/extensions/replicasets/read
  data+ Microsoft.ContainerService/managedClusters/limitranges/read
  data+ Microsoft.ContainerService/managedClusters/metrics.k8s.io/pods/read
  data+ Microsoft.ContainerService/managedClusters/metrics.k8s.io/nodes/read
  data+ Microsoft.ContainerService/managedClusters/namespaces/read
  data+ Microsoft.ContainerService/managedClusters/networking.k8s.io/ingresses/read
  data+ Microsoft.ContainerService/managedClusters/networking.k8s.io/networkpolicies/read
  data+ Microsoft.ContainerService/managedClusters/persistentvolumeclaims/read
  data+ Microsoft.ContainerService/managedClusters/pods/read
  data+ Microsoft.ContainerService/managedClusters/policy/poddisruptionbudgets/read
  data+ Microsoft.ContainerService/managedClusters/replicationcontrollers/read
  data+ Microsoft.ContainerService/managedClusters/resourcequotas/read
  data+ Microsoft.ContainerService/managedClusters/serviceaccounts/read
  data+ Microsoft.ContainerService/managedClusters/services/read
Azure Kubernetes Service RBAC Writer | a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb | Read and write most Kubernetes objects.
  + Microsoft.Authorization/*/read Microsoft.Resources/subscriptions/operationresults/read
  + Microsoft.Resources/subscriptions/read Microsoft.Resources/subscriptions/resourceGroups/read
  data+ Microsoft.ContainerService/managedClusters/apps/controllerrevisions/read
  data+ Microsoft.ContainerService/managedClusters/apps/daemonsets/*
  data+ Microsoft.ContainerService/managedClusters/apps/deployments/*
  data+ Microsoft.ContainerService/managedClusters/apps/replicasets/*
  data+ Microsoft.ContainerService/managedClusters/apps/statefulsets/*
  data+ Microsoft.ContainerService/managedClusters/autoscaling/horizontalpodautoscalers/*
  data+ Microsoft.ContainerService/managedClusters/batch/cronjobs/*
  data+ Microsoft.ContainerService/managedClusters/coordination.k8s.io/leases/read
  data+ Microsoft.ContainerService/managedClusters/coordination.k8s.io/leases/write
  data+ Microsoft.ContainerService/managedClusters/coordination.k8s.io/leases/delete
  data+ Microsoft.ContainerService/managedClusters/discovery.k8s.io/endpointslices/read
  data+ Microsoft.ContainerService/managedClusters/batch/jobs/*
  data+ Microsoft.ContainerService/managedClusters/configmaps/*
  data+ Microsoft.ContainerService/managedClusters/endpoints/*
  data+ Microsoft.ContainerService/managedClusters/events.k8s.io/events/read
  data+ Microsoft.ContainerService/managedClusters/events/*
  data+ Microsoft.ContainerService/managedClusters/extensions/daemonsets/*
  data+ Microsoft.ContainerService/managedClusters/extensions/deployments/*
  data+ Microsoft.ContainerService/managedClusters/extensions/ingresses/*
  data+ Microsoft.ContainerService/managedClusters/extensions/networkpolicies/*
  data+ Microsoft.ContainerService/managedClusters/extensions/replicasets/*
  data+ Microsoft.ContainerService/managedClusters/limitranges/read
  data+ Microsoft.ContainerService/managedClusters/metrics.k8s.io/pods/read
  data+ Microsoft.ContainerService/managedClusters/metrics.k8s.io/nodes/read
  data+ Microsoft.ContainerService/managedClusters/namespaces/read
  data+ Microsoft.ContainerService/managedClusters/networking.k8s.io/ingresses/*
  data+ Microsoft.ContainerService/managedClusters/networking.k8s.io/networkpolicies/*
  data+ Microsoft.ContainerService/managedClusters/persistentvolumeclaims/*
  data+ Microsoft.ContainerService/managedClusters/pods/*
  data+ Microsoft.ContainerService/managedClusters/policy/poddisruptionbudgets/*
  data+ Microsoft.ContainerService/managedClusters/replicationcontrollers/*
  data+ Microsoft.ContainerService/managedClusters/resourcequotas/read
  data+ Microsoft.ContainerService/managedClusters/secrets/*
  data+ Microsoft.ContainerService/managedClusters/serviceaccounts/*
  data+ Microsoft.ContainerService/managedClusters/services/*
Azure Kubernetes Service Policy Add-on Deployment | 18ed5180-3e48-46fd-8541-4ea054d57064 | Deploy the policy add-on (joins of linked resources).
  + Microsoft.Resources/deployments/* Microsoft.Network/virtualNetworks/subnets/join/action
  + Microsoft.Network/publicIPPrefixes/join/action Microsoft.Network/publicIPAddresses/join/action
  + Microsoft.Compute/diskEncryptionSets/read Microsoft.Compute/proximityPlacementGroups/write
Virtual Machine Contributor | 9980e02c-c2be-4d73-94e8-173b1dc7cf3c | Manage virtual machines and managed disks.
  + Microsoft.Authorization/*/read Microsoft.Compute/availabilitySets/* Microsoft.Compute/locations/*
  + Microsoft.Compute/virtualMachines/* Microsoft.Compute/virtualMachineScaleSets/*
  + Microsoft.Compute/cloudServices/* Microsoft.Compute/disks/write Microsoft.Compute/disks/read
  + Microsoft.Compute/disks/delete Microsoft.DevTestLab/schedules/* Microsoft.Insights/alertRules/*
  + Microsoft.Network/applicationGateways/backendAddressPools/join/action
  + Microsoft.Network/loadBalancers/backendAddressPools/join/action
  + Microsoft.Network/loadBalancers/inboundNatPools/join/action
  + Microsoft.Network/loadBalancers/inboundNatRules/join/action
  + Microsoft.Network/loadBalancers/probes/join/action Microsoft.Network/loadBalancers/read
  + Microsoft.Network/locations/* Microsoft.Network/networkInterfaces/*
  + Microsoft.Network/networkSecurityGroups/join/action Microsoft.Network/networkSecurityGroups/read
  + Microsoft.Network/publicIPAddresses/join/action Microsoft.Network/publicIPAddresses/read
  + Microsoft.Network/virtualNetworks/read Microsoft.Network/virtualNetworks/subnets/join/action
  + Microsoft.RecoveryServices/locations/*
  + Microsoft.RecoveryServices/Vaults/backupFabrics/backupProtectionIntent/write
  + Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/*/read
  + Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/read
  + Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/write
  + Microsoft.RecoveryServices/Vaults/backupPolicies/read
  + Microsoft.RecoveryServices/Vaults/backupPolicies/write Microsoft.RecoveryServices/Vaults/read
  + Microsoft.RecoveryServices/Vaults/usages/read Microsoft.RecoveryServices/Vaults/write
  + Microsoft.ResourceHealth/availabilityStatuses/read Microsoft.Resources/deployments/*
  + Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.SerialConsole/serialPorts/connect/action
  + Microsoft.SqlVirtualMachine/* Microsoft.Storage/storageAccounts/listKeys/action
  + Microsoft.Storage/storageAccounts/read Microsoft.Support/*
Log Analytics Contributor | 92aaf0da-9dab-42b6-94a3-d43ce8d16293 | Manage monitoring settings and workspaces.
  + */read Microsoft.ClassicCompute/virtualMachines/extensions/*
  + Microsoft.ClassicStorage/storageAccounts/listKeys/action Microsoft.Compute/virtualMachines/extensions/*
  + Microsoft.HybridCompute/machines/extensions/write Microsoft.Insights/alertRules/*
  + Microsoft.Insights/diagnosticSettings/* Microsoft.OperationalInsights/* Microsoft.OperationsManagement/*
  + Microsoft.Resources/deployments/* Microsoft.Resources/subscriptions/resourcegroups/deployments/*
  + Microsoft.Storage/storageAccounts/listKeys/action Microsoft.Support/*
Storage Account Contributor | 17d1049b-9a84-46fb-8f53-869881c3d3ab | Manage storage accounts including keys.
  + Microsoft.Authorization/*/read Microsoft.Insights/alertRules/* Microsoft.Insights/diagnosticSettings/*
  + Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action
  + Microsoft.ResourceHealth/availabilityStatuses/read Microsoft.Resources/deployments/*
  + Microsoft.Resources/subscriptions/resourceGroups/read Microsoft.Storage/storageAccounts/*
  + Microsoft.Support/*
Key Vault Certificate User | db79e9a7-68ee-4b58-9aeb-b90e7c24fcba | Read certificates including their secret part, RBAC vault.
  data+ Microsoft.KeyVault/vaults/certificates/read Microsoft.KeyVault/vaults/secrets/getSecret/action
  data+ Microsoft.KeyVault/vaults/secrets/readMetadata/action Microsoft.KeyVault/vaults/keys/read
Key Vault Crypto User | 12338af0-0e69-4776-bea7-57ae8d297424 | Use keys of an RBAC vault.
  data+ Microsoft.KeyVault/vaults/keys/read Microsoft.KeyVault/vaults/keys/update/action
  data+ Microsoft.KeyVault/vaults/keys/backup/action Microsoft.KeyVault/vaults/keys/encrypt/action
  data+ Microsoft.KeyVault/vaults/keys/decrypt/action Microsoft.KeyVault/vaults/keys/wrap/action
  data+ Microsoft.KeyVault/vaults/keys/unwrap/action Microsoft.KeyVault/vaults/keys/sign/action
  data+ Microsoft.KeyVault/vaults/keys/verify/action
Key Vault Contributor | f25e0fa2-a7c8-4377-a976-54943a77a395 | Manage vaults, not their contents.
  + Microsoft.Authorization/*/read Microsoft.Insights/alertRules/* Microsoft.KeyVault/*
  + Microsoft.Resources/deployments/* Microsoft.Resources/subscriptions/resourceGroups/read
  + Microsoft.Support/*
  - Microsoft.KeyVault/locations/deletedVaults/purge/action Microsoft.KeyVault/hsmPools/*
  - Microsoft.KeyVault/managedHsms/*
Key Vault Crypto Service Encryption User | e147488a-f6f5-4113-8e2d-b22465e65bf6 | Wrap and unwrap with keys; for disk encryption sets, not for the cluster.
  + Microsoft.EventGrid/eventSubscriptions/write Microsoft.EventGrid/eventSubscriptions/read
  + Microsoft.EventGrid/eventSubscriptions/delete
  data+ Microsoft.KeyVault/vaults/keys/read Microsoft.KeyVault/vaults/keys/wrap/action
  data+ Microsoft.KeyVault/vaults/keys/unwrap/action
Role Based Access Control Administrator | f58310d9-a9f6-439a-9e8d-f62e7b41a168 | Assign roles; read everything.
  + Microsoft.Authorization/roleAssignments/write Microsoft.Authorization/roleAssignments/delete */read
  + Microsoft.Support/*
Container Registry Repository Reader | b93aa761-3e63-49ed-ac28-beffa264f7ac | Pull images from a registry in ABAC mode.
  data+ Microsoft.ContainerRegistry/registries/repositories/content/read
  data+ Microsoft.ContainerRegistry/registries/repositories/metadata/read
Container Registry Repository Catalog Lister | bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7 | List repositories of a registry in ABAC mode.
  data+ Microsoft.ContainerRegistry/registries/catalog/repositories/read
Storage File Data SMB MI Admin | a235d3ee-5935-4cfb-8cc5-a3303ad5995e | Mount Azure Files with a managed identity.
  data+ Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read
  data+ Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write
  data+ Microsoft.Storage/storageAccounts/fileServices/fileshares/files/delete
  data+ Microsoft.Storage/storageAccounts/fileServices/fileshares/files/modifypermissions/action
  data+ Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action
  data+ Microsoft.Storage/storageAccounts/fileServices/writeFileBackupSemantics/action
  data+ Microsoft.Storage/storageAccounts/fileServices/takeOwnership/action
`;
