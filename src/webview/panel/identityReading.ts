/** Reading the identity of a panel: who uses it, what it holds, and what is wrong with the clusters that use it. */
import type { IdentityService } from '../../app/identityService.ts';
import { distinctIds, groupOf, lastSegment, sameText, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { openOf } from '../../domain/findings/rule/weight.ts';
import type { IdentityMapFacts } from '../../domain/identityMap/identityOwnMap.ts';
import { errorWords, failureOf } from '../../errors.ts';
import { say } from '../../sentences/words.ts';
import {
  createClusterReading,
  createReading,
  isUnread,
  unreadBanner,
  type PanelReading,
  type ReadingOptions,
} from './clusterReading.ts';
import type { ModelStore } from './store.ts';

/** More clusters are not checked, and the map says so. */
const mostChecked = 10;

/** Creates the reading of what a panel is about, its cluster or its identity; nothing is read yet. */
export function createPanelReading(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  options: ReadingOptions,
): PanelReading {
  const isOfIdentity = store.get().identityId !== undefined;
  return isOfIdentity ? createIdentityReading(store, service, options) : createClusterReading(store, service, options);
}

function createIdentityReading(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  { signal, note }: Pick<ReadingOptions, 'signal' | 'note'>,
): PanelReading {
  return createReading(async () => {
    const { identityId } = store.get();
    if (identityId === undefined || signal.aborted) return;
    store.change({ reading: true });
    try {
      const identity = await readMapFacts(await service(), identityId, signal);
      store.change({ reading: false, identity }, isUnread(store.get().banner) ? ['banner'] : []);
    } catch (error) {
      note(error);
      store.change({ reading: false, banner: unreadBanner(lastSegment(identityId), failureOf(error)) });
    }
  });
}

async function readMapFacts(from: IdentityService, identityId: string, signal: AbortSignal): Promise<IdentityMapFacts> {
  const [identity, uses] = await Promise.all([from.identityNow(identityId, signal), from.uses(identityId, signal)]);
  const held = from.everyRoleOf(identity.principalId, signal);
  const used = [...uses.clusters, ...uses.bindings, ...uses.credentials].flatMap(({ clusterId }) => clusterId ?? []);
  const isWithout = uses.credentials.some(({ clusterId }) => clusterId === undefined);
  const named = distinctIds([...used, ...(isWithout ? await from.reporters(identityId, signal) : [])]);
  const clusterIds = named.length > 0 ? named : await clustersNear(from, (await held).roles, signal);
  const [{ roles, unknown }, ...checks] = await Promise.all([
    held,
    ...clusterIds.map(async (clusterId, index) =>
      index < mostChecked ? checkUsingCluster(from, clusterId, signal) : { clusterId, why: tooMany },
    ),
  ]);
  return {
    identity,
    uses,
    roles,
    unknown,
    findings: checks.flatMap((result) => ('findings' in result ? result.findings : [])),
    unchecked: checks.flatMap((result) => ('why' in result ? [result] : [])),
  };
}

/** The clusters that may have a finding about roles of an identity that nothing uses, those in the same resource group first. */
async function clustersNear(
  from: IdentityService,
  roles: IdentityMapFacts['roles'],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (roles.length === 0) return [];
  const { items } = await from.clusters({ signal });
  const nearby = items.filter((cluster) =>
    roles.some(({ scope }) => sameText(subscriptionOf(scope), cluster.subscriptionId)),
  );
  const isBeside = ({ id }: { readonly id: string }): boolean =>
    roles.some(({ scope }) => sameText(groupOf(scope), groupOf(id)));
  return nearby
    .toSorted((a, b) => Number(isBeside(b)) - Number(isBeside(a)))
    .slice(0, mostChecked)
    .map(({ id }) => id);
}

const tooMany = say`It isn't known what is wrong there: of the clusters that use an identity, only the first ${mostChecked} are checked here. Open the cluster's own map.`;

type ClusterCheckAnswer = { readonly findings: IdentityMapFacts['findings'] } | IdentityMapFacts['unchecked'][number];

/** What can't be read hides nothing else. */
async function checkUsingCluster(
  from: IdentityService,
  clusterId: string,
  signal: AbortSignal,
): Promise<ClusterCheckAnswer> {
  try {
    const findings = openOf(await from.diagnose(clusterId, signal));
    return { findings: findings.map((finding) => ({ clusterId, finding })) };
  } catch (error) {
    return { clusterId, why: errorWords(error) };
  }
}
