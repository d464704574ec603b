/** Who uses an identity. */
import { textAt } from '../arm/json.ts';
import { groupId, groupOf, resourceType, sameId, subscriptionOf } from '../arm/resourceId.ts';
import type { ResourceWithIdentity, Facts, FederatedCredential } from './facts.ts';
import type { Cluster } from './model.ts';
import type { ArmId } from '../arm/resourceId.ts';
import type { Answer } from '../arm/answer.ts';
import { gapsOf, unreadOf } from '../arm/answer.ts';
import { controlPlanePrincipal, kubeletPrincipal } from './principals.ts';

/** One use of an identity by a cluster. */
export interface Use {
  /** Such as `control plane`, `kubelet`, `add-on azurepolicy`. */
  readonly as: string;
  readonly cluster: string;
  readonly clusterId: string;
}

/** An identity that a cluster uses, and what for. */
export interface IdentityUse {
  readonly identityId: string;
  readonly as: string;
}

/** Returns every user-assigned identity that a cluster uses, once for each use. */
export function identitiesOf(
  cluster: Pick<Cluster, 'controlPlane' | 'kubelet' | 'addons' | 'podIdentities'>,
): readonly IdentityUse[] {
  const { controlPlane, kubelet, addons, podIdentities } = cluster;
  return [
    ...(controlPlane.kind === 'userAssigned' ? [{ identityId: controlPlane.identityId, as: 'control plane' }] : []),
    ...('identityId' in kubelet ? [{ identityId: kubelet.identityId, as: 'kubelet' }] : []),
    ...addons.flatMap(({ identityId, name }) =>
      identityId === undefined ? [] : [{ identityId, as: `add-on ${name}` }],
    ),
    ...[...new Set(podIdentities)].map((identityId) => ({ identityId, as: 'pod identity' })),
  ];
}

/**
 * Returns true if a user created the identity: those of AKS lie in groups with AKS's own kind of name, unless named
 * otherwise.
 */
export function isMadeByUser(identityId: string): boolean {
  return groupOf(identityId)?.toLowerCase().startsWith('mc_') !== true;
}

/** Everything that a cluster uses a user-assigned identity for. */
function usesOf(identityId: string, cluster: Cluster): readonly Use[] {
  const { name, id } = cluster;
  const uses = identitiesOf(cluster).filter((use) => sameId(use.identityId, identityId));
  return [...new Set(uses.map(({ as }) => as))].map((as) => ({ as, cluster: name, clusterId: id }));
}

/**
 * Returns what a cluster uses a principal for, by its object ID and, if known, by the ID of its identity: while an
 * operation is running, AKS names the new identity without its principal.
 */
export function usesOfPrincipal(principalId: string, cluster: Cluster, identityId?: ArmId): readonly Use[] {
  const is = (id: string | undefined): boolean => id?.toLowerCase() === principalId.toLowerCase();
  const { controlPlane, kubelet, addons, name, id } = cluster;
  const named = identityId
    ? identitiesOf(cluster).flatMap((use) => (sameId(use.identityId, identityId) ? [use.as] : []))
    : [];
  const uses: string[] = [
    ...named,
    ...(is(controlPlanePrincipal(controlPlane)) ? ['control plane'] : []),
    ...(is(kubeletPrincipal(kubelet)) ? ['kubelet'] : []),
    ...addons.filter((addon) => is(addon.objectId)).map((addon) => `add-on ${addon.name}`),
  ];
  return [...new Set(uses)].map((as) => ({ as, cluster: name, clusterId: id }));
}

/** A federated credential, and the visible cluster whose service accounts use it. */
export interface CredentialUse extends FederatedCredential {
  readonly cluster?: string;
  readonly clusterId?: string;
}

/** Everything that is known to use an identity, in all visible subscriptions. */
export interface IdentityUses {
  readonly clusters: readonly Use[];
  /** Other resources that carry it; the nodes of a cluster that uses it are left out. */
  readonly carriers: readonly (ResourceWithIdentity & { readonly nodesOf?: string })[];
  readonly credentials: readonly CredentialUse[];
  /** What could not be looked at, with the reason. */
  readonly unknown: readonly string[];
}

/**
 * Returns every known use of an identity by clusters, other resources and federated credentials; the answer may be some
 * minutes old.
 */
export function identityUses(identityId: ArmId, facts: Facts): IdentityUses {
  return usesAmong(identityId, facts, {
    clusters: facts.get({ kind: 'clusters' }),
    carriers: facts.get({ kind: 'carriers', identityId }),
    late: [],
  });
}

/** Returns the same as `identityUses` as ARM lists it now; what only Resource Graph could answer is `unknown`. */
export function identityUsesNow(identityId: ArmId, facts: Facts): IdentityUses {
  const clusters = clustersNow(facts);
  const carriers = nowOr(facts.get({ kind: 'carriers', identityId, fromArm: true }), () =>
    facts.get({ kind: 'carriers', identityId }),
  );
  const late = [...clusters.late, ...unreadOf('Other resources', carriers.incomplete)];
  return usesAmong(identityId, facts, { clusters: clusters.answer, carriers: carriers.answer, late });
}

/**
 * Returns every cluster as ARM lists it now; where ARM can't, it returns what Resource Graph had and says why in `late`, also
 * where Graph had nothing.
 */
