/**
 * Volumes of Azure Files and Azure Blob Storage; the names of their settings ignore case.
 * Sources: https://learn.microsoft.com/azure/aks/azure-csi-files-storage-provision,
 * https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/driver-parameters.md
 */
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import { unknownWith } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import type { AskedIdentity, Asker, ClusterObjects, OperatorObject, PodFact } from './model.ts';
import { asks, byAccount, byNode, namedIdentity, nodesOf } from './operators.ts';
import { podsThatRun } from './running.ts';

const drivers: ReadonlySet<string> = new Set(['blob.csi.azure.com', 'file.csi.azure.com']);

/** Returns who asks because of a persistent volume or a storage class; nobody does for those with account keys. */
export function askersOfVolume(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const isVolume = object.kind === 'PersistentVolume';
  const driver = textAt(object.json, isVolume ? 'spec.csi.driver' : 'provisioner') ?? '';
  if (!drivers.has(driver)) return [];
  const settings = objectAt(object.json, isVolume ? 'spec.csi.volumeAttributes' : 'parameters');
  const set = settingsOf(settings);
  const common = { ...asks('volume', object), ...defined({ target: set('storageaccount') }) };
  const nodes = defined({ nodes: nodesOf(mountingPods(object, objects)) });
  const identity =
    namedIdentity(set('azurestorageidentityclientid'), 'AzureStorageIdentityClientID') ??
    namedIdentity(set('azurestorageidentityresourceid'), 'AzureStorageIdentityResourceID') ??
    objectIdOf(set('azurestorageidentityobjectid'));
  if (set('mountwithmanagedidentity')?.toLowerCase() === 'true')
    return [{ ...common, ...byNode(namedIdentity(set('clientid'), 'clientID'), nodes) }];
  if (set('azurestorageauthtype')?.toLowerCase() === 'msi') return [{ ...common, ...byNode(identity, nodes) }];
  if (identity !== undefined)
    return [
      {
        ...common,
        ...byNode(identity, nodes),
        stoppedBy: say`It names an identity, but AzureStorageAuthType is not MSI, so the driver uses the account key instead.`,
      },
    ];
  const byToken = namedIdentity(set('clientid'), 'clientID');
  if (byToken === undefined) return [];
  return ofPods(object, objects, byToken, set('tenantid')).map((asker) => ({ ...common, ...asker }));
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
    return [{ mode: 'workloadIdentity', identity, unknown: [nobodyMounts(object)], ...defined({ tenantId }) }];
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

/** Says that no pod uses an object whose pods ask with their own account. */
export function nobodyMounts({ name }: OperatorObject): NonNullable<Asker['unknown']>[number] {
  return unknownWith(
    'untellable',
    'mountingPods',
    say`No pod that was read mounts ${name}, so the account that asks is not known.`,
    name,
  );
}

function objectIdOf(objectId: string | undefined): AskedIdentity | undefined {
  return objectId === undefined ? undefined : { objectId, from: 'AzureStorageIdentityObjectID' };
}

/** Returns the value of a setting by its name in lower case. */
export function settingsOf(settings: JsonObject | undefined): (name: string) => string | undefined {
  const lower = new Map(Object.entries(settings ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = lower.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}
