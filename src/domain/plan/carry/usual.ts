/**
 * What identities of clusters are documented to use besides what a cluster's JSON shows: volumes, secrets of group
 * managed service accounts, DNS zones. Everything in this table is carried over by default.
 * Sources: https://learn.microsoft.com/azure/aks/create-volume-azure-files,
 * https://learn.microsoft.com/azure/aks/create-volume-azure-blob-storage,
 * https://learn.microsoft.com/azure/aks/use-group-managed-service-accounts
 */
import {
  groupId,
  idKey,
  isAtOrBelow,
  isRegistry,
  parseResourceId,
  resourceType,
  sameId,
} from '../../arm/resourceId.ts';
import { allowsAction } from '../../access/permissions.ts';
import { role } from '../../access/roles.ts';
import type { Cluster, RoleDefinition } from '../../cluster/model.ts';
import type { IdentitySlot } from '../plan.ts';
import { say, type Words } from '../../../sentences/words.ts';

/** The usual purpose of something that an identity holds. */
export type Purpose = 'images' | 'volumes' | 'secrets' | 'keys' | 'dns' | 'network' | 'identities' | 'cluster';

/** A role at a scope, of an identity in a slot of a cluster. */
export interface SlotRole {
  readonly of: IdentitySlot;
  readonly scope: string;
  readonly definition: RoleDefinition;
}

const storage = 'microsoft.storage/storageaccounts';
const vault = 'microsoft.keyvault/vaults';
const zones = ['microsoft.network/dnszones', 'microsoft.network/privatednszones'];
const group = resourceType.group.toLowerCase();
/** Storage File Data SMB MI Admin. */
const shareMounter = 'a235d3ee-5935-4cfb-8cc5-a3303ad5995e';
/** Storage Account Contributor. */
const accountManager = '17d1049b-9a84-46fb-8f53-869881c3d3ab';
const pull = {
  action: 'Microsoft.ContainerRegistry/registries/pull/read',
  dataAction: 'Microsoft.ContainerRegistry/registries/repositories/content/read',
};

/** Returns the usual purpose of a role, or `undefined` if it is not known. */
export function purposeOf(holding: SlotRole, cluster: Cluster): Purpose | undefined {
  const { of, scope, definition } = holding;
  if (isOwnScope(scope, cluster)) return 'cluster';
  const type = parseResourceId(scope)?.type.toLowerCase() ?? '';
  return of === 'kubelet' ? ofKubelet(type, scope, definition) : ofControlPlane(holding, type, cluster);
}

/** Returns true for a scope that is the cluster itself, its node resource group, or in one of these. */
export function isOwnScope(scope: string, { id, subscriptionId, nodeResourceGroup }: Cluster): boolean {
  const places = [id, ...(nodeResourceGroup === undefined ? [] : [groupId(subscriptionId, nodeResourceGroup)])];
  return places.some((place) => isAtOrBelow(idKey(scope), idKey(place)));
}

function ofKubelet(type: string, scope: string, { guid, permissions }: RoleDefinition): Purpose | undefined {
  const may = (action: string, kind?: 'dataAction'): boolean => allowsAction(permissions, action, kind);
  if (isRegistry(scope) && (may(pull.action) || may(pull.dataAction, 'dataAction'))) return 'images';
  if (guid === shareMounter && (type === storage || type === group)) return 'volumes';
  if (type === storage && may('Microsoft.Storage/storageAccounts/listKeys/action')) return 'volumes';
  if (type === vault && may('Microsoft.KeyVault/vaults/secrets/getSecret/action', 'dataAction')) return 'secrets';
  return zones.includes(type) ? 'dns' : undefined;
}

function ofControlPlane(
  { scope, definition: { guid } }: SlotRole,
  type: string,
  { podIdentities }: Cluster,
): Purpose | undefined {
  const isContributor = guid === role.contributor.id;
  const isOfNetworks = guid === role.networkContributor.id;
  if (type === storage && (isContributor || guid === accountManager)) return 'volumes';
  if (type.startsWith('microsoft.network/') && (isContributor || isOfNetworks)) return 'network';
  if (type === group && isOfNetworks) return 'network';
  const isOfPods = podIdentities.some((id) => sameId(id, scope));
  return isOfPods && guid === role.managedIdentityOperator.id ? 'identities' : undefined;
}

/** The usual use of each purpose, in a sentence. */
export const purposeWords: Readonly<Record<Purpose, Words>> = {
  images: say`Nodes pull images with it.`,
  volumes: say`Drivers for volumes are documented to use it.`,
  secrets: say`Group managed service accounts and operators read secrets with it.`,
  keys: say`Kubernetes secrets are encrypted with a key of the vault.`,
  dns: say`Operators on the nodes write DNS records with it.`,
  network: say`Load balancers, volumes and Fleet are documented to use it.`,
  identities: say`Pods use the identity through pod identity.`,
  cluster: say`It is about the cluster itself or its nodes.`,
};
