import { describe, expect, it } from 'vitest';
import { saysOf, tensesOf } from '../../../src/domain/change/change.ts';
import type { Change, ChangeKind, ChangeOf } from '../../../src/domain/change/change.ts';

const group = '/subscriptions/s/resourceGroups/rg';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop`;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`;
const registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/acr`;
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const roleAssignmentId = `${registryId}/providers/Microsoft.Authorization/roleAssignments/a`;
const place = { subscriptionId: 's', resourceGroup: 'rg', name: 'new', location: 'westeurope' };
const system = { kind: 'systemAssigned' } as const;

const done: { readonly [K in ChangeKind]: readonly [Omit<ChangeOf<K>, 'kind'>, doing: string, done: string] } = {
  createResourceGroup: [place, 'Creating resource group new', 'Created resource group new'],
  createIdentity: [place, 'Creating identity new', 'Created identity new'],
  deleteIdentity: [{ identityId }, 'Deleting identity id', 'Deleted identity id'],
  createCluster: [{ ...place, controlPlane: system }, 'Creating cluster new', 'Created cluster new'],
  setControlPlane: [
    { clusterId, controlPlane: system },
    'Changing control plane of shop to system-assigned',
    'Changed control plane of shop to system-assigned',
  ],
  setKubelet: [{ clusterId, identityId }, 'Changing kubelet of shop to id', 'Changed kubelet of shop to id'],
  upgradeNodeImages: [{ clusterId }, 'Upgrading node images of shop', 'Upgraded node images of shop'],
  attachRegistry: [{ clusterId, registryId }, 'Attaching acr to shop', 'Attached acr to shop'],
  detachRegistry: [{ clusterId, registryId }, 'Detaching acr from shop', 'Detached acr from shop'],
  assignRole: [
    { principalId: 'p', role: { name: 'AcrPull' }, scope: registryId },
    'Assigning AcrPull on acr',
    'Assigned AcrPull on acr',
  ],
  removeRole: [{ roleAssignmentId }, 'Removing a role assignment on acr', 'Removed a role assignment on acr'],
  removeAccessPolicy: [
    { vaultId, principalId: 'p' },
    'Removing an access policy from kv',
    'Removed an access policy from kv',
  ],
  setWorkloadIdentity: [
    { clusterId, enabled: true },
    'Turning on workload identity for shop',
    'Turned on workload identity for shop',
  ],
  createCredential: [
    { identityId, namespace: 'shop', serviceAccount: 'cart', clusterId },
    'Connecting shop/cart in shop to id',
    'Connected shop/cart in shop to id',
  ],
  deleteCredential: [
    { credentialId: `${identityId}/federatedIdentityCredentials/c` },
    'Removing credential c of id',
    'Removed credential c of id',
  ],
  moveCredentials: [
    { fromIssuer: 'https://gone/', clusterId },
    'Moving federated credentials to shop',
    'Moved federated credentials to shop',
  ],
  bindIdentity: [{ clusterId, identityId }, 'Binding id to shop', 'Bound id to shop'],
  unbindIdentity: [
    { bindingId: `${clusterId}/identityBindings/b` },
    'Removing binding b from shop',
    'Removed binding b from shop',
  ],
  removeTrustedAccess: [
    { bindingId: `${clusterId}/trustedAccessRoleBindings/t` },
    'Removing Trusted Access binding t from shop',
    'Removed Trusted Access binding t from shop',
  ],
};
const changes = Object.entries(done).map(
  ([kind, [fields, ...said]]) => [{ kind, ...fields } as Change, ...said] as const,
);

describe('the tenses of a change', () => {
  it.each(changes)('a change says what is done and what was done: %o', (change, doing, said) => {
    expect(saysOf([change])).toMatchObject({ doing, done: said });
  });

  it('several changes of one kind are counted, and others are named after the last', () => {
    const [assign, remove] = [changes[9]![0], changes[10]![0]];
    expect(saysOf([remove, remove, remove])?.done).toBe('Removed 3 roles');
    expect(saysOf([assign, remove])?.done).toBe('Removed a role assignment on acr');
    expect(saysOf([])).toBeUndefined();
  });

  it('what a plan of an earlier version did is told from the changes that it records, whatever its title says', () => {
    for (const [change, doing, said] of changes)
      for (const title of ['Assign something', 'Connect a of b to c', 'Nothing like it'])
        expect(tensesOf({ title }, [change])).toEqual({ title, doing, done: said });
  });

  it('what a plan says of itself counts before what its changes say', () => {
    const own = { title: 'Fix it', doing: 'Fixing it', done: 'Fixed it' };
    expect(tensesOf(own, [changes[0]![0]])).toEqual(own);
  });
});
