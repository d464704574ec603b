# Assign Reader to id-shop-weu on snet-aks
# For azurerm 4 and Terraform 1.5 or newer.
# In a configuration that has terraform and provider blocks already, leave these out and add what is missing to those.

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

# Assign Reader to id-shop-weu on snet-aks
# Does it exist by now? Then take it over:
# import {
#   to = azurerm_role_assignment.assignrole_1
#   id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-aks/providers/Microsoft.Authorization/roleAssignments/54d3906b-9d1a-582d-97e3-9e42179d43a0"
# }
resource "azurerm_role_assignment" "assignrole_1" {
  name = "54d3906b-9d1a-582d-97e3-9e42179d43a0"
  scope = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-aks"
  role_definition_id = "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
  principal_id = "075fdabf-0304-4e8f-a2e0-604875310994"
  principal_type = "ServicePrincipal"
  skip_service_principal_aad_check = true
}
