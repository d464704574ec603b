# Connect shop/cart on build-neu to id-media-weu
# For azurerm 5 and Terraform 1.5 or newer.
# In a configuration that has terraform and provider blocks already, leave these out and add what is missing to those.
# azurerm 5 registers no resource providers by itself: those of this plan have to be registered.
# warning: After this change, there is a new finding, "Pods can act as the cluster itself: control plane": shop/cart can act as id-media-weu, the control plane identity of media-weu. Give the workload an identity of its own.

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
  subscription_id = "ec37aea8-6358-4f95-a59e-3cc646fe2a1f"
}

# Allow shop/cart on build-neu to use id-media-weu
# Does it exist by now? Then take it over:
# import {
#   to = azurerm_federated_identity_credential.build_neu_shop_cart
#   id = "/subscriptions/ec37aea8-6358-4f95-a59e-3cc646fe2a1f/resourceGroups/rg-media/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-media-weu/federatedIdentityCredentials/build-neu-shop-cart"
# }
resource "azurerm_federated_identity_credential" "build_neu_shop_cart" {
  name = "build-neu-shop-cart"
  user_assigned_identity_id = "/subscriptions/ec37aea8-6358-4f95-a59e-3cc646fe2a1f/resourceGroups/rg-media/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-media-weu"
  issuer = "https://oidc.prod-aks.azure.com/696d8489-a26b-465b-ab28-00b3bd1b969b/"
  subject = "system:serviceaccount:shop:cart"
  audience = ["api://AzureADTokenExchange"]
}
