/** What names inside a cluster the identity that its nodes sign in with, by client ID: it stays as it is when the kubelet identity changes. */
import { sameGuid } from '../arm/resourceId.ts';
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';

/** An object of a cluster that has its volumes or secrets read by the nodes, as the identity of a client ID. */
interface NodeSignIn {
  /** Such as `Storage class files`. */
  readonly what: string;
  readonly clientId: string;
}

/** What of the cluster a client ID is compared with, and the identities that can be seen; `undefined` where they could not be listed. */
interface Known {
  readonly cluster: Pick<Cluster, 'name' | 'kubelet' | 'addons'>;
  readonly identities: readonly Pick<UserAssignedIdentity, 'name' | 'clientId'>[] | undefined;
}

/**
 * Says whose each object is if its client ID is neither the kubelet identity's nor an add-on's; it may still work if the
 * machines of the nodes have that identity, which the cluster's own JSON does not show.
 */
export function otherNodeSignIns(items: readonly JsonObject[], known: Known): readonly Words[] {
  const { kubelet, addons, name } = known.cluster;
  if (kubelet.kind === 'unknown' || kubelet.clientId === undefined) return [];
  const own = [kubelet.clientId, ...addons.flatMap(({ clientId }) => clientId ?? [])].map((id) => id.toLowerCase());
  return items.flatMap(signInsOf).flatMap(({ what, clientId }) => {
    if (own.includes(clientId.toLowerCase())) return [];
    const identity = known.identities?.find((each) => sameGuid(each.clientId, clientId));
    const whose =
      identity !== undefined
        ? `the client ID of ${identity.name}`
        : known.identities === undefined
          ? `client ID ${clientId}`
          : `client ID ${clientId}, which no visible identity has`;
    return [
      say`${what} names ${whose}, not that of the kubelet identity of ${name}. It works only while the machines of the nodes have that identity.`,
    ];
  });
}

/**
 * Sources: https://learn.microsoft.com/azure/aks/azure-csi-files-storage-provision,
 * https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/driver-parameters.md (parameter names go without case),
 * https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/user-assigned-msi-mode/
 */
function signInsOf(item: JsonObject): readonly NodeSignIn[] {
  const find = kinds[textAt(item, 'kind') ?? ''];
  if (find === undefined) return [];
  const [what, settings, ways] = find(item, textAt(item, 'metadata.name') ?? '');
  const lower = new Map(Object.entries(settings ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const at = (name: string): string => {
    const value = lower.get(name);
    return typeof value === 'string' ? value : '';
  };
  return ways.flatMap(([on, value, id]) => {
    const clientId = at(id);
    return at(on).toLowerCase() === value && clientId !== '' ? [{ what, clientId }] : [];
  });
}

/** A setting, in lower case, with the value by which nodes sign in with a client ID, and the setting that has this. */
type Way = readonly [on: string, value: string, clientId: string];

const ofVolumes: readonly Way[] = [
  ['mountwithmanagedidentity', 'true', 'clientid'],
  ['azurestorageauthtype', 'msi', 'azurestorageidentityclientid'],
];

const kinds: Readonly<
  Record<
    string,
    (item: JsonObject, name: string) => [what: string, settings: JsonObject | undefined, ways: readonly Way[]]
  >
> = {
  StorageClass: (item, name) => [`Storage class ${name}`, objectAt(item, 'parameters'), ofVolumes],
  PersistentVolume: (item, name) => [
    `Persistent volume ${name}`,
    objectAt(item, 'spec.csi.volumeAttributes'),
    ofVolumes,
  ],
  SecretProviderClass: (item, name) => [
    `Secret provider class ${textAt(item, 'metadata.namespace') ?? ''}/${name}`,
    objectAt(item, 'spec.parameters'),
    [['usevmmanagedidentity', 'true', 'userassignedidentityid']],
  ],
};
