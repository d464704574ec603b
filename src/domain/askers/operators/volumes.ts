/**
 * Volumes of Azure Files and Azure Blob Storage; the names of their settings ignore case.
 * Sources: https://learn.microsoft.com/azure/aks/azure-csi-files-storage-provision,
 * https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/driver-parameters.md
 */
import { textAt } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { stoppedDriver } from './csiDrivers.ts';
import type { AskedIdentity, Asker, ClusterObjects, OperatorObject, PodFact } from '../model.ts';
import { accountsOf, asks, byAccount, byNode, namedIdentity, nodesOf } from './operators.ts';
import { podsThatRun } from '../running.ts';
import { signInOfNoUse, volumeSettings } from './volumeSettings.ts';

/** Returns who asks because of a persistent volume or a storage class; nobody does for those with account keys. */
export function askersOfVolume(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const volume = volumeSettings(object);
  if (volume === undefined) return [];
  const { set } = volume;
  const common = { ...asks('volume', object), ...defined({ target: set('storageaccount') }) };
  const pods = mountingPods(object, objects);
  const onNode = (identity: AskedIdentity | undefined): Pick<Asker, 'mode'> =>
    byNode(identity, { wouldAskAs: accountsOf(pods), ...defined({ nodes: nodesOf(pods) }) });
  const byToken = namedIdentity(set('clientid'), 'clientID');
  const identity =
    namedIdentity(set('azurestorageidentityclientid'), 'AzureStorageIdentityClientID') ??
    namedIdentity(set('azurestorageidentityresourceid'), 'AzureStorageIdentityResourceID') ??
    objectIdOf(set('azurestorageidentityobjectid'));
  const unable = signInOfNoUse(volume);
  if (unable !== undefined)
    return [
      { ...common, mode: 'workloadIdentity', ...defined({ identity: byToken ?? identity }), stoppedBy: unable.text },
    ];
  if (set('mountwithmanagedidentity')?.toLowerCase() === 'true') return [{ ...common, ...onNode(byToken) }];
  if (set('azurestorageauthtype')?.toLowerCase() === 'msi') return [{ ...common, ...onNode(identity) }];
  if (identity !== undefined)
    return [
      {
        ...common,
        ...onNode(identity),
        stoppedBy: say`It names an identity, but AzureStorageAuthType is not MSI, so the driver uses the account key instead.`,
      },
    ];
  if (byToken === undefined) return [];
  const stopped = stoppedDriver(volume.driver, objects);
  return ofPods(object, objects, byToken, set('tenantid')).map((asker) => ({ ...common, ...asker, ...stopped }));
}

function ofPods(
  object: OperatorObject,
  objects: ClusterObjects,
  identity: AskedIdentity,
  tenantId: string | undefined,
): readonly Omit<Asker, 'component' | 'what'>[] {
  const pods = mountingPods(object, objects);
  const namespace = textAt(object.json, 'spec.claimRef.namespace');
  const accounts = Map.groupBy(pods, ({ account }) => account.serviceAccount);
  if (accounts.size === 0)
    return [{ mode: 'workloadIdentity', identity, unknown: [nobodyMounts(object, objects)], ...defined({ tenantId }) }];
  return [...accounts].map(([serviceAccount, ofAccount]) => ({
    ...byAccount(objects, { namespace: namespace ?? 'default', serviceAccount }, { identity, tenantId }),
    pods: ofAccount,
  }));
}

function mountingPods(object: OperatorObject, objects: ClusterObjects): readonly PodFact[] {
  const claim = textAt(object.json, 'spec.claimRef.name');
  const namespace = textAt(object.json, 'spec.claimRef.namespace');
  return podsThatRun(objects).filter(
    ({ account, claims }) => claim !== undefined && account.namespace === namespace && claims.includes(claim),
  );
}

/** Says that no pod uses an object whose pods ask with their own account, as far as pods were read. */
export function nobodyMounts(
  { name }: OperatorObject,
  { kinds }: ClusterObjects,
): NonNullable<Asker['unknown']>[number] {
  return kinds.has('Pod')
    ? unknownWith(
        'untellable',
        'mountingPods',
        say`No pod that was read mounts ${name}, so the account that asks is not known.`,
        name,
      )
    : unknownWith(
        'notAsked',
        'mountingPods',
        say`Pods were not read, so it is not known which mount ${name}, and as which account.`,
        name,
      );
}

function objectIdOf(objectId: string | undefined): AskedIdentity | undefined {
  return objectId === undefined ? undefined : { objectId, from: 'AzureStorageIdentityObjectID' };
}
