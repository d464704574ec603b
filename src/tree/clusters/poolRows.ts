import type { AgentPool, Cluster } from '../../domain/cluster/model.ts';
import { unknownText } from '../../domain/arm/unknown.ts';
import { identitiesOnPool, type PoolIdentities } from '../../domain/around/things/nodes.ts';
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { isUpgradable } from '../../domain/cluster/nodePools.ts';
import { hasSucceeded, isSettled } from '../../domain/cluster/provisioningState.ts';
import { nodeImageWords } from '../../domain/words/nodeImage.ts';
import { contextValue } from '../../manifest.ts';
import { tooltipLines, type Row } from '../row/row.ts';
import { targetOf } from './clusterRow.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Makes the folder of a cluster's node pools. */
export function poolsRow(cluster: Cluster, around?: ClusterAround): Row {
  const nodes = around?.kinds.find(({ kind }) => kind === 'nodes');
  const upgradable = cluster.agentPools.filter(isUpgradable);
  const count = upgradable.filter((pool) => pool.latestNodeImageVersion !== undefined).length;
  return {
    key: `pools:${idKey(cluster.id)}`,
    kind: 'pools',
    label: t`Node pools`,
    description: [String(cluster.agentPools.length), count > 0 && t`${count} with an old image`]
      .filter(Boolean)
      .join(' \u00b7 '),
    icon: { id: 'layers' },
    contextValue: contextValue('pools', {
      settled: isSettled(cluster.provisioningState),
      upgradable: upgradable.length > 0,
    }),
    children: cluster.agentPools.map((pool) => poolRow(cluster, pool, nodes && identitiesOnPool(pool.name, nodes))),
    ...targetOf(cluster),
  };
}

function poolRow(cluster: Cluster, pool: AgentPool, { words, unknown }: PoolIdentities = {}): Row {
  const { latestNodeImageVersion: latest, nodeImageVersion: image, provisioningState = 'Succeeded' } = pool;
  const isBusy = !isSettled(provisioningState);
  const state = hasSucceeded(provisioningState) ? undefined : provisioningState;
  const isNewer = latest !== undefined && latest !== image;
  return {
    key: `pool:${idKey(pool.id)}`,
    kind: 'pool',
    label: pool.name,
    description: [
      state,
      isNewer && t`newer image available`,
      words && shownText(words),
      image && shownText(nodeImageWords(image)),
    ]
      .filter(Boolean)
      .join(' \u00b7 '),
    icon: { id: isBusy ? 'loading~spin' : 'vm' },
    tooltip: tooltipLines({
      'Node pool': pool.name,
      Mode: pool.mode,
      Nodes: pool.count === undefined ? undefined : String(pool.count),
      'Node image': image,
      'Newest image': latest,
      Identities: words ? shownText(words) : unknown && t`Unknown. ${unknownText(unknown)}`,
      State: provisioningState,
    }),
    contextValue: contextValue('pool', {
      settled: !isBusy && isSettled(cluster.provisioningState),
      upgradable: isUpgradable(pool),
    }),
    ...targetOf(cluster),
    poolName: pool.name,
    resourceId: pool.id,
  };
}
