/** Backup of clusters: vaults, what they protect, and where backups are kept. */
import { isObject, listAt, objectsAt, textAt, type Json, type JsonObject } from '../../arm/json.ts';
import { lastSegment, resourceIdOf, sameId, subscriptionOf, sameGuid, type ArmId } from '../../arm/resourceId.ts';
import { resourceAt, type Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { extensionsOf, extensionTypeOf, identitiesOfExtension, settingOf } from './extensions.ts';
import { identitiesOfResource } from './fleets.ts';
import {
  itemsBelow,
  readItems,
  joinLacking,
  factLines,
  type AroundIdentity,
  type AroundThings,
  type AroundThing,
  type Lacking,
} from './thing.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

/** The type of backup vaults. */
export const backupVaultType = 'Microsoft.DataProtection/backupVaults';

/** The roles that backup needs, and who needs them. */
export const backupPage = 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept';

/** What protects a cluster: a backup instance in a vault. */
export interface Protection {
  readonly vault: JsonObject;
  readonly vaultId: ArmId;
  readonly instance: JsonObject;
  /** Where snapshots are kept. */
  readonly snapshotGroupId?: ArmId;
}

/** What protects a cluster, and what could not be checked. */
export interface Protections extends Lacking {
  readonly all: readonly Protection[];
  /** The extension that makes backups inside the cluster. */
  readonly extension?: JsonObject;
}

/**
 * Returns the backup instances of a cluster. Every vault in the cluster's subscription is read, because Azure allows no
 * others, and the cluster does not name its vault. Without the extension there is no backup, so nothing is read.
 * Source: https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
export function protectionsOf(cluster: Cluster, facts: Facts): Protections {
  const extensions = extensionsOf(cluster, facts);
  const extension = extensions.items.find((item) => extensionTypeOf(item) === 'microsoft.dataprotection.kubernetes');
  if (extension === undefined) return { all: [], ...joinLacking(extensions) };
  const vaults = readItems(say`Backup vaults`, { kind: 'everyResource', type: backupVaultType }, facts);
  const vaultsNear = vaults.items.filter(
    ({ id }) => typeof id === 'string' && sameGuid(subscriptionOf(id), cluster.subscriptionId),
  );
  const perVault = vaultsNear.map((vault) => {
    const vaultId = (textAt(vault, 'id') ?? '') as ArmId;
    const title = say`Backup instances of ${lastSegment(vaultId)}`;
    const instances = itemsBelow(title, { id: vaultId, list: 'backupInstances' }, facts);
    const ownInstances = instances.items.filter((instance) =>
      sameId(textAt(instance, 'properties.dataSourceInfo.resourceID'), cluster.id),
    );
    return { own: ownInstances.map((instance) => protectionOf(vault, vaultId, instance)), ...joinLacking(instances) };
  });
  return {
    all: perVault.flatMap(({ own }) => own),
    ...joinLacking(extensions, vaults, ...perVault),
    extension,
  };
}

function protectionOf(vault: JsonObject, vaultId: ArmId, instance: JsonObject): Protection {
  const stores = objectsAt(instance, 'properties.policyInfo.policyParameters.dataStoreParametersList');
  const snapshots = stores.map((store) => textAt(store, 'resourceGroupId')).find((id) => id !== undefined);
  return { vault, vaultId, instance, ...(snapshots === undefined ? {} : { snapshotGroupId: snapshots as ArmId }) };
}

/** Returns the storage account that the extension's settings name. */
export function backupAccountOf(extension: JsonObject): ArmId | undefined {
  const name =
    settingOf(extension, 'configuration.backupStorageLocation.config.storageAccount') ??
    settingOf(extension, 'storageAccount');
  const group =
    settingOf(extension, 'configuration.backupStorageLocation.config.resourceGroup') ??
    settingOf(extension, 'storageAccountResourceGroup');
  const subscriptionId =
    settingOf(extension, 'configuration.backupStorageLocation.config.subscriptionId') ??
    settingOf(extension, 'storageAccountSubscriptionId');
  if (name === undefined || group === undefined || subscriptionId === undefined) return undefined;
  return resourceIdOf(subscriptionId, group, 'Microsoft.Storage/storageAccounts', name);
}

/** Returns the identity that AKS made for the backup extension, if Azure shows it. */
export function backupExtensionIdentity(extension: JsonObject, cluster: Cluster): AroundIdentity | undefined {
  return identitiesOfExtension(extension, cluster)[0];
}

/** Returns whether the policy also sends backups to the vault; `undefined` if it can't be read. */
export function isVaulted({ instance }: Protection, facts: Facts): boolean | undefined {
  const policyId = textAt(instance, 'properties.policyInfo.policyId');
  const policy = policyId === undefined ? undefined : resourceAt(policyId, facts);
  return policy === undefined ? undefined : namesVaultStore(listAt(policy, 'properties.policyRules'));
}

function namesVaultStore(json: Json | undefined): boolean {
  if (Array.isArray(json)) return (json as readonly Json[]).some(namesVaultStore);
  if (!isObject(json)) return false;
  if (textAt(json, 'dataStoreType')?.toLowerCase() === 'vaultstore') return true;
  return Object.values(json).some(namesVaultStore);
}

/** Looks at what protects a cluster. */
export function lookAtBackup(cluster: Cluster, facts: Facts): AroundThings {
  const protections = protectionsOf(cluster, facts);
  const { all, extension } = protections;
  const account = extension === undefined ? undefined : backupAccountOf(extension);
  return {
    things: all.map((protection) => vaultThing(protection, account, facts)),
    ...joinLacking(protections),
  };
}

function vaultThing(protection: Protection, account: ArmId | undefined, facts: Facts): AroundThing {
  const { vault, vaultId, instance, snapshotGroupId } = protection;
  const name = textAt(vault, 'name') ?? lastSegment(vaultId);
  const vaulted = isVaulted(protection, facts);
  const policyId = textAt(instance, 'properties.policyInfo.policyId');
  return {
    id: textAt(instance, 'id') ?? vaultId,
    name,
    what: say`backup ${textAt(instance, 'properties.friendlyName') ?? lastSegment(textAt(instance, 'id') ?? vaultId)}`,
    state: protectionState(instance),
    identities: identitiesOfResource(vault, say`Backup vault ${name}`),
    noIdentity: say`The vault has no managed identity, so it can back nothing up.`,
    facts: factLines({
      'Snapshot group': snapshotGroupId,
      'Storage account': account,
      Policy: policyId === undefined ? undefined : lastSegment(policyId),
      'Copies in the vault': copiesText(vaulted),
    }),
    source: backupPage,
  };
}

function protectionState(instance: JsonObject): AroundThing['state'] {
  const status = textAt(instance, 'properties.protectionStatus.status');
  const errorText = textAt(instance, 'properties.protectionStatus.errorDetails.message');
  if (status === undefined) return { tone: 'unknown', words: say`state not shown` };
  if (/^protectionconfigured$/i.test(status)) return { tone: 'ok', words: say`protected` };
  if (/^protectionerror$/i.test(status)) return { tone: 'error', words: errorText ?? say`protection failed` };
  return { tone: 'warning', words: status.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() };
}

/**
 * Returns the ids of clusters that a vault with this principal protects, as far as they are visible; none unless the
 * resources around clusters are read.
 */
export function clustersProtectedBy(principalId: string, facts: Facts): readonly string[] {
  if (facts.looksAround !== true) return [];
  const vaults = readItems(say`Backup vaults`, { kind: 'everyResource', type: backupVaultType }, facts);
  const ownVaults = vaults.items.filter((vault) =>
    identitiesOfResource(vault, '').some((identity) => sameGuid(identity.principalId, principalId)),
  );
  return ownVaults.flatMap((vault) => {
    const id = (textAt(vault, 'id') ?? '') as ArmId;
    const { items } = itemsBelow(say`Backup instances`, { id, list: 'backupInstances' }, facts);
    return items.flatMap((instance) => textAt(instance, 'properties.dataSourceInfo.resourceID') ?? []);
  });
}

function copiesText(vaulted: boolean | undefined): Phrase {
  if (vaulted === undefined) return say`unknown: the policy was not read`;
  return vaulted ? say`yes` : say`no`;
}
