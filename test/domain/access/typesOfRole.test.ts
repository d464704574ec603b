import { describe, expect, it } from 'vitest';
import { builtInRoles } from '../../../src/domain/access/roles.ts';
import { typesOfRole } from '../../../src/domain/access/typesOfRole.ts';

const vault = 'Microsoft.KeyVault/vaults';
const account = 'Microsoft.Storage/storageAccounts';
const cluster = 'Microsoft.ContainerService/managedClusters';
const disks = 'Microsoft.Compute/disks';
const registry = 'Microsoft.ContainerRegistry/registries';
const identity = 'Microsoft.ManagedIdentity/userAssignedIdentities';

describe('the types of resources that a role is for', () => {
  it.each<[string, ...string[]]>([
    ['Owner'],
    ['Contributor'],
    ['Reader'],
    ['User Access Administrator'],
    ['Role Based Access Control Administrator'],
    ['Monitoring Metrics Publisher'],
    ['Virtual Machine Contributor'],
    ['Azure Kubernetes Service Policy Add-on Deployment'],
    ['Network Contributor', 'Microsoft.Network/virtualNetworks'],
    ['Private DNS Zone Contributor', 'Microsoft.Network/privateDnsZones'],
    ['DNS Zone Contributor', 'Microsoft.Network/dnsZones'],
    ['Managed Identity Operator', identity],
    ['Managed Identity Contributor', identity],
    ['AcrPull', registry],
    ['AcrPush', registry],
    ['Container Registry Repository Reader', registry],
    ['Key Vault Secrets User', vault],
    ['Key Vault Reader', vault],
    ['Key Vault Contributor', vault],
    ['Key Vault Crypto Service Encryption User', vault],
    ['Storage Account Contributor', account],
    ['Storage Blob Data Reader', account],
    ['Storage File Data SMB Share Contributor', account],
    ['Data Operator for Managed Disks', disks, 'Microsoft.Compute/snapshots'],
    ['Azure Kubernetes Service RBAC Reader', cluster],
    ['Azure Kubernetes Service Cluster User Role', cluster],
    ['AppGw for Containers Configuration Manager', 'Microsoft.ServiceNetworking/trafficControllers'],
  ])('of %s are told by its actions', (name, ...types) => {
    const role = builtInRoles.find((each) => each.name === name);
    expect(role && typesOfRole(role)).toEqual(types);
  });

  it.each([
    ['are none where the role may do nothing', [], []],
    ['are the same in any case', ['MICROSOFT.KEYVAULT/vaults/write', 'microsoft.keyvault/VAULTS/delete'], 1],
    ['are none where it may do everything in a provider without a main type', ['Microsoft.Web/*'], []],
    ['are those it reads where it only reads', ['Microsoft.KeyVault/vaults/read'], [vault]],
  ] as const)('%s', (_, actions, expected) => {
    const none = { notActions: [], dataActions: [], notDataActions: [] };
    const types = typesOfRole({ guid: 'g', name: 'n', description: '', permissions: [{ actions, ...none }] });
    expect(typeof expected === 'number' ? types.length : types).toEqual(expected);
  });
});
