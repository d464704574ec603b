import { TreeItem, window } from 'vscode';

const group = '/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourcegroups';
const cluster = (place, name) => `${group}/${place}/providers/Microsoft.ContainerService/managedClusters/${name}`;

/** As AzureResourceItem of Azure Resources: the id of the row begins with the account and the tenant. */
class AzureResourceItem {
  constructor(id, type) {
    this.resource = { id, name: id.split('/').at(-1), resourceType: type };
    this.id = `/accounts/ada/tenants/contoso${id}`;
    this.type = type;
  }
  get portalUrl() {
    throw new Error('This row is not ready.');
  }
}

/** As AksClusterTreeItem of the AKS extension, in the wrapping of the cloud explorer. */
const contributed = (id, contextValue) => ({
  nodeType: 'contributed',
  provider: { cloudName: 'Azure' },
  value: { nodeType: 'cluster', armId: id, name: id.split('/').at(-1), contextValue },
});

/** Registers the two views. */
export function activate() {
  window.registerTreeDataProvider('azureResourceGroups', {
    getChildren: (row) =>
      row
        ? []
        : [
            new AzureResourceItem(cluster('rg-pay', 'pay-weu'), 'ContainerServiceManagedClusters'),
            new AzureResourceItem(
              `${group}/rg-x/providers/Microsoft.ContainerRegistry/registries/acrx`,
              'ContainerRegistry',
            ),
            { label: 'Kubernetes services' },
          ],
    getTreeItem: ({ id, resource, type, label }) =>
      // As ResourceTypeGroupingItem of Azure Resources, which has the type of its resources.
      label
        ? Object.assign(new TreeItem(label), {
            contextValue: 'ContainerServiceManagedClusters;azureResourceTypeGroup;canFocus;groupingItem',
          })
        : Object.assign(new TreeItem(resource.name), { id, contextValue: `azureResource;hasPortalUrl;${type}` }),
  });
  window.registerTreeDataProvider('kubernetes.cloudExplorer', {
    getChildren: (row) =>
      row ? [] : [contributed(cluster('rg-shop', 'shop-weu'), 'aks.cluster kubernetes.providesKubeconfig')],
    getTreeItem: ({ value }) => Object.assign(new TreeItem(value.name), { contextValue: value.contextValue }),
  });
}
