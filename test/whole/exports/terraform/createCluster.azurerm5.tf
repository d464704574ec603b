# Create cluster new-weu
# For azurerm 5 and Terraform 1.5 or newer.
# In a configuration that has terraform and provider blocks already, leave these out and add what is missing to those.
# azurerm 5 registers no resource providers by itself: those of this plan have to be registered.
# warning: With your own network, a user-assigned identity is recommended: it exists before the cluster, so its roles are granted first. A system-assigned identity gets them only while the cluster is being created, and they take effect late.
# warning: After this change, there is a new finding, "Cluster doesn't use Microsoft Entra": new-weu doesn't use Microsoft Entra, so both its user and its admin credentials give full rights, and the audit log names no person. 1 application or managed identity can fetch the user credential. Turn on Microsoft Entra (az aks update --enable-aad). It can't be turned off again.
# info: New role assignments can take up to 60 minutes to take effect.

terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      "source" = "hashicorp/azurerm"
      "version" = "~> 5.0"
    }
  }
}

provider "azurerm" {
  features {
  }
  subscription_id = "71f01a95-8598-4720-a96b-ebe595107d77"
}

# Create cluster new-weu
# Does it exist by now? Then take it over:
# import {
#   to = azurerm_kubernetes_cluster.new_weu
#   id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/new-weu"
# }
resource "azurerm_kubernetes_cluster" "new_weu" {
  name = "new-weu"
  resource_group_name = "rg-shop"
  location = "westeurope"
  dns_prefix = "new-weu-rg-shop-71f01a"
  oidc_issuer_enabled = true
  workload_identity_enabled = true
  default_node_pool {
    name = "nodepool1"
    node_count = 3
    vnet_subnet_id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-aks"
  }
  identity {
    type = "SystemAssigned"
  }
  network_profile {
    network_plugin = "azure"
    outbound_type = "loadBalancer"
    load_balancer_sku = "standard"
    service_cidr = "10.3.0.0/24"
    dns_service_ip = "10.3.0.10"
  }
  node_provisioning_profile {
    mode = "Manual"
  }
}

# Assign Network Contributor to the control plane of new-weu on snet-aks
resource "azurerm_role_assignment" "assignrole_2" {
  name = uuidv5("11fb06fb-712d-4ddd-98c7-e71bbd588830", "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourcegroups/rg-shop/providers/microsoft.network/virtualnetworks/vnet-shop/subnets/snet-aks-4d97b98b-1d4f-4787-a291-c67834d212e7-${lower(azurerm_kubernetes_cluster.new_weu.identity[0].principal_id)}")
  scope = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-aks"
  role_definition_id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
  principal_id = azurerm_kubernetes_cluster.new_weu.identity[0].principal_id
  principal_type = "ServicePrincipal"
  skip_service_principal_aad_check = true
  depends_on = [azurerm_kubernetes_cluster.new_weu]
}

# Assign AcrPull to the kubelet of new-weu on acrshop
resource "azurerm_role_assignment" "assignrole_3" {
  name = uuidv5("11fb06fb-712d-4ddd-98c7-e71bbd588830", "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourcegroups/rg-shop/providers/microsoft.containerregistry/registries/acrshop-7f951dda-4ed3-4680-a7ca-43fe172d538d-${lower(azurerm_kubernetes_cluster.new_weu.kubelet_identity[0].object_id)}")
  scope = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/acrshop"
  role_definition_id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d"
  principal_id = azurerm_kubernetes_cluster.new_weu.kubelet_identity[0].object_id
  principal_type = "ServicePrincipal"
  skip_service_principal_aad_check = true
  depends_on = [azurerm_role_assignment.assignrole_2]
}
