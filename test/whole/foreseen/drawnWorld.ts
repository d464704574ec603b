/** Random worlds in which two or three clusters share a few identities, so that what is done to one meets another. */
import type { Json, WorldFile, WorldResource, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import {
  backupOperator,
  backupVault,
  extension,
  trustedBinding,
} from '../../../src/emulator/scenarios/parts/around.ts';
import { cluster, identityBinding, issuerOf } from '../../../src/emulator/scenarios/parts/clusters.ts';
import type { ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import {
  bindingCredential,
  federatedCredential,
  identityReference,
  userAssignedIdentity,
} from '../../../src/emulator/scenarios/parts/identities.ts';
import { privateDnsZone, subnetId, virtualNetwork } from '../../../src/emulator/scenarios/parts/networks.ts';
import {
  combine,
  grant,
  groupId,
  guid,
  resourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { registry } from '../../../src/emulator/scenarios/parts/services.ts';
import { fc } from '../../support/property.ts';

/** Where everything is. */
export const place = { subscriptionId: guid('subscription', 'foreseen'), group: 'rg-shop', location: 'westeurope' };
const elsewhere = { ...place, group: 'rg-platform' };

/** The identities, two of which lie in another group. */
export const identities = ['id-a', 'id-b', 'id-c', 'id-d'].map((name, index) =>
  userAssignedIdentity(index < 2 ? place : elsewhere, name),
);
const network = virtualNetwork(place, 'vnet-shop', '10.10.0.0/16', [
  { name: 'snet-aks', prefix: '10.10.0.0/20' },
  { name: 'snet-new', prefix: '10.10.16.0/20' },
]);
/** The subnets. */
export const subnets = ['snet-aks', 'snet-new'].map((name) => subnetId(network, name));
const zone = privateDnsZone(place, 'privatelink.westeurope.azmk8s.io');
/** A registry of each kind. */
export const registries = [
  registry(place, 'acrlegacy', 'LegacyRegistryPermissions'),
  registry(place, 'acrabac', 'AbacRepositoryPermissions'),
];
const vault = backupVault(place, 'vault-shop');
const bareVault = backupVault(place, 'vault-bare', false);

/** The names of the clusters. */
export const clusterNames = ['one-weu', 'two-weu', 'three-weu'];
/** The service accounts that credentials name. */
export const accounts = ['cart', 'web'];
/** The roles that are given. */
export const roleNames = [
  ...['Owner', 'Contributor', 'Reader', 'User Access Administrator', 'Network Contributor', 'AcrPull'],
  ...['Container Registry Repository Reader', 'Managed Identity Operator'],
];
/** Where roles are given. */
export const scopes = [
  `/subscriptions/${place.subscriptionId}`,
  groupId(place),
  groupId(elsewhere),
  ...registries.map(({ id }) => id),
  ...subnets,
  ...identities.map(({ id }) => id),
];

const chosen = <T>(all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const rarely = fc.integer({ min: 0, max: 5 }).map((n) => n === 0);
const anIdentity = fc.nat(identities.length - 1);
const controlPlane = fc.oneof(
  fc.constant({ kind: 'systemAssigned' as const }),
  anIdentity.map((index) => ({ kind: 'userAssigned' as const, index })),
  { arbitrary: fc.constant({ kind: 'servicePrincipal' as const }), weight: 1 },
);
const feature = fc.constantFrom(undefined, undefined, 'gating' as const, 'imagePull' as const, 'podIdentity' as const);
const aCluster = fc.record({
  controlPlane,
  kubelet: fc.option(anIdentity, { nil: undefined }),
  subnet: fc.option(fc.nat(subnets.length - 1), { nil: undefined }),
  isOlder: fc.boolean(),
  workloads: fc.constantFrom('none', 'issuer', 'on', 'on'),
  isMadeAgain: rarely,
  hasOwnZone: rarely,
  podAccess: fc.constantFrom(undefined, 'None', 'IMDS'),
  feature: fc.tuple(feature, anIdentity),
  addons: fc.subarray(['omsagent', 'azurepolicy', 'openServiceMesh', 'azureKeyvaultSecretsProvider'], { maxLength: 2 }),
});
type ClusterDraw = ReturnType<(typeof aCluster)['generate']>['value'];

/** What a world is made from. */
export const aWorld = fc.record({
  clusters: fc.array(aCluster, { minLength: 1, maxLength: clusterNames.length }),
  grants: fc.array(fc.tuple(fc.nat(9), chosen(roleNames), chosen(scopes)), { maxLength: 8 }),
  credentials: fc.array(
    fc.record({
      identity: anIdentity,
      cluster: fc.nat(clusterNames.length - 1),
      generation: fc.constantFrom(1, 1, 1, 2),
      account: chosen(accounts),
      audience: fc.constantFrom('usual', 'usual', 'usual', 'other'),
    }),
    { maxLength: 5 },
  ),
  crowded: fc.option(fc.tuple(anIdentity, fc.integer({ min: 13, max: 19 })), { nil: undefined }),
  bindings: fc.array(fc.tuple(anIdentity, fc.nat(clusterNames.length - 1)), { maxLength: 2 }),
  trusted: fc.array(fc.tuple(fc.nat(clusterNames.length - 1), fc.nat(2)), { maxLength: 2 }),
  extensions: fc.array(fc.tuple(fc.nat(clusterNames.length - 1), fc.nat(1)), { maxLength: 2 }),
});
/** One of these. */
export type WorldDraw = ReturnType<(typeof aWorld)['generate']>['value'];

/** A world, and what changes may name in it. */
export interface DrawnWorld {
  readonly world: WorldFile;
  readonly clusters: readonly ClusterPart[];
  readonly principals: readonly string[];
  readonly issuers: readonly string[];
}

/** Makes the world that was drawn. */
export function worldOf(draw: WorldDraw): DrawnWorld {
  const clusters = draw.clusters.map((each, index) => clusterPart(each, clusterNames[index] ?? ''));
  const principals = [
    ...identities.map(({ principalId }) => principalId),
    ...clusters.flatMap(({ principalId, kubelet }) => [principalId, ...(kubelet ? [kubelet.principalId] : [])]),
  ];
  const issuers = clusterNames.flatMap((name) => [1, 2].map((generation) => issuerOf(place, name, generation)));
  const others: WorldResource[] = [
    ...[resourceGroup(place), resourceGroup(elsewhere), ...network, zone, ...registries, vault, bareVault],
    ...identities.map(({ resource }) => resource),
    ...credentialsOf(draw),
    ...aroundOf(draw, clusters),
  ];
  const grants = draw.grants.flatMap(([who, role, scope]): WorldRoleAssignment[] => {
    const principalId = principals[who];
    return principalId === undefined ? [] : [grant(role, principalId, scope)];
  });
  const operators = draw.clusters.flatMap(({ controlPlane: { kind }, kubelet }, index) => {
    const [own, to] = [clusters[index], identities[kubelet ?? -1]];
    return kind !== 'userAssigned' || !own || !to ? [] : [grant('Managed Identity Operator', own.principalId, to.id)];
  });
  const { resources, roleAssignments } = combine([
    { resources: others, roleAssignments: [...grants, ...operators] },
    ...clusters,
  ]);
  return {
    world: {
      tenantId,
      subscriptions: [{ subscriptionId: place.subscriptionId, displayName: 'Foreseen' }],
      features: [{ subscriptionId: place.subscriptionId, name: 'Microsoft.ContainerService/IdentityBindingPreview' }],
      resources: onceEach(resources, ({ id }) => id),
      roleAssignments: onceEach(roleAssignments, ({ scope, principalId, roleName }) =>
        [scope, principalId, roleName].join(),
      ),
    },
    ...{ clusters, principals, issuers },
  };
}

function onceEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((each) => [keyOf(each).toLowerCase(), each])).values()];
}

function clusterPart(draw: ClusterDraw, name: string): ClusterPart {
  const who = draw.controlPlane;
  const isManaged = who.kind !== 'servicePrincipal';
  // AKS takes an own kubelet identity only beside a user-assigned control plane.
  const kubelet = who.kind === 'userAssigned' ? identities[draw.kubelet ?? -1] : undefined;
  const subnet = subnets[draw.subnet ?? -1];
  // AKS closes the metadata endpoint only where the cluster has an issuer and nothing that needs the endpoint.
  const mayClose = draw.workloads !== 'none' && draw.addons.length === 0;
  const access = draw.podAccess === 'None' && !mayClose ? 'IMDS' : draw.podAccess;
  return cluster({
    place,
    name,
    controlPlane:
      who.kind === 'userAssigned'
        ? { kind: 'userAssigned', identity: identities[who.index]! }
        : who.kind === 'servicePrincipal'
          ? { kind: 'servicePrincipal', appId: guid('app', name), objectId: guid('object', name) }
          : who,
    ...(kubelet ? { kubelet } : {}),
    pools: [
      {
        name: 'nodepool1',
        image: draw.isOlder ? olderImage : currentImage,
        newestImage: currentImage,
        ...(subnet === undefined ? {} : { subnetId: subnet }),
      },
    ],
    network: {
      ...{ networkPlugin: 'azure', serviceCidr: '10.2.0.0/24', dnsServiceIP: '10.2.0.10' },
      ...(access === undefined ? {} : { podLinkLocalAccess: access }),
    },
    addons: Object.fromEntries(draw.addons.map((addon) => [addon, configOf(addon)])),
    workloadIdentity: draw.workloads === 'on',
    ...(draw.isMadeAgain ? { generation: 2 } : {}),
    ...(draw.hasOwnZone && who.kind === 'userAssigned' ? { privateDnsZone: zone.id } : {}),
    properties: {
      ...(draw.workloads === 'issuer'
        ? { oidcIssuerProfile: { enabled: true, issuerURL: issuerOf(place, name, draw.isMadeAgain ? 2 : 1) } }
        : draw.workloads === 'none'
          ? { oidcIssuerProfile: { enabled: false } }
          : {}),
      ...(isManaged ? featureOf(draw) : {}),
    },
  });
}

function configOf(addon: string): Json {
  return addon === 'omsagent' ? { useAADAuth: 'false' } : {};
}

function featureOf({ feature: [kind, index], workloads }: ClusterDraw): Readonly<Record<string, Json>> {
  const identity = identities[index]!;
  const workloadIdentity = workloads === 'on' ? { workloadIdentity: { enabled: true } } : {};
  switch (kind) {
    case undefined:
      return {};
    case 'gating':
      return {
        securityProfile: {
          ...workloadIdentity,
          defender: {
            securityGating: {
              enabled: true,
              identities: [{ azureContainerRegistry: registries[0]!.id, identity: identityReference(identity) }],
            },
          },
        },
      };
    case 'imagePull':
      return {
        securityProfile: {
          ...workloadIdentity,
          serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identity.id },
        },
      };
    case 'podIdentity':
      return {
        podIdentityProfile: {
          enabled: true,
          userAssignedIdentities: [{ name: 'pods', namespace: 'shop', identity: identityReference(identity) }],
        },
      };
  }
}

