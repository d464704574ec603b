/** What backup needs: the control plane, the extension in the cluster, and the vault. */
import { lastSegment, type ArmId } from '../arm/resourceId.ts';
import {
  backupAccountOf,
  backupExtensionIdentity,
  backupPage,
  isVaulted,
  protectionsOf,
  type Protection,
} from '../around/things/backup.ts';
import { identitiesOfResource } from '../around/things/fleets.ts';
import { textAt, type JsonObject } from '../arm/json.ts';
import { outsideIds } from '../cluster/placement.ts';
import { role } from '../access/roles.ts';
import { unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { recordUnknowns } from '../cluster/watching.ts';
import { openNeed, type Need, type NeedContext, type NeedHolder } from './need.ts';
import { needKind } from './needKinds.ts';
import { keyOfWords, say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** Returns the needs of identities for backup; none unless the resources around the cluster are checked. */
export function backupNeeds(context: NeedContext): readonly Need[] {
  const { cluster, facts } = context;
  if (facts.looksAround !== true) return [];
  const { all, extension } = protectionsOf(cluster, facts);
  const account = extension === undefined ? undefined : backupAccountOf(extension);
  const groups = outsideIds(
    cluster,
    all.map(({ snapshotGroupId }) => snapshotGroupId),
  );
  return [
    ...(extension === undefined ? [] : extensionNeeds(extension, account, context)),
    ...groups.map((scope) => ({
      ...needKind.keepSnapshots,
      identity: context.controlPlane,
      role: role.contributor,
      scope,
      source: backupPage,
      actions: ['Microsoft.Compute/snapshots/read', 'Microsoft.Compute/snapshots/write'],
      why: say`Without it, Backup can't keep snapshots of the cluster's disks in ${lastSegment(scope)}.`,
    })),
    ...all.flatMap((protection) => vaultNeeds(protection, account, context)),
  ];
}

function unknownPolicy(vault: Words, unknown: readonly Unknown[]): Unknown {
  const [first = unknownToAll('backupPolicy', keyOfWords(vault), say``)] = unknown;
  return {
    ...withTitle(say`Whether backups also go to ${vault} isn't known`, first),
    reason: say`its policy can't be read.`,
  };
}

/** Older versions of the extension list the account's keys, so either of two roles works. */
function extensionNeeds(extension: JsonObject, account: ArmId | undefined, { cluster }: NeedContext): readonly Need[] {
  const identity = backupExtensionIdentity(extension, cluster);
  if (account === undefined || identity === undefined) return [];
  const { resourceId, principalId } = identity;
  return [
    {
      ...needKind.keepBackups,
      identity: 'backupExtension',
      role: role.blobDataContributor,
      scope: account,
      source: backupPage,
      holder: {
        name: say`Backup extension`,
        ...defined({ principalId }),
        ...(resourceId ? { identityId: resourceId as ArmId } : {}),
      },
      actions: [],
      dataActions: blobActions,
      orActions: ['Microsoft.Storage/storageAccounts/listkeys/action'],
      why: say`Without it, the backup extension can't keep the cluster's state in ${lastSegment(account)}.`,
    },
  ];
}

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const blobActions = [`${blobs}/read`, `${blobs}/write`, `${blobs}/delete`];

function vaultNeeds(
  protection: Protection,
  account: ArmId | undefined,
  { cluster, facts }: NeedContext,
): readonly Need[] {
  const { vault, vaultId, snapshotGroupId } = protection;
  const name = say`Backup vault ${textAt(vault, 'name') ?? lastSegment(vaultId)}`;
  const [ownIdentity] = identitiesOfResource(vault, name);
  const holder: NeedHolder = {
    name,
    ...defined({ principalId: ownIdentity?.principalId }),
    ...(ownIdentity?.resourceId ? { identityId: ownIdentity.resourceId as ArmId } : {}),
  };
  const shared = { ...needKind.backUp, identity: 'backupVault', holder, source: backupPage };
  const reads = ['Microsoft.Resources/subscriptions/resourceGroups/read'];
  const groups = snapshotGroupId === undefined ? [] : [snapshotGroupId];
  const recording = recordUnknowns(facts);
  const vaulted = isVaulted(protection, recording.facts);
  const copies = {
    ...(vaulted === true ? {} : { advice: true }),
    ...(vaulted === undefined ? openNeed([unknownPolicy(name, recording.unknown())]) : {}),
  };
  const copyWhy = say`Backups that also go to the vault are read from snapshots there.`;
  return [
    {
      ...shared,
      role: role.reader,
      scope: cluster.id,
      actions: ['Microsoft.ContainerService/managedClusters/read'],
      why: say`Without it, the vault can't read the cluster that it protects.`,
    },
    ...groups.map((scope) => ({
      ...shared,
      role: role.reader,
      scope,
      actions: reads,
      why: say`Without it, the vault can't find its snapshots in ${lastSegment(scope)}.`,
    })),
    ...groups.map((scope) => ({
      ...shared,
      ...copies,
      role: role.snapshotContributor,
      scope,
      why: copyWhy,
      actions: ['Microsoft.Compute/snapshots/read', 'Microsoft.Compute/snapshots/beginGetAccess/action'],
    })),
    ...groups.map((scope) => ({
      ...shared,
      ...copies,
      role: role.diskDataOperator,
      scope,
      why: copyWhy,
      actions: [],
      dataActions: ['Microsoft.Compute/snapshots/download/action'],
    })),
    ...(account === undefined
      ? []
      : [
          {
            ...shared,
            ...copies,
            role: role.blobDataContributor,
            scope: account,
            actions: [],
            dataActions: blobActions,
            why: say`Without it, the vault can't copy what is in ${lastSegment(account)}.`,
          },
        ]),
  ];
}
