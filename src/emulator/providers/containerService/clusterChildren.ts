import { asList, asObject, asText } from '../../arm/json.ts';
import { lastSegment, parentScope } from '../../arm/path.ts';
import type { ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { parentNotFound } from '../../request/readAnswers.ts';
import { readOnlyKind } from '../resources/storedResource.ts';
import { kubernetesMinors } from './body/kubernetesVersions.ts';
import { requireCluster } from './cluster/clusterPut.ts';
import { poolsOf } from './pool/agentPools.ts';

const clusterType = 'Microsoft.ContainerService/managedClusters';
const versions = ['2019-02-01', '2026-06-01'] as const;

/** These types of AKS can be read and listed as the world has them, but not written. */
export const readableKinds: readonly ResourceKind[] = [
  'Microsoft.ContainerService/snapshots',
  ...['maintenanceConfigurations', 'privateEndpointConnections'].map((name) => `${clusterType}/${name}`),
].map((type) => readOnlyKind(type, versions));

/** The resource type of the machines of a node pool, with its handlers. */
export const machines = readOnlyKind(`${clusterType}/agentPools/machines`, versions, (request, emulation) => {
  const { world } = emulation;
  const poolId = request.path.id.replace(/\/machines$/i, '');
  const cluster = requireCluster(world, parentScope(poolId) ?? '');
  const name = lastSegment(poolId).toLowerCase();
  if (!poolsOf(cluster).some((pool) => asText(pool['name'])?.toLowerCase() === name)) {
    throw parentNotFound(request.path);
  }
  return pageAnswer(request, emulation, world.resources.ofType(machines.type, poolId));
});

/** Private link resources are what others can link to in a private cluster; the cluster itself shows them as well. */
export const privateLinkResources: ResourceKind = {
  type: `${clusterType}/privateLinkResources`,
  versions,
  list: (request, emulation) => {
    const cluster = requireCluster(emulation.world, request.path.id.replace(/\/[^/]+$/, ''));
    return pageAnswer(
      request,
      emulation,
      asList(asObject(cluster['properties'])['privateLinkResources']).map(asObject),
    );
  },
};

/** A node pool can have the versions that are offered and not newer than the control plane. */
export const availableAgentPoolVersions: ResourceKind = {
  type: `${clusterType}/availableAgentPoolVersions`,
  versions,
  list: (request, { world }) => {
    const cluster = requireCluster(world, request.path.id.replace(/\/[^/]+$/, ''));
    const { currentKubernetesVersion, kubernetesVersion } = asObject(cluster['properties']);
    const current = asText(currentKubernetesVersion) ?? asText(kubernetesVersion);
    const offered = kubernetesMinors.flatMap(({ patches, isDefault, isPreview }) =>
      patches.map((version) => ({
        kubernetesVersion: version,
        ...(isDefault === true && version === patches.at(-1) ? { default: true } : {}),
        ...(isPreview === true ? { isPreview } : {}),
      })),
    );
    return {
      status: 200,
      body: {
        id: `${cluster.id}/availableagentpoolversions`,
        name: 'default',
        type: `${clusterType}/availableAgentpoolVersions`,
        properties: {
          agentPoolVersions: offered.filter(
            (entry) => current === undefined || !isNewer(entry.kubernetesVersion, current),
          ),
        },
      },
    };
  },
};

/** Returns true if a version is newer than another one; a part that the other one lacks doesn't count. */
function isNewer(version: string, otherVersion: string): boolean {
  const [parts, otherParts] = [version, otherVersion].map((text) => text.split('.').map(Number)) as [
    number[],
    number[],
  ];
  const index = otherParts.findIndex((part, place) => part !== parts[place]);
  return index >= 0 && (parts[index] ?? 0) > (otherParts[index] ?? 0);
}
