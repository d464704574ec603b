/**
 * Finds objects in a cluster that name the identity of its nodes by client id, and so keep the old one when the kubelet
 * identity changes.
 */
import { sameGuid } from '../arm/resourceId.ts';
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';

/** An object in a cluster because of which the nodes read volumes or secrets as the identity with a client id. */
interface NodeSignIn {
  /** Such as `Storage class files`. */
  readonly what: string;
  readonly clientId: string;
}

/** The parts of the cluster that a client id is compared with, and the visible identities; `undefined` if they could not be listed. */
interface KnownIdentities {
  readonly cluster: Pick<Cluster, 'name' | 'kubelet' | 'addons'>;
  readonly identities: readonly Pick<UserAssignedIdentity, 'name' | 'clientId'>[] | undefined;
}

/**
 * Names the owner of each client id that belongs neither to the kubelet identity nor to an add-on. It may still work if
 * the nodes' machines have that identity, which the cluster's own JSON does not show.
 */
export function otherNodeSignIns(items: readonly JsonObject[], clientIds: KnownIdentities): readonly Words[] {
  const { kubelet, addons, name } = clientIds.cluster;
  if (kubelet.kind === 'unknown' || kubelet.clientId === undefined) return [];
  const ownClientIds = [kubelet.clientId, ...addons.flatMap(({ clientId }) => clientId ?? [])].map((id) =>
    id.toLowerCase(),
  );
  return items.flatMap(signInsOf).flatMap(({ what, clientId }) => {
    if (ownClientIds.includes(clientId.toLowerCase())) return [];
    const identity = clientIds.identities?.find((candidate) => sameGuid(candidate.clientId, clientId));
    const isForeign = identity === undefined && clientIds.identities !== undefined;
    const unnamed = `client ID ${clientId}${isForeign ? ', which no visible identity has' : ''}`;
    const whose = identity === undefined ? unnamed : `the client ID of ${identity.name}`;
    return [
      say`${what} names ${whose}, not that of the kubelet identity of ${name}. It works only while the machines of the nodes have that identity.`,
    ];
  });
}

/**
 * Sources: https://learn.microsoft.com/azure/aks/azure-csi-files-storage-provision,
 * https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/driver-parameters.md (parameter names ignore
 * case),
 * https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/user-assigned-msi-mode/
 */
function signInsOf(item: JsonObject): readonly NodeSignIn[] {
  const find = kinds[textAt(item, 'kind') ?? ''];
  if (find === undefined) return [];
  const [workloadText, settings, ways] = find(item, textAt(item, 'metadata.name') ?? '');
  const lower = new Map(Object.entries(settings ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const at = (name: string): string => {
    const value = lower.get(name);
    return typeof value === 'string' ? value : '';
  };
  return ways.flatMap(([on, value, id]) => {
    const clientId = at(id);
    return at(on).toLowerCase() === value && clientId !== '' ? [{ what: workloadText, clientId }] : [];
  });
}

/** A setting, in lower case, with the value that makes nodes sign in with a client id, and the setting that contains it. */
type SignInSetting = readonly [on: string, value: string, clientId: string];

const ofVolumes: readonly SignInSetting[] = [
  ['mountwithmanagedidentity', 'true', 'clientid'],
  ['azurestorageauthtype', 'msi', 'azurestorageidentityclientid'],
];

const kinds: Readonly<
  Record<
    string,
    (item: JsonObject, name: string) => [what: string, settings: JsonObject | undefined, ways: readonly SignInSetting[]]
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
