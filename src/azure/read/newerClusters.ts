/** Looks at clusters in newer API versions than the one in which they are changed: these show more of who uses what. */
import { armShapes } from '../http/armShapes.ts';
import { objectsAt, textAt, textsAt, type JsonObject } from '../../domain/arm/json.ts';
import { clusterOf } from '../../domain/cluster/fromArm.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { IdentityError } from '../../errors.ts';
import { asIdentityError } from '../arm/armErrors.ts';
import { aksApiVersion, type Arm } from '../arm/arm.ts';
import { inExactVersion } from '../http/exactVersion.ts';
import { standInFor } from '../http/versionChoice.ts';
import type { ListRequest } from './listEverywhere.ts';
import { resourcesVersion } from '../arm/apiVersions.ts';

const namespace = 'Microsoft.ContainerService';

/** Says how clusters are listed in newer versions, by subscription; Resource Graph does not say which version it shows. */
export const newerClusterList: Pick<ListRequest<Cluster>, 'fromGraph' | 'inSubscription'> = {
  fromGraph: () => Promise.resolve([]),
  inSubscription: listNewerClusters,
};

/**
 * Lists the clusters of a subscription in the newest stable version that Azure offers there, and in the newest preview, which
 * shows what no other version does. None where nothing newer is offered; notes where every preview is refused, and throws where
 * all that is newer is.
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
  const found = newest.clusters.map(clusterOf);
  const previews = newer.filter(isPreview);
  if (isPreview(newest.version) || previews.length === 0) return found;
  const preview = await firstTaken(previews, list);
  if ('clusters' in preview) return [...found, ...preview.clusters.map(clusterOf)];
  note?.(notAllSeen(ours, preview.refusal));
  return found;
}

type Taken =
  { readonly version: string; readonly clusters: readonly JsonObject[] } | { readonly refusal: IdentityError };

/** The list in the first of the versions that is not refused, else the last refusal. */
async function firstTaken(
  versions: readonly string[],
  list: (version: string) => Promise<readonly JsonObject[]>,
): Promise<Taken> {
  let refusal = new IdentityError({ code: 'unexpected', message: 'No version was tried.' });
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
  const message = `Not everything newer than ${ours} can be seen: ${failure.message}`;
  return new IdentityError({ ...failure, message });
}

/** The versions that the provider lists for clusters, the newest first. */
async function offeredVersions(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly string[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}`;
  const provider = await arm.get(path, resourcesVersion, signal, armShapes.provider);
  const type = objectsAt(provider, 'resourceTypes').find(
    (each) => textAt(each, 'resourceType')?.toLowerCase() === 'managedclusters',
  );
  const offered = [...textsAt(type, 'apiVersions')].filter((version) => /^\d{4}-\d\d-\d\d/.test(version));
  if (offered.length > 0) return offered.sort().reverse();
  throw new IdentityError({ code: 'notFound', message: `${namespace} does not say which API versions it offers.` });
}

/** Ours, or the one that stands in for it where it is not offered yet. */
function inUse(offered: readonly string[]): string {
  if (offered.includes(aksApiVersion)) return aksApiVersion;
  return standInFor({ namespace, type: 'managedClusters' }, aksApiVersion, offered) ?? aksApiVersion;
}

function isPreview(version: string): boolean {
  return version.length > 10;
}

/** Whatever Azure finds wrong with a list that names nothing but a version may be that version; what is between says nothing of it. */
function isVersionRefusal({ failure: { status, armCode } }: IdentityError): boolean {
  return (status === 400 || status === 404) && armCode !== undefined && armCode !== 'SubscriptionNotFound';
}
