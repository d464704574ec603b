/** The settings of volumes, and which sign-ins their drivers do not have. */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { OperatorObject } from '../model.ts';

/** The drivers of Azure. */
export type VolumeDriver = 'blob.csi.azure.com' | 'file.csi.azure.com' | 'disk.csi.azure.com';

const drivers: readonly string[] = ['blob.csi.azure.com', 'file.csi.azure.com', 'disk.csi.azure.com'];

/** The driver of a volume or storage class, and its settings by their names in lower case. */
export interface VolumeSettings {
  readonly driver: VolumeDriver;
  readonly set: (name: string) => string | undefined;
}

/** Returns the settings of a persistent volume or a storage class; `undefined` if its driver is none of Azure's. */
export function volumeSettings({ kind, json }: Pick<OperatorObject, 'kind' | 'json'>): VolumeSettings | undefined {
  const isVolume = kind === 'PersistentVolume';
  if (!isVolume && kind !== 'StorageClass') return undefined;
  const driver = textAt(json, isVolume ? 'spec.csi.driver' : 'provisioner') ?? '';
  if (!drivers.includes(driver)) return undefined;
  const set = settingsOf(objectAt(json, isVolume ? 'spec.csi.volumeAttributes' : 'parameters'));
  return { driver: driver as VolumeDriver, set };
}

/** Returns the value of a setting by its name in lower case. */
export function settingsOf(settings: JsonObject | undefined): (name: string) => string | undefined {
  const lower = new Map(Object.entries(settings ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = lower.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}

/** Settings with which blobfuse signs in; no other driver reads them. */
const ofBlobfuse = [
  'azurestorageauthtype',
  'azurestorageidentityclientid',
  'azurestorageidentityresourceid',
  'azurestorageidentityobjectid',
];

/** A sign-in that a driver does not have, and who signs in instead. */
export interface SignInOfNoUse {
  readonly text: Words;
  readonly instead: Words;
  readonly source: string;
}

/** Says that the driver of a volume can't sign in as its settings want; `undefined` if they want nothing, or it can. */
export function signInOfNoUse({ driver, set }: VolumeSettings): SignInOfNoUse | undefined {
  const wantsBlobfuse = ofBlobfuse.some((name) => set(name) !== undefined);
  const wants = wantsBlobfuse || set('clientid') !== undefined || set('mountwithmanagedidentity') !== undefined;
  if (!wants) return undefined;
  if (driver === 'disk.csi.azure.com')
    return {
      text: say`The driver for Azure Disks takes no identity from a volume: the control plane of the cluster attaches disks with its own.`,
      instead: say`Remove the identity from the volume, and give the control plane identity a role on the disk, such as Contributor on its resource group.`,
      source: 'https://github.com/kubernetes-sigs/azuredisk-csi-driver/blob/master/docs/driver-parameters.md',
    };
  if (set('protocol')?.toLowerCase() === 'nfs')
    return {
      text: say`An NFS mount signs in with no identity: the network rules of the storage account decide.`,
      instead: say`Remove the identity from the volume, and let the network rules of the storage account admit the subnet of the nodes. To sign in, use blobfuse or SMB.`,
      source:
        'https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/workload-identity-static-pv-mount.md',
    };
  if (driver === 'file.csi.azure.com' && wantsBlobfuse && set('clientid') === undefined)
    return {
      text: say`The driver for Azure Files does not read AzureStorageAuthType and AzureStorageIdentity...: only blobfuse does. It uses the account key.`,
      instead: say`Name the identity with clientID: with mountWithManagedIdentity for an identity of the nodes, without it for workload identity.`,
      source: 'https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md',
    };
  return undefined;
}
