/** What features need if their identity is named in a cluster's JSON and belongs to neither the cluster nor an add-on. */
import { gatingPage, templatePage } from '../arm/docs.ts';
import { objectAt, objectsAt, isOn, textAt, type JsonObject } from '../arm/json.ts';
import { isRegistry, lastSegment, resourceType, sameId, type ArmId } from '../arm/resourceId.ts';
import { visibleAssignmentsOf } from '../access/heldRoles.ts';
import { role } from '../access/roles.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { networkOf, outsideIds } from '../cluster/placement.ts';
import { pullNeed, imagePullProfile, pullsByServiceAccount, registriesIn } from './kubelet.ts';
import { unknownWith, withTitle, type Unknown } from '../arm/unknown.ts';
import { type Need, type NeedContext, type NeedHolder, principalOfHolder } from './need.ts';
import { needKind } from './needKinds.ts';
import { subnetActions } from './subnets.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

/** A feature with an identity of its own. */
export type Feature = 'securityGating' | 'imagePull' | 'quickAttach';

/** An identity that a cluster's JSON names for a feature. */
export interface FeatureIdentity {
  readonly feature: Feature;
  readonly identityId: ArmId;
  readonly principalId?: string;
  readonly clientId?: string;
  /** The registry that it is for, as in the JSON. */
  readonly registry?: string;
}

const featureNames: Readonly<Record<Feature, Words>> = {
  securityGating: say`Defender gating`,
  imagePull: say`image pull by service account`,
  quickAttach: say`quick disk attachment`,
};

/** Names the identity of a feature, such as `id-gate (Defender gating)`. */
export function featureIdentityName({ feature, identityId }: FeatureIdentity): Words {
  return say`${lastSegment(identityId)} (${featureNames[feature]})`;
}

/** Returns the identities that a cluster's JSON names for features that are on. */
export function featureIdentitiesOf(cluster: Cluster, facts: Facts): readonly FeatureIdentity[] {
  const { raw } = cluster;
  const gating = gatingOf(cluster, facts);
  const attach = objectAt(raw, 'properties.storageProfile.diskCSIDriver.quickAttachDetach');
  const pullId = pullsByServiceAccount(raw) ? textAt(raw, `${imagePullProfile}.defaultManagedIdentityId`) : undefined;
  const registries = isOn(gating, 'enabled') ? objectsAt(gating, 'identities') : [];
  return [
    ...registries.flatMap((candidate) => {
      const registry = textAt(candidate, 'azureContainerRegistry');
      return featureIdentity(
        'securityGating',
        objectAt(candidate, 'identity'),
        registry === undefined ? {} : { registry },
      );
    }),
    ...(pullId === undefined ? [] : [{ feature: 'imagePull' as const, identityId: pullId as ArmId }]),
    ...(isOn(attach, 'enabled') ? featureIdentity('quickAttach', objectAt(attach, 'identity')) : []),
  ];
}

const defender = 'properties.securityProfile.defender';

/** Returns true if a newer version may show gating for a cluster: only those with Defender can have it. */
export function mayHaveGating({ raw }: Pick<Cluster, 'raw'>): boolean {
  return objectAt(raw, defender) !== undefined;
}

/**
 * Returns Defender's gating. For a cluster with Defender it is read in a newer version if the usual one does not show
 * it. Source: the published TypeSpec of Microsoft.ContainerService has it from 2026-05-01 on.
 */
function gatingOf({ id, raw }: Cluster, facts: Facts): JsonObject | undefined {
  const path = `${defender}.securityGating`;
  const profileShown = objectAt(raw, path);
  if (profileShown !== undefined || !mayHaveGating({ raw })) return profileShown;
  const newer = facts.get({ kind: 'newerClusters' });
  const same = newer?.kind === 'found' ? newer.value.filter((newerCluster) => sameId(newerCluster.id, id)) : [];
  return same.map((newerCluster) => objectAt(newerCluster.raw, path)).find((profile) => profile !== undefined);
}

function featureIdentity(
  feature: Feature,
  identity: ReturnType<typeof objectAt>,
  members: Pick<FeatureIdentity, 'registry'> = {},
): readonly FeatureIdentity[] {
  const identityId = textAt(identity, 'resourceId');
  if (identityId === undefined) return [];
  const principalId = textAt(identity, 'objectId');
  const clientId = textAt(identity, 'clientId');
  return [
    {
      feature,
      identityId: identityId as ArmId,
      ...defined({ principalId, clientId }),
      ...members,
    },
  ];
}

/** Returns the needs of features that are on: Defender gating, image pull by service account, and the cluster's Cloud Shell. */
export function featureNeeds(context: NeedContext): readonly Need[] {
  return [
    ...cloudShellNeeds(context),
    ...featureIdentitiesOf(context.cluster, context.facts).flatMap((identity) => gatingPullNeeds(identity, context)),
  ];
}

function gatingPullNeeds(identity: FeatureIdentity, { cluster, facts }: NeedContext): readonly Need[] {
  switch (identity.feature) {
    case 'securityGating':
      return gatingNeeds(identity, cluster, facts);
    case 'imagePull':
      return imagePullNeeds(identity, cluster, facts);
    case 'quickAttach':
      return [];
  }
}

