/** What the control plane needs for the user's own keys, disks and hosts. */
import { distinctBy } from '../../shape/distinct.ts';
import { role, type RoleName } from '../access/roles.ts';
import { valueAt, textAt } from '../arm/json.ts';
import { groupAbove, sameText } from '../arm/resourceId.ts';
import type { Cluster } from '../cluster/model.ts';
import { unknownWith, withTitle, type Unknown } from '../arm/unknown.ts';
import { openNeed, type Need, type NeedContext } from './need.ts';
import { needKind, type NeedKind } from './needKinds.ts';
import { aksPage } from '../arm/docs.ts';
import { outsideIds } from '../cluster/placement.ts';
import { poolsOf } from '../cluster/nodePools.ts';
import { say } from '../../sentences/words.ts';

/** Returns what the control plane needs for keys, disk encryption sets, reserved capacity and hosts. */
export function computeNeeds(context: NeedContext): readonly Need[] {
  return [...diskEncryptionNeeds(context), ...keyNeeds(context), ...placementNeeds(context)];
}

function diskEncryptionNeeds({ cluster, controlPlane }: NeedContext): Need[] {
  return outsideIds(cluster, [textAt(cluster.raw, 'properties.diskEncryptionSetID')]).map((scope) => ({
    ...needKind.readDiskEncryptionSet,
    identity: controlPlane,
    role: role.reader,
    scope,
    actions: ['Microsoft.Compute/diskEncryptionSets/read'],
    why: say`Without it, AKS can't encrypt disks with the keys of the set.`,
    source: aksPage('azure-disk-customer-managed-keys'),
  }));
}

/**
 * The user's own keys for Kubernetes' secrets. With data encryption by customer keys, the control plane also manages
 * the keys, whether the vault is private or not; the older feature needs more only for the private link.
 * Sources: https://learn.microsoft.com/azure/aks/kms-data-encryption,
 * https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
 */
function keyNeeds(context: NeedContext): Need[] {
  const { cluster, controlPlane } = context;
  const kms = valueAt(cluster.raw, 'properties.securityProfile.azureKeyVaultKms');
  const keyId = textAt(kms, 'keyId');
  if (valueAt(kms, 'enabled') !== true || !keyId) return [];
  const isDataEncryption = encryptsInfrastructure(cluster) || !hasVersion(keyId);
  const isPrivate = textAt(kms, 'keyVaultNetworkAccess')?.toLowerCase() === 'private';
  const shared = isDataEncryption
    ? { ...needKind.manageKeys, identity: controlPlane, source: aksPage('kms-data-encryption') }
    : { ...needKind.useKeys, identity: controlPlane, source: aksPage('use-kms-etcd-encryption') };
  const user = {
    ...shared,
    role: role.keyVaultCryptoUser,
    actions: [],
    dataActions: [
      'Microsoft.KeyVault/vaults/keys/read',
      'Microsoft.KeyVault/vaults/keys/encrypt/action',
      'Microsoft.KeyVault/vaults/keys/decrypt/action',
    ],
    why: say`Without it, Kubernetes secrets can't be encrypted with the key.`,
  };
  const manager = {
    ...shared,
    role: role.keyVaultContributor,
    actions: [
      'Microsoft.KeyVault/vaults/read',
      ...(isDataEncryption ? ['Microsoft.KeyVault/vaults/write'] : []),
      ...(isPrivate ? ['Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action'] : []),
    ],
    why: isDataEncryption
      ? say`Data encryption with your own key manages the key in the vault.`
      : say`The vault is private, so AKS creates a private link to it.`,
  };
  const neededRoles = isDataEncryption || isPrivate ? [user, manager] : [user];
  const place = textAt(kms, 'keyVaultResourceId') ?? vaultOfKey(keyId, context);
  if (place === undefined) return [];
  if (typeof place !== 'string')
    return neededRoles.map((need) => ({ ...need, scope: keyId, advice: true, ...openNeed([place.unseen]) }));
  const [vault] = outsideIds(cluster, [place]);
  return vault ? neededRoles.map((need) => ({ ...need, scope: vault })) : [];
}

function encryptsInfrastructure({ raw }: Cluster): boolean {
  const path = 'properties.securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption';
  return textAt(raw, path)?.toLowerCase() === 'enabled';
}

/** A key such as `https://kv.vault.azure.net/keys/k/1`; without the last part, the newest version is used. */
function hasVersion(keyId: string): boolean {
  return /\/keys\/[^/]+\/[^/]+/i.test(keyId);
}

/** The vault of a key such as `https://kv.vault.azure.net/keys/k/1`, searched in the cluster's subscription. */
function vaultOfKey(keyId: string, { cluster, facts }: NeedContext): string | { readonly unseen: Unknown } | undefined {
  const name = /^https:\/\/([^./]+)\./i.exec(keyId)?.[1] ?? keyId;
  const { subscriptionId } = cluster;
  const answer = facts.get({ kind: 'resourcesOfType', subscriptionId, type: 'Microsoft.KeyVault/vaults' });
  if (!answer) return undefined;
  if (answer.kind === 'unreadable') return { unseen: withTitle(say`The vaults can't be listed`, answer) };
  const vaults = answer.kind === 'found' ? answer.value : [];
  const vault = vaults.find((candidate) => sameText(textAt(candidate, 'name'), name));
  const reason = say`The cluster's JSON names the key ${keyId} only, and no vault ${name} can be seen in its subscription.`;
  const unseen = unknownWith('hidden', 'vault', reason, keyId);
  return textAt(vault, 'id') ?? { unseen };
}

/** Capacity reservations, hosts and placement groups that node pools name. */
function placementNeeds({ cluster, controlPlane }: NeedContext): Need[] {
  const idsInPools = (key: string) =>
    outsideIds(
      cluster,
      poolsOf(cluster).map((pool) => textAt(pool, key)),
    );
  const need = (
    neededKind: NeedKind,
    roleName: RoleName,
    scope: string,
    members: Pick<Need, 'actions' | 'why' | 'source' | 'advice'>,
  ): Need => ({
    ...neededKind,
    identity: controlPlane,
    role: roleName,
    scope,
    ...members,
  });
  const groups = (key: string) => distinctBy(idsInPools(key).map(groupAbove), (scope) => scope.toLowerCase());
  return [
    ...groups('capacityReservationGroupID').map((scope) =>
      need(needKind.useReservedCapacity, role.contributor, scope, {
        actions: [
          'Microsoft.Compute/capacityReservationGroups/read',
          'Microsoft.Compute/capacityReservationGroups/deploy/action',
        ],
        why: say`Without it, nodes can't be placed into a capacity reservation group of this resource group; a narrower role is not documented.`,
        source: aksPage('use-capacity-reservation-groups'),
      }),
    ),
    ...groups('hostGroupID').map((scope) =>
      need(needKind.useDedicatedHosts, role.contributor, scope, {
        actions: ['Microsoft.Compute/hostGroups/read', 'Microsoft.Compute/hostGroups/hosts/write'],
        why: say`Without it, nodes can't be placed onto dedicated hosts of this resource group; a narrower role is not documented.`,
        source: aksPage('use-azure-dedicated-hosts'),
      }),
    ),
    ...idsInPools('proximityPlacementGroupID').map((scope) =>
      need(needKind.usePlacementGroup, role.contributor, scope, {
        actions: ['Microsoft.Compute/proximityPlacementGroups/write'],
        advice: true,
        why: say`The page lists this for the person who changes the cluster; whether the cluster needs it too is not documented.`,
        source: aksPage('aks-service-permissions'),
      }),
    ),
  ];
}
