/** The node pools of a cluster, ready to show. */
import { unknownText } from '../../../domain/arm/unknown.ts';
import type { PoolIdentities } from '../../../domain/around/things/nodes.ts';
import type { AgentPool, Cluster } from '../../../domain/cluster/model.ts';
import { isAvailabilitySet } from '../../../domain/cluster/nodePools.ts';
import { hasFailed, hasSucceeded, isSettled, isStopped } from '../../../domain/cluster/provisioningState.ts';
import { nodeImageWords } from '../../../domain/words/nodeImage.ts';
import { say } from '../../../sentences/words.ts';
import type { Details, Tone } from '../../protocol/panel.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** Makes the row of a node pool; the identities on its machines are read after everything else. */
export function poolRow(
  cluster: Cluster,
  pool: AgentPool,
  onPool: PoolIdentities | undefined,
): Details['pools'][number] {
  const { name, nodeImageVersion, latestNodeImageVersion: latest, provisioningState } = pool;
  const image = nodeImageVersion === undefined ? t`unknown` : nodeImageWords(nodeImageVersion);
  const newer = latest !== undefined && latest !== nodeImageVersion;
  const state = provisioningState ?? t`unknown`;
  const tone: Tone = hasSucceeded(state) ? 'ok' : hasFailed(state) ? 'error' : isSettled(state) ? 'unknown' : 'busy';
  const isReady = isSettled(cluster.provisioningState) && !isStopped(cluster) && !isAvailabilitySet(pool);
  const text = newer ? t`${image} (newest: ${nodeImageWords(latest)})` : shownText(image);
  const names = [nodeImageVersion, newer && latest].filter(Boolean).join('\n');
  return {
    name,
    image: text,
    imageNames: names,
    identities: identityWords(onPool),
    state,
    tone,
    isUpgradable: newer && isReady,
  };
}

function identityWords(onPool: PoolIdentities | undefined): string {
  if (onPool === undefined) return t`Reading ...`;
  const { words, unknown } = onPool;
  return shownText(
    words ?? say`Unknown. ${unknown === undefined ? say`No machines of it are visible.` : unknownText(unknown)}`,
  );
}