function credentialsOf(draw: WorldDraw): readonly WorldResource[] {
  const { credentials, crowded, bindings } = draw;
  const drawn = credentials.map(({ identity, cluster: of, account, audience, ...drawn }) => {
    // Nothing can trust an issuer that there has never been.
    const generation = draw.clusters[of]?.workloads === 'none' ? 2 : drawn.generation;
    const made = federatedCredential(
      identities[identity]!,
      `${account}-${of}-${generation}`,
      issuerOf(place, clusterNames[of] ?? '', generation),
      `system:serviceaccount:shop:${account}`,
    );
    if (audience === 'usual') return made;
    return { ...made, properties: { ...(made['properties'] as Record<string, Json>), audiences: ['api://other'] } };
  });
  const [who, count] = crowded ?? [0, 0];
  const many = Array.from({ length: count }, (_, n) =>
    federatedCredential(
      identities[who]!,
      `repo-${n}`,
      'https://token.actions.githubusercontent.com',
      `repo:shop/app-${n}:ref:refs/heads/main`,
    ),
  );
  const shared = bindings.map(([index]) => bindingCredential(identities[index]!));
  return onceEach([...shared, ...drawn, ...many], ({ properties, id }) =>
    JSON.stringify([properties, id.split('/').slice(0, -2)]),
  ).filter((each, index, all) => {
    const parent = each.id.split('/').slice(0, -1).join('/');
    return all.slice(0, index).filter(({ id }) => id.startsWith(parent)).length < 20;
  });
}

function aroundOf({ bindings, trusted, extensions, clusters: drawn }: WorldDraw, clusters: readonly ClusterPart[]) {
  const bound = bindings.flatMap(([index, of]) => {
    if (drawn[of]?.workloads !== 'on' || drawn[of].feature[0] === 'podIdentity') return [];
    return [identityBinding(place, clusterNames[of] ?? '', `bound-${index}`, identities[index]!)];
  });
  const letIn = trusted.flatMap(([of, source]) => {
    const to = clusters[of];
    const from = [vault.id, bareVault.id, `${vault.id}-gone`][source] ?? '';
    return to ? [trustedBinding(to.id, `trusted-${source}`, from, [backupOperator])] : [];
  });
  const extended = extensions.flatMap(([of, which]) => {
    const to = clusters[of];
    const type = ['microsoft.flux', 'microsoft.dapr'][which] ?? '';
    return to ? [extension(to.id, type.split('.')[1] ?? '', { type })] : [];
  });
  return [...bound, ...letIn, ...extended];
}
