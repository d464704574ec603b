/** Looks at clusters in newer API versions than the one in which they are changed: these show more of who uses what. */
import { promised } from '../http/promised.ts';
import { objectsAt, textAt, textsAt } from '../../domain/arm/json.ts';
import { clusterOf } from '../../domain/cluster/fromArm.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { IdentityError } from '../../errors.ts';
import { translated } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { aksApiVersion } from '../arm/arm.ts';
import { inExactVersion } from '../http/exactVersion.ts';
import { standInFor } from '../http/versionChoice.ts';
import type { ListRequest } from './listEverywhere.ts';

const namespace = 'Microsoft.ContainerService';

/** Says how clusters are listed in newer versions, by subscription; Resource Graph does not say which version it shows. */
export const newerClusterList: Pick<ListRequest<Cluster>, 'fromGraph' | 'inSubscription'> = {
  fromGraph: () => Promise.resolve([]),
  inSubscription: listNewerClusters,
};

/**
 * Lists the clusters of a subscription in the newest version that Azure offers there, and in the newest preview, which shows
 * what no other version does. None where nothing newer is offered; throws where all that is newer is refused.
 */
async function listNewerClusters(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly Cluster[]> {
  let ours: string = aksApiVersion;
  try {
    const offered = await offeredVersions(arm, subscriptionId, signal);
    ours = inUse(offered);
    const newer = offered.filter((version) => version.slice(0, 10) > ours.slice(0, 10));
    const [newest] = newer;
    if (newest === undefined) return [];
    const found = await listInFirstOf(arm, { subscriptionId, versions: newer }, signal);
    const previews = isPreview(newest) ? [] : newer.filter(isPreview);
    return [...found, ...(await listInPreviews(arm, { subscriptionId, versions: previews }, signal))];
  } catch (thrown) {
    const { failure } = translated(thrown);
    const message = `Settings newer than ${ours} can't be seen: ${failure.message}`;
    throw new IdentityError({ ...failure, message }, { cause: thrown });
  }
}

/** The versions that the provider lists for clusters, the newest first. */
async function offeredVersions(arm: Arm, subscriptionId: string, signal?: AbortSignal): Promise<readonly string[]> {
  const path = `/subscriptions/${subscriptionId}/providers/${namespace}`;
  const provider = await arm.get(path, '2021-04-01', signal, promised.provider);
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

interface Versions {
  readonly subscriptionId: string;
  /** The newest first. */
  readonly versions: readonly string[];
}

/** The list in the first preview that is not refused; none where all are, because a newer version was taken. */
async function listInPreviews(arm: Arm, previews: Versions, signal?: AbortSignal): Promise<readonly Cluster[]> {
  if (previews.versions.length === 0) return [];
  try {
    return await listInFirstOf(arm, previews, signal);
  } catch (thrown) {
    const error = translated(thrown);
    if (isVersionRefusal(error)) return [];
    throw error;
  }
}

/** The list in the first of the versions that is not refused; throws the last refusal where all are. */
async function listInFirstOf(
  arm: Arm,
  { subscriptionId, versions }: Versions,
  signal?: AbortSignal,
): Promise<readonly Cluster[]> {
  let refusal: IdentityError | undefined;
  for (const version of versions) {
    try {
      const path = `/subscriptions/${subscriptionId}/providers/${namespace}/managedClusters`;
      return (await inExactVersion(() => arm.list(path, version, signal, promised.cluster))).map(clusterOf);
    } catch (thrown) {
      refusal = translated(thrown);
      if (!isVersionRefusal(refusal)) throw refusal;
    }
  }
  throw refusal ?? new IdentityError({ code: 'unexpected', message: 'No version was tried.' });
}

/** Whatever is wrong with a list that names nothing but a version may be that version. */
function isVersionRefusal({ failure: { status, armCode } }: IdentityError): boolean {
  return (status === 400 || status === 404) && armCode !== 'SubscriptionNotFound';
}