function gatingNeeds(identity: FeatureIdentity, cluster: Cluster, facts: Facts): readonly Need[] {
  const registry = gatedRegistryOf(identity, cluster, facts);
  if (registry === undefined || 'unknown' in registry) return [];
  return [
    {
      ...pullNeed(registry.id, facts),
      ...needKind.pullImagesForGating,
      identity: identity.feature,
      holder: featureHolder(identity),
      why: say`Without it, Defender can't pull what it found in the images of ${lastSegment(registry.id)} before it lets pods run them.`,
      source: gatingPage,
    },
  ];
}

/**
 * As for the kubelet, the registries are those where the identity has a role at the registry's own scope, because
 * nothing else names them.
 */
function imagePullNeeds(identity: FeatureIdentity, cluster: Cluster, facts: Facts): readonly Need[] {
  const holder = featureHolder(identity);
  const principalId = principalOfHolder(holder, facts);
  const assignments = principalId === undefined ? [] : visibleAssignmentsOf(principalId, cluster.subscriptionId, facts);
  return registriesIn(assignments).map((id) => ({
    ...pullNeed(id, facts, assignments),
    ...needKind.pullImagesOfPods,
    identity: identity.feature,
    holder,
    why: say`Without it, pods whose service account names no identity can't pull images from ${lastSegment(id)} with this one.`,
    source: templatePage,
  }));
}

/**
 * Returns the registry that gating names by its id, its login server or its name, or why it isn't known; `undefined`
 * while it has not been read, and if none is named.
 */
export function gatedRegistryOf(
  { registry }: FeatureIdentity,
  { subscriptionId }: Cluster,
  facts: Facts,
): { readonly id: string } | { readonly unknown: Unknown } | undefined {
  if (registry === undefined) return undefined;
  if (isRegistry(registry)) return { id: registry };
  const name = registry
    .replace(/^https:\/\//i, '')
    .split('.', 1)[0]
    ?.toLowerCase();
  const answer = facts.get({ kind: 'resourcesOfType', subscriptionId, type: resourceType.registry });
  if (answer?.kind === 'unreadable') return { unknown: withTitle(say`Registries can't be read`, answer) };
  if (answer === undefined) return undefined;
  const registryIds =
    answer.kind === 'found' ? answer.value.map((listedRegistry) => textAt(listedRegistry, 'id') ?? '') : [];
  const id = registryIds.find((registryId) => lastSegment(registryId).toLowerCase() === name);
  return id === undefined
    ? {
        unknown: unknownWith(
          'hidden',
          'registry',
          say`The registry ${registry} isn't among those of the cluster's subscription.`,
          registry,
        ),
      }
    : { id };
}

function featureHolder(identity: FeatureIdentity): NeedHolder {
  const { identityId, principalId } = identity;
  return { name: featureIdentityName(identity), identityId, ...defined({ principalId }) };
}

/** The Cloud Shell of a cluster with the user's own resources, which the control plane sets up. */
function cloudShellNeeds({ cluster, controlPlane: identity }: NeedContext): readonly Need[] {
  const shell = objectAt(cluster.raw, 'properties.networkProfile.clusterAPIConnectivityProfile.cloudShell');
  if (textAt(shell, 'mode')?.toLowerCase() !== 'custom') return [];
  const isOwnStorage = textAt(shell, 'storage.mode')?.toLowerCase() === 'custom';
  const shared = { ...needKind.useCloudShell, identity, source: templatePage };
  const subnet = textAt(shell, 'network.subnetId');
  const [networks, namespaces, accounts] = [
    [subnet === undefined ? undefined : networkOf(subnet)],
    [textAt(shell, 'network.relayNamespaceId')],
    [isOwnStorage ? textAt(shell, 'storage.storageAccountId') : undefined],
  ].map((ids) => outsideIds(cluster, ids));
  return [
    ...(networks ?? []).map((scope) => ({
      ...shared,
      role: role.networkContributor,
      scope,
      actions: [...subnetActions, 'Microsoft.Network/virtualNetworks/subnets/write'],
      why: say`Without it, the Cloud Shell of the cluster can't be put into a subnet of ${lastSegment(scope)}.`,
    })),
    ...(namespaces ?? []).map((scope) => ({
      ...shared,
      ...needKind.reachCloudShell,
      role: role.reader,
      scope,
      actions: ['Microsoft.Relay/namespaces/read'],
      why: say`Without it, the Cloud Shell of the cluster can't be reached through ${lastSegment(scope)}.`,
    })),
    ...(accounts ?? []).map((scope) => ({
      ...shared,
      role: role.fileShareContributor,
      scope,
      actions: [],
      dataActions: [
        'Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read',
        'Microsoft.Storage/storageAccounts/fileServices/fileshares/files/write',
      ],
      why: say`Without it, the Cloud Shell of the cluster can't keep its files in ${lastSegment(scope)}.`,
    })),
  ];
}
