import type { Cluster } from '../../../domain/cluster/model.ts';
import { isSettled, isStopped, hasSucceeded, hasFailed } from '../../../domain/cluster/provisioningState.ts';
import { describeControlPlane } from '../../../domain/words/describe.ts';
import { shownText, t } from '../../../sentences/language.ts';
import type { Badge } from '../../protocol/panel.ts';

/** Makes the badges next to the panel's title; that the last operation succeeded goes without saying. */
export function badgesOf(cluster: Cluster): readonly Badge[] {
  const state = cluster.provisioningState;
  return [
    { text: shownText(describeControlPlane(cluster.controlPlane)), tone: 'info' },
    ...(isStopped(cluster) ? [{ text: t`Stopped`, tone: 'off' } as const] : []),
    ...(hasSucceeded(state) ? [] : [stateBadge(state)]),
  ];
}

function stateBadge(state: string): Badge {
  if (!isSettled(state)) return { text: state, tone: 'busy' };
  if (hasFailed(state)) return { text: t`Last operation failed`, tone: 'error' };
  return { text: t`Last operation canceled`, tone: 'warning' };
}
