/** Reads clusters in newer API versions than the one used to change them, because these show more about who uses what. */
import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { armShapes } from '../http/armShapes.ts';
import { objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { saidMessage, IdentityError } from '../../errors.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { inExactVersion } from '../http/versionPolicy.ts';
import { versionInsteadOf, isPreview } from '../http/versionChoice.ts';
import { keptCluster } from './clusters.ts';
import { isVersionRefusal } from '../arm/armCodes.ts';
import type { ListWay } from './listEverywhere.ts';
import { say } from '../../sentences/words.ts';

const namespace = 'Microsoft.ContainerService';

/** Says how clusters are listed in newer versions, by subscription; Resource Graph doesn't say which version it shows. */
export const newerClusterList: ListWay<Cluster> = {
  fromGraph: () => Promise.resolve([]),
  inSubscription: listNewerClusters,
};

/**
 * Lists the clusters of a subscription in the newest stable version that Azure offers there, and in the newest preview,
 * which may show more. The list is empty if nothing newer is offered. Notes it if every preview is refused, and throws
 * if every newer version is.
 */
async function listNewerClusters(
  arm: Arm,
  subscriptionId: string,
  signal?: AbortSignal,
  note?: (lack: IdentityError) => void,
): Promise<readonly Cluster[]> {
  const offered = await offeredVersions(arm, subscriptionId, signal);
  const ours = inUse(offered);
  const newer = offered.filter((version) => version.slice(0, 10) > ours.slice(0, 10));
  if (newer.length === 0) return [];
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}/managedClusters`;
  const list = (version: string): Promise<readonly JsonObject[]> =>
    inExactVersion(() => arm.list(path, version, signal, armShapes.cluster));
  const newest = await firstTaken(newer, list);
  if ('refusal' in newest) throw notAllSeen(ours, newest.refusal);
  const clusters = newest.clusters.map(keptCluster);
  const previews = newer.filter(isPreview);
  if (isPreview(newest.version) || previews.length === 0) return clusters;
  const preview = await firstTaken(previews, list);
  if ('clusters' in preview) return [...clusters, ...preview.clusters.map(keptCluster)];
  note?.(notAllSeen(ours, preview.refusal));
  return clusters;
}

type AcceptedVersion =
  | { readonly version: string; readonly clusters: readonly JsonObject[] }
  | { readonly refusal: IdentityError };

/** Lists in the first of the versions that is accepted; throws the last refusal if none is. */
async function firstTaken(
  versions: readonly string[],
  list: (version: string) => Promise<readonly JsonObject[]>,
): Promise<AcceptedVersion> {
  let refusal = new IdentityError({ code: 'unexpected', message: say`No version was tried.` });
  for (const version of versions) {
    try {
      return { version, clusters: await list(version) };
    } catch (thrown) {
      refusal = asIdentityError(thrown);
      if (!isVersionRefusal(refusal)) throw refusal;
    }
  }
  return { refusal };
}

function notAllSeen(ours: string, { failure }: IdentityError): IdentityError {
  const message = say`Not everything newer than ${ours} can be seen: ${saidMessage(failure)}`;
  return new IdentityError({ ...failure, message });
}

/** The provider's API versions for clusters, the newest first. */
async function offeredVersions(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly string[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}`;
  const provider = await arm.get(path, apiVersions.resources, signal, armShapes.provider);
  const type = objectsAt(provider, 'resourceTypes').find(
    (resource) => textAt(resource, 'resourceType')?.toLowerCase() === 'managedclusters',
  );
  const offered = [...textsAt(type, 'apiVersions')].filter((version) => /^\d{4}-\d\d-\d\d/.test(version));
  if (offered.length > 0) return offered.sort().reverse();
  throw new IdentityError({ code: 'notFound', message: say`${namespace} does not say which API versions it offers.` });
}

/** The version that we use, or the one that replaces it if it is not offered yet. */
function inUse(offered: readonly string[]): string {
  if (offered.includes(apiVersions.aks)) return apiVersions.aks;
  return versionInsteadOf({ namespace, type: 'managedClusters' }, apiVersions.aks, offered) ?? apiVersions.aks;
}