export function clustersNow(facts: Facts): {
  readonly answer: Answer<readonly Cluster[]> | undefined;
  readonly late: readonly string[];
} {
  const { answer, incomplete } = nowOr(facts.get({ kind: 'clusters', fromArm: true }), () =>
    facts.get({ kind: 'clusters' }),
  );
  return { answer, late: unreadOf('Clusters', incomplete) };
}

type Listed<T> = Answer<readonly T[]> | undefined;

/** What ARM lists now and, of the places that it does not list, what an index has; `incomplete` is ARM's own answer then. */
function nowOr<T extends { readonly id: string }>(
  now: Listed<T>,
  index: () => Listed<T>,
): { readonly answer: Listed<T>; readonly incomplete?: Listed<T> } {
  if (now?.kind === 'unreadable') return { answer: index(), incomplete: now };
  if (now?.kind !== 'found' || gapsOf(now).length === 0) return { answer: now };
  const late = index();
  const known = merged.get(now.value);
  if (known && known.late === late) return { answer: known.answer as Listed<T>, incomplete: now };
  const places = new Set(gapsOf(now).map(({ subscriptionId }) => subscriptionId?.toLowerCase()));
  const more = (late?.kind === 'found' ? late.value : []).filter(({ id }) =>
    places.has(subscriptionOf(id)?.toLowerCase() ?? ''),
  );
  const answer: Listed<T> = { ...now, value: [...now.value, ...more] };
  merged.set(now.value, { late, answer });
  return { answer, incomplete: now };
}

/** One list for each of ARM's lists that has gaps, so that an index of it is built once. */
const merged = new WeakMap<readonly unknown[], { readonly late: Listed<unknown>; readonly answer: Listed<unknown> }>();

interface UsesRead {
  readonly clusters: Answer<readonly Cluster[]> | undefined;
  readonly carriers: Answer<readonly ResourceWithIdentity[]> | undefined;
  readonly late: readonly string[];
}

function usesAmong(identityId: ArmId, facts: Facts, { clusters, carriers, late }: UsesRead): IdentityUses {
  const credentials = facts.get({ kind: 'federatedCredentials', identityId });
  const all = clusters?.kind === 'found' ? clusters.value : [];
  const uses = all.flatMap((cluster) => usesOf(identityId, cluster));
  const users = new Set(uses.map(({ cluster }) => cluster));
  const others = (carriers?.kind === 'found' ? carriers.value : [])
    .filter(({ type }) => type.toLowerCase() !== resourceType.cluster.toLowerCase())
    .map((carrier) => {
      const nodesOf = all.find((cluster) => isNodeOf(carrier, cluster))?.name;
      return { ...carrier, ...(nodesOf === undefined ? {} : { nodesOf }) };
    });
  return {
    clusters: uses,
    carriers: others.filter(({ nodesOf }) => nodesOf === undefined || !users.has(nodesOf)),
    credentials: (credentials?.kind === 'found' ? credentials.value : []).map((each) => credentialUse(each, all)),
    unknown: [
      ...new Set([...late, ...unreadOf('Clusters', clusters), ...unreadOf('Other resources', carriers)]),
      ...unreadOf('Federated credentials', credentials),
    ],
  };
}

function isNodeOf({ id }: ResourceWithIdentity, { subscriptionId, nodeResourceGroup }: Cluster): boolean {
  if (nodeResourceGroup === undefined) return false;
  return sameId(groupId(subscriptionOf(id) ?? '', groupOf(id) ?? ''), groupId(subscriptionId, nodeResourceGroup));
}

function credentialUse(credential: FederatedCredential, clusters: readonly Cluster[]): CredentialUse {
  const owner = clusters.find(({ raw }) => {
    const issuer = textAt(raw, 'properties.oidcIssuerProfile.issuerURL');
    return issuer !== undefined && sameIssuer(issuer, credential.issuer);
  });
  return { ...credential, ...(owner ? { cluster: owner.name, clusterId: owner.id } : {}) };
}

/** Returns true if both addresses are the same token issuer, with or without a slash at the end. */
export function sameIssuer(a: string, b: string): boolean {
  return issuerKey(a) === issuerKey(b);
}

/** Returns the text by which addresses of the same token issuer are equal. */
export function issuerKey(issuer: string): string {
  return issuer.trim().replace(/\/+$/, '').toLowerCase();
}

/** Returns the uses in words, such as `control plane of shop-weu`. */
export function describeUses({ clusters, carriers, credentials }: IdentityUses): readonly string[] {
  return [
    ...clusters.map(({ as, cluster }) => `${as} of ${cluster}`),
    ...carriers.map(({ name, type, nodesOf }) => `${typeWord(type)} ${name}${nodesOf ? ` (nodes of ${nodesOf})` : ''}`),
    ...credentials.flatMap(({ name, cluster }) => (cluster ? [`workloads of ${cluster} (credential ${name})`] : [])),
  ];
}

/** What is said of an identity that no visible cluster names; others may use it all the same. */
export const notOfACluster = 'not used as a cluster identity';

/** `virtual machine scale set` for `Microsoft.Compute/virtualMachineScaleSets`; another type by its last segment. */
function typeWord(type: string): string {
  const last = (type.split('/').at(-1) ?? type).toLowerCase();
  return typeWords[last] ?? type.slice(type.indexOf('/') + 1);
}

const typeWords: Readonly<Record<string, string>> = {
  virtualmachinescalesets: 'virtual machine scale set',
  virtualmachines: 'virtual machine',
  sites: 'web app',
  containerapps: 'container app',
  deploymentscripts: 'deployment script',
};
