/** Changes of every kind to the things of the demo: one for each cluster, drawn of its world. */
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { kinds } from '../../../src/domain/change/kinds.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { changeCases } from '../../support/domain/changes/changeCases.ts';

/** Returns the changes of a kind, each once. */
export function demoChanges(kind: ChangeKind, world: WorldFile): readonly Change[] {
  const { draw } = changeCases[kind];
  if (typeof draw === 'string') return [];
  const idsOf = (type: string): readonly string[] =>
    world.resources.filter(({ id }) => new RegExp(`/${type}/[^/]+$`, 'i').test(id)).map(({ id }) => id);
  const principals = world.resources.flatMap(({ properties }) => {
    const { principalId } = (properties ?? {}) as { readonly principalId?: string };
    return principalId === undefined ? [] : [principalId];
  });
  const issuers = world.resources.flatMap(({ properties }) => {
    const { oidcIssuerProfile: { issuerURL } = {} } = (properties ?? {}) as {
      readonly oidcIssuerProfile?: { readonly issuerURL?: string };
    };
    return issuerURL === undefined ? [] : [issuerURL];
  });
  const [clusters, identities, registries, subnets] = [
    ...['managedClusters', 'userAssignedIdentities', 'registries', 'subnets'],
  ].map(idsOf) as [readonly string[], readonly string[], readonly string[], readonly string[]];
  const placeOf = (id: string): { subscriptionId: string; resourceGroup: string; location: string } => {
    const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/');
    return { subscriptionId, resourceGroup, location: 'westeurope' };
  };
  const all = clusters.flatMap((clusterId, a) => {
    const near = identities.filter((id) => placeOf(id).subscriptionId === placeOf(clusterId).subscriptionId);
    const identityId = near[a % near.length] ?? identities[a % identities.length] ?? '';
    const change = draw({
      a,
      b: a,
      c: a,
      d: a % 3,
      clusterId,
      identityId,
      idsOf,
      registryId: registries[a % registries.length] ?? '',
      controlPlane: a % 3 === 0 ? { kind: 'systemAssigned' } : { kind: 'userAssigned', identityId },
      place: placeOf(clusterId),
      things: {
        identityIds: near,
        registryIds: registries,
        subnets,
        principals,
        issuers,
        accounts: ['cart', 'web'],
        clusterNames: ['new-weu', 'new-neu', 'new-two'],
        roleNames: ['Reader', 'Network Contributor', 'AcrPull'],
        scopes: [...subnets, ...registries, ...near],
        assignmentIds: world.roleAssignments.map(
          ({ scope, name }) => `${scope}/providers/Microsoft.Authorization/roleAssignments/${name ?? ''}`,
        ),
      },
    });
    return change === undefined ? [] : [change];
  });
  return [...new Map(all.map((change) => [JSON.stringify(change), change])).values()];
}

/** The kinds that can be drawn. */
export const drawnKinds = (Object.keys(kinds) as ChangeKind[]).filter(
  (kind) => typeof changeCases[kind].draw !== 'string',
);
