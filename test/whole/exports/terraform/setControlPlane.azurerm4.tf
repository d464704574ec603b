# Change control plane identity of pay-weu to id-shop-kubelet
# For azurerm 4 and Terraform 1.5 or newer.
# In a configuration that has terraform and provider blocks already, leave these out and add what is missing to those.
# info: No downtime: neither the nodes nor the control plane restarts.
# info: The control plane keeps using the old identity until its token expires, which can take several hours. Keep the old role assignments until then.
# warning: After this change, there is a new finding, "Role is wider than needed": shop-weu's kubelet has Contributor on resource group MC_rg-pay_pay-weu_westeurope. Every pod that reaches the nodes' metadata endpoint can use it. Give it AcrPull, or Container Registry Repository Reader, on the registries that it pulls from instead.
# info: New role assignments can take up to 60 minutes to take effect.

terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      "source" = "hashicorp/azurerm"
      "version" = "~> 4.0"
    }
  }
}

provider "azurerm" {
  features {
  }
  subscription_id = "71f01a95-8598-4720-a96b-ebe595107d77"
}

# Assign Network Contributor to id-shop-kubelet on snet-aks
# Does it exist by now? Then take it over:
# import {
#   to = azurerm_role_assignment.assignrole_1
#   id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-pay/providers/Microsoft.Network/virtualNetworks/vnet-pay/subnets/snet-aks/providers/Microsoft.Authorization/roleAssignments/a4a26b53-c843-5042-bdea-b1556c46d07e"
# }
resource "azurerm_role_assignment" "assignrole_1" {
  name = "a4a26b53-c843-5042-bdea-b1556c46d07e"
  scope = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-pay/providers/Microsoft.Network/virtualNetworks/vnet-pay/subnets/snet-aks"
  role_definition_id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
  principal_id = "b47a18c9-9872-4944-a832-65166b4a552b"
  principal_type = "ServicePrincipal"
  skip_service_principal_aad_check = true
}

# Update the cluster's identity: change these blocks of /subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-pay/providers/Microsoft.ContainerService/managedClusters/pay-weu
# Take its service_principal block out, if it has one: azurerm takes that or identity.
# resource "azurerm_kubernetes_cluster" "pay_weu" {
#   identity {
#     type = "UserAssigned"
#     identity_ids = ["/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop-kubelet"]
#   }
# }
#
# Is it in no configuration yet? Then begin with this block alone: terraform plan -generate-config-out=cluster.tf writes all of
# the cluster, and the blocks above are changed in that.
# import {
#   to = azurerm_kubernetes_cluster.pay_weu
#   id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-pay/providers/Microsoft.ContainerService/managedClusters/pay-weu"
# }
