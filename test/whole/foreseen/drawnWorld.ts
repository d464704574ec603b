/** Random worlds in which two or three clusters share a few identities, so that what is done to one meets another. */
import type { Json, WorldFile, WorldResource, WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import {
  backupOperator,
  backupVault,
  makeExtension,
  trustedBinding,
} from '../../../src/emulator/scenarios/parts/around.ts';
import { identityBinding, issuerOf, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { bindingCredential, federatedCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import {
  combineParts,
  assignRole,
  makeResourceGroup,
  tenantId,
} from '../../../src/emulator/scenarios/parts/resources.ts';
import { fc } from '../../support/property.ts';
import { aCluster, anIdentity, clusterPart } from './drawnCluster.ts';
import {
  accounts,
  clusterNames,
  elsewhere,
  identities,
  network,
  place,
  registries,
  roleNames,
  scopes,
  zone,
} from './things.ts';

const chosen = <T>(all: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...all);
const vault = backupVault(place, 'vault-shop');
const bareVault = backupVault(place, 'vault-bare', false);

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
    ...[makeResourceGroup(place), makeResourceGroup(elsewhere), ...network, zone, ...registries, vault, bareVault],
    ...identities.map(({ resource }) => resource),
    ...credentialsOf(draw),
    ...aroundOf(draw, clusters),
  ];
  const grants = draw.grants.flatMap(([who, role, scope]): WorldRoleAssignment[] => {
    const principalId = principals[who];
    return principalId === undefined ? [] : [assignRole(role, principalId, scope)];
  });
  const operators = draw.clusters.flatMap(({ controlPlane: { kind }, kubelet }, index) => {
    const own = clusters[index];
    const to = identities[kubelet ?? -1];
    return kind !== 'userAssigned' || !own || !to
      ? []
      : [assignRole('Managed Identity Operator', own.principalId, to.id)];
  });
  const { resources, roleAssignments } = combineParts([
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
    clusters,
    principals,
    issuers,
  };
}

function onceEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((each) => [keyOf(each).toLowerCase(), each])).values()];
}

function credentialsOf(draw: WorldDraw): readonly WorldResource[] {
  const { credentials, crowded } = draw;
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
  const shared = boundIn(draw).map(([index]) => bindingCredential(identities[index]!));
  const gates = draw.clusters.flatMap(({ feature: [kind, index], isServed, workloads, isMadeAgain }, of) => {
    if (kind !== 'gating' || !isServed || workloads === 'none') return [];
    const issuer = issuerOf(place, clusterNames[of] ?? '', isMadeAgain ? 2 : 1);
    return [federatedCredential(identities[index]!, `gate-${of}`, issuer, 'system:serviceaccount:kube-system:gate')];
  });
  return onceEach([...shared, ...gates, ...drawn, ...many], ({ properties, id }) =>
    JSON.stringify([properties, id.split('/').slice(0, -2)]),
  ).filter((each, index, all) => {
    const parent = each.id.split('/').slice(0, -1).join('/');
    return all.slice(0, index).filter(({ id }) => id.startsWith(parent)).length < 20;
  });
}

/** Identities are bound to clusters that can have bindings: those that were drawn, and those that are to pull images. */
function boundIn({ bindings, clusters }: WorldDraw): readonly (readonly [identity: number, cluster: number])[] {
  const pulling = clusters.flatMap(({ feature: [kind, index], isServed }, of) =>
    kind === 'imagePull' && isServed ? [[index, of] as const] : [],
  );
  const all = [...bindings, ...pulling].filter(
    ([, of]) => clusters[of]?.workloads === 'on' && clusters[of].feature[0] !== 'podIdentity',
  );
  return onceEach(all, (each) => each.join());
}

function aroundOf(draw: WorldDraw, clusters: readonly ClusterPart[]): readonly WorldResource[] {
  const { trusted, extensions } = draw;
  const bound = boundIn(draw).map(([index, of]) =>
    identityBinding(place, clusterNames[of] ?? '', `bound-${index}`, identities[index]!),
  );
  const letIn = trusted.flatMap(([of, source]) => {
    const to = clusters[of];
    const from = [vault.id, bareVault.id, `${vault.id}-gone`][source] ?? '';
    return to ? [trustedBinding(to.id, `trusted-${source}`, from, [backupOperator])] : [];
  });
  const extended = extensions.flatMap(([of, which]) => {
    const to = clusters[of];
    const type = ['microsoft.flux', 'microsoft.dapr'][which] ?? '';
    return to ? [makeExtension(to.id, type.split('.')[1] ?? '', { type })] : [];
  });
  return [...bound, ...letIn, ...extended];
}
