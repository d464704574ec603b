/** Reads the resources around a panel's cluster, for its map, after everything else. */
import type { ClusterAround } from '../../app/facts/clusterAround.ts';
import type { IdentityService } from '../../app/identityService.ts';
import { errorWords } from '../../errors.ts';
import type { ModelStore } from './store.ts';
import { say } from '../../sentences/words.ts';

/** Reads the resources around the panel's cluster into its model, or why they can't be read. */
export async function readAroundCluster(
  store: ModelStore,
  service: () => Promise<IdentityService>,
  signal: AbortSignal,
): Promise<void> {
  const { clusterId } = store.get();
  if (clusterId === undefined || signal.aborted) return;
  const show = (around: ClusterAround): void => {
    if (!signal.aborted && store.get().clusterId === clusterId) store.change({ around });
  };
  try {
    show(await (await service()).around(clusterId, signal));
  } catch (error) {
    const reason = errorWords(error);
    show({ kinds: [], unknown: [{ cause: 'failed', subject: { what: 'around' }, title: say`Everything`, reason }] });
  }
}
